//! The ranges outside which a number is no measurement: one set for everything that is read.

use std::ops::RangeInclusive;

use crate::session::Motion;

/// km/h. A design choice: faster than any descent on a bicycle, so that no recording loses its speeds.
const SPEED_KMH: RangeInclusive<f64> = 0.0..=150.0;
/// Percent. A design choice: a slope of 45 degrees either way.
const GRADE_PERCENT: RangeInclusive<f64> = -100.0..=100.0;
/// Steps a minute. A design choice: a sprint has fewer than 300.
const CADENCE_SPM: RangeInclusive<f64> = 0.0..=400.0;
/// Metres. A design choice: a quarter of the way around the Earth.
pub(super) const DISTANCE_M: RangeInclusive<f64> = 0.0..=1e7;
/// Seconds: a thousand days, as long as any time of a run may be.
pub(super) const DURATION_S: RangeInclusive<f64> = 0.0..=86_400_000.0;
/// Laps. A design choice: one a second for more than a day.
pub(super) const LAPS: RangeInclusive<usize> = 0..=100_000;

/// A movement without the numbers that cannot be.
pub(super) fn plausible(motion: Motion) -> Motion {
    let within = |value: Option<f64>, range: &RangeInclusive<f64>| value.filter(|value| range.contains(value));
    Motion {
        speed_kmh: within(motion.speed_kmh, &SPEED_KMH),
        grade_percent: within(motion.grade_percent, &GRADE_PERCENT),
        cadence_spm: within(motion.cadence_spm, &CADENCE_SPM),
        distance_m: within(motion.distance_m, &DISTANCE_M),
        elapsed_s: within(motion.elapsed_s, &DURATION_S),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_cannot_be_is_left_out_and_the_others_stay() {
        let motion = Motion {
            speed_kmh: Some(8.0),
            grade_percent: Some(1e300),
            cadence_spm: Some(-1.0),
            distance_m: Some(f64::NAN),
            ..Motion::default()
        };
        assert_eq!(plausible(motion), Motion { speed_kmh: Some(8.0), ..Motion::default() });
    }
}
