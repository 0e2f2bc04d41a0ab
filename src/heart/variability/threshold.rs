//! The heart rate at the runner's aerobic threshold, from judged stretches of easy runs.

use super::{Alpha1, Quality};
use crate::heart::median;

/// alpha1 at the aerobic threshold (Rogers 2021).
const THRESHOLD: f64 = 0.75;
/// What the stretches must span (D): enough of them, on both sides of the threshold by more than one freak, and over a
/// range of rates wide enough for a slope.
const FEWEST: usize = 20;
const EASY_ABOVE: f64 = 0.85;
const FEWEST_ON_A_SIDE: usize = 3;
const LEAST_SPAN_BPM: f64 = 8.0;
/// alpha1 levels off far from the threshold, about 1.5 at rest and 0.3 at the limit: a line is only laid through what is
/// near (D). On simulated runs that halves the bias, from up to 3 bpm to under 1.
const NEAR_BPM: f64 = 20.0;
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
    /// 29 % freaks do not move it. It is laid twice, the second time through the stretches within 20 bpm of the first
    /// crossing. Takes the square of the number of pairs in time and room.
    ///
    /// None unless the stretches of the second line are at least 20, 3 with alpha1 above 0.85 and 3 below 0.75, with
    /// rates at least 8 bpm apart; the line falls; and the crossing lies within the rates seen and is known to 10 bpm.
    pub fn from_pairs(pairs: &[(f64, f64)]) -> Option<Self> {
        let first = Line::through(pairs)?.rate_at_threshold()?;
        let near: Vec<(f64, f64)> = pairs.iter().copied().filter(|(_, bpm)| (bpm - first).abs() <= NEAR_BPM).collect();
        let enough = |count: usize| count >= FEWEST_ON_A_SIDE;
        let on_both_sides = enough(near.iter().filter(|(alpha, _)| *alpha > EASY_ABOVE).count())
            && enough(near.iter().filter(|(alpha, _)| *alpha < THRESHOLD).count());
        let slowest = near.iter().map(|(_, bpm)| *bpm).fold(f64::INFINITY, f64::min);
        let fastest = near.iter().map(|(_, bpm)| *bpm).fold(f64::NEG_INFINITY, f64::max);
        if near.len() < FEWEST || !on_both_sides || fastest - slowest < LEAST_SPAN_BPM {
            return None;
        }
        let line = Line::through(&near)?;
        let bpm = line.rate_at_threshold()?;
        let scatter = 1.4826 * median(&near.iter().map(|pair| line.off(*pair).abs()).collect::<Vec<f64>>())?;
        let uncertainty_bpm = 1.96 * error_at(bpm, &near, scatter.max(LEAST_SCATTER)) / -line.slope;
        let told = (slowest..=fastest).contains(&bpm) && uncertainty_bpm <= WIDEST_BPM;
        told.then_some(Self { bpm, uncertainty_bpm, windows: near.len() })
    }
}

/// alpha1 = height + slope * rate, by Theil and Sen.
struct Line {
    slope: f64,
    height: f64,
}

impl Line {
    fn through(pairs: &[(f64, f64)]) -> Option<Self> {
        let slope = median(&slopes(pairs))?;
        let height = median(&pairs.iter().map(|(alpha, bpm)| alpha - slope * bpm).collect::<Vec<f64>>())?;
        Some(Self { slope, height })
    }

    /// None for a line that does not fall.
    fn rate_at_threshold(&self) -> Option<f64> {
        (self.slope < 0.0).then(|| (THRESHOLD - self.height) / self.slope)
    }

    fn off(&self, (alpha, bpm): (f64, f64)) -> f64 {
        alpha - self.height - self.slope * bpm
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
    fn rest_and_sprints_do_not_bend_the_line() {
        let mut pairs = pairs(128..152);
        let near = ThresholdEstimate::from_pairs(&pairs).unwrap();
        pairs.extend((70..105).map(|bpm| (1.4 + 0.01 * f64::from(bpm % 7), f64::from(bpm))));
        pairs.extend((170..180).map(|bpm| (0.3, f64::from(bpm))));
        let estimate = ThresholdEstimate::from_pairs(&pairs).unwrap();
        assert!((estimate.bpm - near.bpm).abs() < 0.5, "{estimate:?} for {near:?}");
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
