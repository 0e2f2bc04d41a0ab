//! A run that broke off is gone on with: in its own file, with its own start, and with the link as it is now.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.
#![cfg(unix)]

mod terminal;

use std::fs;

use recovery_run::format::journal;
use recovery_run::format::{Reading, TimedReading};
use recovery_run::heart::HeartRateMeasurement;
use recovery_run::session::{Elapsed, Link};
use terminal::Terminal;

/// The journal of a run with a strap that was killed after ten seconds.
fn killed() -> String {
    let header = r#"{"journal":"recovery-run","version":2,"app":"0.1.0","started_at":"2026-11-23T10:00:00Z","origin":"strap","athlete":{"age":40.0},"zone_model":"custom","zone_bounds":[100.0,120.0,140.0,160.0,180.0],"zone_basis":"as given","ceiling":null,"minutes":30,"legs":"fresh"}"#;
    let rates = (0..10).map(|secs| TimedReading::new(Elapsed::from_secs(secs), Reading::Measurement(HeartRateMeasurement::of(120))));
    let link = |secs, link| TimedReading::new(Elapsed::from_secs(secs), Reading::Link(link));
    let readings = std::iter::once(link(0, Link::Connected)).chain(rates).chain([link(10, Link::Lost)]);
    let lines: Vec<String> = readings.map(|reading| journal::line(&reading)).collect();
    format!("{header}\n{}\n", lines.join("\n"))
}

#[test]
fn a_run_that_is_resumed_keeps_its_file_and_its_start_and_shows_the_link_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    let runs = home.path().join("data/runs");
    fs::create_dir_all(&runs).unwrap();
    let path = runs.join("2026-11-23T10-00-00Z.jsonl");
    fs::write(&path, killed()).unwrap();
    let program = env!("CARGO_BIN_EXE_recovery-run");
    // No Bluetooth: a bus that is not there.
    let bus = format!("DBUS_SYSTEM_BUS_ADDRESS=unix:path={}", home.path().join("no-bus").display());
    let script = format!("{bus} {program} run --age 40; {program} report last --json; echo exit=$?; stty -a; echo --over--");
    let mut terminal = Terminal::shell_in(&script, 100, 30, home);
    terminal.wait_for(|screen| screen.contains("resume"));
    terminal.type_keys("r");
    terminal.wait_for(|screen| screen.contains("q stop"));
    assert!(!terminal.screen().contains("lost"), "{}", terminal.screen());
    terminal.type_keys("qq");
    let printed = terminal.assert_restored();
    assert!(printed.contains(r#""started_at":"2026-11-23T10:00:00Z""#), "{printed}");

    let journal = journal::read(&fs::read(&path).unwrap()).unwrap();
    assert!(journal.is_finished());
    let links: Vec<Link> = journal
        .readings
        .iter()
        .filter_map(|reading| match reading.reading {
            Reading::Link(link) => Some(link),
            _ => None,
        })
        .collect();
    assert_eq!(links[..3], [Link::Connected, Link::Lost, Link::Searching]);
    assert_eq!(fs::read_dir(&runs).unwrap().filter(|entry| entry.as_ref().unwrap().path().extension().unwrap() == "jsonl").count(), 1);
}
