//! Finds beats that are faults of the strap or out of the heart's rhythm, and puts a likely beat in their place.
//!
//! After Lipponen and Tarvainen, "A robust algorithm for heart rate variability time series artefact correction using
//! novel beat classification", J Med Eng Technol 43 (2019): both measures of a beat are divided by a threshold that goes
//! with how much the beats around it vary, so that the same rules hold at rest and at 180 bpm.

use super::rolling::around;
use crate::heart::RrInterval;

/// Thresholds are this many quartile deviations: 3.5 standard deviations of a normal spread, which holds 99.95 % of it.
const ALPHA: f64 = 5.2;
/// The quartile deviation is that of the 91 beats around.
const SPREAD_REACH: usize = 45;
/// A beat is measured against the median of the 11 around.
const MEDIAN_REACH: usize = 5;
/// Slope and offset of the line that ectopic beats lie behind.
const C1: f64 = 0.13;
const C2: f64 = 0.17;
/// So many thresholds off the median is out of rhythm, however smoothly the beats went there.
const FAR_OFF: f64 = 3.0;
/// Straps count in 1/1024 s. Beats that vary less than that have a quartile deviation of no use, down to zero.
const FINEST_SPREAD_MS: f64 = 1000.0 / 1024.0;

/// What an interval is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeatClass {
    /// A beat in rhythm.
    Normal,
    /// One of the two intervals that meet at a beat out of its place: short and long, or long and short.
    Ectopic,
    /// Too long or too short, for no reason that can be told.
    LongShort,
    /// Two intervals in one: the strap missed the beat between.
    Missed,
    /// One of two parts of an interval: the strap saw a beat that was none.
    Extra,
}

/// RR intervals after correction, and how much of them that was.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Corrected {
    /// The intervals in ms. A missed beat adds one, an extra beat takes one away.
    pub rr_ms: Vec<f64>,
    /// Beats moved because they were ectopic.
    pub ectopic: usize,
    /// Intervals replaced because they were too long or too short.
    pub long_short: usize,
    /// Beats put in.
    pub missed: usize,
    /// Beats taken out.
    pub extra: usize,
}

impl Corrected {
    /// How many beats were moved, put in, taken out or replaced.
    pub fn faults(&self) -> usize {
        self.ectopic + self.long_short + self.missed + self.extra
    }

    /// The share of those in all corrected beats, 0 to 1; 0 for none at all.
    pub fn share(&self) -> f64 {
        if self.rr_ms.is_empty() { 0.0 } else { (self.faults() as f64 / self.rr_ms.len() as f64).min(1.0) }
    }
}

/// The class of each RR interval in ms. Extra and ectopic intervals come in pairs.
///
/// Three beats at either end are judged by fewer neighbours than the method asks for.
pub fn classify(rr_ms: &[f64]) -> Vec<BeatClass> {
    let measures = NormalizedDifferences::of(rr_ms);
    let mut classes = vec![BeatClass::Normal; rr_ms.len()];
    // Ectopic beats first: the first interval of such a pair would be taken for a short or long one of its own.
    let mut i = 1;
    while i < rr_ms.len() {
        if measures.is_ectopic(i) {
            classes[i - 1] = BeatClass::Ectopic;
            classes[i] = BeatClass::Ectopic;
            i += 1;
        }
        i += 1;
    }
    for i in 0..rr_ms.len() {
        if classes[i] != BeatClass::Normal {
            continue;
        }
        let (long, short) = (measures.is_long(i), measures.is_short(i));
        if !(long || short || measures.median[i].abs() > FAR_OFF || !can_be(rr_ms[i])) {
            continue;
        }
        let usual = measures.around[i];
        let within = |length: f64| (length - usual).abs() < measures.median_limit[i];
        let free = |next: usize| classes.get(next) == Some(&BeatClass::Normal);
        classes[i] = if short && free(i + 1) && within(rr_ms[i] + rr_ms[i + 1]) {
            classes[i + 1] = BeatClass::Extra;
            BeatClass::Extra
        } else if long && within(rr_ms[i] / 2.0) {
            BeatClass::Missed
        } else {
            BeatClass::LongShort
        };
    }
    classes
}

/// RR intervals in ms, with extra beats taken out, missed ones put in the middle, and everything else that is out of
/// rhythm replaced by the straight line between its normal neighbours. Dropping them instead would join beats that
/// never met.
pub fn correct(rr_ms: &[f64]) -> Corrected {
    let classes = classify(rr_ms);
    let mut corrected = Corrected { rr_ms: Vec::with_capacity(rr_ms.len()), ..Corrected::default() };
    // Places in the corrected series that have no length of their own yet.
    let mut open = Vec::new();
    let mut i = 0;
    while i < rr_ms.len() {
        match classes[i] {
            BeatClass::Normal => corrected.rr_ms.push(rr_ms[i]),
            BeatClass::Missed => {
                corrected.missed += 1;
                corrected.rr_ms.extend([rr_ms[i] / 2.0; 2]);
            }
            BeatClass::Extra => {
                corrected.extra += 1;
                corrected.rr_ms.push(rr_ms[i] + rr_ms[i + 1]);
                i += 1;
            }
            BeatClass::Ectopic => {
                corrected.ectopic += 1;
                open.extend([corrected.rr_ms.len(), corrected.rr_ms.len() + 1]);
                corrected.rr_ms.extend([0.0; 2]);
                i += 1;
            }
            BeatClass::LongShort => {
                corrected.long_short += 1;
                open.push(corrected.rr_ms.len());
                corrected.rr_ms.push(0.0);
            }
        }
        i += 1;
    }
    interpolate(&mut corrected.rr_ms, &open);
    corrected
}

/// Fills the open places, which rise, each run of them from the values beside it. At the ends the one neighbour is held;
/// with none at all the places stay zero.
fn interpolate(values: &mut [f64], open: &[usize]) {
    for run in open.chunk_by(|a, b| a + 1 == *b) {
        let (Some(&first), Some(&last)) = (run.first(), run.last()) else { continue };
        let before = first.checked_sub(1).map(|i| values[i]);
        let after = values.get(last + 1).copied();
        let (Some(from), Some(to)) = (before.or(after), after.or(before)) else { continue };
        for (step, &place) in run.iter().enumerate() {
            values[place] = from + (to - from) * (step + 1) as f64 / (run.len() + 1) as f64;
        }
    }
}

/// Whether a heart can do that at all.
fn can_be(rr_ms: f64) -> bool {
    RrInterval::from_ms(rr_ms).is_some_and(RrInterval::is_plausible)
}

/// What the rules look at, a value for each interval.
struct NormalizedDifferences {
    /// The difference to the interval before, in thresholds.
    step: Vec<f64>,
    /// The difference to the median around, in thresholds; below the median it counts twice, since a beat can come twice
    /// as late but not half as early.
    median: Vec<f64>,
    /// The median around, in ms.
    around: Vec<f64>,
    /// The threshold of `median`, in ms.
    median_limit: Vec<f64>,
}

impl NormalizedDifferences {
    fn of(rr_ms: &[f64]) -> Self {
        let steps: Vec<f64> = (0..rr_ms.len()).map(|i| if i == 0 { 0.0 } else { rr_ms[i] - rr_ms[i - 1] }).collect();
        let around = around(rr_ms, MEDIAN_REACH, |window| window.quantile(0.5));
        let off: Vec<f64> =
            rr_ms.iter().zip(&around).map(|(rr, usual)| rr - usual).map(|off| if off < 0.0 { 2.0 * off } else { off }).collect();
        let step_limit = limits(&steps);
        let median_limit = limits(&off);
        let divide = |values: &[f64], limits: &[f64]| values.iter().zip(limits).map(|(value, limit)| value / limit).collect();
        Self { step: divide(&steps, &step_limit), median: divide(&off, &median_limit), around, median_limit }
    }

    /// The step at a place; none beyond the ends, where nothing is known.
    fn step(&self, i: usize) -> f64 {
        self.step.get(i).copied().unwrap_or(0.0)
    }

    /// Whether the step up or down to this interval is flanked by steps the other way: the pair that ends here is one
    /// short and one long interval around a beat out of its place.
    fn is_ectopic(&self, i: usize) -> bool {
        let step = self.step(i);
        let (before, after) = (self.step(i - 1), self.step(i + 1));
        (step > 1.0 && before.max(after) < -C1 * step - C2) || (step < -1.0 && before.min(after) > -C1 * step + C2)
    }

    fn is_long(&self, i: usize) -> bool {
        self.step(i) > 1.0 && self.step(i + 1).min(self.step(i + 2)) < -1.0
    }

    fn is_short(&self, i: usize) -> bool {
        self.step(i) < -1.0 && self.step(i + 1).max(self.step(i + 2)) > 1.0
    }
}

/// For each place, the threshold by the quartile deviation of the values around it. Of the values with their signs: of
/// their sizes it would be 0.62 of that, hold 97 % instead of the 99.95 % it is made for, and call ten times as many
/// normal beats faults (`tests/variability.rs`).
fn limits(values: &[f64]) -> Vec<f64> {
    around(values, SPREAD_REACH, |window| ALPHA * ((window.quantile(0.75) - window.quantile(0.25)) / 2.0).max(FINEST_SPREAD_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A running heart: about 400 ms with breathing, a drift and a little unrest, to the strap's 1/1024 s.
    fn run() -> Vec<f64> {
        let mut state = 3u64;
        (0..260)
            .map(f64::from)
            .map(|k| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let unrest = (state >> 33) as f64 / f64::from(1u32 << 31) - 0.5;
                let ms = 400.0 + 8.0 * (k / 20.0).sin() + 3.0 * (k * 1.4).sin() + 6.0 * unrest;
                RrInterval::from_ms(ms).unwrap().ms()
            })
            .collect()
    }

    fn furthest(a: &[f64], b: &[f64]) -> f64 {
        assert_eq!(a.len(), b.len());
        a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn a_sound_series_is_left_as_it_is() {
        let corrected = correct(&run());
        assert_eq!((corrected.faults(), corrected.share()), (0, 0.0));
        assert_eq!(corrected.rr_ms, run());
        assert_eq!(correct(&[400.0; 50]).faults(), 0);
    }

    #[test]
    fn a_missed_beat_is_put_back_in_the_middle() {
        let mut beats = run();
        let second = beats.remove(101);
        beats[100] += second;
        assert_eq!(classify(&beats)[100], BeatClass::Missed);
        let corrected = correct(&beats);
        assert_eq!((corrected.missed, corrected.faults()), (1, 1));
        assert!((corrected.share() - 1.0 / 260.0).abs() < 1e-12);
        assert!(furthest(&corrected.rr_ms, &run()) < 10.0);
    }

    #[test]
    fn an_extra_beat_is_taken_out_wherever_it_fell() {
        for part in [0.15, 0.3, 0.5, 0.7, 0.85] {
            let mut beats = run();
            let whole = beats[100];
            beats[100] = part * whole;
            beats.insert(101, (1.0 - part) * whole);
            let corrected = correct(&beats);
            assert_eq!((corrected.extra, corrected.faults()), (1, 1), "at {part}: {corrected:?}");
            assert!(furthest(&corrected.rr_ms, &run()) < 1e-9, "at {part}");
        }
    }

    #[test]
    fn a_beat_out_of_its_place_moves_back() {
        for moved in [-120.0, -60.0, 60.0, 120.0] {
            let mut beats = run();
            beats[100] += moved;
            beats[101] -= moved;
            let classes = classify(&beats);
            assert_eq!(classes[100..102], [BeatClass::Ectopic; 2], "{moved}");
            let corrected = correct(&beats);
            assert_eq!((corrected.ectopic, corrected.faults()), (1, 1), "{moved}");
            assert!(furthest(&corrected.rr_ms, &run()) < 12.0, "{moved}");
        }
    }

    #[test]
    fn a_pause_no_heart_makes_counts_as_one_long_interval() {
        for pause in [1500.0, 3347.0, 20_000.0] {
            let mut beats = run();
            beats[100] = pause;
            let corrected = correct(&beats);
            assert_eq!((corrected.long_short, corrected.faults()), (1, 1), "{pause}");
            assert!(furthest(&corrected.rr_ms, &run()) < 12.0, "{pause}");
        }
    }

    #[test]
    fn neither_ends_nor_odd_values_are_a_trouble() {
        for place in [0, 1, 258, 259] {
            for odd in [0.0, 120.0, 800.0, 60_000.0] {
                let mut beats = run();
                beats[place] = odd;
                let corrected = correct(&beats);
                assert!(corrected.faults() >= 1, "{odd} at {place}");
                assert!(furthest(&corrected.rr_ms[5..250], &run()[5..250]) < 1e-9 || corrected.rr_ms.len() != 260, "{odd} at {place}");
            }
        }
        assert_eq!(correct(&[]), Corrected::default());
        for odd in [[0.0; 9], [f64::NAN; 9], [63_999.0; 9], [f64::INFINITY; 9]] {
            let corrected = correct(&odd);
            assert_eq!((corrected.long_short, corrected.share()), (9, 1.0), "{odd:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_comes_the_count_adds_up(raw in proptest::collection::vec(0u16..2048, 0..300)) {
            let beats: Vec<f64> = raw.into_iter().map(|raw| RrInterval::from_1024ths(raw).ms()).collect();
            let corrected = correct(&beats);
            proptest::prop_assert_eq!(corrected.rr_ms.len() + corrected.extra, beats.len() + corrected.missed);
            proptest::prop_assert!((0.0..=1.0).contains(&corrected.share()));
            proptest::prop_assert!(corrected.rr_ms.iter().all(|ms| (0.0..4000.0).contains(ms)));
        }
    }
}
