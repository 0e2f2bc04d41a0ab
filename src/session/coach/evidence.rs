//! What speaks for a prompt: how far and for how long the rate has been over the ceiling.

use std::collections::VecDeque;

use crate::session::time::{Elapsed, Span};

/// How far ahead along the trend the evidence looks, in seconds.
const LOOKS_AHEAD: f64 = 20.0;
/// From how far under the ceiling it counts, in bpm: a rate that hovers on the ceiling is said as well, in the end.
const COUNTS_FROM: f64 = 0.3;
/// What one second can take or add at most, in bpm s: a spike that slipped through is not worth a prompt.
const EVIDENCE_A_SECOND: (f64, f64) = (-6.0, 12.0);
/// At or above the ceiling for so many seconds of the last minute, however little: a crossing that lasts is told even where it
/// is too flat to weigh anything.
const LASTS: u64 = 45;

/// And it presses where its mean is so far over the ceiling, in bpm: the crest of a slow wave whose mean lies under it does not.
const PRESSES: f64 = 0.75;
/// The long filter counts once it knows the level so well, in bpm (SD).
const KNOWN_TO: f64 = 1.3;

/// It has crept to the ceiling where the slope takes it so far over, in bpm: with 0 in place of 0.2 a rate 2 under the ceiling was told of 1.1 times in
/// half an hour in place of 0.9, and those who creep 2 s sooner.
const CREEPS_TO: f64 = 0.2;
/// And where the short one is as near as that, in bpm: after a steep climb the long one takes minutes to believe that it is over.
const NEAR: f64 = 1.0;

/// The evidence.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence {
    /// In bpm s.
    pub(super) sum: f64,
    /// The last minute's believed time, and whether the rate was at or above the ceiling.
    minute: VecDeque<(Elapsed, Span, f64)>,
    /// The rate has crept to the ceiling, by the long filter.
    pub(super) creeps: bool,
}

impl Evidence {
    /// Starts anew.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Forgets all but the last minute.
    pub(super) fn forget(&mut self) {
        self.sum = 0.0;
        self.creeps = false;
    }

    /// Takes in a rate, its level with its trend a minute, and what the long filter makes of the last minutes.
    pub(super) fn observe(
        &mut self,
        at: Elapsed,
        step: Span,
        rate: f64,
        (level, trend): (f64, f64),
        slow: Option<(f64, f64, f64)>,
        ceiling: f64,
    ) {
        let over = level + trend * LOOKS_AHEAD / 60.0 - (ceiling - COUNTS_FROM);
        let weight = over.clamp(EVIDENCE_A_SECOND.0, EVIDENCE_A_SECOND.1);
        self.sum = (self.sum + weight * step.secs()).max(0.0);
        self.minute.push_back((at, step, rate - ceiling));
        while self.minute.front().is_some_and(|(then, ..)| at - *then >= Span::from_secs(60)) {
            self.minute.pop_front();
        }
        self.creeps = level >= ceiling - NEAR
            && slow.is_some_and(|(level, slope, sd)| sd <= KNOWN_TO && slope >= 0.0 && level + slope * LOOKS_AHEAD >= ceiling + CREEPS_TO);
    }

    /// Whether most of the last minute lies at or above the ceiling.
    pub(super) fn lasts(&self) -> bool {
        let above: u64 = self.minute.iter().filter(|(.., over)| *over >= 0.0).map(|(_, step, _)| step.ms()).sum();
        above >= LASTS * 1000
    }

    /// Whether it does so by more than a tremble: in the mean of the last minute.
    pub(super) fn presses(&self) -> bool {
        let whole: f64 = self.minute.iter().map(|(_, step, _)| step.secs()).sum();
        let over: f64 = self.minute.iter().map(|(_, step, over)| over * step.secs()).sum();
        self.lasts() && over >= PRESSES * whole
    }
}
