//! What is usual for the runner, by the finished runs of the history. The index has all it takes, so no journal is read for
//! it. Demos and rides teach nothing about a runner; recordings that were brought in do.

use super::{HistoryEntry, PastRun, PastState};
use crate::analysis::{Baseline, RunMetrics};
use crate::format::Origin;
use crate::format::journal::Header;

/// Files name the sport in words of their own, such as "running", "Run" and "trail_running"; one that tells none is taken
/// for a run.
pub(super) fn is_own(header: &Header) -> bool {
    let sport = header.imported.as_ref().and_then(|imported| imported.claims.sport.as_deref());
    header.origin != Origin::Demo && sport.is_none_or(|sport| sport.to_lowercase().contains("run"))
}

/// What is usual by all of the runs, which are told newest first.
pub fn usual(runs: &[PastRun]) -> Baseline {
    Baseline::of(runs.iter().filter_map(PastRun::lesson))
}

/// What was usual when a run of them began: by the runs before it, never by itself or later ones. None for a run that is not
/// among them, and for one that is none of the runner's own.
pub fn usual_before(runs: &[PastRun], id: &str) -> Option<Baseline> {
    let place = runs.iter().position(|run| run.id == id)?;
    runs[place].state.digest().is_some_and(|digest| digest.own).then(|| usual(&runs[place + 1..]))
}

impl PastRun {
    /// What it teaches; none unless it is finished, and one's own.
    pub fn lesson(&self) -> Option<RunMetrics> {
        match &self.state {
            PastState::Finished(digest) if digest.own => Some(digest.lesson()),
            PastState::Finished(_) | PastState::Unfinished(_) | PastState::Damaged(_) => None,
        }
    }
}

impl PastState {
    fn digest(&self) -> Option<&HistoryEntry> {
        match self {
            Self::Finished(digest) | Self::Unfinished(digest) => Some(digest),
            Self::Damaged(_) => None,
        }
    }
}

impl HistoryEntry {
    fn lesson(&self) -> RunMetrics {
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
