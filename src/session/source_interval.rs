//! How often the source tells a rate, and how long its silence is no more than that.

use std::collections::VecDeque;

use super::time::{Elapsed, Span};

/// Intervals that are remembered: enough that one dropout among them does not move their median (design choice).
const REMEMBERS: usize = 5;
/// Silence of so many intervals is none of the source's own pauses any more: three readings are missing (design choice).
const MISSES: f64 = 3.5;
/// And never less than this: a strap sends each second, and a few lost packets are nothing.
const LEAST_PATIENCE: Span = Span::from_secs(10);
/// However slow it is, after this long it is lost (design choice).
const MOST_PATIENCE: Span = Span::from_secs(600);
/// The slowest source that can be coached by: a rate each half minute (design choice).
const SLOWEST: Span = Span::from_secs(30);
/// After this long a rate is shown as old, from a source that sends more often than that.
const STALE_AFTER: Span = Span::from_secs(5);
/// From a slower one, after so many of its intervals (design choice).
const STALE_INTERVALS: f64 = 1.5;

/// The intervals between the last measurements.
#[derive(Debug, Clone, Default)]
pub(super) struct SourceInterval {
    last: Option<Elapsed>,
    recent: VecDeque<Span>,
    /// Their median, which every measurement asks for several times: the shorter of two, so that a single dropout makes no slow source.
    median: Span,
}

impl SourceInterval {
    /// A measurement came. Several at one instant are one.
    pub(super) fn observe(&mut self, at: Elapsed) {
        let gap = self.last.map_or(Span::ZERO, |last| at - last);
        if self.last.is_none() || gap > Span::ZERO {
            self.last = Some(at);
        }
        if gap > Span::ZERO {
            self.recent.push_back(gap);
            let forgotten = if self.recent.len() > REMEMBERS { self.recent.pop_front() } else { None };
            // Most sources send as often as they did, and then nothing has changed.
            if forgotten != Some(gap) {
                self.median = self.median_of_recent();
            }
        }
    }

    /// The next interval is none of the source's own: the computer slept meanwhile.
    pub(super) fn interrupt(&mut self) {
        self.last = None;
    }

    fn median_of_recent(&self) -> Span {
        let mut sorted: Vec<Span> = self.recent.iter().copied().collect();
        sorted.sort_unstable();
        sorted.get(sorted.len().saturating_sub(1) / 2).copied().unwrap_or(Span::ZERO)
    }

    /// Without a believable rate for this long, prompts and what they time end: the larger of 10 s and 3.5 intervals.
    pub(super) fn patience(&self) -> Span {
        LEAST_PATIENCE.max(times(self.median, MISSES).min(MOST_PATIENCE))
    }

    /// Without any rate for this long it is lost: while its interval is not known yet, the slowest source is waited for.
    pub(super) fn lost_after(&self) -> Span {
        if self.recent.is_empty() && self.last.is_some() { times(SLOWEST, STALE_INTERVALS) } else { self.patience() }
    }

    /// A rate that is older is stale: the larger of 5 s and 1.5 intervals.
    pub(super) fn stale_after(&self) -> Span {
        STALE_AFTER.max(times(self.median.min(SLOWEST), STALE_INTERVALS))
    }

    /// Whether rates come too seldom to coach by.
    pub(super) fn is_too_slow(&self) -> bool {
        self.recent.len() >= 2 && self.median > SLOWEST
    }
}

fn times(span: Span, factor: f64) -> Span {
    Span::from_ms((span.ms() as f64 * factor) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sending(at: &[u64]) -> SourceInterval {
        let mut source = SourceInterval::default();
        at.iter().for_each(|at| source.observe(Elapsed::from_secs(*at)));
        source
    }

    #[test]
    fn the_patience_follows_the_sources_own_interval() {
        assert_eq!(sending(&[0, 1, 2, 3]).patience(), Span::from_secs(10));
        assert_eq!(sending(&[0, 12, 24]).patience(), Span::from_secs(42));
        assert_eq!(sending(&[0, 30, 60]).patience(), Span::from_secs(105));
        assert_eq!(sending(&[0, 12, 24]).stale_after(), Span::from_secs(18));
    }

    #[test]
    fn the_median_is_always_that_of_the_last_five_intervals() {
        let (mut source, mut at) = (SourceInterval::default(), 0);
        for step in [1, 1, 1, 1, 1, 1, 7, 1, 7, 7, 1, 7, 1, 1, 1, 1, 1, 30, 30, 30, 1, 1, 1, 2, 2, 2, 2] {
            at += step;
            source.observe(Elapsed::from_secs(at));
            assert_eq!(source.median, source.median_of_recent(), "at {at}");
        }
    }

    #[test]
    fn a_dropout_makes_no_slow_source_and_a_slow_one_is_known_for_one() {
        assert_eq!(sending(&[0, 1, 2, 60, 61]).patience(), Span::from_secs(10));
        assert!(!sending(&[0, 1, 2, 60, 61]).is_too_slow() && !sending(&[0, 60]).is_too_slow() && !sending(&[0, 30, 60]).is_too_slow());
        assert!(sending(&[0, 60, 120]).is_too_slow());
    }
}
