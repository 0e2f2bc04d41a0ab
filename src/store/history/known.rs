//! Runs as the index knows them: at once, and without a trace. For completions.

use std::cmp::Reverse;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use jiff::Timestamp;

use super::PastState;
use super::index::{Fingerprint, Index};
use crate::store::Folders;
use crate::store::run_id::{id_of_journal, journal_path, started_by_id};

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

/// The runs whose ids begin so, newest first, `most` at the most; of the first `told` of them it is known what is left. Nothing is
/// folded, written or told; what cannot be read counts as absent.
pub fn known_runs(folders: &Folders, beginning: &str, most: usize, told: usize) -> Vec<KnownRun> {
    let runs = folders.runs();
    let names = fs::read_dir(&runs).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let mut ids: Vec<String> = names.filter_map(|name| id_of(name, beginning)).collect();
    // All but the newest go before anything is read of them: a history has ten thousand. Dates are in order as they are written.
    if most < ids.len() {
        ids.select_nth_unstable_by(most, |a, b| (is_dated(b), b).cmp(&(is_dated(a), a)));
        ids.truncate(most);
    }
    let mut dated: Vec<_> = ids.into_iter().map(|id| (started_by_id(&id), id)).collect();
    dated.sort_unstable_by(|a, b| Reverse(a).cmp(&Reverse(b)));
    let index = Index::read_some(&folders.data.join("index.csv"), dated.iter().take(told).map(|(_, id)| id.as_str()));
    let state = |id: &str| {
        let meta = fs::metadata(journal_path(&runs, id)).ok()?;
        index.find(id, Fingerprint::of(&meta)?).map(|(_, state, _)| state)
    };
    let known = |(number, (began, id)): (usize, (Option<(Timestamp, u32)>, String))| KnownRun {
        state: (number < told).then(|| state(&id)).flatten(),
        started_at: began.map(|(start, _)| start),
        id,
    };
    dated.into_iter().enumerate().map(known).collect()
}

/// The id of a file in the folder of runs, where it begins so.
fn id_of(name: OsString, beginning: &str) -> Option<String> {
    name.as_encoded_bytes().starts_with(beginning.as_bytes()).then(|| id_of_journal(Path::new(&name)))?
}

/// Whether an id begins as one that tells a start.
fn is_dated(id: &str) -> bool {
    id.as_bytes().get(19) == Some(&b'Z') && id.as_bytes()[..4].iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_come_first_and_names_given_by_hand_last() {
        let folder = tempfile::tempdir().unwrap();
        let folders = Folders { data: folder.path().to_owned(), config: folder.path().join("config.toml") };
        assert_eq!(known_runs(&folders, "", 9, 9), []);
        fs::create_dir(folders.runs()).unwrap();
        let ids = ["2026-11-23T10-00-00Z-10", "2026-11-23T10-00-00Z-2", "2026-11-23T10-00-00Z", "2025-01-02T03-04-05Z", "tempo", "2024"];
        for id in ids.iter().rev() {
            fs::write(journal_path(&folders.runs(), id), "").unwrap();
        }
        fs::write(folders.runs().join("2026.fit"), "").unwrap();
        let named = |beginning: &str, most| known_runs(&folders, beginning, most, 9).into_iter().map(|run| run.id).collect::<Vec<_>>();
        assert_eq!(named("", 9), ids);
        assert_eq!(named("", 4), ids[..4]);
        assert_eq!(named("2026", 9), ids[..3]);
        assert_eq!(named("te", 9), ["tempo"]);
        assert_eq!(named("last", 9), [""; 0]);
    }
}
