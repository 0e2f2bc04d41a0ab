//! The manual page and `--help` describe what other programs read and write: each field that is written is described, each
//! described one is written, and what is said to be read is.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Runs the program with this input; what it wrote to standard output and to standard error.
    fn run(&self, args: &[&str], input: &str) -> (String, String) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_recovery-run"))
            .args(args)
            .env("RECOVERY_RUN_DATA", self.0.path().join("data"))
            .env("RECOVERY_RUN_CONFIG", self.0.path().join("config.toml"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        assert!(output.status.success(), "{args:?}: {}", text(output.stderr));
        (text(output.stdout), text(output.stderr))
    }

    fn help(&self, command: &str) -> String {
        self.run(&[command, "--help"], "").0
    }

    /// A recorded run with prompts, talk tests, a link that broke and a computer that slept.
    fn eventful_run(&self) -> PathBuf {
        let demo = ["demo", "--headless", "--record", "--runner", "stubborn", "--seed", "3", "--zone-bounds", "100,120,140,160,180"];
        self.run(&demo, "");
        let runs = fs::read_dir(self.0.path().join("data/runs")).unwrap().map(|entry| entry.unwrap().path());
        let journal = runs.into_iter().find(|path| path.extension().is_some_and(|end| end == "jsonl")).unwrap();
        let text = fs::read_to_string(&journal).unwrap();
        let (before, after) = text.split_at(text.find("\n{\"at\":1000.").unwrap());
        let (at, _) = after.split_once(',').unwrap();
        // A treadmill that the belt is held on, and a foot pod.
        let held = before.replacen("}\n", ",\"hold\":{\"mode\":\"on\",\"floor\":400,\"limit\":1000}}\n", 1);
        let moving = format!(
            "{at},\"link\":\"connected\",\"device\":\"treadmill\"}}{at},\"gatt\":\"2acd\",\"hex\":\"0c0452030010270a0000000807\"}}\
             {at},\"gatt\":\"2a53\",\"hex\":\"04800252\"}}"
        );
        fs::write(&journal, format!("{held}{at},\"slept\":0.300}}{moving}{at},\"link\":\"lost\"}}{after}")).unwrap();
        journal
    }
}

/// The described fields under a heading of a help text: they stand indented by two, each with its meaning two spaces on.
fn described(help: &str, heading: &str) -> BTreeSet<String> {
    let (_, below) = help.split_once(heading).unwrap_or_else(|| panic!("no {heading:?} in\n{help}"));
    let fields = below.lines().skip(1).take_while(|line| line.is_empty() || line.starts_with(' '));
    let name = |line: &str| {
        line.strip_prefix("  ")
            .filter(|rest| !rest.starts_with(' '))
            .and_then(|rest| rest.split_once("  "))
            .map(|(name, _)| name.to_owned())
    };
    let fields: BTreeSet<String> = fields.filter_map(name).collect();
    assert!(!fields.is_empty(), "nothing under {heading:?} in\n{help}");
    fields
}

/// The fields of an object, those of objects within it as `outer.inner`, those of objects in a list as `outer[].inner`.
fn fields(object: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (name, value) in object.as_object().unwrap() {
        let inner = match value {
            // Its names are words of cues, not fields.
            Value::Object(_) if name != "cues" => fields(value).iter().map(|inner| format!("{name}.{inner}")).collect(),
            Value::Array(list) if list.first().is_some_and(Value::is_object) => {
                fields(&list[0]).iter().map(|inner| format!("{name}[].{inner}")).collect()
            }
            _ => BTreeSet::from([name.clone()]),
        };
        names.extend(inner);
    }
    names
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn every_field_of_a_report_is_described_and_every_described_one_is_there() {
    let home = Home::new();
    let journal = home.eventful_run();
    let (json, _) = home.run(&["report", "--json", path(&journal)], "");
    let emitted = fields(&serde_json::from_str(&json).unwrap());
    assert!(emitted.len() > 40 && emitted.contains("prompts[].settled_after_s") && emitted.contains("talk_test[].answer"), "{emitted:?}");
    assert_eq!(described(&home.help("report"), "The objects of --json"), emitted);
}

#[test]
fn every_field_of_the_history_and_the_zones_is_described() {
    let home = Home::new();
    home.eventful_run();
    for (args, command, heading) in [
        (&["history", "--json"][..], "history", "The objects of --json"),
        (&["history", "--weeks", "--json"], "history", "The objects of --weeks --json"),
        (&["zones", "--json"], "zones", "The object of --json"),
    ] {
        let (json, _) = home.run(args, "");
        assert_eq!(described(&home.help(command), heading), fields(&serde_json::from_str(&json).unwrap()), "{args:?}");
    }
}

#[test]
fn every_headless_line_and_its_fields_are_described() {
    let home = Home::new();
    let journal = home.eventful_run();
    let (lines, _) = home.run(&["replay", path(&journal), "--headless"], "");
    let mut emitted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        emitted.entry(line["type"].as_str().unwrap().to_owned()).or_default().extend(fields(&line));
    }
    let help = home.help("run");
    for (kind, names) in &emitted {
        if kind == "summary" {
            assert!(help.contains("\"summary\""));
            continue;
        }
        assert_eq!(described(&help, &format!("A line of type \"{kind}\"")), &(names.clone()) - &set(&["type"]), "{kind}");
    }
    let told: BTreeSet<&str> = help.split("A line of type \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(told, emitted.keys().map(String::as_str).filter(|kind| *kind != "summary").collect());
}

#[test]
fn every_line_that_standard_input_is_said_to_take_is_taken() {
    let home = Home::new();
    let help = home.help("run");
    let (_, below) = help.split_once("The lines of --source -").unwrap();
    let examples: Vec<&str> = below.lines().map(str::trim).filter(|line| line.starts_with('{') || line.parse::<f64>().is_ok()).collect();
    assert!(examples.len() >= 7, "{examples:?}");
    let run = ["run", "--source", "-", "--headless", "--no-record", "--age", "40"];
    let (lines, warnings) = home.run(&run, &(examples.join("\n") + "\n"));
    assert!(warnings.is_empty() && lines.contains("\"sample\""), "{warnings}");
    // What an empty object is said to lack is described, and so is what goes with it.
    let (_, warning) = home.run(&run, "{}\n");
    let (_, names) = warning.split_once("none of ").unwrap();
    let (names, _) = names.split_once(" in it").unwrap();
    let described = described(&help, "The lines of --source -");
    for name in names.split(", ").chain(["at", "rr_ms", "contact", "hex", "grade_percent", "cadence_spm", "distance_m"]) {
        assert!(described.contains(name), "{name} is not among {described:?}");
    }
}

#[test]
fn the_manual_page_has_what_the_help_of_each_command_has() {
    let home = Home::new();
    let page = plain(&home.run(&["man"], "").0);
    for command in ["run", "report", "history", "export", "scan", "doctor"] {
        let help = home.help(command);
        for word in help.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 4) {
            let flag = word.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
            assert!(page.contains(flag), "{command} {flag}");
        }
    }
    for (command, heading) in [
        ("report", "The objects of --json"),
        ("history", "The objects of --weeks --json"),
        ("zones", "The object of --json"),
        ("scan", "The objects in the list of --json"),
        ("doctor", "The objects in the list of --json"),
        ("run", "A line of type \"cue\""),
        ("run", "The lines of --source -"),
    ] {
        assert!(page.contains(heading), "{heading}");
        for field in described(&home.help(command), heading) {
            assert!(page.contains(&field), "{field}");
        }
    }
    for kind in recovery_run::session::CueKind::ALL {
        assert!(page.contains(kind.word()), "{}", kind.word());
    }
}

/// A manual page without its marks: an escaped hyphen or backslash is the letter itself, fonts are nothing.
fn plain(page: &str) -> String {
    let marks = [("\\fB", ""), ("\\fI", ""), ("\\fR", ""), ("\\-", "-"), ("\\&", ""), ("\\:", ""), ("\\(aq", "'"), ("\\(dq", "\"")];
    marks.iter().fold(page.to_owned(), |text, (mark, letter)| text.replace(mark, letter))
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn the_manual_page_has_every_key_of_the_program_and_its_action() {
    let page = Home::new().run(&["man"], "").0.replace("\\-", "-");
    let (_, keys) = page.split_once(".SH KEYS").unwrap();
    for key in recovery_run::screen::KEYS {
        assert!(keys.contains(&format!("\\fB{}\\fR\n{}", key.name, key.line)), "{}", key.name);
        assert!(keys.contains(&format!("keys.{}\n", key.action)), "{}", key.action);
    }
}
