//! What stands between the runner and a strap, each with its remedy. Tells errors of the Bluetooth stack apart.

use std::fmt;

use super::system::System;

/// What stands in the way. Shown as *what failed: why; what to do*, with what to do on this system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BleError {
    /// No D-Bus to talk to BlueZ by.
    NoBus,
    /// The bus does not let us in.
    BusRefused,
    /// bluetoothd is not running.
    NoBluetoothService,
    /// There is no adapter.
    NoAdapter,
    /// It is switched off.
    AdapterOff,
    /// It is blocked.
    Blocked,
    /// The system does not permit it.
    PermissionRefused,
    /// Several straps and nobody to ask.
    Several(Vec<String>),
    /// It was looked for and did not show itself.
    NotInReach {
        /// The strap that is meant, where one is.
        wanted: Option<String>,
        /// Straps that are in reach instead.
        others: Vec<String>,
    },
    /// A strap that sends no heart rate after all.
    NoHeartRate(String),
    /// Something else.
    Other(String),
}

impl fmt::Display for BleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.reason(), self.remedy(System::here()))
    }
}

impl std::error::Error for BleError {}

impl BleError {
    /// What failed, and why.
    pub fn reason(&self) -> String {
        match self {
            Self::NoBus => "bluetooth cannot be reached: no D-Bus system bus is running".to_owned(),
            Self::BusRefused => "bluetooth cannot be reached: the D-Bus system bus refused this user".to_owned(),
            Self::NoBluetoothService => "bluetooth is not running: no bluetoothd answers".to_owned(),
            Self::NoAdapter => "no bluetooth adapter: none is plugged in or recognised".to_owned(),
            Self::AdapterOff => "bluetooth is off: the adapter has no power".to_owned(),
            Self::Blocked => "bluetooth is blocked: rfkill, a hardware switch or airplane mode holds it off".to_owned(),
            Self::PermissionRefused => "bluetooth is not permitted: the system refused this program".to_owned(),
            Self::Several(straps) => format!("several straps are in reach: {}", straps.join(", ")),
            Self::NotInReach { wanted, others } => match (wanted, &others[..]) {
                (None, _) => "no strap in reach: none shows itself".to_owned(),
                (Some(wanted), []) => format!("{wanted} is not in reach: it does not show itself"),
                (Some(wanted), others) => format!("{wanted} is not in reach: only {} is", others.join(", ")),
            },
            Self::NoHeartRate(name) => format!("{name} sends no heart rate: it has no heart-rate measurement"),
            Self::Other(why) => format!("bluetooth failed: {why}"),
        }
    }

    /// What to do about it on a system.
    pub fn remedy(&self, system: System) -> &'static str {
        match self {
            Self::Several(_) => "name one with --strap",
            Self::NotInReach { others, .. } if !others.is_empty() => "put yours on, or name another with --strap",
            Self::NotInReach { .. } => "moisten it, put it on, and end other programs that hold it",
            Self::NoHeartRate(_) => "take another strap with --strap",
            Self::Other(_) => "`recovery-run doctor` looks for the reason",
            Self::NoBus => system.choose(
                "install and start it: `sudo apt install dbus && sudo systemctl start dbus`",
                "install and start it: `sudo apt install dbus && sudo systemctl start dbus`",
                "no D-Bus is needed there; restart Bluetooth: `sudo pkill bluetoothd`",
                "no D-Bus is needed there; as administrator: `Restart-Service bthserv`",
            ),
            Self::NoBluetoothService => system.choose(
                "start it: `sudo apt install bluez && sudo systemctl enable --now bluetooth`",
                "start it: `sudo apt install bluez pi-bluetooth && sudo systemctl enable --now bluetooth`",
                "restart it: `sudo pkill bluetoothd`",
                "start it as administrator: `Start-Service bthserv`",
            ),
            Self::BusRefused | Self::PermissionRefused => system.choose(
                "run `sudo usermod -aG bluetooth $USER` and log in again",
                "run `sudo usermod -aG bluetooth $USER` and log in again",
                "allow your terminal in System Settings > Privacy & Security > Bluetooth, and open it anew",
                "allow desktop apps in Settings > Privacy & security > Radios",
            ),
            Self::NoAdapter => system.choose(
                "plug one in and look at `bluetoothctl list`; a built-in one may lack its firmware: `sudo dmesg | grep -i bluetooth`",
                "run `sudo apt install pi-bluetooth`, take `dtoverlay=disable-bt` out of /boot/firmware/config.txt, and reboot; then look at `bluetoothctl list`",
                "turn Bluetooth on in System Settings; a Mac without it cannot hear a strap",
                "plug in a Bluetooth LE adapter, and look in Settings > Bluetooth & devices",
            ),
            Self::AdapterOff => system.choose(
                "run `bluetoothctl power on`",
                "run `bluetoothctl power on`",
                "turn Bluetooth on in System Settings",
                "turn Bluetooth on in Settings > Bluetooth & devices",
            ),
            Self::Blocked => system.choose(
                "run `sudo rfkill unblock bluetooth`",
                "run `sudo rfkill unblock bluetooth`",
                "turn Bluetooth on in System Settings",
                "turn airplane mode off in Settings > Network & internet",
            ),
        }
    }

    /// Whether what to do depends on the system.
    pub fn depends_on_system(&self) -> bool {
        self.remedy(System::Debian) != self.remedy(System::Windows)
    }

    /// Whether a run cannot begin to find a strap before somebody did something.
    pub fn needs_hands(&self) -> bool {
        !matches!(self, Self::Other(_) | Self::NoHeartRate(_) | Self::NotInReach { .. })
    }

    /// Whether the bus itself is well, so that its connection can be kept.
    pub(super) fn leaves_the_bus(&self) -> bool {
        matches!(self, Self::NoBluetoothService | Self::NoAdapter | Self::AdapterOff | Self::Blocked | Self::PermissionRefused)
    }
}

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
        // Where there is no systemd, the bus tries to start bluetoothd itself and tells of that.
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

/// Whether another program scans already, which serves us as well.
pub(super) fn is_in_progress(error: &btleplug::Error) -> bool {
    #[cfg(target_os = "linux")]
    if dbus_name(error).as_deref() == Some("org.bluez.Error.InProgress") {
        return true;
    }
    error.to_string().contains("already in progress")
}

/// Whether rfkill holds a Bluetooth adapter off, as the kernel tells it. A missing folder means that nothing does.
pub(super) fn is_blocked() -> bool {
    let blocks = |path: &std::path::Path| {
        let read = |name| std::fs::read_to_string(path.join(name)).unwrap_or_default().trim().to_owned();
        read("type") == "bluetooth" && (read("soft") == "1" || read("hard") == "1")
    };
    std::fs::read_dir("/sys/class/rfkill").is_ok_and(|export_points| export_points.flatten().any(|entry| blocks(&entry.path())))
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
        for (name, trouble) in [
            ("org.freedesktop.DBus.Error.FileNotFound", BleError::NoBus),
            ("org.freedesktop.DBus.Error.AuthFailed", BleError::BusRefused),
            ("org.freedesktop.DBus.Error.AccessDenied", BleError::PermissionRefused),
            ("org.freedesktop.DBus.Error.ServiceUnknown", BleError::NoBluetoothService),
            ("org.freedesktop.DBus.Error.Spawn.ChildExited", BleError::NoBluetoothService),
            ("org.bluez.Error.NotReady", BleError::AdapterOff),
        ] {
            assert_eq!(named(name), trouble);
            let shown = trouble.to_string();
            assert!(shown.contains(": ") && shown.contains("; "), "{shown}");
            assert_eq!(shown.lines().count(), 1);
            for system in System::ALL {
                assert!(trouble.remedy(system).contains(char::is_whitespace), "{system:?}: {trouble:?}");
            }
        }
        assert!(matches!(named("org.bluez.Error.Failed"), BleError::Other(_)));
    }
}
