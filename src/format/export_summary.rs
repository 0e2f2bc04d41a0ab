//! What an export says of a run beyond its readings: what was said to the runner, and what the run came to. Plain data.

use crate::heart::{Athlete, Bpm, ZoneModel};
use crate::session::{CueKind, Effort, Elapsed, MarkKind, Session};

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
    pub timer: Elapsed,
    /// Distance in metres, where a source told.
    pub distance_m: Option<f64>,
    /// The audible prompts, in order.
    pub prompts: Vec<Prompt>,
    /// The rate above which the runner was prompted, in bpm.
    pub ceiling: f64,
    /// How the zones were made.
    pub zone_model: ZoneModel,
    /// The lower bounds of zones 1 to 5 in bpm.
    pub zone_bounds: [f64; 5],
    /// Time in zones 0 to 5.
    pub time_in_zone: [Elapsed; 6],
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
        let (summary, setup) = (session.summary(), session.setup());
        let prompts = session.marks().iter().filter_map(|mark| match &mark.kind {
            MarkKind::Cue(cue) if cue.kind.is_prompt() && cue.audible => Some(Prompt { at: mark.at, kind: cue.kind }),
            MarkKind::Cue(_) | MarkKind::Lap | MarkKind::Pause | MarkKind::Resume => None,
        });
        Self {
            elapsed: summary.elapsed,
            timer: summary.timer,
            distance_m: summary.distance_m,
            prompts: prompts.collect(),
            ceiling: setup.ceiling(),
            zone_model: setup.zones.model(),
            zone_bounds: setup.zones.bounds(),
            time_in_zone: summary.time_in_zone,
            effort: summary.effort,
            recovered_to: session.recovered_to(),
            athlete: setup.athlete.clone(),
        }
    }
}
