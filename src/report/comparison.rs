//! A run compared with what is usual for the runner, in words; none before there are five runs to compare with.

use crate::analysis::Baseline;
use crate::screen::signed;

/// "your usual +3 (9 runs)", or that this drift in bpm is higher.
pub(super) fn drift(usual: &Baseline, drift_bpm: f64) -> Option<String> {
    let (higher, of) = (usual.is_drift_higher(drift_bpm)?, usual.drift?);
    Some(format!("{}your usual {} ({} runs)", if higher { "higher than " } else { "" }, signed(of.bpm, 0), of.runs))
}

/// "your usual 0.93 (7 runs)", or that this alpha1 of minutes 5 to 12 is lower.
pub(super) fn alpha1(usual: &Baseline, early: f64) -> Option<String> {
    let (lower, of) = (usual.is_alpha1_lower(early)?, usual.alpha1?);
    Some(format!("{}your usual {:.2} ({} runs)", if lower { "lower than " } else { "" }, of.mean, of.runs))
}
