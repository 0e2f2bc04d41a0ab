//! What the shells ask the program by: what there is, in which order, and that nothing is said, written or offered that should not be.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use clap::CommandFactory as _;
use recovery_run::cmd::Cli;

use super::{ADDRESS, BELT, Home, RUNS, STRAP};

/// The letters that part words in bash.
const BREAKS: &str = " \t\n\"'><=;|&(:";

fn ask(home: &Home, words: &[&str]) -> Output {
    home.program().arg("__complete").args(words).output().unwrap()
}

/// The first line, and the values with their descriptions.
fn answer(home: &Home, words: &[&str]) -> (String, Vec<(String, String)>) {
    let output = ask(home, &[&["zsh"], words].concat());
    assert!(output.status.success() && output.stderr.is_empty(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines = text.lines();
    let told = lines.next().unwrap_or_default().to_owned();
    (told, lines.map(|line| line.split_once('\t').unwrap()).map(|(value, about)| (value.to_owned(), about.to_owned())).collect())
}

fn values(home: &Home, words: &[&str]) -> Vec<String> {
    answer(home, words).1.into_iter().map(|(value, _)| value).collect()
}

/// Every file below a folder with its content.
fn everything(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            all.insert(entry.display().to_string(), Vec::new());
            all.extend(everything(&entry));
        } else {
            all.insert(entry.display().to_string(), fs::read(&entry).unwrap());
        }
    }
    all
}

#[test]
fn runs_come_newest_first_with_their_start_and_how_they_went() {
    let home = Home::new();
    let (told, offers) = answer(&home, &["report", ""]);
    assert!(told.starts_with("files ") && told.contains(" fit ") && told.contains(" zip"), "{told}");
    let shown: Vec<&str> = offers.iter().map(|(value, _)| value.as_str()).collect();
    assert_eq!(shown, ["last", RUNS[0], RUNS[1], RUNS[2]]);
    for (about, wanted) in offers.iter().map(|(_, about)| about).zip(["the latest run: ", "% easy", "unfinished", "damaged"]) {
        assert!(about.contains(wanted), "{about:?}");
    }
    assert!(offers[1].1.contains("23 Nov 2026"), "{}", offers[1].1);
    // Of many the newest are enough until something is typed; then all that begin so are there.
    let journal = home.runs().join(format!("{}.jsonl", RUNS[0]));
    for minute in 10..60 {
        fs::copy(&journal, home.runs().join(format!("2024-05-06T07-{minute}-00Z.jsonl"))).unwrap();
    }
    assert_eq!(values(&home, &["report", ""]).len(), 1 + 30);
    assert_eq!(values(&home, &["report", "2024"]).len(), 50);
}

#[test]
fn devices_themes_and_layouts_are_known() {
    let home = Home::new();
    assert_eq!(values(&home, &["run", "--strap", ""]), [STRAP, ADDRESS]);
    assert_eq!(values(&home, &["run", "--treadmill", ""]), [BELT, "AA:BB:CC:DD:EE:02", "none"]);
    assert_eq!(values(&home, &["run", "--foot-pod", ""]), ["none"]);
    assert_eq!(values(&home, &["--layout", ""]), ["far", "balanced", "detail"]);
    let themes = values(&home, &["--theme", ""]);
    assert!(themes.iter().any(|theme| theme == "catppuccin-mocha") && themes.iter().any(|theme| theme == "my own"), "{themes:?}");
    assert_eq!(values(&home, &["run", "--without", "form,w"]), ["form,warm-up"]);
    assert!(!values(&home, &["run", "--without", "form,"]).contains(&"form,form".to_owned()));
    assert_eq!(values(&home, &["completions", ""]), ["bash", "elvish", "fish", "powershell", "zsh"]);
    assert!(values(&home, &["man", ""]).contains(&"report".to_owned()));
}

/// A flag whose values nobody can foresee is a number or a word of one's own.
#[test]
fn every_argument_offers_something_or_is_a_number() {
    let home = Home::new();
    const NUMBERS: [&str; 9] =
        ["age", "max_hr", "resting_hr", "threshold_hr", "zone_bounds", "ceiling", "hold_limit", "hold_floor", "minutes"];
    const OTHERS: [&str; 4] = ["seed", "speed", "seconds", "adapter"];
    let mut asked = 0;
    for command in Cli::command().get_subcommands() {
        for argument in command.get_opts() {
            let flag = format!("--{}", argument.get_long().unwrap());
            let (told, offers) = answer(&home, &[command.get_name(), &flag, ""]);
            let is_free = NUMBERS.iter().chain(&OTHERS).any(|free| *free == argument.get_id().as_str());
            assert!(is_free || told != "none" || !offers.is_empty(), "{} {flag} offers nothing", command.get_name());
            asked += 1;
        }
    }
    assert!(asked > 40, "{asked}");
}

#[test]
fn names_with_control_characters_are_never_offered_and_their_devices_are_by_address() {
    let home = Home::new();
    for name in ["a\nb", "\u{1b}[2Ja", "a\tb", "\u{202e}a", ""] {
        home.remember(name);
        assert_eq!(values(&home, &["run", "--strap", ""]), [ADDRESS], "{name:?}");
        let text = String::from_utf8(ask(&home, &["fish", "run", "--strap", ""]).stdout).unwrap();
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    }
    fs::write(home.runs().join("2023\nrm.jsonl"), "").unwrap();
    fs::write(home.work().join("2023\nrm.fit"), "").unwrap();
    assert!(values(&home, &["report", "2023"]).is_empty());
    assert_eq!(ask(&home, &["bash", "recovery-run report 2023", BREAKS]).stdout, b"none\n");
}

#[test]
fn nothing_is_said_or_written_whatever_is_wrong() {
    let whole = Home::new();
    let before = everything(whole.path());
    let questions: [&[&str]; 9] = [
        &["zsh", "report", ""],
        &["zsh", "run", "--strap", ""],
        &["fish", "run", "--treadmill", ""],
        &["zsh", "--theme", ""],
        &["bash", "recovery-run report ", BREAKS],
        &["bash", "", ""],
        &["bash"],
        &["zsh"],
        &[],
    ];
    let ask_all = |home: &Home| {
        for question in questions {
            let output = ask(home, question);
            assert!(output.status.success() && output.stderr.is_empty(), "{question:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
    };
    ask_all(&whole);
    assert_eq!(everything(whole.path()), before);
    // Everything damaged.
    for file in ["devices.json", "belts.json", "index.csv"] {
        fs::write(whole.data().join(file), "{\0").unwrap();
    }
    fs::write(whole.path().join("config.toml"), "[[[").unwrap();
    let before = everything(whole.path());
    ask_all(&whole);
    assert_eq!(everything(whole.path()), before);
    assert_eq!(values(&whole, &["report", ""]).len(), 4, "the runs are there all the same");
    // Nothing there, and a file in the place of the folder.
    fs::remove_dir_all(whole.data()).unwrap();
    ask_all(&whole);
    assert!(!whole.data().exists());
    fs::write(whole.data(), "").unwrap();
    ask_all(&whole);
    assert_eq!(fs::read(whole.data()).unwrap(), b"");
}

#[test]
fn bash_is_answered_in_its_own_quotes() {
    let home = Home::new();
    let replies = |line: &str| String::from_utf8(ask(&home, &["bash", line, BREAKS]).stdout).unwrap();
    assert_eq!(replies("recovery-run report it"), "none\nits\\ \\$HOME.fit\n");
    assert_eq!(replies("recovery-run report 'it"), "none\nits $HOME.fit\n");
    assert_eq!(replies("recovery-run report \"it"), "none\nits \\$HOME.fit\n");
    assert_eq!(replies("recovery-run import fol"), "unfinished\nfolder/\n");
    assert_eq!(replies("recovery-run run --strap AA:BB"), "none\nBB:CC:DD:EE:01\n");
    assert_eq!(replies("recovery-run run --strap=AA"), format!("none\n{ADDRESS}\n"));
    // What the shell alone can read, it completes itself.
    assert_eq!(replies("recovery-run report $HOME/x"), "unknown\n");
    assert_eq!(replies("recovery-run report last >ou"), "unknown\n");
}

#[test]
fn there_is_a_script_for_each_shell_and_the_shell_can_read_it() {
    let home = Home::new();
    for shell in values(&home, &["completions", ""]) {
        let output = home.program().args(["completions", &shell]).output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{shell}");
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(script.contains("recovery-run") && script.lines().count() > 10, "{shell}: {script}");
        if ["bash", "zsh", "fish"].contains(&shell.as_str()) && !super::terminal::skip_without(&shell) {
            let file = home.work().join(&shell);
            fs::write(&file, script).unwrap();
            let read = std::process::Command::new(&shell).arg("-n").arg(&file).output().unwrap();
            assert!(read.status.success() && read.stderr.is_empty(), "{shell}: {}", String::from_utf8_lossy(&read.stderr));
        }
    }
}
