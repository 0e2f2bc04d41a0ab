//! The systems a runner may sit at, as far as what to type differs between them.

/// A kind of system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Debian, Ubuntu and whatever else has apt and systemd.
    Debian,
    /// The same on a Raspberry Pi, whose adapter hangs on its serial line.
    RaspberryPiOs,
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
}

impl System {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Debian, Self::RaspberryPiOs, Self::MacOs, Self::Windows];

    /// The one this program runs on.
    pub fn here() -> Self {
        if cfg!(target_os = "macos") {
            Self::MacOs
        } else if cfg!(windows) {
            Self::Windows
        } else if is_raspberry(&std::fs::read("/proc/device-tree/model").unwrap_or_default()) {
            Self::RaspberryPiOs
        } else {
            Self::Debian
        }
    }

    /// Its name, as its users call it.
    pub fn name(self) -> &'static str {
        self.choose("Debian, Ubuntu", "Raspberry Pi OS", "macOS", "Windows")
    }

    /// Whether `doctor` tells what helps on the other systems as well, for whoever looks after several. On Windows and macOS it does
    /// not: commands of Linux would be typed there.
    pub fn tells_of_others(self) -> bool {
        self.by_kernel(true, false, false)
    }

    /// Its name in JSON.
    pub fn word(self) -> &'static str {
        self.choose("debian", "raspberry-pi-os", "macos", "windows")
    }

    /// One of three, where a Raspberry Pi is like any other Linux.
    pub(super) fn by_kernel<T: Copy>(self, linux: T, macos: T, windows: T) -> T {
        self.choose(linux, linux, macos, windows)
    }

    /// What differs between them.
    pub fn choose<T>(self, debian: T, raspberry: T, macos: T, windows: T) -> T {
        match self {
            Self::Debian => debian,
            Self::RaspberryPiOs => raspberry,
            Self::MacOs => macos,
            Self::Windows => windows,
        }
    }
}

/// Whether the device tree's model, which ends in a NUL, is a Raspberry Pi.
fn is_raspberry(model: &[u8]) -> bool {
    model.starts_with(b"Raspberry Pi")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raspberry_pi_is_known_by_its_device_tree() {
        assert!(is_raspberry(b"Raspberry Pi 4 Model B Rev 1.5\0"));
        assert!(!is_raspberry(b""));
    }
}
