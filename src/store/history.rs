//! Past runs, newest first. What each came to is kept in an index that can be thrown away at any time: whatever in it is
//! missing, damaged or out of date is computed again from the journals, by the function that the caller hands in.

mod index;
mod learning;
mod weeks;

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::run_id::{id_of_journal, started_by_id};
use super::{Folders, StoreError, files};
use crate::analysis::Summary;
use crate::format::journal::{self, Journal};
use crate::heart::Gain;
use crate::heart::variability::ThresholdEstimate;
use crate::session::{Elapsed, Span, Timer};
use index::{Fingerprint, Index};
pub use learning::{usual, usual_before};
pub use weeks::{Week, weeks};

/// The name that stands for the newest run.
const LAST: &str = "last";

/// What a run came to, in one row of the history.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HistoryEntry {
    /// Time with pauses.
    pub elapsed: Elapsed,
    /// Time without.
    pub timer: Timer,
    /// Mean heart rate in bpm over all valid samples.
    pub mean_bpm: Option<f64>,
    /// Time in zones 0 to 5 by believed samples.
    pub in_zone: [Span; 6],
    /// The share of that at or below the ceiling, 0 to 1.
    pub easy_share: Option<f64>,
    /// How many audible prompts there were.
    pub prompts: usize,
    /// Mean rate of the second half minus the first, in bpm.
    pub drift_bpm: Option<f64>,
    /// Mean rate of the last five minutes before the cool-down, in bpm.
    pub end_bpm: Option<f64>,
    /// The gain it showed.
    pub gain: Option<Gain>,
    /// The median alpha1 of minutes 5 to 12.
    pub early_alpha1: Option<f64>,
    /// Where it crossed the aerobic threshold.
    pub threshold: Option<ThresholdEstimate>,
    /// Whether it is a run of the runner's own, from which something is learned: no demo, no ride. Set by [`past_runs`].
    pub own: bool,
}

impl From<&Summary> for HistoryEntry {
    fn from(summary: &Summary) -> Self {
        Self {
            elapsed: summary.elapsed,
            timer: summary.timer,
            mean_bpm: summary.heart_rate.mean,
            in_zone: summary.believed_in_zone,
            easy_share: summary.easy_share,
            prompts: summary.prompts.len(),
            drift_bpm: summary.drift_bpm,
            end_bpm: summary.end_bpm,
            gain: summary.gain,
            early_alpha1: summary.rr.early_alpha1,
            threshold: summary.rr.threshold,
            own: false,
        }
    }
}

/// A run of the history.
#[derive(Debug, Clone, PartialEq)]
pub struct PastRun {
    /// What it is called by: its file's name without the ending.
    pub id: String,
    /// Its journal.
    pub path: PathBuf,
    /// When it began, by its header; by its name where the header is damaged.
    pub started_at: Option<Timestamp>,
    /// What is left of it.
    pub state: PastState,
}

/// What is left of a run.
#[derive(Debug, Clone, PartialEq)]
pub enum PastState {
    /// It was stopped.
    Finished(HistoryEntry),
    /// Not stopped: it goes on at this moment, or it broke off.
    Unfinished(HistoryEntry),
    /// Nothing of it can be read, for this reason.
    Damaged(String),
}

/// The past runs, newest first. `summarize` folds a journal that is not in the index yet, or has changed since.
///
/// An index that cannot be written makes the next look slower and is no error.
///
/// # Errors
/// The folder of runs cannot be read; that it is not there yet is no error.
pub fn past_runs(folders: &Folders, mut summarize: impl FnMut(Journal) -> HistoryEntry) -> Result<Vec<PastRun>, StoreError> {
    let path = folders.data.join("index.csv");
    // The folder and the index are read side by side: with ten thousand runs each takes a blink.
    let (files, mut index) = std::thread::scope(|scope| {
        let index = scope.spawn(|| Index::read(&path));
        let files = journals(&folders.runs());
        (files, index.join().unwrap_or_default())
    });
    let runs = files?.into_iter().map(|file| past_run(file, &mut index, &mut summarize)).collect();
    if let Err(error) = index.write(&path) {
        tracing::warn!(path = %path.display(), %error, "the index of runs cannot be written");
    }
    Ok(runs)
}

/// The journal of a run named by its id or as `last`; none where there is no such run.
///
/// # Errors
/// The folder of runs cannot be read.
pub fn run_named(folders: &Folders, name: &str) -> Result<Option<PathBuf>, StoreError> {
    let mut files = journals(&folders.runs())?.into_iter();
    Ok(if name == LAST { files.next() } else { files.find(|file| file.id == name) }.map(|file| file.path))
}

/// A file in the folder of runs.
struct JournalFile {
    id: String,
    path: PathBuf,
    /// Start and number among those of the same second, by its name; by the header where the name was given by hand.
    began: Option<(Timestamp, u32)>,
    /// As it was before anything of it is read: what is written meanwhile makes it differ next time.
    fingerprint: Option<Fingerprint>,
}

/// The journals in a folder, newest first; those of which nobody knows when they began come last.
fn journals(runs: &Path) -> Result<Vec<JournalFile>, StoreError> {
    let mut journals = Vec::new();
    for entry in files::entries(runs)? {
        let path = entry.path();
        if let Some(id) = id_of_journal(&path) {
            let began = started_by_id(&id).or_else(|| began_by_header(&path));
            // Asked of the folder's entry, which spares ten thousand walks along the path.
            let meta = entry.metadata().and_then(|meta| if meta.is_symlink() { fs::metadata(&path) } else { Ok(meta) });
            let fingerprint = meta.ok().as_ref().and_then(Fingerprint::of);
            journals.push(JournalFile { id, path, began, fingerprint });
        }
    }
    journals.sort_unstable_by(|a, b| b.began.cmp(&a.began).then_with(|| b.id.cmp(&a.id)));
    Ok(journals)
}

/// For journals that were renamed.
fn began_by_header(path: &Path) -> Option<(Timestamp, u32)> {
    let journal = journal::read(&fs::read(path).ok()?).ok()?;
    Some((journal.header.started_at, 1))
}

fn past_run(file: JournalFile, index: &mut Index, summarize: &mut impl FnMut(Journal) -> HistoryEntry) -> PastRun {
    let JournalFile { id, path, began, fingerprint } = file;
    if let Some((started_at, state)) = fingerprint.and_then(|fingerprint| index.take(&id, fingerprint)) {
        return PastRun { id, path, started_at, state };
    }
    let by_name = began.map(|(start, _)| start);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        // Not kept: a file that may be read again later need not look changed.
        Err(why) => return PastRun { id, path, started_at: by_name, state: PastState::Damaged(why.to_string()) },
    };
    let (started_at, state) = match journal::read(&bytes) {
        Ok(journal) => {
            let started_at = journal.header.started_at;
            let state = if journal.is_finished() { PastState::Finished } else { PastState::Unfinished };
            let own = learning::is_own(&journal.header);
            (Some(started_at), state(HistoryEntry { own, ..summarize(journal) }))
        }
        // The reason may quote the file, and a damaged file holds anything: no control character reaches a terminal.
        Err(why) => (by_name, PastState::Damaged(why.to_string().replace(char::is_control, " "))),
    };
    let run = PastRun { id, path, started_at, state };
    if let Some(fingerprint) = fingerprint {
        index.keep(&run, fingerprint);
    }
    run
}

#[cfg(test)]
mod tests;
