//! The manual pages as files: one of the program and one a command, each with the sections that a reader of manuals looks for,
//! and with nothing that the programs that show manuals complain of.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod requirements;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use clap::CommandFactory as _;
use recovery_run::cmd::Cli;
use requirements::missing;

fn man(args: &[&str]) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_recovery-run"));
    command.arg("man").args(args).env("RECOVERY_RUN_DATA", home.path()).env("RECOVERY_RUN_CONFIG", home.path().join("config.toml"));
    command.output().unwrap()
}

/// Every page, written into a folder.
fn written() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let output = man(&["--dir", folder.path().to_str().unwrap()]);
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    folder
}

fn commands() -> Vec<String> {
    Cli::command().get_subcommands().filter(|command| !command.is_hide_set()).map(|command| command.get_name().to_owned()).collect()
}

fn headings(page: &str) -> Vec<&str> {
    page.lines().filter_map(|line| line.strip_prefix(".SH ")).collect()
}

#[test]
fn there_is_a_page_of_the_program_and_of_each_command_with_the_sections_one_looks_for() {
    let folder = written();
    let mut expected: Vec<String> = commands().iter().map(|name| format!("recovery-run-{name}.1")).collect();
    expected.push("recovery-run.1".to_owned());
    expected.sort();
    let mut files: Vec<String> =
        fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    assert_eq!(files, expected);
    for file in files {
        let page = fs::read_to_string(folder.path().join(&file)).unwrap();
        for heading in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES", "EXIT STATUS", "SEE ALSO"] {
            assert!(headings(&page).contains(&heading), "{file} has no {heading}");
        }
        // As the index of manuals reads it.
        let name = file.trim_end_matches(".1").replace('-', "\\-");
        let line = page.lines().skip_while(|line| *line != ".SH NAME").nth(1).unwrap();
        assert!(line.starts_with(&format!("{name} \\- ")) && line.len() > name.len() + 10, "{file}: {line}");
        // An example is there, and each is of this command.
        let (_, examples) = page.split_once(".SH EXAMPLES\n").unwrap();
        assert!(examples.starts_with(&format!(".TP\n\\fB{}", name.replacen("\\-run\\-", "\\-run ", 1))), "{file}: {examples}");
    }
    let config = fs::read_to_string(folder.path().join("recovery-run-config.1")).unwrap();
    for inner in ["path", "show", "init", "edit"] {
        assert!(config.contains(&format!(".TP\n\\fB{inner}\\fR\n")), "{inner}");
    }
    for (command, heading) in [("run", "FILES"), ("run", "ENVIRONMENT"), ("run", "KEYS"), ("report", "FORMATS"), ("config", "FILES")] {
        let page = fs::read_to_string(folder.path().join(format!("recovery-run-{command}.1"))).unwrap();
        assert!(headings(&page).contains(&heading), "{command} has no {heading}");
    }
}

#[test]
fn a_page_is_printed_as_it_is_written_and_written_over_an_older_one() {
    let folder = written();
    fs::write(folder.path().join("recovery-run-run.1"), "older").unwrap();
    assert!(man(&["--dir", folder.path().to_str().unwrap()]).status.success());
    for (args, file) in [(&[][..], "recovery-run.1"), (&["run"], "recovery-run-run.1"), (&["config"], "recovery-run-config.1")] {
        assert_eq!(man(args).stdout, fs::read(folder.path().join(file)).unwrap(), "{file}");
    }
}

#[test]
fn what_cannot_be_written_or_is_no_command_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let absent = folder.path().join("absent");
    let output = man(&["--dir", absent.to_str().unwrap()]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && told.contains("absent") && told.contains("create it first"), "{told}");
    assert!(!absent.exists());
    // What stands in the way of a page is named.
    fs::create_dir(folder.path().join("recovery-run.1")).unwrap();
    let output = man(&["--dir", folder.path().to_str().unwrap()]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && told.contains("recovery-run.1 cannot be written"), "{told}");
    let output = man(&["runn"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && told.contains("no page of runn") && told.contains("run, demo"), "{told}");
}

/// The day at the foot of each page is that of the version in the list of changes, which begins with this version.
#[test]
fn the_pages_are_of_the_version_that_the_list_of_changes_begins_with() {
    let changes = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/CHANGELOG.md")).unwrap();
    let newest = changes.lines().find_map(|line| line.strip_prefix("## ")).unwrap();
    let (version, day) = newest.strip_suffix(')').unwrap().split_once(" (").unwrap();
    assert_eq!(version, env!("CARGO_PKG_VERSION"));
    let folder = written();
    for file in fs::read_dir(folder.path()).unwrap() {
        let page = fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(page.starts_with(".TH ") && page.lines().next().unwrap().contains(&format!("\"{day}\" \"recovery\\-run {version}\"")));
    }
}

#[test]
fn the_programs_that_show_manuals_complain_of_nothing() {
    let folder = written();
    let mut shown = 0;
    for (program, package, args) in
        [("mandoc", "mandoc", &["-Tlint", "-W", "warning"][..]), ("man", "man-db", &["--warnings", "-E", "UTF-8", "-Tutf8", "-Z", "-l"])]
    {
        if Command::new(program).arg("-V").output().is_err() {
            missing(&format!("{program}; install the package {package}"));
            continue;
        }
        for file in fs::read_dir(folder.path()).unwrap() {
            let file = file.unwrap().path();
            let output = Command::new(program).args(args).arg(&file).env("MANWIDTH", "80").env("LC_ALL", "C.UTF-8").output().unwrap();
            // mandoc complains on standard output, where man shows the page.
            let complaints = if program == "mandoc" { [&output.stdout[..], &output.stderr].concat() } else { output.stderr };
            assert!(output.status.success() && complaints.is_empty(), "{}: {}", file.display(), String::from_utf8_lossy(&complaints));
            shown += 1;
        }
    }
    println!("{shown} pages shown");
}
