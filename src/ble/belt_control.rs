//! The commands to a belt over one connection: one at a time, each with what became of it. No I/O.

use std::time::{Duration, Instant};

use super::found_device::FoundDevice;
use crate::format::DeviceIdentity;
use crate::session::{BeltAnswer, BeltCommand, BeltCommandKind, UnitCheck};

/// An answer comes within this time or not at all (the rule of `hold`; machines answer within a tenth of a second).
pub(super) const ANSWERED_WITHIN: Duration = Duration::from_secs(2);

/// The belts that were asked to do something in earlier runs, and whether they understood it.
pub type CheckedBelts = Vec<(DeviceIdentity, UnitCheck)>;

/// What is known of the commands of one connection.
#[derive(Debug, Default)]
pub(super) struct BeltControl {
    /// What is known from before; none while the runner has not allowed control, which is then prepared nowhere.
    allowed: Option<CheckedBelts>,
    /// The operation that is to be answered, and until when.
    pending: Option<(u8, Instant)>,
}

impl BeltControl {
    /// The runner allows control.
    pub(super) fn allow(&mut self, known: CheckedBelts) {
        self.allowed = Some(known);
    }

    /// Whether the runner allowed control.
    pub(super) fn is_allowed(&self) -> bool {
        self.allowed.is_some()
    }

    /// How an earlier run's check of a belt ended.
    pub(super) fn known(&self, device: &FoundDevice) -> Option<UnitCheck> {
        let known = self.allowed.iter().flatten().find(|(identity, _)| device.is(identity));
        known.map(|(_, check)| *check)
    }

    /// A command is about to be written: what is told of it, and whether it may go out. Only one at a time does.
    pub(super) fn begin(&mut self, now: Instant, command: &BeltCommand) -> (BeltAnswer, bool) {
        if self.allowed.is_none() || self.pending.is_some() {
            return (BeltAnswer::WriteFailed { att: None }, false);
        }
        let kind: BeltCommandKind = command.kind();
        self.pending = Some((kind.op(), now + ANSWERED_WITHIN));
        (BeltAnswer::Written { op: kind.op(), speed: kind.speed() }, true)
    }

    /// The machine answered an operation. An answer to another one answers nothing.
    pub(super) fn answered(&mut self, answer: BeltAnswer) {
        if let BeltAnswer::Indication { op, .. } = answer {
            self.pending.take_if(|(pending, _)| *pending == op);
        }
    }

    /// The write failed: what is told of it.
    pub(super) fn failed(&mut self, att: Option<u8>) -> Option<BeltAnswer> {
        self.pending.take().map(|_| BeltAnswer::WriteFailed { att })
    }

    /// When an answer is overdue.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.pending.map(|(_, until)| until)
    }

    /// What is told where an answer is overdue.
    pub(super) fn overdue(&mut self, now: Instant) -> Option<BeltAnswer> {
        self.pending.take_if(|(_, until)| now >= *until).map(|_| BeltAnswer::NoAnswer)
    }
}

/// The code of an error of the attribute protocol, which BlueZ puts into the words of its own error.
pub(super) fn att_code(message: &str) -> Option<u8> {
    let (_, code) = message.split_once("ATT error: 0x")?;
    let digits: String = code.chars().take_while(char::is_ascii_hexdigit).collect();
    u8::from_str_radix(&digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_an_att_error_is_read_from_its_words() {
        assert_eq!(att_code("Operation failed with ATT error: 0x80 (Unknown)"), Some(0x80));
        assert_eq!(att_code("Operation failed with ATT error: 0x0e"), Some(0x0E));
        assert_eq!(att_code("le-connection-abort-by-local"), None);
    }

    #[test]
    fn an_answer_to_another_operation_answers_nothing_and_silence_ends_after_two_seconds() {
        let start = tokio::time::Instant::now().into_std();
        let waiting = || BeltControl { allowed: Some(Vec::new()), pending: Some((2, start + ANSWERED_WITHIN)) };
        let mut control = waiting();
        control.answered(BeltAnswer::Indication { op: 3, result: 1 });
        assert_eq!(control.overdue(start + ANSWERED_WITHIN - Duration::from_millis(1)), None);
        assert_eq!(control.overdue(start + ANSWERED_WITHIN), Some(BeltAnswer::NoAnswer));
        assert_eq!((control.deadline(), control.failed(None)), (None, None));
        let mut control = waiting();
        control.answered(BeltAnswer::Indication { op: 2, result: 4 });
        assert_eq!(control.overdue(start + ANSWERED_WITHIN * 9), None);
        assert_eq!(waiting().failed(Some(0x80)), Some(BeltAnswer::WriteFailed { att: Some(0x80) }));
    }
}
