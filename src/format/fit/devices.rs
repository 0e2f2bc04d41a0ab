//! What a FIT file begins with: the file's identity, this program, and the devices of the run.

use super::clock::FileClock;
use super::encoder::Message;
use super::message::{TIMESTAMP, number};
use crate::format::export_points;
use crate::format::recording::Recording;
use crate::heart::BodyLocation;
use crate::session::DeviceRole;

/// "Development": the maker's number for programs that have none of their own.
const DEVELOPMENT: u16 = 255;
/// The file type "activity".
const ACTIVITY_FILE: u8 = 4;
/// The Bluetooth Low Energy device types "heart rate" and "footpod"; there is none for treadmills.
const HEART_RATE_DEVICE: u8 = 1;
const FOOT_POD_DEVICE: u8 = 6;
/// The source type "Bluetooth Low Energy".
const BLUETOOTH_LOW_ENERGY: u8 = 3;

/// The first messages of a file.
pub(super) fn beginning(recording: &Recording, clock: FileClock) -> Vec<Message> {
    let start = clock.start();
    let version = software_version();
    let mut messages = vec![
        Message::of(number::FILE_ID)
            .choice(0, ACTIVITY_FILE)
            .short(1, DEVELOPMENT)
            .short(2, 0)
            // Any number but zero, which is not known; the start differs from run to run.
            .serial(3, start.max(1))
            .long(4, start)
            .text(8, Some("recovery-run")),
        Message::of(number::FILE_CREATOR).short(0, version),
        Message::of(number::DEVICE_INFO)
            .long(TIMESTAMP, start)
            .byte(0, 0)
            .short(2, DEVELOPMENT)
            .short(4, 0)
            .short(5, version)
            .text(27, Some("recovery-run")),
    ];
    for (index, role) in (1..).zip(DeviceRole::ALL) {
        messages.extend(device(recording, start, index, role));
    }
    messages
}

/// A device in its role, where anything is known of it.
fn device(recording: &Recording, start: u32, index: u8, role: DeviceRole) -> Option<Message> {
    let device = export_points::device(recording, role);
    let (kind, claimed) = match role {
        DeviceRole::HeartRate => (Some(HEART_RATE_DEVICE), recording.claims.device.as_deref()),
        DeviceRole::Treadmill => (None, None),
        DeviceRole::FootPod => (Some(FOOT_POD_DEVICE), None),
    };
    let name = device.name.as_deref().or(claimed);
    if name.is_none() && device.battery.is_none() {
        return None;
    }
    let place = (device.location == Some(BodyLocation::Chest)).then_some("chest");
    Some(
        Message::of(number::DEVICE_INFO)
            .long(TIMESTAMP, start)
            .byte(0, index)
            .byte(1, kind)
            .choice(25, BLUETOOTH_LOW_ENERGY)
            .text(19, place)
            .text(27, name)
            .byte(32, device.battery.filter(|percent| *percent <= 100)),
    )
}

/// The crate's version in hundredths: 1.2.x is 102.
fn software_version() -> u16 {
    let mut parts = env!("CARGO_PKG_VERSION").split('.').map(|part| part.parse().unwrap_or(0u16));
    100 * parts.next().unwrap_or(0) + parts.next().unwrap_or(0)
}
