//! The log of a live run: a plain file in the data folder, for whoever looks for the reason of something.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;

/// Begins `log/last-run.log` and keeps the one before as `log/run-before.log`. A run without a log is a run all the same.
pub(super) fn begin(data: &Path) {
    let folder = data.join("log");
    let path = folder.join("last-run.log");
    let opened = fs::create_dir_all(&folder).and_then(|()| {
        if path.exists() {
            fs::rename(&path, folder.join("run-before.log"))?;
        }
        File::create(&path)
    });
    let Ok(file) = opened else { return };
    let filter = EnvFilter::try_from_env("RECOVERY_RUN_LOG").unwrap_or_else(|_| EnvFilter::new("info,bluez_async=warn,btleplug=warn"));
    let subscriber = tracing_subscriber::fmt().with_writer(Mutex::new(file)).with_ansi(false).with_env_filter(filter);
    // Only the first run of a process logs.
    let _ = subscriber.try_init();
}
