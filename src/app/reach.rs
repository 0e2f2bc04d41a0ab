//! What is in reach before the run, in a list: the straps that were not taken, treadmills and foot pods.

use super::other_devices::{OtherDevice, OtherDevices};
use crate::heart::Bpm;
use crate::screen::{Found, FoundKind};
use crate::session::{DeviceRole, Link};

/// The straps as they were offered last.
#[derive(Debug, Clone, Default)]
pub(super) struct Reach {
    straps: Vec<Found>,
}

impl Reach {
    /// Takes in the straps that are offered; an empty list says that nothing is asked, not that they are gone.
    pub(super) fn offered(&mut self, straps: Vec<Found>) {
        if !straps.is_empty() {
            self.straps = straps;
        }
    }

    /// What is shown: with a connected strap the ones beside it, and all machines.
    pub(super) fn list(&self, connected: Option<(&str, Option<Bpm>)>, others: &OtherDevices) -> Vec<Found> {
        let mut list = Vec::new();
        if let Some((name, bpm)) = connected
            && self.straps.iter().any(|strap| strap.name == name)
        {
            list.extend(self.straps.iter().cloned().map(|strap| {
                let is_chosen = strap.name == name;
                Found { is_chosen, bpm: bpm.filter(|_| is_chosen), ..strap }
            }));
        }
        list.extend(others.all().iter().flat_map(machines));
        list
    }
}

/// Those that can be picked in a role, or the one that was.
fn machines(device: &OtherDevice) -> Vec<Found> {
    let kind = match device.role {
        DeviceRole::Treadmill => FoundKind::Treadmill,
        DeviceRole::FootPod => FoundKind::FootPod,
        DeviceRole::HeartRate => return Vec::new(),
    };
    match (device.link, device.name()) {
        (Some(Link::Connecting | Link::Connected), name) => {
            let name = name.unwrap_or("connecting").to_owned();
            vec![Found { kind, name, is_chosen: true, ..Found::default() }]
        }
        (Some(Link::Searching | Link::Lost) | None, _) => device.offered().into_iter().map(|found| Found { kind, ..found }).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ble::{BleEventKind, FoundDevice};
    use crate::format::Reading;

    #[test]
    fn the_straps_that_were_offered_stay_beside_the_one_that_was_taken() {
        let strap = |name: &str| Found { name: name.to_owned(), dbm: Some(-50), ..Found::default() };
        let (mut reach, none) = (Reach::default(), OtherDevices::default());
        reach.offered(vec![strap("one"), strap("two")]);
        reach.offered(Vec::new());
        assert_eq!(reach.list(None, &none), []);
        let list = reach.list(Some(("two", Bpm::new(80))), &none);
        assert_eq!(list.iter().map(|strap| (strap.is_chosen, strap.bpm.is_some())).collect::<Vec<_>>(), [(false, false), (true, true)]);
        assert_eq!(reach.list(Some(("another", None)), &none), []);
    }

    #[test]
    fn a_treadmill_in_reach_can_be_picked_and_one_that_is_connected_was() {
        let mut others = OtherDevices::default();
        let belt = FoundDevice { name: "Belt".to_owned(), rssi: Some(-61), roles: vec![DeviceRole::Treadmill], ..FoundDevice::default() };
        others.hear(DeviceRole::Treadmill, BleEventKind::InReach(vec![belt]));
        let list = Reach::default().list(None, &others);
        assert!(matches!(&list[..], [belt] if belt.kind == FoundKind::Treadmill && belt.dbm == Some(-61) && !belt.is_chosen), "{list:?}");
        others.hear(DeviceRole::Treadmill, BleEventKind::Reading(Reading::Link(Link::Connected)));
        let list = Reach::default().list(None, &others);
        assert!(matches!(&list[..], [belt] if belt.is_chosen), "{list:?}");
    }
}
