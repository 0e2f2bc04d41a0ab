//! Looking round once: the straps in reach for `scan`, and what stands in their way for `doctor`.

use std::collections::BTreeMap;
use std::time::Duration;

use btleplug::api::Peripheral as _;
use btleplug::platform::PeripheralId;
use tokio::time::{Instant, timeout_at};

use super::adapter::{AdapterEvent, BATTERY, Bluetooth, limited, within};
use super::connection::percent;
use super::error::BleError;
use super::runtime;
use super::selection::FoundDevice;
use super::system::System;

/// Something that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What, in a few words.
    pub what: String,
    /// What stands in the way, with its remedy; none when it is well.
    pub trouble: Option<String>,
    /// What to do about it on each system, where that differs.
    pub remedies: Vec<(System, &'static str)>,
}

/// A strap in reach, with its battery where it told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InReach {
    /// The strap.
    pub strap: FoundDevice,
    /// Battery in percent.
    pub battery: Option<u8>,
}

/// The straps in reach, the strongest first. Each is connected for a time_parsing to ask its battery; one that somebody else
/// holds does not answer and has none.
///
/// # Errors
/// Bluetooth does not work; the trouble has the remedy.
pub async fn scan(duration: Duration) -> Result<Vec<InReach>, BleError> {
    runtime::visit(async move |place| look_round(place.insert(Bluetooth::open().await?), duration).await).await
}

async fn look_round(radio: &mut Bluetooth, duration: Duration) -> Result<Vec<InReach>, BleError> {
    radio.ready().await?;
    radio.signs.forget();
    radio.scan(true).await?;
    let end = Instant::now() + duration;
    let mut seen = BTreeMap::new();
    while let Ok(sign) = timeout_at(end, radio.signs.next()).await {
        match sign {
            Some(AdapterEvent::Heard(id)) => {
                if let Some(strap) = radio.look(&id).await.filter(|strap| strap.heart_rate) {
                    seen.insert(strap.id.clone(), (strap, id));
                }
            }
            Some(AdapterEvent::Disconnected(_) | AdapterEvent::On) => {}
            Some(AdapterEvent::Off) => return Err(BleError::AdapterOff),
            None => break,
        }
    }
    radio.stop_scan().await;
    for (strap, id) in radio.linked().await {
        if strap.heart_rate {
            seen.entry(strap.id.clone()).or_insert((strap, id));
        }
    }
    let mut found = Vec::new();
    for (strap, id) in seen.into_values() {
        let battery = battery(radio, &id).await;
        found.push(InReach { strap, battery });
    }
    found.sort_by_key(|found| std::cmp::Reverse(found.strap.rssi));
    Ok(found)
}

async fn battery(radio: &Bluetooth, id: &PeripheralId) -> Option<u8> {
    let peripheral = radio.peripheral(id).await.ok()?;
    let was_linked = limited(peripheral.is_connected()).await.unwrap_or(false);
    let read = async {
        within(Duration::from_secs(5), peripheral.connect()).await.ok()?;
        within(Duration::from_secs(5), peripheral.discover_services()).await.ok()?;
        let characteristic = peripheral.characteristics().into_iter().find(|characteristic| characteristic.uuid == BATTERY)?;
        percent(&limited(peripheral.read(&characteristic)).await.ok()?)
    };
    let battery = read.await;
    // A link that stood before belongs to somebody else's run.
    if !was_linked && let Err(trouble) = limited(peripheral.disconnect()).await {
        tracing::debug!(%trouble, "disconnect");
    }
    battery
}

/// What stands between a runner and a strap, step by step, until the first thing that does.
pub async fn diagnose() -> Vec<Finding> {
    let looked = runtime::visit(async |place| Ok(step_by_step(place).await)).await;
    looked.unwrap_or_else(|trouble| vec![bad("bluetooth", &trouble)])
}

fn well(what: &str) -> Finding {
    Finding { what: what.to_owned(), trouble: None, remedies: Vec::new() }
}

fn bad(what: &str, trouble: &BleError) -> Finding {
    let systems = if trouble.depends_on_system() { &System::ALL[..] } else { &[] };
    let remedies = systems.iter().map(|system| (*system, trouble.remedy(*system))).collect();
    Finding { what: what.to_owned(), trouble: Some(trouble.to_string()), remedies }
}

async fn step_by_step(place: &mut Option<Bluetooth>) -> Vec<Finding> {
    const BUS: &str = if cfg!(target_os = "linux") { "D-Bus system bus" } else { "bluetooth access" };
    const STEPS: [&str; 4] = ["bluetooth service", "bluetooth adapter", "adapter power", "permission to scan"];
    let radio = match Bluetooth::open().await {
        Ok(radio) => place.insert(radio),
        Err(trouble) => return vec![bad(BUS, &trouble)],
    };
    let scanned = match radio.ready().await {
        Ok(()) => radio.scan(true).await,
        Err(trouble) => Err(trouble),
    };
    let passed = match &scanned {
        Ok(()) => {
            radio.stop_scan().await;
            STEPS.len()
        }
        Err(BleError::NoAdapter) => 1,
        Err(BleError::AdapterOff | BleError::Blocked) => 2,
        // Whoever may list the adapters and not use them.
        Err(_) if radio.has_adapter() => 3,
        Err(_) => 0,
    };
    let mut findings: Vec<Finding> = std::iter::once(BUS).chain(STEPS.into_iter().take(passed)).map(well).collect();
    if let Err(trouble) = &scanned {
        findings.push(bad(STEPS[passed], trouble));
    }
    findings
}
