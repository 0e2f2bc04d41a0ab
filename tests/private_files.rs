//! What is kept of a runner may be read by the runner alone, whichever command makes the folder or the file.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Everything below a folder, itself included, that others may read, write or enter.
fn open_to_others(path: &Path) -> Vec<PathBuf> {
    let meta = fs::symlink_metadata(path).unwrap();
    let mut open = if meta.permissions().mode() & 0o077 == 0 { Vec::new() } else { vec![path.to_owned()] };
    if meta.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            open.extend(open_to_others(&entry.unwrap().path()));
        }
    }
    open
}

/// Runs a command with a data folder that is not there yet, where no Bluetooth is, and looks at what it left.
fn left_by(args: &[&str]) -> (Vec<PathBuf>, PathBuf, tempfile::TempDir) {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("share/data");
    Command::new(env!("CARGO_BIN_EXE_recovery-run"))
        .args(args)
        .env("RECOVERY_RUN_DATA", &data)
        .env("RECOVERY_RUN_CONFIG", home.path().join("config.toml"))
        .env("DBUS_SYSTEM_BUS_ADDRESS", format!("unix:path={}/no-bus", home.path().display()))
        .output()
        .unwrap();
    (open_to_others(&home.path().join("share")), data, home)
}

#[test]
fn doctor_leaves_a_data_folder_for_the_runner_alone_and_no_probe() {
    let (open, data, _home) = left_by(&["doctor"]);
    assert_eq!(open, Vec::<PathBuf>::new());
    assert!(data.join("runs").is_dir());
    assert_eq!(fs::read_dir(data.join("runs")).unwrap().count(), 0);
}

#[test]
fn the_log_of_a_live_run_is_for_the_runner_alone() {
    let (open, data, _home) = left_by(&["run", "--headless", "--age", "40"]);
    assert_eq!(open, Vec::<PathBuf>::new());
    assert!(data.join("log/last-run.log").is_file());
}

#[test]
fn a_recorded_run_its_index_and_its_fit_are_for_the_runner_alone() {
    let (open, data, home) = left_by(&["demo", "--headless", "--minutes", "5", "--record", "--age", "40"]);
    assert_eq!(open, Vec::<PathBuf>::new());
    let kept = fs::read_dir(data.join("runs")).unwrap().count();
    assert_eq!(kept, 2, "a journal and its FIT");
    Command::new(env!("CARGO_BIN_EXE_recovery-run"))
        .arg("history")
        .env("RECOVERY_RUN_DATA", &data)
        .env("RECOVERY_RUN_CONFIG", home.path().join("config.toml"))
        .output()
        .unwrap();
    assert!(data.join("index.csv").is_file());
    assert_eq!(open_to_others(&home.path().join("share")), Vec::<PathBuf>::new());
}
