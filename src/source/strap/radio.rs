//! The adapter behind btleplug, every call under a limit: a D-Bus call that nobody answers takes 30 s by itself.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use btleplug::api::{Central as _, CentralEvent, CentralState, Manager as _, Peripheral as _, ScanFilter};
use btleplug::platform::{Adapter, Manager, Peripheral, PeripheralId};
use futures::{FutureExt as _, Stream, StreamExt as _};
use uuid::Uuid;

use super::choice::FoundStrap;
use super::trouble::{self, StrapTrouble};
use crate::format::airname::harmless;

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

/// An adapter and what happens around it.
pub(super) struct Radio {
    adapter: Adapter,
    events: Pin<Box<dyn Stream<Item = CentralEvent> + Send>>,
    /// The session with bluetoothd lives as long as this does.
    _manager: Manager,
}

/// What an event tells the search.
pub(super) enum Sign {
    /// This device was heard just now.
    Heard(PeripheralId),
    /// This one is no longer connected.
    Disconnected(PeripheralId),
    /// The adapter was switched off or pulled.
    Off,
}

impl Radio {
    /// Finds an adapter, one that is on before one that is off.
    pub(super) async fn open() -> Result<Self, StrapTrouble> {
        let manager = limited(Manager::new()).await?;
        let adapters = limited(manager.adapters()).await?;
        let mut chosen = None;
        for adapter in adapters {
            let on = limited(adapter.adapter_state()).await.is_ok_and(|state| state != CentralState::PoweredOff);
            if on || chosen.is_none() {
                chosen = Some(adapter);
            }
            if on {
                break;
            }
        }
        // btleplug tells of no adapter by an empty list, not by an error.
        let adapter = chosen.ok_or(StrapTrouble::NoAdapter)?;
        let events = limited(adapter.events()).await?;
        Ok(Self { adapter, events, _manager: manager })
    }

    /// Whether the adapter has power. A platform that cannot tell counts as on.
    pub(super) async fn is_on(&self) -> Result<bool, StrapTrouble> {
        Ok(limited(self.adapter.adapter_state()).await? != CentralState::PoweredOff)
    }

    /// Begins to scan, or makes sure that it goes on. On BlueZ this switches an adapter on that is off: ask first.
    pub(super) async fn scan(&self, only_heart_rate: bool) -> Result<(), StrapTrouble> {
        let services = if only_heart_rate { vec![HEART_RATE] } else { Vec::new() };
        let started = tokio::time::timeout(CALL, self.adapter.start_scan(ScanFilter { services })).await;
        match started {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) if trouble::is_in_progress(&error) => Ok(()),
            Ok(Err(error)) if trouble::is_blocked() => {
                tracing::info!(%error, "scan refused while blocked");
                Err(StrapTrouble::Blocked)
            }
            Ok(Err(error)) => Err(error.into()),
            Err(_) => Err(StrapTrouble::Other("bluetoothd does not answer".to_owned())),
        }
    }

    /// Stops to scan. That it was not scanning is no matter.
    pub(super) async fn stop_scan(&self) {
        if let Err(error) = limited(self.adapter.stop_scan()).await {
            tracing::debug!(%error, "stop scanning");
        }
    }

    /// The next thing that matters to a search; none when the stream has ended.
    pub(super) async fn sign(&mut self) -> Option<Sign> {
        loop {
            return Some(match self.events.next().await? {
                CentralEvent::DeviceDiscovered(id)
                | CentralEvent::DeviceUpdated(id)
                | CentralEvent::RssiUpdate { id, .. }
                | CentralEvent::ManufacturerDataAdvertisement { id, .. }
                | CentralEvent::ServiceDataAdvertisement { id, .. }
                | CentralEvent::ServicesAdvertisement { id, .. } => Sign::Heard(id),
                CentralEvent::DeviceDisconnected(id) => Sign::Disconnected(id),
                CentralEvent::StateUpdate(CentralState::PoweredOff) => Sign::Off,
                CentralEvent::StateUpdate(_) | CentralEvent::DeviceConnected(_) | CentralEvent::DeviceServicesModified(_) => continue,
            });
        }
    }

    /// Drops what has been told and not yet heard: a disconnection of before must not end a connection of now.
    pub(super) fn forget_signs(&mut self) {
        while let Some(Some(_)) = self.events.next().now_or_never() {}
    }

    /// What is known of a device; none when it is not in reach now. BlueZ tells devices from earlier days as
    /// discovered: only a signal strength shows that one was heard.
    pub(super) async fn look(&self, id: &PeripheralId) -> Option<FoundStrap> {
        let peripheral = limited(self.adapter.peripheral(id)).await.ok()?;
        let found = describe(&peripheral).await?;
        found.rssi.is_some().then_some(found)
    }

    /// The handle of a device.
    pub(super) async fn peripheral(&self, id: &PeripheralId) -> Result<Peripheral, StrapTrouble> {
        limited(self.adapter.peripheral(id)).await
    }

    /// Devices that are connected already, as one is that a killed process left behind: it does not advertise.
    pub(super) async fn linked(&self) -> Vec<(FoundStrap, PeripheralId)> {
        let mut linked = Vec::new();
        for peripheral in limited(self.adapter.peripherals()).await.unwrap_or_default() {
            if limited(peripheral.is_connected()).await.unwrap_or(false)
                && let Some(found) = describe(&peripheral).await
            {
                linked.push((found, peripheral.id()));
            }
        }
        linked
    }
}

async fn describe(peripheral: &Peripheral) -> Option<FoundStrap> {
    let properties = limited(peripheral.properties()).await.ok()??;
    let address = properties.address.to_string();
    Some(FoundStrap {
        id: peripheral.id().to_string(),
        // macOS tells an address of zeros.
        address: Some(address).filter(|address| address.chars().any(|c| c != '0' && c != ':')),
        name: harmless(properties.local_name.as_deref().unwrap_or_default()),
        rssi: properties.rssi,
        heart_rate: properties.services.contains(&HEART_RATE),
    })
}

/// A call that must be answered within [`CALL`].
pub(super) async fn limited<T>(call: impl Future<Output = Result<T, btleplug::Error>>) -> Result<T, StrapTrouble> {
    within(CALL, call).await
}

/// A call that must be answered within a time.
pub(super) async fn within<T>(limit: Duration, call: impl Future<Output = Result<T, btleplug::Error>>) -> Result<T, StrapTrouble> {
    match tokio::time::timeout(limit, call).await {
        Ok(answer) => answer.map_err(StrapTrouble::from),
        Err(_) => Err(StrapTrouble::Other(format!("no answer within {} s", limit.as_secs()))),
    }
}
