//! The plan of a recovery run: how long, on which legs, and when each phase begins.

use serde::{Deserialize, Serialize};

use super::features::{Feature, Features};
use super::hold::HoldPlan;
use super::learned::Learned;
use super::time::Timer;
use crate::heart::{Athlete, Zone, Zones};

/// How the legs feel before the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Legs {
    /// The ceiling is the top of zone 2.
    #[default]
    Fresh,
    /// The ceiling is the middle of zone 2.
    Heavy,
    /// The ceiling is the top of zone 1, and 20 minutes do.
    Wrecked,
}

impl Legs {
    /// Every answer.
    pub const ALL: [Self; 3] = [Self::Fresh, Self::Heavy, Self::Wrecked];

    /// The word in flags, lines and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Heavy => "heavy",
            Self::Wrecked => "wrecked",
        }
    }
}

/// The part of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// The first five minutes (a third of a plan under 15): start slow.
    WarmUp,
    /// The body of the run.
    Steady,
    /// The last tenth of the plan, at most five minutes: slower still.
    CoolDown,
    /// The plan is run.
    Done,
}

impl Phase {
    /// The word in lines.
    pub fn word(self) -> &'static str {
        match self {
            Self::WarmUp => "warm-up",
            Self::Steady => "steady",
            Self::CoolDown => "cool-down",
            Self::Done => "done",
        }
    }
}

/// What was planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Minutes on the timer, 5 to 180.
    pub minutes: u16,
    /// The legs.
    pub legs: Legs,
    /// What of the method is followed.
    #[serde(default)]
    pub method: Features,
    /// Whether the belt follows the heart, and between which speeds.
    #[serde(default, skip_serializing_if = "HoldPlan::is_off")]
    pub hold: HoldPlan,
}

impl Plan {
    /// The shortest and the longest plan, in minutes.
    pub const MINUTES: std::ops::RangeInclusive<u16> = 5..=180;
    /// The middle of the 20 to 40 minutes of a recovery run.
    pub const DEFAULT_MINUTES: u16 = 30;
    /// What wrecked legs get.
    pub const WRECKED_MINUTES: u16 = 20;

    /// A plan of milestones alone; without minutes it is 30, on wrecked legs 20.
    pub fn new(minutes: Option<u16>, legs: Legs) -> Self {
        let minutes = minutes.unwrap_or(match legs {
            Legs::Wrecked => Self::WRECKED_MINUTES,
            Legs::Fresh | Legs::Heavy => Self::DEFAULT_MINUTES,
        });
        Self { minutes, legs, method: Features::PLAIN, hold: HoldPlan::OFF }
    }

    /// The same plan by another method.
    #[must_use]
    pub fn by(self, method: Features) -> Self {
        Self { method, ..self }
    }

    /// The same plan with the belt held so.
    #[must_use]
    pub fn holding(self, hold: HoldPlan) -> Self {
        Self { hold, ..self }
    }

    /// The planned end on the timer.
    pub fn end(self) -> Timer {
        Timer::from_secs(u64::from(self.minutes) * 60)
    }

    /// When the body of the run begins: after five minutes or a third of the plan.
    pub fn steady_from(self) -> Timer {
        Timer::from_ms((self.end().ms() / 3).min(300_000))
    }

    /// When cooling down begins: the last tenth of the plan, at most five minutes.
    pub fn cool_down_from(self) -> Timer {
        Timer::from_ms(self.end().ms() - (self.end().ms() / 10).min(300_000))
    }

    /// The phase at a time on the timer.
    pub fn phase(self, timer: Timer) -> Phase {
        if timer >= self.end() {
            Phase::Done
        } else if timer >= self.cool_down_from() {
            Phase::CoolDown
        } else if timer >= self.steady_from() {
            Phase::Steady
        } else {
            Phase::WarmUp
        }
    }
}

/// All that is fixed before a run begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// The runner.
    pub athlete: Athlete,
    /// The zones in force.
    pub zones: Zones,
    /// A ceiling given in place of the top of zone 2, in bpm.
    pub ceiling: Option<f64>,
    /// The plan.
    pub plan: Plan,
    /// What was learned of the runner.
    pub own: Learned,
}

impl Setup {
    /// The ceilings that a runner can give, in bpm (design choice).
    pub const CEILINGS: std::ops::RangeInclusive<f64> = 60.0..=220.0;

    /// The rate above which the runner is prompted, in bpm. Heavy legs lower it to the middle of zone 2, wrecked ones to
    /// the top of zone 1; a ceiling of the runner's own that is lower still stands.
    pub fn ceiling(&self) -> f64 {
        let [_, zone_2, zone_3, ..] = self.zones.bounds();
        let own = self.ceiling.unwrap_or(zone_3);
        match self.plan.legs {
            Legs::Fresh => own,
            Legs::Heavy => own.min(f64::midpoint(zone_2, zone_3)),
            Legs::Wrecked => own.min(zone_2),
        }
    }

    /// The ceiling at a time on the timer, in bpm: while warming up it rises from the top of zone 1 to the plan's, where the
    /// method asks for it. Start slow, then slow down even more: a heart that is high in the first minutes was asked too much.
    pub fn ceiling_at(&self, timer: Timer) -> f64 {
        self.warmed_up(self.ceiling(), timer)
    }

    /// The ceiling at a time on the timer where the plan's has come down to this one, in bpm.
    pub(super) fn warmed_up(&self, ceiling: f64, timer: Timer) -> f64 {
        let warm_up = self.plan.steady_from();
        if timer >= warm_up || !self.plan.method.has(Feature::WarmUp) {
            return ceiling;
        }
        let [_, zone_2, ..] = self.zones.bounds();
        let from = zone_2.min(ceiling);
        from + (ceiling - from) * timer.secs() / warm_up.secs()
    }

    /// In words, where the ceiling comes from.
    pub fn ceiling_basis(&self) -> String {
        let [_, zone_2, zone_3, ..] = self.zones.bounds();
        match (self.plan.legs, self.ceiling) {
            (Legs::Fresh, None) => "top of zone 2".to_owned(),
            (Legs::Heavy, own) if own.is_none_or(|own| own > f64::midpoint(zone_2, zone_3)) => "middle of zone 2, legs heavy".to_owned(),
            (Legs::Wrecked, own) if own.is_none_or(|own| own > zone_2) => "top of zone 1, legs wrecked".to_owned(),
            _ => "your own ceiling".to_owned(),
        }
    }

    /// The maximal rate in bpm, where one is known.
    pub fn max(&self) -> Option<f64> {
        self.athlete.max().map(|(max, _)| max)
    }

    /// The maximal rate in bpm that the runner told; an estimate by age is off by 11 bpm, and doubts nobody.
    pub fn told_max(&self) -> Option<f64> {
        self.athlete.max_hr
    }

    /// By how many bpm the heart settles higher for each km/h more: the runner's own, else the mean runner's.
    pub fn bpm_per_kmh(&self) -> f64 {
        self.own.bpm_per_kmh()
    }

    /// The lower bound of zone 4.
    pub fn zone_4(&self) -> f64 {
        self.zones.lower(Zone::ALL[4]).unwrap_or(f64::INFINITY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heart::ZoneModel;

    fn setup(legs: Legs, ceiling: Option<f64>) -> Setup {
        let zones = ZoneModel::Custom.zones(&Athlete::default(), Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
        Setup { own: Learned::default(), athlete: Athlete::default(), zones, ceiling, plan: Plan::new(None, legs) }
    }

    #[test]
    fn tired_legs_lower_the_ceiling_and_never_raise_it() {
        assert_eq!(setup(Legs::Fresh, None).ceiling(), 140.0);
        assert_eq!(setup(Legs::Heavy, None).ceiling(), 130.0);
        assert_eq!(setup(Legs::Wrecked, None).ceiling(), 120.0);
        assert_eq!(setup(Legs::Heavy, Some(125.0)).ceiling(), 125.0);
        assert_eq!(setup(Legs::Wrecked, Some(150.0)).ceiling(), 120.0);
        assert_eq!(setup(Legs::Fresh, Some(150.0)).ceiling(), 150.0);
        assert_eq!(setup(Legs::Heavy, Some(125.0)).ceiling_basis(), "your own ceiling");
        assert_eq!(setup(Legs::Wrecked, None).plan.minutes, 20);
    }

    #[test]
    fn while_warming_up_the_ceiling_rises_from_zone_1_to_the_plans() {
        let plain = setup(Legs::Fresh, None);
        assert_eq!(plain.ceiling_at(Timer::ZERO), 140.0);
        let whole = |legs, ceiling| {
            let setup = setup(legs, ceiling);
            Setup { plan: setup.plan.by(Features::WHOLE), ..setup }
        };
        let at = |setup: &Setup, secs| setup.ceiling_at(Timer::from_secs(secs));
        let fresh = whole(Legs::Fresh, None);
        assert_eq!([0, 150, 300, 900].map(|secs| at(&fresh, secs)), [120.0, 130.0, 140.0, 140.0]);
        // Wrecked legs stay in zone 1 as it is, and so does a ceiling below it.
        assert_eq!(at(&whole(Legs::Wrecked, None), 0), 120.0);
        assert_eq!(at(&whole(Legs::Fresh, Some(110.0)), 0), 110.0);
    }

    #[test]
    fn thirty_minutes_fall_into_five_of_warm_up_and_three_of_cool_down() {
        let plan = Plan::new(None, Legs::Fresh);
        assert_eq!(plan.phase(Timer::from_secs(299)), Phase::WarmUp);
        assert_eq!(plan.phase(Timer::from_secs(300)), Phase::Steady);
        assert_eq!(plan.phase(Timer::from_secs(1620)), Phase::CoolDown);
        assert_eq!(plan.phase(Timer::from_secs(1800)), Phase::Done);
    }
}
