//! `recovery-run scan`: straps, treadmills and foot pods in reach.

use std::time::Duration;

use clap::Args;

use super::Failure;
use super::output::say;
use super::runner::block_on;
use crate::ble::{self, InReach, ScanRequest};
use crate::session::DeviceRole;
use crate::store::{Folders, remembered_device};

/// Flags of `scan`.
#[derive(Debug, Args)]
pub struct ScanArgs {
    /// How long to look, in seconds (1-120)
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=120))]
    seconds: u64,
    /// Read every battery, not only that of your own strap; each device is connected for it, for a moment
    #[arg(long)]
    battery: bool,
    /// The Bluetooth adapter, by name (hci1) or address; `doctor` lists them
    #[arg(long, value_name = "NAME")]
    adapter: Option<String>,
    /// As JSON: a list of objects
    #[arg(long)]
    json: bool,
}

impl ScanArgs {
    pub(super) fn run(self, folders: &Folders) -> Result<(), Failure> {
        if !self.json {
            eprintln!("looking for straps, treadmills and foot pods for {} s: put your strap on, moistened", self.seconds);
        }
        let request = ScanRequest {
            duration: Duration::from_secs(self.seconds),
            adapter: self.adapter,
            batteries: self.battery,
            remembered: DeviceRole::ALL.into_iter().filter_map(|role| remembered_device(&folders.data, role)).collect(),
        };
        let scanned = block_on(ble::scan(request))?.map_err(|trouble| Failure::new(trouble.to_string()))?;
        if let Some(deaf) = &scanned.deaf {
            eprintln!("recovery-run: {deaf}");
        }
        let found = scanned.found;
        if self.json {
            say(json(&found))?;
        } else if found.is_empty() {
            say(format_args!("no strap in reach: moisten it, put it on, close other apps that hold it, and try again"))?;
        } else {
            for one in &found {
                say(line(one))?;
            }
        }
        Ok(())
    }
}

/// What a device is, in a word.
fn word(kind: DeviceRole) -> &'static str {
    match kind {
        DeviceRole::HeartRate => "heart-rate",
        DeviceRole::Treadmill => "treadmill",
        DeviceRole::FootPod => "foot-pod",
    }
}

fn line(InReach { device, kind, battery }: &InReach) -> String {
    let address = device.address.as_deref().unwrap_or(&device.id);
    let signal = device.rssi.map_or_else(|| "connected".to_owned(), |dbm| format!("{dbm} dBm"));
    let battery = battery.map_or_else(String::new, |percent| format!("  battery {percent} %"));
    let last_time = if device.is_remembered { "  used last time" } else { "" };
    format!("{:<32}  {:<10}  {address}  {signal:>9}{battery}{last_time}", device.name, word(*kind))
}

fn json(found: &[InReach]) -> serde_json::Value {
    found
        .iter()
        .map(|InReach { device, kind, battery }| {
            serde_json::json!({
                "kind": word(*kind),
                "id": device.id,
                "name": device.name,
                "address": device.address,
                "rssi": device.rssi,
                "rssi_dbm": device.rssi,
                "battery_percent": battery,
                "remembered": device.is_remembered,
            })
        })
        .collect()
}
