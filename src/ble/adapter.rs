//! The adapter behind btleplug. Its calls are futures of their own, so that events and packets are read while they run.
//!
//! Its streams are opened once and kept: bluez-async unwraps the removal of a D-Bus match when a stream is dropped while
//! signals come in, and panics. BlueZ subscribes again by itself before connect() returns: only a notification stream that
//! is open already misses nothing.

use std::collections::{HashMap, VecDeque};
use std::future::Future;

use btleplug::api::{Central as _, CentralEvent, CentralState, Manager as _, Peripheral as _, ScanFilter};
use btleplug::platform::{Adapter, Manager, PeripheralId};
use futures::stream::{BoxStream, SelectAll};
use futures::{FutureExt as _, StreamExt as _};
use uuid::Uuid;

use super::adapter_event::{AdapterEvent, Packet};
use super::error::{self, BleError};
use super::found_device::FoundDevice;
use super::peripheral::{CALL, Handle, limited};

/// Ids of devices heard that are kept; they are learnt again from the next advertisement (design choice).
const IDS: usize = 1024;

/// Bluetooth, for as long as its connection to the bus stands; adapters come and go in it.
pub(super) struct Bluetooth {
    manager: Manager,
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

/// What a check of the adapters found.
pub(super) struct Checked {
    adapter: Option<(String, Adapter)>,
    streams: Vec<(String, BoxStream<'static, (String, CentralEvent)>)>,
    result: Result<(), BleError>,
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
    /// Connects to the system's Bluetooth.
    ///
    /// # Errors
    /// There is no bus, or it refuses this user.
    pub(super) async fn open() -> Result<Self, BleError> {
        let manager = limited(Manager::new()).await.map_err(|error| match error {
            // Nothing was asked of bluetoothd yet: it is the bus that refuses this user, or hangs up without an answer.
            BleError::PermissionRefused | BleError::NoBluetoothService if cfg!(target_os = "linux") => BleError::BusRefused,
            other => other,
        })?;
        Ok(Self {
            manager,
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
            | CentralEvent::ServicesAdvertisement { id, .. } => AdapterEvent::Heard(self.learn_id(id)),
            CentralEvent::DeviceConnected(id) => AdapterEvent::Connected(self.learn_id(id)),
            CentralEvent::DeviceDisconnected(id) => AdapterEvent::Disconnected(id.to_string()),
            CentralEvent::StateUpdate(CentralState::PoweredOff) => {
                let in_use = self.adapter.as_ref().is_none_or(|(name, _)| *name == adapter);
                return in_use.then_some(AdapterEvent::Off);
            }
            CentralEvent::StateUpdate(CentralState::PoweredOn) => AdapterEvent::On,
            CentralEvent::StateUpdate(CentralState::Unknown) | CentralEvent::DeviceServicesModified(_) => return None,
        })
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
        let (manager, listened) = (self.manager.clone(), self.listened.clone());
        async move {
            let mut checked = Checked { adapter: None, streams: Vec::new(), result: Ok(()) };
            checked.result = checked.find(&manager, &listened).await;
            checked
        }
    }

    /// Uses the adapter that a check found.
    ///
    /// # Errors
    /// There is none with power.
    pub(super) fn adopt(&mut self, checked: Checked) -> Result<(), BleError> {
        self.adapter = checked.adapter;
        for (name, stream) in checked.streams {
            self.listened.push(name);
            self.events.push(stream);
        }
        checked.result
    }

    /// Whether an adapter was found, with power or not.
    pub(super) fn has_adapter(&self) -> bool {
        self.adapter.is_some()
    }

    fn adapter(&self) -> Result<Adapter, BleError> {
        self.adapter.as_ref().map(|(_, adapter)| adapter.clone()).ok_or(BleError::NoAdapter)
    }

    /// Starts the scan, or makes sure that it goes on; without services, it reports every device. An adapter that is off
    /// stays off: on BlueZ, scanning would switch it on.
    pub(super) fn start_scan(&self, services: Vec<Uuid>) -> impl Future<Output = Result<(), BleError>> + use<> {
        let adapter = self.adapter();
        async move {
            let adapter = adapter?;
            if limited(adapter.adapter_state()).await? == CentralState::PoweredOff {
                return Err(BleError::AdapterOff);
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
    pub(super) fn stop_scan(&self) -> impl Future<Output = ()> + use<> {
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

impl Checked {
    async fn find(&mut self, manager: &Manager, listened: &[String]) -> Result<(), BleError> {
        let mut named = Vec::new();
        for adapter in limited(manager.adapters()).await? {
            let info = limited(adapter.adapter_info()).await?;
            named.push((info.split_whitespace().next().unwrap_or_default().to_owned(), adapter));
        }
        named.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (name, adapter) in named {
            if !listened.contains(&name) {
                let of = name.clone();
                let events = limited(adapter.events()).await?.map(move |event| (of.clone(), event));
                self.streams.push((name.clone(), events.boxed()));
            }
            let has_power = limited(adapter.adapter_state()).await? != CentralState::PoweredOff;
            self.adapter.get_or_insert_with(|| (name.clone(), adapter.clone()));
            if has_power {
                self.adapter = Some((name, adapter));
                return Ok(());
            }
        }
        // btleplug reports that there is no adapter by an empty list, not by an error.
        Err(match self.adapter {
            None => BleError::NoAdapter,
            Some(_) if error::is_blocked() => BleError::Blocked,
            Some(_) => BleError::AdapterOff,
        })
    }
}

async fn scan_with_power(adapter: &Adapter, services: Vec<Uuid>) -> Result<(), BleError> {
    match tokio::time::timeout(CALL, adapter.start_scan(ScanFilter { services })).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) if error::is_in_progress(&error) => Ok(()),
        Ok(Err(error)) if error::is_blocked() => {
            tracing::info!(%error, "scan refused while blocked");
            Err(BleError::Blocked)
        }
        Ok(Err(error)) => Err(error.into()),
        Err(_) => Err(BleError::Other("bluetooth does not answer".to_owned())),
    }
}
