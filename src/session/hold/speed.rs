//! A belt's speed as the Fitness Machine service counts it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A speed in the unit of the Fitness Machine service: 0.01 km/h, 0 to 655.35 km/h.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BeltSpeed(u16);

impl BeltSpeed {
    /// From hundredths of a km/h.
    pub const fn from_hundredths(hundredths: u16) -> Self {
        Self(hundredths)
    }

    /// The nearest to a number of km/h; none where that is negative, not a number or above 655.35.
    pub fn from_kmh(kmh: f64) -> Option<Self> {
        let hundredths = (kmh * 100.0).round();
        (0.0..=f64::from(u16::MAX)).contains(&hundredths).then_some(Self(hundredths as u16))
    }

    /// In hundredths of a km/h.
    pub const fn hundredths(self) -> u16 {
        self.0
    }

    /// In km/h.
    pub fn kmh(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl fmt::Display for BeltSpeed {
    /// In km/h: to a tenth where it is one, else to a hundredth.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_multiple_of(10) { write!(f, "{:.1}", self.kmh()) } else { write!(f, "{:.2}", self.kmh()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speed_is_told_by_as_many_decimals_as_it_has() {
        let told = |kmh| BeltSpeed::from_kmh(kmh).unwrap().to_string();
        assert_eq!([7.9, 9.28, 10.0].map(told), ["7.9", "9.28", "10.0"]);
        assert_eq!(BeltSpeed::from_kmh(-0.1), None);
        assert_eq!(BeltSpeed::from_kmh(f64::NAN), None);
        assert_eq!(BeltSpeed::from_kmh(700.0), None);
    }
}
