//! Whoever reads the program's output may stop reading: a terminal, a pipe. The run does not notice.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.
#![cfg(unix)]

mod terminal;

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use recovery_run::format::Reading;
use recovery_run::format::journal::{self, Journal};
use terminal::{Terminal, skip_without};

/// A run on the clock of this computer, with lines of rates on its standard input.
fn headless(data: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_recovery-run"))
        .args(["run", "--source", "-", "--headless", "--zone-bounds", "100,120,140,160,180"])
        .env("RECOVERY_RUN_DATA", data)
        .env("RECOVERY_RUN_CONFIG", data.join("config.toml"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn only_journal(runs: &Path) -> Journal {
    let files: Vec<_> = fs::read_dir(runs).unwrap().map(|entry| entry.unwrap().path()).collect();
    let journals: Vec<_> = files.iter().filter(|path| path.extension().is_some_and(|end| end == "jsonl")).collect();
    assert_eq!(journals.len(), 1, "{files:?}");
    journal::read(&fs::read(journals[0]).unwrap()).unwrap()
}

fn measurements(journal: &Journal) -> usize {
    journal.readings.iter().filter(|reading| matches!(reading.reading, Reading::Measurement(_))).count()
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("sh").args(["-c", &format!("kill -{name} {}", child.id())]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn a_reader_of_lines_that_stops_holds_up_no_reading_and_gets_every_line_later() {
    const READINGS: usize = 40_000;
    let data = tempfile::tempdir().unwrap();
    let mut child = headless(data.path());
    let mut input = child.stdin.take().unwrap();
    // More than the pipes hold: this ends only if the run takes readings while nobody reads its lines.
    input.write_all("130\n".repeat(READINGS).as_bytes()).unwrap();
    drop(input);
    let mut lines = String::new();
    child.stdout.take().unwrap().read_to_string(&mut lines).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(lines.lines().filter(|line| line.contains(r#""type":"sample""#)).count(), READINGS);
    assert!(lines.lines().last().unwrap().contains(r#""type":"summary""#));
    assert_eq!(measurements(&only_journal(&data.path().join("runs"))), READINGS);
}

#[test]
fn a_reader_of_lines_that_never_comes_back_does_not_keep_the_run_from_its_end() {
    let data = tempfile::tempdir().unwrap();
    let mut child = headless(data.path());
    let mut input = child.stdin.take().unwrap();
    let output = child.stdout.take().unwrap();
    // More than the pipes hold: when all of it is given, most of it was taken, and nobody reads what came of it.
    input.write_all("130\n".repeat(40_000).as_bytes()).unwrap();
    signal(&child, "TERM");
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert!(child.wait().unwrap().success(), "{told}");
    assert!(told.contains("the JSON output was not told to its end"), "{told}");
    assert!(only_journal(&data.path().join("runs")).is_finished());
    drop(output);
}

#[test]
fn an_input_with_its_own_time_waits_for_a_slow_reader() {
    const READINGS: usize = 30_000;
    let data = tempfile::tempdir().unwrap();
    let mut child = headless(data.path());
    let mut input = child.stdin.take().unwrap();
    let text: String = (0..READINGS).map(|at| format!("{{\"at\":{at},\"bpm\":130}}\n")).collect();
    let giving = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let mut lines = String::new();
    child.stdout.take().unwrap().read_to_string(&mut lines).unwrap();
    giving.join().unwrap().unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(lines.lines().filter(|line| line.contains(r#""type":"sample""#)).count(), READINGS);
}

#[test]
fn a_terminal_that_takes_nothing_holds_up_neither_readings_nor_the_end() {
    if skip_without("mkfifo") || skip_without("stty") {
        return;
    }
    const READINGS: usize = 40_000;
    let program = env!("CARGO_BIN_EXE_recovery-run");
    let home = tempfile::tempdir().unwrap();
    let (pipe, ended) = (home.path().join("readings"), home.path().join("ended"));
    assert!(Command::new("mkfifo").args([&pipe, &ended]).status().unwrap().success());
    let script = format!(
        "{program} run --source - --zone-bounds 100,120,140,160,180 < {}; echo exit=$? > {}; stty -a; echo --over--",
        pipe.display(),
        ended.display()
    );
    let mut terminal = Terminal::shell_in(&script, 300, 100, home);
    let mut input = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    input.write_all(b"130\n").unwrap();
    terminal.wait_for(|screen| screen.contains("q stop"));
    terminal.set_reading(false);
    // Every repaint of a large window is more than a terminal holds.
    terminal.type_keys(&"\u{c}".repeat(50));
    input.write_all("131\n".repeat(READINGS).as_bytes()).unwrap();
    drop(input);
    // The shell goes on when the run has ended by itself; only then is anything read again.
    assert_eq!(fs::read_to_string(&ended).unwrap().trim(), "exit=0");
    terminal.set_reading(true);
    let all = terminal.read_to_end();
    for mode in ["icanon", "echo", "isig"] {
        let stays = all.split_whitespace().any(|word| word.trim_end_matches(';') == mode);
        assert!(stays, "{mode} is not back");
    }
    let journal = only_journal(&terminal.runs());
    assert!(journal.is_finished());
    assert_eq!(measurements(&journal), READINGS + 1);
}

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_comes_back_whole() {
    if skip_without("bash") {
        return;
    }
    let program = env!("CARGO_BIN_EXE_recovery-run");
    let mut terminal = Terminal::shell("PS1='ready> ' exec bash --norc --noprofile -i", 80, 24);
    terminal.wait_for(|screen| screen.contains("ready>"));
    terminal.type_keys(&format!("{program} demo --zone-bounds 100,120,140,160,180\r"));
    terminal.wait_for(|screen| screen.contains("q stop"));
    terminal.type_keys("\u{1a}");
    terminal.wait_for(|screen| screen.contains("Stopped") && screen.trim_end().ends_with("ready>"));
    assert!(!terminal.screen().contains("q stop"), "the dashboard is still there:\n{}", terminal.screen());
    terminal.type_keys("fg\r");
    terminal.wait_for(|screen| screen.contains("q stop") && screen.contains("Z5") && screen.contains("then 140"));
    terminal.type_keys("qq");
    terminal.wait_for(|screen| screen.contains("recovery run") && screen.trim_end().ends_with("ready>"));
    terminal.type_keys("exit\r");
    terminal.assert_given_back();
}
