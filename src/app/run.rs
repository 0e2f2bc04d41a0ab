//! The loop itself.

use std::path::PathBuf;
use std::time::Duration;

use tokio::time::{Interval, MissedTickBehavior};

use super::face::{Face, Wish};
use super::signals::Signals;
use crate::ble::{BleCommand, BleError, BleEvent, BleEventKind, FoundDevice};
use crate::format::{Reading, TimedReading, json_lines};
use crate::report::{self, Provenance};
use crate::screen::RecordingLine;
use crate::session::{Answer, Command, Elapsed, Event, EventKind, Feature, NoticeKind, RunState, Session};
use crate::source::timeline::{Next, Speed, Timeline};
use crate::store::{Recorder, RecordingStatus, remember_device};

/// The least time between two drawings: 30 a second are more than an eye needs.
const FRAME: Duration = Duration::from_millis(33);
/// A shorter run asks nothing when it is over.
const WORTH_ASKING: Elapsed = Elapsed::from_secs(300);
/// So long the screen stays after the run for an answer; what there is to see of the heart takes one minute of it.
const ASKS_FOR: Elapsed = Elapsed::from_secs(180);
/// With the answer given it stays for the rest of the heart's minute, or this long.
const RECOVERS_FOR: Elapsed = Elapsed::from_secs(65);
const THANKS_FOR: Elapsed = Elapsed::from_secs(5);

/// Why the loop ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// The source had nothing more, or told the run to stop.
    BySource,
    /// The runner stopped it.
    ByRunner,
    /// The operating system asked for it, or the terminal is gone.
    BySignal,
    /// The strap cannot be had, and nobody is there who could help.
    ByTrouble(BleError),
}

/// A run in progress: everything it is made of.
pub struct App {
    /// The machine.
    pub session: Session,
    /// Time and readings.
    pub timeline: Timeline,
    /// The journal.
    pub recorder: Recorder,
    /// What the runner sees.
    pub face: Face,
    /// What was known before the run began: the link and the strap.
    pub lead: Vec<Reading>,
    /// Where the strap is remembered.
    pub data: PathBuf,
    /// The straps to choose from, while there is a choice.
    pub straps: Vec<FoundDevice>,
    /// The wall clock at its start, where that is known.
    pub started_at: Option<jiff::Timestamp>,
    /// Where the run comes from, for its summary.
    pub provenance: Provenance,
    /// Until when the screen stays after the run.
    pub stays_until: Option<Elapsed>,
}

impl App {
    /// Runs to the end.
    ///
    /// # Errors
    /// Signals cannot be listened for.
    pub async fn run(&mut self) -> std::io::Result<Ended> {
        let mut signals = Signals::listen()?;
        let mut frames = frames();
        if let Face::Lines(out) = &mut self.face {
            out.print(&json_lines::start_line(self.session.setup(), self.provenance.origin, self.started_at));
        }
        for reading in std::mem::take(&mut self.lead) {
            self.take(&TimedReading::new(self.timeline.now(), reading));
        }
        let ended = loop {
            match (self.session.state(), self.stays_until) {
                (RunState::Stopped { .. }, None) if self.asks_afterwards() => {
                    self.stays_until = Some(self.session.elapsed().plus(ASKS_FOR))
                }
                (RunState::Stopped { .. }, None) => break Ended::BySource,
                (RunState::Stopped { .. }, Some(until)) if self.timeline.now() >= until => break Ended::ByRunner,
                _ => {}
            }
            let wake = self.wake();
            tokio::select! {
                biased;
                () = signals.next() => break Ended::BySignal,
                wish = self.face.wish(&self.session) => match wish {
                    Wish::Order(command) => self.tell(Reading::Command(command)),
                    Wish::Answer(answer) => {
                        self.tell(Reading::Answer(answer));
                        // There is nothing more to ask; what is left of the minute shows how the heart comes down.
                        if let (Answer::Effort(_), Some(until)) = (answer, &mut self.stays_until) {
                            *until = self.session.elapsed().plus(RECOVERS_FOR).max(self.timeline.now().plus(THANKS_FOR)).min(*until);
                        }
                    }
                    Wish::Quit if self.asks_afterwards() && self.stays_until.is_none() => self.tell(Reading::Command(Command::Stop)),
                    Wish::Quit | Wish::QuitAtOnce => break Ended::ByRunner,
                    Wish::Hold => self.timeline.hold(!self.timeline.is_held()),
                    Wish::Faster => self.change_speed(2.0),
                    Wish::Slower => self.change_speed(0.5),
                    Wish::Pick(place) => {
                        if let Some(strap) = self.straps.get(place) {
                            self.timeline.order(BleCommand::Choose(strap.id.clone()));
                        }
                    }
                    Wish::Redraw => {}
                    Wish::Gone => break Ended::BySignal,
                },
                _ = frames.tick(), if self.face.wants_drawing() => self.face.draw(&self.session, &self.timeline),
                next = self.timeline.next(wake) => match next {
                    Next::TimedReading(stamped) => self.take(&stamped),
                    Next::Tick(at) => self.step(&Event::new(at, EventKind::Tick)),
                    Next::Warning(warning) => self.face.warn(&warning),
                    Next::Strap(event) => {
                        if let Some(trouble) = self.hear_strap(event) {
                            break Ended::ByTrouble(trouble);
                        }
                    }
                    Next::End => break Ended::BySource,
                },
            }
            if self.face.is_gone() {
                break Ended::BySignal;
            }
        };
        self.finish();
        Ok(ended)
    }

    /// Whether the runner is asked how it was: on a screen, after a run of some length that followed the method.
    fn asks_afterwards(&self) -> bool {
        let method = self.session.setup().plan.method;
        self.face.can_ask() && method.has(Feature::Afterwards) && self.session.timer() >= WORTH_ASKING
    }

    /// Takes in what the runner told.
    fn tell(&mut self, reading: Reading) {
        let stamped = TimedReading::new(self.timeline.now(), reading);
        self.take(&stamped);
    }

    /// Records a reading, then steps: a crash replays to the same place.
    fn take(&mut self, stamped: &TimedReading) {
        if let Err(error) = stamped.reading.decode() {
            tracing::warn!(at = stamped.at.secs(), %error, "a packet cannot be read");
        }
        self.recorder.append(stamped);
        self.step(&stamped.event());
    }

    fn step(&mut self, event: &Event) {
        let ran = !matches!(self.session.state(), RunState::Stopped { .. });
        let notices = self.session.step(event);
        if let (true, RunState::Stopped { .. }) = (ran, self.session.state()) {
            self.timeline.stopped();
        }
        for notice in notices {
            if let NoticeKind::Cue(cue) = &notice.kind {
                self.timeline.hear(cue, notice.at);
            }
            self.face.notice(&notice);
        }
        if let Face::Dashboard(dashboard) = &mut self.face {
            dashboard.recording(match self.recorder.status() {
                RecordingStatus::Off => RecordingLine::Off,
                RecordingStatus::Recording => RecordingLine::On,
                RecordingStatus::Suspended(why) => RecordingLine::Suspended(why.clone()),
            });
        }
        self.face.touch();
    }

    /// Takes in word of the strap; a trouble that ends the run, if it does.
    fn hear_strap(&mut self, event: BleEvent) -> Option<BleError> {
        let mut line = None;
        match event.kind {
            BleEventKind::Reading(reading) => self.take(&TimedReading::new(self.timeline.now(), reading)),
            BleEventKind::InReach(straps) => {
                let names: Vec<String> = straps.iter().enumerate().map(|(i, strap)| format!("{} {}", i + 1, strap.name)).collect();
                line = Some(format!("which strap is yours? press its number: {}", names.join(" · ")));
                self.straps = straps;
            }
            BleEventKind::Chosen(identity) => {
                self.straps.clear();
                if let Err(error) = remember_device(&self.data, event.device, &identity) {
                    self.face.warn(&error.to_string());
                }
            }
            BleEventKind::Error(trouble) => {
                if let Some(trouble) = trouble {
                    // A choice that nobody can make is for whoever started the program.
                    if matches!(self.face, Face::Lines(_)) && matches!(trouble, BleError::Several(_)) {
                        return Some(trouble);
                    }
                    self.face.warn(&trouble.to_string());
                    line = Some(trouble.to_string());
                }
            }
        }
        if let Face::Dashboard(dashboard) = &mut self.face {
            dashboard.trouble(line, self.straps.len());
        }
        None
    }

    fn finish(&mut self) {
        if let RunState::Stopped { .. } = self.session.state() {
            // How the rate came down and how hard it was stands behind the stop of a recording.
            for stamped in self.timeline.rest() {
                self.step(&stamped.event());
            }
        } else {
            self.tell(Reading::Command(Command::Stop));
        }
        self.recorder.finish();
        if let Face::Lines(out) = &mut self.face {
            out.print(&report::object(&self.session, &self.provenance, Some("summary")));
        }
    }

    /// When to wake at the latest: for what falls due, and on the screen for the clock to go on.
    fn wake(&self) -> Option<Elapsed> {
        let due = self.session.next_deadline();
        let clock = self.face.shows_a_clock().then(|| {
            // Faster playback shows bigger steps instead of more of them.
            let step = match self.timeline.speed() {
                Some(Speed::Times(times)) if times > 1.0 => (1000.0 * (times / 10.0).max(1.0)) as u64,
                Some(Speed::Times(_) | Speed::Max) | None => 1000,
            };
            Elapsed::from_ms((self.timeline.now().ms() / step + 1) * step)
        });
        due.into_iter().chain(clock).min()
    }

    fn change_speed(&mut self, factor: f64) {
        let speed = match self.timeline.speed() {
            Some(Speed::Times(times)) => Speed::Times((times * factor).clamp(0.25, 512.0)),
            Some(Speed::Max) if factor < 1.0 => Speed::Times(512.0),
            Some(Speed::Max) | None => return,
        };
        self.timeline.set_speed(speed);
        self.face.touch();
    }
}

fn frames() -> Interval {
    let mut frames = tokio::time::interval(FRAME);
    frames.set_missed_tick_behavior(MissedTickBehavior::Delay);
    frames
}
