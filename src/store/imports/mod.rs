//! Recordings of other programs imported into the history: a journal made from each activity, and the original kept beside
//! the runs. A run that is there already is left alone; only another import of it with less in it is replaced.

mod activity;
mod known_runs;
mod ledger;
mod originals;

use std::collections::HashMap;
use std::path::Path;

pub use activity::Activity;
use known_runs::KnownRuns;
pub use ledger::ContentId;
use ledger::Ledger;

use super::run_id::{journal_path, numbered_id};
use super::{Folders, StoreError, files};

/// What became of an activity that was to be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportOutcome {
    /// It is a run of the history now, with this id.
    Added(String),
    /// The same run is there already, with this id.
    Known(String),
    /// The same run was there from a file with less in it, and is made from this one now.
    Replaced {
        /// Its id.
        id: String,
        /// What this one has and the other had not.
        because: &'static str,
    },
}

/// The history, while recordings are added to it.
#[derive(Debug)]
pub struct Imports {
    folders: Folders,
    runs: KnownRuns,
    ledger: Ledger,
}

impl Imports {
    /// Looks at what is there. No journal is read before an activity begins when its run began.
    ///
    /// # Errors
    /// The folder of runs or that of originals cannot be read; that they are not there yet is no error.
    pub fn open(folders: &Folders) -> Result<Self, StoreError> {
        let runs = KnownRuns::read(folders)?;
        let ledger = Ledger::read(folders, |id| runs.contains(id))?;
        Ok(Self { folders: folders.clone(), runs, ledger })
    }

    /// The runs that were made from contents, for other threads: what is in it need not be read again.
    pub fn known_contents(&self) -> HashMap<ContentId, String> {
        self.ledger.contents()
    }

    /// The id of the run that was made from this content, where that run is still there.
    pub fn run_from(&self, content: ContentId) -> Option<&str> {
        self.ledger.run_from(content)
    }

    /// Makes a run of the history from an activity; its id is its start.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub fn add(&mut self, activity: &Activity) -> Result<ImportOutcome, StoreError> {
        let started_at = activity.header.started_at;
        let Some(there) = self.runs.same_as(activity) else {
            let id = (1..).map(|number| numbered_id(started_at, number)).find(|id| !self.runs.contains(id)).unwrap_or_default();
            self.write(&id, activity)?;
            return Ok(ImportOutcome::Added(id));
        };
        // A start in local time is right where one in UTC says the same.
        let begins_right = there.profile.as_ref().zip(activity.profile.as_ref()).is_some_and(|(one, other)| one.begins_with(other));
        let richness = if begins_right { there.richness.with_right_start() } else { there.richness };
        if !there.is_replaceable || activity.richness <= richness {
            return Ok(ImportOutcome::Known(there.id));
        }
        // Its start may be the better one, too: local time gives way to UTC.
        let first = numbered_id(started_at, 1);
        let id = if there.id.starts_with(&first) || self.runs.contains(&first) { there.id.clone() } else { first };
        self.write(&id, activity)?;
        if id != there.id {
            let path = journal_path(&self.folders.runs(), &there.id);
            std::fs::remove_file(&path).map_err(|why| StoreError::Unwritable { path, why })?;
            self.runs.forget(&there.id);
            self.ledger.rename(&there.id, &id);
        }
        Ok(ImportOutcome::Replaced { id, because: activity.richness.advantage_over(richness) })
    }

    fn write(&mut self, id: &str, activity: &Activity) -> Result<(), StoreError> {
        let path = journal_path(&self.folders.runs(), id);
        files::place(&path, activity.journal.as_bytes()).map_err(|why| StoreError::Unwritable { path, why })?;
        self.runs.remember(id, activity);
        Ok(())
    }

    /// Keeps the original of a run, so that a later program can read more from it than this one, and remembers its content.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn keep_original(&mut self, id: &str, named: &Path, bytes: &[u8], content: ContentId) -> Result<(), StoreError> {
        originals::keep(&self.folders, id, named, bytes)?;
        self.remember(id, content);
        Ok(())
    }

    /// Remembers a content from which no run was made, since the run was there from another one.
    pub fn remember(&mut self, id: &str, content: ContentId) {
        self.ledger.remember(content, id);
    }

    /// Makes what was added outlast a power cut, and writes down which contents are known.
    ///
    /// # Errors
    /// A folder cannot be synced. A list of contents that cannot be written makes the next import slower and is no error.
    pub fn close(self) -> Result<(), StoreError> {
        for folder in [self.folders.runs(), originals::folder(&self.folders)] {
            if folder.exists() {
                files::sync_folder(&folder).map_err(|why| StoreError::Unwritable { path: folder, why })?;
            }
        }
        if let Err(error) = self.ledger.write(&self.folders) {
            tracing::warn!(%error, "the list of imported contents cannot be written");
        }
        Ok(())
    }
}
