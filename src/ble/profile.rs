//! The GATT services and characteristics of each device role, by their numbers in the Bluetooth Assigned Numbers.

use uuid::Uuid;

use crate::format::Characteristic;
use crate::session::DeviceRole;

/// Battery Level, 0x2A19.
pub(super) const BATTERY_LEVEL: Uuid = sixteen_bit(0x2A19);
/// Fitness Machine Feature, 0x2ACC.
pub(super) const MACHINE_FEATURE: Uuid = sixteen_bit(0x2ACC);
/// Supported Speed Range, 0x2AD4.
pub(super) const SPEED_RANGE: Uuid = sixteen_bit(0x2AD4);
/// Fitness Machine Control Point, 0x2AD9.
pub(super) const CONTROL_POINT: Uuid = sixteen_bit(0x2AD9);
/// Fitness Machine Status, 0x2ADA.
pub(super) const MACHINE_STATUS: Uuid = sixteen_bit(0x2ADA);
/// Body Sensor Location, 0x2A38.
pub(super) const BODY_SENSOR_LOCATION: Uuid = sixteen_bit(0x2A38);

/// The full UUID of a 16-bit number: the Bluetooth Base UUID with the number in it.
const fn sixteen_bit(number: u16) -> Uuid {
    Uuid::from_u128(0x0000_0000_0000_1000_8000_0080_5F9B_34FB | (number as u128) << 96)
}

/// What is looked for and subscribed to on a device of some role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Profile {
    /// The service that the device advertises.
    pub(super) service: Uuid,
    /// The characteristic that notifies what is measured.
    pub(super) measurement: Uuid,
    /// How its packets are recorded.
    pub(super) recorded_as: Characteristic,
}

impl Profile {
    /// The profile of a role.
    pub(super) const fn of(role: DeviceRole) -> Self {
        match role {
            // Heart Rate, Heart Rate Measurement.
            DeviceRole::HeartRate => {
                Self { service: sixteen_bit(0x180D), measurement: sixteen_bit(0x2A37), recorded_as: Characteristic::HeartRateMeasurement }
            }
            // Fitness Machine, Treadmill Data.
            DeviceRole::Treadmill => {
                Self { service: sixteen_bit(0x1826), measurement: sixteen_bit(0x2ACD), recorded_as: Characteristic::TreadmillData }
            }
            // Running Speed and Cadence, RSC Measurement.
            DeviceRole::FootPod => {
                Self { service: sixteen_bit(0x1814), measurement: sixteen_bit(0x2A53), recorded_as: Characteristic::RunningSpeed }
            }
        }
    }

    /// The roles that a device with these services can take.
    pub(super) fn roles(services: &[Uuid]) -> Vec<DeviceRole> {
        DeviceRole::ALL.into_iter().filter(|role| services.contains(&Self::of(*role).service)).collect()
    }
}

/// How a notification beside the measurement is recorded; none where it is not.
pub(super) fn recorded_beside(role: DeviceRole, characteristic: Uuid) -> Option<Characteristic> {
    match role {
        DeviceRole::Treadmill if characteristic == MACHINE_STATUS => Some(Characteristic::MachineStatus),
        DeviceRole::Treadmill if characteristic == CONTROL_POINT => Some(Characteristic::ControlPoint),
        DeviceRole::HeartRate | DeviceRole::Treadmill | DeviceRole::FootPod => None,
    }
}

/// Whether the value of a Heart Rate Measurement tells a rate: the lowest bit of its flags says whether it has 8 or 16 bits.
pub(super) fn has_rate(value: &[u8]) -> bool {
    match value {
        [flags, low, high, ..] if flags & 1 == 1 => *low != 0 || *high != 0,
        [flags, rate, ..] if flags & 1 == 0 => *rate != 0,
        _ => false,
    }
}

/// A Battery Level in percent, where it is one.
pub(super) fn percent(value: &[u8]) -> Option<u8> {
    value.first().copied().filter(|percent| *percent <= 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_of_zero_is_none_in_8_and_in_16_bits() {
        assert!(has_rate(&[0x16, 60]) && has_rate(&[0x17, 60, 0]) && has_rate(&[0x01, 0, 1]));
        for none in [&[][..], &[0], &[0, 0], &[0x10, 0, 9, 9], &[1, 0], &[1, 0, 0]] {
            assert!(!has_rate(none), "{none:?}");
        }
    }

    #[test]
    fn a_device_can_take_the_roles_whose_services_it_advertises() {
        let heart_rate: Uuid = "0000180d-0000-1000-8000-00805f9b34fb".parse().unwrap();
        let fitness_machine: Uuid = "00001826-0000-1000-8000-00805f9b34fb".parse().unwrap();
        assert_eq!(Profile::roles(&[BATTERY_LEVEL]), []);
        assert_eq!(Profile::roles(&[heart_rate]), [DeviceRole::HeartRate]);
        assert_eq!(Profile::roles(&[fitness_machine, heart_rate]), [DeviceRole::HeartRate, DeviceRole::Treadmill]);
    }
}
