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

/// A demo in which each character of an answer that is taken for a key ends the run at once.
fn touchy() -> Terminal {
    let home = tempfile::tempdir().unwrap();
    let keys = r#"["]", ";", ":", "/", "r", "g", "b", "a", "c", "d", "e", "f", "ctrl-g", "\\"]"#;
    let config = format!("age = 40\n[keys]\nstop-now = {keys}\nmute = []\nchart = []\nstop = \"z\"\n");
    std::fs::write(home.path().join("config.toml"), config).unwrap();
    let program = env!("CARGO_BIN_EXE_recovery-run");
    let script = format!("{program} demo --minutes 5 --coach-only; echo exit=$?; stty -a; echo --over--");
    Terminal::shell_in(&script, 80, 24, home)
}

/// What the terminal answers comes in two pieces, cut here, with a frame between them.
fn answered_in_pieces(answer: &str, cut: usize) {
    let mut terminal = touchy();
    terminal.wait_for(|screen| screen.contains("ZONE"));
    let unknown = terminal.foregrounds();
    terminal.type_keys(&answer[..cut]);
    // The clock goes on meanwhile: the first piece has been read by then.
    let clock = terminal.screen();
    terminal.wait_for(|screen| screen != clock);
    terminal.type_keys(&answer[cut..]);
    terminal.wait_for_other_colors(&unknown);
    // Help is still a key.
    terminal.type_keys("?");
    terminal.wait_for(|screen| screen.contains("pause or continue"));
    terminal.type_keys("zz");
    terminal.assert_restored();
}

#[test]
fn no_byte_of_an_answer_is_a_key_wherever_it_is_cut() {
    if skip_without("stty") {
        return;
    }
    // The escapes of its beginning and its end, and between two characters.
    let cuts =
        [(LIGHT, 1), (LIGHT, 2), (LIGHT, 3), (LIGHT, 12), (LIGHT, LIGHT.len() - 2), (LIGHT, LIGHT.len() - 1), (DARK_ENDED_BY_A_BELL, 20)];
    std::thread::scope(|scope| {
        for (answer, cut) in cuts {
            scope.spawn(move || answered_in_pieces(answer, cut));
        }
    });
}

/// Starts of the program, each with an answer cut elsewhere; `STARTS=1000` makes it many.
#[test]
fn no_start_takes_an_answer_for_keys_that_is_there_before_its_first_frame() {
    if skip_without("stty") {
        return;
    }
    let starts = std::env::var("STARTS").ok().and_then(|starts| starts.parse().ok()).unwrap_or(20);
    for start in 0..starts {
        let mut terminal = touchy();
        let cut = 1 + start % (LIGHT.len() - 1);
        terminal.type_keys(&LIGHT[..cut]);
        terminal.type_keys(&LIGHT[cut..]);
        terminal.wait_for(|screen| screen.contains("ZONE"));
        terminal.type_keys("zz");
        terminal.assert_restored();
    }
}
