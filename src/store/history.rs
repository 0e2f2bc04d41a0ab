//! Past runs, newest first. What each came to is kept in an index that can be thrown away at any time: whatever in it is
//! missing, damaged or out of date is computed again from the journals, by the function that the caller hands in.

mod index;
mod known;
mod learning;
mod weeks;

use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};
use std::thread;

use jiff::Timestamp;

use super::run_id::{id_of_journal, started_by_id};
use super::{Folders, StoreError, files};
use crate::analysis::Summary;
use crate::format::journal::{self, Journal};
use crate::heart::Gain;
use crate::heart::variability::ThresholdEstimate;
use crate::session::{Elapsed, RunShape, Span, Timer};
use index::{Fingerprint, Index, Row};
pub use known::{KnownRun, known_runs};
pub use learning::{usual, usual_before};
pub use weeks::{SameSpeed, Week, weeks};

/// The name that stands for the newest run.
const LAST: &str = "last";
/// The most threads that look at journals. A design choice: beyond it the disk is what is waited for.
const MOST_THREADS: usize = 4;
/// So many journals at least make a thread worth its start, where they are in the index.
const LEAST_SHARE: usize = 256;

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
    /// The share of that below the ceiling, 0 to 1.
    pub easy_share: Option<f64>,
    /// How many audible prompts there were.
    pub prompts: usize,
    /// Mean rate of the second half minus the first, in bpm.
    pub drift_bpm: Option<f64>,
    /// Mean rate of the last five minutes before the cool-down, in bpm.
    pub end_bpm: Option<f64>,
    /// Mean speed of these minutes, in km/h.
    pub end_kmh: Option<f64>,
    /// The gain it showed.
    pub gain: Option<Gain>,
    /// The median alpha1 of minutes 5 to 12.
    pub early_alpha1: Option<f64>,
    /// Where it crossed the aerobic threshold.
    pub threshold: Option<ThresholdEstimate>,
    /// Whether it is a run of the runner's own, from which something is learned: no demo, no ride. Set by [`past_runs`].
    pub own: bool,
    /// The course of its rate.
    pub shape: RunShape,
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
            end_kmh: summary.end_kmh,
            gain: summary.gain,
            early_alpha1: summary.rr.early_alpha1,
            threshold: summary.rr.threshold,
            own: false,
            shape: summary.shape,
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

/// The past runs, newest first. `summarize` folds a journal that is not in the index yet, or has changed since; it is called on
/// several threads.
///
/// An index that cannot be written makes the next look slower and is no error.
///
/// # Errors
/// The folder of runs cannot be read; that it is not there yet is no error.
pub fn past_runs(folders: &Folders, summarize: impl Fn(Journal) -> HistoryEntry + Sync) -> Result<Vec<PastRun>, StoreError> {
    let path = folders.data.join("index.csv");
    // The folder and the index are read side by side: with ten thousand runs each takes a blink.
    let (files, index) = thread::scope(|scope| {
        let index = scope.spawn(|| Index::read(&path));
        let files = journals(&folders.runs());
        (files, index.join().unwrap_or_default())
    });
    let (runs, rows) = looked_at(files?, &index, &summarize);
    if let Err(error) = index.write(&path, &rows) {
        tracing::warn!(path = %path.display(), %error, "the index of runs cannot be written");
    }
    Ok(runs)
}

/// What the journals came to, in their order, and their rows for the next index. The system takes its time to tell when each
/// file was changed, and folding takes longer still, so the work is shared by several threads.
fn looked_at(files: Vec<JournalFile>, index: &Index, summarize: &(impl Fn(Journal) -> HistoryEntry + Sync)) -> (Vec<PastRun>, Vec<Row>) {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let share = files.len().div_ceil(threads).max(LEAST_SHARE);
    let (mut runs, mut rows) = (Vec::with_capacity(files.len()), Vec::with_capacity(files.len()));
    let mut files = files.into_iter();
    thread::scope(|scope| {
        let mut started = Vec::new();
        let first: Vec<JournalFile> = files.by_ref().take(share).collect();
        while files.len() > 0 {
            let part: Vec<JournalFile> = files.by_ref().take(share).collect();
            started.push(scope.spawn(move || part.into_iter().map(|file| past_run(file, index, summarize)).collect::<Vec<_>>()));
        }
        let mut take = |(run, row): (PastRun, Option<Row>)| {
            runs.push(run);
            rows.extend(row);
        };
        first.into_iter().for_each(|file| take(past_run(file, index, summarize)));
        for part in started {
            match part.join() {
                Ok(part) => part.into_iter().for_each(&mut take),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    (runs, rows)
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
    entry: DirEntry,
}

impl JournalFile {
    /// How it is at this moment.
    fn fingerprint(&self) -> Option<Fingerprint> {
        // Asked of the folder's entry, which spares ten thousand walks along the path.
        let meta = self.entry.metadata();
        let meta = meta.and_then(|meta| if meta.is_symlink() { fs::metadata(&self.path) } else { Ok(meta) });
        meta.ok().as_ref().and_then(Fingerprint::of)
    }
}

/// The journals in a folder, newest first; those of which nobody knows when they began come last.
fn journals(runs: &Path) -> Result<Vec<JournalFile>, StoreError> {
    let mut journals = Vec::new();
    for entry in files::entries(runs)? {
        let path = entry.path();
        if let Some(id) = id_of_journal(&path) {
            let began = started_by_id(&id).or_else(|| began_by_header(&path));
            journals.push(JournalFile { id, path, began, entry });
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

fn past_run(file: JournalFile, index: &Index, summarize: &impl Fn(Journal) -> HistoryEntry) -> (PastRun, Option<Row>) {
    // As it is before anything of it is read: what is written meanwhile makes it differ next time.
    let fingerprint = file.fingerprint();
    let JournalFile { id, path, began, .. } = file;
    if let Some((started_at, state, row)) = fingerprint.and_then(|fingerprint| index.find(&id, fingerprint)) {
        return (PastRun { id, path, started_at, state }, Some(row));
    }
    let by_name = began.map(|(start, _)| start);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        // Not kept: a file that may be read again later need not look changed.
        Err(why) => return (PastRun { id, path, started_at: by_name, state: PastState::Damaged(why.to_string()) }, None),
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
    let row = fingerprint.and_then(|fingerprint| index::new_row(&run, fingerprint));
    (run, row)
}

#[cfg(test)]
mod tests;
