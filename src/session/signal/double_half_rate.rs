//! Whether a rate is twice or half of the real one: a strap that counts each beat twice, or every second one. Remembers the
//! rate that it was before, since such a fault can last for minutes.

use super::{Level, Surroundings};
use crate::session::time::{Elapsed, Span};

const FACTORS: [f64; 2] = [2.0, 0.5];
/// So near to twice or half the expected rate.
const NEAR: f64 = 0.05;
/// And so near to twice or half the believed one where the rate got there in a leap (design choice).
const NEAR_AFTER_LEAP: f64 = 0.10;
/// A leap is more than this in bpm since a believed rate this old at most, at a distance that no heart covers meanwhile (design choice).
const LEAPS: f64 = 30.0;
const KNOWN_FOR: Span = Span::from_secs(30);
/// The doubt ends after this long (design choice): a rate that went on at its new level for three minutes is as likely to be real, as
/// after a start with a sensor that had halved it.
const LASTS: Span = Span::from_secs(180);
/// How far the heart may have moved meanwhile, in bpm: so much at once and so much more a second, up to a bound (design choice).
const MOVES: (f64, f64, f64) = (12.0, 0.5, 40.0);

/// A rate that is off by a factor.
#[derive(Debug, Clone, Copy)]
struct Off {
    factor: f64,
    /// What the heart's rate was when it began.
    real: f64,
    since: Elapsed,
    at: Elapsed,
}

/// What is remembered of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct DoubleHalfRate(Option<Off>);

impl DoubleHalfRate {
    /// Forgets it: the beats told.
    pub(super) fn clear(&mut self) {
        self.0 = None;
    }

    /// Whether the rate is an octave off.
    pub(super) fn seen(&mut self, at: Elapsed, rate: f64, trusted: Option<Level>, around: Surroundings) -> bool {
        let standing = self.0.filter(|off| at - off.at <= around.patience && at - off.since <= LASTS);
        let stays = |off: &Off| {
            let (once, more, most) = MOVES;
            (rate / off.factor - off.real).abs() <= (once + more * (at - off.since).secs()).min(most)
        };
        self.0 = match standing {
            Some(off) if stays(&off) => Some(Off { at, ..off }),
            Some(_) => None,
            // One that has lasted too long is not found again by the rate that was expected before it.
            None if self.0.is_some() => None,
            None => {
                let near = |of: f64, within: f64| FACTORS.into_iter().find(|factor| (rate - factor * of).abs() <= within * factor * of);
                let leapt = trusted.filter(|level| at - level.at <= KNOWN_FOR && (rate - level.rate).abs() > LEAPS);
                let by_forecast = around.expected.and_then(|real| near(real, NEAR).map(|factor| (factor, real)));
                let by_leap = leapt.and_then(|level| near(level.rate, NEAR_AFTER_LEAP).map(|factor| (factor, level.rate)));
                by_forecast.or(by_leap).map(|(factor, real)| Off { factor, real, since: at, at })
            }
        };
        self.0.is_some()
    }
}
