//! The runner's own hand on the ceiling: down by 1 bpm a press, and up again as far as the plan's own. How one feels outranks the number,
//! but only downwards.

use super::event::Command;
use super::machine::Session;
use super::plan::Setup;
use super::time::Timer;

/// What one press changes, in bpm.
const STEP_BPM: f64 = 1.0;
/// The ceiling comes down by at most this, in bpm (design choice): about 2.5 km/h at 8 bpm per km/h, which turns an easy run into a walk.
const LOWERS_AT_MOST: f64 = 20.0;
/// What the answers to the talk test may take in any case, in bpm, however close the ceiling is to the foot of zone 1.
const ANSWERS_AT_MOST: f64 = 12.0;

/// How far the runner can move the ceiling from where it is, in bpm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CeilingRoom {
    /// Down: to 20 bpm under the plan's ceiling or the foot of zone 1, whichever is higher.
    pub down: f64,
    /// Up: what the runner took from it. What the answers to the talk test took stays taken.
    pub up: f64,
}

impl CeilingRoom {
    /// Whether there is room for a whole step down.
    pub fn can_lower(self) -> bool {
        self.down >= STEP_BPM
    }

    /// Whether there is room for a whole step up.
    pub fn can_raise(self) -> bool {
        self.up >= STEP_BPM
    }
}

/// By how much a plan's ceiling can be lowered in all, in bpm. Below the foot of zone 1 even a walk is over it.
fn lowers_at_most(setup: &Setup) -> f64 {
    let [foot, ..] = setup.zones.bounds();
    (setup.ceiling() - foot).clamp(ANSWERS_AT_MOST, LOWERS_AT_MOST)
}

impl Session {
    /// By how much the runner and the answers to the talk test have lowered the ceiling together, in bpm.
    fn ceiling_reduction(&self) -> f64 {
        (self.prompts.talk_tests.ceiling_reduction() + self.lowered_by).min(lowers_at_most(&self.setup))
    }

    /// The ceiling of the run as it stands, in bpm: the plan's, less what the answers to the talk test and the runner's own presses took
    /// from it.
    pub fn plan_ceiling(&self) -> f64 {
        self.setup.ceiling() - self.ceiling_reduction()
    }

    /// The ceiling in force now, in bpm: while warming up lower than the plan's.
    pub fn ceiling(&self) -> f64 {
        self.ceiling_at(self.timer())
    }

    fn ceiling_at(&self, timer: Timer) -> f64 {
        self.setup.warmed_up(self.plan_ceiling(), timer)
    }

    /// How far the runner can move the ceiling.
    pub fn ceiling_room(&self) -> CeilingRoom {
        let reduction = self.ceiling_reduction();
        CeilingRoom {
            down: lowers_at_most(&self.setup) - reduction,
            up: (reduction - self.prompts.talk_tests.ceiling_reduction()).max(0.0),
        }
    }

    /// Moves the ceiling by a step; where there is no room for one it stays. From the latest sample on the new one holds.
    pub(super) fn move_ceiling(&mut self, command: Command) {
        let room = self.ceiling_room();
        self.lowered_by = match command {
            Command::CeilingDown if room.can_lower() => room.up + STEP_BPM,
            Command::CeilingUp if room.can_raise() => room.up - STEP_BPM,
            Command::CeilingDown
            | Command::CeilingUp
            | Command::Pause
            | Command::Resume
            | Command::Lap
            | Command::Stop
            | Command::Hold
            | Command::LetGo => return,
        };
        self.time_in_zone.set_ceiling(self.plan_ceiling());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heart::{Athlete, HeartRateMeasurement, ZoneModel};
    use crate::session::event::{Event, EventKind};
    use crate::session::plan::{Legs, Plan};
    use crate::session::time::Elapsed;
    use crate::session::{CueKind, Features, Learned, NoticeKind};

    fn setup(bounds: [f64; 5], method: Features) -> Setup {
        let zones = ZoneModel::Custom.zones(&Athlete::default(), Some(bounds)).unwrap();
        let plan = Plan::new(None, Legs::Fresh).by(method);
        Setup { own: Learned::default(), athlete: Athlete::default(), zones, ceiling: None, plan }
    }

    fn press(session: &mut Session, secs: u64, command: Command, times: usize) {
        for _ in 0..times {
            session.step(&Event::new(Elapsed::from_secs(secs), EventKind::Command(command)));
        }
    }

    #[test]
    fn presses_move_the_ceiling_by_one_between_the_plans_and_twenty_below_it_or_zone_1() {
        for (foot, lowest) in [(100.0, 120.0), (126.0, 126.0), (135.0, 128.0)] {
            let mut session = Session::new(setup([foot, 136.0, 140.0, 160.0, 180.0], Features::PLAIN));
            press(&mut session, 1, Command::CeilingUp, 3);
            assert_eq!(session.plan_ceiling(), 140.0);
            press(&mut session, 2, Command::CeilingDown, 2);
            assert_eq!((session.plan_ceiling(), session.ceiling_room().up), (138.0, 2.0));
            press(&mut session, 3, Command::CeilingDown, 50);
            assert_eq!(session.plan_ceiling(), lowest);
            assert!(!session.ceiling_room().can_lower());
            press(&mut session, 4, Command::CeilingUp, 50);
            assert_eq!(session.plan_ceiling(), 140.0);
        }
    }

    #[test]
    fn while_warming_up_a_lowered_ceiling_is_approached_from_the_top_of_zone_1_as_well() {
        let mut session = Session::new(setup([100.0, 120.0, 140.0, 160.0, 180.0], Features::WHOLE));
        press(&mut session, 1, Command::CeilingDown, 10);
        assert_eq!(session.ceiling_at(Timer::ZERO), 120.0);
        assert_eq!(session.ceiling_at(Timer::from_secs(300)), 130.0);
    }

    #[test]
    fn the_coach_and_the_easy_share_go_by_the_lowered_ceiling_from_then_on() {
        let mut session = Session::new(setup([100.0, 120.0, 140.0, 160.0, 180.0], Features::PLAIN));
        let mut prompted_at = None;
        for secs in 0..600 {
            if secs == 300 {
                assert_eq!((prompted_at, session.view().time_in_zone.above_ceiling().ms()), (None, 0));
                press(&mut session, secs, Command::CeilingDown, 6);
            }
            let event = Event::new(Elapsed::from_secs(secs), EventKind::Measurement(HeartRateMeasurement::of(136 + (secs % 2) as u16)));
            let eases_off = |kind: &NoticeKind| matches!(kind, NoticeKind::Cue(cue) if cue.kind == CueKind::EaseOff);
            if session.step(&event).iter().any(|notice| eases_off(&notice.kind)) {
                prompted_at.get_or_insert(secs);
            }
        }
        // A rate that is long known is told of at once.
        assert!(prompted_at.is_some_and(|at| (300..=345).contains(&at)), "{prompted_at:?}");
        assert!((295_000..=300_000).contains(&session.view().time_in_zone.above_ceiling().ms()));
    }
}
