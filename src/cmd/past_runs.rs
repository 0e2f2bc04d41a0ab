//! The runs of the history, each folded once, and what is usual by them.

use jiff::tz::TimeZone;

use crate::analysis::{self, Baseline};
use crate::format::journal::Journal;
use crate::screen::percent;
use crate::session::Session;
use crate::store::{self, Folders, HistoryEntry, PastRun, PastState, StoreError};

/// The past runs, newest first.
pub(super) fn runs(folders: &Folders) -> Result<Vec<PastRun>, StoreError> {
    store::past_runs(folders, |journal| summarize(&journal))
}

/// What is usual by all runs. Where the history cannot be read nothing is usual, and standard error says why.
pub(super) fn usual(folders: &Folders) -> Baseline {
    readable(folders).map_or_else(Baseline::default, |runs| store::usual(&runs))
}

/// What was usual before a run of the history; nothing for any other file.
pub(super) fn usual_before(folders: &Folders, id: &str) -> Baseline {
    readable(folders).and_then(|runs| store::usual_before(&runs, id)).unwrap_or_default()
}

fn readable(folders: &Folders) -> Option<Vec<PastRun>> {
    runs(folders).inspect_err(|error| eprintln!("recovery-run: {error}")).ok()
}

fn summarize(journal: &Journal) -> HistoryEntry {
    let mut session = Session::new(journal.header.setup.clone());
    for stamped in &journal.readings {
        session.step(&stamped.event());
    }
    HistoryEntry::from(&analysis::summary(&session))
}

/// The newest run that was finished, in a line; none where there is none, or the history cannot be read.
pub(super) fn last(folders: &Folders) -> Option<String> {
    let runs = readable(folders)?;
    let (run, entry) = runs.iter().find_map(|run| match &run.state {
        PastState::Finished(entry) => Some((run, entry)),
        PastState::Unfinished(_) | PastState::Damaged(_) => None,
    })?;
    let day = run.started_at.map(|at| at.to_zoned(TimeZone::system()).strftime("%a %-d %b: ").to_string()).unwrap_or_default();
    let easy = entry.easy_share.map(|share| format!(", {} % easy", percent(share))).unwrap_or_default();
    Some(format!("{day}{}{easy}", entry.timer))
}
