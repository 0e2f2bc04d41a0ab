//! Readings that are known beforehand or simulated, and how fast they are played.

use crate::format::{Reading, TimedReading};
use crate::session::{BeltCommand, Command, Cue, Elapsed};

/// Readings that are known beforehand or simulated.
pub trait Script {
    /// The next one; times never go backwards. None at the end.
    fn next(&mut self) -> Option<TimedReading>;

    /// Tells a simulated runner what was said; a recording does not react.
    fn on_cue(&mut self, _cue: &Cue, _at: Elapsed) {}

    /// A simulated belt is told something; a recording has none, and what was told it stands in it.
    fn write_belt(&mut self, _command: BeltCommand, _at: Elapsed) {}

    /// Tells a simulated runner that the run is over.
    fn stopped(&mut self) {}

    /// What a recording still holds after the run was stopped; a simulation ends there.
    fn drain(&mut self) -> Option<TimedReading> {
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

    fn drain(&mut self) -> Option<TimedReading> {
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
