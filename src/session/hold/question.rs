//! The question of the start screen: may the belt follow the heart, and up to which speed?

use super::plan::{HoldMode, HoldPlan};
use super::speed::BeltSpeed;

/// What a first press of a key offers as the limit: 10 km/h (design choice).
const FIRST_OFFER: u16 = 1000;
/// What a press changes: 0.5 km/h (design choice).
const PRESS: u16 = 50;

/// The question and what was answered so far. The run does not begin with a held belt before a limit was set here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoldQuestion {
    /// What was wished for: by a flag, or with the question's key.
    pub mode: HoldMode,
    /// The lowest speed that will be asked for.
    pub floor: BeltSpeed,
    /// The limit as it stands; none before it was set.
    pub limit: Option<BeltSpeed>,
}

impl HoldQuestion {
    /// The question of a run with such a plan.
    pub fn new(plan: HoldPlan) -> Self {
        Self { mode: plan.mode, floor: plan.floor, limit: plan.limit }
    }

    /// Whether it still has to be answered before the run can begin.
    pub fn is_open(&self) -> bool {
        self.mode != HoldMode::Off && self.limit.is_none()
    }

    /// The belt is held, or not; a dry run stays one. The limit is asked anew.
    pub fn toggle(&mut self) {
        self.mode = if self.mode == HoldMode::Off { HoldMode::On } else { HoldMode::Off };
        self.limit = None;
    }

    /// Raises the limit by a press of a key; the first press offers one.
    pub fn raise(&mut self) {
        self.limit = self.moved(|limit| limit.saturating_add(PRESS));
    }

    /// Lowers it, likewise.
    pub fn lower(&mut self) {
        self.limit = self.moved(|limit| limit.saturating_sub(PRESS));
    }

    fn moved(&self, by: impl Fn(u16) -> u16) -> Option<BeltSpeed> {
        let wished = self.limit.map_or(FIRST_OFFER, |limit| by(limit.hundredths()));
        let wished = BeltSpeed::from_hundredths(wished);
        HoldPlan::new(self.mode, wished.kmh(), Some(self.floor.kmh())).map_or(self.limit, |plan| plan.limit)
    }

    /// What the run begins with; none while the limit is still to be set.
    pub fn answer(&self) -> Option<HoldPlan> {
        match self.mode {
            HoldMode::Off => Some(HoldPlan::OFF),
            HoldMode::On | HoldMode::DryRun => {
                let limit = self.limit?;
                HoldPlan::new(self.mode, limit.kmh(), Some(self.floor.kmh())).ok()
            }
        }
    }

    /// The question in words, or what was answered.
    pub fn line(&self) -> String {
        match (self.mode, self.limit) {
            (HoldMode::Off, _) => "the belt is yours; it is only read".to_owned(),
            (HoldMode::On, None) => "the belt may slow down for your heart: never faster than ... km/h?".to_owned(),
            (HoldMode::On, Some(limit)) => format!("the belt may slow down for your heart, never faster than {limit} km/h"),
            (HoldMode::DryRun, None) => "a dry run of hold: never faster than ... km/h?".to_owned(),
            (HoldMode::DryRun, Some(limit)) => format!("a dry run of hold, never faster than {limit} km/h; nothing is sent"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_held_before_a_limit_was_set() {
        let mut question = HoldQuestion::new(HoldPlan::OFF);
        assert_eq!(question.answer(), Some(HoldPlan::OFF));
        question.toggle();
        assert!(question.is_open() && question.answer().is_none());
        question.raise();
        assert_eq!(question.answer().and_then(|plan| plan.limit).map(BeltSpeed::kmh), Some(10.0));
        for _ in 0..100 {
            question.raise();
        }
        assert_eq!(question.limit.map(BeltSpeed::kmh), Some(20.0));
        for _ in 0..100 {
            question.lower();
        }
        // Never at or under the floor.
        assert_eq!(question.limit.map(BeltSpeed::kmh), Some(4.5));
    }
}
