//! The history and a report in a terminal of its own: what its keys do to the runs behind it, and every way out.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.
#![cfg(unix)]

mod terminal;

use std::fs;

use terminal::Terminal;

/// Three runs of five minutes, then a command, in a folder of its own.
fn after_three_runs(command: &str, columns: u16, rows: u16) -> (Terminal, std::path::PathBuf) {
    let program = env!("CARGO_BIN_EXE_recovery-run");
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().to_owned();
    let demo = |seed: u32| format!("{program} demo --seed {seed} --minutes 5 --headless --record --age 40 >/dev/null 2>&1");
    let runs = (1..=3).map(demo).collect::<Vec<_>>().join("; ");
    let script = format!("cd {}; {runs}; {program} --theme dark {command}; echo exit=$?; stty -a; echo --over--", folder.display());
    (Terminal::shell_in(&script, columns, rows, home), folder)
}

#[test]
fn a_run_is_found_read_and_written_and_nothing_is_written_over() {
    let (mut terminal, folder) = after_three_runs("history", 120, 40);
    terminal.wait_for(|screen| screen.contains("3 runs since") && screen.contains("TIME A WEEK") && screen.contains("1 of 3"));
    terminal.type_keys("j\r");
    terminal.wait_for(|screen| screen.contains("of 5:04 below") && screen.contains("PROMPTS"));
    terminal.type_keys("e");
    terminal.wait_for(|screen| screen.contains("export as"));
    terminal.type_keys("c");
    terminal.wait_for(|screen| screen.contains("written: "));
    terminal.type_keys("\u{1b}");
    terminal.wait_for(|screen| screen.contains("2 of 3"));
    terminal.type_keys("ec");
    terminal.wait_for(|screen| screen.contains("(2).csv"));
    let tables: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "csv"))
        .collect();
    assert_eq!(tables.len(), 2, "{tables:?}");
    assert_eq!(fs::read(&tables[0]).unwrap(), fs::read(&tables[1]).unwrap());
    terminal.type_keys("/no such run\r");
    terminal.wait_for(|screen| screen.contains("no run has all of these words"));
    terminal.type_keys("\u{1b}");
    terminal.wait_for(|screen| screen.contains("of 3"));
    terminal.type_keys("q");
    terminal.assert_restored();
}

#[test]
fn a_report_on_the_screen_scrolls_in_a_small_window_and_leaves_with_a_key() {
    let (mut terminal, _) = after_three_runs("report last --screen", 40, 10);
    terminal.wait_for(|screen| screen.contains("% easy") && screen.contains("esc back"));
    terminal.type_keys("G");
    terminal.wait_for(|screen| screen.contains("PROMPTS") || screen.contains("aerobic") || screen.contains("ease off"));
    terminal.resize(100, 32);
    terminal.wait_for(|screen| screen.contains("of 5:04 below") && screen.contains("PROMPTS"));
    terminal.type_keys("q");
    terminal.assert_restored();
}

#[test]
fn a_report_for_the_screen_without_one_or_of_two_files_says_what_to_do() {
    let program = env!("CARGO_BIN_EXE_recovery-run");
    for (args, told) in
        [(&["report", "a.fit", "--screen"][..], "standard output is no terminal"), (&["report", "a", "b", "--screen"], "one file")]
    {
        let output = std::process::Command::new(program).args(args).output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && errors.contains(told), "{errors}");
    }
}
