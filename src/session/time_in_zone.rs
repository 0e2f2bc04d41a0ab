//! What a run adds up to while it goes on: time in zones by one rule for recordings and live runs alike.
//!
//! The gap from one valid sample to the next belongs to the zone of the earlier one, at most 10 s of it; the rest is no
//! data. Of samples with the same time the last one counts. The last sample of a run has nothing after it to be measured
//! against and counts no time.

use super::time::{Elapsed, Span};
use crate::heart::{Bpm, Zones};

/// The longest gap that one sample stands for.
pub const GAP_CAP: Span = Span::from_secs(10);

/// Time in zones and around the ceiling.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeInZone {
    zones: Zones,
    ceiling: f64,
    /// The sample whose time is still to be counted.
    last: Option<(Elapsed, Bpm)>,
    /// Where its time ended before the next sample came.
    interrupted: Option<Elapsed>,
    in_zone: [Span; 6],
    above_ceiling: Span,
    excursion: Span,
    longest_excursion: Span,
}

impl TimeInZone {
    /// Nothing yet.
    pub fn new(zones: Zones, ceiling: f64) -> Self {
        Self {
            zones,
            ceiling,
            last: None,
            interrupted: None,
            in_zone: [Span::ZERO; 6],
            above_ceiling: Span::ZERO,
            excursion: Span::ZERO,
            longest_excursion: Span::ZERO,
        }
    }

    /// Takes in a valid sample; times do not go backwards.
    pub fn add(&mut self, at: Elapsed, bpm: Bpm) {
        self.pass(at);
        self.last = Some((at, bpm));
    }

    /// A valid sample came that counts nowhere: one that is doubted, or of a pause.
    pub fn pass(&mut self, at: Elapsed) {
        self.credit(at);
        (self.last, self.interrupted) = (None, None);
    }

    /// Time from here on belongs to no sample: a pause, a doubt, sleep.
    pub fn interrupt(&mut self, at: Elapsed) {
        self.interrupted = self.interrupted.or(Some(at));
    }

    /// From the latest sample on another ceiling holds.
    pub fn set_ceiling(&mut self, ceiling: f64) {
        self.ceiling = ceiling;
    }

    fn credit(&mut self, next: Elapsed) {
        let Some((then, bpm)) = self.last else { return };
        let gap = (self.interrupted.unwrap_or(next) - then).min(GAP_CAP);
        self.in_zone[self.zones.of(bpm).index()] += gap;
        if bpm.beats() >= self.ceiling {
            self.above_ceiling += gap;
            self.excursion += gap;
            self.longest_excursion = self.longest_excursion.max(self.excursion);
        } else {
            self.excursion = Span::ZERO;
        }
    }

    /// Time in zones 0 to 5.
    pub fn in_zone(&self) -> [Span; 6] {
        self.in_zone
    }

    /// Time at the ceiling and above it: what is easy lies below, as a zone ends below the next one's lower bound.
    pub fn above_ceiling(&self) -> Span {
        self.above_ceiling
    }

    /// The longest time at or above the ceiling in one go.
    pub fn longest_excursion(&self) -> Span {
        self.longest_excursion
    }

    /// All time with a valid rate.
    pub fn total(&self) -> Span {
        self.in_zone.iter().copied().sum()
    }

    /// The share of that time below the ceiling, 0 to 1; none before there is any.
    pub fn easy_share(&self) -> Option<f64> {
        let total = self.total().ms();
        (total > 0).then(|| 1.0 - self.above_ceiling.ms() as f64 / total as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heart::{Athlete, ZoneModel};

    fn tally(samples: &[(u64, u16)]) -> TimeInZone {
        let zones = ZoneModel::Custom.zones(&Athlete::default(), Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
        let mut tally = TimeInZone::new(zones, 140.0);
        for &(at, rate) in samples {
            tally.add(Elapsed::from_secs(at), Bpm::new(rate).unwrap());
        }
        tally
    }

    #[test]
    fn a_gap_is_credited_to_the_earlier_sample_for_ten_seconds_at_most() {
        let tally = tally(&[(0, 130), (1, 150), (61, 130), (62, 130)]);
        assert_eq!(tally.in_zone().map(|zone| zone.ms() / 1000), [0, 0, 2, 10, 0, 0]);
        assert_eq!(tally.above_ceiling(), Span::from_secs(10));
    }

    #[test]
    fn of_equal_times_the_last_sample_counts() {
        assert_eq!(tally(&[(0, 150), (0, 130), (5, 130)]).in_zone().map(|zone| zone.ms() / 1000), [0, 0, 5, 0, 0, 0]);
    }

    #[test]
    fn a_rate_on_the_ceiling_is_not_easy_any_more() {
        assert_eq!(tally(&[(0, 139), (5, 140), (10, 139)]).easy_share(), Some(0.5));
    }
}
