//! What a runner hears, by players on PATH that tell what they were given: the right melody and words for a cue, and a program of
//! the runner's own, without a shell in between.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.
#![cfg(unix)]

mod terminal;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use terminal::{Terminal, skip_without};

/// A test that hangs fails after this; none passes by it.
const HANGS: Duration = Duration::from_secs(60);

/// A folder for PATH with a program.
fn program(folder: &Path, name: &str, script: &str) {
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Lines that are written to a named pipe, as they come.
fn lines(pipe: &Path) -> Receiver<String> {
    assert!(Command::new("mkfifo").arg(pipe).status().unwrap().success());
    // Open for writing too: so whoever writes never waits, and the end of one is not the end of all.
    let file = fs::OpenOptions::new().read(true).write(true).open(pipe).unwrap();
    let (sender, received) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(file).lines() {
            if line.is_err() || sender.send(line.unwrap()).is_err() {
                return;
            }
        }
    });
    received
}

/// Rates for a run in its own time: easy for 40 s, then up to far above a ceiling of 140, as fast as a heart may.
fn too_hard() -> String {
    let rate = |at: u32| 122 + at.saturating_sub(40).min(32) + at % 3;
    (0..120).map(|at| format!("{{\"at\":{at},\"bpm\":{}}}\n", rate(at))).collect()
}

#[test]
fn a_prompt_is_heard_as_its_melody_and_its_words() {
    if skip_without("mkfifo") || skip_without("stty") {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let (bin, pipe, heard) = (home.path().join("bin"), home.path().join("readings"), home.path().join("heard"));
    fs::create_dir(&bin).unwrap();
    let heard_lines = lines(&heard);
    program(&bin, "pw-play", "exit 1");
    program(&bin, "paplay", &format!("case $1 in *silence*) ;; *) echo \"play $(basename $1)\" > {} ;; esac", heard.display()));
    // Called as: -a VOLUME -w FILE -- WORDS
    program(&bin, "espeak-ng", &format!("echo wave > \"$4\"; test \"$6\" = ok || echo \"say $6\" > {}", heard.display()));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let script = format!(
        "RECOVERY_RUN_SOUND= PATH={}:$PATH {} run --source - --no-record --coach-only --zone-bounds 100,120,140,160,180 < {}; echo exit=$?; stty -a; echo --over--",
        bin.display(),
        env!("CARGO_BIN_EXE_recovery-run"),
        pipe.display()
    );
    let mut terminal = Terminal::shell_in(&script, 100, 30, home);
    let mut input = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    input.write_all(too_hard().as_bytes()).unwrap();
    let mut told: Vec<String> = Vec::new();
    while !told.last().is_some_and(|line| line.starts_with("play words-")) {
        told.push(heard_lines.recv_timeout(HANGS).unwrap_or_else(|_| panic!("nothing more is heard than {told:?}")));
    }
    drop(input);
    terminal.read_to_end();
    let words = told.iter().find_map(|line| line.strip_prefix("say slow down. one ")).expect("no words").to_owned();
    assert!(words.starts_with("fifty"), "{words}");
    told.retain(|line| line.starts_with("play "));
    assert!(told[0].starts_with("play three-down-") && told[1].starts_with("play words-"), "{told:?}");
}

#[test]
fn a_program_of_the_runners_own_is_started_by_its_cue_without_a_screen_too() {
    let home = tempfile::tempdir().unwrap();
    let (config, told) = (home.path().join("config.toml"), home.path().join("told"));
    let call = r#"["sh", "-c", "echo $RECOVERY_RUN_CUE $RECOVERY_RUN_CEILING_BPM $0 >> told", "$HOME; x"]"#;
    fs::write(&config, format!("on_cue.slow-down = {call}\n")).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_recovery-run"))
        .args(["run", "--source", "-", "--headless", "--no-record", "--coach-only", "--zone-bounds", "100,120,140,160,180"])
        .current_dir(home.path())
        .env("RECOVERY_RUN_DATA", home.path().join("data"))
        .env("RECOVERY_RUN_CONFIG", &config)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(too_hard().as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    let told = fs::read_to_string(told).unwrap();
    assert_eq!(told.lines().next().unwrap(), "slow-down 140 $HOME; x");
}

#[test]
fn the_doctor_plays_each_cue_and_names_what_plays_them() {
    let home = tempfile::tempdir().unwrap();
    let bin = home.path().join("bin");
    fs::create_dir(&bin).unwrap();
    program(&bin, "aplay", &format!("echo \"$2\" >> {}", home.path().join("heard").display()));
    let output = Command::new(env!("CARGO_BIN_EXE_recovery-run"))
        .args(["doctor", "--sound"])
        .env("PATH", &bin)
        .env("RECOVERY_RUN_DATA", home.path().join("data"))
        .env("RECOVERY_RUN_CONFIG", home.path().join("config.toml"))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("sound by aplay, without words (espeak-ng is not there"), "{said}");
    for line in ["ease off                     two notes down", "that's it                    two notes up"] {
        assert!(said.contains(line), "{said}");
    }
    let heard = fs::read_to_string(home.path().join("heard")).unwrap();
    let heard: Vec<&str> = heard.lines().map(|path| path.rsplit('/').next().unwrap()).filter(|name| !name.starts_with("silence")).collect();
    assert_eq!(heard, ["two-down", "three-down", "low", "low-thrice", "up", "dull", "bright"].map(|name| format!("{name}-70.wav")));
}
