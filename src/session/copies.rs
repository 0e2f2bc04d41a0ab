//! Tells a measurement that is a copy of one just before it: some bridges, those of Android among them, pass each packet on twice.

use std::collections::VecDeque;

use super::time::{Elapsed, Span};
use crate::heart::HeartRateMeasurement;

/// Copies come within milliseconds of each other, and two measurements are at least a quarter of a second apart (design choice).
pub const COPIES_WITHIN: Span = Span::from_ms(50);
/// More measurements than this within that time are looked back on no further: it bounds what a flood of packets costs.
const MOST: usize = 8;

/// The measurements with beats of the last 50 ms, each with what was made of it.
#[derive(Debug, Clone)]
pub struct Copies<T>(VecDeque<(Elapsed, HeartRateMeasurement, T)>);

impl<T> Default for Copies<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<T: Copy> Copies<T> {
    /// What was made of the measurement that this one is a copy of: one with the same beats and all else the same, at most 50 ms
    /// after it. Without beats there are no copies: of two equal rates nothing tells that they are one, and each counts for the
    /// time that it stands for.
    pub fn original(&mut self, at: Elapsed, measurement: &HeartRateMeasurement) -> Option<T> {
        while self.0.front().is_some_and(|(then, ..)| at - *then > COPIES_WITHIN) {
            self.0.pop_front();
        }
        self.0.iter().find(|(_, earlier, _)| earlier == measurement).map(|(.., made)| *made)
    }

    /// Keeps a measurement that is no copy, and what was made of it.
    pub fn keep(&mut self, at: Elapsed, measurement: &HeartRateMeasurement, made: T) {
        if measurement.rr.is_empty() {
            return;
        }
        if self.0.len() == MOST {
            self.0.pop_front();
        }
        self.0.push_back((at, measurement.clone(), made));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heart::RrInterval;

    fn copies(told: &[(u64, u16, &[u16])]) -> Vec<bool> {
        let mut copies = Copies::default();
        let mut is_copy = |&(at, rate, beats): &(u64, u16, &[u16])| {
            let rr = beats.iter().map(|raw| RrInterval::from_1024ths(*raw)).collect();
            let (at, measurement) = (Elapsed::from_ms(at), HeartRateMeasurement { rr, ..HeartRateMeasurement::of(rate) });
            let is_copy = copies.original(at, &measurement).is_some();
            if !is_copy {
                copies.keep(at, &measurement, ());
            }
            is_copy
        };
        told.iter().map(&mut is_copy).collect()
    }

    #[test]
    fn an_equal_measurement_within_milliseconds_is_a_copy_however_often_it_comes() {
        assert_eq!(copies(&[(0, 130, &[470, 471]), (0, 130, &[470, 471]), (30, 130, &[470, 471])]), [false, true, true]);
        assert_eq!(copies(&[(0, 130, &[470]), (2, 0, &[471]), (9, 130, &[470]), (11, 0, &[471])]), [false, false, true, true]);
    }

    #[test]
    fn equal_measurements_of_two_times_and_different_ones_of_one_are_no_copies() {
        assert_eq!(copies(&[(0, 130, &[470]), (51, 130, &[470]), (1051, 130, &[470])]), [false; 3]);
        assert_eq!(copies(&[(0, 130, &[470]), (1, 131, &[470]), (2, 130, &[470, 470])]), [false; 3]);
        assert_eq!(copies(&[(0, 130, &[]), (0, 130, &[])]), [false; 2]);
    }
}
