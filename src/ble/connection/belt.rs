//! What a connection to a treadmill does beside its data: what the machine can do, and commands to it.

use super::*;
use crate::format::gatt;
use crate::session::{BeltAbilities, BeltAnswer, BeltCommand, UnitCheck};

impl Connection {
    /// Its services are known: a treadmill is asked what it can do before its data is subscribed to.
    pub(super) fn opened(&mut self, now: Instant) {
        if self.role != DeviceRole::Treadmill {
            return self.subscribe(now);
        }
        if let State::Connecting(attempt) = &mut self.state {
            attempt.stage = Stage::Subscribing;
            attempt.until = now + self.timing.subscribe;
            self.actions.push_back(Action::Prepare { control: self.belt.is_allowed() });
        }
    }

    /// What the treadmill can do is known.
    pub(super) fn prepared(&mut self, now: Instant, abilities: BeltAbilities) {
        match &mut self.state {
            State::Connecting(attempt) => {
                attempt.abilities = Some(abilities);
                self.subscribe(now);
            }
            State::Connected(_) => self.tell_abilities(Some(abilities)),
            State::Idle | State::Searching(_) | State::Closing(_) => {}
        }
    }

    /// Tells what the treadmill can do, where the runner allowed control.
    pub(super) fn tell_abilities(&mut self, abilities: Option<BeltAbilities>) {
        if let State::Connected(link) = &self.state
            && let Some(abilities) = abilities.filter(|_| self.belt.is_allowed())
        {
            let counts_otherwise = self.selection.in_miles.then_some(UnitCheck::Failed);
            let remembered = counts_otherwise.or(self.belt.known(&link.device));
            self.tell_belt(BeltAnswer::Abilities(BeltAbilities { remembered, ..abilities }));
        }
    }

    /// The runner allows control of the belt, in this run and until its end.
    pub(in crate::ble) fn allow_control(&mut self, known: CheckedBelts) {
        let was_allowed = self.belt.is_allowed();
        self.belt.allow(known);
        if !was_allowed && self.is_connected() {
            self.actions.push_back(Action::Prepare { control: true });
        }
    }

    /// Writes a command, once: it is written now or never, and nothing of it outlives the link. One that comes too late is not written.
    pub(in crate::ble) fn write(&mut self, now: Instant, command: BeltCommand, is_late: bool) {
        if is_late || !self.is_connected() {
            return self.tell_belt(BeltAnswer::WriteFailed { att: None });
        }
        let (told, goes_out) = self.belt.begin(now, &command);
        self.tell_belt(told);
        if goes_out {
            self.actions.push_back(Action::Write(command));
        }
    }

    /// The command was written, or not.
    pub(super) fn written(&mut self, result: Result<(), BleError>) {
        if let Err(error) = result {
            tracing::info!(%error, "a command was not written");
            if let Some(failed) = self.belt.failed(belt_control::att_code(&error.to_string())) {
                self.tell_belt(failed);
            }
        }
    }

    /// An indication of the control point.
    pub(super) fn control_answer(&mut self, payload: &[u8]) {
        if let Ok(answer) = gatt::control_answer(payload) {
            self.belt.answered(answer);
        }
    }

    pub(super) fn tell_belt(&mut self, answer: BeltAnswer) {
        self.reporter.report(BleEventKind::Reading(Reading::Belt(answer)));
    }
}
