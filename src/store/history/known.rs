//! Runs as the index knows them: at once, and without a trace. For completions.

use std::cmp::Reverse;
use std::fs;

use jiff::Timestamp;

use super::PastState;
use super::index::{Fingerprint, Index};
use crate::store::Folders;
use crate::store::run_id::{id_of_journal, started_by_id};

/// A run, without a look into its journal.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownRun {
    /// What it is called by.
    pub id: String,
    /// When it began, by its id; none for a name that was given by hand.
    pub started_at: Option<Timestamp>,
    /// What is left of it; none where the index does not know, or knows it as it was before.
    pub state: Option<PastState>,
}

/// The runs whose ids begin so, newest first, `most` at the most. Nothing is folded, written or told; what cannot be read counts as
/// absent.
pub fn known_runs(folders: &Folders, beginning: &str, most: usize) -> Vec<KnownRun> {
    let runs = folders.runs();
    let names = fs::read_dir(&runs).into_iter().flatten().flatten().filter_map(|entry| id_of_journal(entry.file_name().as_ref()));
    let mut ids: Vec<_> = names.filter(|id| id.starts_with(beginning)).map(|id| (started_by_id(&id), id)).collect();
    ids.sort_unstable_by(|a, b| Reverse(a).cmp(&Reverse(b)));
    ids.truncate(most);
    let index = if ids.is_empty() { Index::default() } else { Index::read(&folders.data.join("index.csv")) };
    let known = |id: &str| {
        let meta = fs::metadata(runs.join(format!("{id}.jsonl"))).ok()?;
        index.find(id, Fingerprint::of(&meta)?).map(|(_, state, _)| state)
    };
    ids.into_iter().map(|(began, id)| KnownRun { state: known(&id), started_at: began.map(|(start, _)| start), id }).collect()
}
