//! Recordings cut short and with bytes changed: whatever is left is read or refused in words, and quickly. The shared recordings
//! are taken where they are there, our own always.
#![allow(clippy::unwrap_used)] // Helpers of tests too: clippy's own exception ends at the test function.

mod requirements;

use std::path::{Path, PathBuf};

use recovery_run::format::{Reading, Recording, TimedReading, read};

const TIMES: usize = 200;
/// Of the journals these have every kind of line between them; a debug build takes minutes for all.
const JOURNALS: [&str; 3] = ["demo-forgetful.jsonl", "packets.jsonl", "talk-and-effort.jsonl"];

fn files_under(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_under(&path, into);
        } else if path.extension().is_none_or(|end| end != "md" && end != "lines" && end != "tsv") {
            into.push(path);
        }
    }
}

/// Recordings by name; the largest are left to a run that asks for all, since a debug build takes minutes for them.
fn files() -> Vec<(String, Vec<u8>)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("RECOVERY_RUN_TEST_DATA").map_or(root.join("../shared/data"), PathBuf::from).join("recordings");
    let mut paths = Vec::new();
    files_under(&root.join("tests/data"), &mut paths);
    let is_journal = |path: &Path| path.extension().is_some_and(|end| end == "jsonl");
    paths.retain(|path| !is_journal(path) || JOURNALS.iter().any(|name| path.ends_with(name)));
    assert!(paths.iter().filter(|path| is_journal(path)).count() == JOURNALS.len() && paths.len() >= 9, "{paths:?}");
    if shared.is_dir() {
        files_under(&shared, &mut paths);
    } else {
        requirements::missing(&format!("no recordings at {}, so only our own are damaged", shared.display()));
    }
    let most = if std::env::var_os("RECOVERY_RUN_TEST_ALL").is_some() { usize::MAX } else { 60_000 };
    let read = |path: &PathBuf| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap());
    paths.iter().map(read).filter(|(_, bytes)| bytes.len() <= most).collect()
}

/// What must hold of anything that was read or refused.
fn assert_sound(name: &str, bytes: &[u8]) -> Option<Vec<Recording>> {
    match read(bytes) {
        Ok(recordings) => {
            for recording in &recordings {
                assert!(recording.readings.windows(2).all(|pair| pair[0].at <= pair[1].at), "{name}: times go back");
                assert!(recording.readings.last().is_none_or(|last| last.at <= recording.end), "{name}: it ends before its end");
            }
            Some(recordings)
        }
        Err(error) => {
            let message = error.to_string();
            assert!(message.len() > 10 && !message.contains('\n'), "{name}: {message}");
            None
        }
    }
}

fn samples(recordings: &[Recording]) -> usize {
    let is_sample = |stamped: &&TimedReading| matches!(stamped.reading, Reading::Measurement(_));
    recordings.iter().map(|recording| recording.readings.iter().filter(is_sample).count()).sum()
}

#[test]
fn a_file_cut_anywhere_is_read_as_far_as_it_goes_or_refused_in_words() {
    for (name, bytes) in files() {
        let whole = samples(&assert_sound(&name, &bytes).unwrap_or_default());
        for cut in 0..TIMES {
            let left = &bytes[..bytes.len() * cut / TIMES];
            let Some(recordings) = assert_sound(&name, left) else { continue };
            // A packet of beats may end at the cut that went on in the file.
            assert!(samples(&recordings) <= whole + 1, "{name}: a part of it is more than all of it");
        }
        let most = assert_sound(&name, &bytes[..bytes.len() * 9 / 10]).map_or(0, |recordings| samples(&recordings));
        assert!(most >= whole / 2, "{name}: nine tenths of it hold {most} of {whole} samples");
    }
}

#[test]
fn a_file_with_a_byte_changed_anywhere_never_breaks_a_reader() {
    for (name, bytes) in files() {
        for turn in 0..TIMES {
            let mut changed = bytes.clone();
            // A fixed walk over the file, so that a failure can be repeated.
            let at = (turn * 7919 + 13) * 104_729 % bytes.len();
            changed[at] ^= [0x01, 0x80, 0xFF, 0x20][turn % 4];
            assert_sound(&name, &changed);
        }
        let mut changed = bytes.clone();
        for turn in 0..TIMES {
            let at = (turn * 6151 + 7) * 15_485_863 % bytes.len();
            changed[at] = changed[at].wrapping_add(turn as u8);
            assert_sound(&name, &changed);
        }
    }
}
