//! A run told in plain lines: for screen readers, logs and terminals that cannot place text.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use std::process::{Command, Output};

fn plain(args: &[&str]) -> Output {
    let home = tempfile::tempdir().unwrap();
    Command::new(env!("CARGO_BIN_EXE_recovery-run"))
        .args(["demo", "--plain", "--speed", "max"])
        .args(args)
        .env("RECOVERY_RUN_DATA", home.path())
        .env("RECOVERY_RUN_CONFIG", home.path().join("config.toml"))
        .env("RECOVERY_RUN_SOUND", "bell")
        .output()
        .unwrap()
}

#[test]
fn half_an_hour_is_told_in_at_most_sixty_lines_of_ascii_without_escapes() {
    for runner in ["obedient", "forgetful", "slow", "stubborn"] {
        for seed in ["1", "2", "3"] {
            let output = plain(&["--runner", runner, "--seed", seed]);
            assert!(output.status.success());
            let text = String::from_utf8(output.stdout).unwrap();
            let lines: Vec<&str> = text.lines().collect();
            assert!((10..=60).contains(&lines.len()), "{runner} {seed}: {} lines\n{text}", lines.len());
            assert!(text.bytes().all(|byte| byte == b'\n' || byte == b' ' || byte.is_ascii_graphic()), "{text:?}");
            assert!(lines.last().unwrap().starts_with("the run is over after 30 minutes"), "{text}");
            assert!(lines.iter().all(|line| !line.contains("km/h") && !line.contains('%')), "{text}");
        }
    }
}

#[test]
fn a_prompt_stands_first_in_its_line_with_the_rate_and_what_to_do() {
    let text = String::from_utf8(plain(&["--runner", "stubborn"]).stdout).unwrap();
    let prompt = text.lines().find(|line| line.starts_with("slow down. heart rate ")).unwrap_or_else(|| panic!("no prompt: {text}"));
    assert!(prompt.contains(" over the ceiling. set ") && prompt.contains(" kilometres an hour, at "), "{prompt}");
}

#[test]
fn plain_and_headless_exclude_each_other() {
    let output = plain(&["--headless"]);
    assert_eq!(output.status.code(), Some(2));
}
