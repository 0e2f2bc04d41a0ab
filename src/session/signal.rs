//! Whether a measurement can be believed. Strap artefacts cluster in the first minutes and must never cause a prompt;
//! what is doubted here is shown as doubted and counts nowhere. Numbers marked D are design choices.

use std::collections::VecDeque;

use super::Elapsed;
use crate::heart::{Bpm, HeartRateMeasurement, RrInterval};

/// Why a measurement is doubted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// No rate, or none a heart can have (30 to 230 bpm).
    NoReading,
    /// More than 12 bpm in a second or 25 in five, and the beats do not share it.
    Jump,
    /// The last five beats tell another rate, by more than 10 bpm.
    BeatsDisagree,
    /// The same rate for half a minute, with no beats or beats that never vary.
    Plateau,
    /// Twice or half of what was expected: the strap counts steps or every second beat.
    Octave,
    /// More than 30 bpm above the ceiling within the first five minutes at an easy speed.
    TooHighTooEarly,
    /// At least 5 bpm above the maximal rate: an artefact, or a wrong maximum.
    AboveMax,
}

impl Doubt {
    /// For the screen.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoReading => "no reading",
            Self::Jump => "it jumped",
            Self::BeatsDisagree => "beats and rate disagree",
            Self::Plateau => "it stands still",
            Self::Octave => "twice or half the real rate",
            Self::TooHighTooEarly => "too high for the first minutes",
            Self::AboveMax => "above your max: strap or max is wrong",
        }
    }
}

/// What to make of a measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Signal {
    /// Believed.
    Good,
    /// An artefact test fires.
    Suspect(Doubt),
    /// It holds no rate, and the last believable one is more than 5 s old.
    Stale,
}

impl Signal {
    /// The word in lines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Suspect(_) => "suspect",
            Self::Stale => "stale",
        }
    }
}

/// What the tests need to know of the run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings {
    /// The ceiling in bpm.
    pub ceiling: f64,
    /// The maximal rate in bpm, where known.
    pub max: Option<f64>,
    /// What the rate should be about now, where known.
    pub expected: Option<f64>,
    /// Within the first five minutes, and no speed is known that would explain a high rate.
    pub early_and_easy: bool,
}

/// After this long without a believable rate the last one is stale.
pub const STALE_AFTER: Elapsed = Elapsed::from_secs(5);

/// How long a level must hold by itself after a jump before it is believed (D): shorter than any prompt needs to fire,
/// longer than the spikes of straps.
const JUMP_HOLDS: Elapsed = Elapsed::from_secs(15);
const PLATEAU: Elapsed = Elapsed::from_secs(30);
/// Beats older than this say nothing of the present rate.
const BEATS_FRESH: Elapsed = Elapsed::from_secs(10);
const BEATS: usize = 5;

#[derive(Debug, Clone, Copy)]
struct Level {
    since: Elapsed,
    at: Elapsed,
    rate: f64,
}

/// The judge and the little it remembers.
#[derive(Debug, Clone, Default)]
pub(super) struct Judge {
    trusted: Option<Level>,
    contested: Option<Level>,
    plateau: Option<Level>,
    beats: VecDeque<(Elapsed, RrInterval)>,
}

impl Judge {
    /// Judges a measurement. Times do not go backwards.
    pub(super) fn judge(&mut self, at: Elapsed, measurement: &HeartRateMeasurement, around: Surroundings) -> Signal {
        for rr in measurement.rr.iter().filter(|rr| rr.is_plausible()) {
            self.beats.push_back((at, *rr));
        }
        while self.beats.len() > BEATS || self.beats.front().is_some_and(|(then, _)| at.since(*then) > BEATS_FRESH) {
            self.beats.pop_front();
        }
        let Some(bpm) = measurement.bpm() else {
            let stale = self.trusted.is_none_or(|trusted| at.since(trusted.at) > STALE_AFTER);
            return if stale { Signal::Stale } else { Signal::Suspect(Doubt::NoReading) };
        };
        let doubt = self.doubt(at, bpm, around);
        if doubt.is_none() {
            self.trusted = Some(Level { since: at, at, rate: bpm.beats() });
        }
        doubt.map_or(Signal::Good, Signal::Suspect)
    }

    fn doubt(&mut self, at: Elapsed, bpm: Bpm, around: Surroundings) -> Option<Doubt> {
        let rate = bpm.beats();
        let stands_still = self.stands_still(at, rate);
        if around.max.is_some_and(|max| rate >= max + 5.0) {
            return Some(Doubt::AboveMax);
        }
        if around.early_and_easy && rate > around.ceiling + 30.0 {
            return Some(Doubt::TooHighTooEarly);
        }
        let beats_rate = self.beats_rate();
        if beats_rate.is_some_and(|beats| (beats - rate).abs() > 10.0) {
            return Some(Doubt::BeatsDisagree);
        }
        if beats_rate.is_some() {
            self.contested = None;
        } else {
            if let Some(expected) = around.expected
                && [2.0, 0.5].iter().any(|factor| (rate - factor * expected).abs() <= 0.05 * factor * expected)
            {
                return Some(Doubt::Octave);
            }
            if self.jumped(at, rate) {
                return Some(Doubt::Jump);
            }
        }
        stands_still.then_some(Doubt::Plateau)
    }

    /// The rate of the last five beats: by their median, since one missed beat doubles an interval and would move a mean.
    fn beats_rate(&self) -> Option<f64> {
        (self.beats.len() == BEATS).then(|| {
            let mut lengths: Vec<RrInterval> = self.beats.iter().map(|(_, rr)| *rr).collect();
            lengths.sort_unstable();
            60_000.0 / lengths[BEATS / 2].ms()
        })
    }

    fn stands_still(&mut self, at: Elapsed, rate: f64) -> bool {
        let beats_vary = self.beats.iter().any(|(_, rr)| *rr != self.beats[0].1);
        match &mut self.plateau {
            Some(level) if level.rate == rate && !beats_vary && at.since(level.at) <= BEATS_FRESH => {
                level.at = at;
                at.since(level.since) >= PLATEAU
            }
            other => {
                *other = Some(Level { since: at, at, rate });
                false
            }
        }
    }

    /// Whether the rate left the believed level faster than a heart can, and has not held its new level yet.
    fn jumped(&mut self, at: Elapsed, rate: f64) -> bool {
        let within_reach = |level: &Level| (rate - level.rate).abs() <= reach(at.since(level.at));
        if self.trusted.as_ref().is_none_or(within_reach) {
            self.contested = None;
            return false;
        }
        let since = match &self.contested {
            Some(level) if within_reach(level) => level.since,
            _ => at,
        };
        self.contested = Some(Level { since, at, rate });
        let held = at.since(since) >= JUMP_HOLDS;
        if held {
            self.contested = None;
        }
        !held
    }
}

/// How far a rate can go in a time: 12 bpm within a second, 25 within five, 3 a second after that.
fn reach(span: Elapsed) -> f64 {
    let secs = span.secs();
    if secs <= 5.0 { (12.0 * secs.max(1.0)).min(25.0) } else { 25.0 + 3.0 * (secs - 5.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALM: Surroundings = Surroundings { ceiling: 140.0, max: Some(185.0), expected: None, early_and_easy: false };

    fn judged(rates: &[(u64, u16)], around: Surroundings) -> Vec<Signal> {
        let mut judge = Judge::default();
        rates.iter().map(|&(at, rate)| judge.judge(Elapsed::from_secs(at), &HeartRateMeasurement::of(rate), around)).collect()
    }

    #[test]
    fn zeros_are_doubted_and_then_stale() {
        let signals = judged(&[(0, 130), (1, 0), (5, 0), (6, 0), (7, 131)], CALM);
        assert_eq!(signals[1..3], [Signal::Suspect(Doubt::NoReading); 2]);
        assert_eq!(signals[3..], [Signal::Stale, Signal::Good]);
    }

    #[test]
    fn a_jump_is_doubted_until_it_has_held() {
        let rates: Vec<(u64, u16)> = (0..20).map(|at| (at, if at < 5 { 130 } else { 160 + (at % 2) as u16 })).collect();
        let signals = judged(&rates, CALM);
        assert!(signals[5..11].iter().all(|signal| *signal == Signal::Suspect(Doubt::Jump)), "{signals:?}");
        assert!(signals[13..].iter().all(|signal| *signal == Signal::Good), "{signals:?}");
    }

    #[test]
    fn a_spike_leaves_no_trace() {
        let signals = judged(&[(0, 130), (1, 175), (2, 176), (3, 131)], CALM);
        assert_eq!(signals, [Signal::Good, Signal::Suspect(Doubt::Jump), Signal::Suspect(Doubt::Jump), Signal::Good]);
    }

    #[test]
    fn beats_that_share_a_jump_confirm_it_and_beats_that_do_not_deny_a_rate() {
        let mut judge = Judge::default();
        let with_beats = |rate: u16, beats_rate: f64| HeartRateMeasurement {
            rr: (0..5).map(|i| RrInterval::from_ms(60_000.0 / beats_rate + f64::from(i)).unwrap()).collect(),
            ..HeartRateMeasurement::of(rate)
        };
        assert_eq!(judge.judge(Elapsed::from_secs(0), &with_beats(130, 130.0), CALM), Signal::Good);
        assert_eq!(judge.judge(Elapsed::from_secs(1), &with_beats(150, 150.0), CALM), Signal::Good);
        assert_eq!(judge.judge(Elapsed::from_secs(2), &with_beats(180, 150.0), CALM), Signal::Suspect(Doubt::BeatsDisagree));
    }

    #[test]
    fn a_rate_that_stands_still_for_half_a_minute_is_doubted() {
        let rates: Vec<(u64, u16)> = (0..40).map(|at| (at, if at < 35 { 130 } else { 131 })).collect();
        let signals = judged(&rates, CALM);
        assert_eq!(signals[29], Signal::Good);
        assert_eq!(signals[30], Signal::Suspect(Doubt::Plateau));
        assert_eq!(signals[35], Signal::Good);
    }

    #[test]
    fn twice_the_expected_rate_and_rates_above_max_are_doubted() {
        let expecting = Surroundings { expected: Some(82.0), ..CALM };
        assert_eq!(judged(&[(0, 164)], expecting), [Signal::Suspect(Doubt::Octave)]);
        assert_eq!(judged(&[(0, 190)], CALM), [Signal::Suspect(Doubt::AboveMax)]);
        assert_eq!(judged(&[(0, 175)], Surroundings { early_and_easy: true, ..CALM }), [Signal::Suspect(Doubt::TooHighTooEarly)]);
    }
}
