//! Which strap to take, decided without a radio: by what was seen, what is wanted, and how long ago the first was seen.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::format::DeviceIdentity;

/// A strap in reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundDevice {
    /// The platform's own identity for it.
    pub id: String,
    /// Its Bluetooth address, where the platform tells it.
    pub address: Option<String>,
    /// Its name, made sanitize_name.
    pub name: String,
    /// Signal strength in dBm, where known.
    pub rssi: Option<i16>,
    /// Whether it says that it measures heart rate (service 0x180D).
    pub heart_rate: bool,
}

/// Which strap is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// A name, a part of one, or an address, as given by the runner.
    pub wanted: Option<String>,
    /// The strap taken last time.
    pub remembered: Option<DeviceIdentity>,
    /// Whether somebody is there who can choose among several.
    pub can_ask: bool,
    /// Take no other strap than the remembered one: it is the one this run began with.
    pub locked: bool,
}

/// What to do about the straps seen so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Decision {
    /// Look on.
    Wait,
    /// Take this one.
    Take(String),
    /// Have one chosen.
    Ask,
}

impl Selection {
    /// Whether a strap is the one that is meant, so that it is taken at once, whatever it says of its services.
    pub(super) fn matches(&self, strap: &FoundDevice) -> bool {
        if let Some(wanted) = &self.wanted {
            let wanted = wanted.to_lowercase();
            let is_address = strap.address.as_deref().is_some_and(|address| address.to_lowercase() == wanted);
            return is_address || strap.name.to_lowercase().contains(&wanted);
        }
        self.remembered.as_ref().is_some_and(|known| known.id == strap.id || (known.address.is_some() && known.address == strap.address))
    }

    /// Whether anything but the service may tell the strap, so that the scan must not filter by it.
    pub(super) fn is_particular(&self) -> bool {
        self.wanted.is_some() || self.remembered.is_some()
    }

    /// Whether a strap is the one that is meant beyond doubt: a part of a name may be a neighbour's as well.
    fn matches_exactly(&self, strap: &FoundDevice) -> bool {
        match &self.wanted {
            Some(wanted) => {
                let wanted = wanted.to_lowercase();
                strap.name.to_lowercase() == wanted || strap.address.as_deref().is_some_and(|address| address.to_lowercase() == wanted)
            }
            None => self.matches(strap),
        }
    }

    /// The straps there are to choose from.
    pub(super) fn offered(&self, seen: &BTreeMap<String, FoundDevice>) -> Vec<FoundDevice> {
        let fits = |strap: &&FoundDevice| if self.wanted.is_some() { self.matches(strap) } else { strap.heart_rate };
        seen.values().filter(fits).cloned().collect()
    }

    /// What to do, `looked` after the first strap was seen.
    pub(super) fn decide(&self, seen: &BTreeMap<String, FoundDevice>, looked: Duration, settle: Duration) -> Decision {
        if let Some(meant) = seen.values().filter(|strap| self.matches_exactly(strap)).max_by_key(|strap| strap.rssi) {
            return Decision::Take(meant.id.clone());
        }
        let straps = self.offered(seen);
        if self.locked || straps.is_empty() || looked < settle {
            return Decision::Wait;
        }
        if self.wanted.is_some() {
            return if let [only] = &straps[..] { Decision::Take(only.id.clone()) } else { Decision::Ask };
        }
        match &straps[..] {
            [only] if self.remembered.is_none() => Decision::Take(only.id.clone()),
            // Strangers are offered, not taken, once the remembered strap had the time to show itself.
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
        FoundDevice { id: id.to_owned(), address: Some(format!("AA:{id}")), name: name.to_owned(), rssi: Some(-60), heart_rate: true }
    }

    fn seen(straps: &[FoundDevice]) -> BTreeMap<String, FoundDevice> {
        straps.iter().map(|strap| (strap.id.clone(), strap.clone())).collect()
    }

    fn after(choice: &Selection, straps: &[FoundDevice], secs: u64) -> Decision {
        choice.decide(&seen(straps), Duration::from_secs(secs), SETTLE)
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
        let silent = FoundDevice { heart_rate: false, ..strap("2", "TICKR") };
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
    fn what_measures_no_heart_rate_is_nobodys_strap() {
        let kettle = FoundDevice { heart_rate: false, ..strap("9", "Kettle") };
        assert_eq!(after(&Selection::default(), std::slice::from_ref(&kettle), 60), Decision::Wait);
        assert_eq!(after(&Selection::default(), &[kettle, strap("1", "H10")], 3), take("1"));
    }
}
