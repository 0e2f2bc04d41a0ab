//! The heart rate at the runner's aerobic threshold, from judged stretches of easy runs.

use super::{Alpha1, Quality};

/// alpha1 at the aerobic threshold (Rogers 2021).
const THRESHOLD: f64 = 0.75;
/// What the stretches must span (D): enough of them, on both sides of the threshold by more than one freak, and over a
/// range of rates wide enough for a slope.
const FEWEST: usize = 20;
const EASY_ABOVE: f64 = 0.85;
const FEWEST_ON_A_SIDE: usize = 3;
const LEAST_SPAN_BPM: f64 = 8.0;
/// A wider answer is none (D): it would span more than a training zone.
const WIDEST_BPM: f64 = 10.0;
/// Stretches of 120 s every 20 s share their beats: six of them tell as much as one (D).
const OVERLAP: f64 = 6.0;
/// No stretch is surer than this: the sampling error of alpha1 at 200 beats.
const LEAST_SCATTER: f64 = 0.07;

/// An estimate of the heart rate at the aerobic threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThresholdEstimate {
    /// The rate where alpha1 crosses 0.75, in bpm.
    pub bpm: f64,
    /// Half of the 95 % interval of the crossing, in bpm, at most 10. What alpha1 is worth as a mark of the threshold
    /// comes on top: in studies it differed from gas exchange by about +-5 to 10 bpm from runner to runner.
    pub uncertainty_bpm: f64,
    /// How many stretches it was made of.
    pub windows: usize,
}

impl ThresholdEstimate {
    /// From the judged stretches of one or several runs, in any order; only those worth showing count.
    pub fn from_windows<'a>(windows: impl IntoIterator<Item = &'a Alpha1>) -> Option<Self> {
        let good = windows.into_iter().filter(|window| window.quality == Quality::Show);
        Self::from_pairs(&good.map(|window| (window.value, window.mean_bpm)).collect::<Vec<_>>())
    }

    /// From pairs of alpha1 and mean rate in bpm of 120 s stretches, one every 20 s.
    ///
    /// The line is Theil and Sen's: the median of all slopes between two stretches with different rates, so that up to
    /// 29 % freaks do not move it. Takes the square of the number of pairs in time and room.
    ///
    /// None unless there are at least 20 pairs, 3 with alpha1 above 0.85 and 3 below 0.75, rates at least 8 bpm apart,
    /// a line that falls, a crossing within the rates seen, and an uncertainty of at most 10 bpm.
    pub fn from_pairs(pairs: &[(f64, f64)]) -> Option<Self> {
        let enough = |count: usize| count >= FEWEST_ON_A_SIDE;
        let on_both_sides = enough(pairs.iter().filter(|(alpha, _)| *alpha > EASY_ABOVE).count())
            && enough(pairs.iter().filter(|(alpha, _)| *alpha < THRESHOLD).count());
        let slowest = pairs.iter().map(|(_, bpm)| *bpm).fold(f64::INFINITY, f64::min);
        let fastest = pairs.iter().map(|(_, bpm)| *bpm).fold(f64::NEG_INFINITY, f64::max);
        if pairs.len() < FEWEST || !on_both_sides || fastest - slowest < LEAST_SPAN_BPM {
            return None;
        }
        let slope = median(slopes(pairs))?;
        if slope >= 0.0 {
            return None;
        }
        let height = median(pairs.iter().map(|(alpha, bpm)| alpha - slope * bpm).collect())?;
        let bpm = (THRESHOLD - height) / slope;
        let scatter = 1.4826 * median(pairs.iter().map(|(alpha, bpm)| (alpha - slope * bpm - height).abs()).collect())?;
        let uncertainty_bpm = 1.96 * error_at(bpm, pairs, scatter.max(LEAST_SCATTER)) / -slope;
        ((slowest..=fastest).contains(&bpm) && uncertainty_bpm <= WIDEST_BPM).then_some(Self { bpm, uncertainty_bpm, windows: pairs.len() })
    }
}

fn slopes(pairs: &[(f64, f64)]) -> Vec<f64> {
    let mut slopes = Vec::new();
    for (i, first) in pairs.iter().enumerate() {
        for second in &pairs[i + 1..] {
            let rise = (second.0 - first.0) / (second.1 - first.1);
            if rise.is_finite() {
                slopes.push(rise);
            }
        }
    }
    slopes
}

/// The standard error of a fitted line at a rate, in alpha1, for stretches that overlap.
fn error_at(bpm: f64, pairs: &[(f64, f64)], scatter: f64) -> f64 {
    let n = pairs.len() as f64;
    let mean = pairs.iter().map(|(_, bpm)| bpm / n).sum::<f64>();
    let spread = pairs.iter().map(|(_, bpm)| (bpm - mean).powi(2)).sum::<f64>();
    scatter * (OVERLAP * (1.0 / n + (bpm - mean).powi(2) / spread)).sqrt()
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    let middle = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    let (_, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    Some(*upper)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// alpha1 falls by 0.02 a beat and is 0.75 at 142 bpm; a scatter of +-0.08 that averages out.
    fn pairs(rates: std::ops::Range<u32>) -> Vec<(f64, f64)> {
        rates
            .flat_map(|bpm| {
                let bpm = f64::from(bpm);
                [-0.08, 0.05, 0.03].map(|off| (0.75 - 0.02 * (bpm - 142.0) + off, bpm))
            })
            .collect()
    }

    #[test]
    fn the_crossing_is_found_with_its_uncertainty() {
        let estimate = ThresholdEstimate::from_pairs(&pairs(128..152)).unwrap();
        assert!((estimate.bpm - 142.0).abs() < 2.5, "{estimate:?}");
        assert!((1.0..6.0).contains(&estimate.uncertainty_bpm), "{estimate:?}");
        assert_eq!(estimate.windows, 72);
    }

    #[test]
    fn freaks_hardly_move_it() {
        let clean = ThresholdEstimate::from_pairs(&pairs(128..152)).unwrap();
        let mut with_freaks = pairs(128..152);
        for freak in with_freaks.iter_mut().step_by(6) {
            freak.0 = 0.3;
        }
        let estimate = ThresholdEstimate::from_pairs(&with_freaks).unwrap();
        assert!((estimate.bpm - clean.bpm).abs() < 3.0, "{estimate:?} for {clean:?}");
    }

    #[test]
    fn what_does_not_span_the_threshold_gives_none() {
        assert_eq!(ThresholdEstimate::from_pairs(&[]), None);
        assert_eq!(ThresholdEstimate::from_pairs(&pairs(120..136)), None, "all easy");
        assert_eq!(ThresholdEstimate::from_pairs(&pairs(148..170)), None, "all hard");
        assert_eq!(ThresholdEstimate::from_pairs(&pairs(138..146)), None, "too narrow");
        let few: Vec<_> = pairs(128..152).into_iter().step_by(4).collect();
        assert_eq!(ThresholdEstimate::from_pairs(&few), None, "18 stretches");
        let rising: Vec<_> = pairs(128..152).into_iter().map(|(alpha, bpm)| (alpha, 280.0 - bpm)).collect();
        assert_eq!(ThresholdEstimate::from_pairs(&rising), None, "rising with the rate");
        let same: Vec<_> = pairs(128..152).into_iter().map(|(alpha, _)| (alpha, 140.0)).collect();
        assert_eq!(ThresholdEstimate::from_pairs(&same), None, "one rate only");
        let nan = [(f64::NAN, f64::NAN); 40];
        assert_eq!(ThresholdEstimate::from_pairs(&nan), None);
    }

    #[test]
    fn noise_around_the_threshold_is_too_wide_to_tell() {
        let noise: Vec<_> = (0..60u32).map(|k| (0.55 + f64::from(k * 29 % 41) / 100.0, 135.0 + f64::from(k * 7 % 13))).collect();
        assert_eq!(ThresholdEstimate::from_pairs(&noise), None);
    }

    #[test]
    fn only_stretches_worth_showing_count() {
        let window = |(value, mean_bpm): (f64, f64), quality| Alpha1 {
            value,
            quality,
            artefacts: 0.0,
            beats: 250,
            at_ms: 0,
            mean_bpm,
            rmssd_ms: 8.0,
        };
        let mut windows: Vec<_> = pairs(128..152).into_iter().map(|pair| window(pair, Quality::Show)).collect();
        let good = ThresholdEstimate::from_windows(&windows);
        windows.extend([window((0.2, 110.0), Quality::Hide); 40]);
        windows.extend([window((1.6, 190.0), Quality::Grey); 40]);
        assert_eq!(ThresholdEstimate::from_windows(&windows), good);
        assert!(good.is_some());
    }
}
