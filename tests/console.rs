//! The kernel's console with sixteen colours of ours, and terminals that tell no size.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.
#![cfg(unix)]

mod terminal;

use std::fs;

use terminal::{Terminal, skip_without};

const LOADED: &str = "\u{1b}]P3E6A000";
const PUT_BACK: &str = "\u{1b}]R";

/// The demo on a console, with this configuration.
fn console(term: &str, config: &str) -> Terminal {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("config.toml"), config).unwrap();
    let program = env!("CARGO_BIN_EXE_recovery-run");
    let script = format!("TERM={term} {program} demo --coach-only; echo exit=$?; stty -a; echo --over--");
    let mut terminal = Terminal::shell_in(&script, 80, 24, home);
    terminal.wait_for(|screen| screen.contains("ZONE"));
    terminal
}

/// Whether the palette was put back after it was loaded last, and before anything else was printed on the terminal that is given back.
fn is_put_back(all: &str) -> bool {
    matches!((all.rfind(LOADED), all.rfind(PUT_BACK)), (Some(loaded), Some(put_back)) if loaded < put_back)
}

#[test]
fn the_consoles_palette_is_loaded_where_that_is_asked_for_and_put_back_on_every_way_out() {
    if skip_without("stty") {
        return;
    }
    for (way, keys, signal) in [("q", "qq", None), ("ctrl-c", "\u{3}", None), ("SIGTERM", "", Some("TERM")), ("SIGHUP", "", Some("HUP"))] {
        let mut terminal = console("linux", "age = 40\nconsole_palette = \"own\"\n");
        assert!(terminal.written().contains(LOADED), "{way}");
        terminal.type_keys(keys);
        if let Some(signal) = signal {
            terminal.signal(signal);
        }
        let all = terminal.read_to_end();
        assert!(is_put_back(&all), "{way}: {all:?}");
    }
}

#[test]
fn a_console_that_is_left_as_it_is_and_any_other_terminal_get_no_palette() {
    if skip_without("stty") {
        return;
    }
    for (term, config) in [("linux", "age = 40\n"), ("xterm", "age = 40\nconsole_palette = \"own\"\n")] {
        let mut terminal = console(term, config);
        terminal.type_keys("\u{3}");
        let all = terminal.read_to_end();
        assert!(!all.contains("\u{1b}]P") && !all.contains(PUT_BACK), "{term}: {all:?}");
    }
}

#[test]
fn ctrl_z_puts_the_consoles_palette_back_and_fg_loads_it_again() {
    if skip_without("stty") || skip_without("bash") {
        return;
    }
    let program = env!("CARGO_BIN_EXE_recovery-run");
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("config.toml"), "age = 40\nconsole_palette = \"own\"\n").unwrap();
    let script = format!(
        "exec bash --norc --noprofile -c 'set -m; TERM=linux {program} demo --coach-only; echo stopped; read go; fg; echo --over--'"
    );
    let mut terminal = Terminal::shell_in(&script, 80, 24, home);
    terminal.wait_for(|screen| screen.contains("ZONE"));
    terminal.type_keys("\u{1a}");
    terminal.wait_for(|screen| screen.contains("stopped"));
    let stopped = terminal.written();
    let (before, _) = stopped.split_once("stopped").unwrap();
    assert!(is_put_back(before), "{before:?}");
    terminal.type_keys("\n");
    terminal.wait_for(|screen| screen.contains("ZONE"));
    assert!(terminal.written().rfind(LOADED) > terminal.written().rfind(PUT_BACK), "loaded again");
    terminal.type_keys("\u{3}");
    assert!(is_put_back(&terminal.read_to_end()));
}

#[test]
fn a_terminal_that_tells_no_size_is_drawn_on_as_the_environment_says_or_at_80_by_24() {
    if skip_without("stty") {
        return;
    }
    for (around, columns, rows) in [("COLUMNS=100 LINES=30", 100, 30), ("", 80, 24)] {
        let program = env!("CARGO_BIN_EXE_recovery-run");
        let script = format!("stty rows 0 cols 0; {around} {program} demo --coach-only; echo exit=$?; stty -a; echo --over--");
        // The window is larger than what the program is told of it.
        let mut terminal = Terminal::shell(&script, 120, 40);
        terminal.wait_for(|screen| screen.contains("not recorded"));
        let screen = terminal.screen();
        let footer = screen.lines().position(|line| line.contains("not recorded")).unwrap();
        assert_eq!(footer + 1, rows, "{around}\n{screen}");
        let widest = screen.lines().map(|line| line.trim_end().chars().count()).max().unwrap();
        assert!((columns - 4..=columns).contains(&widest), "{around}: {widest}\n{screen}");
        terminal.type_keys("\u{3}");
        terminal.assert_restored();
    }
}
