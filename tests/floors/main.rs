//! The floors of the house: a room names only rooms on lower floors, no two files need each other, the pure rooms know no
//! clock, file, thread or chance, the command line stays in `cmd`, and no file grows beyond what one reads in one go.
//! That no function does is clippy's `too_many_lines`, set to 60 in `.clippy.toml`.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod house;
mod paths;

use std::path::{Path, PathBuf};

use house::{House, Source, rust_files};

/// Rooms by floor, the lowest first.
const FLOORS: [&[&str]; 8] = [
    &["heart"],
    &["session", "clock", "writer"],
    &["format", "analysis", "screen", "sound"],
    &["ble", "store", "report", "publish"],
    &["source", "output"],
    &["app"],
    &["cmd"],
    &["main"],
];
const PURE: [&str; 4] = ["heart", "session", "format", "analysis"];
/// Words that stand for clocks, files, the network, threads, async and chance.
const IMPURE_WORDS: [&str; 14] = [
    "Instant",
    "SystemTime",
    "File",
    "OpenOptions",
    "tokio",
    "futures",
    "rand",
    "getrandom",
    "async",
    "await",
    "crossterm",
    "btleplug",
    "rustix",
    "thread",
];
/// The same as paths, where a word alone would forbid too much.
const IMPURE_PATHS: [&[&str]; 7] =
    [&["std", "time"], &["std", "fs"], &["std", "net"], &["std", "env"], &["std", "process"], &["Timestamp", "now"], &["Zoned", "now"]];
/// The longest file, in lines.
const LONGEST_FILE: usize = 400;

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// Where a room names one that is not below it, tests included.
fn climbs(house: &House) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in &house.sources {
        let Some(room) = source.room() else { continue };
        let Some(own) = floor(room) else {
            wrong.push(format!("{}: {room} is on no floor", source.inside));
            continue;
        };
        for named in &source.paths.named {
            let Some(path) = house.absolute(source, named) else { continue };
            let Some(other) = path.first().filter(|other| *other != room) else { continue };
            if floor(other).is_some_and(|other| other >= own) {
                wrong.push(format!("{}:{}: {room} names {other}", source.inside, named.line));
            }
        }
    }
    wrong
}

/// Where a pure room names what depends on anything but its arguments.
fn impurities(house: &House) -> Vec<String> {
    let is_pure = |source: &&Source| !source.is_test && source.room().is_some_and(|room| PURE.contains(&room));
    let mut wrong = Vec::new();
    for source in house.sources.iter().filter(is_pure) {
        for (line, word) in source.paths.words.iter().filter(|(_, word)| IMPURE_WORDS.contains(&word.as_str())) {
            wrong.push(format!("{}:{line}: {word}", source.inside));
        }
        for named in source.paths.named.iter().filter(|named| !named.in_tests) {
            for path in IMPURE_PATHS.iter().filter(|path| named.segments.windows(path.len()).any(|part| part == **path)) {
                wrong.push(format!("{}:{}: {}", source.inside, named.line, path.join("::")));
            }
        }
    }
    wrong
}

/// Where the command line's library is named outside `cmd`.
fn command_line_outside_cmd(house: &House) -> Vec<String> {
    let outside = house.sources.iter().filter(|source| source.room().is_some_and(|room| room != "cmd"));
    let named = outside.flat_map(|source| {
        let clap = source.paths.words.iter().filter(|(_, word)| word == "clap" || word.starts_with("clap_"));
        clap.map(|(line, word)| format!("{}:{line}: {word}", source.inside))
    });
    named.collect()
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn program() -> House {
    let house = House::read(&folder("src"));
    assert!(house.sources.len() > 100, "found only {} files", house.sources.len());
    let named: usize = house.sources.iter().map(|source| source.paths.named.len()).sum();
    assert!(named > 1000, "found only {named} paths");
    house
}

#[test]
fn a_room_names_only_rooms_on_lower_floors() {
    let wrong = climbs(&program());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// See [`House::circles`] for what counts as needing a file.
#[test]
fn no_two_files_need_each_other() {
    let house = program();
    let circles: Vec<String> = house.circles().iter().map(|files| files.join(", ")).collect();
    assert!(circles.is_empty(), "{} circles:\n{}", circles.len(), circles.join("\n"));
}

#[test]
fn the_pure_rooms_know_no_clock_file_thread_or_chance() {
    let wrong = impurities(&program());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_command_line_is_known_to_cmd_alone() {
    let wrong = command_line_outside_cmd(&program());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_is_longer_than_400_lines() {
    let mut files = Vec::new();
    rust_files(&folder("src"), &mut files);
    rust_files(&folder("tests"), &mut files);
    let lines = |file: &PathBuf| std::fs::read_to_string(file).unwrap().lines().count();
    let long: Vec<String> =
        files.iter().filter(|file| lines(file) > LONGEST_FILE).map(|file| format!("{}: {}", file.display(), lines(file))).collect();
    assert!(files.len() > 150 && long.is_empty(), "{} files, too long:\n{}", files.len(), long.join("\n"));
}

/// A house of a few files, each with its text.
fn house(files: &[(&str, &str)]) -> House {
    House::of(files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())))
}

#[test]
fn a_higher_room_is_seen_however_it_is_named() {
    for broken in [
        "use crate::store::Config;",
        "use crate::{heart::Bpm, ble::{self, Finding}};",
        "pub(crate) use crate::app as program;",
        "fn f() { let x = crate::cmd::main(); }",
        "fn f() -> Vec<recovery_run::report::Run> { Vec::new() }",
        "use super::super::store;",
        "fn f() { super::super::app::run() }",
        "mod inner { use super::super::super::store::Config; }",
        "#[cfg(test)] mod tests { use crate::report; }",
        "/* \" */ use crate::sound::Bell; // on the same floor",
        "const C: char = '\"'; use crate::screen::Ui;",
        "use crate::cmd::{\n    // why\n    Failure,\n};",
    ] {
        let house =
            house(&[("format/fit/mod.rs", "mod read;"), ("format/fit/read.rs", "use super::super::Origin;"), ("format/csv.rs", broken)]);
        assert!(!climbs(&house).is_empty(), "{broken}");
    }
    assert_eq!(climbs(&house(&[("attic/mod.rs", "")])), ["attic/mod.rs: attic is on no floor"]);
}

#[test]
fn what_only_looks_like_a_higher_room_is_none() {
    for sound in [
        "// use crate::app::run;\n/// [`crate::cmd`]\n/* crate::cmd::x() /* nested */ */",
        "const S: &str = \"crate::app::run()\"; const R: &str = r#\"a \" crate::cmd::x\"#;",
        "use crate::heart::Bpm; use super::csv::read; use self::inner::X; mod inner { use super::super::read; pub struct X; }",
        "fn f<'a>(x: &'a str) -> char { 'a' }",
    ] {
        let house = house(&[("format/mod.rs", "mod csv;"), ("format/csv.rs", sound)]);
        assert_eq!(climbs(&house), Vec::<String>::new(), "{sound}");
    }
}

#[test]
fn files_that_need_each_other_are_seen_through_groups_modules_and_re_exports() {
    let module = "mod a; mod b; pub use b::{Deep, Other as Renamed}; pub struct Own; fn f() { a::f(); }";
    let a = "use super::{Own, Renamed};";
    for (b, circles) in [
        ("use super::a::A;", 1),
        ("use crate::store::{a::{self, A}};", 1),
        ("fn f() { super::a::f() }", 1),
        ("use super::c;", 1),
        ("use super::Own;", 0),
        ("#[cfg(test)] mod tests { use super::super::a::A; }", 0),
        ("#[cfg(test)] use super::a::A; fn g() {}", 0),
    ] {
        let house = house(&[("store/mod.rs", module), ("store/a.rs", a), ("store/b.rs", b), ("store/c.rs", "use super::a;")]);
        assert_eq!(house.circles().len(), circles, "{b}: {:?}", house.circles());
    }
    // A module's file may put together what is below it, and what is below may use its types; a test file is no part of it.
    let files = [
        ("store/mod.rs", "mod a; #[cfg(test)] mod tests; use a::A;"),
        ("store/a.rs", "use super::B;"),
        ("store/tests.rs", "use super::a;"),
    ];
    assert!(house(&files).circles().is_empty());
}

#[test]
fn impure_words_are_seen_outside_tests_in_pure_rooms_alone() {
    for (text, found) in [
        ("use std::{fmt, time::Duration};", 1),
        ("fn f() { std::fs::read(\"x\"); }", 1),
        ("use std::fs::File;", 2),
        ("async fn f() {}", 1),
        ("fn f() { jiff::Timestamp::now(); }", 1),
        ("use std::io::Write; // std::fs\nfn f() { x.thread; }", 0),
        ("#[cfg(test)] mod tests { use std::fs; } ", 0),
    ] {
        assert_eq!(impurities(&house(&[("heart/x.rs", text)])).len(), found, "{text}");
        assert!(impurities(&house(&[("store/x.rs", text)])).is_empty());
    }
    let clap = "#[derive(clap::ValueEnum)] enum E {}";
    assert_eq!(command_line_outside_cmd(&house(&[("session/x.rs", clap), ("cmd/x.rs", clap)])), ["session/x.rs:1: clap"]);
}
