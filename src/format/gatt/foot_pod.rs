//! RSC Measurement (0x2A53) and RSC Feature (0x2A54) of the Running Speed and Cadence Service 1.0: what a foot pod tells.

use super::fields::{Fields, PacketError};
use crate::session::Motion;

/// Fewer steps a minute than this are no running: the pod counts those of its own foot. Seen on real pods; a design choice where
/// between the slowest runner's steps, about 140, and one foot's, about 90, it lies.
const ONE_FOOT_SPM: u8 = 110;
/// Nobody walks faster for long, in km/h; a pod that does not know walking from running says "walking" (design choice).
const RUNS_KMH: f64 = 7.5;
/// The speed's unit is 1/256 m/s, in km/h.
const SPEED_UNIT_KMH: f64 = 3.6 / 256.0;

/// What a packet of a foot pod tells.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RunningSpeed {
    /// In 1/256 m/s.
    pub speed: u16,
    /// Steps a minute as told: of both feet, or of one.
    pub cadence: u8,
    /// Centimetres, where it measures them.
    pub stride_cm: Option<u16>,
    /// Tenths of a metre, where it counts them.
    pub distance: Option<u32>,
    /// It says that its runner runs.
    pub running: bool,
}

/// What a foot pod can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FootPodFeature {
    /// Stride lengths.
    pub stride: bool,
    /// A distance.
    pub distance: bool,
    /// Walking from running.
    pub running: bool,
}

/// Reads an RSC Measurement. What follows the cadence may be cut; [`running_speed_fault`] names what is missing.
///
/// # Errors
/// The payload ends before or inside speed and cadence.
pub fn running_speed(payload: &[u8]) -> Result<RunningSpeed, PacketError> {
    read(payload).map(|(told, _)| told)
}

/// What an RSC Measurement lacks of what its flags promise, whether its speed can be read or not.
pub fn running_speed_fault(payload: &[u8]) -> Option<PacketError> {
    match read(payload) {
        Ok((_, fault)) => fault,
        Err(fault) => Some(fault),
    }
}

fn read(payload: &[u8]) -> Result<(RunningSpeed, Option<PacketError>), PacketError> {
    let mut fields = Fields::of(payload);
    let flags = fields.u8("the flags")?;
    let speed = fields.u16("the speed")?;
    let cadence = fields.u8("the cadence")?;
    let mut told = RunningSpeed { speed, cadence, running: flags & 0b100 != 0, ..RunningSpeed::default() };
    let mut fill = || -> Result<(), PacketError> {
        if flags & 0b001 != 0 {
            told.stride_cm = Some(fields.u16("the stride length")?);
        }
        if flags & 0b010 != 0 {
            told.distance = Some(fields.u32("the distance")?);
        }
        Ok(())
    };
    let fault = fill().err();
    Ok((told, fault))
}

/// Reads an RSC Feature.
///
/// # Errors
/// The payload is cut.
pub fn foot_pod_feature(payload: &[u8]) -> Result<FootPodFeature, PacketError> {
    let flags = Fields::of(payload).u16("the features")?;
    Ok(FootPodFeature { stride: flags & 0b001 != 0, distance: flags & 0b010 != 0, running: flags & 0b100 != 0 })
}

impl RunningSpeed {
    /// How the runner moves. The cadence is that of both feet: where so few steps would be no running, it is doubled.
    pub fn motion(&self) -> Motion {
        let speed_kmh = f64::from(self.speed) * SPEED_UNIT_KMH;
        let runs = self.running || speed_kmh >= RUNS_KMH;
        let feet = if runs && self.cadence > 0 && self.cadence < ONE_FOOT_SPM { 2.0 } else { 1.0 };
        Motion {
            speed_kmh: Some(speed_kmh),
            cadence_spm: Some(f64::from(self.cadence) * feet),
            distance_m: self.distance.map(|tenths| f64::from(tenths) / 10.0),
            ..Motion::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_read_in_its_place() {
        let told = running_speed(&[0x07, 0x80, 0x02, 0xA4, 0x5F, 0x00, 0xA0, 0x86, 0x01, 0x00]).unwrap();
        let expected = RunningSpeed { speed: 640, cadence: 164, stride_cm: Some(95), distance: Some(100_000), running: true };
        assert_eq!(told, expected);
        let motion = told.motion();
        assert_eq!((motion.speed_kmh, motion.cadence_spm, motion.distance_m), (Some(9.0), Some(164.0), Some(10_000.0)));
        let without_stride = running_speed(&[0x02, 0x80, 0x02, 0xA4, 0xA0, 0x86, 0x01, 0x00]).unwrap();
        assert_eq!((without_stride.stride_cm, without_stride.distance), (None, Some(100_000)));
    }

    #[test]
    fn the_steps_of_one_foot_are_doubled_while_its_runner_runs() {
        let cadence = |flags, speed: u16, cadence| {
            let [low, high] = speed.to_le_bytes();
            running_speed(&[flags, low, high, cadence]).unwrap().motion().cadence_spm
        };
        assert_eq!(cadence(4, 640, 82), Some(164.0));
        assert_eq!(cadence(0, 640, 82), Some(164.0));
        assert_eq!(cadence(4, 640, 164), Some(164.0));
        assert_eq!(cadence(0, 300, 100), Some(100.0));
        assert_eq!(cadence(4, 0, 0), Some(0.0));
    }

    #[test]
    fn a_packet_without_speed_and_cadence_is_refused_and_a_cut_distance_left_out() {
        for payload in [&[][..], &[0], &[0, 1], &[0, 1, 2]] {
            assert!(running_speed(payload).is_err(), "{payload:?}");
        }
        let cut = [0x02, 0x80, 0x02, 0xA4, 0xA0, 0x86];
        assert_eq!(running_speed(&cut).unwrap().distance, None);
        assert_eq!(running_speed_fault(&cut).map(|fault| fault.field()), Some("the distance"));
    }

    #[test]
    fn what_a_pod_can_tell_is_read() {
        assert_eq!(foot_pod_feature(&[0x06, 0x00]), Ok(FootPodFeature { stride: false, distance: true, running: true }));
        assert!(foot_pod_feature(&[0x06]).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(payload in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..32)) {
            let _ = (running_speed(&payload).map(|told| told.motion()), running_speed_fault(&payload), foot_pod_feature(&payload));
        }
    }
}
