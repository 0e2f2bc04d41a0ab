//! The mean of the last five seconds of believed rates, which prompts and the shown zone go by.

use std::collections::VecDeque;

use super::time::{Elapsed, Span};

const OVER: Span = Span::from_secs(5);

/// The rates of the last five seconds.
#[derive(Debug, Clone, Default)]
pub(super) struct MovingAverage {
    recent: VecDeque<(Elapsed, f64)>,
}

impl MovingAverage {
    /// Takes in a believed rate and returns the mean with it.
    pub(super) fn observe(&mut self, at: Elapsed, rate: f64) -> f64 {
        self.recent.push_back((at, rate));
        while self.recent.front().is_some_and(|(then, _)| at - *then >= OVER) {
            self.recent.pop_front();
        }
        self.recent.iter().map(|(_, rate)| rate).sum::<f64>() / self.recent.len() as f64
    }

    /// The mean as of the last believed rate.
    pub(super) fn latest(&self) -> Option<f64> {
        (!self.recent.is_empty()).then(|| self.recent.iter().map(|(_, rate)| rate).sum::<f64>() / self.recent.len() as f64)
    }
}
