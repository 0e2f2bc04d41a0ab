//! How a device is recognised from one run to the next.

use serde::{Deserialize, Serialize};

/// What identifies a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceIdentity {
    /// The platform's own identifier for it.
    pub id: String,
    /// Its Bluetooth address, where the platform reports it (macOS does not).
    #[serde(default)]
    pub address: Option<String>,
    /// Its name, sanitised for display.
    pub name: String,
}
