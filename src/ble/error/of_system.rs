//! What to do where Bluetooth itself cannot be had: that is different on each system.

use super::BleError;
use crate::ble::system::System;

/// What to do about it on a system.
pub(super) fn remedy(error: &BleError, system: System) -> &'static str {
    match error {
        BleError::NoRuntime(_) => system.by_kernel(
            "close other programs, or raise the limit of open files with `ulimit -n`; it is tried again by itself",
            "close other programs, or raise the limit of open files with `ulimit -n`; it is tried again by itself",
            "close other programs; it is tried again by itself",
        ),
        BleError::Other(_) => system.by_kernel(
            "`recovery-run doctor` looks for the reason",
            "turn Bluetooth off and on in System Settings; `recovery-run doctor` looks for the reason",
            "turn Bluetooth off and on in Settings > Bluetooth & devices; `recovery-run doctor` looks for the reason",
        ),
        BleError::NotOffered { .. } => system.by_kernel(
            "install BlueZ: `sudo apt install bluez`",
            "allow your terminal in System Settings > Privacy & Security > Bluetooth, turn Bluetooth off and on, and start again; a Mac without Bluetooth 4 cannot hear a strap",
            "update to Windows 10 version 1703 or newer, with its Bluetooth support service; Wine has no Bluetooth LE",
        ),
        BleError::NoBus => system.by_kernel(
            "install and start it: `sudo apt install dbus && sudo systemctl start dbus`",
            "no D-Bus is needed there; restart Bluetooth: `sudo pkill bluetoothd`",
            "no D-Bus is needed there; as administrator: `Restart-Service bthserv`",
        ),
        BleError::NoBluetoothService => system.choose(
            "start it: `sudo apt install bluez && sudo systemctl enable --now bluetooth`",
            "start it: `sudo apt install bluez pi-bluetooth && sudo systemctl enable --now bluetooth`",
            "restart it: `sudo pkill bluetoothd`",
            "start it as administrator: `Start-Service bthserv`",
        ),
        BleError::BusRefused | BleError::PermissionRefused => system.by_kernel(
            "run `sudo usermod -aG bluetooth $USER` and log in again",
            "allow your terminal in System Settings > Privacy & Security > Bluetooth, and open it anew",
            "allow desktop apps in Settings > Privacy & security > Radios",
        ),
        BleError::NoAdapter => system.choose(
            "plug one in and look at `bluetoothctl list`; a built-in one may lack its firmware: `sudo dmesg | grep -i bluetooth`",
            "run `sudo apt install pi-bluetooth`, take `dtoverlay=disable-bt` out of /boot/firmware/config.txt, and reboot; then look at `bluetoothctl list`",
            "turn Bluetooth on in System Settings; a Mac without it cannot hear a strap",
            "plug in a Bluetooth LE adapter, and look in Settings > Bluetooth & devices",
        ),
        BleError::AdapterOff => system.by_kernel(
            "run `bluetoothctl power on`",
            "turn Bluetooth on in System Settings",
            "turn Bluetooth on in Settings > Bluetooth & devices",
        ),
        BleError::Blocked => system.by_kernel(
            "run `sudo rfkill unblock bluetooth`",
            "turn Bluetooth on in System Settings",
            "turn airplane mode off in Settings > Network & internet",
        ),
        // The others concern a device, and have a remedy of their own.
        _ => "`recovery-run doctor` looks for the reason",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_linux_is_typed_on_windows_or_macos() {
        let errors = [
            BleError::NoRuntime("why".to_owned()),
            BleError::Other("why".to_owned()),
            BleError::NotOffered { code: None },
            BleError::NoBus,
            BleError::NoBluetoothService,
            BleError::BusRefused,
            BleError::PermissionRefused,
            BleError::NoAdapter,
            BleError::AdapterOff,
            BleError::Blocked,
        ];
        for error in errors {
            for (system, foreign) in [
                (System::Windows, &["sudo", "apt ", "bluetoothctl", "usermod", "systemctl", "rfkill", "ulimit", "System Settings"][..]),
                (System::MacOs, &["apt ", "bluetoothctl", "usermod", "systemctl", "rfkill", "PowerShell", "-Service"][..]),
            ] {
                let remedy = error.remedy(system);
                assert!(remedy.contains(' ') && !foreign.iter().any(|word| remedy.contains(word)), "{system:?}: {remedy}");
            }
        }
    }
}
