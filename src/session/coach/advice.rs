//! By how much to go slower, from how far a rate is over the ceiling.

/// Advice aims this far under the ceiling, in bpm: not quite twice the scatter of a heart that is held steady (2 bpm, Wang & Hunt 2023).
const AIM_UNDER: f64 = 3.5;
/// And asks for so many times what lies over the ceiling. The more is to go, the further the runner and the runner's gain (6.7 +- 2.3
/// bpm per km/h, Hunt 2015) can miss it, and to be told twice costs more than to settle a little lower (design choice).
const ASKS_FOR: f64 = 1.3;
/// The range in km/h. Less is not felt; more is a walk.
const SLOWER_KMH: (f64, f64) = (0.3, 2.5);

/// How much slower brings a rate that is heading so many bpm over the ceiling under it, in km/h to a tenth, from 0.3 to 2.5.
pub(super) fn under_the_ceiling(over: f64, bpm_per_kmh: f64) -> f64 {
    by(ASKS_FOR * over + AIM_UNDER, bpm_per_kmh)
}

/// How much slower brings a heart down by so many bpm, in km/h to a tenth, from 0.3 to 2.5.
pub(super) fn by(bpm: f64, bpm_per_kmh: f64) -> f64 {
    let kmh = (bpm / bpm_per_kmh).clamp(SLOWER_KMH.0, SLOWER_KMH.1);
    (kmh * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_further_over_the_more_and_never_less_than_is_felt_or_more_than_a_walk() {
        let asked: Vec<f64> = [-10.0, 0.0, 4.0, 8.0, 40.0].map(|over| under_the_ceiling(over, 6.7)).to_vec();
        assert_eq!(asked, [0.3, 0.5, 1.3, 2.1, 2.5]);
    }

    #[test]
    fn who_answers_more_to_a_km_h_is_asked_for_less() {
        assert!(under_the_ceiling(4.0, 10.0) < under_the_ceiling(4.0, 6.7));
        assert_eq!(by(6.0, 6.0), 1.0);
    }
}
