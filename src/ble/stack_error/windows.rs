//! What Windows tells of Bluetooth, in plain words. btleplug passes a failure on as the text that the `windows` crate prints of it,
//! `Error { code: HRESULT(0x80004001), message: "Not implemented." }`; the message is in the language of the user.
//!
//! The codes are those of Microsoft's headers winerror.h and bthledef.h (<https://learn.microsoft.com/windows/win32/com/com-error-codes>).
//! That starting a scan fails with `ERROR_DEVICE_NOT_AVAILABLE` while Bluetooth is off is told in microsoft/WindowsAppSDK issue 3503.

use crate::ble::error::BleError;

/// An HRESULT made of a Win32 error: `HRESULT_FROM_WIN32`.
const WIN32: u32 = 0x8007_0000;
/// An HRESULT made of an error that a device answered over Bluetooth; its lowest byte is ATT's own code.
const ATT: u32 = 0x8065_0000;

/// What is told of a failure that is none of btleplug's own.
pub(super) fn told(text: &str) -> BleError {
    match code(text) {
        Some(code) => by_code(code, message(text)),
        None => BleError::Other(super::first_line(text)),
    }
}

/// The code in the text of an error.
fn code(text: &str) -> Option<u32> {
    let (_, rest) = text.split_once("HRESULT(0x")?;
    let (digits, _) = rest.split_once(')')?;
    u32::from_str_radix(digits, 16).ok()
}

/// The message in the text of an error, as a part of a sentence.
fn message(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("message: \"")?;
    let (message, _) = rest.rsplit_once('"')?;
    let message = message.replace("\\r\\n", " ").replace("\\\"", "\"");
    let message = message.trim().trim_end_matches('.');
    (!message.is_empty()).then(|| message.to_owned())
}

fn by_code(code: u32, message: Option<String>) -> BleError {
    let win32 = (code & 0xFFFF_0000 == WIN32).then_some(code & 0xFFFF);
    let att = (code & 0xFFFF_FF00 == ATT).then_some(code & 0xFF);
    let other = |what: &str| BleError::Other(format!("{what} (0x{code:08X})"));
    match (code, win32, att) {
        // E_NOTIMPL, E_NOINTERFACE, REGDB_E_CLASSNOTREG: a Windows before 10, one without its Bluetooth part, or Wine.
        (0x8000_4001 | 0x8000_4002 | 0x8004_0154, ..) => BleError::NotOffered { code: Some(code) },
        // E_ACCESSDENIED.
        (_, Some(5), _) => BleError::PermissionRefused,
        // ERROR_NOT_FOUND, ERROR_DEV_NOT_EXIST: no radio.
        (_, Some(1168 | 55), _) => BleError::NoAdapter,
        // ERROR_DEVICE_NOT_AVAILABLE, ERROR_NOT_READY: the radio is off.
        (_, Some(4319 | 21), _) => BleError::AdapterOff,
        // ERROR_SERVICE_DISABLED, ERROR_SERVICE_NOT_ACTIVE, RPC_S_SERVER_UNAVAILABLE, CO_E_SERVER_EXEC_FAILURE.
        (_, Some(1058 | 1062 | 1722), _) | (0x8008_0005, ..) => BleError::NoBluetoothService,
        // ERROR_DEVICE_NOT_CONNECTED, ERROR_OPERATION_ABORTED, ERROR_CANCELLED, RO_E_CLOSED: the link broke under the call.
        (_, Some(1167 | 995 | 1223), _) | (0x8000_0013, ..) => BleError::HungUp,
        // ERROR_SEM_TIMEOUT, WAIT_TIMEOUT, ERROR_TIMEOUT.
        (_, Some(121 | 258 | 1460), _) => other("the device does not answer"),
        // ERROR_GEN_FAILURE.
        (_, Some(31), _) => other("the driver of the adapter failed"),
        // INSUFFICIENT_AUTHENTICATION, _AUTHORIZATION, _ENCRYPTION_KEY_SIZE, _ENCRYPTION: what a device answers that wants to be paired.
        (_, _, Some(0x05 | 0x08 | 0x0C | 0x0F)) => BleError::PermissionRefused,
        // As BlueZ prints it: `refusal` looks for that.
        (_, _, Some(att)) => BleError::Other(format!("the device turned a request down with ATT error: 0x{att:02x}")),
        _ => match message {
            Some(message) => other(&format!("Windows reports: {message}")),
            None => other("Windows reports an error without a name"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ble::system::System;

    fn of(code: u32) -> BleError {
        told(&format!("Error {{ code: HRESULT(0x{code:08X}), message: \"Words of Windows.\" }}"))
    }

    #[test]
    fn each_failure_of_windows_is_told_in_plain_words_with_what_to_do_there() {
        for (code, error) in [
            (0x8000_4001, BleError::NotOffered { code: Some(0x8000_4001) }),
            (0x8004_0154, BleError::NotOffered { code: Some(0x8004_0154) }),
            (0x8007_0005, BleError::PermissionRefused),
            (0x8007_0490, BleError::NoAdapter),
            (0x8007_10DF, BleError::AdapterOff),
            (0x8007_0015, BleError::AdapterOff),
            (0x8007_0422, BleError::NoBluetoothService),
            (0x8007_0426, BleError::NoBluetoothService),
            (0x8007_048F, BleError::HungUp),
            (0x8000_0013, BleError::HungUp),
            (0x8065_0005, BleError::PermissionRefused),
            (0x8065_000F, BleError::PermissionRefused),
        ] {
            assert_eq!(of(code), error, "0x{code:08X}");
            let (reason, remedy) = (error.reason(), error.remedy(System::Windows));
            for raw in ["HRESULT", "Words of", "bluetoothctl", "usermod", "systemctl", "D-Bus"] {
                assert!(!reason.contains(raw) && !remedy.contains(raw), "{reason}; {remedy}");
            }
        }
    }

    #[test]
    fn what_is_not_known_keeps_the_words_of_windows_and_its_code() {
        assert_eq!(of(0x8000_FFFF).reason(), "bluetooth failed: Windows reports: Words of Windows (0x8000FFFF)");
        assert_eq!(of(0x8007_0079).reason(), "bluetooth failed: the device does not answer (0x80070079)");
        assert_eq!(of(0x8065_000E).reason(), "bluetooth failed: the device turned a request down with ATT error: 0x0e");
        let nameless = told("Error { code: HRESULT(0x80004005), message: \"\" }").reason();
        assert_eq!(nameless, "bluetooth failed: Windows reports an error without a name (0x80004005)");
        let lines = told("Could not get it: Error { code: HRESULT(0x80004005), message: \"Say \\\"no\\\".\\r\\n\" }").reason();
        assert_eq!(lines, "bluetooth failed: Windows reports: Say \"no\" (0x80004005)");
        assert_eq!(told("Channel closed\nand more").reason(), "bluetooth failed: Channel closed");
        assert_eq!(told("HRESULT(0xzz)").reason(), "bluetooth failed: HRESULT(0xzz)");
    }
}
