//! A long import shows how far it is, and can be stopped at any time.

use std::fs;
use std::io::Write as _;

use super::files::tcx;
use super::terminal::{Terminal, skip_without};
use super::{ids, program, said};

/// Five runs in a folder, and a pipe from which a sixth comes when the test gives it.
fn five_and_a_pipe(folder: &std::path::Path) {
    fs::create_dir(folder.join("runs")).unwrap();
    (1..=5).for_each(|day| fs::write(folder.join(format!("runs/{day}.tcx")), tcx(day)).unwrap());
    assert!(std::process::Command::new("mkfifo").arg(folder.join("pipe")).status().unwrap().success());
}

#[test]
fn a_bar_shows_how_far_it_is_and_leaves_nothing_behind() {
    if skip_without("mkfifo") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    five_and_a_pipe(folder.path());
    let (runs, pipe) = (folder.path().join("runs"), folder.path().join("pipe"));
    let mut terminal = Terminal::run(&format!("import {} {}", runs.display(), pipe.display()), 100, 20);
    terminal.wait_for(|screen| screen.contains("import  [####################----]  5 of 6  5 added"));
    fs::write(&pipe, tcx(6)).unwrap();
    let all = terminal.read_to_end();
    let screen = terminal.screen();
    assert!(!screen.contains('[') && screen.contains("6 runs added, 0 there already"), "{screen}");
    assert!(all.contains("exit=0"), "{all}");
}

#[test]
fn ctrl_c_ends_it_with_what_was_added_and_the_next_import_goes_on() {
    if skip_without("mkfifo") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    five_and_a_pipe(folder.path());
    let (runs, pipe) = (folder.path().join("runs"), folder.path().join("pipe"));
    let arguments = format!("import {} {} {}", runs.display(), pipe.display(), runs.display());
    let program_path = env!("CARGO_BIN_EXE_recovery-run");
    // The terminal sends Ctrl-C to the shell as well.
    let script = format!("trap : INT; RECOVERY_RUN_DATA={} {program_path} {arguments}; echo exit=$?", data.display());
    let mut terminal = Terminal::shell(&script, 120, 20);
    terminal.wait_for(|screen| screen.contains("5 of "));
    terminal.type_keys("\u{3}");
    terminal.wait_for(|screen| screen.contains("the import ends after the file at hand"));
    // The file at hand comes to its end only now.
    fs::OpenOptions::new().write(true).open(&pipe).unwrap().write_all(&tcx(6)).unwrap();
    terminal.read_to_end();
    let screen = terminal.screen();
    for words in ["5 runs added, 0 there already", "the same command goes on from here", "exit=1"] {
        assert!(screen.contains(words), "{screen}");
    }
    let left: Vec<_> = fs::read_dir(data.join("runs")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 5, "{left:?}");
    let again = said(program(&data).arg("import").arg(&runs));
    assert_eq!(again, "0 runs added, 5 there already\n");
    assert_eq!(ids(&data).len(), 5);
}
