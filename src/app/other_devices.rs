//! The treadmill and the foot pod before a run: which are in reach, which one was chosen, and how far it is.

use super::strap_question::StrapQuestion;
use crate::ble::{BleCommand, BleError, BleEventKind, FoundDevice};
use crate::format::{DeviceIdentity, Reading};
use crate::screen::Found;
use crate::session::{DeviceInfo, DeviceRole, EventKind, Link, Motion};

/// One of them.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherDevice {
    /// What it is to the run.
    pub role: DeviceRole,
    /// Its link; none before anything was told of it.
    pub link: Option<Link>,
    /// What it tells of itself.
    pub info: DeviceInfo,
    /// The last movement that it told.
    pub motion: Option<Motion>,
    /// Why it cannot be had.
    pub trouble: Option<BleError>,
    /// Which one is the runner's, while that is asked.
    question: StrapQuestion,
    /// The one that was connected: to be remembered.
    chosen: Option<DeviceIdentity>,
}

impl OtherDevice {
    fn new(role: DeviceRole) -> Self {
        Self { role, link: None, info: DeviceInfo::default(), motion: None, trouble: None, question: StrapQuestion::of(role), chosen: None }
    }

    /// The devices to choose from, in the order of their numbers; none where one is connected or none is in reach.
    pub fn offered(&self) -> Vec<Found> {
        match self.link {
            Some(Link::Connecting | Link::Connected) => Vec::new(),
            Some(Link::Searching | Link::Lost) | None => self.question.list(),
        }
    }

    /// Its name, where one is known.
    pub fn name(&self) -> Option<&str> {
        self.question.picked_name().or(self.info.name.as_deref())
    }

    fn hear(&mut self, kind: BleEventKind) -> Option<BleCommand> {
        match kind {
            BleEventKind::Reading(reading) => self.read(&reading),
            BleEventKind::InReach(found) => return self.offer(found),
            BleEventKind::Chosen(identity) => {
                self.question.answered();
                self.info.name = Some(identity.name.clone());
                self.chosen = Some(identity);
            }
            BleEventKind::Error(trouble) => self.trouble = trouble,
        }
        None
    }

    fn offer(&mut self, found: Vec<FoundDevice>) -> Option<BleCommand> {
        self.question.offer(found)
    }

    fn read(&mut self, reading: &Reading) {
        match reading.decode() {
            Ok(EventKind::Link(link)) => {
                self.link = Some(link);
                self.motion = self.motion.filter(|_| link == Link::Connected);
            }
            Ok(EventKind::Device(told)) => {
                self.info.name = told.name.or(self.info.name.take());
                self.info.battery = told.battery.or(self.info.battery);
            }
            Ok(EventKind::Motion(motion)) if motion.speed_kmh.is_some() => self.motion = Some(motion),
            Ok(EventKind::Motion(_) | EventKind::Measurement(_) | EventKind::Belt(_)) => {}
            Ok(EventKind::Command(_) | EventKind::Answer(_) | EventKind::Slept(_) | EventKind::Tick) | Err(_) => {}
        }
    }
}

/// Both.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherDevices {
    devices: [OtherDevice; 2],
}

impl Default for OtherDevices {
    fn default() -> Self {
        Self { devices: [DeviceRole::Treadmill, DeviceRole::FootPod].map(OtherDevice::new) }
    }
}

impl OtherDevices {
    /// The treadmill, then the foot pod.
    pub fn all(&self) -> &[OtherDevice; 2] {
        &self.devices
    }

    /// The device in a role; none for the strap, which has a question of its own.
    pub fn of(&self, role: DeviceRole) -> Option<&OtherDevice> {
        self.devices.iter().find(|device| device.role == role)
    }

    /// Takes in what Bluetooth tells of a device in a role; the command that follows from it.
    pub fn hear(&mut self, role: DeviceRole, kind: BleEventKind) -> Option<BleCommand> {
        self.devices.iter_mut().find(|device| device.role == role)?.hear(kind)
    }

    /// Chooses the device at this place of a role's list, from 0 on; the command that connects it.
    pub fn pick(&mut self, role: DeviceRole, place: usize) -> Option<BleCommand> {
        self.devices.iter_mut().find(|device| device.role == role)?.question.pick(place)
    }

    /// The devices that were connected since the last call: to be remembered.
    pub fn take_chosen(&mut self) -> Vec<(DeviceRole, DeviceIdentity)> {
        self.devices.iter_mut().filter_map(|device| Some((device.role, device.chosen.take()?))).collect()
    }

    /// What is known of them at this moment, as a run begins with it.
    pub fn known(&self) -> Vec<(DeviceRole, Reading)> {
        let one = |device: &OtherDevice| {
            let link = device.link.map(|link| (device.role, Reading::Link(link)));
            let info = (device.info != DeviceInfo::default()).then(|| (device.role, Reading::Device(device.info.clone())));
            link.into_iter().chain(info)
        };
        self.devices.iter().filter(|device| device.name().is_some()).flat_map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mill(number: u8) -> FoundDevice {
        FoundDevice {
            id: format!("hci0/{number}"),
            address: Some(format!("C0:FF:EE:00:00:{number:02X}")),
            name: "LabMill".to_owned(),
            roles: vec![DeviceRole::Treadmill],
            ..FoundDevice::default()
        }
    }

    #[test]
    fn a_treadmill_in_reach_is_offered_and_connected_only_when_it_is_chosen() {
        let mut devices = OtherDevices::default();
        assert_eq!(devices.hear(DeviceRole::Treadmill, BleEventKind::InReach(vec![mill(1), mill(2)])), None);
        assert_eq!(devices.of(DeviceRole::Treadmill).unwrap().offered().len(), 2);
        assert_eq!(devices.known(), []);
        assert_eq!(devices.pick(DeviceRole::Treadmill, 1), Some(BleCommand::Choose(DeviceRole::Treadmill, "hci0/2".to_owned())));
        assert_eq!(devices.pick(DeviceRole::FootPod, 0), None);
    }

    #[test]
    fn a_treadmill_that_is_connected_is_known_to_the_run_and_remembered_once() {
        let mut devices = OtherDevices::default();
        let identity = DeviceIdentity { id: "1".to_owned(), address: None, name: "LabMill".to_owned() };
        for kind in [BleEventKind::Reading(Reading::Link(Link::Connected)), BleEventKind::Chosen(identity.clone())] {
            devices.hear(DeviceRole::Treadmill, kind);
        }
        let info = DeviceInfo { name: Some("LabMill".to_owned()), ..DeviceInfo::default() };
        let known = [Reading::Link(Link::Connected), Reading::Device(info)].map(|reading| (DeviceRole::Treadmill, reading));
        assert_eq!(devices.known(), known);
        assert_eq!(devices.take_chosen(), [(DeviceRole::Treadmill, identity)]);
        assert_eq!(devices.take_chosen(), []);
    }
}
