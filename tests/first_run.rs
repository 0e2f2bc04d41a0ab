//! The first run: from nothing to the first beat at a terminal, and the configuration that is written on the way.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod fake_bluez;
mod terminal;

use std::fs;
use std::path::PathBuf;

use fake_bluez::{Bus, FakeBluez};
use terminal::Terminal;

/// The program at a terminal, in a home without a configuration; where that will be.
fn first(bus: &Bus, command: &str, columns: u16, rows: u16) -> (Terminal, PathBuf) {
    let program = env!("CARGO_BIN_EXE_recovery-run");
    let script = format!("DBUS_SYSTEM_BUS_ADDRESS='{}' {program} {command}; echo exit=$?; stty -a; echo --over--", bus.address());
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config.toml");
    let terminal = Terminal::shell_in(&script, columns, rows, home);
    (terminal, config)
}

#[test]
fn under_ten_keys_lead_from_nothing_to_the_first_beat() {
    for (columns, rows) in [(80, 24), (40, 10)] {
        let Some(bus) = Bus::start("") else { return };
        let _bluez = FakeBluez::with_straps(bus.address(), &["First strap", "Second strap"]);
        let (mut terminal, config) = first(&bus, "", columns, rows);
        let mut keys = 0;
        let mut press = |terminal: &mut Terminal, key: &str| {
            keys += 1;
            terminal.type_keys(key);
        };
        terminal.wait_for(|screen| screen.contains("1 you") && screen.contains("an age is enough"));
        press(&mut terminal, "4");
        press(&mut terminal, "2");
        terminal.wait_for(|screen| rows < 20 && screen.contains("ceiling 125") || screen.contains("70 % of 179 = 208 - 0.7 x age"));
        press(&mut terminal, "\r");
        terminal.wait_for(|screen| screen.contains("YOUR STRAP") && screen.contains("1  First strap"));
        assert!(fs::read_to_string(&config).unwrap().contains("\nage = 42"), "the age is kept at once");
        press(&mut terminal, "1");
        // The first strap sends 120 to 124 bpm.
        terminal.wait_for(|screen| screen.contains("First strap") && screen.contains("12") && screen.contains("bpm"));
        press(&mut terminal, "\r");
        terminal.wait_for(|screen| screen.contains("slow down") && screen.contains("volume"));
        press(&mut terminal, "\r");
        terminal.wait_for(|screen| screen.contains("enter start") || screen.contains("legs"));
        press(&mut terminal, "\r");
        terminal.wait_for(|screen| screen.contains("bpm") && !screen.contains("no heart rate yet") && screen.contains("0:0"));
        assert!(keys < 10, "{keys} keys");
        terminal.type_keys("\u{3}");
        terminal.assert_restored();
    }
}

#[test]
fn config_init_at_a_terminal_is_the_form_and_keeps_what_was_told_with_its_comments() {
    let Some(bus) = Bus::start("") else { return };
    let _bluez = FakeBluez::with_straps(bus.address(), &["First strap", "Second strap"]);
    let (mut terminal, config) = first(&bus, "config init", 80, 24);
    terminal.wait_for(|screen| screen.contains("an age is enough"));
    // An age, a resting rate that cannot be and one that can, then the strap's step and the sound's.
    terminal.type_keys("42\u{1b}[B205");
    terminal.wait_for(|screen| screen.contains("resting rate 205: it must be 30 to 110"));
    terminal.type_keys("\r\u{7f}\u{7f}\u{7f}58");
    terminal.wait_for(|screen| screen.contains("58 + 70 % of 121"));
    terminal.type_keys("\r");
    terminal.wait_for(|screen| screen.contains("YOUR STRAP"));
    terminal.type_keys("\r");
    terminal.wait_for(|screen| screen.contains("volume") && screen.contains("70 %"));
    terminal.type_keys("\u{1b}[Cvv");
    terminal.wait_for(|screen| screen.contains("80 %"));
    terminal.type_keys("m\r");
    let printed = terminal.assert_restored();
    assert!(printed.contains("config.toml"), "{printed}");
    let text = fs::read_to_string(&config).unwrap();
    for line in [
        "age = 42             # years",
        "resting_hr = 58      # bpm",
        "# max_hr = 185",
        "sound.volume = 80",
        "bell = false          # false",
    ] {
        assert!(text.contains(line), "no {line:?} in\n{text}");
    }
}

#[test]
fn config_init_away_from_a_terminal_writes_the_template_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config.toml");
    let output = assert_cmd::Command::cargo_bin("recovery-run")
        .unwrap()
        .args(["config", "init"])
        .env("RECOVERY_RUN_CONFIG", &config)
        .output()
        .unwrap();
    assert!(output.status.success());
    assert!(fs::read_to_string(&config).unwrap().lines().all(|line| line.is_empty() || line.starts_with('#')));
}
