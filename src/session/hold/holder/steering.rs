//! What a believed rate leads to: control is asked for, and speeds are.

use super::{Hold, HoldNews, MOVES, Phase, SAYS_WHY_FOR, WALK};
use crate::session::hold::aim::{Outlook, Wish};
use crate::session::hold::plan::HoldMode;
use crate::session::hold::state::{HoldReason, HoldState};
use crate::session::time::Elapsed;

impl Hold {
    /// A rate is doubted or empty.
    pub(in crate::session) fn doubted(&mut self) {
        self.rules.doubted();
        self.aim.forget();
    }

    /// A rate is believed in a run that is not paused; `told_max` is the maximum that the runner told, in bpm.
    pub(in crate::session) fn believed(&mut self, at: Elapsed, outlook: &Outlook, told_max: Option<f64>) {
        if self.plan.is_off() {
            return;
        }
        self.last_believed = Some(at);
        self.rules.believed(at, outlook.mean, outlook.ceiling);
        let overloaded = self.overload.observe(at, outlook.mean, outlook.ceiling, told_max);
        match self.phase {
            Phase::Waiting => self.consider(at, outlook),
            Phase::Holding => {
                if overloaded && !self.walks_down && self.rules.from().is_some_and(|from| from > WALK) {
                    self.walks_down = true;
                    self.news.push(HoldNews::WalkDown);
                }
                self.steer(at, outlook);
            }
            Phase::Asked | Phase::Released | Phase::Refused => {}
        }
    }

    /// Without control: whether to ask for it.
    fn consider(&mut self, at: Elapsed, outlook: &Outlook) {
        if self.abilities.is_none() || self.watch.held(at).is_none_or(|held| held < MOVES) {
            self.aim.forget();
            self.tell(HoldState::Off, HoldReason::WaitsForBelt);
            return;
        }
        let target = match self.aim.wish(at, outlook) {
            Wish::Down(by) => self.rules.lower(by),
            Wish::Up | Wish::Stay => None,
        };
        if self.plan.mode == HoldMode::DryRun {
            self.asked = target;
            self.tell(HoldState::Off, if target.is_some() { HoldReason::DryRun } else { HoldReason::Ready });
        } else if target.is_some()
            && let Ok(command) = self.rules.permit_request(at)
        {
            self.give(command, 0, false);
            self.phase = Phase::Asked;
            self.tell(HoldState::Off, HoldReason::Asks);
        } else if self.rules.is_faster_than_set() {
            self.tell(HoldState::Off, HoldReason::NotYours);
        } else {
            self.tell(HoldState::Off, HoldReason::Ready);
        }
    }

    /// With control: whether to ask for another speed.
    fn steer(&mut self, at: Elapsed, outlook: &Outlook) {
        let wish = self.aim.wish(at, outlook);
        let from = self.rules.from().unwrap_or_default();
        self.walks_down &= from > WALK;
        let (target, why) = match wish {
            _ if self.walks_down => (self.rules.lower((from - WALK).min(30)), HoldReason::WalkDown),
            Wish::Down(by) => (self.rules.lower(by), HoldReason::AtFloor),
            Wish::Up => (self.rules.raise(10), HoldReason::Steady),
            Wish::Stay => (None, HoldReason::Steady),
        };
        let permitted = target.and_then(|target| Some((target, self.rules.permit_speed(at, target, outlook.settles_under()).ok()?)));
        if let Some((target, command)) = permitted {
            let (by, why) = match (from.abs_diff(target), target < from) {
                (by, _) if self.walks_down => (by, HoldReason::WalkDown),
                (by, true) => (by, HoldReason::Down(by)),
                (by, false) => (by, HoldReason::Up(by)),
            };
            let is_check = !self.rules.is_checked();
            self.watch.ask(at, from, target);
            self.asked = Some(target);
            self.give(command, by, is_check);
            self.aim.stepped(at);
            let state = if is_check { HoldState::Checking } else { HoldState::Holding };
            self.tell(state, if is_check { HoldReason::FirstStep } else { why });
        } else if self.pending.is_none() && self.last_command.is_none_or(|last| at - last >= SAYS_WHY_FOR) {
            let why = if target.is_none() { why } else { HoldReason::Steady };
            self.tell(HoldState::Holding, why);
        }
    }
}
