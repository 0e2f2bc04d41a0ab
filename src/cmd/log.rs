//! The log of a live run: a plain text file in the data folder, for finding out why something went wrong.

use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;

use crate::store::begin_log;

/// Begins the log, at the level that `RECOVERY_RUN_LOG` names. A run without a log is a run all the same.
pub(super) fn begin(data: &Path) {
    let Ok(file) = begin_log(data) else { return };
    let filter = EnvFilter::try_from_env("RECOVERY_RUN_LOG").unwrap_or_else(|_| EnvFilter::new("info,bluez_async=warn,btleplug=warn"));
    let subscriber = tracing_subscriber::fmt().with_writer(Mutex::new(file)).with_ansi(false).with_env_filter(filter);
    // Only the first run of a process logs.
    let _ = subscriber.try_init();
}
