//! How a strap is recognised from one run to the next.

use serde::{Deserialize, Serialize};

/// A strap to recognise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceIdentity {
    /// The platform's own identity for it.
    pub id: String,
    /// Its Bluetooth address, where the platform tells it (macOS does not).
    #[serde(default)]
    pub address: Option<String>,
    /// Its name, made sanitize_name.
    pub name: String,
}
