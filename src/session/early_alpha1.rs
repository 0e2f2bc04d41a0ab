//! alpha1 of the early minutes of a run: warmed up and not yet tired by the run itself, so that runs can be compared by it.

use super::learned::BaselineAlpha1;
use super::log::Log;
use super::pauses::{TimerWalk, pause_spans};
use super::plan::Setup;
use super::time::{Elapsed, Span, Timer};
use crate::heart::median;
use crate::heart::variability::{Alpha1, Quality, Variability};

/// The minutes on the timer in which runs are compared (design choice; Rogers 2021 for what the fatigue of the days before
/// does to alpha1).
const EARLY: std::ops::RangeInclusive<Timer> = Timer::from_secs(5 * 60)..=EARLY_UNTIL;
const EARLY_UNTIL: Timer = Timer::from_secs(12 * 60);
/// An alpha1 is told by a minute's worth of windows at least (design choice): one alone is off by +-0.07 by chance.
pub const FEWEST_WINDOWS: usize = 3;

/// The median alpha1 of the early minutes, by windows that are worth showing, hold no pause and have an easy mean rate.
pub fn early_alpha1(setup: &Setup, log: &Log, end: Elapsed) -> Option<f64> {
    let [_, _, zone_3, ..] = setup.zones.bounds();
    // That of fresh legs: on heavy ones the ceiling is lower, and the same rate is as easy as before.
    let ceiling = setup.ceiling.unwrap_or(zone_3);
    let mut walk = TimerWalk::new(&log.marks);
    let paused = pause_spans(&log.marks, end);
    let values: Vec<f64> = log
        .windows
        .iter()
        .filter(|window| {
            let at = Elapsed::from_ms(window.at_ms);
            let early = walk.timer_at(at).is_some_and(|timer| EARLY.contains(&timer));
            let whole = paused.iter().all(|(from, to)| *to <= at - Span::from_ms(Alpha1::SPAN_MS) || *from >= at);
            early && whole && window.quality == Quality::Show && window.mean_bpm <= ceiling
        })
        .map(|window| window.value)
        .collect();
    (values.len() >= FEWEST_WINDOWS).then(|| median(&values)).flatten()
}

/// alpha1 while the run goes on.
#[derive(Debug, Clone, Default)]
pub(super) struct LiveAlpha1 {
    pub(super) variability: Variability,
    /// Whether that of the early minutes was lower than usual, once they are over.
    lower: Option<bool>,
}

impl LiveAlpha1 {
    /// Whether alpha1 of the early minutes was lower than is usual for the runner.
    pub(super) fn is_lower(&self) -> bool {
        self.lower == Some(true)
    }

    /// Compares the early minutes with what is usual, once, when they are over.
    pub(super) fn compare(&mut self, timer: Timer, usual: Option<BaselineAlpha1>, early: impl FnOnce() -> Option<f64>) {
        if self.lower.is_none() && timer > EARLY_UNTIL {
            self.lower = Some(usual.and_then(|usual| Some(usual.is_lower(early()?))).unwrap_or(false));
        }
    }
}
