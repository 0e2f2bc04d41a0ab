//! Recordings of other programs imported into the history: a journal made from each activity, and the original kept beside
//! the runs. What is there already is left alone.

use std::fs;
use std::path::{Path, PathBuf};

use super::run_id::{journal_path, run_id};
use super::{Folders, StoreError, files};
use crate::format::Recording;
use crate::format::journal::{self, Header};

/// What became of an activity that was to be imported.
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
    for entry in files::entries(&originals(folders))? {
        let same_length = entry.metadata().is_ok_and(|meta| meta.len() == bytes.len() as u64);
        if same_length && fs::read(entry.path()).is_ok_and(|before| before == bytes) {
            let id = entry.path().file_stem().unwrap_or_default().to_string_lossy().into_owned();
            return Ok(journal_path(&folders.runs(), &id).exists().then_some(id));
        }
    }
    Ok(None)
}

/// Makes a run of the history from an activity; its id is its start.
///
/// # Errors
/// The journal cannot be written.
pub fn import_run(folders: &Folders, header: &Header, recording: &Recording) -> Result<ImportOutcome, StoreError> {
    let id = run_id(header.started_at);
    let path = journal_path(&folders.runs(), &id);
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
