//! The loop on the Bluetooth thread: owns the adapter, feeds the state machines and carries out what they request. What
//! fails is tried again; nothing ends the loop but the shutdown.

use std::hash::{BuildHasher as _, Hasher as _};
use std::io;
use std::time::{Duration, Instant};

use futures::future::FutureExt as _;
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, watch};

use super::adapter::{Bluetooth, Incoming};
use super::adapter_event::AdapterEvent;
use super::calls::{Calls, Done, Session, Slot, next_done};
use super::devices::{Devices, Request};
use super::error::BleError;
use super::event::{BleCommand, BleEvent};
use super::exchange::{Action, Input};
use super::peripheral::Handle;
use super::reporter::Report;
use super::runtime;
use super::scanner;
use super::selection::Selection;
use super::timing::Timing;
use crate::clock::Moment;
use crate::session::DeviceRole;

/// How often a wait without a runtime looks for the shutdown (design choice).
const SHUTDOWN_CHECK: Duration = Duration::from_millis(20);

/// Looks for devices and keeps them connected until `shutdown`'s sender is gone. Runs on a thread of its own.
pub(super) fn supervise(
    adapter: Option<String>,
    devices: Vec<(DeviceRole, Selection)>,
    timing: Timing,
    out: mpsc::Sender<BleEvent>,
    commands: mpsc::Receiver<BleCommand>,
    shutdown: watch::Receiver<()>,
) {
    let slots = (0..devices.len()).map(|_| Slot::default()).collect();
    let supervisor = Supervisor { adapter, devices: Devices::new(devices, timing, chance), slots, timing, out, commands };
    supervisor.run(shutdown, runtime::build, async |supervisor, place| supervisor.session(place).await);
}

struct Supervisor {
    /// The adapter that the runner named.
    adapter: Option<String>,
    devices: Devices,
    slots: Vec<Slot>,
    timing: Timing,
    out: mpsc::Sender<BleEvent>,
    commands: mpsc::Receiver<BleCommand>,
}

impl Supervisor {
    /// Runs sessions one after the other, each in a runtime of its own, until the shutdown.
    fn run<K>(
        mut self,
        mut shutdown: watch::Receiver<()>,
        build: impl Fn() -> io::Result<Runtime>,
        mut session: impl AsyncFnMut(&mut Self, &mut Option<K>),
    ) {
        loop {
            let supervisor = &mut self;
            let ended = runtime::block_on(&build, async |place: &mut Option<K>| {
                let is_shutdown = tokio::select! {
                    biased;
                    _ = shutdown.changed() => true,
                    () = session(supervisor, place) => false,
                };
                if is_shutdown {
                    supervisor.close_links().await;
                }
                is_shutdown
            });
            self.forget_calls();
            self.devices.session_lost(now());
            let rest = match ended {
                Ok(Some(true)) => return,
                Ok(Some(false)) => Duration::ZERO,
                Ok(None) => {
                    tracing::error!("the Bluetooth stack panicked; its connection is opened again");
                    self.devices.session_failed(now(), &BleError::Other("its library failed; it is started again".to_owned()))
                }
                Err(error) => self.devices.session_failed(now(), &BleError::NoRuntime(error.to_string())),
            };
            if self.wait(&shutdown, rest) {
                return;
            }
        }
    }

    /// Waits without a runtime and sends what is to be reported; true at the shutdown.
    fn wait(&mut self, shutdown: &watch::Receiver<()>, rest: Duration) -> bool {
        let until = now() + rest;
        let mut unsent = None;
        loop {
            if shutdown.has_changed().is_err() {
                return true;
            }
            while let Some(event) = unsent.take().or_else(|| self.next_report()) {
                if let Err(mpsc::error::TrySendError::Full(event)) = self.out.try_send(event) {
                    unsent = Some(event);
                    break;
                }
            }
            if now() >= until && unsent.is_none() {
                return false;
            }
            std::thread::sleep(SHUTDOWN_CHECK);
        }
    }

    fn next_report(&mut self) -> Option<BleEvent> {
        loop {
            if let Request::Report { slot, role, report } = self.devices.next_request()? {
                return Some(stamped(slot, role, report));
            }
        }
    }

    /// One session with the bus, until it has to be opened again.
    async fn session(&mut self, place: &mut Option<Session>) {
        let session = match Bluetooth::open(self.adapter.clone()).await {
            Ok(bluetooth) => place.insert(Session { bluetooth, calls: Calls::new() }),
            Err(error) => {
                let rest = self.devices.session_failed(now(), &error);
                while let Some(event) = self.next_report() {
                    self.send(event).await;
                }
                return tokio::time::sleep(rest).await;
            }
        };
        self.devices.session_opened(now());
        loop {
            while let Some(request) = self.devices.next_request() {
                match request {
                    Request::Report { slot, role, report } => self.send(stamped(slot, role, report)).await,
                    Request::Scanner(scanner::Action::Reopen) => return,
                    Request::Scanner(action) => session.start_scanner_call(action),
                    Request::Connection { slot, action } => self.start_call(session, slot, action),
                }
            }
            let deadline = self.devices.deadline(now());
            tokio::select! {
                biased;
                incoming = session.bluetooth.next() => match incoming {
                    Incoming::Packet(packet) => self.devices.packet(now(), packet),
                    Incoming::Event(event) => self.adapter_event(session, event),
                },
                done = next_done(&mut session.calls) => self.call_done(session, done),
                Some(command) = self.commands.recv() => self.devices.command(now(), command),
                () = sleep_until(deadline) => self.devices.due(now()),
            }
        }
    }

    /// Sends an event; waits where the run is behind.
    async fn send(&self, event: BleEvent) {
        if self.out.send(event).await.is_err() {
            // The handle of the task is gone: the shutdown follows, and until then there is nothing to do.
            std::future::pending::<()>().await;
        }
    }

    fn adapter_event(&mut self, session: &mut Session, event: AdapterEvent) {
        if let AdapterEvent::Disconnected(_) | AdapterEvent::Off = event {
            // What was on its way when the link was lost still counts.
            while let Some(packet) = session.bluetooth.ready_packet() {
                self.devices.packet(now(), packet);
            }
        }
        self.devices.adapter_event(now(), event);
    }

    fn call_done(&mut self, session: &mut Session, done: Done) {
        match done {
            Done::Checked(checked) => {
                let result = session.bluetooth.adopt(checked);
                self.scanner_input(session, scanner::Input::Checked(result));
            }
            Done::Scanner(input) => self.scanner_input(session, input),
            Done::Described(id, device) => self.devices.described(now(), &id, device),
            Done::Linked(listed) => {
                let devices = session.bluetooth.learn(listed);
                self.devices.linked(now(), devices);
            }
            Done::Listening(slot, id, Ok((handle, packets))) => {
                session.bluetooth.listen(id.clone(), handle.clone(), packets);
                self.connect(session, slot, id, handle);
            }
            Done::Listening(slot, _, Err(error)) => self.devices.connection_input(now(), slot, Input::AttemptFailed(error)),
            Done::Connection(slot, input) => self.devices.connection_input(now(), slot, input),
        }
    }

    fn scanner_input(&mut self, session: &mut Session, input: scanner::Input) {
        if let scanner::Input::Checked(Err(_)) | scanner::Input::Started(Err(_)) = input {
            // What was reported before the failure is no sign that it is over.
            session.bluetooth.keep_pending(|event| !matches!(event, AdapterEvent::Heard(_) | AdapterEvent::On));
        }
        self.devices.scanner_input(now(), input);
    }

    fn start_call(&mut self, session: &mut Session, slot: usize, action: Action) {
        let handle = self.slots[slot].handle.clone();
        let call = match (action, handle) {
            (Action::Connect(id), _) => {
                if let Some(handle) = session.bluetooth.known_handle(&id) {
                    return self.connect(session, slot, id, handle);
                }
                let handle = session.bluetooth.handle(&id);
                async move {
                    let listening = async {
                        let handle = handle.await?;
                        let packets = handle.notifications().await?;
                        Ok((handle, packets))
                    };
                    Done::Listening(slot, id, listening.await)
                }
                .boxed()
            }
            (Action::Disconnect, handle) => {
                self.slots[slot].abort();
                async move {
                    if let Some(handle) = handle {
                        handle.disconnect().await;
                    }
                    Done::Connection(slot, Input::Closed)
                }
                .boxed()
            }
            (Action::Subscribe(characteristic, missing), Some(handle)) => {
                let subscribe = async move { handle.subscribe(characteristic, missing).await };
                subscribe
                    .map(move |result| Done::Connection(slot, result.map_or_else(Input::AttemptFailed, |()| Input::Subscribed)))
                    .boxed()
            }
            (Action::Discover, Some(handle)) => {
                let discover = async move { handle.discover().await };
                discover.map(move |result| Done::Connection(slot, result.map_or_else(Input::AttemptFailed, |()| Input::Opened))).boxed()
            }
            (Action::Prepare { control }, Some(handle)) => {
                async move { Done::Connection(slot, Input::Prepared(handle.prepare(control).await)) }.boxed()
            }
            (Action::Write(command), Some(handle)) => {
                async move { Done::Connection(slot, Input::Written(handle.write(command).await)) }.boxed()
            }
            (Action::AskLink, Some(handle)) => {
                async move { Done::Connection(slot, Input::LinkAnswer(handle.is_connected().await)) }.boxed()
            }
            (Action::ReadInfo(location), Some(handle)) => {
                async move { Done::Connection(slot, Input::Info(handle.read_info(location).await)) }.boxed()
            }
            // Nothing is asked of a device before it was called.
            (
                Action::Discover
                | Action::Subscribe(..)
                | Action::Prepare { .. }
                | Action::Write(_)
                | Action::AskLink
                | Action::ReadInfo(_),
                None,
            ) => return,
        };
        self.slots[slot].calls.push(session.start(call));
    }

    fn connect(&mut self, session: &mut Session, slot: usize, id: String, handle: Handle) {
        // A disconnection from before must not end the connection of now.
        session.bluetooth.keep_pending(|event| *event != AdapterEvent::Disconnected(id.clone()));
        self.slots[slot].handle = Some(handle.clone());
        let connect = async move { handle.connect().await };
        let call = connect.map(move |result| Done::Connection(slot, result.map_or_else(Input::AttemptFailed, |()| Input::Opened)));
        self.slots[slot].calls.push(session.start(call.boxed()));
    }

    /// Closes the links at the shutdown: a device whose link stands is lost to everybody. A mere attempt is called off at once.
    async fn close_links(&mut self) {
        let closing = self.slots.iter().enumerate().filter_map(|(slot, calls)| {
            let (_, is_connected) = self.devices.held(slot)?;
            let handle = calls.handle.clone()?;
            let limit = if is_connected { self.timing.close } else { self.timing.call_off };
            Some(async move {
                if tokio::time::timeout(limit, handle.disconnect()).await.is_err() {
                    tracing::warn!("a link was not closed in time");
                }
            })
        });
        futures::future::join_all(closing).await;
    }

    fn forget_calls(&mut self) {
        for slot in &mut self.slots {
            *slot = Slot::default();
        }
    }
}

fn stamped(slot: usize, role: DeviceRole, report: Report) -> BleEvent {
    BleEvent { at: report.at.unwrap_or_else(Moment::now), device: role, slot, kind: report.kind }
}

fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

fn chance() -> u8 {
    std::hash::RandomState::new().build_hasher().finish() as u8
}

async fn sleep_until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline.into()).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests;
