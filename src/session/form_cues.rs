//! Form cues: one thing to think of in running, in the body of the run.

use super::clock::Clock;
use super::cue::{Cue, CueKind};
use super::features::Feature;
use super::plan::Plan;
use super::time::{Elapsed, Span, Timer};
use super::wording::FORM;

/// The first comes so long after warming up (design choice).
const FIRST_AFTER: Span = Span::from_secs(90);
/// And they lie at least so far apart on the timer (design choice).
const APART: Span = Span::from_secs(300);

/// The form cues of a run.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct FormCues {
    last: Option<Timer>,
    given: usize,
}

impl FormCues {
    /// When the next one is due, not before an instant.
    pub(super) fn due(&self, plan: Plan, clock: &Clock, free_from: Elapsed) -> Option<Elapsed> {
        if !plan.method.has(Feature::Form) {
            return None;
        }
        let timer = self.last.map_or(plan.steady_from() + FIRST_AFTER, |last| last + APART);
        Some(clock.at_timer(timer).max(free_from))
    }

    /// The next one in turn.
    pub(super) fn give(&mut self, timer: Timer) -> Cue {
        self.last = Some(timer);
        let words = FORM[self.given % FORM.len()];
        self.given += 1;
        Cue::quiet(CueKind::Form).saying(words)
    }
}
