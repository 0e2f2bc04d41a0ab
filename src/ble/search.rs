//! One search for one device: the candidates seen so far, and what to do about them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::error::BleError;
use super::found_device::FoundDevice;
use super::selection::{Decision, Selection};
use super::timing::Timing;
use crate::session::DeviceRole;

/// After so many rescans without the device, one that no longer advertises its service is looked for as well (design choice).
const NARROW_RESCANS: u32 = 5;

/// A search in progress.
#[derive(Debug)]
pub(super) struct Search {
    since: Instant,
    /// Candidates by id.
    seen: BTreeMap<String, FoundDevice>,
    /// When each was seen first.
    first: BTreeMap<String, Instant>,
    /// The list as offered last: ids and names, in the order of the list.
    offered: Vec<(String, String)>,
    /// Whether it was said already that the device does not show itself.
    missed: bool,
}

impl Search {
    /// Begins a search. A device that was connected before in this run is not reported as missing: its link is.
    pub(super) fn new(now: Instant, selection: &Selection) -> Self {
        Self { since: now, seen: BTreeMap::new(), first: BTreeMap::new(), offered: Vec::new(), missed: selection.locked }
    }

    /// Adds a candidate, or what is new of it.
    pub(super) fn add(&mut self, now: Instant, device: FoundDevice) {
        self.first.entry(device.id.clone()).or_insert(now);
        self.seen.insert(device.id.clone(), device);
    }

    /// Takes a candidate away: it was taken by another connection.
    pub(super) fn remove(&mut self, id: &str) {
        self.seen.remove(id);
        self.first.remove(id);
    }

    /// A candidate by its id.
    pub(super) fn device(&self, id: &str) -> Option<FoundDevice> {
        self.seen.get(id).cloned()
    }

    /// The ids of all candidates.
    pub(super) fn ids(&self) -> impl Iterator<Item = &String> {
        self.seen.keys()
    }

    /// What to do now; `lost` is the device that this run was connected to.
    pub(super) fn decide(
        &self,
        now: Instant,
        selection: &Selection,
        role: DeviceRole,
        lost: Option<&FoundDevice>,
        timing: &Timing,
    ) -> Decision {
        let fitting = selection.fitting(role, &self.seen);
        let first = fitting.iter().filter_map(|device| self.first.get(&device.id)).min();
        let looked = first.map_or(Duration::ZERO, |first| now.saturating_duration_since(*first));
        selection.decide(role, &self.seen, lost, looked, timing.settle)
    }

    /// The devices to choose from, the nearest first, when the list differs from the one offered before. A device keeps its
    /// place in the list, and those heard later follow: the runner may be about to press its number.
    pub(super) fn offer(&mut self, selection: &Selection, role: DeviceRole) -> Option<Vec<FoundDevice>> {
        let mut list: Vec<FoundDevice> = selection.fitting(role, &self.seen).into_iter().cloned().collect();
        list.sort_by_key(|device| {
            let place = self.offered.iter().position(|(id, _)| *id == device.id).unwrap_or(usize::MAX);
            (place, std::cmp::Reverse(device.rssi))
        });
        let named: Vec<(String, String)> = list.iter().map(|device| (device.id.clone(), device.name.clone())).collect();
        if named == self.offered {
            return None;
        }
        self.offered = named;
        Some(list)
    }

    /// That the device does not show itself, once, where the time for it has come and nothing else was said.
    pub(super) fn miss(&mut self, now: Instant, selection: &Selection, timing: &Timing) -> Option<BleError> {
        if self.missed || now < self.since + timing.missing {
            return None;
        }
        self.missed = true;
        let wanted = selection.wanted.clone().or_else(|| selection.remembered.as_ref().map(|known| known.name.clone()));
        let is_seen = match wanted {
            Some(_) => self.seen.values().any(|device| selection.matches(device) || selection.is_namesake(device)),
            // The grips of a treadmill are no strap.
            None => self.seen.values().any(|device| !device.is_machine()),
        };
        let others = || self.seen.values().map(FoundDevice::told).collect();
        (!is_seen).then(|| BleError::NotInReach { wanted, others: others() })
    }

    /// Whether the search has taken so long that the advertised service must not be insisted on any more.
    pub(super) fn is_long(&self, now: Instant, timing: &Timing) -> bool {
        now >= self.since + timing.rescan * NARROW_RESCANS
    }

    /// When something may be due by time alone.
    pub(super) fn deadlines(&self, timing: &Timing) -> impl Iterator<Item = Instant> {
        let looked = self.first.values().flat_map(|first| [*first + timing.settle, *first + timing.settle * 3]);
        let missing = (!self.missed).then(|| self.since + timing.missing);
        looked.chain(missing).chain([self.since + timing.rescan * NARROW_RESCANS])
    }
}

/// What a list of devices to choose from means where nobody can choose, and on the screen beside the list.
pub(super) fn undecided(selection: &Selection, list: &[FoundDevice]) -> BleError {
    let told = |devices: &[&FoundDevice]| devices.iter().map(|device| device.told()).collect();
    let namesakes: Vec<&FoundDevice> = list.iter().filter(|device| selection.is_namesake(device)).collect();
    match (&selection.wanted, &selection.remembered) {
        (Some(_), _) | (None, None) => BleError::Several(told(&list.iter().collect::<Vec<_>>())),
        (None, Some(known)) if namesakes.is_empty() => {
            BleError::NotInReach { wanted: Some(known.name.clone()), others: told(&list.iter().collect::<Vec<_>>()) }
        }
        (None, Some(known)) => BleError::Namesakes { name: known.name.clone(), found: told(&namesakes), in_run: selection.locked },
    }
}
