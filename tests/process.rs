//! The process in a terminal of its own: first frame, keys, any size of window, and every way out.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.
#![cfg(unix)]

mod terminal;

use recovery_run::screen::Modes;
use terminal::Terminal;

const DEMO: &str = "demo --zone-bounds 100,120,140,160,180 --speed 4";

#[test]
fn the_first_frame_answers_whether_it_is_easy() {
    let mut terminal = Terminal::run(DEMO, 80, 24);
    terminal.wait_for(|screen| screen.contains("under the warm-up's ceiling"));
    let screen = terminal.screen();
    for word in ["ZONE", "warm-up ceiling", "then 140", "warm-up", "demo strap", "q stop"] {
        assert!(screen.contains(word), "no {word:?} in\n{screen}");
    }
}

#[test]
fn any_size_of_window_is_survived() {
    let mut terminal = Terminal::run(DEMO, 80, 24);
    terminal.wait_for(|screen| screen.contains("q stop"));
    for (columns, rows) in [(1, 1), (200, 60), (3, 2), (40, 10), (1, 60), (200, 1), (120, 40)] {
        terminal.resize(columns, rows);
    }
    terminal.wait_for(|screen| screen.contains("then 140"));
    terminal.resize(80, 24);
    terminal.wait_for(|screen| screen.contains("q stop"));
    terminal.type_keys("qq");
    terminal.assert_restored();
}

#[test]
fn keys_pause_help_and_ask_before_they_stop() {
    let mut terminal = Terminal::run(DEMO, 80, 24);
    terminal.wait_for(|screen| screen.contains("q stop"));
    terminal.type_keys(" ");
    terminal.wait_for(|screen| screen.contains("space goes on"));
    terminal.type_keys(" ");
    terminal.wait_for(|screen| !screen.contains("space goes on"));
    terminal.type_keys("?");
    terminal.wait_for(|screen| screen.contains("ctrl-c"));
    terminal.type_keys("?");
    terminal.type_keys("q");
    terminal.wait_for(|screen| screen.contains("y"));
    terminal.type_keys("n");
    terminal.type_keys("q");
    terminal.type_keys("y");
    let printed = terminal.assert_restored();
    assert!(printed.contains("recovery run  "), "no summary in {printed}");
}

#[test]
fn every_way_out_gives_the_terminal_back_and_prints_the_summary() {
    for way in ["keys qq", "keys \u{3}", "signal TERM", "signal INT", "signal HUP"] {
        let mut terminal = Terminal::run(DEMO, 80, 24);
        terminal.wait_for(|screen| screen.contains("under the warm-up's"));
        match way.split_once(' ') {
            Some(("keys", keys)) => terminal.type_keys(keys),
            Some((_, signal)) => terminal.signal(signal),
            None => unreachable!("each way is a kind and a word"),
        }
        let printed = terminal.assert_restored();
        assert!(printed.contains("recovery run  "), "{way}: no summary in {printed}");
    }
}

#[test]
fn a_demo_ends_by_itself_when_its_plan_is_run() {
    let mut terminal = Terminal::run("demo --minutes 5 --speed max", 40, 10);
    let printed = terminal.assert_restored();
    assert!(printed.contains("plan done"), "{printed}");
}

#[test]
fn after_a_run_it_asks_how_hard_it_was_and_keeps_the_answer() {
    let program = env!("CARGO_BIN_EXE_recovery-run");
    let run = "demo --zone-bounds 100,120,140,160,180 --minutes 5 --speed 60 --record";
    let script = format!(
        "{program} {run}; {program} report last --json; {program} replay last --headless | tail -1; echo exit=$?; stty -a; echo --over--"
    );
    let mut terminal = Terminal::shell(&script, 80, 24);
    terminal.wait_for(|screen| screen.contains("enter leaves"));
    terminal.type_keys("4");
    terminal.wait_for(|screen| screen.contains("another digit corrects"));
    terminal.type_keys("3");
    terminal.type_keys("\r");
    let printed = terminal.assert_restored();
    assert!(printed.contains("effort  3 of 10"), "{printed}");
    // The report, and the summary of a replay.
    assert_eq!(printed.matches(r#""effort":3"#).count(), 2, "{printed}");
}

#[test]
fn with_the_method_left_out_nothing_is_asked() {
    let mut terminal = Terminal::run("demo --minutes 5 --speed 60 --coach-only", 80, 24);
    let printed = terminal.assert_restored();
    assert!(!terminal.screen().contains("enter leaves") && printed.contains("plan done"), "{printed}");
}

/// Run by the test below in a process of its own: a screen is open when the program breaks.
#[test]
#[ignore = "breaks on purpose; run by a_panic_gives_the_terminal_back"]
fn break_with_an_open_screen() {
    recovery_run::app::install_panic_hook();
    let writer = recovery_run::output::TerminalWriter::start(std::sync::Arc::default()).unwrap();
    let _screen = recovery_run::screen::Screen::open(
        writer,
        Modes { background: false, mouse: true, palette: true, blanking: None, clearing: false },
    )
    .unwrap();
    panic!("broken on purpose");
}

#[test]
fn a_panic_gives_the_terminal_back_and_is_told() {
    let this = std::env::current_exe().unwrap();
    let script = format!("{} --ignored --nocapture --exact break_with_an_open_screen; echo exit=0; stty -a; echo --over--", this.display());
    let printed = Terminal::shell(&script, 80, 24).assert_restored();
    assert!(printed.contains("broken on purpose"), "{printed}");
    // The mouse's reports and the console's colours as well, which may come after the message.
    assert!(printed.contains("\u{1b}[?1000l") && printed.contains("\u{1b}]R"), "{printed:?}");
}

/// Run by the test below in a process of its own: a worker fails while a screen is open.
#[test]
#[ignore = "breaks on purpose; run by a_worker_that_panics_leaves_the_screen_as_it_is"]
fn break_a_worker_with_an_open_screen() {
    recovery_run::app::install_panic_hook();
    let writer = recovery_run::output::TerminalWriter::start(std::sync::Arc::default()).unwrap();
    let mut screen = recovery_run::screen::Screen::open(writer, Modes::default()).unwrap();
    let worker = std::thread::Builder::new().name("journal".to_owned()).spawn(|| panic!("broken on purpose")).unwrap();
    assert!(worker.join().is_err());
    let kept = crossterm::terminal::is_raw_mode_enabled().unwrap();
    screen.leave(std::time::Duration::from_secs(60));
    println!("raw mode kept: {kept}");
}

#[test]
fn a_worker_that_panics_leaves_the_screen_as_it_is() {
    let this = std::env::current_exe().unwrap();
    let test = "break_a_worker_with_an_open_screen";
    let script = format!("{} --ignored --nocapture --exact {test}; echo exit=$?; stty -a; echo --over--", this.display());
    let printed = Terminal::shell(&script, 80, 24).assert_restored();
    assert!(printed.contains("raw mode kept: true"), "{printed}");
    assert!(!printed.contains("broken on purpose"), "{printed}");
}
