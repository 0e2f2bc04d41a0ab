//! Whether a rate stands still while the heart does not. A steady heart is allowed to be steady.

use std::collections::VecDeque;

use super::Level;
use crate::session::time::{Elapsed, Span};

/// The same rate for so long, where beats are known to come with it.
const STANDS: Span = Span::from_secs(30);
/// And where none ever came (design choice): optical sensors smooth, and show one number for half a minute once to six times a run. Over 20 h of
/// recordings without beats 30 s doubted 3.3 stretches an hour, 45 s 0.6 and 60 s 0.3, but 60 s believed half of the
/// wrong seconds of planted plateaus, and 45 s a quarter.
const STANDS_WITHOUT_BEATS: Span = Span::from_secs(45);
/// Beats that vary deny a rate that stands still by so many bpm (design choice): twice the scatter of a steady heart (2 bpm, Wang & Hunt
/// 2023) ...
const DENIED_BY: f64 = 4.0;
/// ... in their mean of so long, which a breath or two do not move.
const BEATS_MEAN: Span = Span::from_secs(10);
/// Fewer of them are no mean.
const BEATS_ENOUGH: usize = 5;

/// What the beats tell of a plateau.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beats {
    /// None ever came, and neither its contact nor the first minutes speak against the sensor; or some are missing among those
    /// that come.
    Never,
    /// All of them came before, or what comes is always the same.
    Constant,
    /// They come, all of them, and vary.
    Vary,
}

/// What is remembered of the rate's standing.
#[derive(Debug, Clone, Default)]
pub(super) struct Flatline {
    level: Option<Level>,
    /// Rates of the beats in the last ten seconds.
    told: VecDeque<(Elapsed, f64)>,
}

impl Flatline {
    /// Whether the rate has stood still for too long. `told` is the rate of the last beats; `beats` is asked only where it has stood
    /// for long enough to matter.
    pub(super) fn stands(&mut self, at: Elapsed, rate: f64, told: Option<f64>, beats: impl FnOnce() -> Beats, patience: Span) -> bool {
        self.told.extend(told.map(|told| (at, told)));
        while self.told.front().is_some_and(|(then, _)| at - *then >= BEATS_MEAN) {
            self.told.pop_front();
        }
        let since = self.level.filter(|level| level.rate == rate && at - level.at <= patience).map_or(at, |level| level.since);
        self.level = Some(Level { since, at, rate });
        let stood = at - since;
        // A slow source shows a steady heart's number more often than once: it takes as many readings.
        let seldom = patience + patience + patience;
        if stood < STANDS.max(seldom) {
            return false;
        }
        match beats() {
            Beats::Never => stood >= STANDS_WITHOUT_BEATS.max(seldom),
            Beats::Constant => true,
            Beats::Vary => self.is_denied(rate),
        }
    }
    /// Whether the beats of the last ten seconds tell another rate in their mean.
    fn is_denied(&self, rate: f64) -> bool {
        let mean = self.told.iter().map(|(_, told)| told).sum::<f64>() / self.told.len() as f64;
        self.told.len() >= BEATS_ENOUGH && (mean - rate).abs() >= DENIED_BY
    }
}
