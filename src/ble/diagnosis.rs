//! One look at Bluetooth: the straps in reach for `scan`, and what keeps a run from finding one for `doctor`.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::adapter::{Bluetooth, Incoming};
use super::adapter_event::AdapterEvent;
use super::error::BleError;
use super::found_device::FoundDevice;
use super::profile::Profile;
use super::runtime;
use super::system::System;
use crate::session::DeviceRole;

/// Something that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What, in a few words.
    pub what: String,
    /// What is wrong, with its remedy; none when all is well.
    pub trouble: Option<String>,
    /// What to do about it on each system, where that differs.
    pub remedies: Vec<(System, &'static str)>,
}

/// A strap in reach, with its battery where it answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InReach {
    /// The strap.
    pub device: FoundDevice,
    /// Battery in percent.
    pub battery: Option<u8>,
}

/// The straps in reach, the strongest first. Each is connected for a moment to read its battery; one that another program
/// holds does not answer and has none.
///
/// # Errors
/// Bluetooth does not work; the error has the remedy.
pub async fn scan(duration: Duration) -> Result<Vec<InReach>, BleError> {
    runtime::run_once(async move |place| list(place.insert(Bluetooth::open().await?), duration).await).await
}

async fn list(bluetooth: &mut Bluetooth, duration: Duration) -> Result<Vec<InReach>, BleError> {
    let mut seen = listen(bluetooth, duration).await?;
    bluetooth.stop_scan().await;
    let linked = bluetooth.linked().await;
    for device in bluetooth.learn(linked) {
        if device.roles.contains(&DeviceRole::HeartRate) {
            seen.entry(device.id.clone()).or_insert(device);
        }
    }
    let mut found = Vec::new();
    for device in seen.into_values() {
        let battery = match bluetooth.handle(&device.id).await {
            Ok(handle) => handle.visit_battery().await,
            Err(_) => None,
        };
        found.push(InReach { device, battery });
    }
    found.sort_by_key(|found| std::cmp::Reverse(found.device.rssi));
    Ok(found)
}

/// The straps that advertise within a time, by id.
async fn listen(bluetooth: &mut Bluetooth, duration: Duration) -> Result<BTreeMap<String, FoundDevice>, BleError> {
    let checked = bluetooth.check().await;
    bluetooth.adopt(checked)?;
    bluetooth.start_scan(vec![Profile::of(DeviceRole::HeartRate).service]).await?;
    let end = Instant::now() + duration;
    let mut seen = BTreeMap::new();
    while let Ok(incoming) = timeout_at(end, bluetooth.next()).await {
        let Incoming::Event(event) = incoming else { continue };
        match event {
            AdapterEvent::Heard(id) | AdapterEvent::Connected(id) => {
                let device = bluetooth.describe(&id).await;
                if let Some(device) = device.filter(|device| device.roles.contains(&DeviceRole::HeartRate)) {
                    seen.insert(id, device);
                }
            }
            AdapterEvent::Disconnected(_) | AdapterEvent::On => {}
            AdapterEvent::Off => return Err(BleError::AdapterOff),
            AdapterEvent::Ended => break,
        }
    }
    Ok(seen)
}

/// Checks step by step what a run needs of Bluetooth, up to the first thing that is wrong.
pub async fn diagnose() -> Vec<Finding> {
    let checked = runtime::run_once(async |place| Ok(step_by_step(place).await)).await;
    checked.unwrap_or_else(|error| vec![bad("bluetooth", &error)])
}

fn well(what: &str) -> Finding {
    Finding { what: what.to_owned(), trouble: None, remedies: Vec::new() }
}

fn bad(what: &str, error: &BleError) -> Finding {
    let systems = if error.depends_on_system() { &System::ALL[..] } else { &[] };
    let remedies = systems.iter().map(|system| (*system, error.remedy(*system))).collect();
    Finding { what: what.to_owned(), trouble: Some(error.to_string()), remedies }
}

async fn step_by_step(place: &mut Option<Bluetooth>) -> Vec<Finding> {
    const BUS: &str = if cfg!(target_os = "linux") { "D-Bus system bus" } else { "bluetooth access" };
    const STEPS: [&str; 4] = ["bluetooth service", "bluetooth adapter", "adapter power", "permission to scan"];
    let bluetooth = match Bluetooth::open().await {
        Ok(bluetooth) => place.insert(bluetooth),
        Err(error) => return vec![bad(BUS, &error)],
    };
    let checked = bluetooth.check().await;
    let scanned = match bluetooth.adopt(checked) {
        Ok(()) => bluetooth.start_scan(vec![Profile::of(DeviceRole::HeartRate).service]).await,
        Err(error) => Err(error),
    };
    let passed = match &scanned {
        Ok(()) => {
            bluetooth.stop_scan().await;
            STEPS.len()
        }
        Err(BleError::NoAdapter) => 1,
        Err(BleError::AdapterOff | BleError::Blocked) => 2,
        // Users who may list the adapters and not use them.
        Err(_) if bluetooth.has_adapter() => 3,
        Err(_) => 0,
    };
    let mut findings: Vec<Finding> = std::iter::once(BUS).chain(STEPS.into_iter().take(passed)).map(well).collect();
    if let Err(error) = &scanned {
        findings.push(bad(STEPS[passed], error));
    }
    findings
}
