//! The loop: take a reading, record it, step, hand out what changed.

mod on_ble;

use std::time::Duration;

use tokio::time::{Interval, MissedTickBehavior};

use super::keys::{Pressed, pressed};
use super::packet_faults::PacketFaults;
use super::recording_news::RecordingNews;
use super::signals::{Signal, Signals, stop_here, stop_job};
use super::strap_question::StrapQuestion;
use crate::ble::{BleError, BleEvent, BleEventKind};
use crate::format::{DeviceIdentity, Reading, TimedReading};
use crate::output::{Context, Outputs};
use crate::report::{self, Provenance};
use crate::screen::{Action, Playback, RecordingLine, TerminalInput, Ui};
use crate::session::{
    Command, DeviceRole, Elapsed, Event, EventKind, EventSource, HoldChange, HoldReason, Link, NoticeKind, RunState, Session, UnitCheck,
};
use crate::source::{Next, Speed, Timeline};
use crate::store::{DeviceMemory, Recorder, RecordingStatus};

/// The least time between two drawings: 30 a second are more than an eye needs.
const FRAME: Duration = Duration::from_millis(33);
/// So long the end of a run waits for an output that takes nothing.
const OUTPUT_LIMIT: Duration = Duration::from_secs(1);
/// Why the loop ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// The source had nothing more, or told the run to stop.
    BySource,
    /// The runner stopped it.
    ByRunner,
    /// The runner wants the computer shut down.
    ToShutDown,
    /// The operating system asked for it, or the terminal is gone.
    BySignal,
    /// The strap cannot be had, and nobody is there who could help.
    ByError(BleError),
}

/// A run in progress: everything it is made of.
pub struct App {
    /// The machine.
    pub session: Session,
    /// Time and readings.
    pub timeline: Timeline,
    /// The journal.
    pub recorder: Recorder,
    /// What the run is told by.
    pub outputs: Outputs,
    /// The keys, where there is a screen.
    pub keys: Option<TerminalInput>,
    /// What the viewer chose.
    pub ui: Ui,
    /// The length of what is played; none in a live run.
    pub total: Option<Elapsed>,
    /// What was known before the run began: links and devices, each with its role.
    pub lead: Vec<(DeviceRole, Reading)>,
    /// What remembers the devices that were chosen; none where there are none.
    pub memory: Option<DeviceMemory>,
    /// Which strap is the runner's, while that is asked.
    pub question: StrapQuestion,
    /// The treadmill that is connected, once it is.
    pub treadmill: Option<DeviceIdentity>,
    /// Where the run comes from, for its summary.
    pub provenance: Provenance,
    /// Until when the screen stays after the run.
    pub stays_until: Option<Elapsed>,
    /// When the run was, in words; none where nobody knows.
    pub when: Option<String>,
    /// What is played has come to its end, and the screen stays.
    pub played_out: bool,
    /// The outputs that could not tell everything when the run ended.
    pub behind: Vec<&'static str>,
    /// What was told of packets that are incomplete.
    pub packet_faults: PacketFaults,
    /// What was told of the recording.
    pub recording_news: RecordingNews,
}

impl App {
    /// Runs to the end.
    ///
    /// # Errors
    /// Signals cannot be listened for.
    pub async fn run(&mut self) -> std::io::Result<Ended> {
        let mut signals = Signals::listen(self.keys.is_some())?;
        let mut frames = frames();
        for (role, reading) in std::mem::take(&mut self.lead) {
            self.take(&TimedReading { at: self.timeline.now(), from: EventSource::Device(role), reading });
        }
        let ended = loop {
            if let Some(ended) = self.over() {
                break ended;
            }
            let wake = self.wake();
            // Real time waits for nobody; a script and an input with its own time wait for whoever reads the lines.
            let goes_on = self.outputs.have_room() || !self.timeline.can_wait();
            let ended = tokio::select! {
                biased;
                signal = signals.next() => self.on_signal(signal),
                pressed = pressed(&mut self.keys, &mut self.ui, &self.session) => self.on_key(pressed),
                () = self.outputs.progressed() => None,
                _ = frames.tick(), if self.outputs.wants_frame() => {
                    self.draw();
                    None
                }
                next = self.timeline.next(wake), if goes_on && !self.played_out => self.on_next(next),
            };
            for failed in self.outputs.take_failed() {
                self.warn(&failed);
            }
            if let Some(trouble) = self.outputs.take_trouble() {
                self.warn(&trouble);
                // A trouble of the strap matters more, and stands longer.
                self.ui.trouble.get_or_insert(trouble);
            }
            if let Some(news) = self.recording_news.news(&self.recorder.status()) {
                self.warn(&news);
            }
            if let Some(error) = self.memory.as_ref().and_then(DeviceMemory::failure) {
                self.warn(&error.to_string());
            }
            let gone = self.outputs.is_anybody_gone().then_some(Ended::BySignal);
            if let Some(ended) = ended.or(gone) {
                break ended;
            }
        };
        self.finish(&ended, &mut signals).await;
        Ok(ended)
    }

    fn on_signal(&mut self, signal: Signal) -> Option<Ended> {
        match signal {
            Signal::End => return Some(Ended::BySignal),
            Signal::Suspend => {
                self.outputs.suspend(OUTPUT_LIMIT);
                stop_here();
                self.on_signal(Signal::Continued);
            }
            Signal::Continued => {
                self.timeline.continued();
                self.outputs.resume();
            }
        }
        None
    }

    fn on_key(&mut self, pressed: Pressed) -> Option<Ended> {
        self.outputs.touch();
        let action = match pressed {
            Pressed::Action(action) => action,
            Pressed::Redraw => return None,
            Pressed::Gone => return Some(Ended::BySignal),
        };
        match action {
            Action::Command(command) => self.tell(Reading::Command(command)),
            Action::Answer(answer) => {
                self.tell(Reading::Answer(answer));
                self.thank(answer);
            }
            Action::Quit if self.asks_afterwards() && self.stays_until.is_none() => self.tell(Reading::Command(Command::Stop)),
            Action::Quit | Action::QuitAtOnce => return Some(Ended::ByRunner),
            Action::ShutDown => return Some(Ended::ToShutDown),
            Action::Hold => self.timeline.hold(!self.timeline.is_held()),
            Action::Faster => self.change_speed(2.0),
            Action::Slower => self.change_speed(0.5),
            Action::Pick(place) => {
                if let Some(command) = self.question.pick(place) {
                    self.timeline.command(command);
                }
            }
            Action::Bell if !self.ui.bell => self.outputs.hush(),
            Action::Bell | Action::Layout | Action::Redraw => {}
            Action::Refresh => self.outputs.resume(),
            Action::Suspend => stop_job(),
        }
        None
    }

    fn on_next(&mut self, next: Next) -> Option<Ended> {
        match next {
            Next::Reading(reading) => self.take(&reading),
            Next::Tick(at) => self.step(&Event::new(at, EventKind::Tick)),
            Next::Warning(warning) => {
                self.warn(&warning);
                self.ui.trouble = Some(warning);
            }
            Next::Ble(event) => return self.on_ble(event).map(Ended::ByError),
            Next::End if self.stays_when_played_out() => self.played_out = true,
            Next::End => return Some(Ended::BySource),
        }
        None
    }

    /// Takes in what the runner told.
    fn tell(&mut self, reading: Reading) {
        if let Some(slept) = self.timeline.slept() {
            self.take(&slept);
        }
        self.take(&TimedReading::new(self.timeline.now(), reading));
    }

    /// Records a reading, then steps: a crash replays to the same place.
    fn take(&mut self, reading: &TimedReading) {
        if let Some(error) = self.packet_faults.news(&reading.reading) {
            tracing::warn!(at = reading.at.secs(), %error, "packets are incomplete; told once a connection");
        }
        self.recorder.append(reading);
        self.step(&reading.event());
    }

    fn step(&mut self, event: &Event) {
        let ran = !matches!(self.session.state(), RunState::Stopped { .. });
        let notices = self.session.step(event);
        if let (true, RunState::Stopped { .. }) = (ran, self.session.state()) {
            self.timeline.stopped();
        }
        if let Some(command) = self.session.take_belt_command() {
            self.timeline.write_belt(command, event.at);
        }
        let context = Context { session: &self.session, ui: &self.ui, recorded: self.recorder.given() };
        for notice in notices {
            match &notice.kind {
                NoticeKind::Cue(cue) => self.timeline.on_cue(cue, notice.at),
                NoticeKind::Hold(change) => on_ble::remember_check(self.memory.as_ref(), self.treadmill.as_ref(), *change),
                NoticeKind::Sample { .. }
                | NoticeKind::Zone { .. }
                | NoticeKind::Phase(_)
                | NoticeKind::Link { .. }
                | NoticeKind::Slept(_) => {}
            }
            self.outputs.notice(&notice, &context);
        }
        self.outputs.touch();
    }

    /// A word for whoever looks after the run: in the log, and on standard error where no screen is open.
    fn warn(&self, warning: &str) {
        tracing::warn!("{warning}");
        if self.keys.is_none() {
            eprintln!("recovery-run: {warning}");
        }
    }

    fn draw(&mut self) {
        self.tell_after_the_run();
        self.ui.offered = match self.session.view().strap().link {
            Some(Link::Connecting | Link::Connected) => Vec::new(),
            Some(Link::Searching | Link::Lost) | None => self.question.list(),
        };
        self.ui.recording = match self.recorder.status() {
            RecordingStatus::Off => RecordingLine::Off,
            RecordingStatus::Recording => RecordingLine::On,
            RecordingStatus::Suspended(why) => RecordingLine::Suspended(why),
        };
        self.ui.playback = self.total.and_then(|total| {
            let speed = match self.timeline.speed()? {
                Speed::Times(times) => times,
                Speed::Max => f64::INFINITY,
            };
            Some(Playback { speed, held: self.timeline.is_held(), position: self.timeline.now(), total })
        });
        self.ui.observe(&self.session.view());
        self.outputs.draw(&Context { session: &self.session, ui: &self.ui, recorded: self.recorder.given() });
    }

    async fn finish(&mut self, ended: &Ended, signals: &mut Signals) {
        if let RunState::Stopped { .. } = self.session.state() {
            // How the rate came down and how hard it was stands behind the stop of a recording.
            for reading in self.timeline.drain() {
                self.step(&reading.event());
            }
        } else if self.recorder.is_empty() {
            // Nothing came: there is no run to keep.
            self.step(&Event::new(self.timeline.now(), EventKind::Command(Command::Stop)));
        } else {
            self.tell(Reading::Command(Command::Stop));
        }
        self.outputs.end(&report::object(&self.session, &self.provenance, Some("summary")));
        // A reader may take its time as long as nobody asks for the end.
        while *ended == Ended::BySource && !self.outputs.are_idle() {
            tokio::select! {
                signal = signals.next() => if signal == Signal::End { break },
                () = self.outputs.progressed() => {}
            }
        }
        self.behind = self.outputs.close(OUTPUT_LIMIT);
    }

    /// When to wake at the latest: for what falls due, and on the screen for the clock to go on.
    fn wake(&self) -> Option<Elapsed> {
        let due = self.session.next_deadline();
        let clock = self.keys.is_some().then(|| {
            // Faster playback shows bigger steps instead of more of them.
            let step = match self.timeline.speed() {
                Some(Speed::Times(times)) if times > 1.0 => (1000.0 * (times / 10.0).max(1.0)) as u64,
                Some(Speed::Times(_) | Speed::Max) | None => 1000,
            };
            Elapsed::from_ms((self.timeline.now().ms() / step + 1) * step)
        });
        let step = self.keys.is_some().then(|| self.ui.next_step(self.timeline.now())).flatten();
        due.into_iter().chain(clock).chain(step).min()
    }

    fn change_speed(&mut self, factor: f64) {
        let speed = match self.timeline.speed() {
            Some(Speed::Times(times)) => Speed::Times((times * factor).clamp(0.25, 512.0)),
            Some(Speed::Max) if factor < 1.0 => Speed::Times(512.0),
            Some(Speed::Max) | None => return,
        };
        self.timeline.set_speed(speed);
    }
}

fn frames() -> Interval {
    let mut frames = tokio::time::interval(FRAME);
    frames.set_missed_tick_behavior(MissedTickBehavior::Delay);
    frames
}
