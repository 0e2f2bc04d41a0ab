//! What a fitness machine tells beside its data, by the Fitness Machine Service 1.0: Feature (0x2ACC), Supported Speed Range
//! (0x2AD4), Fitness Machine Status (0x2ADA), and the answers of its Control Point (0x2AD9).

use super::fields::{Fields, PacketError};
use crate::session::{BeltAnswer, BeltSpeed, BeltStatus, SpeedRange};

/// The first byte of an answer of the control point.
const ANSWER: u8 = 0x80;

/// Reads a Fitness Machine Feature: whether a target speed can be set, the lowest bit of the second half.
///
/// # Errors
/// The payload is cut.
pub fn machine_feature(payload: &[u8]) -> Result<bool, PacketError> {
    let mut fields = Fields::of(payload);
    fields.u32("the features")?;
    let settings = fields.u32("the target settings")?;
    Ok(settings & 1 != 0)
}

/// Reads a Supported Speed Range. The speeds are as told, however absurd.
///
/// # Errors
/// The payload is cut.
pub fn speed_range(payload: &[u8]) -> Result<SpeedRange, PacketError> {
    let mut fields = Fields::of(payload);
    let mut speed = |field| fields.u16(field).map(BeltSpeed::from_hundredths);
    Ok(SpeedRange { min: speed("the lowest speed")?, max: speed("the highest speed")?, step: speed("the increment")? })
}

/// Reads a Fitness Machine Status.
///
/// # Errors
/// The payload is empty, or a new target speed is cut.
pub fn machine_status(payload: &[u8]) -> Result<BeltStatus, PacketError> {
    let field = if payload.is_empty() { "the status" } else { "the target speed" };
    BeltStatus::read(payload).ok_or(PacketError::Truncated { length: payload.len(), field })
}

/// Reads an indication of the control point: `80`, the number of the command, the result.
///
/// # Errors
/// The payload is cut, or is no answer.
pub fn control_answer(payload: &[u8]) -> Result<BeltAnswer, PacketError> {
    let mut fields = Fields::of(payload);
    match fields.u8("the answer")? {
        ANSWER => Ok(BeltAnswer::Indication { op: fields.u8("the command's number")?, result: fields.u8("the result")? }),
        first => Err(PacketError::NoAnswer { first }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whether_the_speed_can_be_set_is_told_by_the_first_target_setting() {
        assert_eq!(machine_feature(&[0x0C, 0x56, 0, 0, 0x03, 0, 0, 0]), Ok(true));
        assert_eq!(machine_feature(&[0xFF, 0xFF, 0xFF, 0xFF, 0x02, 0, 0, 0]), Ok(false));
        assert!(machine_feature(&[0x0C, 0x56, 0, 0, 0x03]).is_err());
    }

    #[test]
    fn a_range_is_read_as_told() {
        let range = |speeds: [u16; 3]| {
            let [min, max, step] = speeds.map(BeltSpeed::from_hundredths);
            Ok(SpeedRange { min, max, step })
        };
        assert_eq!(speed_range(&[0x50, 0, 0xD0, 0x07, 0x0A, 0]), range([80, 2000, 10]));
        assert_eq!(speed_range(&[0xFF, 0xFF, 0, 0, 0, 0]), range([65_535, 0, 0]));
        assert!(speed_range(&[0x50, 0, 0xD0, 0x07, 0x0A]).is_err());
    }

    #[test]
    fn a_status_that_is_cut_is_refused_and_every_other_one_read() {
        assert_eq!(machine_status(&[0x02, 0x01]), Ok(BeltStatus::Stopped));
        assert_eq!(machine_status(&[0x05, 0x52, 0x03]), Ok(BeltStatus::TargetSpeed(BeltSpeed::from_hundredths(850))));
        assert!(machine_status(&[]).is_err() && machine_status(&[0x05, 0x52]).is_err());
    }

    #[test]
    fn an_answer_names_its_command_and_anything_else_is_none() {
        assert_eq!(control_answer(&[0x80, 0x02, 0x01]), Ok(BeltAnswer::Indication { op: 2, result: 1 }));
        assert_eq!(control_answer(&[0x02, 0x52, 0x03]), Err(PacketError::NoAnswer { first: 2 }));
        assert!(control_answer(&[]).is_err() && control_answer(&[0x80, 0x02]).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_them_panic(payload in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..32)) {
            let _ = (machine_feature(&payload), speed_range(&payload), machine_status(&payload), control_answer(&payload));
        }
    }
}
