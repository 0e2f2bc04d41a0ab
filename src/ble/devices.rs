//! The scanner and the connections together: routes what the adapter reports to those it concerns. No I/O.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::adapter_event::{AdapterEvent, Packet};
use super::connection::Connection;
use super::error::BleError;
use super::event::BleCommand;
use super::exchange::{Action, Input};
use super::found_device::FoundDevice;
use super::reporter::Report;
use super::scanner::{self, Demand, Scanner};
use super::selection::Selection;
use super::timing::Timing;
use crate::clock::Moment;
use crate::session::{BeltCommand, DeviceRole};

/// A command to the belt that waited for longer is not written any more.
const WRITTEN_WITHIN: Duration = Duration::from_millis(BeltCommand::WRITTEN_WITHIN_MS);

/// What the supervisor has to carry out, in this order.
#[derive(Debug, PartialEq)]
pub(super) enum Request {
    /// Send an event.
    Report {
        /// The device's position.
        slot: usize,
        /// Its role.
        role: DeviceRole,
        /// The event.
        report: Report,
    },
    /// Do something for a device.
    Connection {
        /// The device's position.
        slot: usize,
        /// What.
        action: Action,
    },
    /// Do something for the scan.
    Scanner(scanner::Action),
}

/// All devices of a run.
#[derive(Debug)]
pub(super) struct Devices {
    connections: Vec<Connection>,
    scanner: Scanner,
    requests: VecDeque<Request>,
    /// Connection attempts that wait for the scan to stop.
    held_back: Vec<(usize, String)>,
}

impl Devices {
    /// Devices to look for. `chance` spreads the waits after failures.
    pub(super) fn new(devices: Vec<(DeviceRole, Selection)>, timing: Timing, chance: fn() -> u8) -> Self {
        let connections = devices.into_iter().map(|(role, selection)| Connection::new(role, selection, timing)).collect();
        Self { connections, scanner: Scanner::new(timing, chance), requests: VecDeque::new(), held_back: Vec::new() }
    }

    /// The next request.
    pub(super) fn next_request(&mut self) -> Option<Request> {
        self.requests.pop_front()
    }

    /// The device that a connection holds, and whether its link stands.
    pub(super) fn held(&self, slot: usize) -> Option<(&str, bool)> {
        let connection = self.connections.get(slot)?;
        Some((connection.held()?, connection.is_connected()))
    }

    /// When something is due by time alone.
    pub(super) fn deadline(&self, now: Instant) -> Option<Instant> {
        let connections = self.connections.iter().filter_map(|connection| connection.deadline(now));
        connections.chain(self.scanner.deadline()).min()
    }

    /// Does what is due by time alone.
    pub(super) fn due(&mut self, now: Instant) {
        self.scanner.due(now);
        for slot in 0..self.connections.len() {
            self.connections[slot].due(now);
            self.withdraw_held(slot);
        }
        self.settle(now);
    }

    /// A connection to the bus is open: the adapter is checked first.
    pub(super) fn session_opened(&mut self, now: Instant) {
        self.scanner.reset();
        self.settle(now);
    }

    /// The connection to the bus is gone, with all links.
    pub(super) fn session_lost(&mut self, now: Instant) {
        self.requests.retain(|request| matches!(request, Request::Report { .. }));
        self.held_back.clear();
        self.scanner.reset();
        for slot in 0..self.connections.len() {
            self.connections[slot].handle(now, Input::SessionLost);
            self.collect(slot);
        }
    }

    /// Bluetooth cannot be used at all; how long to wait before the next attempt.
    pub(super) fn session_failed(&mut self, now: Instant, error: &BleError) -> Duration {
        for slot in 0..self.connections.len() {
            self.connections[slot].handle(now, Input::AdapterFailed(error.clone()));
            self.collect(slot);
        }
        self.scanner.count_failure(error)
    }

    /// Takes in an event of the adapter.
    pub(super) fn adapter_event(&mut self, now: Instant, event: AdapterEvent) {
        match event {
            AdapterEvent::Heard(id) => self.heard(now, id),
            AdapterEvent::Connected(id) => match self.connections.iter_mut().find(|connection| connection.held() == Some(&id)) {
                Some(connection) => connection.handle(now, Input::LinkUp),
                None => self.heard(now, id),
            },
            AdapterEvent::Disconnected(id) => {
                for connection in self.connections.iter_mut().filter(|connection| connection.held() == Some(&id)) {
                    connection.handle(now, Input::Disconnected);
                }
            }
            AdapterEvent::Off => {
                self.scanner.handle(now, scanner::Input::AdapterOff);
                for connection in &mut self.connections {
                    connection.handle(now, Input::Disconnected);
                }
            }
            AdapterEvent::On => self.scanner.handle(now, scanner::Input::AdapterOn),
            AdapterEvent::Ended => self.scanner.handle(now, scanner::Input::EventsEnded),
        }
        self.settle(now);
    }

    fn heard(&mut self, now: Instant, id: String) {
        if !self.is_held(&id) {
            self.scanner.handle(now, scanner::Input::Heard(id));
        }
    }

    /// Takes in a notification.
    pub(super) fn packet(&mut self, now: Instant, packet: Packet) {
        // A device belongs to one connection; the others drop what is not of theirs.
        for connection in &mut self.connections {
            connection.handle(now, Input::Packet(packet.clone()));
        }
        self.settle(now);
    }

    /// Takes in the result of a call for a device.
    pub(super) fn connection_input(&mut self, now: Instant, slot: usize, input: Input) {
        if let Some(connection) = self.connections.get_mut(slot) {
            connection.handle(now, input);
        }
        self.settle(now);
    }

    /// Takes in the result of a call for the scan.
    pub(super) fn scanner_input(&mut self, now: Instant, input: scanner::Input) {
        self.scanner.handle(now, input);
        self.settle(now);
    }

    /// What is known of a device that was heard; none when it is not in reach.
    pub(super) fn described(&mut self, now: Instant, id: &str, device: Option<FoundDevice>) {
        if let Some(device) = self.scanner.described(id, device)
            && !self.is_held(&device.id)
        {
            if !self.offer(now, &device, Connection::wants) {
                self.scanner.ignore(now, device.id);
            }
            self.settle(now);
        }
    }

    /// The devices that are connected already.
    pub(super) fn linked(&mut self, now: Instant, devices: Vec<FoundDevice>) {
        for device in devices {
            if !self.is_held(&device.id) {
                self.offer(now, &device, Connection::wants_linked);
                self.settle(now);
            }
        }
    }

    /// Takes in a command of the runner.
    pub(super) fn command(&mut self, now: Instant, command: BleCommand) {
        match command {
            BleCommand::Choose(role, id) => {
                let chosen = self.connections.iter_mut().find(|connection| connection.role() == role && connection.has_seen(&id));
                if let Some(connection) = chosen {
                    connection.handle(now, Input::Chosen(id));
                }
            }
            BleCommand::StopLooking(role) => {
                self.connections.iter_mut().filter(|connection| connection.role() == role).for_each(Connection::stop_looking);
            }
            BleCommand::AllowControl(known) => {
                if let Some(treadmill) = self.treadmill() {
                    treadmill.allow_control(known);
                }
            }
            BleCommand::Belt { command, at } => {
                let is_late = Moment::now().since(at) > WRITTEN_WITHIN;
                match self.treadmill() {
                    Some(treadmill) => treadmill.write(now, command, is_late),
                    None => tracing::warn!(?command, "there is no treadmill that a command could be written to"),
                }
            }
            BleCommand::SwitchOn => self.scanner.handle(now, scanner::Input::SwitchOn),
        }
        self.settle(now);
    }

    fn treadmill(&mut self) -> Option<&mut Connection> {
        self.connections.iter_mut().find(|connection| connection.role() == DeviceRole::Treadmill)
    }

    fn is_held(&self, id: &str) -> bool {
        self.connections.iter().any(|connection| connection.held() == Some(id))
    }

    /// Offers a device to the searches until one takes it; whether it is a candidate of any.
    fn offer(&mut self, now: Instant, device: &FoundDevice, wants: fn(&Connection, &FoundDevice) -> bool) -> bool {
        let mut wanted = false;
        for connection in &mut self.connections {
            if wants(connection, device) {
                wanted = true;
                connection.handle(now, Input::Seen(device.clone()));
                if connection.held() == Some(&device.id) {
                    break;
                }
            }
        }
        wanted
    }

    /// Collects what the state machines request, and tells them of one another, until nothing changes.
    fn settle(&mut self, now: Instant) {
        loop {
            for slot in 0..self.connections.len() {
                self.collect(slot);
            }
            self.scanner.update(self.demand(now));
            let actions: Vec<scanner::Action> = std::iter::from_fn(|| self.scanner.next_action()).collect();
            if self.scanner.is_quiet() {
                for (slot, id) in self.held_back.drain(..) {
                    self.requests.push_back(Request::Connection { slot, action: Action::Connect(id) });
                }
            }
            if actions.is_empty() {
                return;
            }
            for action in actions {
                self.route(now, action);
            }
        }
    }

    fn route(&mut self, now: Instant, action: scanner::Action) {
        let input = match action {
            scanner::Action::TellReady => Input::AdapterReady,
            scanner::Action::TellFailed(error) => Input::AdapterFailed(error),
            other => return self.requests.push_back(Request::Scanner(other)),
        };
        for connection in &mut self.connections {
            connection.handle(now, input.clone());
        }
    }

    /// The device that a connection holds is no candidate of the others any more.
    fn withdraw_held(&mut self, slot: usize) {
        if let Some(id) = self.connections[slot].held().map(str::to_owned) {
            for other in &mut self.connections {
                other.taken_elsewhere(&id);
            }
        }
    }

    /// Collects what a connection requests; reports first.
    fn collect(&mut self, slot: usize) {
        self.withdraw_held(slot);
        let connection = &mut self.connections[slot];
        let role = connection.role();
        while let Some(report) = connection.next_report() {
            self.requests.push_back(Request::Report { slot, role, report });
        }
        while let Some(action) = self.connections[slot].next_action() {
            match action {
                Action::Connect(id) => {
                    self.held_back.push((slot, id));
                }
                Action::Disconnect => {
                    self.held_back.retain(|(waiting, _)| *waiting != slot);
                    self.requests.push_back(Request::Connection { slot, action: Action::Disconnect });
                }
                Action::Discover
                | Action::Subscribe(..)
                | Action::Prepare { .. }
                | Action::Write(_)
                | Action::AskLink
                | Action::ReadInfo(_) => {
                    self.requests.push_back(Request::Connection { slot, action });
                }
            }
        }
    }

    fn demand(&self, now: Instant) -> Demand {
        let needs: Vec<_> = self.connections.iter().filter_map(|connection| connection.scan_need(now)).collect();
        let mut services: Vec<_> = needs.iter().map(|need| need.service).collect();
        services.sort();
        services.dedup();
        if needs.iter().any(|need| !need.narrow) {
            services.clear();
        }
        Demand {
            wanted: !needs.is_empty(),
            fresh: needs.iter().any(|need| need.fresh),
            services,
            connecting: self.connections.iter().any(Connection::is_connecting),
            holding: self.connections.iter().any(|connection| connection.held().is_some()),
        }
    }
}

#[cfg(test)]
mod tests;
