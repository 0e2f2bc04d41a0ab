//! Completions as one meets them: in bash, zsh and fish on a terminal, with the tabulator. What is completed is what the command gets,
//! whatever stands in a name, and nothing but the command runs. What the shells ask the program by is tried in `answers.rs`.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod answers;
#[path = "../terminal/mod.rs"]
mod terminal;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use terminal::{Terminal, skip_without};

/// Names that a shell would obey, each of which would leave a file named "owned" where it did.
const STRAP: &str = "x'; touch owned; $(touch owned) `touch owned` \"&|>owned !! ~ * \\ end";
const BELT: &str = "My \"Belt\" & co";
const ADDRESS: &str = "AA:BB:CC:DD:EE:01";
/// The runs of the history, newest first.
const RUNS: [&str; 3] = ["2026-11-23T10-00-00Z", "2026-11-20T10-00-00Z", "2025-01-02T03-04-05Z"];

/// Somebody's folders, with runs, devices, a theme and a working folder with recordings.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(home.runs()).unwrap();
        fs::create_dir_all(home.work().join("folder")).unwrap();
        fs::create_dir_all(home.path().join("themes")).unwrap();
        fs::write(home.path().join("themes/my own.toml"), "").unwrap();
        let journals = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/journals-1");
        for (id, journal) in RUNS.iter().zip(["demo-obedient", "cut"]) {
            fs::copy(journals.join(journal).with_extension("jsonl"), home.runs().join(format!("{id}.jsonl"))).unwrap();
        }
        fs::write(home.runs().join(format!("{}.jsonl", RUNS[2])), "rubbish").unwrap();
        home.remember(STRAP);
        for name in ["its $HOME.fit", "other.TCX", "other.pdf", "folder/inner.csv"] {
            fs::write(home.work().join(name), "").unwrap();
        }
        // The index is made by a first look.
        assert!(home.program().args(["history", "--list"]).output().unwrap().status.success());
        home
    }

    fn remember(&self, strap: &str) {
        let devices = serde_json::json!({
            "strap": {"id": "hci0/dev_1", "address": ADDRESS, "name": strap},
            "treadmill": {"id": "hci0/dev_2", "address": "AA:BB:CC:DD:EE:02", "name": BELT},
        });
        fs::write(self.data().join("devices.json"), devices.to_string()).unwrap();
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    fn runs(&self) -> PathBuf {
        self.data().join("runs")
    }

    fn work(&self) -> PathBuf {
        self.path().join("work")
    }

    fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_recovery-run"));
        command.current_dir(self.work());
        command.env("RECOVERY_RUN_DATA", self.data()).env("RECOVERY_RUN_CONFIG", self.path().join("config.toml"));
        command
    }
}

/// A shell, how it starts without anybody's own settings, and how it reads the script of completions.
struct Shell {
    name: &'static str,
    start: &'static str,
    setup: &'static str,
}

const SHELLS: [Shell; 3] = [
    Shell {
        name: "bash",
        start: "exec bash --norc --noprofile -i",
        setup: "recovery-run() { printf '%s\\n' \"$@\" >got; }\nsource ./script\nbind 'set bell-style none'\nPS1='ready> '\n",
    },
    Shell {
        name: "zsh",
        start: "exec zsh -f -i",
        setup: "autoload -U compinit; compinit -D -u\nrecovery-run() { printf '%s\\n' \"$@\" >got; }\nsource ./script\n\
                unsetopt beep\nPS1='ready> '\n",
    },
    Shell {
        name: "fish",
        start: "exec fish --no-config -i",
        setup: "function recovery-run; printf '%s\\n' $argv >got; end\nsource ./script\nfunction fish_prompt; echo 'ready> '; end\n",
    },
];

impl Shell {
    /// The shell on a terminal, in the working folder, once it is ready.
    fn on_a_terminal(&self, home: Home) -> Terminal {
        let work = home.work();
        let script = home.program().args(["completions", self.name]).output().unwrap();
        assert!(script.status.success());
        fs::write(work.join("script"), script.stdout).unwrap();
        fs::write(work.join("setup"), self.setup).unwrap();
        let program = Path::new(env!("CARGO_BIN_EXE_recovery-run")).parent().unwrap();
        let line = format!("cd '{}'; export PATH='{}':$PATH HOME=\"$PWD\"; {}", work.display(), program.display(), self.start);
        let mut terminal = Terminal::shell_in(&line, 120, 40, home.0);
        terminal.type_keys("source ./setup\n");
        terminal.wait_for(|screen| screen.contains("ready>"));
        terminal
    }

    /// What the command gets, line by line, when each of these is typed and entered.
    fn gets(&self, lines: impl Iterator<Item = &'static str>) -> Vec<Vec<String>> {
        let home = Home::new();
        let work = home.work();
        let mut terminal = self.on_a_terminal(home);
        let mut all = Vec::new();
        for (number, keys) in lines.enumerate() {
            terminal.type_keys(keys);
            // Behind the line, so that all of it has run.
            terminal.type_keys(&format!("\necho line d''one {number}.\n"));
            terminal.wait_for(|screen| screen.contains(&format!("line done {number}.")));
            let got = fs::read_to_string(work.join("got")).unwrap_or_else(|_| panic!("{}: {keys:?}\n{}", self.name, terminal.screen()));
            fs::remove_file(work.join("got")).unwrap();
            all.push(got.lines().map(str::to_owned).collect());
            assert!(!work.join("owned").exists(), "{}: {keys:?} ran what stands in a name", self.name);
        }
        all
    }
}

/// Types each of these in each shell, and holds what the command gets.
fn assert_completed(cases: &[(&'static str, &[&str])]) {
    for shell in SHELLS.iter().filter(|shell| !skip_without(shell.name)) {
        let got = shell.gets(cases.iter().map(|(keys, _)| *keys));
        for ((keys, expected), got) in cases.iter().zip(got) {
            assert_eq!(got, *expected, "{}: {keys:?}", shell.name);
        }
    }
}

#[test]
fn commands_flags_and_words_are_completed() {
    assert_completed(&[
        ("recovery-run hist\t--wee\t", &["history", "--weeks"]),
        ("recovery-run --theme=hi\tzon\t", &["--theme=high-contrast", "zones"]),
        ("recovery-run demo --runner stu\t--without form,tal\t", &["demo", "--runner", "stubborn", "--without", "form,talk-test"]),
        ("recovery-run config ini\t", &["config", "init"]),
    ]);
}

#[test]
fn runs_are_completed_by_their_ids_and_as_the_last() {
    assert_completed(&[
        ("recovery-run report 2025\t--js\t", &["report", RUNS[2], "--json"]),
        ("recovery-run replay las\t", &["replay", "last"]),
        ("recovery-run export 2026-11-20\t--to fi\t", &["export", RUNS[1], "--to", "fit"]),
    ]);
}

#[test]
fn a_strap_is_completed_to_its_name_whatever_stands_in_it_and_to_its_address() {
    assert_completed(&[
        ("recovery-run run --strap x\t", &["run", "--strap", STRAP]),
        ("recovery-run run --strap 'x\t", &["run", "--strap", STRAP]),
        ("recovery-run run --strap \"x\t", &["run", "--strap", STRAP]),
        ("recovery-run run --strap=x\t", &["run", &format!("--strap={STRAP}")]),
        ("recovery-run run --strap AA:B\t", &["run", "--strap", ADDRESS]),
        ("recovery-run run --strap=AA\t", &["run", &format!("--strap={ADDRESS}")]),
        ("recovery-run run --treadmill My\t--foot-pod n\t", &["run", "--treadmill", BELT, "--foot-pod", "none"]),
        ("recovery-run --theme my\tzones", &["--theme", "my own", "zones"]),
    ]);
}

#[test]
fn files_are_completed_by_their_kind() {
    assert_completed(&[
        ("recovery-run replay it\t--head\t", &["replay", "its $HOME.fit", "--headless"]),
        ("recovery-run report oth\t--js\t", &["report", "other.TCX", "--json"]),
        ("recovery-run import fol\tin\t", &["import", "folder/inner.csv"]),
        ("recovery-run man --dir fol\tx", &["man", "--dir", "folder/x"]),
    ]);
}

/// bash shows no descriptions.
#[test]
fn a_list_of_runs_tells_when_and_how_they_were() {
    for shell in SHELLS.iter().filter(|shell| shell.name != "bash" && !skip_without(shell.name)) {
        let mut terminal = shell.on_a_terminal(Home::new());
        terminal.type_keys("recovery-run report 2026\t\t");
        terminal.wait_for(|screen| {
            let row = |id: &str| screen.lines().find(|line| line.contains(id) && line.contains("Nov 2026")).unwrap_or_default().to_owned();
            row(RUNS[0]).contains("% easy") && row(RUNS[1]).contains("unfinished")
        });
    }
}
