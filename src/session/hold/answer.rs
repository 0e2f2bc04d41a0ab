//! What a treadmill's connection tells of the machine beside its motion: what it can do, how it answered, what happened at it.

use serde::{Deserialize, Serialize};

use super::speed::BeltSpeed;

/// Something that the treadmill, or the connection to it, told. All of these are inputs and stand in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BeltAnswer {
    /// What the machine can do, once after each connection and before its first motion.
    Abilities(BeltAbilities),
    /// The bytes of a command were handed to the machine: the record of what was written, with the operation's code of 0x2AD9 and the
    /// speed of a target speed.
    Written {
        /// The operation's code.
        op: u8,
        /// The speed asked for.
        speed: Option<BeltSpeed>,
    },
    /// An indication of the control point, `80 op result`.
    Indication {
        /// The operation that is answered.
        op: u8,
        /// 1 success, 2 not supported, 3 invalid, 4 failed, 5 control not permitted.
        result: u8,
    },
    /// The machine or the link refused a write.
    WriteFailed {
        /// The error code of the attribute protocol, where there is one.
        att: Option<u8>,
    },
    /// The connection gave up waiting for an indication.
    NoAnswer,
    /// A Fitness Machine Status, 0x2ADA.
    Status(BeltStatus),
    /// Its data says a speed that no belt does: their bytes are swapped, or their unit is another.
    ImpossibleSpeed(BeltSpeed),
}

/// What a machine can do, from what it tells on connecting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct BeltAbilities {
    /// It has a control point, 0x2AD9, that can be written and indicates.
    pub control_point: bool,
    /// Whether 0x2ACC says that a target speed can be set; none where it has no such characteristic.
    pub sets_speed: Option<bool>,
    /// The speeds that 0x2AD4 says it takes; none where it does not tell.
    pub range: Option<SpeedRange>,
    /// How the unit check of an earlier run ended; none before the first.
    pub remembered: Option<UnitCheck>,
}

/// The Supported Speed Range, 0x2AD4, as told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SpeedRange {
    /// The lowest.
    pub min: BeltSpeed,
    /// The highest.
    pub max: BeltSpeed,
    /// The smallest step.
    pub step: BeltSpeed,
}

/// How a unit check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnitCheck {
    /// A speed 0.3 km/h lower was asked for, and taken.
    Passed,
    /// Something else came of it: control is refused until the runner says otherwise.
    Failed,
}

/// What happened at the machine, by 0x2ADA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BeltStatus {
    /// 01: reset.
    Reset,
    /// 02: stopped or paused by the user.
    Stopped,
    /// 03: stopped by the safety key.
    SafetyKey,
    /// 04: started or resumed by the user.
    Started,
    /// 05: the target speed changed.
    TargetSpeed(BeltSpeed),
    /// FF: control was lost.
    ControlLost,
    /// Any other code.
    Other(u8),
}

impl BeltStatus {
    /// Reads the bytes of a 0x2ADA notification; none where there are none, or the speed of a 05 is cut off.
    pub fn read(payload: &[u8]) -> Option<Self> {
        Some(match payload {
            [] | [5] | [5, _] => return None,
            [1, ..] => Self::Reset,
            [2, ..] => Self::Stopped,
            [3, ..] => Self::SafetyKey,
            [4, ..] => Self::Started,
            [5, low, high, ..] => Self::TargetSpeed(BeltSpeed::from_hundredths(u16::from_le_bytes([*low, *high]))),
            [0xFF, ..] => Self::ControlLost,
            [other, ..] => Self::Other(*other),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_by_its_code_and_an_empty_one_is_none() {
        assert_eq!(BeltStatus::read(&[2, 1]), Some(BeltStatus::Stopped));
        assert_eq!(BeltStatus::read(&[5, 0x66, 0x03]), Some(BeltStatus::TargetSpeed(BeltSpeed::from_hundredths(870))));
        assert_eq!(BeltStatus::read(&[0xFF]), Some(BeltStatus::ControlLost));
        assert_eq!(BeltStatus::read(&[6, 0, 0]), Some(BeltStatus::Other(6)));
        for cut in [&[][..], &[5], &[5, 1]] {
            assert_eq!(BeltStatus::read(cut), None);
        }
    }
}
