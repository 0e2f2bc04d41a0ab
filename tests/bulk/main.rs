//! Compressed files and archives are read through; folders and archives are imported whole, each run once, in one command that
//! can be stopped.
#![allow(clippy::unwrap_used)]

#[path = "../terminal/mod.rs"]
mod terminal;

mod archives;
mod exports;
mod files;
mod same_run;
mod stopping;

use std::path::Path;

use assert_cmd::Command;

fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_recovery-run"));
    command.env("RECOVERY_RUN_DATA", data).env("RECOVERY_RUN_CONFIG", data.join("none.toml"));
    command
}

/// What a command says on standard output, ending well.
fn said(command: &mut Command) -> String {
    String::from_utf8(command.assert().success().get_output().stdout.clone()).unwrap()
}

/// What it says on standard error, failing.
fn complaint(command: &mut Command) -> String {
    String::from_utf8(command.assert().code(1).get_output().stderr.clone()).unwrap()
}

fn ids(data: &Path) -> Vec<String> {
    let history = said(program(data).args(["history", "--json"]));
    let id = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_str().unwrap().to_owned();
    history.lines().map(id).collect()
}
