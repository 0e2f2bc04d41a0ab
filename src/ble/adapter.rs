//! The adapter behind btleplug, every call under a limit: a D-Bus call that nobody answers takes 30 s by itself. Knows
//! what is heard and sent, and nothing of which strap is meant.
//!
//! Its streams are opened once and kept: bluez-async unwraps the removal of a D-Bus match when a stream is dropped while
//! signals come in, and panics. A strap's stream goes on over a loss and a return, a second one would give each beat
//! twice, and BlueZ subscribes anew by itself before connect() returns: only a stream that is there already misses nothing.

use std::collections::HashMap;
use std::future::Future;
use std::time::Duration;

use btleplug::api::{Central as _, CentralEvent, CentralState, Manager as _, Peripheral as _, ScanFilter, ValueNotification};
use btleplug::platform::{Adapter, Manager, Peripheral, PeripheralId};
use futures::stream::{BoxStream, SelectAll};
use futures::{FutureExt as _, StreamExt as _};
use uuid::Uuid;

use super::error::{self, BleError};
use super::selection::FoundDevice;
use crate::format::sanitize::sanitize_name;

/// Heart Rate service.
pub(super) const HEART_RATE: Uuid = Uuid::from_u128(0x0000_180D_0000_1000_8000_0080_5F9B_34FB);
/// Heart Rate Measurement.
pub(super) const MEASUREMENT: Uuid = Uuid::from_u128(0x0000_2A37_0000_1000_8000_0080_5F9B_34FB);
/// Body Sensor Location.
pub(super) const LOCATION: Uuid = Uuid::from_u128(0x0000_2A38_0000_1000_8000_0080_5F9B_34FB);
/// Battery Level.
pub(super) const BATTERY: Uuid = Uuid::from_u128(0x0000_2A19_0000_1000_8000_0080_5F9B_34FB);

/// The longest an ordinary call may take; they are answered within milliseconds or not at all.
pub(super) const CALL: Duration = Duration::from_secs(3);

/// Bluetooth, as long as its bus stands; adapters come and go in it.
pub(super) struct Bluetooth {
    manager: Manager,
    adapter: Option<Adapter>,
    /// The names of the adapters whose events are heard.
    listened: Vec<String>,
    /// The straps that were connected, each with the handle its notifications are told apart by.
    handles: HashMap<PeripheralId, Peripheral>,
    /// What happens around the adapters.
    pub(super) signs: AdapterEvents,
    /// What the straps send, by strap.
    pub(super) packets: SelectAll<BoxStream<'static, (PeripheralId, ValueNotification)>>,
}

/// What an event tells the search.
pub(super) enum AdapterEvent {
    /// This device was heard just now.
    Heard(PeripheralId),
    /// This one is no longer connected.
    Disconnected(PeripheralId),
    /// The adapter was switched off or pulled.
    Off,
    /// The adapter has power again.
    On,
}

/// The events of all adapters there were.
pub(super) struct AdapterEvents(SelectAll<BoxStream<'static, CentralEvent>>);

impl AdapterEvents {
    /// The next thing that matters; none when there are no streams, or no more.
    pub(super) async fn next(&mut self) -> Option<AdapterEvent> {
        loop {
            return Some(match self.0.next().await? {
                CentralEvent::DeviceDiscovered(id)
                | CentralEvent::DeviceUpdated(id)
                | CentralEvent::DeviceConnected(id)
                | CentralEvent::RssiUpdate { id, .. }
                | CentralEvent::ManufacturerDataAdvertisement { id, .. }
                | CentralEvent::ServiceDataAdvertisement { id, .. }
                | CentralEvent::ServicesAdvertisement { id, .. } => AdapterEvent::Heard(id),
                CentralEvent::DeviceDisconnected(id) => AdapterEvent::Disconnected(id),
                CentralEvent::StateUpdate(CentralState::PoweredOff) => AdapterEvent::Off,
                CentralEvent::StateUpdate(CentralState::PoweredOn) => AdapterEvent::On,
                CentralEvent::StateUpdate(CentralState::Unknown) | CentralEvent::DeviceServicesModified(_) => continue,
            });
        }
    }

    /// Drops what has been told and not yet heard: a disconnection of before must not end a connection of now.
    pub(super) fn forget(&mut self) {
        while let Some(Some(_)) = self.0.next().now_or_never() {}
    }

    /// Waits until a device is disconnected, or the adapter is gone, which is the same to it.
    pub(super) async fn disconnection(&mut self, id: &PeripheralId) {
        loop {
            match self.next().await {
                Some(AdapterEvent::Disconnected(gone)) if gone == *id => return,
                Some(AdapterEvent::Off) => return,
                Some(AdapterEvent::Disconnected(_) | AdapterEvent::Heard(_) | AdapterEvent::On) => {}
                // Without events the packets are watched all the same.
                None => std::future::pending().await,
            }
        }
    }
}

impl Bluetooth {
    /// Reaches the system's Bluetooth.
    pub(super) async fn open() -> Result<Self, BleError> {
        let manager = limited(Manager::new()).await.map_err(|trouble| match trouble {
            // Nothing was asked of bluetoothd yet: it is the bus that keeps us out, or hangs up on us without an answer.
            BleError::PermissionRefused | BleError::NoBluetoothService if cfg!(target_os = "linux") => BleError::BusRefused,
            other => other,
        })?;
        let signs = AdapterEvents(SelectAll::new());
        Ok(Self { manager, adapter: None, listened: Vec::new(), handles: HashMap::new(), signs, packets: SelectAll::new() })
    }

    /// Finds an adapter with power, or tells what is in the way. Adapters are listed anew each time: btleplug tells of one
    /// that was pulled, or of a bluetoothd that died, as of one that is off.
    pub(super) async fn ready(&mut self) -> Result<(), BleError> {
        let adapters = limited(self.manager.adapters()).await?;
        let mut named = Vec::new();
        for adapter in adapters {
            let info = limited(adapter.adapter_info()).await?;
            named.push((info.split_whitespace().next().unwrap_or_default().to_owned(), adapter));
        }
        named.sort_by(|(a, _), (b, _)| a.cmp(b));
        self.adapter = None;
        for (name, adapter) in named {
            if !self.listened.contains(&name) {
                self.signs.0.push(limited(adapter.events()).await?);
                self.listened.push(name);
            }
            let on = limited(adapter.adapter_state()).await? != CentralState::PoweredOff;
            self.adapter.get_or_insert_with(|| adapter.clone());
            if on {
                self.adapter = Some(adapter);
                return Ok(());
            }
        }
        // btleplug tells of no adapter by an empty list, not by an error.
        Err(match self.adapter {
            None => BleError::NoAdapter,
            Some(_) if error::is_blocked() => BleError::Blocked,
            Some(_) => BleError::AdapterOff,
        })
    }

    /// Whether an adapter was found.
    pub(super) fn has_adapter(&self) -> bool {
        self.adapter.is_some()
    }

    fn adapter(&self) -> Result<&Adapter, BleError> {
        self.adapter.as_ref().ok_or(BleError::NoAdapter)
    }

    /// Begins to scan, or makes sure that it goes on; an adapter that is off stays off.
    pub(super) async fn scan(&self, only_heart_rate: bool) -> Result<(), BleError> {
        // On BlueZ, scanning would switch it on, and nobody asked for that.
        if limited(self.adapter()?.adapter_state()).await? == CentralState::PoweredOff {
            return Err(BleError::AdapterOff);
        }
        self.scan_with_power(only_heart_rate).await
    }

    /// Switches the adapter on. Nothing but a scan does so in btleplug, and only on BlueZ.
    pub(super) async fn switch_on(&self) -> Result<(), BleError> {
        self.scan_with_power(true).await
    }

    async fn scan_with_power(&self, only_heart_rate: bool) -> Result<(), BleError> {
        let services = if only_heart_rate { vec![HEART_RATE] } else { Vec::new() };
        match tokio::time::timeout(CALL, self.adapter()?.start_scan(ScanFilter { services })).await {
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

    /// Stops to scan. That it was not scanning is no matter.
    pub(super) async fn stop_scan(&self) {
        let Ok(adapter) = self.adapter() else { return };
        if let Err(error) = limited(adapter.stop_scan()).await {
            tracing::debug!(%error, "stop scanning");
        }
    }

    /// What is known of a device; none when it is not in reach now. BlueZ tells devices from earlier days as
    /// discovered: only a signal strength shows that one was heard.
    pub(super) async fn look(&self, id: &PeripheralId) -> Option<FoundDevice> {
        let peripheral = limited(self.adapter().ok()?.peripheral(id)).await.ok()?;
        describe(&peripheral).await.filter(|found| found.rssi.is_some())
    }

    /// The handle of a device.
    pub(super) async fn peripheral(&self, id: &PeripheralId) -> Result<Peripheral, BleError> {
        limited(self.adapter()?.peripheral(id)).await
    }

    /// The handle of a strap that is to be connected, with its packets listened to from now on. A handle of before serves
    /// as well as a fresh one, even when BlueZ deleted the device in between: it is a path, and the path is the same.
    pub(super) async fn listen(&mut self, id: &PeripheralId) -> Result<Peripheral, BleError> {
        if let Some(handle) = self.handles.get(id) {
            return Ok(handle.clone());
        }
        let handle = self.peripheral(id).await?;
        let (from, packets) = (id.clone(), limited(handle.notifications()).await?);
        self.packets.push(packets.map(move |packet| (from.clone(), packet)).boxed());
        self.handles.insert(id.clone(), handle.clone());
        Ok(handle)
    }

    /// Devices that are connected already, as one is that a killed process left behind: it does not advertise.
    pub(super) async fn linked(&self) -> Vec<(FoundDevice, PeripheralId)> {
        let Ok(adapter) = self.adapter() else { return Vec::new() };
        let mut linked = Vec::new();
        for peripheral in limited(adapter.peripherals()).await.unwrap_or_default() {
            if limited(peripheral.is_connected()).await.unwrap_or(false)
                && let Some(found) = describe(&peripheral).await
            {
                linked.push((found, peripheral.id()));
            }
        }
        linked
    }
}

async fn describe(peripheral: &Peripheral) -> Option<FoundDevice> {
    let properties = limited(peripheral.properties()).await.ok()??;
    let address = properties.address.to_string();
    Some(FoundDevice {
        id: peripheral.id().to_string(),
        // macOS tells an address of zeros.
        address: Some(address).filter(|address| address.chars().any(|c| c != '0' && c != ':')),
        name: sanitize_name(properties.local_name.as_deref().unwrap_or_default()),
        rssi: properties.rssi,
        heart_rate: properties.services.contains(&HEART_RATE),
    })
}

/// A call that must be answered within [`CALL`].
pub(super) async fn limited<T>(call: impl Future<Output = Result<T, btleplug::Error>>) -> Result<T, BleError> {
    within(CALL, call).await
}

/// A call that must be answered within a time.
pub(super) async fn within<T>(limit: Duration, call: impl Future<Output = Result<T, btleplug::Error>>) -> Result<T, BleError> {
    match tokio::time::timeout(limit, call).await {
        Ok(answer) => answer.map_err(BleError::from),
        Err(_) => Err(BleError::Other(format!("no answer within {} s", limit.as_secs()))),
    }
}
