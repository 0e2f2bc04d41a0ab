//! `import`: recordings become runs of the history, once, and nothing that was there is lost.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command as Process, Stdio};

use assert_cmd::Command;
use serde_json::Value;

fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_recovery-run"));
    command.env("RECOVERY_RUN_DATA", data).env("RECOVERY_RUN_CONFIG", data.join("none.toml"));
    command
}

fn said(command: &mut Command) -> String {
    String::from_utf8(command.assert().success().get_output().stdout.clone()).unwrap()
}

/// A recorded demo run, exported in a format.
fn exported(folder: &Path, to: &str) -> std::path::PathBuf {
    let data = folder.join("elsewhere");
    if !data.exists() {
        program(&data).args(["demo", "--seed", "7", "--minutes", "5", "--headless", "--record", "--age", "40"]).assert().success();
    }
    let out = folder.join(format!("run.{to}"));
    program(&data).args(["export", "last", "--to", to, "-o"]).arg(&out).assert().success();
    out
}

fn report(data: &Path, file: &str) -> Value {
    serde_json::from_str(&said(program(data).args(["report", "--json", file]))).unwrap()
}

#[test]
fn an_imported_recording_is_a_run_of_the_history_with_the_same_report() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let fit = exported(folder.path(), "fit");
    let told = said(program(&data).arg("import").arg(&fit).args(["--age", "40"]));
    assert!(told.ends_with("1 run added, 0 there already\n"), "{told}");
    let (ours, theirs) = (report(&data, "last"), report(&data, fit.to_str().unwrap()));
    assert_eq!(ours["format"], "journal");
    for field in ["heart_rate", "started_at", "elapsed_s", "timer_s", "device", "sport", "laps"] {
        assert_eq!(ours[field], theirs[field], "{field}");
    }
    let originals: Vec<_> = fs::read_dir(data.join("originals")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(originals.len(), 1);
    assert_eq!(fs::read(&originals[0]).unwrap(), fs::read(&fit).unwrap());
    assert!(fit.exists());
}

#[test]
fn the_same_run_is_added_once_whatever_its_name_and_format() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let fit = exported(folder.path(), "fit");
    program(&data).arg("import").arg(&fit).assert().success();
    let journal = fs::read_dir(data.join("runs")).unwrap().next().unwrap().unwrap().path();
    let before = fs::read(&journal).unwrap();
    let copy = folder.path().join("copy.fit");
    fs::copy(&fit, &copy).unwrap();
    let told = said(program(&data).arg("import").args([&fit, &copy, &exported(folder.path(), "tcx")]));
    assert!(told.ends_with("0 runs added, 3 there already\n"), "{told}");
    assert_eq!(fs::read(&journal).unwrap(), before);
    assert_eq!(said(program(&data).args(["history", "--json"])).lines().count(), 1);
}

#[test]
fn a_file_without_a_run_is_told_and_keeps_the_others_from_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let noise = folder.path().join("noise.bin");
    fs::write(&noise, [7_u8; 300]).unwrap();
    let output = program(&data).arg("import").arg(&noise).arg(exported(folder.path(), "fit")).assert().code(1).get_output().clone();
    assert!(String::from_utf8_lossy(&output.stderr).contains("1 of 2 files could not be imported"));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 run added"));
}

#[test]
fn a_recording_that_tells_no_start_is_added_once_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let beats = folder.path().join("beats.txt");
    fs::write(&beats, (0..600).map(|k| format!("{}\n", 480 + k % 7)).collect::<String>()).unwrap();
    for added in ["1 run added", "0 runs added"] {
        let told = said(program(&data).arg("import").arg(&beats));
        assert!(told.contains(added), "{told}");
        let renamed = folder.path().join("again.txt");
        fs::copy(&beats, &renamed).unwrap();
        assert!(said(program(&data).arg("import").arg(&renamed)).contains("0 runs added"));
    }
}

/// `history | head -0`: the reader is gone before the first word.
#[test]
fn a_reader_that_went_away_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    program(&data).arg("import").arg(exported(folder.path(), "fit")).assert().success();
    for arguments in [
        &["history"][..],
        &["history", "--json"],
        &["report", "last"],
        &["report", "last", "--html", "-"],
        &["zones"],
        &["man"],
        &["completions", "bash"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = Process::new(env!("CARGO_BIN_EXE_recovery-run"))
            .env("RECOVERY_RUN_DATA", &data)
            .env("RECOVERY_RUN_CONFIG", data.join("none.toml"))
            .args(arguments)
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && words.is_empty(), "{arguments:?}: {words}");
    }
}
