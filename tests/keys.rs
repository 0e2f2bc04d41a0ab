//! The keys of a run, as the runner gave them: what they change, what they say, and clicks on them.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.
#![cfg(unix)]

mod terminal;

use std::fs;

use terminal::{Terminal, skip_without};

const MOUSE_ON: &str = "\u{1b}[?1000h";
const MOUSE_OFF: &str = "\u{1b}[?1000l";

/// A demo with this configuration, in a window of 80x24.
fn configured(text: &str) -> Terminal {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("config.toml"), text).unwrap();
    let program = env!("CARGO_BIN_EXE_recovery-run");
    let script = format!("{program} demo --coach-only; echo exit=$?; stty -a; echo --over--");
    let mut terminal = Terminal::shell_in(&script, 80, 24, home);
    terminal.wait_for(|screen| screen.contains("ZONE"));
    terminal
}

/// Where a text stands on the screen, as a terminal tells a click there: from 1 on.
fn place(terminal: &Terminal, text: &str) -> (usize, usize) {
    let screen = terminal.screen();
    let found = screen.lines().enumerate().find_map(|(row, line)| Some((line[..line.find(text)?].chars().count() + 1, row + 1)));
    found.unwrap_or_else(|| panic!("no {text:?} on\n{screen}"))
}

fn end(mut terminal: Terminal) -> String {
    terminal.type_keys("\u{3}");
    terminal.assert_restored()
}

#[test]
fn minus_and_plus_move_the_ceiling_and_say_so_and_why_they_cannot() {
    if skip_without("stty") {
        return;
    }
    let mut terminal = configured("age = 40\n");
    terminal.wait_for(|screen| screen.contains("ceiling 126"));
    terminal.type_keys("+");
    terminal.wait_for(|screen| screen.contains("ceiling 126 is the plan's own: it only goes down"));
    terminal.type_keys("--");
    terminal.wait_for(|screen| screen.contains("ceiling 124, easy 0:") && screen.matches("ceiling 124").count() == 2);
    terminal.type_keys("+");
    terminal.wait_for(|screen| screen.contains("ceiling 125, easy 0:"));
    terminal.type_keys(&"-".repeat(30));
    terminal.wait_for(|screen| screen.contains("ceiling 106: that is 20 under the plan's, it goes no lower"));
    end(terminal);
}

#[test]
fn a_key_that_can_do_nothing_says_why() {
    if skip_without("stty") {
        return;
    }
    let mut terminal = configured("age = 40\n");
    terminal.type_keys("y");
    terminal.wait_for(|screen| screen.contains("nothing is asked at present"));
    terminal.type_keys(" ");
    terminal.wait_for(|screen| screen.contains("space go on"));
    terminal.type_keys("l");
    terminal.wait_for(|screen| screen.contains("no laps while paused: space goes on"));
    end(terminal);
}

#[test]
fn other_keys_of_the_configuration_work_and_are_named_on_the_screen_and_in_the_help() {
    if skip_without("stty") {
        return;
    }
    let mut terminal = configured("age = 40\nkeys.pause = \"p\"\nkeys.help = [\"f5\", \"ctrl-t\"]\n");
    terminal.wait_for(|screen| screen.contains("p pause") && screen.contains("f5 help"));
    terminal.type_keys(" ");
    terminal.type_keys("p");
    terminal.wait_for(|screen| screen.contains("p go on"));
    terminal.type_keys("\u{14}");
    terminal.wait_for(|screen| screen.contains("p      pause or continue") && screen.contains("-      ceiling down by 1"));
    terminal.type_keys("\u{1b}[15~");
    terminal.wait_for(|screen| !screen.contains("ceiling down by 1"));
    end(terminal);
}

#[test]
fn the_mouse_is_left_alone_unless_it_is_asked_for_and_then_a_click_is_a_key() {
    if skip_without("stty") {
        return;
    }
    let plain = configured("age = 40\n");
    assert!(!plain.written().contains(MOUSE_ON));
    assert!(!end(plain).contains(MOUSE_OFF));

    let mut terminal = configured("age = 40\nmouse = true\n");
    assert!(terminal.written().contains(MOUSE_ON));
    let (column, row) = place(&terminal, "pause");
    terminal.type_keys(&format!("\u{1b}[<0;{column};{row}M\u{1b}[<0;{column};{row}m"));
    terminal.wait_for(|screen| screen.contains("space go on"));
    // A click beside the keys is none.
    terminal.type_keys(&format!("\u{1b}[<0;{column};{}M", row - 3));
    let (column, row) = place(&terminal, "? help");
    terminal.type_keys(&format!("\u{1b}[<0;{column};{row}M"));
    terminal.wait_for(|screen| screen.contains("draw the screen anew"));
    terminal.type_keys("\u{3}");
    terminal.assert_restored();
    let all = terminal.written();
    assert!(all.rfind(MOUSE_OFF) > all.rfind(MOUSE_ON), "the mouse is given back");
}
