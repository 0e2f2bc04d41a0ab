//! Which device to connect, decided from what was seen, what is wanted, and how long ago the first candidate was seen.
//!
//! Taken unasked is only what is meant beyond doubt: an address, one that alone has the wanted name, or one that alone carries
//! the serial number of the device that is missing. An address changes with the battery of some straps, and by itself on
//! watches; a name without a number is that of a model, and a neighbour may have one.

use std::collections::BTreeMap;
use std::time::Duration;

use super::found_device::{FoundDevice, has_serial};
use crate::format::DeviceIdentity;
use crate::format::sanitize::UNNAMED;
use crate::session::DeviceRole;

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
    /// It is a treadmill that tells its speeds in miles an hour, by the runner's configuration.
    pub in_miles: bool,
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

/// The weakest signal at which a device may be the one that was lost, in dB below that one's at its last connection (design
/// choice: between a chest turned to the computer and one turned away there are 10 to 20 dB).
const WEAKER: i16 = 25;

impl Selection {
    /// Whether a device is the one that is meant, whatever services it advertises.
    pub(super) fn matches(&self, device: &FoundDevice) -> bool {
        match &self.wanted {
            Some(wanted) => has_address(device, wanted) || device.name.to_lowercase().contains(&wanted.to_lowercase()),
            None => self.remembers(device),
        }
    }

    /// Whether a device is the one used last time.
    pub(super) fn remembers(&self, device: &FoundDevice) -> bool {
        self.remembered.as_ref().is_some_and(|known| device.is(known))
    }

    /// Whether something other than the service identifies the device, so that the scan must not filter by service.
    pub(super) fn is_particular(&self) -> bool {
        self.wanted.is_some() || self.remembered.is_some()
    }

    /// Whether a device is the one that is meant beyond doubt: several may have one name.
    fn matches_exactly(&self, device: &FoundDevice) -> bool {
        match &self.wanted {
            Some(wanted) => has_address(device, wanted),
            None => self.remembers(device),
        }
    }

    /// Whether a device in reach is a candidate.
    pub(super) fn wants(&self, role: DeviceRole, device: &FoundDevice) -> bool {
        device.roles.contains(&role) || self.means(role, device)
    }

    /// Whether a device is the one that is meant for a role. A part of a name may fit several kinds of devices: one that is known to be
    /// of another kind is meant by its address alone.
    fn means(&self, role: DeviceRole, device: &FoundDevice) -> bool {
        let is_other = role != DeviceRole::HeartRate && !device.roles.is_empty() && !device.roles.contains(&role);
        self.matches(device) && (!is_other || self.matches_exactly(device))
    }

    /// Whether a device that is connected already is a candidate: it may be another program's, or left by a killed process.
    pub(super) fn wants_linked(&self, role: DeviceRole, device: &FoundDevice) -> bool {
        self.means(role, device) || (!self.is_particular() && device.roles.contains(&role))
    }

    /// From now on this device is meant and no other: another in reach must not take its place in the middle of a run.
    /// Its identity, where that is news.
    pub(super) fn lock_to(&mut self, device: FoundDevice) -> Option<DeviceIdentity> {
        let name = self.name_of(&device);
        let identity = DeviceIdentity { id: device.id, address: device.address, name };
        let is_news = self.remembered.as_ref() != Some(&identity) || !self.locked;
        *self = Self { wanted: None, remembered: Some(identity.clone()), locked: true, can_ask: self.can_ask, in_miles: self.in_miles };
        is_news.then_some(identity)
    }

    /// The name of a device, which for the one used last is known where it shows none: it may be in the scan response only, and be missing from the
    /// advertisement by which the device was known.
    pub(super) fn name_of(&self, device: &FoundDevice) -> String {
        let known = self.remembered.as_ref().filter(|_| device.name == UNNAMED && self.remembers(device));
        known.map_or(&device.name, |known| &known.name).clone()
    }

    /// The devices among which the one that is meant may be: in the middle of a run those of its name.
    pub(super) fn fitting<'a>(&self, role: DeviceRole, seen: &'a BTreeMap<String, FoundDevice>) -> Vec<&'a FoundDevice> {
        let fits = |device: &&FoundDevice| {
            if self.locked {
                self.remembers(device) || self.is_namesake(device)
            } else if self.wanted.is_some() {
                self.means(role, device)
            } else {
                device.roles.contains(&role) || self.remembers(device)
            }
        };
        seen.values().filter(fits).collect()
    }

    /// Whether a device has the name of the one used last, and another address.
    pub(super) fn is_namesake(&self, device: &FoundDevice) -> bool {
        self.remembered.as_ref().is_some_and(|known| device.is_named(&known.name)) && !self.remembers(device)
    }

    /// What to do, `looked` after the first fitting candidate was seen; `lost` is the device that this run was connected to.
    pub(super) fn decide(
        &self,
        role: DeviceRole,
        seen: &BTreeMap<String, FoundDevice>,
        lost: Option<&FoundDevice>,
        looked: Duration,
        settle: Duration,
    ) -> Decision {
        let fitting = self.fitting(role, seen);
        let meant = fitting.iter().filter(|device| self.matches_exactly(device)).max_by_key(|device| device.rssi);
        if let Some(meant) = meant {
            return Decision::Take(meant.id.clone());
        }
        if fitting.is_empty() || looked < settle {
            return Decision::Wait;
        }
        if self.wanted.is_some() {
            return take_only(&fitting).unwrap_or(Decision::Ask);
        }
        if self.remembered.is_none() {
            return self.decide_anew(role, &fitting);
        }
        let namesakes: Vec<&FoundDevice> = fitting.iter().copied().filter(|device| self.is_namesake(device)).collect();
        match &namesakes[..] {
            [only] if self.is_it_again(only, lost) => Decision::Take(only.id.clone()),
            // Other devices are offered, not taken, once the remembered one had the time to show itself.
            _ if looked >= settle * 3 => Decision::Ask,
            _ => Decision::Wait,
        }
    }

    /// No device is known from before: a lone strap is taken. The grips of a treadmill are never taken for a strap unasked, and no
    /// treadmill or foot pod is connected that the runner did not choose once.
    fn decide_anew(&self, role: DeviceRole, fitting: &[&FoundDevice]) -> Decision {
        let straps: Vec<&FoundDevice> = fitting.iter().copied().filter(|device| !device.is_machine()).collect();
        let unasked =
            if straps.is_empty() || role != DeviceRole::HeartRate { None } else { Some(take_only(&straps).unwrap_or(Decision::Ask)) };
        unasked.unwrap_or(if self.can_ask { Decision::Ask } else { Decision::Wait })
    }

    /// Whether the only device of the name is the device used last under another address: it carries the serial number; or,
    /// in the middle of a run, both addresses are of the kind that changes by itself, and the signal fits.
    fn is_it_again(&self, device: &FoundDevice, lost: Option<&FoundDevice>) -> bool {
        let is_near = |lost: &FoundDevice| lost.rssi.zip(device.rssi).is_none_or(|(before, now)| now >= before.saturating_sub(WEAKER));
        let changes = |lost: &FoundDevice| lost.has_private_address && device.has_private_address && is_near(lost);
        has_serial(&device.name) || (self.locked && lost.is_some_and(changes))
    }
}

fn has_address(device: &FoundDevice, wanted: &str) -> bool {
    device.address.as_deref().is_some_and(|address| address.eq_ignore_ascii_case(wanted))
}

fn take_only(devices: &[&FoundDevice]) -> Option<Decision> {
    if let [only] = devices { Some(Decision::Take(only.id.clone())) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ble::found_device::strap;

    const SETTLE: Duration = Duration::from_secs(3);

    fn seen(straps: &[FoundDevice]) -> BTreeMap<String, FoundDevice> {
        straps.iter().map(|strap| (strap.id.clone(), strap.clone())).collect()
    }

    fn after(choice: &Selection, straps: &[FoundDevice], secs: u64) -> Decision {
        choice.decide(DeviceRole::HeartRate, &seen(straps), None, Duration::from_secs(secs), SETTLE)
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
        for name in ["tickr", "tick"] {
            assert_eq!(after(&wanting(name), &both, 0), Decision::Wait, "another of that name may be heard yet");
            assert_eq!(after(&wanting(name), &both, 3), take("2"));
        }
        assert_eq!(after(&wanting("aa:1"), &both, 0), take("1"));
        let namesakes = [strap("1", "Polar H10 A"), strap("2", "Polar H10 B")];
        assert_eq!(after(&wanting("h10"), &namesakes, 3), Decision::Ask);
        assert_eq!(after(&wanting("garmin"), &both, 60), Decision::Wait);
    }

    #[test]
    fn of_several_straps_of_the_wanted_name_none_is_taken_unasked_whichever_was_used_last() {
        let twins = [strap("1", "H64"), strap("2", "H64")];
        let remembered = DeviceIdentity { id: "1".to_owned(), address: Some("AA:1".to_owned()), name: "H64".to_owned() };
        for remembered in [None, Some(remembered)] {
            let choice = Selection { wanted: Some("H64".to_owned()), remembered, ..Selection::default() };
            assert_eq!(after(&choice, &twins[..1], 0), Decision::Wait);
            assert_eq!(after(&choice, &twins, 3), Decision::Ask);
        }
    }

    fn knowing(name: &str, locked: bool) -> Selection {
        let known = DeviceIdentity { id: "1".to_owned(), address: Some("AA:1".to_owned()), name: name.to_owned() };
        Selection { remembered: Some(known), locked, ..Selection::default() }
    }

    #[test]
    fn a_strap_with_a_serial_number_is_known_again_under_another_address() {
        const NAME: &str = "Polar H10 0A1B2C3D";
        for locked in [false, true] {
            assert_eq!(after(&knowing(NAME, locked), &[strap("2", NAME), strap("3", "TICKR")], 3), take("2"));
            assert_eq!(after(&knowing(NAME, locked), &[strap("2", NAME), strap("1", NAME)], 0), take("1"));
            assert_eq!(after(&knowing(NAME, locked), &[strap("2", NAME), strap("3", NAME)], 9), Decision::Ask);
        }
    }

    #[test]
    fn a_neighbours_strap_of_the_same_model_is_asked_about_and_not_taken() {
        for locked in [false, true] {
            assert_eq!(after(&knowing("H64", locked), &[strap("2", "H64")], 8), Decision::Wait);
            assert_eq!(after(&knowing("H64", locked), &[strap("2", "H64")], 9), Decision::Ask);
        }
        assert_eq!(after(&knowing("H64", true), &[strap("2", "TICKR")], 60), Decision::Wait);
    }

    #[test]
    fn a_watch_that_changed_its_private_address_in_the_run_is_taken_where_one_alone_is_near_enough() {
        let watch = |id: &str, rssi| FoundDevice { has_private_address: true, rssi: Some(rssi), ..strap(id, "Forerunner 255") };
        let lost = watch("1", -60);
        let decide = |locked, straps: &[FoundDevice]| {
            let choice = knowing("Forerunner 255", locked);
            choice.decide(DeviceRole::HeartRate, &seen(straps), Some(&lost), SETTLE * 3, SETTLE)
        };
        assert_eq!(decide(true, &[watch("2", -70)]), take("2"));
        assert_eq!(decide(false, &[watch("2", -70)]), Decision::Ask, "at the start it may be the neighbour's");
        assert_eq!(decide(true, &[watch("2", -90)]), Decision::Ask);
        assert_eq!(decide(true, &[watch("2", -60), watch("3", -62)]), Decision::Ask);
        assert_eq!(decide(true, &[strap("2", "Forerunner 255")]), Decision::Ask, "a fixed address does not change by itself");
    }

    #[test]
    fn a_treadmill_that_tells_a_heart_rate_is_no_strap_unless_it_is_named() {
        let mill = FoundDevice { roles: vec![DeviceRole::HeartRate, DeviceRole::Treadmill], ..strap("9", "Mill") };
        let asking = Selection { can_ask: true, ..Selection::default() };
        assert_eq!(after(&asking, std::slice::from_ref(&mill), 60), Decision::Ask);
        assert_eq!(after(&Selection::default(), std::slice::from_ref(&mill), 60), Decision::Wait);
        for choice in [asking, Selection::default()] {
            assert_eq!(after(&choice, &[mill.clone(), strap("1", "H10")], 3), take("1"));
        }
        let named = Selection { wanted: Some("mill".to_owned()), can_ask: true, ..Selection::default() };
        assert_eq!(after(&named, &[mill], 3), take("9"));
    }

    #[test]
    fn a_device_without_the_service_of_the_role_is_not_taken() {
        let kettle = FoundDevice { roles: Vec::new(), ..strap("9", "Kettle") };
        assert_eq!(after(&Selection::default(), std::slice::from_ref(&kettle), 60), Decision::Wait);
        assert_eq!(after(&Selection::default(), &[kettle, strap("1", "H10")], 3), take("1"));
        let treadmill = Selection::default().decide(DeviceRole::Treadmill, &seen(&[strap("1", "H10")]), None, SETTLE, SETTLE);
        assert_eq!(treadmill, Decision::Wait);
    }

    #[test]
    fn no_treadmill_and_no_foot_pod_is_connected_that_the_runner_did_not_choose() {
        for role in [DeviceRole::Treadmill, DeviceRole::FootPod] {
            let device = FoundDevice { roles: vec![role], ..strap("9", "LabOne") };
            let decide = |choice: &Selection| choice.decide(role, &seen(std::slice::from_ref(&device)), None, SETTLE * 9, SETTLE);
            assert_eq!(decide(&Selection::default()), Decision::Wait);
            assert_eq!(decide(&Selection { can_ask: true, ..Selection::default() }), Decision::Ask);
            assert_eq!(decide(&Selection { wanted: Some("labone".to_owned()), ..Selection::default() }), take("9"));
            // A part of a name that a strap has as well.
            let named = Selection { wanted: Some("lab".to_owned()), ..Selection::default() };
            assert!(!named.wants(role, &strap("1", "LabStrap")) && named.wants(role, &device));
            let addressed = Selection { wanted: Some("AA:1".to_owned()), ..Selection::default() };
            assert!(addressed.wants(role, &strap("1", "LabStrap")));
        }
    }
}
