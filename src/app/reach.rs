//! What is in reach before the run beside the strap that is asked for: the straps that were not taken, treadmills and foot pods.

use crate::ble::{BleEvent, BleEventKind};
use crate::format::Reading;
use crate::heart::Bpm;
use crate::screen::{Found, FoundKind};
use crate::session::{DeviceRole, Link};

/// The devices in reach.
#[derive(Debug, Clone, Default)]
pub(super) struct Reach {
    /// The straps as they were offered last.
    straps: Vec<Found>,
    /// A treadmill and a foot pod, while they are there.
    machines: Vec<Found>,
}

impl Reach {
    /// Takes in the straps that are offered; an empty list says that nothing is asked, not that they are gone.
    pub(super) fn offered(&mut self, straps: Vec<Found>) {
        if !straps.is_empty() {
            self.straps = straps;
        }
    }

    /// Takes in what is told of another device than the strap; false for a strap, which is for others to hear.
    pub(super) fn hear(&mut self, event: &BleEvent) -> bool {
        let kind = match event.device {
            DeviceRole::HeartRate => return false,
            DeviceRole::Treadmill => FoundKind::Treadmill,
            DeviceRole::FootPod => FoundKind::FootPod,
        };
        match &event.kind {
            BleEventKind::InReach(devices) => {
                // The nearest comes first.
                if let Some(device) = devices.first() {
                    let machine = self.machine(kind);
                    (machine.name, machine.dbm) = (device.name.clone(), device.rssi);
                }
            }
            BleEventKind::Chosen(identity) => {
                let machine = self.machine(kind);
                (machine.name, machine.is_chosen) = (identity.name.clone(), true);
            }
            BleEventKind::Reading(Reading::Link(link)) => match link {
                Link::Connecting | Link::Connected => self.machine(kind).is_chosen = true,
                Link::Searching | Link::Lost => self.machines.retain(|machine| machine.kind != kind),
            },
            BleEventKind::Reading(Reading::Device(info)) => {
                if let Some(name) = &info.name {
                    self.machine(kind).name.clone_from(name);
                }
            }
            // What it measures belongs to the run, and what it lacks is no reason not to begin one.
            BleEventKind::Reading(_) | BleEventKind::Error(_) => {}
        }
        true
    }

    fn machine(&mut self, kind: FoundKind) -> &mut Found {
        let place = self.machines.iter().position(|machine| machine.kind == kind).unwrap_or_else(|| {
            self.machines.push(Found { kind, name: "unnamed".to_owned(), ..Found::default() });
            self.machines.len() - 1
        });
        &mut self.machines[place]
    }

    /// What is shown: with a connected strap the ones beside it, and all machines.
    pub(super) fn list(&self, connected: Option<(&str, Option<Bpm>)>) -> Vec<Found> {
        let mut list = Vec::new();
        if let Some((name, bpm)) = connected
            && self.straps.iter().any(|strap| strap.name == name)
        {
            list.extend(self.straps.iter().cloned().map(|strap| {
                let is_chosen = strap.name == name;
                Found { is_chosen, bpm: bpm.filter(|_| is_chosen), ..strap }
            }));
        }
        list.extend(self.machines.iter().cloned());
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ble::FoundDevice;
    use crate::clock::Moment;
    use crate::session::DeviceInfo;

    fn event(device: DeviceRole, kind: BleEventKind) -> BleEvent {
        BleEvent { at: Moment::now(), device, slot: 0, kind }
    }

    #[test]
    fn the_straps_that_were_offered_stay_beside_the_one_that_was_taken() {
        let strap = |name: &str| Found { name: name.to_owned(), dbm: Some(-50), ..Found::default() };
        let mut reach = Reach::default();
        reach.offered(vec![strap("one"), strap("two")]);
        reach.offered(Vec::new());
        assert_eq!(reach.list(None), []);
        let list = reach.list(Some(("two", Bpm::new(80))));
        assert_eq!(list.iter().map(|strap| (strap.is_chosen, strap.bpm.is_some())).collect::<Vec<_>>(), [(false, false), (true, true)]);
        assert_eq!(reach.list(Some(("another", None))), []);
    }

    #[test]
    fn a_treadmill_is_shown_while_it_is_there_and_is_no_strap() {
        let mut reach = Reach::default();
        assert!(!reach.hear(&event(DeviceRole::HeartRate, BleEventKind::Error(None))));
        let found = FoundDevice { name: "Belt".to_owned(), rssi: Some(-61), ..FoundDevice::default() };
        assert!(reach.hear(&event(DeviceRole::Treadmill, BleEventKind::InReach(vec![found]))));
        assert!(reach.hear(&event(DeviceRole::Treadmill, BleEventKind::Reading(Reading::Link(Link::Connected)))));
        let info = DeviceInfo { name: Some("Pod".to_owned()), ..DeviceInfo::default() };
        assert!(reach.hear(&event(DeviceRole::FootPod, BleEventKind::Reading(Reading::Device(info)))));
        let list = reach.list(None);
        assert_eq!(
            list.iter().map(|found| (found.kind, &found.name[..])).collect::<Vec<_>>(),
            [(FoundKind::Treadmill, "Belt"), (FoundKind::FootPod, "Pod")]
        );
        assert!(list[0].is_chosen && list[0].dbm == Some(-61));
        assert!(reach.hear(&event(DeviceRole::Treadmill, BleEventKind::Reading(Reading::Link(Link::Lost)))));
        assert_eq!(reach.list(None).len(), 1);
    }
}
