//! How errors of the Bluetooth stack map to those that are told.

use super::error::BleError;

impl From<btleplug::Error> for BleError {
    fn from(error: btleplug::Error) -> Self {
        match error {
            btleplug::Error::PermissionDenied => Self::PermissionRefused,
            btleplug::Error::NoAdapterAvailable => Self::NoAdapter,
            other => by_name(&other).unwrap_or_else(|| Self::Other(first_line(&other.to_string()))),
        }
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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::ble::system::System;

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
