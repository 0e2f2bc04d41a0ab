//! One search for one device: the candidates seen so far, and what to do about them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::error::BleError;
use super::selection::{Decision, FoundDevice, Selection};
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
    first: Option<Instant>,
    /// The list as offered last: ids and names.
    offered: Vec<(String, String)>,
    /// Whether it was said already that the device does not show itself.
    missed: bool,
}

impl Search {
    /// Begins a search. A device that was connected before in this run is not reported as missing: its link is.
    pub(super) fn new(now: Instant, selection: &Selection) -> Self {
        Self { since: now, seen: BTreeMap::new(), first: None, offered: Vec::new(), missed: selection.locked }
    }

    /// Adds a candidate, or what is new of it.
    pub(super) fn add(&mut self, now: Instant, device: FoundDevice) {
        self.first.get_or_insert(now);
        self.seen.insert(device.id.clone(), device);
    }

    /// Takes a candidate away: it was taken by another connection.
    pub(super) fn remove(&mut self, id: &str) {
        self.seen.remove(id);
        if self.seen.is_empty() {
            self.first = None;
        }
    }

    /// A candidate by its id.
    pub(super) fn device(&self, id: &str) -> Option<FoundDevice> {
        self.seen.get(id).cloned()
    }

    /// What to do now.
    pub(super) fn decide(&self, now: Instant, selection: &Selection, role: DeviceRole, timing: &Timing) -> Decision {
        let looked = self.first.map_or(Duration::ZERO, |first| now.saturating_duration_since(first));
        selection.decide(role, &self.seen, looked, timing.settle)
    }

    /// The devices to choose from, when the list differs from the one offered before.
    pub(super) fn offer(&mut self, selection: &Selection, role: DeviceRole) -> Option<Vec<FoundDevice>> {
        let list = selection.offered(role, &self.seen);
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
            Some(_) => self.seen.values().any(|device| selection.matches(device)),
            None => !self.seen.is_empty(),
        };
        let others = || self.seen.values().map(|device| device.name.clone()).collect();
        (!is_seen).then(|| BleError::NotInReach { wanted, others: others() })
    }

    /// Whether the search has taken so long that the advertised service must not be insisted on any more.
    pub(super) fn is_long(&self, now: Instant, timing: &Timing) -> bool {
        now >= self.since + timing.rescan * NARROW_RESCANS
    }

    /// When something may be due by time alone.
    pub(super) fn deadlines(&self, timing: &Timing) -> impl Iterator<Item = Instant> {
        let looked = self.first.into_iter().flat_map(|first| [first + timing.settle, first + timing.settle * 3]);
        let missing = (!self.missed).then(|| self.since + timing.missing);
        looked.chain(missing).chain([self.since + timing.rescan * NARROW_RESCANS])
    }
}
