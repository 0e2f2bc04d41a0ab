//! What a connection makes of the devices that are in reach.

use super::*;

impl Connection {
    /// Takes in a device that was heard.
    pub(super) fn seen(&mut self, now: Instant, mut device: FoundDevice) {
        if let State::Connected(link) = &self.state {
            return self.prefer(now, &device, self.may_be_left(now, link) && link.device.id != device.id);
        }
        let is_left = self.rateless.get(&device.id).is_some_and(|left| now < *left + self.timing.rateless * LEFT_ALONE);
        let is_stranger = self.selection.locked && self.strangers.contains(&device.id);
        let State::Searching(search) = &mut self.state else { return };
        if is_left || is_stranger {
            return;
        }
        device.is_remembered = self.selection.remembers(&device);
        search.add(now, device);
        self.decide(now);
    }

    /// Connects the device that is meant, or asks which one is, where that is plain by now.
    pub(super) fn decide(&mut self, now: Instant) {
        let State::Searching(search) = &mut self.state else { return };
        match search.decide(now, &self.selection, self.role, self.latest.as_ref(), &self.timing) {
            Decision::Take(id) => {
                let device = search.device(&id).filter(|_| self.not_before.is_none_or(|at| now >= at));
                if let Some(device) = device {
                    self.connect(now, device);
                }
            }
            Decision::Ask => {
                if let Some(list) = search.offer(&self.selection, self.role) {
                    self.ask(list);
                }
            }
            Decision::Wait => {}
        }
    }

    /// Asks which of several devices is meant; where nobody can be asked, tells them.
    pub(super) fn ask(&mut self, list: Vec<FoundDevice>) {
        let error = undecided(&self.selection, &list);
        // On the screen the list says that there are several, and after the time for it whom it misses.
        if !self.selection.can_ask || matches!(error, BleError::Namesakes { .. }) {
            self.reporter.error(error);
        }
        if self.selection.can_ask {
            self.reporter.report(BleEventKind::InReach(list));
        }
    }

    /// Whether a device has measured nothing for so long that another in reach is to be preferred. One that was used before,
    /// or that the runner named, is kept, except for a treadmill that was remembered by its empty rates.
    pub(super) fn may_be_left(&self, now: Instant, link: &Established) -> bool {
        let is_known = self.selection.wanted.is_some() || (self.selection.remembers(&link.device) && !link.device.is_machine());
        !link.proven && !is_known && now >= link.since + self.timing.rateless
    }

    /// A device that measures nothing is let go for a strap that is in reach.
    pub(super) fn prefer(&mut self, now: Instant, other: &FoundDevice, may_be_left: bool) {
        if let State::Connected(link) = &self.state
            && may_be_left
            && other.roles.contains(&self.role)
            && !other.is_machine()
        {
            tracing::info!(left = %link.device.name, strap = %other.name, "the device has measured nothing and is let go");
            self.rateless.insert(link.device.id.clone(), now);
            if self.selection.remembers(&link.device) {
                self.selection.remembered = None;
                self.selection.locked = false;
            }
            self.lose();
        }
    }
}
