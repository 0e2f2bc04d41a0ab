//! How long things have held, in believed time.

use crate::session::time::Span;

/// How long a condition has held over consecutive believed samples; doubtful time counts neither way.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Held(Option<Span>);

impl Held {
    pub(super) fn update(&mut self, holds: bool, step: Span) {
        self.0 = match (holds, self.0) {
            (true, Some(held)) => Some(held + step),
            (true, None) => Some(Span::ZERO),
            (false, _) => None,
        };
    }

    pub(super) fn for_secs(self, secs: u64) -> bool {
        self.0.is_some_and(|held| held >= Span::from_secs(secs))
    }
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Timers {
    pub(super) above_warm_up: Held,
    pub(super) over: Held,
    pub(super) zone_4: Held,
    pub(super) near_max: Held,
    pub(super) settled: Held,
    pub(super) off_max: Held,
    pub(super) under: Held,
}
