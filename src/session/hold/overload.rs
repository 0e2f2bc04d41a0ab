//! Too far over the ceiling for too long: then the belt goes down to a walk.

use crate::session::time::{Elapsed, Span};

/// So many bpm over the ceiling for so long, or over a measured maximum for so long.
const OVER_BPM: f64 = 10.0;
const OVER_FOR: Span = Span::from_secs(180);
const OVER_MAX_FOR: Span = Span::from_secs(45);
/// What lies further apart was not seen going on.
const GAP: Span = Span::from_secs(5);

/// How long it has gone on. What was not believed does not count, and ends nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Overload {
    last: Option<Elapsed>,
    over: Span,
    over_max: Span,
}

impl Overload {
    /// Takes in the mean of five seconds, the ceiling and the maximum that the runner told, in bpm; whether it has gone on for too long.
    pub(super) fn observe(&mut self, at: Elapsed, mean: f64, ceiling: f64, told_max: Option<f64>) -> bool {
        let step = self.last.map_or(Span::ZERO, |last| at - last);
        self.last = Some(at);
        let step = if step > GAP { Span::ZERO } else { step };
        let goes_on = |holds: bool, before: Span| if holds { before + step } else { Span::ZERO };
        self.over = goes_on(mean >= ceiling + OVER_BPM, self.over);
        self.over_max = goes_on(told_max.is_some_and(|max| mean >= max), self.over_max);
        self.over >= OVER_FOR || self.over_max >= OVER_MAX_FOR
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(rate: f64, max: Option<f64>) -> Option<u64> {
        let mut overload = Overload::default();
        (0..400).find(|at| overload.observe(Elapsed::from_secs(*at), rate, 140.0, max))
    }

    #[test]
    fn ten_over_the_ceiling_may_last_three_minutes_and_a_maximum_three_quarters_of_one() {
        assert_eq!(seconds(150.0, None), Some(180));
        assert_eq!(seconds(149.0, None), None);
        assert_eq!(seconds(145.0, Some(145.0)), Some(45));
    }
}
