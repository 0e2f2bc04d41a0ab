//! One attempt of a connection: from the call to the first subscription, or to its failure.

use super::*;

impl Connection {
    /// Calls a device.
    pub(super) fn connect(&mut self, now: Instant, device: FoundDevice) {
        if let State::Searching(search) = &self.state {
            if self.strangers.len() >= STRANGERS {
                self.strangers.clear();
            }
            self.strangers.extend(search.ids().filter(|id| **id != device.id).cloned());
            self.strangers.remove(&device.id);
        }
        self.advertises = self.scan_need(now).is_some_and(|need| need.narrow);
        self.reporter.link(None, Link::Connecting);
        self.actions.push_back(Action::Connect(device.id.clone()));
        let until = now + self.timing.connect;
        self.state =
            State::Connecting(Attempt { device, stage: Stage::Calling, until, may_appear: None, abilities: None, early: Vec::new() });
    }

    /// A link that stands is waited for while its services are discovered.
    pub(super) fn link_up(&mut self, now: Instant) {
        if let State::Connecting(attempt) = &mut self.state
            && attempt.stage == Stage::Calling
        {
            attempt.stage = Stage::Discovering;
            attempt.until = now + self.timing.discover;
        }
    }

    /// Its services are known: subscribes to the measurement.
    pub(super) fn subscribe(&mut self, now: Instant) {
        if let State::Connecting(attempt) = &mut self.state {
            attempt.stage = Stage::Subscribing;
            attempt.until = now + self.timing.subscribe;
            attempt.may_appear.get_or_insert(now + self.timing.appear);
            let missing = BleError::NoMeasurement { name: attempt.device.name.clone(), role: self.role };
            self.actions.push_back(Action::Subscribe(Profile::of(self.role).measurement, missing));
        }
    }

    /// The subscription stands: so does the link.
    pub(super) fn subscribed(&mut self, now: Instant) {
        let State::Connecting(attempt) = std::mem::replace(&mut self.state, State::Idle) else { return };
        let Attempt { device, early, abilities, .. } = attempt;
        self.latest = Some(device.clone());
        let name = self.selection.name_of(&device);
        self.state = State::Connected(Established {
            device,
            proven: false,
            watch: Watch::new(now),
            since: now,
            stable: false,
            reading: true,
            battery_due: now + self.timing.battery,
        });
        // The first packet shows that the link stood by then.
        self.reporter.link(early.first().map(|packet| packet.at), Link::Connected);
        self.reporter.clear_error();
        self.reporter.info(DeviceInfo { name: Some(name), ..DeviceInfo::default() });
        if self.role != DeviceRole::HeartRate {
            self.prove();
        }
        self.tell_abilities(abilities);
        self.actions.push_back(Action::ReadInfo(self.role == DeviceRole::HeartRate));
        for packet in early {
            self.packet(now, packet);
        }
    }

    /// A measurement that is missing may appear on a link that stands; what fails otherwise is given up.
    pub(super) fn attempt_failed(&mut self, now: Instant, error: BleError) {
        if let State::Connecting(attempt) = &mut self.state
            && let BleError::NoMeasurement { .. } = error
            && attempt.may_appear.is_some_and(|until| now < until)
        {
            attempt.stage = Stage::Lacking(error);
            attempt.until = now + self.timing.retry;
            return;
        }
        self.give_up(error, false);
    }

    /// The attempt has failed; `timed_out`: at its time limit.
    pub(super) fn give_up(&mut self, error: BleError, timed_out: bool) {
        let State::Connecting(attempt) = std::mem::replace(&mut self.state, State::Idle) else { return };
        tracing::info!(%error, stage = ?attempt.stage, "the device was not connected");
        if let Some(word) = self.refusals.add(&attempt.device, &attempt.stage, &error, timed_out) {
            self.reporter.error(word);
        }
        self.state = State::Closing(attempt.device.id);
        self.pass_all(attempt.early);
        self.actions.push_back(Action::Disconnect);
    }
}
