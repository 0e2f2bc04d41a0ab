//! Which device to connect, decided from what was seen, what is wanted, and how long ago the first candidate was seen.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::format::DeviceIdentity;
use crate::format::sanitize::UNNAMED;
use crate::session::DeviceRole;

/// A device in reach.
#[derive(Debug, Clone, PartialEq, Eq)]
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
}

/// Which device is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// A name, a part of one, or an address, as given by the runner.
    pub wanted: Option<String>,
    /// The device used last time.
    pub remembered: Option<DeviceIdentity>,
    /// Whether somebody is there who can choose among several.
    pub can_ask: bool,
    /// Connect no other device than the remembered one: it is the one that this run began with.
    pub locked: bool,
}

/// What to do about the devices seen so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Decision {
    /// Keep looking.
    Wait,
    /// Connect this one.
    Take(String),
    /// Let the runner choose one.
    Ask,
}

impl Selection {
    /// Whether a device is the one that is meant, whatever services it advertises.
    pub(super) fn matches(&self, device: &FoundDevice) -> bool {
        if let Some(wanted) = &self.wanted {
            let wanted = wanted.to_lowercase();
            let is_address = device.address.as_deref().is_some_and(|address| address.to_lowercase() == wanted);
            return is_address || device.name.to_lowercase().contains(&wanted);
        }
        self.remembered.as_ref().is_some_and(|known| known.id == device.id || (known.address.is_some() && known.address == device.address))
    }

    /// Whether something other than the service identifies the device, so that the scan must not filter by service.
    pub(super) fn is_particular(&self) -> bool {
        self.wanted.is_some() || self.remembered.is_some()
    }

    /// Whether a device is the one that is meant beyond doubt: a part of a name may fit another device as well.
    fn matches_exactly(&self, device: &FoundDevice) -> bool {
        match &self.wanted {
            Some(wanted) => {
                let wanted = wanted.to_lowercase();
                device.name.to_lowercase() == wanted || device.address.as_deref().is_some_and(|address| address.to_lowercase() == wanted)
            }
            None => self.matches(device),
        }
    }

    /// Whether a device in reach is a candidate.
    pub(super) fn wants(&self, role: DeviceRole, device: &FoundDevice) -> bool {
        device.roles.contains(&role) || self.matches(device)
    }

    /// Whether a device that is connected already is a candidate: it may be another program's, or left by a killed process.
    pub(super) fn wants_linked(&self, role: DeviceRole, device: &FoundDevice) -> bool {
        self.matches(device) || (!self.is_particular() && device.roles.contains(&role))
    }

    /// From now on this device is meant and no other: another in reach must not take its place in the middle of a run.
    /// Its identity, where that is news.
    pub(super) fn lock_to(&mut self, device: FoundDevice) -> Option<DeviceIdentity> {
        // A name may be in the scan response only, and be missing from the advertisement by which the device was known.
        let known = self.remembered.as_ref().map(|known| known.name.clone());
        let name = known.filter(|_| device.name == UNNAMED).unwrap_or(device.name);
        let identity = DeviceIdentity { id: device.id, address: device.address, name };
        let is_news = self.remembered.as_ref() != Some(&identity) || !self.locked;
        *self = Self { wanted: None, remembered: Some(identity.clone()), locked: true, can_ask: self.can_ask };
        is_news.then_some(identity)
    }

    /// The devices to choose from.
    pub(super) fn offered(&self, role: DeviceRole, seen: &BTreeMap<String, FoundDevice>) -> Vec<FoundDevice> {
        let fits = |device: &&FoundDevice| if self.wanted.is_some() { self.matches(device) } else { device.roles.contains(&role) };
        seen.values().filter(fits).cloned().collect()
    }

    /// What to do, `looked` after the first candidate was seen.
    pub(super) fn decide(&self, role: DeviceRole, seen: &BTreeMap<String, FoundDevice>, looked: Duration, settle: Duration) -> Decision {
        if let Some(meant) = seen.values().filter(|device| self.matches_exactly(device)).max_by_key(|device| device.rssi) {
            return Decision::Take(meant.id.clone());
        }
        let devices = self.offered(role, seen);
        if self.locked || devices.is_empty() || looked < settle {
            return Decision::Wait;
        }
        if self.wanted.is_some() {
            return if let [only] = &devices[..] { Decision::Take(only.id.clone()) } else { Decision::Ask };
        }
        match &devices[..] {
            [only] if self.remembered.is_none() => Decision::Take(only.id.clone()),
            // Other devices are offered, not taken, once the remembered one had the time to show itself.
            _ if self.remembered.is_none() || looked >= settle * 3 => Decision::Ask,
            _ => Decision::Wait,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTLE: Duration = Duration::from_secs(3);

    fn strap(id: &str, name: &str) -> FoundDevice {
        FoundDevice {
            id: id.to_owned(),
            address: Some(format!("AA:{id}")),
            name: name.to_owned(),
            rssi: Some(-60),
            roles: vec![DeviceRole::HeartRate],
        }
    }

    fn seen(straps: &[FoundDevice]) -> BTreeMap<String, FoundDevice> {
        straps.iter().map(|strap| (strap.id.clone(), strap.clone())).collect()
    }

    fn after(choice: &Selection, straps: &[FoundDevice], secs: u64) -> Decision {
        choice.decide(DeviceRole::HeartRate, &seen(straps), Duration::from_secs(secs), SETTLE)
    }

    fn take(id: &str) -> Decision {
        Decision::Take(id.to_owned())
    }

    #[test]
    fn a_lone_strap_is_taken_after_a_look_round_and_several_are_asked_about() {
        let any = Selection::default();
        assert_eq!(after(&any, &[], 60), Decision::Wait);
        assert_eq!(after(&any, &[strap("1", "H10")], 1), Decision::Wait);
        assert_eq!(after(&any, &[strap("1", "H10")], 3), take("1"));
        assert_eq!(after(&any, &[strap("1", "H10"), strap("2", "TICKR")], 3), Decision::Ask);
    }

    #[test]
    fn the_remembered_strap_is_taken_at_once_even_when_it_names_no_service() {
        let known = DeviceIdentity { id: "2".to_owned(), address: None, name: "TICKR".to_owned() };
        let choice = Selection { remembered: Some(known), ..Selection::default() };
        let silent = FoundDevice { roles: Vec::new(), ..strap("2", "TICKR") };
        assert_eq!(after(&choice, &[strap("1", "H10"), silent], 0), take("2"));
        assert_eq!(after(&choice, &[strap("1", "H10")], 5), Decision::Wait);
        assert_eq!(after(&choice, &[strap("1", "H10")], 9), Decision::Ask);
        let locked = Selection { locked: true, ..choice };
        assert_eq!(after(&locked, &[strap("1", "H10")], 9), Decision::Wait);
    }

    #[test]
    fn a_wanted_strap_is_found_by_part_of_its_name_or_its_address_and_no_other_is_taken() {
        let wanting = |wanted: &str| Selection { wanted: Some(wanted.to_owned()), ..Selection::default() };
        let both = [strap("1", "Polar H10"), strap("2", "TICKR")];
        assert_eq!(after(&wanting("tickr"), &both, 0), take("2"));
        assert_eq!(after(&wanting("tick"), &both, 0), Decision::Wait);
        assert_eq!(after(&wanting("tick"), &both, 3), take("2"));
        assert_eq!(after(&wanting("aa:1"), &both, 0), take("1"));
        let namesakes = [strap("1", "Polar H10 A"), strap("2", "Polar H10 B")];
        assert_eq!(after(&wanting("h10"), &namesakes, 3), Decision::Ask);
        assert_eq!(after(&wanting("garmin"), &both, 60), Decision::Wait);
    }

    #[test]
    fn a_device_without_the_service_of_the_role_is_not_taken() {
        let kettle = FoundDevice { roles: Vec::new(), ..strap("9", "Kettle") };
        assert_eq!(after(&Selection::default(), std::slice::from_ref(&kettle), 60), Decision::Wait);
        assert_eq!(after(&Selection::default(), &[kettle, strap("1", "H10")], 3), take("1"));
        let treadmill = Selection::default().decide(DeviceRole::Treadmill, &seen(&[strap("1", "H10")]), SETTLE, SETTLE);
        assert_eq!(treadmill, Decision::Wait);
    }
}
