//! The hearts of the broad population: two time constants, dead time, drift, and slower downward than upward.

use crate::kinds::Kind;
use crate::random::Random;

/// What a heart is like.
#[derive(Debug, Clone, Copy)]
pub struct Heart {
    pub resting: f64,
    pub max: f64,
    /// In bpm per km/h, and how much of it comes in the fast part.
    pub gain: f64,
    fast_share: f64,
    fast_s: f64,
    slow_s: f64,
    /// In seconds.
    pub delay: usize,
    /// In bpm a minute from minute ten on.
    drift: f64,
}

impl Heart {
    /// That of most: 7.6 bpm per km/h in the end, half to all of it within a minute or two.
    pub fn draw(dice: &mut Random) -> Self {
        Self {
            resting: dice.between(45.0, 65.0),
            max: dice.between(170.0, 200.0),
            gain: (7.6 + 1.7 * dice.normal()).clamp(4.5, 12.0),
            fast_share: dice.between(0.55, 1.0),
            fast_s: dice.between(28.0, 62.0),
            slow_s: dice.between(120.0, 300.0),
            delay: dice.between(0.0, 10.0) as usize,
            drift: 0.5 * dice.unit().powi(2),
        }
    }

    /// What is special of a kind.
    pub fn become_that_of(&mut self, kind: Kind, dice: &mut Random) {
        match kind {
            Kind::FastHeart => (self.fast_share, self.fast_s) = (1.0, dice.between(18.0, 30.0)),
            Kind::SlowHeart => (self.fast_share, self.fast_s) = (1.0, dice.between(85.0, 115.0)),
            Kind::TwoParts => (self.fast_share, self.fast_s, self.slow_s) = (0.6, dice.between(25.0, 45.0), dice.between(200.0, 600.0)),
            Kind::LowMax => (self.max, self.resting, self.gain) = (dice.between(135.0, 155.0), dice.between(60.0, 75.0), self.gain * 1.1),
            Kind::Fit => {
                (self.max, self.resting, self.gain) = (dice.between(185.0, 200.0), dice.between(36.0, 44.0), dice.between(4.5, 6.5))
            }
            Kind::Walker => self.gain = dice.between(11.0, 14.0),
            _ => {}
        }
    }
}

/// A heart on the way: its fast part and its slow one, in bpm.
#[derive(Debug, Clone, Copy)]
pub struct Beating {
    fast: f64,
    slow: f64,
}

impl Beating {
    pub fn start(heart: Heart) -> Self {
        let rate = heart.resting + 30.0;
        Self { fast: rate, slow: rate }
    }

    /// One second, with the rate at which the present effort settles; the rate.
    pub fn beat(&mut self, heart: Heart, second: usize, settles: f64) -> f64 {
        let drift = heart.drift * (second as f64 / 60.0 - 10.0).max(0.0);
        let settles = (settles + drift).clamp(heart.resting + 15.0, heart.max);
        // Downward a heart is slower than upward.
        let slower = |rate: f64| if settles < rate { 1.3 } else { 1.0 };
        self.fast += (settles - self.fast) / (heart.fast_s * slower(self.fast));
        self.slow += (settles - self.slow) / (heart.slow_s * slower(self.slow));
        heart.fast_share * self.fast + (1.0 - heart.fast_share) * self.slow
    }
}
