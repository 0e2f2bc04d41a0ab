//! Recordings of other programs brought into the history: a journal made from each activity, and the original kept beside
//! the runs. What is there already is left alone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Folders, StoreError, files};
use crate::format::Recording;
use crate::format::journal::{self, Header};

/// What became of an activity that was to be brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportOutcome {
    /// It is a run of the history now, with this id.
    Added(String),
    /// A run that began in the same second is there already, with this id.
    Known(String),
}

/// The id of the run that was made from a file with this very content before, where that run is still there.
///
/// # Errors
/// The folder of originals cannot be read; that it is not there yet is no error.
pub fn run_from_original(folders: &Folders, bytes: &[u8]) -> Result<Option<String>, StoreError> {
    let folder = originals(folders);
    let unreadable = |why| StoreError::Unreadable { path: folder.clone(), why };
    let export_points = match fs::read_dir(&folder) {
        Ok(export_points) => export_points,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    for entry in export_points {
        let entry = entry.map_err(unreadable)?;
        let same_length = entry.metadata().is_ok_and(|meta| meta.len() == bytes.len() as u64);
        if same_length && fs::read(entry.path()).is_ok_and(|before| before == bytes) {
            let id = entry.path().file_stem().unwrap_or_default().to_string_lossy().into_owned();
            return Ok(journal_of(folders, &id).exists().then_some(id));
        }
    }
    Ok(None)
}

/// Makes a run of the history from an activity; its id is its start.
///
/// # Errors
/// The journal cannot be written.
pub fn bring_in(folders: &Folders, header: &Header, recording: &Recording) -> Result<ImportOutcome, StoreError> {
    let id = header.started_at.strftime("%Y-%m-%dT%H-%M-%SZ").to_string();
    let path = journal_of(folders, &id);
    if fs::symlink_metadata(&path).is_ok() {
        return Ok(ImportOutcome::Known(id));
    }
    let text = journal::text(header, recording);
    files::replace(&path, text.as_bytes()).map_err(|why| StoreError::Unwritable { path, why })?;
    Ok(ImportOutcome::Added(id))
}

/// Keeps the original of a run, so that a later program can read more from it than this one.
///
/// # Errors
/// It cannot be written.
pub fn keep_original(folders: &Folders, id: &str, named: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let ending = named.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
    let plain = (1..=8).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric());
    let path = originals(folders).join(format!("{id}.{}", if plain { &ending } else { "original" }));
    files::replace(&path, bytes).map_err(|why| StoreError::Unwritable { path, why })
}

fn originals(folders: &Folders) -> PathBuf {
    folders.data.join("originals")
}

fn journal_of(folders: &Folders, id: &str) -> PathBuf {
    folders.runs().join(format!("{id}.jsonl"))
}
