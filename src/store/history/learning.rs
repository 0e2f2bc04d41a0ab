//! What is usual for the runner, by the finished runs of the history. The index has all it takes, so no journal is read for
//! it. Demos and rides are left out; imported recordings of runs count.

use super::{HistoryEntry, PastRun, PastState};
use crate::analysis::{Baseline, RunMetrics};
use crate::format::Origin;
use crate::format::journal::Header;

/// Files name the sport in words of their own, such as "running", "Run" and "trail_running"; a file without one is taken
/// for a run.
pub(super) fn is_own(header: &Header) -> bool {
    let sport = header.imported.as_ref().and_then(|imported| imported.claims.sport.as_deref());
    header.origin != Origin::Demo && sport.is_none_or(|sport| sport.to_lowercase().contains("run"))
}

/// What is usual by all of the runs, which come newest first.
pub fn usual(runs: &[PastRun]) -> Baseline {
    Baseline::of(runs.iter().filter_map(PastRun::run_metrics))
}

/// What was usual when a run of them began: by the runs before it, never by itself or later ones. None for a run that is not
/// among them, and for one that is none of the runner's own.
pub fn usual_before(runs: &[PastRun], id: &str) -> Option<Baseline> {
    let place = runs.iter().position(|run| run.id == id)?;
    runs[place].state.entry().is_some_and(|entry| entry.own).then(|| usual(&runs[place + 1..]))
}

impl PastRun {
    /// Its share in what is usual; none unless it is finished and the runner's own.
    pub fn run_metrics(&self) -> Option<RunMetrics> {
        match &self.state {
            PastState::Finished(entry) if entry.own => Some(entry.run_metrics()),
            PastState::Finished(_) | PastState::Unfinished(_) | PastState::Damaged(_) => None,
        }
    }
}

impl PastState {
    fn entry(&self) -> Option<&HistoryEntry> {
        match self {
            Self::Finished(entry) | Self::Unfinished(entry) => Some(entry),
            Self::Damaged(_) => None,
        }
    }
}

impl HistoryEntry {
    fn run_metrics(&self) -> RunMetrics {
        RunMetrics {
            minutes: self.timer.secs() / 60.0,
            easy_share: self.easy_share,
            gain: self.gain,
            drift_bpm: self.drift_bpm,
            early_alpha1: self.early_alpha1,
            threshold: self.threshold,
        }
    }
}
