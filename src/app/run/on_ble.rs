//! What Bluetooth tells a run beside readings: devices in reach, devices to be remembered, troubles.

use super::*;

impl App {
    /// Takes in what Bluetooth tells beside readings; an error that ends the run, if it does.
    pub(super) fn on_ble(&mut self, event: BleEvent) -> Option<BleError> {
        if event.device != DeviceRole::HeartRate {
            self.on_other_device(event);
            return None;
        }
        let mut line = None;
        match event.kind {
            BleEventKind::Reading(reading) => {
                // A trouble stands until it is over, however often the strap is called meanwhile.
                if reading == Reading::Link(Link::Connected) {
                    self.ui.trouble = None;
                }
                self.tell(reading);
                self.outputs.touch();
                return None;
            }
            BleEventKind::InReach(straps) => {
                if let Some(command) = self.question.offer(straps) {
                    self.timeline.command(command);
                }
                // What was said before is neither over nor news.
                line = self.ui.trouble.take();
            }
            BleEventKind::Chosen(identity) => {
                self.question.answered();
                if let Some(memory) = &self.memory {
                    memory.remember(event.device, identity);
                }
            }
            BleEventKind::Error(error) => {
                if let Some(error) = error {
                    // A choice that nobody can make is for whoever started the program.
                    if self.keys.is_none() && error.needs_a_choice() {
                        return Some(error);
                    }
                    self.warn(&error.to_string());
                    line = Some(error.to_string());
                }
            }
        }
        self.ui.trouble = line;
        self.outputs.touch();
        None
    }

    /// Takes in what Bluetooth tells of the treadmill or the foot pod beside readings. Nothing of it ends a run, and a trouble of the
    /// strap matters more.
    fn on_other_device(&mut self, event: BleEvent) {
        let error = match event.kind {
            // Readings come as such, with their device.
            BleEventKind::Reading(_) => None,
            BleEventKind::Chosen(identity) => {
                if event.device == DeviceRole::Treadmill {
                    self.treadmill = Some(identity.clone());
                }
                if let Some(memory) = &self.memory {
                    memory.remember(event.device, identity);
                }
                None
            }
            BleEventKind::InReach(found) => BleError::undecided(event.device, &found),
            BleEventKind::Error(error) => error,
        };
        if let Some(error) = error {
            let told = error.to_string();
            self.warn(&told);
            self.ui.trouble.get_or_insert(told);
        }
        self.outputs.touch();
    }
}

/// Remembers whether a treadmill understood its first command: one that did not is never told anything again.
pub(super) fn remember_check(memory: Option<&DeviceMemory>, treadmill: Option<&DeviceIdentity>, change: HoldChange) {
    let check = match change.why {
        HoldReason::Understood => UnitCheck::Passed,
        HoldReason::NotUnderstood => UnitCheck::Failed,
        _ => return,
    };
    if let (Some(memory), Some(treadmill)) = (memory, treadmill) {
        memory.remember_check(treadmill.clone(), check);
    }
}
