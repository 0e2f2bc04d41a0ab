//! One look at Bluetooth: the devices in reach for `scan`, and what keeps a run from finding one for `doctor`.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};
use uuid::Uuid;

use super::adapter::{Bluetooth, Incoming};
use super::adapter_event::AdapterEvent;
use super::adapters::AdapterInfo;
use super::error::BleError;
use super::found_device::FoundDevice;
use super::profile::Profile;
use super::runtime;
use super::system::System;
use crate::format::DeviceIdentity;
use crate::session::DeviceRole;

/// How long `doctor` listens through an adapter: straps advertise at least once a second (design choice: several chances for each).
const LISTEN: Duration = Duration::from_secs(5);

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

/// A device in reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InReach {
    /// The device.
    pub device: FoundDevice,
    /// What it is above all: a treadmill that passes a heart rate on is a treadmill.
    pub kind: DeviceRole,
    /// Battery in percent, where it was read.
    pub battery: Option<u8>,
}

/// What to look for.
#[derive(Debug, Clone, Default)]
pub struct ScanRequest {
    /// How long to look.
    pub duration: Duration,
    /// The adapter to use, by its name or its address.
    pub adapter: Option<String>,
    /// Read the batteries of all devices; without it, of remembered ones alone. A battery is read over a connection, and
    /// while a device is connected nobody else can have it.
    pub batteries: bool,
    /// The devices that were used last time.
    pub remembered: Vec<DeviceIdentity>,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Scanned {
    /// The devices in reach, the nearest first.
    pub found: Vec<InReach>,
    /// What is to be said of an adapter that heard nothing.
    pub deaf: Option<BleError>,
}

/// The straps, treadmills and foot pods in reach. A device that another program holds does not answer and has no battery.
///
/// # Errors
/// Bluetooth does not work; the error has the remedy.
pub async fn scan(request: ScanRequest) -> Result<Scanned, BleError> {
    runtime::run_once(async move |place| {
        let bluetooth = place.insert(Bluetooth::open(request.adapter.clone()).await?);
        list(bluetooth, &request).await
    })
    .await
}

async fn list(bluetooth: &mut Bluetooth, request: &ScanRequest) -> Result<Scanned, BleError> {
    let mut seen = listen(bluetooth, request.duration).await?;
    let mut deaf = None;
    if seen.is_empty() {
        deaf = bluetooth.give_up_deaf();
        if deaf.is_some() {
            seen = listen(bluetooth, request.duration).await?;
        }
    }
    let linked = bluetooth.linked().await;
    for device in bluetooth.learn(linked) {
        seen.entry(device.id.clone()).or_insert(device);
    }
    let mut found = Vec::new();
    for mut device in seen.into_values() {
        let Some(kind) = kind(&device.roles) else { continue };
        device.is_remembered = request.remembered.iter().any(|known| device.is(known));
        let mut battery = None;
        if (request.batteries || device.is_remembered)
            && let Ok(handle) = bluetooth.handle(&device.id).await
        {
            battery = handle.visit_battery().await;
        }
        found.push(InReach { device, kind, battery });
    }
    found.sort_by_key(|found| std::cmp::Reverse(found.device.rssi));
    Ok(Scanned { found, deaf })
}

/// What a device with these roles is above all; none where it is nothing that a run uses.
fn kind(roles: &[DeviceRole]) -> Option<DeviceRole> {
    [DeviceRole::Treadmill, DeviceRole::HeartRate, DeviceRole::FootPod].into_iter().find(|role| roles.contains(role))
}

fn services() -> Vec<Uuid> {
    DeviceRole::ALL.into_iter().map(|role| Profile::of(role).service).collect()
}

/// The devices that advertise within a time, by id.
async fn listen(bluetooth: &mut Bluetooth, duration: Duration) -> Result<BTreeMap<String, FoundDevice>, BleError> {
    let checked = bluetooth.check().await;
    bluetooth.adopt(checked)?;
    bluetooth.start_scan(services()).await?;
    let end = Instant::now() + duration;
    let mut seen = BTreeMap::new();
    while let Ok(incoming) = timeout_at(end, bluetooth.next()).await {
        let Incoming::Event(event) = incoming else { continue };
        match event {
            AdapterEvent::Heard(id) | AdapterEvent::Connected(id) => {
                if let Some(device) = bluetooth.describe(&id).await {
                    seen.insert(id, device);
                }
            }
            AdapterEvent::Disconnected(_) | AdapterEvent::On => {}
            AdapterEvent::Off => return Err(BleError::AdapterOff),
            AdapterEvent::Ended => break,
        }
    }
    bluetooth.stop_scan().await;
    Ok(seen)
}

/// Checks step by step what a run needs of Bluetooth, up to the first thing that is wrong.
pub async fn diagnose(adapter: Option<String>) -> Vec<Finding> {
    let checked = runtime::run_once(async move |place| Ok(step_by_step(place, adapter).await)).await;
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

async fn step_by_step(place: &mut Option<Bluetooth>, adapter: Option<String>) -> Vec<Finding> {
    const BUS: &str = if cfg!(target_os = "linux") { "D-Bus system bus" } else { "bluetooth access" };
    const STEPS: [&str; 4] = ["bluetooth service", "bluetooth adapter", "adapter power", "permission to scan"];
    let bluetooth = match Bluetooth::open(adapter).await {
        Ok(bluetooth) => place.insert(bluetooth),
        Err(error) => return vec![bad(BUS, &error)],
    };
    let checked = bluetooth.check().await;
    let scanned = match bluetooth.adopt(checked) {
        Ok(()) => bluetooth.start_scan(services()).await,
        Err(error) => Err(error),
    };
    let passed = match &scanned {
        Ok(()) => {
            bluetooth.stop_scan().await;
            STEPS.len()
        }
        Err(BleError::NoAdapter | BleError::NoSuchAdapter { .. }) => 1,
        Err(BleError::AdapterOff | BleError::Blocked) => 2,
        // Users who may list the adapters and not use them.
        Err(_) if bluetooth.has_adapter() => 3,
        Err(_) => 0,
    };
    let mut findings: Vec<Finding> = std::iter::once(BUS).chain(STEPS.into_iter().take(passed)).map(well).collect();
    if let Err(error) = &scanned {
        findings.push(bad(STEPS[passed], error));
    }
    if let [_, _, ..] = bluetooth.adapters() {
        let silent = if scanned.is_ok() { silent_adapters(bluetooth).await } else { Vec::new() };
        let in_use = bluetooth.in_use();
        findings.extend(bluetooth.adapters().iter().map(|info| well(&described(info, in_use, &silent))));
    }
    if scanned.is_ok()
        && let Ok(heard) = listen(bluetooth, LISTEN).await
    {
        let linked = bluetooth.linked().await;
        let linked = bluetooth.learn(linked);
        let mut devices: Vec<FoundDevice> = heard.into_values().chain(linked).collect();
        devices.sort_by_key(|device| std::cmp::Reverse(device.rssi));
        findings.extend(DeviceRole::ALL.map(|role| well(&in_reach(role, &devices))));
    }
    findings
}

/// The devices of a kind in reach, in words.
fn in_reach(role: DeviceRole, devices: &[FoundDevice]) -> String {
    let kinds = match role {
        DeviceRole::HeartRate => "straps",
        DeviceRole::Treadmill => "treadmills",
        DeviceRole::FootPod => "foot pods",
    };
    let told: Vec<String> = devices.iter().filter(|device| kind(&device.roles) == Some(role)).map(FoundDevice::told).collect();
    format!("{kinds} in reach: {}", if told.is_empty() { "none".to_owned() } else { told.join(", ") })
}

/// Listens through one adapter after the other, until one hears a device; those that heard none.
async fn silent_adapters(bluetooth: &mut Bluetooth) -> Vec<String> {
    let mut silent = Vec::new();
    for _ in 0..bluetooth.adapters().len() {
        if listen(bluetooth, LISTEN).await.is_err() || bluetooth.hears() {
            break;
        }
        silent.extend(bluetooth.in_use().map(str::to_owned));
        if bluetooth.give_up_deaf().is_none() {
            break;
        }
    }
    silent
}

/// An adapter in words, where there are several.
fn described(info: &AdapterInfo, in_use: Option<&str>, silent: &[String]) -> String {
    let power = if info.powered { "on" } else { "off" };
    let heard = if silent.contains(&info.name) { ", heard no device" } else { "" };
    let used = if in_use == Some(info.name.as_str()) { ", used (--adapter names another)" } else { "" };
    format!("adapter {}: {power}{heard}{used}", info.label())
}
