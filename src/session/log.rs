//! The log of a run: everything that was measured and said, in order, for the chart, the files and what is computed afterwards.

use super::cue::Cue;
use super::plan::Setup;
use super::signal::Signal;
use super::time::{Elapsed, Span};
use super::time_in_zone::TimeInZone;
use crate::heart::variability::Alpha1;
use crate::heart::{Bpm, RrInterval};

/// A valid rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// When it came.
    pub at: Elapsed,
    /// The rate.
    pub bpm: Bpm,
    /// Whether it is believed.
    pub signal: Signal,
}

/// What a mark on the chart stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum MarkKind {
    /// Something was said.
    Cue(Cue),
    /// A lap began.
    Lap,
    /// The timer was stopped.
    Pause,
    /// The timer went on.
    Resume,
    /// The computer was suspended from here on for this long.
    Slept(Span),
}

/// A mark in the course of the run.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// When.
    pub at: Elapsed,
    /// What.
    pub kind: MarkKind,
}

/// The log.
#[derive(Debug, Clone, Default)]
pub struct Log {
    /// Every valid sample, doubted ones and those of pauses among them.
    pub samples: Vec<Sample>,
    /// Every beat.
    pub beats: Vec<(Elapsed, RrInterval)>,
    /// Every window of two minutes whose beats could be judged.
    pub windows: Vec<Alpha1>,
    /// Speeds in km/h, as told or from the distance.
    pub speeds: Vec<(Elapsed, f64)>,
    /// Slopes in percent, as they changed.
    pub grades: Vec<(Elapsed, f64)>,
    /// Cues, laps, pauses and sleep.
    pub marks: Vec<Mark>,
    /// Rates of the first minute and a half after the stop, which are no part of the run.
    pub afterwards: Vec<(Elapsed, Bpm)>,
}

impl Log {
    /// Everything that was said.
    pub fn cues(&self) -> impl DoubleEndedIterator<Item = (Elapsed, &Cue)> {
        self.marks.iter().filter_map(|mark| match &mark.kind {
            MarkKind::Cue(cue) => Some((mark.at, cue)),
            MarkKind::Lap | MarkKind::Pause | MarkKind::Resume | MarkKind::Slept(_) => None,
        })
    }

    /// Time in zones by all valid samples, doubted ones and those of pauses among them: what other programs make of the same
    /// recording.
    pub fn time_in_zone_as_stored(&self, setup: &Setup) -> TimeInZone {
        let mut stored = TimeInZone::new(setup.zones.clone(), setup.ceiling());
        let slept = self.marks.iter().filter(|mark| matches!(mark.kind, MarkKind::Slept(_))).map(|mark| mark.at);
        let mut slept = slept.peekable();
        for sample in &self.samples {
            while let Some(asleep) = slept.next_if(|asleep| *asleep < sample.at) {
                stored.interrupt(asleep);
            }
            stored.add(sample.at, sample.bpm);
        }
        stored
    }
}
