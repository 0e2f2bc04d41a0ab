//! The README, `--help` and the program must tell the same: each command and flag of one stands in the other.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use std::collections::BTreeSet;
use std::process::Command;

fn help(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_recovery-run")).args(args).arg("--help").output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

fn commands() -> Vec<String> {
    let text = help(&[]);
    let (_, list) = text.split_once("Commands:").unwrap();
    let (list, _) = list.split_once("Options:").unwrap();
    list.lines()
        .filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next().map(str::to_owned))
        .filter(|word| word != "help" && word.chars().all(|c| c.is_ascii_lowercase()))
        .collect()
}

fn flags(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .filter(|word| word.starts_with("--") && word.len() > 3)
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_readme_and_the_help_name_the_same_commands_and_flags() {
    let readme = include_str!("../README.md");
    let (_, table) = readme.split_once("## Commands").unwrap();
    let (table, _) = table.split_once("## Zones").unwrap();
    let mut known = BTreeSet::from(["--help".to_owned(), "--version".to_owned()]);
    let commands = commands();
    assert!(commands.len() >= 8, "{commands:?}");
    for command in &commands {
        assert!(table.contains(&format!("`recovery-run {command}")), "the README does not tell of {command}");
        let told = help(&[command]);
        // Wrapped texts of other flags may name a flag in passing; those that are declared start a line.
        let declared: BTreeSet<String> = told
            .lines()
            .map(str::trim_start)
            .filter(|line| line.starts_with('-'))
            .flat_map(|line| flags(line.split("  ").next().unwrap_or(line)))
            .collect();
        for flag in declared.iter().filter(|flag| *flag != "--help") {
            assert!(table.contains(flag.as_str()), "the README does not tell of {command} {flag}");
        }
        known.extend(declared);
    }
    for flag in flags(table) {
        assert!(known.contains(&flag), "the README tells of {flag}, which no command has");
    }
}

#[test]
fn every_cue_is_told_in_the_readme() {
    let readme = include_str!("../README.md");
    for kind in recovery_run::session::CueKind::ALL {
        assert!(readme.contains(&format!("`{}`", kind.word())), "{}", kind.word());
    }
}
