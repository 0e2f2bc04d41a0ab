//! Looking round once: the straps in reach for `scan`, and what stands in their way for `doctor`.

use std::collections::BTreeMap;
use std::time::Duration;

use btleplug::api::Peripheral as _;
use tokio::time::{Instant, timeout_at};

use super::choice::FoundStrap;
use super::radio::{BATTERY, Radio, Sign, limited, within};
use super::trouble::{StrapTrouble, is_blocked};

/// Something that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What, in a few words.
    pub what: String,
    /// What stands in the way, with its remedy; none when it is well.
    pub trouble: Option<String>,
}

/// A strap in reach, with its battery where it told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InReach {
    /// The strap.
    pub strap: FoundStrap,
    /// Battery in percent.
    pub battery: Option<u8>,
}

/// The straps in reach, the strongest first. Each is connected for a moment to ask its battery; one that somebody else
/// holds does not answer and has none.
///
/// # Errors
/// Bluetooth does not work; the trouble has the remedy.
pub async fn scan(duration: Duration) -> Result<Vec<InReach>, StrapTrouble> {
    let mut radio = Radio::open().await?;
    if !radio.is_on().await? {
        return Err(if is_blocked() { StrapTrouble::Blocked } else { StrapTrouble::AdapterOff });
    }
    radio.forget_signs();
    radio.scan(true).await?;
    let end = Instant::now() + duration;
    let mut seen = BTreeMap::new();
    while let Ok(sign) = timeout_at(end, radio.sign()).await {
        match sign {
            Some(Sign::Heard(id)) => {
                if let Some(strap) = radio.look(&id).await.filter(|strap| strap.heart_rate) {
                    seen.insert(strap.id.clone(), (strap, id));
                }
            }
            Some(Sign::Disconnected(_)) => {}
            Some(Sign::Off) => return Err(StrapTrouble::AdapterOff),
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
        let battery = battery(&radio, &id).await;
        found.push(InReach { strap, battery });
    }
    found.sort_by_key(|found| std::cmp::Reverse(found.strap.rssi));
    Ok(found)
}

async fn battery(radio: &Radio, id: &btleplug::platform::PeripheralId) -> Option<u8> {
    let peripheral = radio.peripheral(id).await.ok()?;
    let was_linked = limited(peripheral.is_connected()).await.unwrap_or(false);
    let read = async {
        within(Duration::from_secs(5), peripheral.connect()).await.ok()?;
        within(Duration::from_secs(5), peripheral.discover_services()).await.ok()?;
        let characteristic = peripheral.characteristics().into_iter().find(|characteristic| characteristic.uuid == BATTERY)?;
        limited(peripheral.read(&characteristic)).await.ok()?.first().copied()
    };
    let battery = read.await.filter(|percent| *percent <= 100);
    // A link that stood before belongs to somebody else's run.
    if !was_linked && let Err(trouble) = limited(peripheral.disconnect()).await {
        tracing::debug!(%trouble, "disconnect");
    }
    battery
}

/// What stands between a runner and a strap, step by step, until the first thing that does.
pub async fn diagnose() -> Vec<Finding> {
    let well = |what: &str| Finding { what: what.to_owned(), trouble: None };
    let bad = |what: &str, trouble: &StrapTrouble| Finding { what: what.to_owned(), trouble: Some(trouble.to_string()) };
    let radio = match Radio::open().await {
        Ok(radio) => radio,
        Err(trouble @ (StrapTrouble::NoBus | StrapTrouble::BusRefused)) => return vec![bad("D-Bus system bus", &trouble)],
        Err(trouble @ StrapTrouble::NoAdapter) => return vec![well("bluetooth service"), bad("bluetooth adapter", &trouble)],
        Err(trouble) => return vec![bad("bluetooth service", &trouble)],
    };
    let mut findings = vec![well("bluetooth service"), well("bluetooth adapter")];
    match radio.is_on().await {
        Ok(true) => {}
        Ok(false) => {
            let trouble = if is_blocked() { StrapTrouble::Blocked } else { StrapTrouble::AdapterOff };
            findings.push(bad("adapter power", &trouble));
            return findings;
        }
        Err(trouble) => {
            findings.push(bad("adapter power", &trouble));
            return findings;
        }
    }
    findings.push(well("adapter power"));
    findings.push(match radio.scan(true).await {
        Ok(()) => well("permission to scan"),
        Err(trouble) => bad("permission to scan", &trouble),
    });
    radio.stop_scan().await;
    findings
}
