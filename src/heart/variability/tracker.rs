//! Follows the beats of a run as they come, and judges the last two minutes every twenty seconds.

use std::collections::VecDeque;

use super::{alpha1, correct, rmssd};
use crate::heart::RrInterval;

/// The window of beats judged at once (Rogers 2021, and every program that shows alpha1).
const WINDOW_MS: u64 = 120_000;
/// How often it is judged anew.
const EVERY_MS: u64 = 20_000;
/// A window needs so much of itself covered by beats and so many of them (design choice).
const LEAST_COVERED_MS: f64 = 110_000.0;
const FEWEST_BEATS: usize = 100;
/// Beats arrive in bundles and late. Only when they lag further behind the clock than this, some were lost (design choice).
const LOST_AFTER_MS: f64 = 5_000.0;
/// The aerobic threshold, and how far a single window may be off by chance at 200 beats.
const THRESHOLD: f64 = 0.75;
const UNCERTAINTY: f64 = 0.07;
/// Below the first share of faults a value may be shown, above the second it is hidden (design choice).
const GREY_FROM: f64 = 0.03;
const HIDDEN_ABOVE: f64 = 0.05;

/// What a value is worth, by the share of beats that had to be corrected or were lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quality {
    /// Under 3 %.
    Show,
    /// 3 to 5 %: show it as doubtful.
    Grey,
    /// More than 5 %: tell nothing by it.
    Hide,
}

impl Quality {
    fn of(faults: f64) -> Self {
        if faults < GREY_FROM {
            Self::Show
        } else if faults <= HIDDEN_ABOVE {
            Self::Grey
        } else {
            Self::Hide
        }
    }
}

/// Where the effort lies against the aerobic threshold. Mind the direction: a *high* alpha1 is an *easy* run and means
/// an effort *below* the threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Band {
    /// Easier than the threshold: alpha1 above 0.82.
    Below,
    /// Too close to tell: alpha1 0.68 to 0.82, that is 0.75 +-0.07.
    Around,
    /// Harder than the threshold: alpha1 below 0.68.
    Above,
}

/// One judged window of two minutes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alpha1 {
    /// The exponent, without a unit.
    pub value: f64,
    /// What it is worth.
    pub quality: Quality,
    /// The share of beats that were corrected or lost, 0 to 1.
    pub artefacts: f64,
    /// How many beats it was made of, after correction.
    pub beats: usize,
    /// When: the time of the last beat in it, in ms as fed.
    pub at_ms: u64,
    /// The mean rate of the same beats, in bpm.
    pub mean_bpm: f64,
    /// Their root mean square of successive differences, in ms.
    pub rmssd_ms: f64,
}

impl Alpha1 {
    /// How long a window is, in ms.
    pub const SPAN_MS: u64 = WINDOW_MS;

    /// Where the effort lies against the aerobic threshold.
    pub fn band(&self) -> Band {
        Band::of(self.value)
    }
}

impl Band {
    /// Where an effort with this alpha1 lies.
    pub fn of(alpha1: f64) -> Self {
        if alpha1 > THRESHOLD + UNCERTAINTY {
            Self::Below
        } else if alpha1 < THRESHOLD - UNCERTAINTY {
            Self::Above
        } else {
            Self::Around
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Beat {
    /// When the interval ended, by the beats themselves.
    at_ms: f64,
    rr_ms: f64,
    /// Time lost just before it.
    lost_ms: f64,
}

/// Beats in, a judgement every twenty seconds out. The same beats at the same times give the same judgements.
#[derive(Debug, Clone, Default)]
pub struct Variability {
    beats: VecDeque<Beat>,
    /// The last fed time.
    now_ms: u64,
    latest: Option<Alpha1>,
}

impl Variability {
    /// The time a judgement holds: two turns of twenty seconds, in ms.
    pub const STALE_AFTER_MS: u64 = 2 * EVERY_MS;

    /// Takes a beat that was told at a time, in ms from any start; times never fall (one that does counts as the last).
    ///
    /// The first beat at or after each full twenty seconds of that clock has the last two minutes judged; the judgement
    /// comes back. None between, and where there is nothing to judge: under 100 beats, under 110 s covered by them, or
    /// beats that do not vary. Beats that were told late are no gap; beats that are more than five seconds behind the
    /// clock are, and what is missing counts as artefacts as long as it lies within the two minutes.
    pub fn beat(&mut self, at_ms: u64, rr: RrInterval) -> Option<Alpha1> {
        let turn = self.now_ms / EVERY_MS;
        self.now_ms = self.now_ms.max(at_ms);
        self.keep(rr.ms());
        if self.now_ms / EVERY_MS == turn {
            return None;
        }
        self.latest = self.judge();
        self.latest
    }

    /// The latest judgement, if it still holds at a time: one older than 40 s tells of another effort. A window that
    /// could not be judged leaves none.
    pub fn latest(&self, at_ms: u64) -> Option<Alpha1> {
        self.latest.filter(|latest| at_ms.saturating_sub(latest.at_ms) <= Self::STALE_AFTER_MS)
    }

    fn keep(&mut self, rr_ms: f64) {
        let now = self.now_ms as f64;
        // A strap tells several beats at once, so their own lengths say better when they were. They cannot have been
        // after they were told.
        let expected = self.beats.back().map_or(now, |last| last.at_ms + rr_ms);
        let lost_ms = if now - expected > LOST_AFTER_MS { now - expected } else { 0.0 };
        let at_ms = (expected + lost_ms).min(now);
        self.beats.push_back(Beat { at_ms, rr_ms, lost_ms });
        while self.beats.front().is_some_and(|first| first.at_ms + (WINDOW_MS as f64) <= at_ms) {
            self.beats.pop_front();
        }
    }

    fn judge(&self) -> Option<Alpha1> {
        let rr_ms: Vec<f64> = self.beats.iter().map(|beat| beat.rr_ms).collect();
        if rr_ms.len() < FEWEST_BEATS || rr_ms.iter().sum::<f64>() < LEAST_COVERED_MS {
            return None;
        }
        let corrected = correct(&rr_ms);
        let beats = corrected.rr_ms.len();
        let mean_ms = corrected.rr_ms.iter().sum::<f64>() / beats as f64;
        // The time lost before the first beat lies outside.
        let lost = self.beats.iter().skip(1).map(|beat| beat.lost_ms).sum::<f64>() / mean_ms;
        let artefacts = ((corrected.faults() as f64 + lost) / (beats as f64 + lost)).min(1.0);
        Some(Alpha1 {
            value: alpha1(&corrected.rr_ms)?,
            quality: Quality::of(artefacts),
            artefacts,
            beats,
            at_ms: self.now_ms,
            mean_bpm: 60_000.0 / mean_ms,
            rmssd_ms: rmssd(&corrected.rr_ms)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A strap that tells once a second, with the beats since: about 400 ms with breathing and unrest.
    fn strap(seconds: u64) -> Vec<(u64, RrInterval)> {
        let mut state = 5u64;
        let mut clock = 0.0;
        let mut told = Vec::new();
        for k in 0.. {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let unrest = (state >> 33) as f64 / f64::from(1u32 << 31) - 0.5;
            let rr = RrInterval::from_ms(400.0 + 9.0 * (f64::from(k) / 15.0).sin() + 6.0 * unrest).unwrap();
            clock += rr.ms();
            let at = (clock / 1000.0).ceil() as u64 * 1000;
            if at > seconds * 1000 {
                return told;
            }
            told.push((at, rr));
        }
        told
    }

    fn judgements(beats: &[(u64, RrInterval)]) -> Vec<Alpha1> {
        let mut variability = Variability::default();
        beats.iter().filter_map(|(at, rr)| variability.beat(*at, *rr)).collect()
    }

    #[test]
    fn the_first_judgement_needs_two_minutes_and_then_one_comes_every_twenty_seconds() {
        let judged = judgements(&strap(300));
        let times: Vec<u64> = judged.iter().map(|alpha| alpha.at_ms / 1000).collect();
        assert_eq!(times, [120, 140, 160, 180, 200, 220, 240, 260, 280, 300]);
        for alpha in judged {
            assert_eq!((alpha.quality, alpha.artefacts), (Quality::Show, 0.0));
            assert!((295..=302).contains(&alpha.beats), "{alpha:?}");
            assert!((alpha.mean_bpm - 150.0).abs() < 1.0 && alpha.rmssd_ms > 1.0, "{alpha:?}");
        }
    }

    #[test]
    fn a_judgement_holds_for_forty_seconds() {
        let mut variability = Variability::default();
        for (at, rr) in strap(140) {
            variability.beat(at, rr);
        }
        assert_eq!(variability.latest(180_000).map(|alpha| alpha.at_ms), Some(140_000));
        assert_eq!(variability.latest(180_001), None);
        assert_eq!(Variability::default().latest(0), None);
    }

    #[test]
    fn a_long_gap_gives_none_until_it_is_two_minutes_away() {
        let beats: Vec<_> = strap(400).into_iter().filter(|(at, _)| !(150_000..180_000).contains(at)).collect();
        let times: Vec<u64> = judgements(&beats).iter().map(|alpha| alpha.at_ms / 1000).collect();
        assert_eq!(times, [120, 140, 300, 320, 340, 360, 380, 400]);
    }

    #[test]
    fn a_gap_of_seconds_counts_as_artefacts_while_it_is_in_sight() {
        let beats: Vec<_> = strap(300).into_iter().filter(|(at, _)| !(150_000..158_000).contains(at)).collect();
        for alpha in judgements(&beats) {
            let seen = (160_000..=260_000).contains(&alpha.at_ms);
            assert_eq!(alpha.quality, if seen { Quality::Hide } else { Quality::Show }, "{alpha:?}");
            assert!(!seen || (alpha.artefacts - 8.0 / 120.0).abs() < 0.01, "{alpha:?}");
        }
    }

    #[test]
    fn beats_that_come_late_are_no_gap() {
        let held_back = |at: u64| if (150_000..154_000).contains(&at) { 154_000 } else { at };
        let beats: Vec<_> = strap(300).into_iter().map(|(at, rr)| (held_back(at), rr)).collect();
        assert!(judgements(&beats).iter().all(|alpha| alpha.artefacts == 0.0));
    }

    #[test]
    fn faults_turn_a_value_grey_and_then_hide_it() {
        for (faults, quality) in [(8, Quality::Show), (10, Quality::Grey), (13, Quality::Grey), (17, Quality::Hide)] {
            let mut beats = strap(120);
            for fault in 0..faults {
                // Two intervals become one, told when the second was.
                let place = beats.len() - 20 - 16 * fault;
                let (at, first) = beats.remove(place);
                let (_, second) = beats[place];
                beats[place] = (beats[place].0.max(at), RrInterval::from_1024ths(first.in_1024ths() + second.in_1024ths()));
            }
            let judged = judgements(&beats);
            assert_eq!(judged.len(), 1);
            assert_eq!(judged[0].quality, quality, "{:?}", judged[0]);
        }
    }

    #[test]
    fn a_high_exponent_is_an_easy_effort() {
        let band = |value| {
            let alpha = Alpha1 { value, quality: Quality::Show, artefacts: 0.0, beats: 250, at_ms: 0, mean_bpm: 130.0, rmssd_ms: 8.0 };
            alpha.band()
        };
        assert_eq!([1.2, 0.83, 0.81, 0.75, 0.69, 0.67, 0.4].map(band), {
            use Band::{Above, Around, Below};
            [Below, Below, Around, Around, Around, Above, Above]
        });
    }

    #[test]
    fn odd_times_and_odd_beats_are_no_trouble() {
        let mut variability = Variability::default();
        for (at, raw) in [(5_000_000, 0), (0, 400), (u64::MAX, 400), (3, u16::MAX), (u64::MAX, 0)] {
            for _ in 0..200 {
                variability.beat(at, RrInterval::from_1024ths(raw));
            }
        }
        assert!(judgements(&strap(200).iter().map(|(at, _)| (*at, RrInterval::from_1024ths(410))).collect::<Vec<_>>()).is_empty());
    }
}
