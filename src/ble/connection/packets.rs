//! What a connection makes of the notifications of its device.

use super::*;

impl Connection {
    /// Takes in a notification.
    pub(super) fn packet(&mut self, now: Instant, packet: Packet) {
        let measured = packet.characteristic == Profile::of(self.role).measurement;
        match &mut self.state {
            State::Connecting(attempt) if measured && attempt.device.id == packet.from => attempt.early.push(packet),
            State::Connected(link) if link.device.id == packet.from => {
                if measured {
                    link.watch.heard(now);
                    link.stable |= now >= link.since + self.timing.quiet;
                    if has_rate(&packet.value) {
                        self.prove();
                    }
                }
                self.pass(packet);
            }
            // What the device sent last may arrive after the report that it is gone.
            State::Idle | State::Searching(_) | State::Connecting(_) | State::Connected(_) | State::Closing(_) => {
                self.pass_all(vec![packet]);
            }
        }
    }

    /// Passes packets on that came outside of a link, if they are of the device that this run is locked to.
    pub(super) fn pass_all(&mut self, packets: Vec<Packet>) {
        let own = self.selection.remembered.as_ref().filter(|_| self.selection.locked).map(|known| known.id.clone());
        for packet in packets.into_iter().filter(|packet| own.as_ref() == Some(&packet.from)) {
            self.pass(packet);
        }
    }

    fn pass(&mut self, packet: Packet) {
        let profile = Profile::of(self.role);
        if packet.characteristic == profile.measurement {
            let characteristic = if self.selection.in_miles { profile.recorded_as.in_miles() } else { profile.recorded_as };
            for _ in 0..self.repeats.take(packet.at, &packet.value) {
                let reading = Reading::Packet(characteristic, packet.value.clone());
                self.reporter.report_at(packet.at, BleEventKind::Reading(reading));
            }
        } else if let Some(characteristic) = recorded_beside(self.role, packet.characteristic) {
            if packet.characteristic == CONTROL_POINT {
                self.control_answer(&packet.value);
            }
            self.reporter.report_at(packet.at, BleEventKind::Reading(Reading::Packet(characteristic, packet.value)));
        } else if packet.characteristic == BATTERY_LEVEL
            && let Some(battery) = percent(&packet.value)
        {
            self.reporter.info(DeviceInfo { battery: Some(battery), ..DeviceInfo::default() });
        }
    }
}
