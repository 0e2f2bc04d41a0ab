//! Whether a rate leapt to the steps that are told: an armband that locks onto them is there within seconds, and stays. Where nothing tells the
//! steps, a leap to where most runners' are is no evidence: a heart that a sensor found again looks the same.

use std::collections::VecDeque;

use crate::session::time::{Elapsed, Span};

/// A leap is so many bpm more than the mean of some seconds before (design choice): at a run's begin a heart rises by 7 bpm in 8 s, and up a
/// hill or in a sprint by 1 bpm a second.
const LEAPS: f64 = 18.0;
const BEFORE: (Span, Span) = (Span::from_secs(10), Span::from_secs(3));
/// Fewer rates are no mean of it.
const BEFORE_ENOUGH: usize = 4;
/// A rate so near to told steps, as a part of them, is theirs.
const NEAR: f64 = 0.03;
/// A rate that falls by more than this part has left them.
const LEAVES: f64 = 0.05;
/// One whose mean of ten seconds moves by more than this, in bpm, is a heart's (design choice), once it had as long to arrive as any leap has.
const MOVES: f64 = 4.0;
const ARRIVES: Span = Span::from_secs(10);
const MOVES_AFTER: Span = Span::from_secs(21);
/// The doubt ends after this long (design choice), as that of a rate that is off by an octave.
const LASTS: Span = Span::from_secs(180);

#[derive(Debug, Clone, Copy)]
struct Leap {
    since: Elapsed,
    at: Elapsed,
    /// The mean rate of the first ten seconds, with their number.
    arrived: (f64, f64),
    /// The same, as it is now.
    now: f64,
}

/// What is remembered of a leap.
#[derive(Debug, Clone, Default)]
pub(super) struct StepLeap {
    believed: VecDeque<(Elapsed, f64)>,
    leap: Option<Leap>,
}

impl StepLeap {
    /// Forgets it: the beats told.
    pub(super) fn clear(&mut self) {
        self.leap = None;
    }

    /// A rate is believed.
    pub(super) fn believe(&mut self, at: Elapsed, rate: f64) {
        self.believed.push_back((at, rate));
        while self.believed.front().is_some_and(|(then, _)| at - *then > BEFORE.0) {
            self.believed.pop_front();
        }
    }

    /// Whether the rate leapt to the steps and is still there. `steps` are those that are told just now.
    pub(super) fn seen(&mut self, at: Elapsed, rate: f64, steps: Option<f64>, patience: Span) -> bool {
        if let Some(leap) = &mut self.leap {
            let lasted = at - leap.since;
            leap.now += (rate - leap.now) * ((at - leap.at).secs() / ARRIVES.secs()).min(1.0);
            if lasted <= ARRIVES {
                let (mean, count) = leap.arrived;
                leap.arrived = (mean + (rate - mean) / (count + 1.0), count + 1.0);
            }
            let moved = lasted >= MOVES_AFTER && (leap.now - leap.arrived.0).abs() > MOVES;
            let left = rate < leap.arrived.0 * (1.0 - LEAVES);
            let ends = moved || left || lasted >= LASTS || at - leap.at > patience;
            leap.at = at;
            if ends {
                self.leap = None;
                self.believed.clear();
                return false;
            }
            return true;
        }
        // Most rates are not on the steps, or there are none: then it matters little where they came from.
        if steps.is_some_and(|steps| (rate - steps).abs() <= NEAR * steps) && self.leapt(at, rate) {
            self.leap = Some(Leap { since: at, at, arrived: (rate, 1.0), now: rate });
        }
        self.leap.is_some()
    }

    /// Whether a rate is that much higher than the mean of the seconds before it.
    fn leapt(&self, at: Elapsed, rate: f64) -> bool {
        let before = self.believed.iter().filter(|(then, _)| at - *then >= BEFORE.1 && at - *then <= BEFORE.0);
        let (sum, count) = before.fold((0.0, 0), |(sum, count), (_, rate)| (sum + rate, count + 1));
        count >= BEFORE_ENOUGH && rate - sum / count as f64 >= LEAPS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For how many seconds a rate is doubted, second by second.
    fn doubted(seconds: u64, rate: impl Fn(u64) -> f64, steps: Option<f64>) -> usize {
        let mut leap = StepLeap::default();
        (0..seconds)
            .filter(|secs| {
                let (at, rate) = (Elapsed::from_secs(*secs), rate(*secs));
                let seen = leap.seen(at, rate, steps, Span::from_secs(10));
                if !seen {
                    leap.believe(at, rate);
                }
                seen
            })
            .count()
    }

    fn locks(at: u64) -> f64 {
        if (60..160).contains(&at) { 164.0 + (at % 2) as f64 } else { 134.0 + (at % 3) as f64 }
    }

    #[test]
    fn a_rate_that_leaps_to_the_steps_is_doubted_until_it_leaves_them() {
        assert_eq!(doubted(300, locks, Some(165.0)), 100);
        assert_eq!(doubted(300, locks, None), 0, "nothing is known of the steps");
        assert_eq!(doubted(300, locks, Some(176.0)), 0, "these are not the steps");
    }

    #[test]
    fn a_climb_is_no_leap_and_a_heart_that_moves_on_is_believed() {
        assert_eq!(doubted(300, |at| 130.0 + (at as f64 - 60.0).clamp(0.0, 34.0), Some(164.0)), 0);
        let moves_on = |at: u64| if at < 60 { 130.0 } else { 150.0 + 0.2 * (at - 60) as f64 };
        assert!((1..45).contains(&doubted(300, moves_on, Some(150.0))));
    }
}
