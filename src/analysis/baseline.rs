//! What is usual for a runner, by their own last runs: against it the next run can be told to be an unusual one.

use super::run_metrics::RunMetrics;
use crate::heart::{Gain, weighted_median};
use crate::session::{BaselineAlpha1, Learned};

/// What is usual for a runner; each part none until enough runs stand behind it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Baseline {
    /// How much higher the heart settles for each km/h more; from one run on.
    pub gain: Option<BaselineGain>,
    /// How far the rate drifts; from five runs on.
    pub drift: Option<BaselineDrift>,
    /// alpha1 in minutes 5 to 12; from five runs on.
    pub alpha1: Option<BaselineAlpha1>,
    /// The rate at the aerobic threshold; from three runs on.
    pub threshold: Option<BaselineThreshold>,
}

/// The runner's own gain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BaselineGain {
    /// Pooled over the runs and with what is known of runners.
    pub gain: Gain,
    /// How many runs stand behind it.
    pub runs: usize,
}

/// The runner's usual drift.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BaselineDrift {
    /// The median, in bpm.
    pub bpm: f64,
    /// How far runs lie from it: 1.4826 times the median distance, which is the SD of normal scatter, in bpm.
    pub spread_bpm: f64,
    /// How many runs stand behind it.
    pub runs: usize,
}

/// The runner's aerobic threshold: offered as a ceiling, never applied by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BaselineThreshold {
    /// The median over runs, each weighed by how well it knows its crossing, in bpm.
    pub bpm: f64,
    /// How far runs lie from it: 1.4826 times the median distance, in bpm.
    pub spread_bpm: f64,
    /// How many runs stand behind it.
    pub runs: usize,
}

/// "Lower than your usual" is said with so many runs behind it, and not with fewer (design choice).
const FEWEST_TO_COMPARE: usize = 5;
/// A single run's crossing is off by 5 to 10 bpm; a ceiling is offered by three (design choice).
const FEWEST_FOR_A_THRESHOLD: usize = 3;
/// About 2 bpm of a rate's scatter cannot be reduced (Wang & Hunt 2023); a drift is the difference of two, so 3 bpm.
const LEAST_OFF_BPM: f64 = 3.0;

impl Baseline {
    /// So many of the last runs count: with three runs a week about seven weeks, in which a runner stays the same (design choice).
    pub const LAST: usize = 20;

    /// What the last runs come to, the newest first; those beyond [`Self::LAST`] are not looked at.
    pub fn of(lessons: impl IntoIterator<Item = RunMetrics>) -> Self {
        let lessons: Vec<RunMetrics> = lessons.into_iter().take(Self::LAST).collect();
        let gains: Vec<Gain> = lessons.iter().filter_map(|lesson| lesson.gain).collect();
        Self {
            gain: Gain::pooled(&gains).map(|gain| BaselineGain { gain, runs: gains.len() }),
            drift: BaselineDrift::of(&finite(lessons.iter().map(|lesson| lesson.drift_bpm))),
            alpha1: usual_alpha1(&finite(lessons.iter().map(|lesson| lesson.early_alpha1))),
            threshold: BaselineThreshold::of(&lessons),
        }
    }

    /// What of it a run goes by.
    pub fn learned(&self) -> Learned {
        Learned { bpm_per_kmh: self.gain.map(|usual| usual.gain.bpm_per_kmh), alpha1: self.alpha1 }
    }

    /// By how many bpm the heart settles higher for each km/h more: the runner's own, else the mean runner's of easy running, 7.8.
    pub fn bpm_per_kmh(&self) -> f64 {
        self.gain.map_or(Gain::EASY_RUNNING, |usual| usual.gain.bpm_per_kmh)
    }

    /// Whether an alpha1 of minutes 5 to 12 is lower than usual; none where nothing is usual yet.
    pub fn is_alpha1_lower(&self, alpha1: f64) -> Option<bool> {
        self.alpha1.map(|usual| usual.is_lower(alpha1))
    }

    /// Whether a drift in bpm is higher than usual, by more than the runner's own spread and by more than scatter; none
    /// where nothing is usual yet.
    pub fn is_drift_higher(&self, drift_bpm: f64) -> Option<bool> {
        let usual = self.drift?;
        Some(drift_bpm > usual.bpm + usual.spread_bpm.max(LEAST_OFF_BPM))
    }
}

impl BaselineDrift {
    fn of(drifts: &[f64]) -> Option<Self> {
        if drifts.len() < FEWEST_TO_COMPARE {
            return None;
        }
        let equal: Vec<(f64, f64)> = drifts.iter().map(|drift| (*drift, 1.0)).collect();
        let bpm = weighted_median(&equal)?;
        Some(Self { bpm, spread_bpm: spread(bpm, &equal)?, runs: drifts.len() })
    }
}

fn usual_alpha1(values: &[f64]) -> Option<BaselineAlpha1> {
    if values.len() < FEWEST_TO_COMPARE {
        return None;
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let sd = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    Some(BaselineAlpha1 { mean, sd, runs: values.len() })
}

impl BaselineThreshold {
    fn of(lessons: &[RunMetrics]) -> Option<Self> {
        let known = lessons.iter().filter_map(|lesson| lesson.threshold);
        let weighed: Vec<(f64, f64)> = known
            // No crossing is surer than a beat (design choice), so that one run does not outweigh all others.
            .map(|estimate| (estimate.bpm, estimate.uncertainty_bpm.max(1.0).powi(-2)))
            .filter(|(bpm, weight)| bpm.is_finite() && weight.is_finite())
            .collect();
        if weighed.len() < FEWEST_FOR_A_THRESHOLD {
            return None;
        }
        let bpm = weighted_median(&weighed)?;
        Some(Self { bpm, spread_bpm: spread(bpm, &weighed)?, runs: weighed.len() })
    }
}

fn finite(values: impl Iterator<Item = Option<f64>>) -> Vec<f64> {
    values.flatten().filter(|value| value.is_finite()).collect()
}

/// The median distance from the middle, scaled to the SD of normal scatter.
fn spread(middle: f64, weighed: &[(f64, f64)]) -> Option<f64> {
    let off: Vec<(f64, f64)> = weighed.iter().map(|(value, weight)| ((value - middle).abs(), *weight)).collect();
    Some(1.4826 * weighted_median(&off)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heart::variability::ThresholdEstimate;

    fn alpha1(values: &[f64]) -> Baseline {
        Baseline::of(values.iter().map(|value| RunMetrics { early_alpha1: Some(*value), ..RunMetrics::default() }))
    }

    fn drift(values: &[f64]) -> Baseline {
        Baseline::of(values.iter().map(|value| RunMetrics { drift_bpm: Some(*value), ..RunMetrics::default() }))
    }

    fn threshold(values: &[(f64, f64)]) -> Option<BaselineThreshold> {
        let lesson = |(bpm, uncertainty_bpm): &(f64, f64)| RunMetrics {
            threshold: Some(ThresholdEstimate { bpm: *bpm, uncertainty_bpm: *uncertainty_bpm, windows: 40 }),
            ..RunMetrics::default()
        };
        Baseline::of(values.iter().map(lesson)).threshold
    }

    #[test]
    fn four_runs_say_nothing_and_five_do() {
        let four = alpha1(&[0.9, 0.95, 0.92, 0.96]);
        assert_eq!((four.alpha1, four.is_alpha1_lower(0.2)), (None, None));
        let five = alpha1(&[0.9, 0.95, 0.92, 0.96, 0.92]);
        assert_eq!(five.alpha1.map(|usual| usual.runs), Some(5));
        // A mean of 0.93 and an SD of 0.02: 0.07 must lie between.
        assert_eq!((five.is_alpha1_lower(0.87), five.is_alpha1_lower(0.85)), (Some(false), Some(true)));
        let four = drift(&[2.0, 3.0, 4.0, 3.0]);
        assert_eq!((four.drift, four.is_drift_higher(20.0)), (None, None));
        let five = drift(&[2.0, 3.0, 4.0, 3.0, 30.0]);
        assert_eq!(five.drift.map(|usual| (usual.bpm, usual.runs)), Some((3.0, 5)), "one outlier is no habit");
        assert_eq!((five.is_drift_higher(6.0), five.is_drift_higher(6.1)), (Some(false), Some(true)));
    }

    #[test]
    fn a_run_without_the_measure_is_none_of_the_five() {
        let mut lessons = vec![RunMetrics { early_alpha1: Some(0.9), ..RunMetrics::default() }; 4];
        lessons.extend([RunMetrics::default(); 10]);
        assert_eq!(Baseline::of(lessons).alpha1, None);
    }

    #[test]
    fn a_runner_whose_alpha1_varies_is_not_told_of_it() {
        // A mean of 0.9 and an SD of 0.158.
        let usual = alpha1(&[0.7, 0.8, 0.9, 1.0, 1.1]);
        assert_eq!((usual.is_alpha1_lower(0.75), usual.is_alpha1_lower(0.73)), (Some(false), Some(true)));
    }

    #[test]
    fn only_the_last_twenty_runs_count() {
        let usual = alpha1(&[[0.9; 20], [0.1; 20]].concat());
        assert!(usual.alpha1.is_some_and(|usual| (usual.mean - 0.9).abs() < 1e-9 && usual.runs == 20));
    }

    #[test]
    fn three_crossings_make_a_threshold_and_the_surest_weighs_most() {
        assert_eq!(threshold(&[(140.0, 4.0), (142.0, 4.0)]), None);
        let equal = threshold(&[(140.0, 4.0), (150.0, 4.0), (142.0, 4.0)]).unwrap();
        assert_eq!((equal.bpm, equal.runs), (142.0, 3));
        assert_eq!(threshold(&[(140.0, 2.0), (150.0, 8.0), (152.0, 8.0)]).unwrap().bpm, 140.0);
        assert_eq!(threshold(&[(140.0, 4.0), (141.0, 4.0), (143.0, 4.0), (150.0, 4.0)]).unwrap().bpm, 142.0);
    }

    #[test]
    fn without_a_run_that_knows_its_speed_the_mean_runner_stands_in() {
        assert_eq!(Baseline::of([RunMetrics::default(); 8]).bpm_per_kmh(), 7.8);
        let own = Gain { bpm_per_kmh: 9.0, sd: 0.6, tau_s: 50.0 };
        let usual = Baseline::of([RunMetrics { gain: Some(own), ..RunMetrics::default() }, RunMetrics::default()]);
        assert_eq!(usual.gain.map(|usual| usual.runs), Some(1));
        // Weights 1/1.36 and 1/5.29.
        assert!((usual.bpm_per_kmh() - 8.53).abs() < 0.01, "{usual:?}");
    }

    #[test]
    fn no_number_makes_it_anything_but_a_number() {
        let odd = RunMetrics {
            minutes: f64::NAN,
            drift_bpm: Some(f64::NAN),
            early_alpha1: Some(f64::INFINITY),
            gain: Some(Gain { bpm_per_kmh: f64::NAN, sd: 1.0, tau_s: 50.0 }),
            threshold: Some(ThresholdEstimate { bpm: f64::NAN, uncertainty_bpm: f64::NAN, windows: 0 }),
            easy_share: None,
        };
        assert_eq!(Baseline::of([odd; 9]), Baseline::default());
    }
}
