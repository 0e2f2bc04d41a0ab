//! What every coach is given each second, what it may answer, and the list of those that are compared.

use recovery_run::heart::{HeartRateMeasurement, Zone};
use recovery_run::session::{Cue, CueKind, Signal};

use crate::ladder::Ladder;
use crate::ours::Ours;
use crate::plain::{Naive, NoCoach, ScreenThenVoice, TrimmedMean};

/// What a coach hears in one second.
pub struct Heard<'a> {
    /// Seconds since the start.
    pub second: u64,
    /// What the strap sent; none when it sent nothing.
    pub measurement: Option<&'a HeartRateMeasurement>,
    /// The speed, where something tells it.
    pub kmh: Option<f64>,
    /// Incline in per cent, likewise.
    pub grade: Option<f64>,
    /// Steps a minute, likewise.
    pub steps: Option<f64>,
}

/// What it answers.
#[derive(Debug, Default)]
pub struct Answer {
    /// What it says, to eye or ear.
    pub cues: Vec<Cue>,
    /// The change of the shown zone, for those that show one.
    pub zone: Option<(Zone, Zone)>,
    /// Whether it believes the rate, for those that ask themselves.
    pub signal: Option<Signal>,
}

/// A coach.
pub trait Policy {
    /// Lives through one second. Seconds come in order, none is left out.
    fn live(&mut self, heard: &Heard) -> Answer;
}

/// What was told of the runner, from which the zones are made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Told {
    /// Zones that move with the ceiling, and perhaps a maximum: the most favourable there is.
    Zones { max: Option<f64> },
    /// A ceiling and perhaps an age; without one the program assumes its own.
    Ceiling { age: Option<f64> },
    /// A ceiling and a measured maximum.
    Measured { max: f64 },
    /// A ceiling, a resting rate and a maximum.
    Reserve { resting: f64, max: f64 },
    /// An age alone: the ceiling is the top of zone 2.
    Age(f64),
}

/// The numbers that a run is coached by.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Where easy ends, in bpm.
    pub ceiling: f64,
    /// What else was told.
    pub told: Told,
    /// The runner's own gain in bpm per km/h, where it was learned.
    pub bpm_per_kmh: Option<f64>,
    /// The plan: its last tenth is the cool-down.
    pub minutes: u16,
}

impl Limits {
    /// The longest plan there is: its cool-down comes after every run that is judged.
    pub const LONG: u16 = 180;

    /// The maximal rate, where it was told.
    pub fn max(self) -> Option<f64> {
        match self.told {
            Told::Zones { max } => max,
            Told::Measured { max } | Told::Reserve { max, .. } => Some(max),
            Told::Ceiling { .. } | Told::Age(_) => None,
        }
    }

    /// Lower bounds of the zones: the ceiling is the top of zone 2, the others lie where %HRmax puts them for most.
    pub fn bounds(self) -> [f64; 5] {
        [-40.0, -20.0, 0.0, 15.0, 30.0].map(|beside| self.ceiling + beside)
    }
}

/// The coaches by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    Ours,
    Ladder,
    Naive,
    TrimmedMean,
    ScreenThenVoice,
    NoCoach,
}

impl Name {
    pub const ALL: [Self; 6] = [Self::Ours, Self::Ladder, Self::Naive, Self::TrimmedMean, Self::ScreenThenVoice, Self::NoCoach];

    /// The word in tables and in `--policy`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Ladder => "ladder",
            Self::Naive => "naive",
            Self::TrimmedMean => "trimmed-mean",
            Self::ScreenThenVoice => "voice-twice",
            Self::NoCoach => "none",
        }
    }

    /// A fresh one for a run.
    pub fn start(self, limits: Limits) -> Box<dyn Policy> {
        match self {
            Self::Ours => Box::new(Ours::new(limits)),
            Self::Ladder => Box::new(Ladder::new(limits)),
            Self::Naive => Box::new(Naive::new(limits)),
            Self::TrimmedMean => Box::new(TrimmedMean::new(limits)),
            Self::ScreenThenVoice => Box::new(ScreenThenVoice::new(limits)),
            Self::NoCoach => Box::new(NoCoach),
        }
    }
}

/// Whether a cue is the coach's: the clock's words (halfway, done and the like) are the same whatever the heart does.
pub fn is_coaching(cue: &Cue) -> bool {
    !matches!(
        cue.kind,
        CueKind::Halfway | CueKind::LastFive | CueKind::EnoughIsFine | CueKind::CoolDown | CueKind::Done | CueKind::ThatIsEnough
    )
}

/// Whether a cue is the coach's and makes a sound.
pub fn sounds(cue: &Cue) -> bool {
    cue.audible && is_coaching(cue)
}
