//! The README holds to the code: its commands, flags, keys, permissions, variables and versions are the program's, and its
//! links, pictures and command lines work. So do those of the documents that it links to.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{Command, CommandFactory as _};
use recovery_run::ble::{BleError, System};
use recovery_run::cmd::Cli;
use recovery_run::screen::KEYS;

const README: &str = "README.md";
const COACH: &str = "tests/coach/README.md";
const LAB: &str = "tests/lab/README.md";
const BENCHES: &str = "tests/benches/README.md";
const DOCUMENTS: [&str; 5] = [README, COACH, LAB, BENCHES, "tests/data/README.md"];

/// Commands of the system that the documents may show.
const SYSTEM_COMMANDS: [&str; 2] =
    ["sudo usermod -aG bluetooth $USER", concat!("sudo apt install ./recovery-run_", env!("CARGO_PKG_VERSION"), "-1_arm64.deb")];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The text under a heading of the second level.
fn section<'a>(text: &'a str, heading: &str) -> &'a str {
    let (_, below) = text.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no heading {heading}"));
    below.split("\n## ").next().unwrap()
}

/// The lines of fenced shell blocks, without their comments.
fn fenced(text: &str) -> Vec<&str> {
    let blocks = text.split("\n```sh\n").skip(1).map(|rest| rest.split("\n```").next().unwrap());
    blocks.flat_map(str::lines).map(|line| line.split(" #").next().unwrap().trim()).filter(|line| !line.is_empty()).collect()
}

/// The text without its fenced blocks.
fn prose(text: &str) -> String {
    text.split("\n```").step_by(2).collect::<Vec<_>>().join("\n")
}

/// What stands between backticks; a paragraph at a time, so that one that is missing spoils one paragraph only.
fn spans(text: &str) -> Vec<String> {
    let paragraphs = text.split("\n\n").flat_map(|paragraph| paragraph.split("\n|"));
    paragraphs
        .flat_map(|paragraph| {
            assert!(paragraph.matches('`').count().is_multiple_of(2), "a backtick is missing in\n{paragraph}");
            paragraph.split('`').skip(1).step_by(2).map(|span| span.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
        })
        .collect()
}

/// The rows of tables, without those that head them, as cells.
fn rows(text: &str) -> Vec<Vec<&str>> {
    let lines: Vec<&str> = text.lines().collect();
    let is_body = |index: &usize| !lines[*index].starts_with("|---") && !lines.get(index + 1).is_some_and(|next| next.starts_with("|---"));
    let body = (0..lines.len()).filter(|index| lines[*index].starts_with('|')).filter(is_body);
    body.map(|index| lines[index].trim_matches('|').split('|').map(str::trim).collect()).collect()
}

fn flags(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.filter(|word| word.starts_with("--") && word.len() > 3).map(str::to_owned).collect()
}

fn declared(command: &Command) -> BTreeSet<String> {
    command.get_arguments().filter_map(|argument| argument.get_long()).map(|long| format!("--{long}")).collect()
}

/// Parses a line as the program would; it may also be one that prints a help text.
fn parses(line: &str) -> Result<(), String> {
    match Cli::command().try_get_matches_from(line.split_whitespace()) {
        Err(error) if !matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => Err(error.to_string()),
        _ => Ok(()),
    }
}

/// Whether a command line can be typed as it stands; if not, why.
fn works(line: &str) -> Result<(), String> {
    for part in line.split(" && ") {
        let is_variable =
            |word: &&str| word.split_once('=').is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'));
        let words: Vec<&str> = part.split_whitespace().skip_while(is_variable).collect();
        let missing = |what: &str| Err(format!("{line:?}: there is no {what}"));
        match words[..] {
            ["recovery-run", ..] => parses(&words.join(" "))?,
            ["sudo", "recovery-run", ..] => parses(&words[1..].join(" "))?,
            ["cargo", verb, ..] if ["run", "build", "test", "bench", "install"].contains(&verb) => {
                let after = |flag: &str| words.iter().skip_while(|word| **word != flag).nth(1);
                if let Some(test) = after("--test")
                    && !root().join(format!("tests/{test}.rs")).exists()
                    && !root().join(format!("tests/{test}/main.rs")).exists()
                {
                    return missing(test);
                }
                if let Some(bench) = after("--bench")
                    && !read("Cargo.toml").contains(&format!("[[bench]]\nname = \"{bench}\"\n"))
                {
                    return missing(bench);
                }
            }
            [path, ..] if is_path(path) => {
                if !root().join(path).exists() {
                    return missing(path);
                }
            }
            _ if SYSTEM_COMMANDS.contains(&part) => {}
            _ => return Err(format!("{line:?} is no command that is known here")),
        }
    }
    Ok(())
}

fn is_path(word: &str) -> bool {
    ["src/", "tests/", "assets/", ".ci/"].iter().any(|folder| word.starts_with(folder))
}

fn is_command(span: &str) -> bool {
    let first = span.split_whitespace().find(|word| !word.contains('=')).unwrap_or_default();
    ["cargo", "sudo"].contains(&first) || is_path(first) || span.starts_with("recovery-run ")
}

/// The targets of links and pictures.
fn links(text: &str) -> Vec<String> {
    prose(text).split("](").skip(1).map(|rest| rest.split(')').next().unwrap().to_owned()).collect()
}

/// The anchors of headings, as they are made for a page.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim().to_lowercase());
    headings.map(|heading| heading.replace(' ', "-").chars().filter(|c| c.is_alphanumeric() || "-_".contains(*c)).collect()).collect()
}

#[test]
fn the_readme_is_at_most_150_lines_of_at_most_120_columns() {
    let text = read(README);
    assert!(text.lines().count() <= 150, "{} lines", text.lines().count());
    for (index, line) in text.lines().enumerate() {
        assert!(line.chars().count() <= 120, "line {} has {} columns", index + 1, line.chars().count());
    }
}

#[test]
fn the_readme_begins_with_two_commands_the_rust_version_and_the_safety_notes() {
    let text = read(README);
    let (beginning, _) = text.split_once("\n## ").unwrap();
    assert_eq!(fenced(beginning), ["cargo run --release", "cargo test"]);
    let versions: Vec<&str> = text.match_indices("Rust 1.").map(|(at, _)| text[at + 5..].split_whitespace().next().unwrap()).collect();
    assert_eq!(versions, [env!("CARGO_PKG_RUST_VERSION")]);
    for note in ["not a medical device", "beta-blockers", "pregnancy", "heart disease", "a clinician", "outranks the number", "safety key"]
    {
        assert!(beginning.to_lowercase().contains(note), "{note}");
    }
    assert!(section(&text, "Zones").contains("±11 bpm"));
}

#[test]
fn every_link_leads_to_a_file_and_a_heading_of_the_repository() {
    for document in DOCUMENTS {
        let text = read(document);
        let folder = root().join(document).parent().unwrap().to_owned();
        for link in links(&text) {
            let (path, anchor) = link.split_once('#').map_or((&link[..], None), |(path, anchor)| (path, Some(anchor)));
            let target = if path.is_empty() { root().join(document) } else { folder.join(path) };
            assert!(target.exists(), "{document}: {link}");
            if let Some(anchor) = anchor {
                assert!(anchors(&fs::read_to_string(&target).unwrap()).contains(anchor), "{document}: {link}");
            }
        }
    }
    let one_click = links(&read(README));
    for target in [COACH, LAB, BENCHES, "tests/lab/README.md#findings", "src/lib.rs"] {
        assert!(one_click.iter().any(|link| link == target), "the README does not link to {target}");
    }
}

#[test]
fn the_pictures_of_the_readme_are_drawn_by_a_test() {
    let text = read(README);
    let drawing = read("tests/screen/pictures.rs") + &read("tests/screen/after_pictures.rs");
    let pictures: Vec<&str> = text.split("![").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
    assert!(pictures.len() >= 3, "{pictures:?}");
    for picture in pictures {
        let (words, path) = picture.split_once("](assets/").unwrap();
        assert!(!words.is_empty() && root().join("assets").join(path).exists(), "{picture}");
        assert!(drawing.contains(&format!("\"{path}\"")), "{path} is drawn by no test");
    }
}

#[test]
fn every_command_line_that_is_shown_works() {
    for document in DOCUMENTS {
        let text = read(document);
        let shown: Vec<String> = spans(&prose(&text)).into_iter().filter(|span| is_command(span)).collect();
        for line in fenced(&text).into_iter().map(str::to_owned).chain(shown) {
            works(&line).unwrap_or_else(|why| panic!("{document}: {why}"));
        }
    }
    let shown = spans(&prose(&read(README))).into_iter().filter(|span| is_command(span)).count();
    assert!(shown > 20, "{shown}");
}

#[test]
fn the_table_of_commands_has_every_command_and_flag_of_the_help_and_no_other() {
    let text = read(README);
    let section = section(&text, "Commands");
    let (table, below): (Vec<&str>, Vec<&str>) = section.lines().partition(|line| line.starts_with('|'));
    let mut unknown = flags(section);
    for command in Cli::command().get_subcommands() {
        let name = command.get_name();
        let starts = |line: &&&str| line.starts_with(&format!("| `recovery-run {name}")) && !line[16 + name.len()..].starts_with('-');
        let row = table.iter().find(starts).unwrap_or_else(|| panic!("{name} has no row"));
        for flag in declared(command) {
            // Flags that several commands share are described once, below the table.
            assert!(flags(row).contains(&flag) || flags(&below.join("\n")).contains(&flag), "{name} {flag} is not described");
            unknown.remove(&flag);
        }
        for inner in command.get_subcommands() {
            assert!(row.contains(inner.get_name()), "{name} {} is not described", inner.get_name());
        }
        let line = spans(row).remove(0);
        for flag in spans(row).iter().filter(|span| span.starts_with("--") && span.contains(' ')) {
            parses(&format!("{line} {flag}")).unwrap();
        }
    }
    for flag in declared(&Cli::command()) {
        assert!(flags(&below.join("\n")).contains(&flag), "{flag}, which every command has, is not described");
        unknown.remove(&flag);
    }
    assert_eq!(unknown, BTreeSet::new(), "flags that no command has");
    for flag in spans(&below.join("\n")).iter().filter(|span| span.starts_with("--") && span.contains(' ')) {
        parses(&format!("recovery-run run {flag}")).unwrap();
    }
}

#[test]
fn the_table_of_keys_is_the_one_of_the_program() {
    let text = read(README);
    let cells = rows(section(&text, "Keys")).concat();
    // A key may mean one thing in a live run and another in a replay.
    let shown: BTreeSet<(&str, &str)> =
        cells.chunks(2).filter(|pair| !pair[0].is_empty()).map(|pair| (pair[0].trim_matches('`'), pair[1])).collect();
    assert_eq!(shown, KEYS.iter().map(|key| (key.name, key.line)).collect());
}

#[test]
fn what_a_system_has_to_permit_is_what_the_program_says_itself() {
    let text = read(README);
    let rows = rows(section(&text, "Straps and permissions"));
    for (system, name, error, what) in [
        (System::Debian, "Linux", BleError::BusRefused, "sudo usermod -aG bluetooth $USER"),
        (System::RaspberryPiOs, "Raspberry Pi OS", BleError::NoAdapter, "pi-bluetooth"),
        (System::MacOs, "macOS", BleError::PermissionRefused, "System Settings > Privacy & Security > Bluetooth"),
        (System::Windows, "Windows", BleError::PermissionRefused, "Settings > Privacy & security > Radios"),
    ] {
        assert!(error.remedy(system).contains(what), "{system:?}: {}", error.remedy(system));
        let row = rows.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("{name} has no row"));
        assert!(row[1].contains(what), "{name}: {}", row[1]);
    }
    assert_eq!(rows.len(), System::ALL.len());
}

#[test]
fn the_readme_names_the_environment_variables_that_the_program_reads() {
    fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() { sources(&entry, into) } else { into.push(entry) }
        }
    }
    let names = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_ascii_uppercase() && c != '_');
        words.filter(|word| word.starts_with("RECOVERY_RUN_")).map(str::to_owned).collect()
    };
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    // What it sets for the programs that a runner has started by cues is explained in the configuration file.
    files.retain(|file| !file.ends_with("src/output/sound.rs") && !file.ends_with("src/store/config/template.toml"));
    let read_by_program: BTreeSet<String> = files.iter().flat_map(|file| names(&fs::read_to_string(file).unwrap())).collect();
    assert!(!read_by_program.is_empty());
    assert_eq!(names(&read(README)), read_by_program);
}

#[test]
fn the_journal_version_of_the_readme_is_the_one_that_is_written() {
    let version = recovery_run::format::journal::VERSION;
    assert!(section(&read(README), "Files").contains(&format!("written in version {version};")));
}

#[test]
fn the_judge_of_the_coach_is_described_with_its_strategies_and_flags() {
    let (text, policies, arguments) = (read(COACH), read("tests/coach/policy.rs"), read("tests/coach/args.rs"));
    let (_, words) = policies.split_once("fn word(self)").unwrap();
    let words: BTreeSet<&str> =
        words.split('}').next().unwrap().split("=> \"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let described: BTreeSet<&str> =
        rows(text.split("\n## ").next().unwrap()).iter().map(|row| row[0].trim_matches('`')).filter(|cell| !cell.contains("--")).collect();
    assert!(words.len() >= 6);
    assert_eq!(described, words);
    let without_cargo =
        |flags: BTreeSet<String>| -> BTreeSet<String> { flags.into_iter().filter(|flag| flag != "--bench" && flag != "--test").collect() };
    assert_eq!(without_cargo(flags(&text)), without_cargo(flags(&arguments)));
}

#[test]
fn the_findings_of_the_lab_name_scenarios_that_it_plays() {
    let (text, scenarios) = (read(LAB), read("tests/lab/scenarios.py"));
    let named: Vec<String> = rows(section(&text, "Findings")).iter().flat_map(|row| spans(row[2])).collect();
    assert!(named.len() >= 8, "{named:?}");
    for name in named {
        assert!(scenarios.contains(&format!("\n    \"{name}\": (")), "{name}");
    }
}
