//! Tells a measurement that is a copy of one just before it: some bridges, those of Android among them, pass each packet on twice.

use std::collections::VecDeque;

use super::time::{Elapsed, Span};
use crate::heart::HeartRateMeasurement;

/// Copies come within milliseconds of each other, and two measurements are at least a quarter of a second apart (design choice).
pub const COPIES_WITHIN: Span = Span::from_ms(50);
/// More measurements than this within that time are looked back on no further: it bounds what a flood of packets costs.
const MOST: usize = 8;
/// The beats that are told since the first ones take no longer than the time since then, but for what was late when it began (design
/// choice).
const LATE: f64 = 1000.0;
/// Beats that were held up come all at once: those of so much time (design choice); in milliseconds like the one before.
const HELD_UP: f64 = 3000.0;

/// The measurements with beats of the last 50 ms, each with what was made of it, and how the beats fill the time.
#[derive(Debug, Clone)]
pub struct Copies<T> {
    recent: VecDeque<(Elapsed, HeartRateMeasurement, T)>,
    /// When beats were told last, and by how many milliseconds they were then longer than the time that they came in.
    surplus: Option<(Elapsed, f64)>,
}

impl<T> Default for Copies<T> {
    fn default() -> Self {
        Self { recent: VecDeque::new(), surplus: None }
    }
}

impl<T: Copy> Copies<T> {
    /// What was made of the measurement that this one is a copy of: one at most 50 ms before it with the same beats and all else the
    /// same. A single beat is a copy only if there was no time for it, since neighbours of one bundle may well be equal. Without beats
    /// there are no copies: of two equal rates nothing tells that they are one.
    pub fn original(&mut self, at: Elapsed, measurement: &HeartRateMeasurement) -> Option<T> {
        while self.recent.front().is_some_and(|(then, ..)| at - *then > COPIES_WITHIN) {
            self.recent.pop_front();
        }
        let (.., made) = self.recent.iter().find(|(_, earlier, _)| earlier == measurement)?;
        (measurement.rr.len() > 1 || self.surplus_with(at, measurement) > LATE).then_some(*made)
    }

    /// Keeps a measurement that is no copy, and what was made of it.
    pub fn keep(&mut self, at: Elapsed, measurement: &HeartRateMeasurement, made: T) {
        if measurement.rr.is_empty() {
            return;
        }
        self.surplus = Some((at, self.surplus_with(at, measurement)));
        if self.recent.len() == MOST {
            self.recent.pop_front();
        }
        self.recent.push_back((at, measurement.clone(), made));
    }

    /// The surplus with a measurement's beats. Those of the first lie before it.
    fn surplus_with(&self, at: Elapsed, measurement: &HeartRateMeasurement) -> f64 {
        self.surplus.map_or(0.0, |(then, surplus)| {
            let told: f64 = measurement.rr.iter().map(|rr| rr.ms()).sum();
            (surplus - (at - then).ms() as f64).max(-HELD_UP) + told
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heart::RrInterval;

    /// Of measurements with their times in ms, rates and beats in 1/1024 s, how many beats are told by those that are no copies.
    fn beats_told<'a>(told: impl IntoIterator<Item = (u64, u16, &'a [u16])>) -> usize {
        let mut copies = Copies::default();
        let mut beats = 0;
        for (at, rate, raw) in told {
            let rr = raw.iter().map(|raw| RrInterval::from_1024ths(*raw)).collect();
            let (at, measurement) = (Elapsed::from_ms(at), HeartRateMeasurement { rr, ..HeartRateMeasurement::of(rate) });
            if copies.original(at, &measurement).is_none() {
                copies.keep(at, &measurement, ());
                beats += raw.len();
            }
        }
        beats
    }

    #[test]
    fn a_packet_that_comes_several_times_within_milliseconds_is_one() {
        for copies in 1..4 {
            let told = (0..60).flat_map(|at| (0..copies).map(move |copy| (1000 * at + 9 * copy, 130, &[470, 471][..])));
            assert_eq!(beats_told(told), 120);
        }
        // Each beat in a reading of its own; at the start some may have been late.
        let in_turn = (0..60).flat_map(|at| {
            [(0, 120, &[512][..]), (1, 0, &[511]), (5, 120, &[512]), (6, 0, &[511])].map(|(ms, rate, raw)| (1000 * at + ms, rate, raw))
        });
        let told = beats_told(in_turn);
        assert!((120..=123).contains(&told), "{told}");
    }

    #[test]
    fn a_strap_that_repeats_a_value_each_second_is_none_that_is_copied() {
        assert_eq!(beats_told((0..60).map(|at| (1000 * at, 128, &[480, 480][..]))), 120);
    }

    #[test]
    fn equal_beats_of_one_bundle_and_packets_that_were_held_up_are_all_told() {
        // Each beat in a reading of its own, three seconds of them at once.
        let bundles = (1..=20).flat_map(|at| (0..6).map(move |_| (3000 * at, 120, &[512][..])));
        assert_eq!(beats_told(std::iter::once((0, 120, &[512][..])).chain(bundles)), 121);
        let held_up = (0..60u64).map(|at| (if (20..23).contains(&at) { 23_000 } else { 1000 * at }, 60, &[1024][..]));
        assert_eq!(beats_told(held_up), 60);
    }
}
