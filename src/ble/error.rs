//! Errors of the Bluetooth task, each with its remedy.

mod of_system;
mod other_device;

use std::fmt;

use super::found_device::FoundDevice;
use super::system::System;
use crate::session::DeviceRole;

/// Why a device cannot be had. Shown as *what failed: why; what to do*, with what to do on this system.
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
    /// There is no adapter of the name that was given.
    NoSuchAdapter {
        /// The name or address.
        wanted: String,
        /// The adapters there are.
        there: Vec<String>,
    },
    /// Adapters hear nothing.
    DeafAdapter {
        /// Their names.
        deaf: Vec<String>,
        /// The adapter that is used instead; none where all hear nothing.
        used: Option<String>,
    },
    /// The adapter is switched off.
    AdapterOff,
    /// The adapter is blocked.
    Blocked,
    /// The system has no Bluetooth LE that programs can use.
    NotOffered {
        /// The system's code for that, where it has one.
        code: Option<u32>,
    },
    /// The system does not permit it.
    PermissionRefused,
    /// The runtime that Bluetooth needs cannot be started, for this reason.
    NoRuntime(String),
    /// Several devices are in reach and nobody can be asked.
    Several(Vec<String>),
    /// The device used last is not in reach, and others of its name are: it may have another address since.
    Namesakes {
        /// The name.
        name: String,
        /// The devices of that name, as they are told.
        found: Vec<String>,
        /// Whether it was lost in the middle of the run, which goes on.
        in_run: bool,
    },
    /// The device was looked for and did not show itself.
    NotInReach {
        /// The device that is meant, where one is.
        wanted: Option<String>,
        /// Devices that are in reach instead.
        others: Vec<String>,
    },
    /// The device does not have the measurement that its role needs.
    NoMeasurement {
        /// Its name.
        name: String,
        /// The role it was to take.
        role: DeviceRole,
    },
    /// The device ended the link while it was being connected.
    HungUp,
    /// The device is in reach and takes no connection.
    Held {
        /// Its name.
        name: String,
    },
    /// The device wants to be paired before it sends.
    NotPaired {
        /// Its name.
        name: String,
        /// Its address, where the platform tells it.
        address: Option<String>,
    },
    /// The device turns each subscription down.
    Refuses {
        /// Its name.
        name: String,
    },
    /// The device turns each subscription down, or wants to be paired: the Bluetooth stack reports both alike.
    RefusesOrNotPaired {
        /// Its name.
        name: String,
        /// Its address, where the platform tells it.
        address: Option<String>,
    },
    /// A device that is no strap cannot be had, and the run goes on without it.
    OfDevice {
        /// Its role.
        role: DeviceRole,
        /// Why.
        error: Box<BleError>,
    },
    /// Another failure, for this reason.
    Other(String),
}

impl fmt::Display for BleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.reason(), self.remedy(System::here()))
    }
}

impl std::error::Error for BleError {}

impl BleError {
    /// That several devices in a role are in reach, where there are several and nobody says which one is meant.
    pub fn undecided(role: DeviceRole, found: &[FoundDevice]) -> Option<Self> {
        let several = Self::Several(found.iter().map(FoundDevice::told).collect());
        (found.len() > 1).then(|| Self::OfDevice { role, error: Box::new(several) })
    }

    /// What failed, and why.
    pub fn reason(&self) -> String {
        match self {
            Self::NoBus => "bluetooth cannot be reached: no D-Bus system bus is running".to_owned(),
            Self::BusRefused => "bluetooth cannot be reached: the D-Bus system bus refused this user".to_owned(),
            Self::NoBluetoothService if cfg!(windows) => "bluetooth is not running: its service does not answer".to_owned(),
            Self::NoBluetoothService => "bluetooth is not running: no bluetoothd answers".to_owned(),
            Self::NoAdapter => "no bluetooth adapter: none is plugged in or recognised".to_owned(),
            Self::NoSuchAdapter { wanted, there } => format!("no bluetooth adapter is {wanted}: there is {}", there.join(" and ")),
            Self::DeafAdapter { deaf, used } => {
                let deaf = deaf.join(" and ");
                match used {
                    Some(used) => format!("no device is heard through {deaf}: it may be damaged or badly placed, so {used} is used"),
                    None => format!("no device is heard through {deaf}: none is in reach of them"),
                }
            }
            Self::AdapterOff => "bluetooth is off: the adapter has no power".to_owned(),
            Self::Blocked => "bluetooth is blocked: rfkill, a hardware switch or airplane mode holds it off".to_owned(),
            Self::NotOffered { code } => {
                let code = code.map(|code| format!(" (0x{code:08X})")).unwrap_or_default();
                format!("bluetooth cannot be used: this system offers programs no Bluetooth LE{code}")
            }
            Self::PermissionRefused => "bluetooth is not permitted: the system refused this program".to_owned(),
            Self::NoRuntime(why) => format!("bluetooth cannot be started: {why}"),
            Self::Several(straps) => format!("several straps are in reach: {}", straps.join(", ")),
            Self::Namesakes { name, found, in_run } => namesakes(name, found, *in_run),
            Self::NotInReach { wanted, others } => match (wanted, &others[..]) {
                (None, _) => "no strap in reach: none shows itself".to_owned(),
                (Some(wanted), []) => format!("{wanted} is not in reach: it does not show itself"),
                (Some(wanted), others) => format!("{wanted} is not in reach: only {} is", others.join(", ")),
            },
            Self::NoMeasurement { name, role } => match role {
                DeviceRole::HeartRate => format!("{name} sends no heart rate: it has no heart-rate measurement"),
                DeviceRole::Treadmill => format!("{name} sends no speed: it has no treadmill data"),
                DeviceRole::FootPod => format!("{name} sends no speed: it has no running-speed measurement"),
            },
            Self::HungUp => "no connection: the device hung up while it was being connected".to_owned(),
            Self::Held { name } => {
                format!("{name} is held by something else: a watch, a telephone or another program is connected to it")
            }
            Self::NotPaired { name, address } => {
                let address = in_brackets(address.as_deref());
                format!("{name}{address} sends nothing: it wants to be paired with this computer first")
            }
            Self::RefusesOrNotPaired { name, address } => {
                let address = in_brackets(address.as_deref());
                format!(
                    "{name}{address} sends no heart rate: it turns each request for it down, or it wants to be paired with this computer first"
                )
            }
            Self::Refuses { name } => format!("{name} sends no heart rate: it turns each request for it down"),
            Self::OfDevice { role, error } => other_device::reason(*role, error),
            Self::Other(why) => format!("bluetooth failed: {why}"),
        }
    }

    /// What to do about it on a system.
    pub fn remedy(&self, system: System) -> &'static str {
        match self {
            Self::OfDevice { role, error } => other_device::remedy(*role, error),
            Self::Several(_) => "take yours by its address: --strap ADDRESS",
            Self::Namesakes { .. } => "if it is yours (a changed battery changes it), press its number or take it with --strap ADDRESS",
            Self::NoSuchAdapter { .. } => "name one of these with --adapter",
            Self::DeafAdapter { used: Some(_), .. } => "--adapter NAME keeps to one",
            Self::DeafAdapter { used: None, .. } => "put the strap on, moistened, and come nearer",
            Self::NotInReach { others, .. } if !others.is_empty() => "put yours on, or name another with --strap",
            Self::NotInReach { .. } => "moisten it, put it on, and end other programs that hold it",
            Self::NoMeasurement { .. } => "take another strap with --strap",
            Self::HungUp => "it is called again by itself",
            Self::Held { .. } => "end the connection there (its app, or its Bluetooth); once free it is taken by itself",
            Self::Refuses { .. } => "on a watch, switch the broadcast of the heart rate on; take a strap off for a minute",
            Self::RefusesOrNotPaired { .. } => system.by_kernel(
                "on a watch, switch the broadcast of the heart rate on; else pair it once: run `bluetoothctl`, and in it `agent on`, `scan on`, `pair` and its address",
                "on a watch, switch the broadcast of the heart rate on; else start again, and accept when macOS asks",
                "on a watch, switch the broadcast of the heart rate on; else pair it once in Settings > Bluetooth & devices",
            ),
            Self::NotPaired { .. } => system.by_kernel(
                "pair it once: run `bluetoothctl`, and in it `agent on`, `scan on`, `pair` and its address",
                "pair it once: start again, and accept when macOS asks",
                "pair it once in Settings > Bluetooth & devices",
            ),
            Self::NoRuntime(_) | Self::Other(_) | Self::NotOffered { .. } | Self::NoBus | Self::NoBluetoothService => {
                of_system::remedy(self, system)
            }
            Self::BusRefused | Self::PermissionRefused | Self::NoAdapter | Self::AdapterOff | Self::Blocked => {
                of_system::remedy(self, system)
            }
        }
    }

    /// Whether what to do depends on the system.
    pub fn depends_on_system(&self) -> bool {
        self.remedy(System::Debian) != self.remedy(System::Windows)
    }

    /// Whether no device can be found before somebody did something.
    pub fn needs_hands(&self) -> bool {
        match self {
            Self::NoBus | Self::BusRefused | Self::NoBluetoothService | Self::NoAdapter | Self::AdapterOff | Self::Blocked => true,
            Self::NoSuchAdapter { .. } | Self::PermissionRefused | Self::NotOffered { .. } => true,
            Self::NoRuntime(_) | Self::Several(_) => true,
            Self::Namesakes { .. } | Self::NotInReach { .. } | Self::NoMeasurement { .. } | Self::HungUp | Self::DeafAdapter { .. } => {
                false
            }
            Self::Held { .. } | Self::NotPaired { .. } | Self::Refuses { .. } | Self::RefusesOrNotPaired { .. } => false,
            Self::OfDevice { .. } | Self::Other(_) => false,
        }
    }

    /// Whether a run cannot begin before somebody chose a device.
    pub fn needs_a_choice(&self) -> bool {
        matches!(self, Self::Several(_) | Self::Namesakes { in_run: false, .. })
    }

    /// Whether the connection to the bus itself works and can be kept.
    pub(super) fn leaves_the_bus(&self) -> bool {
        matches!(
            self,
            Self::NoSuchAdapter { .. }
                | Self::DeafAdapter { .. }
                | Self::NoBluetoothService
                | Self::NoAdapter
                | Self::AdapterOff
                | Self::Blocked
                | Self::PermissionRefused
        )
    }
}

fn in_brackets(address: Option<&str>) -> String {
    address.map(|address| format!(" ({address})")).unwrap_or_default()
}

fn namesakes(name: &str, found: &[String], in_run: bool) -> String {
    let known = if in_run { "of this run" } else { "used last time" };
    let others = match found {
        [only] => format!("another address has that name: {only}"),
        several => format!("other addresses have that name: {}", several.join(", ")),
    };
    format!("the {name} {known} is not in reach, and {others}")
}

/// Whether rfkill blocks a Bluetooth adapter, by /sys/class/rfkill. A missing folder means that nothing is blocked.
pub(super) fn is_blocked() -> bool {
    let blocks = |path: &std::path::Path| {
        let read = |name| std::fs::read_to_string(path.join(name)).unwrap_or_default().trim().to_owned();
        read("type") == "bluetooth" && (read("soft") == "1" || read("hard") == "1")
    };
    std::fs::read_dir("/sys/class/rfkill").is_ok_and(|entries| entries.flatten().any(|entry| blocks(&entry.path())))
}

/// Whether Linux knows no Bluetooth adapter, by /sys/class/bluetooth. Other systems are not asked.
pub(super) fn kernel_has_none() -> bool {
    let knows_one = || std::fs::read_dir("/sys/class/bluetooth").is_ok_and(|mut entries| entries.next().is_some());
    cfg!(target_os = "linux") && !knows_one()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_trouble_with_a_strap_names_it_and_says_in_a_line_what_to_do() {
        let (name, found) = ("H64".to_owned(), vec!["H64 AA:2 (-60 dBm)".to_owned()]);
        for (error, remedy) in [
            (BleError::Several(found.clone()), "--strap ADDRESS"),
            (BleError::Namesakes { name: name.clone(), found: found.clone(), in_run: false }, "--strap ADDRESS"),
            (BleError::Namesakes { name: name.clone(), found, in_run: true }, "press its number"),
            (BleError::Held { name: name.clone() }, "end the connection there"),
            (BleError::NotPaired { name: name.clone(), address: Some("AA:2".to_owned()) }, "pair it once"),
            (BleError::Refuses { name: name.clone() }, "broadcast"),
            (BleError::RefusesOrNotPaired { name: name.clone(), address: None }, "broadcast"),
            (BleError::NoMeasurement { name, role: DeviceRole::HeartRate }, "--strap"),
        ] {
            let shown = error.to_string();
            assert!(shown.contains("H64") && shown.contains(": ") && shown.contains("; "), "{shown}");
            assert_eq!(shown.lines().count(), 1);
            for system in System::ALL {
                assert!(error.remedy(system).contains(remedy), "{system:?}: {error:?}");
            }
        }
    }

    #[test]
    fn a_runtime_that_cannot_start_says_why_and_what_to_do() {
        let error = BleError::NoRuntime("too many open files".to_owned());
        assert!(
            error.to_string().starts_with("bluetooth cannot be started: too many open files; close other programs") && error.needs_hands()
        );
    }
}
