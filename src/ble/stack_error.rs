//! How errors of the Bluetooth stack map to those that are told.

mod macos;
mod windows;

use btleplug::api::CentralState;

use super::error::BleError;
use super::system::System;

impl From<btleplug::Error> for BleError {
    fn from(error: btleplug::Error) -> Self {
        match error {
            btleplug::Error::PermissionDenied => Self::PermissionRefused,
            btleplug::Error::NoAdapterAvailable => Self::NoAdapter,
            other => by_name(&other).unwrap_or_else(|| by_words(&other, System::here())),
        }
    }
}

/// An error that has no name, by what the system's library tells of it.
fn by_words(error: &btleplug::Error, system: System) -> BleError {
    if !matches!(system, System::MacOs | System::Windows) {
        return BleError::Other(first_line(&error.to_string()));
    }
    match error {
        // Windows: "Unreachable", of a device that was asked for its services.
        btleplug::Error::NotConnected => BleError::Other("the device does not answer".to_owned()),
        btleplug::Error::DeviceNotFound => BleError::Other("the device is out of reach again".to_owned()),
        btleplug::Error::NotSupported(what) if what == "ProtocolError" => BleError::Other("the device turned a request down".to_owned()),
        btleplug::Error::TimedOut(limit) => BleError::Other(format!("no answer within {} s", limit.as_secs())),
        other if system == System::Windows => windows::told(&other.to_string()),
        other => macos::told(&other.to_string()),
    }
}

/// What the state of an adapter means, where nothing can be heard in it. macOS tells a Mac without Bluetooth LE, and a program that was
/// refused while it ran, by a state that is neither on nor off; on Windows such a radio says at the scan what is wrong.
pub(super) fn trouble_of(state: &CentralState, system: System) -> Option<BleError> {
    match state {
        CentralState::PoweredOff => Some(BleError::AdapterOff),
        CentralState::Unknown if system == System::MacOs => Some(BleError::NotOffered { code: None }),
        CentralState::Unknown | CentralState::PoweredOn => None,
    }
}

/// One line of an error, without what a D-Bus daemon may put around it.
fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().trim().to_owned()
}

/// The D-Bus name of an error, which btleplug passes on in a box.
#[cfg(target_os = "linux")]
pub(super) fn dbus_name(error: &btleplug::Error) -> Option<String> {
    let btleplug::Error::Other(inner) = error else { return None };
    match inner.downcast_ref::<bluez_async::BluetoothError>()? {
        bluez_async::BluetoothError::DbusError(error) => error.name().map(str::to_owned),
        _ => None,
    }
}

#[cfg(target_os = "linux")]
fn by_name(error: &btleplug::Error) -> Option<BleError> {
    let name = dbus_name(error)?;
    let short = name.strip_prefix("org.freedesktop.DBus.Error.").or_else(|| name.strip_prefix("org.bluez.Error.")).unwrap_or(&name);
    Some(match short {
        "FileNotFound" | "NoServer" | "Disconnected" => BleError::NoBus,
        "AuthFailed" => BleError::BusRefused,
        "ServiceUnknown" | "NameHasNoOwner" | "NoReply" => BleError::NoBluetoothService,
        // Where there is no systemd, the bus tries to start bluetoothd itself and reports that.
        spawn if spawn.starts_with("Spawn.") => BleError::NoBluetoothService,
        "NotReady" => BleError::AdapterOff,
        "AccessDenied" | "NotAuthorized" | "NotPermitted" => BleError::PermissionRefused,
        "UnknownObject" => BleError::NoAdapter,
        _ => return None,
    })
}

#[cfg(not(target_os = "linux"))]
fn by_name(_: &btleplug::Error) -> Option<BleError> {
    None
}

/// Whether another program scans already; its scan delivers to this program as well.
pub(super) fn is_in_progress(error: &btleplug::Error) -> bool {
    #[cfg(target_os = "linux")]
    if dbus_name(error).as_deref() == Some("org.bluez.Error.InProgress") {
        return true;
    }
    error.to_string().contains("already in progress")
}

#[cfg(test)]
mod words_tests {
    use super::*;

    #[test]
    fn what_the_library_says_in_code_words_is_said_plainly_on_windows_and_macos() {
        for system in [System::Windows, System::MacOs] {
            let told = |error: btleplug::Error| by_words(&error, system).reason();
            assert_eq!(told(btleplug::Error::NotConnected), "bluetooth failed: the device does not answer");
            assert_eq!(
                told(btleplug::Error::NotSupported("ProtocolError".to_owned())),
                "bluetooth failed: the device turned a request down"
            );
        }
        let refused = || btleplug::Error::Other("Error { code: HRESULT(0x80070005), message: \"Access is denied.\" }".into());
        assert_eq!(by_words(&refused(), System::Windows), BleError::PermissionRefused);
        assert!(matches!(by_words(&refused(), System::Debian), BleError::Other(_)));
    }

    #[test]
    fn a_mac_that_tells_no_state_has_no_bluetooth_for_us() {
        assert_eq!(trouble_of(&CentralState::Unknown, System::MacOs), Some(BleError::NotOffered { code: None }));
        for system in System::ALL {
            assert_eq!(trouble_of(&CentralState::PoweredOff, system), Some(BleError::AdapterOff));
            assert_eq!(trouble_of(&CentralState::PoweredOn, system), None);
        }
        assert_eq!(trouble_of(&CentralState::Unknown, System::Debian), None);
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn named(name: &str) -> BleError {
        let dbus = dbus::Error::new_custom(name, "why");
        btleplug::Error::Other(Box::new(bluez_async::BluetoothError::DbusError(dbus))).into()
    }

    #[test]
    fn each_failure_of_the_stack_is_told_apart_and_has_a_remedy() {
        for (name, error) in [
            ("org.freedesktop.DBus.Error.FileNotFound", BleError::NoBus),
            ("org.freedesktop.DBus.Error.AuthFailed", BleError::BusRefused),
            ("org.freedesktop.DBus.Error.AccessDenied", BleError::PermissionRefused),
            ("org.freedesktop.DBus.Error.ServiceUnknown", BleError::NoBluetoothService),
            ("org.freedesktop.DBus.Error.Spawn.ChildExited", BleError::NoBluetoothService),
            ("org.bluez.Error.NotReady", BleError::AdapterOff),
        ] {
            assert_eq!(named(name), error);
            let shown = error.to_string();
            assert!(shown.contains(": ") && shown.contains("; "), "{shown}");
            assert_eq!(shown.lines().count(), 1);
            for system in System::ALL {
                assert!(error.remedy(system).contains(char::is_whitespace), "{system:?}: {error:?}");
            }
        }
        assert!(matches!(named("org.bluez.Error.Failed"), BleError::Other(_)));
    }

    /// With two versions in the tree, every downcast in [`dbus_name`] would fail, and every error would be `Other`.
    #[test]
    fn the_bluez_async_that_errors_are_downcast_to_is_the_one_that_btleplug_uses() {
        let lock: toml_edit::DocumentMut = include_str!("../../Cargo.lock").parse().unwrap();
        let packages = lock["package"].as_array_of_tables().unwrap();
        let named =
            |name: &str| -> Vec<&toml_edit::Table> { packages.iter().filter(|package| package["name"].as_str() == Some(name)).collect() };
        for (user, used) in
            [("btleplug", "bluez-async"), ("recovery-run", "bluez-async"), ("bluez-async", "dbus"), ("recovery-run", "dbus")]
        {
            assert_eq!(named(used).len(), 1, "versions of {used}");
            let [user] = &named(user)[..] else { panic!("not exactly one {user}") };
            let depends = user["dependencies"].as_array().unwrap().iter().any(|dependency| dependency.as_str() == Some(used));
            assert!(depends, "{user} does not use {used}");
        }
    }
}
