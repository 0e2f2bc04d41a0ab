//! What the runner decided before the run: whether the belt is held, and between which speeds.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::speed::BeltSpeed;

/// Whether the belt follows the heart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HoldMode {
    /// It is read and never told anything.
    #[default]
    Off,
    /// It is slowed down where the heart asks for it.
    On,
    /// What would be asked is shown; nothing is sent.
    DryRun,
}

impl HoldMode {
    /// Every mode.
    pub const ALL: [Self; 3] = [Self::Off, Self::On, Self::DryRun];

    /// The word in flags and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On => "on",
            Self::DryRun => "dry-run",
        }
    }

    /// The mode of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.word() == word)
    }
}

/// The runner's decision about `hold` for one run. Off unless it is asked for; each run asks anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HoldPlan {
    /// Whether.
    pub mode: HoldMode,
    /// The belt is never asked for less.
    pub floor: BeltSpeed,
    /// The belt is never asked to go faster than this. Without it nothing is ever asked.
    pub limit: Option<BeltSpeed>,
}

impl HoldPlan {
    /// Never held.
    pub const OFF: Self = Self { mode: HoldMode::Off, floor: Self::DEFAULT_FLOOR, limit: None };
    /// The floor where the runner gives none: a brisk walk, 4 km/h.
    pub const DEFAULT_FLOOR: BeltSpeed = BeltSpeed::from_hundredths(400);
    /// Floors that a runner can give, in km/h (design choice).
    pub const FLOORS_KMH: RangeInclusive<f64> = 2.0..=12.0;
    /// Limits that a runner can give, in km/h (design choice): no easy run is faster.
    pub const LIMITS_KMH: RangeInclusive<f64> = 3.0..=20.0;

    /// A decision for a run; the floor is 4 km/h unless another is given.
    ///
    /// # Errors
    /// A speed is out of its range, or the limit is not above the floor: what, in words.
    pub fn new(mode: HoldMode, limit_kmh: f64, floor_kmh: Option<f64>) -> Result<Self, HoldPlanError> {
        let within = |kmh: f64, range: RangeInclusive<f64>| BeltSpeed::from_kmh(kmh).filter(|_| range.contains(&kmh));
        let limit = within(limit_kmh, Self::LIMITS_KMH).ok_or(HoldPlanError::Limit(limit_kmh))?;
        let floor = match floor_kmh {
            Some(kmh) => within(kmh, Self::FLOORS_KMH).ok_or(HoldPlanError::Floor(kmh))?,
            None => Self::DEFAULT_FLOOR,
        };
        if floor >= limit {
            return Err(HoldPlanError::Crossed { floor, limit });
        }
        Ok(Self { mode, floor, limit: Some(limit) })
    }

    /// Whether nothing is held; what a journal leaves out.
    pub fn is_off(&self) -> bool {
        self.mode == HoldMode::Off
    }

    /// Whether the speeds are such as [`HoldPlan::new`] makes.
    pub fn is_valid(&self) -> bool {
        let floor = Self::FLOORS_KMH.contains(&self.floor.kmh());
        floor && self.limit.is_none_or(|limit| Self::LIMITS_KMH.contains(&limit.kmh()) && self.floor < limit)
    }
}

impl Default for HoldPlan {
    fn default() -> Self {
        Self::OFF
    }
}

/// A decision that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum HoldPlanError {
    /// The limit is no speed for an easy run.
    #[error("a limit of {0} km/h cannot be: give 3 to 20 km/h")]
    Limit(f64),
    /// The floor is no speed for a walk or an easy run.
    #[error("a floor of {0} km/h cannot be: give 2 to 12 km/h")]
    Floor(f64),
    /// Nothing lies between them.
    #[error("the floor of {floor} km/h is not below the limit of {limit} km/h")]
    Crossed {
        /// The floor.
        floor: BeltSpeed,
        /// The limit.
        limit: BeltSpeed,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_needs_a_limit_above_its_floor() {
        assert!(HoldPlan::new(HoldMode::On, 10.0, None).unwrap().is_valid());
        assert_eq!(HoldPlan::new(HoldMode::On, 10.0, None).unwrap().floor.kmh(), 4.0);
        for (limit, floor) in [(25.0, None), (f64::NAN, None), (10.0, Some(1.0)), (6.0, Some(6.0)), (3.5, None)] {
            assert!(HoldPlan::new(HoldMode::On, limit, floor).is_err(), "{limit} {floor:?}");
        }
        assert!(HoldPlan::OFF.is_off() && HoldPlan::OFF.is_valid());
    }
}
