//! What stands between the runner and a strap, each with its remedy. Tells errors of the Bluetooth stack apart.

/// What stands in the way. Shown as *what failed: why; what to do*.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StrapTrouble {
    /// No D-Bus to talk to BlueZ by.
    #[error(
        "bluetooth cannot be reached: no D-Bus system bus is running; install and start it: `sudo apt install dbus && sudo systemctl start dbus`"
    )]
    NoBus,
    /// The bus does not let us in.
    #[error(
        "bluetooth cannot be reached: the D-Bus system bus refused this user; log in again, or run `sudo usermod -aG bluetooth $USER` and log in again"
    )]
    BusRefused,
    /// bluetoothd is not running.
    #[error("bluetooth is not running: no bluetoothd answers; start it: `sudo apt install bluez && sudo systemctl enable --now bluetooth`")]
    NoBluetoothService,
    /// There is no adapter.
    #[error("no bluetooth adapter: none is plugged in or recognised; {}", ADAPTER_REMEDY)]
    NoAdapter,
    /// It is switched off.
    #[error("bluetooth is off: the adapter has no power; {}", POWER_REMEDY)]
    AdapterOff,
    /// It is blocked.
    #[error("bluetooth is blocked: rfkill or a hardware switch holds it off; run `sudo rfkill unblock bluetooth`")]
    Blocked,
    /// The system does not permit it.
    #[error("bluetooth is not permitted: the system refused this program; {}", PERMISSION_REMEDY)]
    PermissionRefused,
    /// Several straps and nobody to ask.
    #[error("several straps are in reach: {}; name one with --strap", .0.join(", "))]
    Several(Vec<String>),
    /// It was looked for and did not show itself.
    #[error("{}", not_in_reach(.wanted.as_deref(), .others))]
    NotInReach {
        /// The strap that is meant, where one is.
        wanted: Option<String>,
        /// Straps that are in reach instead.
        others: Vec<String>,
    },
    /// A strap that sends no heart rate after all.
    #[error("{0} sends no heart rate: it has no heart-rate measurement; take another strap with --strap")]
    NoHeartRate(String),
    /// Something else.
    #[error("bluetooth failed: {0}; `recovery-run doctor` looks for the reason")]
    Other(String),
}

fn not_in_reach(wanted: Option<&str>, others: &[String]) -> String {
    match (wanted, others) {
        (None, _) => "no strap in reach: none shows itself; moisten it, put it on, and end other programs that hold it".to_owned(),
        (Some(wanted), []) => {
            format!("{wanted} is not in reach: it does not show itself; moisten it, put it on, and end other programs that hold it")
        }
        (Some(wanted), others) => {
            format!("{wanted} is not in reach: only {} is; put yours on, or name another with --strap", others.join(", "))
        }
    }
}

const ADAPTER_REMEDY: &str = if cfg!(target_os = "macos") {
    "use a Mac with Bluetooth, and turn it on in System Settings"
} else if cfg!(windows) {
    "plug in a Bluetooth LE adapter, and look in Settings > Bluetooth & devices"
} else {
    "plug one in and look at `bluetoothctl list`; on Raspberry Pi OS: `sudo apt install pi-bluetooth` and reboot"
};

const POWER_REMEDY: &str = if cfg!(target_os = "macos") {
    "turn Bluetooth on in System Settings"
} else if cfg!(windows) {
    "turn Bluetooth on in Settings > Bluetooth & devices"
} else {
    "run `bluetoothctl power on`"
};

const PERMISSION_REMEDY: &str = if cfg!(target_os = "macos") {
    "allow your terminal in System Settings > Privacy & Security > Bluetooth"
} else if cfg!(windows) {
    "allow desktop apps in Settings > Privacy & security > Radios"
} else {
    "run `sudo usermod -aG bluetooth $USER` and log in again"
};

impl StrapTrouble {
    /// Whether a run cannot begin to find a strap before somebody did something.
    pub fn needs_hands(&self) -> bool {
        !matches!(self, Self::Other(_) | Self::NoHeartRate(_) | Self::NotInReach { .. })
    }

    /// Whether the bus itself is well, so that its connection can be kept.
    pub(super) fn leaves_the_bus(&self) -> bool {
        matches!(self, Self::NoBluetoothService | Self::NoAdapter | Self::AdapterOff | Self::Blocked | Self::PermissionRefused)
    }
}

impl From<btleplug::Error> for StrapTrouble {
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
fn by_name(error: &btleplug::Error) -> Option<StrapTrouble> {
    let name = dbus_name(error)?;
    let short = name.strip_prefix("org.freedesktop.DBus.Error.").or_else(|| name.strip_prefix("org.bluez.Error.")).unwrap_or(&name);
    Some(match short {
        "FileNotFound" | "NoServer" | "Disconnected" => StrapTrouble::NoBus,
        "AuthFailed" => StrapTrouble::BusRefused,
        "ServiceUnknown" | "NameHasNoOwner" | "NoReply" => StrapTrouble::NoBluetoothService,
        // Where there is no systemd, the bus tries to start bluetoothd itself and tells of that.
        spawn if spawn.starts_with("Spawn.") => StrapTrouble::NoBluetoothService,
        "NotReady" => StrapTrouble::AdapterOff,
        "AccessDenied" | "NotAuthorized" | "NotPermitted" => StrapTrouble::PermissionRefused,
        "UnknownObject" => StrapTrouble::NoAdapter,
        _ => return None,
    })
}

#[cfg(not(target_os = "linux"))]
fn by_name(_: &btleplug::Error) -> Option<StrapTrouble> {
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
    std::fs::read_dir("/sys/class/rfkill").is_ok_and(|entries| entries.flatten().any(|entry| blocks(&entry.path())))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn named(name: &str) -> StrapTrouble {
        let dbus = dbus::Error::new_custom(name, "why");
        btleplug::Error::Other(Box::new(bluez_async::BluetoothError::DbusError(dbus))).into()
    }

    #[test]
    fn each_failure_of_the_stack_is_told_apart_and_has_a_remedy() {
        for (name, trouble) in [
            ("org.freedesktop.DBus.Error.FileNotFound", StrapTrouble::NoBus),
            ("org.freedesktop.DBus.Error.AuthFailed", StrapTrouble::BusRefused),
            ("org.freedesktop.DBus.Error.AccessDenied", StrapTrouble::PermissionRefused),
            ("org.freedesktop.DBus.Error.ServiceUnknown", StrapTrouble::NoBluetoothService),
            ("org.freedesktop.DBus.Error.Spawn.ChildExited", StrapTrouble::NoBluetoothService),
            ("org.bluez.Error.NotReady", StrapTrouble::AdapterOff),
        ] {
            assert_eq!(named(name), trouble);
            let shown = trouble.to_string();
            assert!(shown.contains(": ") && shown.contains("; "), "{shown}");
            assert_eq!(shown.lines().count(), 1);
        }
        assert!(matches!(named("org.bluez.Error.Failed"), StrapTrouble::Other(_)));
    }
}
