//! The question which strap is yours, at a terminal: it is open until it is answered, before the run and in it.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod fake_bluez;
mod terminal;

use fake_bluez::{Bus, FakeBluez};
use terminal::Terminal;

/// The program at a terminal of this size, with two straps in reach.
fn asked(bus: &Bus, columns: u16, rows: u16) -> Terminal {
    let program = env!("CARGO_BIN_EXE_recovery-run");
    let script = format!("DBUS_SYSTEM_BUS_ADDRESS='{}' {program} run --age 40; echo exit=$?; stty -a; echo --over--", bus.address());
    let mut terminal = Terminal::shell(&script, columns, rows);
    terminal.wait_for(|screen| screen.contains("which strap is yours? press 1-2") && screen.contains("2  "));
    terminal
}

#[test]
fn a_run_that_begins_before_the_question_is_answered_goes_on_asking_and_takes_the_strap_of_the_number() {
    for (columns, rows) in [(80, 24), (40, 10)] {
        let Some(bus) = Bus::start("") else { return };
        let _bluez = FakeBluez::with_straps(bus.address(), &["First strap", "Second strap"]);
        let mut terminal = asked(&bus, columns, rows);
        terminal.type_keys("\r");
        terminal.wait_for(|screen| screen.contains(":59 left") && screen.contains("1  First strap") && screen.contains("2  Second strap"));
        terminal.type_keys("2");
        // The second strap sends 160 to 164 bpm, the first 120 to 124: the summary tells which it was, once a rate came.
        let runs = terminal.runs();
        let has_rate = || {
            let files = std::fs::read_dir(&runs).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap_or_default());
            files.into_iter().any(|journal| journal.contains("\"2a37\""))
        };
        terminal.wait_for(|screen| !screen.contains("which strap") && has_rate());
        terminal.type_keys("\u{3}");
        let told = terminal.assert_restored();
        assert!(told.contains("16"), "{told}");
    }
}
