//! What a treadmill answers, and what happens at its console.

use super::{Hold, Phase, SAME_TARGET};
use crate::session::hold::answer::{BeltAbilities, BeltAnswer, BeltStatus, UnitCheck};
use crate::session::hold::grid::{Grid, NoGrid};
use crate::session::hold::rules::BeltCommandKind;
use crate::session::hold::state::{HoldReason, HoldState};
use crate::session::hold::watch::FOLLOWS_WITHIN;
use crate::session::time::Elapsed;

impl Hold {
    /// The treadmill, or the connection to it, told something beside its motion.
    pub(in crate::session) fn answered(&mut self, at: Elapsed, answer: BeltAnswer) {
        if self.plan.is_off() {
            return;
        }
        match answer {
            BeltAnswer::Abilities(abilities) => self.know(abilities),
            BeltAnswer::Written { .. } => {}
            BeltAnswer::Indication { op, result } => self.indicated(at, op, result),
            BeltAnswer::WriteFailed { .. } if self.pending.is_some_and(|pending| !pending.answered) => self.let_go(HoldReason::NotWritten),
            BeltAnswer::NoAnswer if self.pending.is_some_and(|pending| !pending.answered) => self.let_go(HoldReason::NoAnswer),
            BeltAnswer::WriteFailed { .. } | BeltAnswer::NoAnswer => {}
            BeltAnswer::Status(status) => self.status(at, status),
            BeltAnswer::ImpossibleSpeed(_) => self.refuse(HoldReason::ImpossibleSpeed),
        }
    }

    pub(super) fn know(&mut self, abilities: BeltAbilities) {
        self.let_go(HoldReason::LinkLost);
        self.abilities = Some(abilities);
        if self.phase != Phase::Waiting {
            return;
        }
        let refusal = match (abilities, abilities.range.map(Grid::new)) {
            _ if self.plan.limit.is_none() => Some(HoldReason::NoLimit),
            (BeltAbilities { remembered: Some(UnitCheck::Failed), .. }, _) => Some(HoldReason::RefusedBefore),
            (BeltAbilities { control_point: false, .. }, _) => Some(HoldReason::NoControlPoint),
            (BeltAbilities { sets_speed: Some(false), .. }, _) => Some(HoldReason::NoSpeedTarget),
            (_, None | Some(Err(NoGrid::Absurd))) => Some(HoldReason::NoRange),
            (_, Some(Err(NoGrid::Coarse))) => Some(HoldReason::CoarseSteps),
            (_, Some(Ok(grid))) => {
                self.rules.connected(grid, abilities.remembered == Some(UnitCheck::Passed));
                None
            }
        };
        if let Some(why) = refusal {
            self.refuse(why);
        }
    }

    fn indicated(&mut self, at: Elapsed, op: u8, result: u8) {
        let Some(pending) = self.pending.as_mut().filter(|pending| !pending.answered) else { return };
        if op != pending.op {
            self.let_go(HoldReason::WrongAnswer);
        } else if result != 1 {
            if op == BeltCommandKind::RequestControl.op() {
                self.refuse(HoldReason::Denied(result));
            } else {
                self.let_go(HoldReason::Failed(result));
            }
        } else if op == BeltCommandKind::RequestControl.op() {
            self.pending = None;
            self.rules.grant();
            self.phase = Phase::Holding;
            self.watch.begin(at);
            self.tell(HoldState::Holding, HoldReason::Taken);
        } else {
            pending.answered = true;
        }
    }

    /// A status counts while there is control; what some machines tell on subscribing is old.
    fn status(&mut self, at: Elapsed, status: BeltStatus) {
        let why = match status {
            BeltStatus::Stopped => HoldReason::BeltStopped,
            BeltStatus::SafetyKey => HoldReason::SafetyKey,
            BeltStatus::Started | BeltStatus::Reset => HoldReason::Console,
            BeltStatus::ControlLost => HoldReason::ControlLost,
            BeltStatus::TargetSpeed(told) => {
                let is_ours = self.asked.is_some_and(|asked| asked.abs_diff(told.hundredths()) <= SAME_TARGET);
                if is_ours {
                    return;
                }
                // Long after the last command it is the hand's, also with a belt that did what it was not asked.
                let is_late = self.last_command.is_none_or(|last| at - last >= FOLLOWS_WITHIN);
                if is_late && !matches!(self.phase, Phase::Asked | Phase::Holding) {
                    self.rules.set_by_hand(told.hundredths());
                }
                if let Some(pending) = self.pending.filter(|pending| pending.is_check) {
                    self.not_followed(pending.is_check, HoldReason::SpeedChanged);
                    return;
                }
                HoldReason::SpeedChanged
            }
            BeltStatus::Other(_) => return,
        };
        self.let_go(why);
    }
}
