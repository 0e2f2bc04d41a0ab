//! Finding and reading what FILE names: a path, `-` for standard input, or a run of one's own by `last` or its id.

use std::fs::{self, File};
use std::io::{self, Cursor, Read as _, Seek as _};
use std::path::PathBuf;

use super::Failure;
use super::packed;
use crate::format::Recording;
use crate::format::archive::Packing;
use crate::format::sanitize::plain;
use crate::store::{self, Folders};

/// Reads FILE, whose format is detected by its content; one recording for each activity, at least one. A gzipped file is
/// unpacked, and of a zip archive the one recording in it is read.
pub(super) fn open(file: &str, folders: &Folders) -> Result<Vec<Recording>, Failure> {
    let unread = |error: io::Error| Failure::new(format!("{file} cannot be read: {error}; check the name"));
    let mut bytes = Vec::new();
    if file == "-" {
        io::stdin().lock().read_to_end(&mut bytes).map_err(unread)?;
    } else {
        let mut opened = File::open(path(file, folders)?).map_err(unread)?;
        opened.by_ref().take(4).read_to_end(&mut bytes).map_err(unread)?;
        // It may be larger than the memory.
        if Packing::of(&bytes) == Some(Packing::Zip) && opened.rewind().is_ok() {
            return packed::only_recording(file, Box::new(opened));
        }
        opened.read_to_end(&mut bytes).map_err(unread)?;
    }
    match Packing::of(&bytes) {
        Some(Packing::Zip) => packed::only_recording(file, Box::new(Cursor::new(bytes))),
        Some(Packing::Gzip) | None => packed::activities(&bytes).map_err(|why| Failure::new(format!("{file} {why}"))),
    }
}
/// Prints on standard error what was odd about a file.
pub(super) fn warn(file: &str, recording: &Recording) {
    for warning in &recording.warnings {
        eprintln!("recovery-run: {}: {warning}", plain(file));
    }
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
