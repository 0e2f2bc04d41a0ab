//! The beats that came lately: the rate they tell, and whether they are all there, since only then they outrank a rate.

use std::collections::VecDeque;

use super::FRESH;
use crate::heart::RrInterval;
use crate::session::time::{Elapsed, Span};

/// The rate of the beats is that of the last five.
const OF_A_RATE: usize = 5;
/// Whether they are all there is judged by the last half minute (design choice): by fewer, one lost bundle decides.
const LOOKS_BACK: Span = Span::from_secs(30);
/// Beats come in bundles, so that the latest may be missing for so long (design choice).
const ON_THE_WAY: Span = Span::from_secs(3);
/// Intervals that are all there add up to the time they came in. Optical sensors leave out those that they are not sure of
/// (design choice).
const LEAST_COVERED: f64 = 0.9;
/// An interval outside these parts of the median holds a missed beat, or is a part of one: hearts change by less within half a
/// minute of running (design choice).
const REGULAR: std::ops::RangeInclusive<f64> = 0.6..=1.6;
/// Of so many intervals one may be outside (design choice).
const ONE_ODD_OF: usize = 10;

/// The plausible beats of the last half minute before the latest of them.
#[derive(Debug, Clone, Default)]
pub(super) struct RecentBeats {
    beats: VecDeque<(Elapsed, RrInterval)>,
    /// When the first one of all came.
    since: Option<Elapsed>,
}

impl RecentBeats {
    /// Takes in a beat, plausible or not. Times do not go backwards.
    pub(super) fn hear(&mut self, at: Elapsed, rr: RrInterval) {
        if !rr.is_plausible() {
            return;
        }
        self.since = self.since.or(Some(at));
        self.beats.push_back((at, rr));
        while self.beats.front().is_some_and(|(then, _)| at - *then >= LOOKS_BACK) {
            self.beats.pop_front();
        }
    }

    /// The last five beats as far as they are not too old to tell of the present rate.
    fn latest(&self, at: Elapsed) -> impl Iterator<Item = RrInterval> {
        self.beats.iter().rev().take(OF_A_RATE).take_while(move |(then, _)| at - *then <= FRESH).map(|(_, rr)| *rr)
    }

    /// The rate of the last five beats: by their median, since one missed beat doubles an interval and would move a mean.
    pub(super) fn rate(&self, at: Elapsed) -> Option<f64> {
        let mut lengths = [RrInterval::from_1024ths(0); OF_A_RATE];
        let count = lengths.iter_mut().zip(self.latest(at)).map(|(length, rr)| *length = rr).count();
        lengths.sort_unstable();
        (count == OF_A_RATE).then(|| 60_000.0 / lengths[OF_A_RATE / 2].ms())
    }

    /// Whether the last beats differ from each other.
    pub(super) fn vary(&self, at: Elapsed) -> bool {
        let mut latest = self.latest(at);
        latest.next().is_some_and(|first| latest.any(|rr| rr != first))
    }

    /// Whether none is missing up to an instant.
    pub(super) fn are_complete(&self, at: Elapsed) -> bool {
        let Some(since) = self.since else { return false };
        let from = since.max(at - LOOKS_BACK);
        let mut lengths: Vec<f64> = self.beats.iter().filter(|(then, _)| *then >= from).map(|(_, rr)| rr.ms()).collect();
        if lengths.is_empty() || lengths.iter().sum::<f64>() < LEAST_COVERED * (at - from - ON_THE_WAY).ms() as f64 {
            return false;
        }
        let middle = lengths.len() / 2;
        let (_, median, _) = lengths.select_nth_unstable_by(middle, f64::total_cmp);
        let median = *median;
        let odd = lengths.iter().filter(|length| !REGULAR.contains(&(**length / median))).count();
        odd <= (lengths.len() / ONE_ODD_OF).max(1)
    }

    /// Whether there were beats, and none was missing before they ceased.
    pub(super) fn were_complete(&self) -> bool {
        self.beats.back().is_some_and(|(last, _)| self.are_complete(*last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether beats are complete after a minute in which those of each second are given.
    fn complete(beats: impl Fn(u64) -> Vec<f64>) -> bool {
        let mut recent = RecentBeats::default();
        for at in 0..60 {
            beats(at).into_iter().filter_map(RrInterval::from_ms).for_each(|rr| recent.hear(Elapsed::from_secs(at), rr));
        }
        recent.are_complete(Elapsed::from_secs(59))
    }

    #[test]
    fn beats_that_add_up_to_the_time_are_complete() {
        assert!(complete(|_| vec![480.0, 520.0]));
        assert!(complete(|at| if at % 3 == 0 { vec![500.0; 6] } else { vec![] }), "in bundles");
        assert!(complete(|at| if at == 40 { vec![1000.0] } else { vec![480.0, 520.0] }), "one missed beat");
    }

    #[test]
    fn beats_that_are_left_out_or_run_together_are_not() {
        assert!(!complete(|at| if at % 3 == 0 { vec![] } else { vec![480.0, 520.0] }));
        assert!(!complete(|at| if at % 4 == 0 { vec![1000.0] } else { vec![480.0, 520.0] }));
        assert!(!complete(|_| vec![]));
    }

    #[test]
    fn beats_that_ceased_were_complete_until_then() {
        let mut recent = RecentBeats::default();
        (0..40).for_each(|at| (0..2).for_each(|_| recent.hear(Elapsed::from_secs(at), RrInterval::from_1024ths(512))));
        assert!(recent.were_complete() && !recent.are_complete(Elapsed::from_secs(60)));
        assert_eq!(recent.rate(Elapsed::from_secs(47)).map(f64::round), Some(120.0));
        assert_eq!(recent.rate(Elapsed::from_secs(48)), None);
    }
}
