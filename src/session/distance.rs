//! The distance that a run covered, from the counter of a device: each counts from a start of its own, and some begin anew on the way.

use super::event::{DeviceRole, EventSource};

/// A counter that falls by more than this in metres, or to less than half, has begun anew; one that falls by less was corrected, as by a
/// better fix of a satellite receiver (design choice).
const LARGEST_CORRECTION_M: f64 = 50.0;

/// What a counter told, in metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoveredDistance {
    told: f64,
    covered: f64,
}

impl CoveredDistance {
    /// Before anything was covered, from the first value on that the counter told.
    pub fn from(told: f64) -> Self {
        Self { told, covered: 0.0 }
    }

    /// Takes in a further value. One that begins anew adds nothing by its first value, since what it counts from is not known; one that
    /// was corrected adds nothing until it is where it was.
    pub fn tell(&mut self, told: f64) {
        let fell = self.told - told;
        if fell > 0.0 && fell <= LARGEST_CORRECTION_M && told >= self.told / 2.0 {
            return;
        }
        self.covered += (-fell).max(0.0);
        self.told = told;
    }

    /// The metres covered since the first value.
    pub fn metres(self) -> f64 {
        self.covered
    }

    /// What the values of a counter come to; none where there is none.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<f64> {
        let mut values = values.into_iter();
        let first = Self::from(values.next()?);
        let whole = values.fold(first, |mut covered, told| {
            covered.tell(told);
            covered
        });
        Some(whole.metres())
    }

    /// Of several devices that tell a distance the one with the lowest rank counts: the treadmill before the foot pod, then the strap,
    /// then what came from no device.
    pub fn rank(source: EventSource) -> u8 {
        match source {
            EventSource::Device(DeviceRole::Treadmill) => 0,
            EventSource::Device(DeviceRole::FootPod) => 1,
            EventSource::Device(DeviceRole::HeartRate) => 2,
            EventSource::Runner | EventSource::Other => 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metres(values: &[f64]) -> Option<f64> {
        CoveredDistance::of(values.iter().copied())
    }

    #[test]
    fn a_distance_counts_from_the_first_value_told() {
        assert_eq!(metres(&[]), None);
        assert_eq!(metres(&[5000.0]), Some(0.0));
        assert_eq!(metres(&[5000.0, 5010.0, 5010.0, 5600.0]), Some(600.0));
    }

    #[test]
    fn a_counter_that_begins_anew_goes_on_from_where_it_was() {
        assert_eq!(metres(&[0.0, 1000.0, 0.0, 500.0]), Some(1500.0));
        assert_eq!(metres(&[5000.0, 5400.0, 0.0, 30.0, 2.0, 12.0]), Some(440.0));
        assert_eq!(metres(&[9.0, 12.0, 1.0, 4.0]), Some(6.0));
    }

    #[test]
    fn a_counter_that_is_corrected_covers_nothing_twice() {
        assert_eq!(metres(&[0.0, 100.0, 99.2, 99.8, 100.4, 102.0]), Some(102.0));
    }
}
