//! The one value that can be written to a belt. Nothing but the rule checker can make it.

use crate::session::hold::speed::BeltSpeed;
use crate::session::time::Elapsed;

/// What a command asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeltCommandKind {
    /// Permission to set speeds, operation 00.
    RequestControl,
    /// A target speed, operation 02. No other operation exists here: a belt is never started, stopped or inclined.
    TargetSpeed {
        /// In 0.01 km/h.
        hundredths_kmh: u16,
    },
}

impl BeltCommandKind {
    /// The code of the operation.
    pub fn op(self) -> u8 {
        match self {
            Self::RequestControl => 0x00,
            Self::TargetSpeed { .. } => 0x02,
        }
    }

    /// The speed asked for, where it asks for one.
    pub fn speed(self) -> Option<BeltSpeed> {
        match self {
            Self::RequestControl => None,
            Self::TargetSpeed { hundredths_kmh } => Some(BeltSpeed::from_hundredths(hundredths_kmh)),
        }
    }
}

/// A command to a belt that keeps every rule of `hold`. It can be made by the rule checker alone, it cannot be copied, and whoever
/// writes to a belt takes one: what the rules forbid can therefore not be written.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a command that is not written has to be answered all the same, by `BeltAnswer::WriteFailed`"]
pub struct BeltCommand {
    kind: BeltCommandKind,
    at: Elapsed,
}

impl BeltCommand {
    /// For the checker in the module above alone.
    pub(super) fn new(kind: BeltCommandKind, at: Elapsed) -> Self {
        Self { kind, at }
    }

    /// What it asks for.
    pub fn kind(&self) -> BeltCommandKind {
        self.kind
    }

    /// When it was permitted. It must not be written later than [`BeltCommand::WRITTEN_WITHIN_MS`] after that.
    pub fn at(&self) -> Elapsed {
        self.at
    }

    /// A command that could not be written within this time is dropped, in milliseconds (design choice): by then the session has let go.
    pub const WRITTEN_WITHIN_MS: u64 = 1500;

    /// The bytes for the Fitness Machine Control Point, 0x2AD9.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![self.kind.op()];
        if let BeltCommandKind::TargetSpeed { hundredths_kmh } = self.kind {
            bytes.extend(hundredths_kmh.to_le_bytes());
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_have_the_bytes_of_the_service() {
        let bytes = |kind| BeltCommand::new(kind, Elapsed::ZERO).bytes();
        assert_eq!(bytes(BeltCommandKind::RequestControl), [0x00]);
        assert_eq!(bytes(BeltCommandKind::TargetSpeed { hundredths_kmh: 870 }), [0x02, 0x66, 0x03]);
    }
}
