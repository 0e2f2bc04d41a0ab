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
        // What is said of a rate is said of no other moment: at 120 the warm-up's ceiling is exceeded.
        terminal.wait_for(|screen| ["slower", "SLOWER", "your ceiling", "ZONE"].iter().any(|word| screen.contains(word)));
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

#[test]
fn leaving_the_form_of_config_init_writes_nothing_and_later_writes_the_template() {
    for (key, written) in [("q", false), ("\u{1b}", true)] {
        let Some(bus) = Bus::start("") else { return };
        let _bluez = FakeBluez::with_straps(bus.address(), &["First strap"]);
        let (mut terminal, config) = first(&bus, "config init", 80, 24);
        terminal.wait_for(|screen| screen.contains("an age is enough"));
        terminal.type_keys(key);
        terminal.assert_restored();
        assert_eq!(config.exists(), written, "{key:?}");
    }
}

/// `config edit` at a terminal, with an editor that writes these texts, one each time it is opened.
fn edited(texts: &[&str]) -> (Terminal, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config.toml");
    for (place, text) in texts.iter().enumerate() {
        fs::write(home.path().join(format!("text-{place}")), text).unwrap();
    }
    let editor = home.path().join("editor");
    let next =
        format!("n=$(cat {0}/count 2>/dev/null || echo 0); cat {0}/text-$n > \"$1\"; echo $((n + 1)) > {0}/count", home.path().display());
    fs::write(&editor, next).unwrap();
    let program = env!("CARGO_BIN_EXE_recovery-run");
    let script = format!("EDITOR='sh {}' {program} config edit; echo exit=$?; echo --over--", editor.display());
    (Terminal::shell_in(&script, 100, 24, home), config)
}

#[test]
fn config_edit_tells_a_mistake_with_its_line_and_offers_to_edit_again() {
    let (mut terminal, config) = edited(&["age = 40\nmax_rate = 180\n", "age = 40\n# mine\nmax_hr = 180 # seen\n"]);
    terminal.wait_for(|screen| screen.contains("line 2") && screen.contains("max_rate") && screen.contains("edit it again?"));
    terminal.type_keys("\r");
    terminal.wait_for(|screen| screen.contains("exit=0"));
    assert_eq!(fs::read_to_string(config).unwrap(), "age = 40\n# mine\nmax_hr = 180 # seen\n");
}

#[test]
fn config_edit_can_be_left_with_the_mistake_which_is_told_again() {
    let (mut terminal, _) = edited(&["zone_bounds = [50, 60, 70, 80, 90]\n"]);
    terminal.wait_for(|screen| screen.contains("look like percent") && screen.contains("edit it again?"));
    terminal.type_keys("n\r");
    terminal.wait_for(|screen| screen.contains("exit=1"));
}
