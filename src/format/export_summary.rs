//! What an export says of a run beyond its readings: what was said to the runner, and what the run came to. Plain data.

use crate::heart::{Athlete, Bpm, ZoneModel};
use crate::session::{Command, CueKind, Effort, Elapsed, Log, MarkKind, Recovery, Session, Span, Timer};

/// A prompt that asked the runner to go easier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prompt {
    /// When.
    pub at: Elapsed,
    /// Which.
    pub kind: CueKind,
}

/// What is known of a run beside its readings.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportSummary {
    /// Total time with pauses.
    pub elapsed: Elapsed,
    /// Total time on the timer.
    pub timer: Timer,
    /// Distance in metres, where a source told.
    pub distance_m: Option<f64>,
    /// The audible prompts, in order.
    pub prompts: Vec<Prompt>,
    /// When a belt that stood stopped the timer, and when it let it go on, in order: no order of the runner's says so.
    pub belt_pauses: Vec<(Elapsed, Command)>,
    /// The rate above which the runner was prompted, in bpm.
    pub ceiling: f64,
    /// How the zones were made.
    pub zone_model: ZoneModel,
    /// The lower bounds of zones 1 to 5 in bpm.
    pub zone_bounds: [f64; 5],
    /// Time in zones 0 to 5.
    pub time_in_zone: [Span; 6],
    /// How hard the runner found it.
    pub effort: Option<Effort>,
    /// The rate a minute after the stop, where it was still heard.
    pub recovered_to: Option<Bpm>,
    /// The runner.
    pub athlete: Athlete,
}

impl ExportSummary {
    /// That of a run that was folded to its end.
    pub fn of(session: &Session) -> Self {
        let (run, setup, log) = (session.view(), session.setup(), session.log());
        let prompts = log.cues().filter(|(_, cue)| cue.kind.is_prompt() && cue.audible);
        Self {
            elapsed: run.elapsed,
            timer: run.timer,
            distance_m: run.distance_m,
            prompts: prompts.map(|(at, cue)| Prompt { at, kind: cue.kind }).collect(),
            belt_pauses: belt_pauses(log),
            ceiling: setup.ceiling(),
            zone_model: setup.zones.model(),
            zone_bounds: setup.zones.bounds(),
            time_in_zone: log.time_in_zone_as_stored(setup).in_zone(),
            effort: run.effort,
            recovered_to: Recovery::new(log, run.elapsed).recovered_to(),
            athlete: setup.athlete.clone(),
        }
    }
}

/// The pauses that are told of as the belt's, each up to where the timer went on.
fn belt_pauses(log: &Log) -> Vec<(Elapsed, Command)> {
    let mut pauses = Vec::new();
    let (mut stands, mut paused) = (None, false);
    for mark in &log.marks {
        match &mark.kind {
            MarkKind::Cue(cue) if cue.kind == CueKind::BeltStands => stands = Some(mark.at),
            MarkKind::Pause if stands.take() == Some(mark.at) => {
                pauses.push((mark.at, Command::Pause));
                paused = true;
            }
            MarkKind::Resume if std::mem::take(&mut paused) => pauses.push((mark.at, Command::Resume)),
            MarkKind::Cue(_) | MarkKind::Pause | MarkKind::Resume | MarkKind::Lap | MarkKind::Slept(_) => {}
        }
    }
    pauses
}
