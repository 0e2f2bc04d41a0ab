//! The screen after a run in a terminal of its own: it tells what the run came to, stays for whoever watches, and leaves what is printed
//! and recorded as it was.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.
#![cfg(unix)]

mod terminal;

use terminal::Terminal;

/// Records a demo of so many minutes, then runs a command.
fn after_a_demo(minutes: u32, command: &str, columns: u16, rows: u16) -> Terminal {
    let program = env!("CARGO_BIN_EXE_recovery-run");
    let demo = format!("{program} demo --minutes {minutes} --headless --record --age 40 >/dev/null 2>&1");
    Terminal::shell(&format!("{demo}; {program} {command}; echo exit=$?; stty -a; echo --over--"), columns, rows)
}

#[test]
fn a_demo_ends_on_its_summary_and_tells_how_the_heart_comes_down() {
    let mut terminal = Terminal::run("demo --minutes 5 --speed 100 --age 40", 120, 40);
    terminal.wait_for(|screen| screen.contains("RECOVERY") && screen.contains("HOW HARD WAS IT?"));
    terminal.wait_for(|screen| screen.contains("60 s") && screen.contains("bpm in"));
    for told in ["mean", "highest", "PROMPTS", "Z2 easy", "Now: water", "not recorded"] {
        assert!(terminal.screen().contains(told), "no {told:?} in\n{}", terminal.screen());
    }
    terminal.type_keys("\r");
    let printed = terminal.assert_restored();
    assert!(printed.contains("recovery run  5:") && printed.contains("now: water"), "{printed}");
}

#[test]
fn a_replay_stays_on_its_summary_until_a_key_and_prints_what_it_printed_before() {
    let mut terminal = after_a_demo(6, "replay last --speed 500", 80, 24);
    terminal.wait_for(|screen| screen.contains("% ") && screen.contains("enter leaves"));
    assert!(!terminal.screen().contains("HOW HARD"), "a recording was answered long ago:\n{}", terminal.screen());
    // Digits change nothing here; the window may change.
    terminal.type_keys("3");
    terminal.resize(40, 10);
    terminal.wait_for(|screen| screen.contains("enter leaves") && screen.contains("done"));
    terminal.type_keys("q");
    let printed = terminal.assert_restored();
    assert!(printed.contains("recovery run  6:") && !printed.contains("effort"), "{printed}");
}

#[test]
fn what_is_played_without_waiting_and_a_run_without_the_method_end_by_themselves() {
    for (minutes, command) in
        [(6, "replay last --speed max"), (6, "demo --minutes 5 --speed 500 --coach-only"), (5, "demo --minutes 5 --speed max")]
    {
        let printed = after_a_demo(minutes, command, 80, 24).assert_restored();
        assert!(printed.contains("recovery run  "), "{command}: {printed}");
    }
}
