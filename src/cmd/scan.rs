//! `recovery-run scan`: straps in reach.

use std::time::Duration;

use clap::Args;

use super::Failure;
use super::output::say;
use super::runner::block_on;
use crate::ble::{self, InReach};

/// Flags of `scan`.
#[derive(Debug, Args)]
pub struct ScanArgs {
    /// How long to look, in seconds (1-120)
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=120))]
    seconds: u64,
    /// As JSON: a list of objects
    #[arg(long)]
    json: bool,
}

impl ScanArgs {
    pub(super) fn run(self) -> Result<(), Failure> {
        if !self.json {
            eprintln!("looking for straps for {} s: put yours on, moistened", self.seconds);
        }
        let found = block_on(ble::scan(Duration::from_secs(self.seconds)))?.map_err(|trouble| Failure::new(trouble.to_string()))?;
        if self.json {
            say(json(&found))?;
        } else if found.is_empty() {
            say(format_args!("no strap in reach: moisten it, put it on, close other apps that hold it, and try again"))?;
        } else {
            for InReach { device, battery } in &found {
                let address = device.address.as_deref().unwrap_or(&device.id);
                let signal = device.rssi.map_or_else(|| "connected".to_owned(), |dbm| format!("{dbm} dBm"));
                let battery = battery.map_or_else(String::new, |percent| format!("  battery {percent} %"));
                say(format_args!("{:<32}  {address}  {signal:>9}{battery}", device.name))?;
            }
        }
        Ok(())
    }
}

fn json(found: &[InReach]) -> serde_json::Value {
    found
        .iter()
        .map(|InReach { device, battery }| {
            serde_json::json!({
                "id": device.id,
                "name": device.name,
                "address": device.address,
                "rssi_dbm": device.rssi,
                "battery_percent": battery,
            })
        })
        .collect()
}
