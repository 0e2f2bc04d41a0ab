//! A recording of any origin as stamped readings, with what its file says of itself. Computes nothing.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::TimedReading;
use crate::session::{Elapsed, Setup};

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
}

impl Origin {
    /// Every origin.
    pub const ALL: [Self; 8] = [Self::Strap, Self::Pipe, Self::Demo, Self::Fit, Self::Tcx, Self::Gpx, Self::Csv, Self::Rr];

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
            Self::Fit | Self::Tcx | Self::Gpx | Self::Csv | Self::Rr => self.word(),
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
    /// The end of the recording: at or after the last reading.
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
