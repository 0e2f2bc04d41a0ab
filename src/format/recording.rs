//! A recording of any origin as timed readings, with what its file says of itself.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::leaps::LONGEST_PAUSE;
use super::limits;
use super::reading::{Reading, TimedReading};
use crate::session::{Answer, Command, CoveredDistance, Elapsed, EventKind, Setup};

/// What a run or recording is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Origin {
    Strap,
    Pipe,
    Demo,
    Fit,
    Tcx,
    Gpx,
    Csv,
    Rr,
    Json,
}

impl Origin {
    /// Every origin.
    pub const ALL: [Self; 9] = [Self::Strap, Self::Pipe, Self::Demo, Self::Fit, Self::Tcx, Self::Gpx, Self::Csv, Self::Rr, Self::Json];

    /// The word in lines and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Strap => "strap",
            Self::Pipe => "pipe",
            Self::Demo => "demo",
            Self::Fit => "fit",
            Self::Tcx => "tcx",
            Self::Gpx => "gpx",
            Self::Csv => "csv",
            Self::Rr => "rr",
            Self::Json => "json",
        }
    }

    /// The origin of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.word() == word)
    }

    /// Whether its times are the wall clock's. The pipe may bring its own and the demo is outside time, so their headless
    /// lines tell no start: the same input gives the same bytes.
    pub fn has_wall_clock(self) -> bool {
        !matches!(self, Self::Pipe | Self::Demo)
    }

    /// The format of a file with this content; live sources are kept as journals.
    pub fn file_format(self) -> &'static str {
        match self {
            Self::Strap | Self::Pipe | Self::Demo => "journal",
            Self::Fit | Self::Tcx | Self::Gpx | Self::Csv | Self::Rr | Self::Json => self.word(),
        }
    }
}

/// What a file says of itself beside its readings; each is none where the file has no word on it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FileMetadata {
    /// "running" and the like, in FIT's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sport: Option<String>,
    /// "treadmill" and the like, in FIT's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_sport: Option<String>,
    /// The device that recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Total time with pauses, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elapsed_s: Option<f64>,
    /// Total time on the timer, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timer_s: Option<f64>,
    /// Distance in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<f64>,
    /// Number of laps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub laps: Option<usize>,
    /// What each column of a table was taken for; empty for other formats. It is told in reports and not kept in journals.
    #[serde(skip)]
    pub columns: Vec<ColumnUse>,
    /// What it says of each lap, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lap_totals: Vec<LapTotals>,
}

/// What a column of a table was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnUse {
    /// Its name in the header.
    pub name: String,
    /// `heart_rate`, `rr`, `time`, `date`, `speed`, `distance`, `cadence`, `grade`, `lap` or `timer`.
    pub meaning: &'static str,
    /// The unit its numbers are in, or the way its times are written; empty where there is none.
    pub unit: &'static str,
}

/// What a file says of a lap; each is none where it has no word on it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LapTotals {
    /// Time on the timer, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timer_s: Option<f64>,
    /// Distance in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<f64>,
}

/// One activity: readings in order of time, and what is known around them.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// What it was read from.
    pub origin: Origin,
    /// The wall clock at elapsed 0, where the file tells it.
    pub started_at: Option<Timestamp>,
    /// The setup it was run with; only a journal knows.
    pub setup: Option<Setup>,
    /// The readings; times never go backwards.
    pub readings: Vec<TimedReading>,
    /// The end of the run: its first stop, or at or after the last reading where there is none.
    pub end: Elapsed,
    /// What the file says of itself.
    pub claims: FileMetadata,
    /// What was odd about the file, a sentence each.
    pub warnings: Vec<String>,
}

impl Recording {
    /// The format of the file it was read from; only a journal knows its setup.
    pub fn format(&self) -> &'static str {
        if self.setup.is_some() { "journal" } else { self.origin.file_format() }
    }
}

/// A counter that stands no higher than this in metres when it is first told began with the run (design choice): nobody runs further
/// in the first seconds.
const BEGAN_WITH_THE_RUN_M: f64 = 10.0;

/// When a run ended: at its first stop, none while it goes on. Whatever cuts a run goes by this.
pub fn run_end(readings: &[TimedReading]) -> Option<Elapsed> {
    stop(readings).map(|place| readings[place].at)
}

fn stop(readings: &[TimedReading]) -> Option<usize> {
    readings.iter().position(|stamped| stamped.reading == Reading::Command(Command::Stop))
}

/// The readings that belong to a run: all up to its first stop, and after it only the rates, which tell how the heart recovers,
/// and the answer to how hard it was.
pub(super) fn of_the_run(mut readings: Vec<TimedReading>) -> Vec<TimedReading> {
    if let Some(stop) = stop(&readings) {
        let mut place = 0;
        readings.retain(|stamped| {
            place += 1;
            place <= stop + 1 || is_told_afterwards(&stamped.reading)
        });
    }
    readings
}

fn is_told_afterwards(reading: &Reading) -> bool {
    match reading {
        Reading::Answer(Answer::Effort(_)) | Reading::Measurement(_) => true,
        Reading::Packet(..) => matches!(reading.decode(), Ok(EventKind::Measurement(_))),
        Reading::Answer(Answer::Talk(_))
        | Reading::Motion(_)
        | Reading::Link(_)
        | Reading::Device(_)
        | Reading::Command(_)
        | Reading::Belt(_)
        | Reading::Slept(_) => false,
    }
}

impl Recording {
    /// Leaves out what the file says of itself and cannot be, and tells of it.
    pub(super) fn without_impossible_claims(mut self) -> Self {
        let claims = &mut self.claims;
        let mut told = Vec::new();
        // A clock that leapt is in the totals of some devices too.
        let most = (!self.readings.is_empty()).then(|| (self.end.ms() as f64 + LONGEST_PAUSE as f64) / 1000.0);
        for (name, unit, claim, range) in [
            ("total time", "s", &mut claims.elapsed_s, &limits::DURATION_S),
            ("time on the timer", "s", &mut claims.timer_s, &limits::DURATION_S),
            ("distance", "m", &mut claims.distance_m, &limits::DISTANCE_M),
        ] {
            let beyond = |value: f64| unit == "s" && most.is_some_and(|most| value > most);
            if let Some(value) = claim.take_if(|value| !range.contains(value) || beyond(*value)) {
                told.push(format!("its {name} of {value} {unit} cannot be and is left out"));
            }
        }
        if let Some(laps) = claims.laps.take_if(|laps| !limits::LAPS.contains(laps)) {
            told.push(format!("its number of {laps} laps cannot be and is left out"));
        }
        // What cannot be is left out in the sums as well; those of the laps are used only beside these.
        claims.lap_totals.retain(|_| told.is_empty());
        self.warnings.extend(told);
        self
    }

    /// A table has no headline: what its reader takes for the distance is counted from the first value on, and through resets; from
    /// zero where the counter began with the run.
    pub(super) fn with_distance_covered(mut self) -> Self {
        if self.origin == Origin::Csv && self.claims.distance_m.is_some() {
            let distances: Vec<f64> = self
                .readings
                .iter()
                .filter_map(|stamped| match &stamped.reading {
                    Reading::Motion(motion) => motion.distance_m,
                    _ => None,
                })
                .collect();
            let before_the_first = distances.first().copied().filter(|first| *first <= BEGAN_WITH_THE_RUN_M).unwrap_or(0.0);
            self.claims.distance_m = CoveredDistance::of(distances).map(|covered| before_the_first + covered);
        }
        self
    }
}
