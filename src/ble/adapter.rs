//! The adapter behind btleplug. Its calls are futures of their own, so that events and packets are read while they run.
//!
//! Its streams are opened once and kept: bluez-async unwraps the removal of a D-Bus match when a stream is dropped while
//! signals come in, and panics. BlueZ subscribes again by itself before connect() returns: only a notification stream that
//! is open already misses nothing.

use std::collections::{HashMap, VecDeque};
use std::future::Future;

use btleplug::api::{Central as _, CentralEvent, CentralState, Peripheral as _, ScanFilter};
use btleplug::platform::{Adapter, Manager, PeripheralId};
use futures::stream::{BoxStream, SelectAll};
use futures::{FutureExt as _, StreamExt as _};
use uuid::Uuid;

use super::adapter_event::{AdapterEvent, Packet};
use super::adapters::{AdapterInfo, Checked, Wanted};
use super::error::{self, BleError};
use super::found_device::FoundDevice;
use super::hearing::Hearing;
use super::peripheral::{CALL, Handle, limited};
use super::stack_error;
use super::system::System;

/// Ids of devices heard that are kept; they are learnt again from the next advertisement (design choice).
const IDS: usize = 1024;

/// Bluetooth, for as long as its connection to the bus stands; adapters come and go in it.
pub(super) struct Bluetooth {
    manager: Manager,
    /// The adapter that the runner named, by its name or its address.
    named: Option<String>,
    /// All adapters, as they were found last.
    all: Vec<AdapterInfo>,
    /// The names of other adapters with power that may be used.
    spare: Vec<String>,
    /// What the adapter in use hears.
    hearing: Hearing,
    /// The adapter in use with its name: the first one with power, or else the first one.
    adapter: Option<(String, Adapter)>,
    /// The names of the adapters whose events are read.
    listened: Vec<String>,
    events: SelectAll<BoxStream<'static, (String, CentralEvent)>>,
    /// Events taken off the streams and not handled yet.
    backlog: VecDeque<AdapterEvent>,
    packets: SelectAll<BoxStream<'static, Packet>>,
    /// The devices heard, by the text of their ids.
    ids: HashMap<String, PeripheralId>,
    /// The devices that were connected, each with the handle that its notification stream belongs to.
    handles: HashMap<String, Handle>,
}

/// What the streams of a connection to the bus deliver.
pub(super) enum Incoming {
    /// A notification of a device.
    Packet(Packet),
    /// An event of an adapter.
    Event(AdapterEvent),
}

/// Devices that are connected already, with their ids in btleplug.
pub(super) struct Listed(Vec<(FoundDevice, PeripheralId)>);

impl Bluetooth {
    /// Connects to the system's Bluetooth; uses the adapter of this name or address, where one is named.
    ///
    /// # Errors
    /// There is no bus, or it refuses this user.
    pub(super) async fn open(named: Option<String>) -> Result<Self, BleError> {
        let manager = limited(Manager::new()).await.map_err(|error| match error {
            // Nothing was asked of bluetoothd yet: it is the bus that refuses this user, or hangs up without an answer.
            BleError::PermissionRefused | BleError::NoBluetoothService if cfg!(target_os = "linux") => BleError::BusRefused,
            other => other,
        })?;
        Ok(Self {
            manager,
            named,
            all: Vec::new(),
            spare: Vec::new(),
            hearing: Hearing::default(),
            adapter: None,
            listened: Vec::new(),
            events: SelectAll::new(),
            backlog: VecDeque::new(),
            packets: SelectAll::new(),
            ids: HashMap::new(),
            handles: HashMap::new(),
        })
    }

    /// The next packet or event that matters, packets first; waits for ever while no adapter was found.
    pub(super) async fn next(&mut self) -> Incoming {
        loop {
            if let Some(packet) = self.ready_packet() {
                return Incoming::Packet(packet);
            }
            if let Some(event) = self.backlog.pop_front() {
                return Incoming::Event(event);
            }
            let event = tokio::select! {
                biased;
                Some(packet) = self.packets.next() => return Incoming::Packet(packet),
                event = self.events.next(), if !self.listened.is_empty() => event,
                else => std::future::pending().await,
            };
            let Some(event) = event else {
                self.listened.clear();
                return Incoming::Event(AdapterEvent::Ended);
            };
            if let Some(event) = self.translate(event) {
                return Incoming::Event(event);
            }
        }
    }

    /// Takes what was reported so far off the streams, and keeps of it what still matters.
    pub(super) fn keep_pending(&mut self, matters: impl Fn(&AdapterEvent) -> bool) {
        while let Some(Some(event)) = self.events.next().now_or_never() {
            let event = self.translate(event);
            self.backlog.extend(event);
        }
        self.backlog.retain(matters);
    }

    /// A packet that is there already.
    pub(super) fn ready_packet(&mut self) -> Option<Packet> {
        self.packets.next().now_or_never().flatten()
    }

    fn translate(&mut self, (adapter, event): (String, CentralEvent)) -> Option<AdapterEvent> {
        Some(match event {
            CentralEvent::DeviceDiscovered(id)
            | CentralEvent::DeviceUpdated(id)
            | CentralEvent::RssiUpdate { id, .. }
            | CentralEvent::ManufacturerDataAdvertisement { id, .. }
            | CentralEvent::ServiceDataAdvertisement { id, .. }
            | CentralEvent::ServicesAdvertisement { id, .. } => {
                self.hears_through(&adapter)?;
                AdapterEvent::Heard(self.learn_id(id))
            }
            CentralEvent::DeviceConnected(id) => {
                self.hears_through(&adapter)?;
                AdapterEvent::Connected(self.learn_id(id))
            }
            CentralEvent::DeviceDisconnected(id) => AdapterEvent::Disconnected(id.to_string()),
            CentralEvent::StateUpdate(CentralState::PoweredOff) => {
                let in_use = self.adapter.as_ref().is_none_or(|(name, _)| *name == adapter);
                return in_use.then_some(AdapterEvent::Off);
            }
            CentralEvent::StateUpdate(CentralState::PoweredOn) => AdapterEvent::On,
            CentralEvent::StateUpdate(CentralState::Unknown) | CentralEvent::DeviceServicesModified(_) => return None,
        })
    }

    /// Notes that an adapter reports a device; none where it is not the one in use: what an adapter that was given up still
    /// reports must not be offered twice.
    fn hears_through(&mut self, adapter: &str) -> Option<()> {
        if let Some((in_use, _)) = &self.adapter {
            if in_use != adapter {
                return None;
            }
            self.hearing.heard(in_use);
        }
        Some(())
    }

    fn learn_id(&mut self, id: PeripheralId) -> String {
        let text = id.to_string();
        if self.ids.len() >= IDS {
            self.ids.clear();
        }
        self.ids.insert(text.clone(), id);
        text
    }

    /// Lists the adapters and finds one with power. They are listed each time: btleplug reports an adapter that was
    /// unplugged, or a bluetoothd that died, as one that is off. The result is to be passed to [`Self::adopt`].
    pub(super) fn check(&self) -> impl Future<Output = Checked> + use<> {
        let manager = self.manager.clone();
        let ranks: Vec<(String, usize)> = self.all.iter().map(|info| (info.name.clone(), self.hearing.rank(&info.name))).collect();
        let wanted = Wanted { named: self.named.clone(), listened: self.listened.clone(), ranks };
        async move { Checked::look(&manager, &wanted).await }
    }

    /// Uses the adapter that a check found.
    ///
    /// # Errors
    /// There is none with power.
    pub(super) fn adopt(&mut self, checked: Checked) -> Result<(), BleError> {
        self.spare = checked.spare(self.named.as_deref());
        self.adapter = checked.adapter;
        self.all = checked.all;
        if !checked.streams.is_empty() {
            for (name, stream) in checked.streams {
                self.listened.push(name);
                self.events.push(stream);
            }
            // A new stream begins with the devices that are known from before.
            self.keep_pending(|_| true);
            self.hearing.forget_heard();
        }
        checked.result
    }

    /// All adapters, as they were found last.
    pub(super) fn adapters(&self) -> &[AdapterInfo] {
        &self.all
    }

    /// The name of the adapter in use.
    pub(super) fn in_use(&self) -> Option<&str> {
        self.adapter.as_ref().map(|(name, _)| name.as_str())
    }

    /// Whether the adapter in use reported a device.
    pub(super) fn hears(&self) -> bool {
        self.hearing.hears()
    }

    /// Gives the adapter in use up if it heard nothing and there is another: what to say of it. The next check finds the other.
    pub(super) fn give_up_deaf(&mut self) -> Option<BleError> {
        let (in_use, _) = self.adapter.as_ref().filter(|_| !self.hearing.hears())?;
        self.hearing.give_up(in_use, &self.spare)
    }

    /// Whether an adapter was found, with power or not.
    pub(super) fn has_adapter(&self) -> bool {
        self.adapter.is_some()
    }

    fn adapter(&self) -> Result<Adapter, BleError> {
        self.adapter.as_ref().map(|(_, adapter)| adapter.clone()).ok_or(BleError::NoAdapter)
    }

    /// Starts the scan, or makes sure that it goes on; without services, it reports every device. An adapter that is off
    /// stays off: on BlueZ, scanning would switch it on. An adapter that heard nothing for long is given up instead, where
    /// there is another: the next check finds that one.
    pub(super) fn start_scan(&mut self, services: Vec<Uuid>) -> impl Future<Output = Result<(), BleError>> + use<> {
        let adapter = self.adapter();
        let now = tokio::time::Instant::now().into_std();
        let deaf = self.adapter.as_ref().and_then(|(in_use, _)| self.hearing.scan_begins(now, in_use, &self.spare));
        async move {
            let adapter = adapter?;
            if let Some(deaf) = deaf {
                if let Err(error) = limited(adapter.stop_scan()).await {
                    tracing::debug!(%error, "stop scanning on an adapter that hears nothing");
                }
                return Err(deaf);
            }
            if let Some(trouble) = stack_error::trouble_of(&limited(adapter.adapter_state()).await?, System::here()) {
                return Err(trouble);
            }
            scan_with_power(&adapter, services).await
        }
    }

    /// Switches the adapter on by a scan: btleplug has no other way, and only on BlueZ.
    pub(super) fn switch_on(&self) -> impl Future<Output = Result<(), BleError>> + use<> {
        let adapter = self.adapter();
        async move { scan_with_power(&adapter?, Vec::new()).await }
    }

    /// Stops the scan. That there was none is no failure.
    pub(super) fn stop_scan(&mut self) -> impl Future<Output = ()> + use<> {
        self.hearing.scan_ends();
        let adapter = self.adapter();
        async move {
            if let Ok(adapter) = adapter
                && let Err(error) = limited(adapter.stop_scan()).await
            {
                tracing::debug!(%error, "stop scanning");
            }
        }
    }

    /// What is known of a device; none when it is not in reach now. BlueZ reports devices of earlier days as discovered:
    /// only a signal strength shows that one was heard.
    pub(super) fn describe(&self, id: &str) -> impl Future<Output = Option<FoundDevice>> + use<> {
        let handle = self.handle(id);
        async move { handle.await.ok()?.describe().await.filter(|found| found.rssi.is_some()) }
    }

    /// The handle of a device.
    pub(super) fn handle(&self, id: &str) -> impl Future<Output = Result<Handle, BleError>> + use<> {
        let (adapter, peripheral) = (self.adapter(), self.ids.get(id).cloned());
        async move {
            let peripheral = peripheral.ok_or_else(|| BleError::Other("the device is out of reach again".to_owned()))?;
            limited(adapter?.peripheral(&peripheral)).await.map(Handle)
        }
    }

    /// The handle of a device whose notifications are read already. It serves even when BlueZ deleted the device in
    /// between: it is an object path, and the path stays the same.
    pub(super) fn known_handle(&self, id: &str) -> Option<Handle> {
        self.handles.get(id).cloned()
    }

    /// Reads the notifications of a device from now on.
    pub(super) fn listen(&mut self, id: String, handle: Handle, packets: BoxStream<'static, Packet>) {
        self.packets.push(packets);
        self.handles.insert(id, handle);
        // A link that another program left standing was never heard to advertise.
        if let Some((in_use, _)) = &self.adapter {
            self.hearing.heard(in_use);
        }
    }

    /// The devices that are connected already, such as one that a killed process left connected: it does not advertise.
    pub(super) fn linked(&self) -> impl Future<Output = Listed> + use<> {
        let adapter = self.adapter();
        async move {
            let Ok(adapter) = adapter else { return Listed(Vec::new()) };
            let mut linked = Vec::new();
            for peripheral in limited(adapter.peripherals()).await.unwrap_or_default() {
                if limited(peripheral.is_connected()).await.unwrap_or(false)
                    && let Some(found) = Handle(peripheral.clone()).describe().await
                {
                    linked.push((found, peripheral.id()));
                }
            }
            Listed(linked)
        }
    }

    /// Makes listed devices known by their ids.
    pub(super) fn learn(&mut self, listed: Listed) -> Vec<FoundDevice> {
        let learn = |(found, id): (FoundDevice, PeripheralId)| {
            self.ids.insert(found.id.clone(), id);
            found
        };
        listed.0.into_iter().map(learn).collect()
    }
}

async fn scan_with_power(adapter: &Adapter, services: Vec<Uuid>) -> Result<(), BleError> {
    match tokio::time::timeout(CALL, adapter.start_scan(ScanFilter { services })).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) if stack_error::is_in_progress(&error) => Ok(()),
        Ok(Err(error)) if error::is_blocked() => {
            tracing::info!(%error, "scan refused while blocked");
            Err(BleError::Blocked)
        }
        Ok(Err(error)) => Err(error.into()),
        Err(_) => Err(BleError::Other("bluetooth does not answer".to_owned())),
    }
}
