//! A run with a strap and the replay of its journal tell the same bytes: what was told live follows from what was recorded.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod fake_bluez;

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use fake_bluez::{Bus, FakeBluez, Fault};

fn program(address: &str, home: &std::path::Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_recovery-run"));
    command
        .args(args)
        .env("DBUS_SYSTEM_BUS_ADDRESS", address)
        .env("RECOVERY_RUN_DATA", home.join("data"))
        .env("RECOVERY_RUN_CONFIG", home.join("config.toml"));
    command
}

#[test]
fn a_run_with_a_strap_replays_to_the_same_bytes_at_any_speed() {
    let Some(bus) = Bus::start("") else { return };
    let fake = FakeBluez::start(&bus, true, true);
    let home = tempfile::tempdir().unwrap();
    let mut child = program(&bus.address(), home.path(), &["run", "--headless", "--age", "40"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut live = String::new();
    // Samples before a loss, the loss, and samples after it.
    let mut until = |wanted: &str, times: usize, live: &mut String| {
        let mut found = 0;
        while found < times {
            let before = live.len();
            assert!(lines.read_line(live).unwrap() > 0, "the run ended:\n{live}");
            found += usize::from(live[before..].contains(wanted));
        }
    };
    until(r#""type":"sample""#, 5, &mut live);
    fake.fault(Fault::Away);
    until(r#""link":"lost""#, 1, &mut live);
    fake.fault(Fault::Back);
    until(r#""type":"sample""#, 5, &mut live);
    assert!(Command::new("sh").args(["-c", &format!("kill -TERM {}", child.id())]).status().unwrap().success());
    lines.read_to_string(&mut live).unwrap();
    assert!(child.wait().unwrap().success());

    for speed in ["max", "1000"] {
        let replay = program("unix:path=/nowhere", home.path(), &["replay", "last", "--headless", "--speed", speed]).output().unwrap();
        let replayed = String::from_utf8(replay.stdout).unwrap();
        for (number, (live, replayed)) in (1..).zip(live.lines().zip(replayed.lines())) {
            assert_eq!(live, replayed, "line {number}");
        }
        assert_eq!(live, replayed);
    }
}
