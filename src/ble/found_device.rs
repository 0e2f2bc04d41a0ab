//! A device in reach: what it tells of itself, and how it is told to the runner.

use crate::format::DeviceIdentity;
use crate::format::sanitize::UNNAMED;
use crate::session::DeviceRole;

/// A device in reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundDevice {
    /// The platform's own identity for it.
    pub id: String,
    /// Its Bluetooth address, where the platform tells it.
    pub address: Option<String>,
    /// Its name, sanitised for display.
    pub name: String,
    /// Signal strength in dBm, where known.
    pub rssi: Option<i16>,
    /// The roles it can take, by the services that it advertises.
    pub roles: Vec<DeviceRole>,
    /// Whether it is the device used last time.
    pub is_remembered: bool,
    /// Whether its address is a resolvable private one, which the device replaces by itself: watches do.
    pub has_private_address: bool,
}

impl FoundDevice {
    /// Whether this is the device that was used before: the same to the platform, or of the same address.
    pub(super) fn is(&self, known: &DeviceIdentity) -> bool {
        known.id == self.id || (known.address.is_some() && known.address == self.address)
    }

    /// Whether it has this name. Devices without a name are not of one name.
    pub(super) fn is_named(&self, name: &str) -> bool {
        name != UNNAMED && self.name.to_lowercase() == name.to_lowercase()
    }

    /// Whether it is a treadmill as well: those advertise a heart rate that they measure only while their grips are held.
    pub(super) fn is_machine(&self) -> bool {
        self.roles.contains(&DeviceRole::Treadmill)
    }

    /// Name, address, signal strength, and whether it was used last time: all that tells devices of one name apart.
    pub(super) fn told(&self) -> String {
        let mut told = self.name.clone();
        if let Some(address) = &self.address {
            told = format!("{told} {address}");
        }
        match (self.rssi, self.is_remembered) {
            (Some(rssi), true) => format!("{told} ({rssi} dBm, used last time)"),
            (Some(rssi), false) => format!("{told} ({rssi} dBm)"),
            (None, true) => format!("{told} (used last time)"),
            (None, false) => told,
        }
    }
}

/// The least length of a serial number at the end of a name. Shorter numbers are models, such as Forerunner 255 (design choice;
/// Polar's have 8 hexadecimal digits).
const SERIAL: usize = 6;

/// Whether a name belongs to one device alone: it ends with a serial number.
pub(super) fn has_serial(name: &str) -> bool {
    let last = name.split(|c: char| !c.is_ascii_alphanumeric()).rfind(|part| !part.is_empty()).unwrap_or_default();
    last.len() >= SERIAL && last.chars().all(|c| c.is_ascii_hexdigit()) && last.chars().any(|c| c.is_ascii_digit())
}

/// A strap in reach for the tests of connections, devices and selection.
#[cfg(test)]
pub(super) fn strap(id: &str, name: &str) -> FoundDevice {
    FoundDevice {
        id: id.to_owned(),
        address: Some(format!("AA:{id}")),
        name: name.to_owned(),
        rssi: Some(-60),
        roles: vec![DeviceRole::HeartRate],
        ..FoundDevice::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_number_is_told_from_a_model() {
        for one in ["Polar H10 0A1B2C3D", "HRM-Pro:123456", "Polar Sense 12345678"] {
            assert!(has_serial(one), "{one}");
        }
        for many in ["H64", "Polar H10", "Forerunner 255", "DOMYOS-TM-0815", "HRM Facade", "", "(unnamed)"] {
            assert!(!has_serial(many), "{many}");
        }
    }

    #[test]
    fn devices_of_one_name_are_told_with_what_differs() {
        let mut device = FoundDevice { name: "H64".to_owned(), ..FoundDevice::default() };
        assert_eq!(device.told(), "H64");
        device.address = Some("C0:FF:EE:00:00:05".to_owned());
        device.rssi = Some(-45);
        assert_eq!(device.told(), "H64 C0:FF:EE:00:00:05 (-45 dBm)");
        device.is_remembered = true;
        assert_eq!(device.told(), "H64 C0:FF:EE:00:00:05 (-45 dBm, used last time)");
    }

    #[test]
    fn devices_without_a_name_are_not_of_one_name() {
        let device = FoundDevice { name: UNNAMED.to_owned(), ..FoundDevice::default() };
        assert!(!device.is_named(UNNAMED));
        assert!(FoundDevice { name: "TICKR".to_owned(), ..device }.is_named("tickr"));
    }
}
