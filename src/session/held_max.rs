//! The highest rate that was held: what an estimated maximum cannot lie under.

use std::collections::VecDeque;

use super::time::{Elapsed, Span};
use crate::heart::Bpm;

/// A rate that was held for so long is no spike of the strap's (design choice).
const HELD: Span = Span::from_secs(15);
/// Fewer readings are none that held.
const READINGS: usize = 3;

/// The believed rates of the last seconds, and the highest that all of them reached.
#[derive(Debug, Clone, Default)]
pub(super) struct HeldMax {
    recent: VecDeque<(Elapsed, Bpm)>,
    highest: Option<Bpm>,
}

impl HeldMax {
    /// Takes in a believed rate of a source with so much patience.
    pub(super) fn observe(&mut self, at: Elapsed, bpm: Bpm, patience: Span) {
        if self.recent.back().is_some_and(|(then, _)| at - *then > patience) {
            self.recent.clear();
        }
        self.recent.push_back((at, bpm));
        // The oldest that is kept lies the whole time back: without it nothing was held for so long.
        while self.recent.get(1).is_some_and(|(then, _)| at - *then >= HELD) {
            self.recent.pop_front();
        }
        let long = self.recent.front().is_some_and(|(then, _)| at - *then >= HELD) && self.recent.len() >= READINGS;
        // The least of the last seconds is no higher than the last one.
        if long && self.highest.is_none_or(|highest| bpm > highest) {
            self.highest = self.highest.max(self.recent.iter().map(|(_, bpm)| *bpm).min());
        }
    }

    /// The highest rate that was held.
    pub(super) fn highest(&self) -> Option<Bpm> {
        self.highest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_counts_once_it_was_held_and_a_spike_never_does() {
        let mut held = HeldMax::default();
        let mut observe = |secs: u64, rate: u16| {
            held.observe(Elapsed::from_secs(secs), Bpm::new(rate).unwrap(), Span::from_secs(10));
            held.highest().map(|bpm| bpm.beats())
        };
        assert_eq!((0..15).map(|secs| observe(secs, 150)).last().flatten(), None);
        assert_eq!(observe(15, 150), Some(150.0));
        assert_eq!((16..25).map(|secs| observe(secs, 200)).last().flatten(), Some(150.0));
        assert_eq!((25..60).map(|secs| observe(secs, 185)).last().flatten(), Some(185.0));
    }
}
