//! By how much to go slower, from how far a rate is over the ceiling.

use crate::session::speed_unit::{MILE_KMH, counts_in_miles};

/// Advice aims this far under the ceiling, in bpm: twice the scatter of a heart that is held steady (2 bpm, Wang & Hunt 2023).
const AIM_UNDER: f64 = 4.0;
/// For each crossing of the last half hour the next word aims further under it, in bpm, up to so many times: what was aimed at before was used
/// up, by a runner who creeps or a heart that goes on rising.
const AGAIN: f64 = 2.5;
const AGAIN_AT_MOST: u32 = 3;
/// And asks for so many times what lies over the ceiling. The more is to go, the further the runner and the runner's gain (7.8 +- 2.3
/// bpm per km/h in easy running) can miss it, and to be told twice costs more than to settle a little lower (design choice).
const ASKS_FOR: f64 = 1.25;
/// The range in km/h. Less is not felt; more is a walk.
const SLOWER_KMH: (f64, f64) = (0.3, 2.5);

/// Nobody is asked to set less: that is what "walk" is for.
const SLOWEST_KMH: f64 = 3.0;

/// How much slower brings a rate that is heading so many bpm over the ceiling under it, in km/h to a tenth, from 0.3 to 2.5, after so many
/// crossings before it.
pub(super) fn under_the_ceiling(over: f64, before: u32, bpm_per_kmh: f64) -> f64 {
    by(ASKS_FOR * over + AIM_UNDER + AGAIN * f64::from(before.min(AGAIN_AT_MOST)), bpm_per_kmh)
}

/// How much slower brings a heart down by so many bpm, in km/h to a tenth, from 0.3 to 2.5.
pub(super) fn by(bpm: f64, bpm_per_kmh: f64) -> f64 {
    let kmh = (bpm / bpm_per_kmh).clamp(SLOWER_KMH.0, SLOWER_KMH.1);
    (kmh * 10.0).round() / 10.0
}

/// The speed to set on a belt that runs at so many km/h: slower by so much, downward to a tenth of what its buttons count in. None where that is
/// no speed to run or walk at.
pub(super) fn target(belt_kmh: f64, slower_kmh: f64) -> Option<f64> {
    let unit = if counts_in_miles(belt_kmh) { 0.1 * MILE_KMH } else { 0.1 };
    let target = ((belt_kmh - slower_kmh) / unit + 0.2).floor() * unit;
    (target >= SLOWEST_KMH && target < belt_kmh).then_some(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_further_over_the_more_and_never_less_than_is_felt_or_more_than_a_walk() {
        let asked: Vec<f64> = [-10.0, 0.0, 4.0, 8.0, 40.0].map(|over| under_the_ceiling(over, 0, 7.8)).to_vec();
        assert_eq!(asked, [0.3, 0.5, 1.2, 1.8, 2.5]);
    }

    #[test]
    fn who_answers_more_to_a_km_h_is_asked_for_less() {
        assert!(under_the_ceiling(4.0, 0, 10.0) < under_the_ceiling(4.0, 0, 7.8));
        assert_eq!(by(6.0, 6.0), 1.0);
    }

    #[test]
    fn a_belt_is_set_to_a_tenth_of_its_own_unit_and_never_faster() {
        let tenths = |kmh: Option<f64>| kmh.map(|kmh| (kmh * 100.0).round() / 100.0);
        assert_eq!(tenths(target(8.2, 0.6)), Some(7.6));
        assert_eq!(tenths(target(8.05, 0.6)), Some(7.4));
        // 5.2 miles an hour, to 4.8.
        assert_eq!(tenths(target(5.2 * MILE_KMH, 0.65)), Some(7.72));
        assert_eq!(target(3.2, 0.6), None);
    }
}
