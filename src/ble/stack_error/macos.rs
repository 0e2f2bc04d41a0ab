//! What macOS tells of Bluetooth, in plain words. btleplug passes on the localized description of an error of Core Bluetooth, which is
//! known here in English; that permission is refused it tells by itself.

use crate::ble::error::BleError;

/// What devices answer that want to be paired, as Core Bluetooth describes it (`CBATTError`: insufficient authentication, authorization,
/// encryption, encryption key size; `CBError`: peer removed pairing information).
const PAIRING: [&str; 5] =
    ["authentication is insufficient", "authorization is insufficient", "encryption is insufficient", "key size", "pairing information"];
/// A link that broke (`CBError`: connection timeout, peripheral disconnected).
const BROKEN: [&str; 3] = ["connection has timed out", "disconnected from us", "peripheral disconnected"];

/// What is told of a failure that is none of btleplug's own.
pub(super) fn told(text: &str) -> BleError {
    let lower = text.to_lowercase();
    if PAIRING.iter().any(|words| lower.contains(words)) {
        return BleError::PermissionRefused;
    }
    if BROKEN.iter().any(|words| lower.contains(words)) {
        return BleError::HungUp;
    }
    let words = super::first_line(text);
    let words = words.strip_prefix("Runtime Error: ").unwrap_or(&words).trim_end_matches('.');
    BleError::Other(format!("macOS reports: {words}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_core_bluetooth_are_told_apart_and_the_rest_keeps_its_words() {
        for pairing in ["Runtime Error: Encryption is insufficient.", "Peer removed pairing information"] {
            assert_eq!(told(pairing), BleError::PermissionRefused, "{pairing}");
        }
        for broken in ["The connection has timed out unexpectedly.", "The specified device has disconnected from us."] {
            assert_eq!(told(broken), BleError::HungUp, "{broken}");
        }
        assert_eq!(told("Runtime Error: Unknown error.").reason(), "bluetooth failed: macOS reports: Unknown error");
    }
}
