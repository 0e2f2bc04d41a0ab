//! The question which strap is yours: asked before the run or in it, and open until a strap was subscribed to.

use crate::ble::{BleCommand, FoundDevice};
use crate::screen::Found;
use crate::session::DeviceRole;

/// The straps to choose from, while there is a choice; also the treadmills, or the foot pods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrapQuestion {
    /// What the devices are to the run.
    role: DeviceRole,
    /// The straps in reach, in the order in which they are numbered.
    offered: Vec<FoundDevice>,
    /// The strap that the runner chose, by its id.
    picked: Option<String>,
}

impl Default for StrapQuestion {
    fn default() -> Self {
        Self::of(DeviceRole::HeartRate)
    }
}

impl StrapQuestion {
    /// Nothing is asked yet about devices in a role.
    pub(super) fn of(role: DeviceRole) -> Self {
        Self { role, offered: Vec::new(), picked: None }
    }

    /// Takes in the straps in reach. A search that begins anew knows nothing of a choice made before: the command that
    /// tells it, where there was one.
    pub(super) fn offer(&mut self, straps: Vec<FoundDevice>) -> Option<BleCommand> {
        self.offered = straps;
        let picked = self.picked.as_ref()?;
        let is_there = self.offered.iter().any(|strap| strap.id == *picked);
        is_there.then(|| BleCommand::Choose(self.role, picked.clone()))
    }

    /// Chooses the strap at this place of the list, from 0 on; the command that connects it.
    pub(super) fn pick(&mut self, place: usize) -> Option<BleCommand> {
        let strap = self.offered.get(place)?;
        self.picked = Some(strap.id.clone());
        Some(BleCommand::Choose(self.role, strap.id.clone()))
    }

    /// The name of the strap that was chosen.
    pub(super) fn picked_name(&self) -> Option<&str> {
        let picked = self.picked.as_ref()?;
        self.offered.iter().find(|strap| strap.id == *picked).map(|strap| strap.name.as_str())
    }

    /// A strap was chosen, and sends a heart rate.
    pub(super) fn answered(&mut self) {
        *self = Self::of(self.role);
    }

    /// What is shown of the straps, in their order; nothing where nothing is asked.
    pub(super) fn list(&self) -> Vec<Found> {
        self.offered
            .iter()
            .map(|strap| Found {
                name: strap.name.clone(),
                tail: self.tail(strap),
                dbm: strap.rssi,
                remembered: strap.is_remembered,
                ..Found::default()
            })
            .collect()
    }

    /// The end of a strap's address, where another strap has the same name; all of it where the ends are the same as well.
    fn tail(&self, strap: &FoundDevice) -> Option<String> {
        let mut twins = self.offered.iter().filter(|other| other.id != strap.id && other.name == strap.name).peekable();
        twins.peek()?;
        let whole = address(strap);
        let is_told_apart = twins.all(|twin| end(address(twin)) != end(whole));
        Some(if is_told_apart { end(whole) } else { whole }.to_owned())
    }
}

/// The address, or what the platform has in its place.
fn address(strap: &FoundDevice) -> &str {
    strap.address.as_deref().unwrap_or(&strap.id)
}

/// The last two bytes of an address.
fn end(address: &str) -> &str {
    let start = address.char_indices().rev().nth(4).map_or(0, |(at, _)| at);
    &address[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strap(number: u8, name: &str, rssi: Option<i16>) -> FoundDevice {
        FoundDevice {
            id: format!("hci0/{number}"),
            address: Some(format!("C0:FF:EE:00:00:{number:02X}")),
            name: name.to_owned(),
            rssi,
            roles: vec![DeviceRole::HeartRate],
            ..FoundDevice::default()
        }
    }

    #[test]
    fn straps_of_one_name_are_told_apart_by_their_addresses() {
        let mut question = StrapQuestion::default();
        let last_time = FoundDevice { is_remembered: true, ..strap(1, "H64", Some(-80)) };
        question.offer(vec![strap(5, "H64", Some(-45)), last_time, strap(2, "TICKR", None)]);
        let shown: Vec<_> = question.list().into_iter().map(|strap| (strap.name, strap.tail, strap.dbm, strap.remembered)).collect();
        let told = |name: &str, tail: Option<&str>, dbm, remembered| (name.to_owned(), tail.map(str::to_owned), dbm, remembered);
        assert_eq!(
            shown,
            [told("H64", Some("00:05"), Some(-45), false), told("H64", Some("00:01"), Some(-80), true), told("TICKR", None, None, false)]
        );
        assert_eq!(question.pick(1), Some(BleCommand::Choose(DeviceRole::HeartRate, "hci0/1".to_owned())));
        assert_eq!(question.pick(3), None);
    }

    #[test]
    fn straps_whose_addresses_end_alike_show_the_whole_address() {
        let mut question = StrapQuestion::default();
        let twin = FoundDevice { id: "2".to_owned(), address: Some("AA:BB:CC:DD:00:05".to_owned()), ..strap(5, "H64", None) };
        question.offer(vec![strap(5, "H64", None), twin]);
        let tails: Vec<_> = question.list().into_iter().filter_map(|strap| strap.tail).collect();
        assert_eq!(tails, ["C0:FF:EE:00:00:05", "AA:BB:CC:DD:00:05"]);
    }

    #[test]
    fn a_choice_is_told_again_to_a_search_that_began_anew_until_the_strap_is_there() {
        let mut question = StrapQuestion::default();
        let straps = vec![strap(1, "A", None), strap(2, "B", None)];
        assert_eq!(question.offer(straps.clone()), None);
        let choice = question.pick(1);
        assert_eq!(question.offer(vec![straps[0].clone()]), None);
        assert_eq!(question.offer(straps.clone()), choice);
        question.answered();
        assert_eq!((question.list().len(), question.offer(straps)), (0, None));
    }
}
