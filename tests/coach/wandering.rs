//! Values that wander about zero: the noise of a strap, hills, feet.

use crate::random::Random;

/// An AR(1) process.
#[derive(Debug, Clone, Copy)]
pub struct Wandering {
    pub sd: f64,
    pub correlation_s: f64,
}

impl Wandering {
    /// Its values second by second.
    pub fn over(self, dice: &mut Random, seconds: usize) -> Vec<f64> {
        let kept = (-1.0 / self.correlation_s).exp();
        let mut value = self.sd * dice.normal();
        (0..seconds)
            .map(|_| {
                value = kept * value + self.sd * (1.0 - kept * kept).sqrt() * dice.normal();
                value
            })
            .collect()
    }
}
