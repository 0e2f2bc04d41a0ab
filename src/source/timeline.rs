//! The one clock. Stamps what comes live, plays what is scripted in its own time, and makes the ticks for both, so that
//! no ticker can run beside a replay and overtake its samples.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::ble::{BleCommand, BleEvent, BleEventKind, BleTask};
use crate::format::{Reading, TimedReading};
use crate::session::{Command, Cue, Elapsed};

/// Readings that are known beforehand or made up on the way.
pub trait Script {
    /// The next one; times never go backwards. None at the end.
    fn next(&mut self) -> Option<TimedReading>;

    /// Lets a simulated runner hear what was said; a recording is deaf.
    fn hear(&mut self, _cue: &Cue, _at: Elapsed) {}

    /// Tells a simulated runner that the run is over.
    fn stopped(&mut self) {}

    /// What a recording still holds after the run was stopped; what is made up ends there.
    fn rest(&mut self) -> Option<TimedReading> {
        None
    }
}

/// A recording as a script.
#[derive(Debug)]
pub struct Recorded {
    readings: std::vec::IntoIter<TimedReading>,
    /// The stop at the end, where the recording has none of its own.
    stop: Option<TimedReading>,
}

impl Recorded {
    /// Readings in order of time, and the end of the recording.
    pub fn new(readings: Vec<TimedReading>, end: Elapsed) -> Self {
        let at = readings.last().map_or(end, |last| last.at.max(end));
        Self { readings: readings.into_iter(), stop: Some(TimedReading::new(at, Reading::Command(Command::Stop))) }
    }
}

impl Script for Recorded {
    fn next(&mut self) -> Option<TimedReading> {
        self.readings.next().or_else(|| self.stop.take())
    }

    fn rest(&mut self) -> Option<TimedReading> {
        self.readings.next()
    }
}

/// How fast a script is played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Speed {
    /// So many times real time; 0.1 to 1000.
    Times(f64),
    /// Without waiting.
    Max,
}

impl std::str::FromStr for Speed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "max" {
            return Ok(Self::Max);
        }
        let times: f64 =
            text.trim_start_matches(['x', 'X']).parse().map_err(|_| format!("{text} is no speed: give a number such as 10, or max"))?;
        if (0.1..=1000.0).contains(&times) {
            Ok(Self::Times(times))
        } else {
            Err(format!("a speed of {text} is out of range: give 0.1 to 1000, or max"))
        }
    }
}

impl std::fmt::Display for Speed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Times(times) => write!(f, "x{times}"),
            Self::Max => f.write_str("max"),
        }
    }
}

/// What a live source delivers.
#[derive(Debug)]
pub enum SourceEvent {
    /// A reading, with its own time where it brings one.
    Reading(Reading, Option<Elapsed>),
    /// Something that could not be read; for the log.
    Warning(String),
    /// Word of the strap beside its readings.
    Strap(BleEvent),
    /// There is nothing more to come.
    End,
}

/// Where live readings come in.
#[derive(Debug)]
pub enum LiveSource {
    /// A thread that reads.
    Thread(mpsc::Receiver<SourceEvent>),
    /// A strap.
    Strap(BleTask),
}

impl LiveSource {
    async fn next(&mut self) -> SourceEvent {
        match self {
            Self::Thread(arrivals) => arrivals.recv().await.unwrap_or(SourceEvent::End),
            Self::Strap(task) => match task.events.recv().await {
                Some(BleEvent { kind: BleEventKind::Reading(reading), .. }) => SourceEvent::Reading(reading, None),
                Some(event) => SourceEvent::Strap(event),
                // The run goes on without Bluetooth; only the runner ends it.
                None => std::future::pending().await,
            },
        }
    }
}

/// What comes next.
#[derive(Debug)]
pub enum Next {
    /// A reading, stamped.
    TimedReading(TimedReading),
    /// Time passed.
    Tick(Elapsed),
    /// A word for the log.
    Warning(String),
    /// Word of the strap.
    Strap(BleEvent),
    /// The source has ended.
    End,
}

/// A run's time.
pub enum Timeline {
    /// Readings as they come, on the wall clock or in the input's own time.
    Live(Live),
    /// A script in its own time.
    Scripted(Playback),
}

/// Live time.
pub struct Live {
    inlet: LiveSource,
    began: Instant,
    latest: Elapsed,
    reckoning: TimeBase,
    ended: bool,
}

/// Whose time counts in a live run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeBase {
    /// The wall clock's.
    Wall,
    /// The first reading will tell; until then time stands, lest a tick overtake a reading that brings its own time.
    Undecided,
    /// The input's own: the wall clock says nothing.
    Input,
}

/// Played time.
pub struct Playback {
    script: Box<dyn Script>,
    pending: Option<TimedReading>,
    speed: Speed,
    /// Where in the script the wall clock stood at an instant.
    anchor: (Instant, Elapsed),
    held: bool,
    latest: Elapsed,
}

impl Timeline {
    /// A live timeline that begins now, at an elapsed time that is zero unless a run is resumed.
    pub fn live(inlet: LiveSource, from: Elapsed, reckoning: TimeBase) -> Self {
        let began = now().checked_sub(Duration::from_millis(from.ms())).unwrap_or_else(now);
        Self::Live(Live { inlet, began, latest: from, reckoning, ended: false })
    }

    /// A script from its beginning.
    pub fn scripted(script: Box<dyn Script>, speed: Speed) -> Self {
        Self::Scripted(Playback { script, pending: None, speed, anchor: (now(), Elapsed::ZERO), held: false, latest: Elapsed::ZERO })
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

    /// Gives the strap's task an order.
    pub fn order(&self, order: BleCommand) {
        if let Self::Live(Live { inlet: LiveSource::Strap(task), .. }) = self {
            task.order(order);
        }
    }

    /// Ends the source: a strap's link is closed, which takes up to three seconds.
    pub async fn close(self) {
        if let Self::Live(Live { inlet: LiveSource::Strap(task), .. }) = self {
            task.close().await;
        }
    }

    /// Lets the script hear a cue.
    pub fn hear(&mut self, cue: &Cue, at: Elapsed) {
        if let Self::Scripted(playback) = self {
            playback.script.hear(cue, at);
        }
    }

    /// Tells the script that the run is over.
    pub fn stopped(&mut self) {
        if let Self::Scripted(playback) = self {
            playback.script.stopped();
        }
    }

    /// What is left of a script, at once.
    pub fn rest(&mut self) -> Vec<TimedReading> {
        match self {
            Self::Live(_) => Vec::new(),
            Self::Scripted(playback) => playback.pending.take().into_iter().chain(std::iter::from_fn(|| playback.script.rest())).collect(),
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
            playback.anchor = (now(), playback.latest);
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
            playback.anchor = (now(), playback.latest);
            playback.held = held;
        }
    }
}

impl Live {
    fn now(&self) -> Elapsed {
        if self.reckoning != TimeBase::Wall {
            return self.latest;
        }
        let ms = now().saturating_duration_since(self.began).as_millis();
        Elapsed::from_ms(u64::try_from(ms).unwrap_or(u64::MAX)).max(self.latest)
    }

    async fn next(&mut self, wake: Option<Elapsed>) -> Next {
        if self.ended {
            return Next::End;
        }
        let wake = wake.filter(|_| self.reckoning == TimeBase::Wall).map(|at| self.began + Duration::from_millis(at.ms()));
        let arrival = tokio::select! {
            biased;
            arrival = self.inlet.next() => arrival,
            () = sleep_until(wake) => {
                self.latest = self.now();
                return Next::Tick(self.latest);
            }
        };
        match arrival {
            SourceEvent::Reading(reading, at) => {
                if let Some(at) = at {
                    self.reckoning = TimeBase::Input;
                    self.latest = self.latest.max(at);
                } else {
                    if self.reckoning == TimeBase::Undecided {
                        self.reckoning = TimeBase::Wall;
                    }
                    self.latest = self.now();
                }
                Next::TimedReading(TimedReading::new(self.latest, reading))
            }
            SourceEvent::Warning(warning) => Next::Warning(warning),
            SourceEvent::Strap(event) => Next::Strap(event),
            SourceEvent::End => {
                self.ended = true;
                Next::End
            }
        }
    }
}

impl Playback {
    async fn next(&mut self, wake: Option<Elapsed>) -> Next {
        if self.pending.is_none() {
            self.pending = self.script.next();
        }
        let Some(pending) = &self.pending else { return Next::End };
        let tick = wake.filter(|wake| *wake < pending.at && self.speed != Speed::Max);
        let due = tick.unwrap_or(pending.at);
        if self.held {
            std::future::pending::<()>().await;
        }
        if let Speed::Times(times) = self.speed {
            let ahead = Duration::from_secs_f64((due - self.anchor.1).secs() / times);
            tokio::time::sleep_until(self.anchor.0 + ahead).await;
        } else {
            // Keys and signals get their turn even when nothing is waited for.
            tokio::task::yield_now().await;
        }
        self.latest = self.latest.max(due);
        match (tick, self.pending.take()) {
            (Some(at), pending) => {
                self.pending = pending;
                Next::Tick(at)
            }
            (None, Some(stamped)) => Next::TimedReading(stamped),
            (None, None) => Next::End,
        }
    }
}

async fn sleep_until(instant: Option<Instant>) {
    match instant {
        Some(instant) => tokio::time::sleep_until(instant).await,
        None => std::future::pending().await,
    }
}

/// The session clock, read here and nowhere else.
#[allow(clippy::disallowed_methods)]
fn now() -> Instant {
    Instant::now()
}
