//! A run's time, live or played. It makes the ticks for both, so that no ticker can run beside a replay and overtake its samples.

use super::live::{Live, LiveSource, TimeBase};
use super::next::Next;
use super::playback::Playback;
use super::script::{Script, Speed};
use crate::ble::{BleCommand, BleTask};
use crate::clock::Moment;
use crate::format::TimedReading;
use crate::session::{BeltCommand, Cue, Elapsed};

/// A run's time.
pub enum Timeline {
    /// Readings as they come, on this computer's clock or in the input's own time.
    Live(Box<Live>),
    /// A script in its own time.
    Scripted(Playback),
}

impl Timeline {
    /// A live timeline that begins now, at an elapsed time that is zero unless a run is resumed.
    pub fn live(source: LiveSource, from: Elapsed, base: TimeBase) -> Self {
        Self::Live(Box::new(Live::new(source, from, base)))
    }

    /// A script from its beginning.
    pub fn scripted(script: Box<dyn Script>, speed: Speed) -> Self {
        Self::Scripted(Playback::new(script, speed))
    }

    /// The elapsed time now, never before what was handed out.
    pub fn now(&self) -> Elapsed {
        match self {
            Self::Live(live) => live.now(),
            Self::Scripted(playback) => playback.latest,
        }
    }

    /// Waits for what comes next, at most until `wake`. Dropped and called again it loses nothing.
    pub async fn next(&mut self, wake: Option<Elapsed>) -> Next {
        match self {
            Self::Live(live) => live.next(wake).await,
            Self::Scripted(playback) => playback.next(wake).await,
        }
    }

    /// The time slept since anything came last, where there was any: before a key is given its time.
    pub fn slept(&mut self) -> Option<TimedReading> {
        match self {
            Self::Live(live) => live.slept(),
            Self::Scripted(_) => None,
        }
    }

    /// The process was continued after it had been stopped.
    pub fn continued(&mut self) {
        match self {
            Self::Live(live) => live.continued(),
            Self::Scripted(playback) => playback.set_anchor(),
        }
    }

    /// Whether time waits for whoever is slow: a script's and an input's own time does, this computer's clock does not.
    pub fn can_wait(&self) -> bool {
        match self {
            Self::Live(live) => live.can_wait(),
            Self::Scripted(_) => true,
        }
    }

    /// Tells the Bluetooth task what to do.
    pub fn command(&self, command: BleCommand) {
        if let Self::Live(live) = self
            && let Some(task) = live.ble()
        {
            task.order(command);
        }
    }

    /// Ends the source; the Bluetooth task comes back, since closing its links takes up to three seconds.
    pub fn into_ble(self) -> Option<BleTask> {
        match self {
            Self::Live(live) => live.into_ble(),
            Self::Scripted(_) => None,
        }
    }

    /// Tells the script what was said.
    pub fn on_cue(&mut self, cue: &Cue, at: Elapsed) {
        if let Self::Scripted(playback) = self {
            playback.script.on_cue(cue, at);
        }
    }

    /// Writes a command to the belt, live or simulated.
    pub fn write_belt(&mut self, command: BeltCommand, at: Elapsed) {
        match self {
            Self::Live(live) => match live.ble() {
                Some(task) => task.order(BleCommand::Belt { command, at: Moment::now() }),
                // An input that is no connection to a belt takes no commands; without an answer the session lets go.
                None => tracing::warn!(kind = ?command.kind(), "nothing is connected that takes a command to a belt"),
            },
            Self::Scripted(playback) => playback.script.write_belt(command, at),
        }
    }

    /// Tells the script that the run is over.
    pub fn stopped(&mut self) {
        if let Self::Scripted(playback) = self {
            playback.script.stopped();
        }
    }

    /// What is left of a script, at once.
    pub fn drain(&mut self) -> Vec<TimedReading> {
        match self {
            Self::Live(_) => Vec::new(),
            Self::Scripted(playback) => playback.pending.take().into_iter().chain(std::iter::from_fn(|| playback.script.drain())).collect(),
        }
    }

    /// The speed of a script.
    pub fn speed(&self) -> Option<Speed> {
        match self {
            Self::Live(_) => None,
            Self::Scripted(playback) => Some(playback.speed),
        }
    }

    /// Changes the speed of a script.
    pub fn set_speed(&mut self, speed: Speed) {
        if let Self::Scripted(playback) = self {
            playback.set_anchor();
            playback.speed = speed;
        }
    }

    /// Whether a script is held.
    pub fn is_held(&self) -> bool {
        matches!(self, Self::Scripted(Playback { held: true, .. }))
    }

    /// Holds a script, or lets it go on.
    pub fn hold(&mut self, held: bool) {
        if let Self::Scripted(playback) = self {
            playback.set_anchor();
            playback.held = held;
        }
    }
}
