//! What was learned of the runner from earlier runs, as far as a run is guided by it.

use serde::{Deserialize, Serialize};

use crate::heart::Gain;

/// The runner's usual alpha1 in minutes 5 to 12 at an easy rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BaselineAlpha1 {
    /// The mean.
    pub mean: f64,
    /// The standard deviation from run to run.
    pub sd: f64,
    /// How many runs it was made from.
    pub runs: usize,
}

/// The sampling SD of alpha1 at 200 beats: a smaller difference is chance.
const LEAST_OFF_ALPHA1: f64 = 0.07;
/// Gains in bpm per km/h that a heart can have: 6.7 +- 2.3 (Hunt 2015), four SDs and more to either side.
const POSSIBLE_GAIN: std::ops::RangeInclusive<f64> = 2.0..=20.0;

impl BaselineAlpha1 {
    /// Whether an alpha1 of minutes 5 to 12 is lower, by more than the runner's own SD and by more than chance.
    pub fn is_lower(&self, alpha1: f64) -> bool {
        alpha1 < self.mean - self.sd.max(LEAST_OFF_ALPHA1)
    }
}

/// What was learned of the runner. Fixed before the run and kept in its journal's header, so that the journal gives the same
/// run however much is learned later.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Learned {
    /// How much higher the heart rate settles for each km/h more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bpm_per_kmh: Option<f64>,
    /// alpha1 in minutes 5 to 12, from five runs or more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alpha1: Option<BaselineAlpha1>,
}

impl Learned {
    /// By how many bpm the heart rate settles higher for each km/h more: the runner's own, else the mean runner's. A header
    /// can hold any number; those that no heart has are passed over.
    pub fn bpm_per_kmh(&self) -> f64 {
        self.bpm_per_kmh.filter(|gain| POSSIBLE_GAIN.contains(gain)).unwrap_or(Gain::EASY_RUNNING)
    }
}
