//! The terminal's own background: asked for once, answered early, late or never, and never taken for keys.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.
#![cfg(unix)]

mod terminal;

use terminal::{Terminal, skip_without};

const LIGHT: &str = "\u{1b}]11;rgb:fbfb/fafa/f6f6\u{1b}\\";
const DARK_ENDED_BY_A_BELL: &str = "\u{1b}]11;rgb:0c0c/1010/1414\u{7}";
const QUERY: &str = "\u{1b}]11;?\u{1b}\\";

#[test]
fn the_answer_of_the_terminal_brings_its_colours_and_is_no_key() {
    if skip_without("stty") {
        return;
    }
    let mut terminal = Terminal::run("demo --minutes 5 --coach-only", 80, 24);
    terminal.wait_for(|screen| screen.contains("ZONE"));
    assert_eq!(terminal.written().matches(QUERY).count(), 1);
    let unknown = terminal.foregrounds();
    terminal.type_keys(LIGHT);
    terminal.wait_for_other_colors(&unknown);
    let light = terminal.foregrounds();
    terminal.type_keys(DARK_ENDED_BY_A_BELL);
    terminal.wait_for_other_colors(&light);
    // "b" of "rgb" would have switched the sound off.
    assert!(!terminal.screen().contains("sound off"), "{}", terminal.screen());
    terminal.type_keys("q");
    terminal.wait_for(|screen| screen.contains("q or y"));
    terminal.type_keys("q");
    terminal.assert_restored();
}

#[test]
fn a_terminal_without_colour_or_of_the_kernel_is_not_asked() {
    if skip_without("stty") {
        return;
    }
    for around in ["NO_COLOR=1", "TERM=linux", "TERM=dumb"] {
        let program = env!("CARGO_BIN_EXE_recovery-run");
        let script = format!("{around} {program} demo --minutes 5 --coach-only; echo exit=$?; stty -a; echo --over--");
        let mut terminal = Terminal::shell(&script, 80, 24);
        terminal.wait_for(|screen| screen.contains("ceiling"));
        terminal.type_keys("\u{3}");
        terminal.read_to_end();
        assert!(!terminal.written().contains("]11;?"), "{around}");
    }
}
