//! A D-Bus system bus of the test's own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A D-Bus system bus of the test's own.
pub struct Bus {
    daemon: Child,
    folder: tempfile::TempDir,
}

impl Bus {
    /// Starts one; none where there is no dbus-daemon. `policy` stands in its configuration.
    pub fn start(policy: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("bus.conf");
        let socket = folder.path().join("bus");
        std::fs::write(
            &config,
            format!(
                "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\
                 <busconfig><type>system</type><listen>unix:path={}</listen><auth>EXTERNAL</auth><policy context=\"default\">\
                 <allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/><allow user=\"*\"/>{policy}</policy></busconfig>",
                socket.display()
            ),
        )
        .unwrap();
        let mut daemon = match Command::new("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
        {
            Ok(daemon) => daemon,
            Err(error) => {
                let required = std::env::var("RECOVERY_RUN_REQUIRE").is_ok_and(|required| required == "all");
                assert!(!required, "no dbus-daemon here ({error}), and RECOVERY_RUN_REQUIRE=all lets no test be skipped");
                println!("skipped: no dbus-daemon here ({error}); install the package dbus");
                return None;
            }
        };
        // It prints its address once it listens.
        let mut address = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(daemon.stdout.take().unwrap()), &mut address).unwrap();
        assert!(address.starts_with("unix:"), "dbus-daemon said {address:?}");
        Some(Self { daemon, folder })
    }

    pub fn address(&self) -> String {
        format!("unix:path={}", self.socket().display())
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("bus")
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}
