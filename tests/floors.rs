//! The floors of the house: a room names only rooms on lower floors, and the pure rooms know no clock, file or chance.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use std::path::{Path, PathBuf};

/// Rooms by floor, the lowest first.
const FLOORS: [&[&str]; 8] = [
    &["heart"],
    &["session"],
    &["analysis", "format", "screen", "sound", "clock"],
    &["ble", "store", "report"],
    &["source"],
    &["app"],
    &["cmd"],
    &["main"],
];
const PURE: [&str; 4] = ["heart", "session", "analysis", "format"];
const FORBIDDEN_IN_PURE: [&str; 10] =
    ["std::time", "Instant", "SystemTime", "std::fs", "File::", "std::net", "tokio", "std::thread", "rand::", "Timestamp::now"];

fn rust_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|end| end == "rs") {
            into.push(path);
        }
    }
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

#[test]
fn a_room_names_only_rooms_on_lower_floors() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut wrong = Vec::new();
    for file in &files {
        let inside = file.strip_prefix(&src).unwrap();
        let room = inside.iter().next().unwrap().to_string_lossy().replace(".rs", "");
        if room == "lib" || room == "bin" {
            continue;
        }
        let Some(own) = floor(&room) else {
            wrong.push(format!("{room} is on no floor"));
            continue;
        };
        let text = std::fs::read_to_string(file).unwrap();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            let named = FLOORS.concat().into_iter().filter(|other| {
                [format!("crate::{other}::"), format!("recovery_run::{other}::"), format!("crate::{other};")]
                    .iter()
                    .any(|path| line.contains(path.as_str()))
            });
            for other in named.filter(|other| *other != room && floor(other) >= Some(own)) {
                wrong.push(format!("{}:{}: {room} names {other}", inside.display(), number + 1));
            }
            if PURE.contains(&room.as_str()) {
                let outside_tests = !text.lines().take(number).any(|line| line.trim() == "#[cfg(test)]");
                for word in FORBIDDEN_IN_PURE.iter().filter(|word| outside_tests && line.contains(**word)) {
                    wrong.push(format!("{}:{}: {room} is pure and names {word}", inside.display(), number + 1));
                }
            }
        }
    }
    assert!(files.len() > 20, "found only {} files", files.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
