//! The connection to one device, as a state machine without I/O: time and adapter events in, actions out.
//!
//! `Idle` (no search yet) → `Searching` → `Connecting` → `Connected` → `Closing` → `Idle`. Whatever fails leads through
//! `Closing` back to `Idle`: BlueZ goes on with an attempt that timed out until it is called off.

mod attempt;
mod belt;
mod choice;
mod packets;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Instant;

use super::adapter_event::Packet;
use super::backoff::{self, Alarm, Watch};
use super::belt_control::{self, BeltControl, CheckedBelts};
use super::error::BleError;
use super::event::BleEventKind;
use super::exchange::{Action, Input, ScanNeed};
use super::found_device::FoundDevice;
use super::profile::{BATTERY_LEVEL, CONTROL_POINT, Profile, has_rate, percent, recorded_beside};
use super::refusal::{Refusals, Stage};
use super::repeats::Repeats;
use super::reporter::{Report, Reporter};
use super::search::{Search, undecided};
use super::selection::{Decision, Selection};
use super::state::{Attempt, Established, State};
use super::timing::Timing;
use crate::format::Reading;
use crate::session::{DeviceInfo, DeviceRole, Link};

/// Devices of others that are kept in mind; telephones change their addresses, so the list starts anew when it is full (design
/// choice).
const STRANGERS: usize = 512;

/// How many times its limit a device that sent no rate is left alone (design choice).
const LEFT_ALONE: u32 = 3;
/// How many times the first wait a device is left alone that turns each subscription down (design choice).
const HOPELESS: u32 = 10;

/// The connection to one device.
#[derive(Debug)]
pub(super) struct Connection {
    role: DeviceRole,
    selection: Selection,
    timing: Timing,
    state: State,
    /// Whether the device was found by a scan for its service, and will be again.
    advertises: bool,
    /// The device that this run was connected to last.
    latest: Option<FoundDevice>,
    /// Devices that were in reach beside it: none of them is it under another address.
    strangers: BTreeSet<String>,
    /// Devices that were let go since they sent no rate, and when: they are left alone for a while.
    rateless: BTreeMap<String, Instant>,
    /// Attempts that failed in a row.
    refusals: Refusals,
    /// Nobody looks for it any more.
    is_over: bool,
    /// When the next attempt may begin.
    not_before: Option<Instant>,
    repeats: Repeats,
    belt: BeltControl,
    reporter: Reporter,
    actions: VecDeque<Action>,
}

impl Connection {
    /// A connection that looks for a device.
    pub(super) fn new(role: DeviceRole, selection: Selection, timing: Timing) -> Self {
        Self {
            role,
            selection,
            timing,
            state: State::Idle,
            advertises: false,
            latest: None,
            strangers: BTreeSet::new(),
            rateless: BTreeMap::new(),
            refusals: Refusals::default(),
            is_over: false,
            not_before: None,
            repeats: Repeats::default(),
            belt: BeltControl::default(),
            reporter: Reporter::of(role),
            actions: VecDeque::new(),
        }
    }

    /// The role of the device.
    pub(super) fn role(&self) -> DeviceRole {
        self.role
    }

    /// The next action.
    pub(super) fn next_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// The next event to report.
    pub(super) fn next_report(&mut self) -> Option<Report> {
        self.reporter.next()
    }

    /// The device that is being connected, connected or closed.
    pub(super) fn held(&self) -> Option<&str> {
        match &self.state {
            State::Idle | State::Searching(_) => None,
            State::Connecting(attempt) => Some(&attempt.device.id),
            State::Connected(link) => Some(&link.device.id),
            State::Closing(id) => Some(id),
        }
    }

    /// Whether an attempt is under way: BlueZ connects only once its discovery has stopped.
    pub(super) fn is_connecting(&self) -> bool {
        matches!(self.state, State::Connecting(_))
    }

    /// Whether the link stands.
    pub(super) fn is_connected(&self) -> bool {
        matches!(self.state, State::Connected(_))
    }

    /// Whether a device in reach is a candidate.
    pub(super) fn wants(&self, device: &FoundDevice) -> bool {
        self.selection.wants(self.role, device)
    }

    /// Whether a device that is connected already, so that it does not advertise, is a candidate.
    pub(super) fn wants_linked(&self, device: &FoundDevice) -> bool {
        self.selection.wants_linked(self.role, device)
    }

    /// A device is held by some connection from now on, and is no candidate of the others.
    pub(super) fn taken_elsewhere(&mut self, id: &str) {
        if let State::Searching(search) = &mut self.state {
            search.remove(id);
        }
    }

    /// Whether a device was seen in the present search.
    pub(super) fn has_seen(&self, id: &str) -> bool {
        matches!(&self.state, State::Searching(search) if search.device(id).is_some())
    }

    /// What the scan has to find; none while a device is held.
    pub(super) fn scan_need(&self, now: Instant) -> Option<ScanNeed> {
        if self.is_over {
            return None;
        }
        let service = Profile::of(self.role).service;
        let narrow = !self.selection.is_particular() || self.advertises;
        match &self.state {
            State::Idle => Some(ScanNeed { service, narrow, fresh: true }),
            State::Searching(search) => {
                let narrow = narrow && !(self.selection.is_particular() && search.is_long(now, &self.timing));
                Some(ScanNeed { service, narrow, fresh: false })
            }
            // A strap in reach takes the place of a device that measures nothing.
            State::Connected(link) if self.may_be_left(now, link) => Some(ScanNeed { service, narrow: true, fresh: false }),
            State::Connecting(_) | State::Connected(_) | State::Closing(_) => None,
        }
    }

    /// Looks no longer for a device that is neither chosen nor remembered.
    pub(super) fn stop_looking(&mut self) {
        if let State::Idle | State::Searching(_) = self.state
            && !self.selection.is_particular()
        {
            self.is_over = true;
            self.state = State::Idle;
        }
    }

    /// When something is due by time alone, after `now`.
    pub(super) fn deadline(&self, now: Instant) -> Option<Instant> {
        match &self.state {
            State::Idle | State::Closing(_) => None,
            State::Searching(search) => search.deadlines(&self.timing).chain(self.not_before).filter(|at| *at > now).min(),
            State::Connecting(attempt) => Some(attempt.until),
            State::Connected(link) => {
                let battery = (!link.reading).then_some(link.battery_due);
                let left = (!link.proven).then(|| link.since + self.timing.rateless).filter(|at| *at > now);
                battery.into_iter().chain(left).chain(self.belt.deadline()).chain([link.watch.due(&self.timing)]).min()
            }
        }
    }

    /// Takes in what happened.
    pub(super) fn handle(&mut self, now: Instant, input: Input) {
        match input {
            Input::AdapterReady => self.begin_search(now),
            Input::AdapterFailed(error) => self.adapter_failed(error),
            Input::Seen(device) => self.seen(now, device),
            Input::Chosen(id) => {
                if let State::Searching(search) = &self.state
                    && let Some(device) = search.device(&id)
                {
                    self.connect(now, device);
                }
            }
            Input::LinkUp => self.link_up(now),
            Input::Opened => self.opened(now),
            Input::Prepared(abilities) => self.prepared(now, abilities),
            Input::Written(result) => self.written(result),
            Input::Subscribed => self.subscribed(now),
            Input::AttemptFailed(error) => self.attempt_failed(now, error),
            Input::Packet(packet) => self.packet(now, packet),
            Input::Info(info) => {
                if let State::Connected(link) = &mut self.state {
                    link.reading = false;
                }
                self.reporter.info(info);
            }
            Input::LinkAnswer(stands) => {
                if !stands && self.is_connected() {
                    self.lose();
                }
            }
            Input::Disconnected => match &self.state {
                State::Connecting(_) => self.give_up(BleError::HungUp, false),
                State::Connected(_) => self.lose(),
                State::Idle | State::Searching(_) | State::Closing(_) => {}
            },
            Input::Closed => {
                if let State::Closing(_) = self.state {
                    self.pause(now);
                }
            }
            Input::SessionLost => self.session_lost(now),
        }
    }

    /// Does what is due by time alone.
    pub(super) fn due(&mut self, now: Instant) {
        match &mut self.state {
            State::Idle | State::Closing(_) => {}
            State::Searching(search) => {
                let missing = search.miss(now, &self.selection, &self.timing);
                if let Some(error) = missing {
                    self.reporter.error(error);
                }
                self.decide(now);
            }
            State::Connecting(attempt) if now >= attempt.until => match attempt.stage {
                Stage::Lacking(_) => {
                    attempt.until = now + self.timing.discover;
                    self.actions.push_back(Action::Discover);
                }
                Stage::Calling | Stage::Discovering | Stage::Subscribing => {
                    self.give_up(BleError::Other("no answer within its time".to_owned()), true);
                }
            },
            State::Connecting(_) => {}
            State::Connected(link) => {
                if let Some(answer) = self.belt.overdue(now) {
                    self.reporter.report(BleEventKind::Reading(Reading::Belt(answer)));
                }
                if !link.reading && now >= link.battery_due {
                    link.battery_due = now + self.timing.battery;
                    link.reading = true;
                    self.actions.push_back(Action::ReadInfo(false));
                }
                if now >= link.watch.due(&self.timing) {
                    match link.watch.alarm() {
                        Alarm::Question => self.actions.push_back(Action::AskLink),
                        // A treadmill that stands and a pod that rests may tell nothing; they are asked again after a while.
                        Alarm::Silent if self.role != DeviceRole::HeartRate => link.watch.heard(now),
                        Alarm::Silent => {
                            tracing::info!("the device is connected and silent");
                            self.lose();
                        }
                    }
                }
            }
        }
    }

    fn begin_search(&mut self, now: Instant) {
        if let State::Idle = self.state
            && !self.is_over
        {
            if self.reporter.needs_hands() {
                self.reporter.clear_error();
            }
            self.state = State::Searching(Search::new(now, &self.selection));
            self.reporter.link(None, Link::Searching);
        }
    }

    /// The search begins anew once the adapter is ready again. A link that stands is not concerned: it is watched itself.
    fn adapter_failed(&mut self, error: BleError) {
        if let State::Idle | State::Searching(_) = self.state {
            self.state = State::Idle;
            self.reporter.error(error);
        }
    }

    /// The device measures: this run is locked to it, and it is remembered.
    fn prove(&mut self) {
        if let State::Connected(link) = &mut self.state
            && !std::mem::replace(&mut link.proven, true)
        {
            self.rateless.clear();
            if let Some(identity) = self.selection.lock_to(link.device.clone()) {
                self.reporter.report(BleEventKind::Chosen(identity));
            }
        }
    }

    /// A command that was not answered when the link went never will be.
    fn forget_command(&mut self) {
        if let Some(failed) = self.belt.failed(None) {
            self.tell_belt(failed);
        }
    }

    fn lose(&mut self) {
        let State::Connected(link) = std::mem::replace(&mut self.state, State::Idle) else { return };
        self.count_refusal(link.stable);
        self.state = State::Closing(link.device.id);
        self.forget_command();
        self.reporter.link(None, Link::Lost);
        self.actions.push_back(Action::Disconnect);
    }

    /// A device that hangs up on each call would otherwise be called without a pause.
    fn count_refusal(&mut self, stable: bool) {
        if stable {
            self.refusals = Refusals::default();
        } else {
            self.refusals.count_unexplained();
        }
    }

    fn pause(&mut self, now: Instant) {
        self.state = State::Idle;
        let pause =
            if self.refusals.is_hopeless() { self.timing.retry * HOPELESS } else { backoff::pause(self.refusals.count(), &self.timing) };
        self.not_before = Some(now + pause);
    }

    fn session_lost(&mut self, now: Instant) {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Idle | State::Searching(_) | State::Closing(_) => {}
            State::Connecting(attempt) => {
                self.refusals.count_unexplained();
                self.pass_all(attempt.early);
            }
            State::Connected(link) => self.count_refusal(link.stable),
        }
        // What was requested of the old session cannot be done any more.
        self.actions.clear();
        self.forget_command();
        if self.reporter.is_connected() {
            self.reporter.link(None, Link::Lost);
        }
        self.pause(now);
    }
}

#[cfg(test)]
mod tests;
