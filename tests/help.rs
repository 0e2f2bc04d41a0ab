//! The help fits the smallest terminal, 80 columns by 24 rows, with examples that work; a slip of the pen is told what was meant.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use std::process::{Command, Output};

use clap::CommandFactory as _;
use recovery_run::cmd::Cli;

const ROWS: usize = 24;
const COLUMNS: usize = 80;

fn program(args: &[&str]) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_recovery-run"));
    command.args(args).env("RECOVERY_RUN_DATA", home.path()).env("RECOVERY_RUN_CONFIG", home.path().join("config.toml"));
    command.env_remove("COLUMNS").output().unwrap()
}

fn help(args: &[&str]) -> String {
    let output = program(args);
    assert!(output.status.success() && output.stderr.is_empty(), "{args:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn commands() -> Vec<String> {
    let program = Cli::command();
    let visible = program.get_subcommands().filter(|command| !command.is_hide_set());
    visible.map(|command| command.get_name().to_owned()).collect()
}

/// The command lines under "Examples:", without what stands beside them.
fn examples(help: &str) -> Vec<String> {
    let (_, below) = help.split_once("\nExamples:\n").unwrap_or_else(|| panic!("no examples in\n{help}"));
    let lines = below.lines().map_while(|line| line.strip_prefix("  "));
    lines.map(|line| line.split("  ").next().unwrap().to_owned()).collect()
}

fn assert_fits(help: &str) {
    assert!(help.lines().count() <= ROWS, "{} rows:\n{help}", help.lines().count());
    for line in help.lines() {
        assert!(line.chars().count() <= COLUMNS, "{} columns: {line}", line.chars().count());
    }
}

fn assert_parses(line: &str) {
    if let Err(error) = Cli::command().try_get_matches_from(line.split_whitespace()) {
        panic!("{line}: {error}");
    }
}

#[test]
fn the_help_of_the_program_fits_a_terminal_and_shows_three_examples_and_every_command() {
    for flag in ["-h", "--help", "help"] {
        let help = help(&[flag]);
        assert_fits(&help);
        assert_eq!(examples(&help).len(), 3, "{help}");
        examples(&help).iter().for_each(|line| assert_parses(line));
        for command in commands() {
            assert!(help.contains(&format!("\n  {command} ")), "{command} is not in\n{help}");
        }
        assert!(help.contains("--theme") && help.contains("--layout") && help.contains("--version"), "{help}");
    }
}

#[test]
fn the_short_help_of_each_command_fits_a_terminal_and_ends_with_an_example() {
    assert!(commands().len() >= 13);
    for command in commands() {
        let short = help(&[&command, "-h"]);
        assert_fits(&short);
        let shown = examples(&short);
        assert!(!shown.is_empty(), "{command}");
        for line in &shown {
            assert!(line.starts_with(&format!("recovery-run {command}")), "{line} is no example of {command}");
            assert_parses(line);
        }
        // What the short one leaves out the long one has, and more.
        let long = help(&[&command, "--help"]);
        assert_eq!(examples(&long), shown, "{command}");
        for argument in Cli::command().find_subcommand(&command).unwrap().get_arguments() {
            let flag = format!("--{}", argument.get_long().unwrap_or_default());
            assert!(long.contains(&flag), "{command} {flag}");
        }
    }
}

#[test]
fn a_misspelt_command_or_flag_is_told_what_was_meant() {
    for (args, meant) in [
        (&["reprot"][..], "report"),
        (&["histroy"], "history"),
        (&["complitions"], "completions"),
        (&["run", "--minute", "20"], "--minutes"),
        (&["run", "--traedmill", "x"], "--treadmill"),
        (&["demo", "--runner", "stuborn"], "stubborn"),
        (&["--tehme", "dark"], "--theme"),
    ] {
        let output = program(args);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {told}");
        let tip = told.lines().find(|line| line.contains("tip:")).unwrap_or_else(|| panic!("{args:?}: {told}"));
        assert!(tip.contains(meant), "{args:?}: {tip}");
    }
}
