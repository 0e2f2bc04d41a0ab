//! The definitions by which `cargo bench --bench coach` judges, on series small enough to count by hand.

#[path = "coach/crossings.rs"]
mod crossings;

use crossings::{Excursion, JUDGED_FROM, above, count, from_the_warm_up, lasting, sustained, touches};

const C: f64 = 140.0;

/// Seconds above between others below, from second zero.
fn series(stretches: &[(usize, f64)]) -> Vec<Option<bool>> {
    let rates: Vec<Option<f64>> = stretches.iter().flat_map(|&(seconds, rate)| vec![Some(rate); seconds]).collect();
    above(&rates, C)
}

#[test]
fn the_ceiling_itself_is_above() {
    assert_eq!(above(&[Some(140.0), Some(139.9), None], C), [Some(true), Some(false), None]);
}

#[test]
fn a_crossing_lasts_with_45_of_60_seconds_and_ends_at_the_first_quarter_minute_below() {
    let long = series(&[(400, 130.0), (50, 141.0), (10, 139.0), (20, 141.0), (60, 130.0)]);
    assert_eq!(lasting(&long), [Excursion { from: 400, to: 480 }]);
    assert_eq!(lasting(&series(&[(400, 130.0), (44, 141.0), (60, 130.0)])), []);
    // Trembling first: the crossing is the second from which it lasts.
    let trembling = series(&[(400, 130.0), (2, 141.0), (30, 139.0), (60, 141.0), (60, 130.0)]);
    assert_eq!(lasting(&trembling), [Excursion { from: 432, to: 492 }]);
}

#[test]
fn what_stands_when_judging_begins_is_counted_apart() {
    let early = series(&[(200, 130.0), (300, 141.0), (60, 130.0)]);
    assert_eq!(lasting(&early), []);
    assert_eq!(from_the_warm_up(&early), Some(Excursion { from: 200, to: 500 }));
    assert_eq!(from_the_warm_up(&series(&[(JUDGED_FROM + 1, 130.0), (300, 141.0)])), None);
}

#[test]
fn a_sustained_crossing_comes_after_a_minute_below() {
    let clean = series(&[(400, 130.0), (20, 141.0), (60, 130.0)]);
    assert_eq!(sustained(&clean), [Excursion { from: 400, to: 420 }]);
    assert_eq!(sustained(&series(&[(390, 130.0), (1, 141.0), (30, 130.0), (20, 141.0), (60, 130.0)])), []);
    assert_eq!(sustained(&series(&[(400, 130.0), (19, 141.0), (60, 130.0)])), []);
}

#[test]
fn a_cue_is_false_without_a_second_above_within_a_minute() {
    let once = series(&[(400, 130.0), (1, 140.0), (400, 130.0)]);
    assert_eq!(count(&once, 0, 1000), 1);
    assert!(touches(&once, 340, false) && touches(&once, 460, true));
    assert!(!touches(&once, 339, true) && !touches(&once, 461, true) && !touches(&once, 401, false));
}
