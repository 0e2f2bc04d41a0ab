//! Finding and reading what FILE names: a path, `-` for standard input, or a run of one's own by `last` or its id.

use std::fs;
use std::io::{self, Read as _};
use std::path::PathBuf;

use super::Failure;
use crate::format::sanitize::plain;
use crate::format::{Recording, read};
use crate::session::EventKind;
use crate::store::{self, Folders};

/// Reads FILE, whose format is detected by its content; one recording for each activity, at least one.
pub(super) fn open(file: &str, folders: &Folders) -> Result<Vec<Recording>, Failure> {
    let bytes = if file == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path(file, folders)?)
    }
    .map_err(|error| Failure::new(format!("{file} cannot be read: {error}; check the name")))?;
    activities(file, &bytes)
}

/// The activities with a heart rate in a file's bytes, at least one.
pub(super) fn activities(file: &str, bytes: &[u8]) -> Result<Vec<Recording>, Failure> {
    let mut activities = read(bytes).map_err(|error| Failure::new(format!("{file} cannot be read: {error}")))?;
    if activities.is_empty() {
        return Err(Failure::new(format!("{file} holds no activity: it was read, and nothing in it is a run; give a recording of one")));
    }
    if !activities.iter().any(has_heart_rate) {
        // What was odd about it may be the reason.
        let odd: Vec<&str> = activities.iter().flat_map(|recording| &recording.warnings).map(String::as_str).collect();
        let why = if odd.is_empty() { "no record has one".to_owned() } else { format!("no record has one ({})", odd.join("; ")) };
        return Err(Failure::new(format!("{file} holds no heart rate: it was read, and {why}; give a recording with heart rate")));
    }
    activities.retain(has_heart_rate);
    Ok(activities)
}

/// Prints on standard error what was odd about a file.
pub(super) fn warn(file: &str, recording: &Recording) {
    for warning in &recording.warnings {
        eprintln!("recovery-run: {}: {warning}", plain(file));
    }
}

fn has_heart_rate(recording: &Recording) -> bool {
    recording
        .readings
        .iter()
        .any(|stamped| matches!(stamped.reading.decode(), Ok(EventKind::Measurement(measurement)) if measurement.bpm().is_some()))
}

/// The id of the run of the history that FILE names, by its id, as `last`, or by its path; none for any other file.
pub(super) fn own_run(file: &str, folders: &Folders) -> Result<Option<String>, Failure> {
    if file == "-" {
        return Ok(None);
    }
    // A name that leads nowhere is reported when it is opened.
    let (Ok(path), Ok(runs)) = (fs::canonicalize(path(file, folders)?), fs::canonicalize(folders.runs())) else { return Ok(None) };
    let id = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    Ok(id.filter(|_| path.parent() == Some(runs.as_path())))
}

/// The file that a name stands for: one that is there, else a run of the history.
fn path(file: &str, folders: &Folders) -> Result<PathBuf, Failure> {
    let named = PathBuf::from(file);
    if named.exists() {
        return Ok(named);
    }
    match store::run_named(folders, file)? {
        Some(run) => Ok(run),
        None if file == "last" => {
            Err(Failure::new(format!("there is no last run: {} holds none; run one, or name a file", folders.runs().display())))
        }
        None => Ok(named),
    }
}
