//! The scales of both axes: from times and rates to coordinates, and the round numbers at the ticks.

use crate::heart::Bpm;
use crate::session::Elapsed;

/// Steps of the time axis in seconds, round in minutes and hours.
const CLOCK: [u64; 15] = [10, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];
/// Longer runs have steps of whole weeks, in seconds.
const WEEK: u64 = 604_800;

/// The rectangle of the line, in the units of the picture, and what its edges stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
    /// The end of the run, at the right edge.
    pub end: Elapsed,
    /// The rates at the lower and the upper edge, in bpm.
    pub rates: (f64, f64),
}

impl Scale {
    /// The rates to show, in tens: 3 bpm around the line, 30 bpm below the ceiling and 14 above it (design choice), so that one
    /// sees how far below it a calm run stayed. A ceiling that no
    /// heart has is drawn at the edge of what hearts have, so that the axis is never longer than about twenty tens.
    pub(super) fn rates(line: Option<(u8, u8)>, ceiling: f64) -> (f64, f64) {
        // `max` and `min` pass over a ceiling that is no number at all, as `clamp` does not.
        let ceiling = ceiling.max(f64::from(Bpm::MIN)).min(f64::from(Bpm::MAX));
        let (low, high) = line.map_or((ceiling, ceiling), |(low, high)| (f64::from(low), f64::from(high)));
        let low = (low - 3.0).min(ceiling - 30.0);
        let high = (high + 3.0).max(ceiling + 14.0);
        ((low / 10.0).floor() * 10.0, (high / 10.0).ceil() * 10.0)
    }

    pub(super) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(super) fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// From the left; the end of the run lies on the right edge.
    pub(super) fn x(&self, at: Elapsed) -> f64 {
        self.left + self.width * (at.ms() as f64 / self.end.ms().max(1) as f64).min(1.0)
    }

    /// From above; what is off the scale sticks to its edge.
    pub(super) fn y(&self, bpm: f64) -> f64 {
        let (low, high) = self.rates;
        self.top + self.height * ((high - bpm) / (high - low)).clamp(0.0, 1.0)
    }

    /// Rates worth a number, at least this far apart.
    pub(super) fn round_rates(&self, apart: f64) -> Vec<f64> {
        let (low, high) = self.rates;
        let step = [10.0, 20.0, 50.0].into_iter().find(|step| step * self.height / (high - low) >= apart).unwrap_or(100.0);
        let first = (low / step).ceil();
        (0..).map(|i| (first + f64::from(i)) * step).take_while(|rate| *rate <= high).collect()
    }

    /// Times worth a number, at least this far apart.
    pub(super) fn round_times(&self, apart: f64) -> Vec<Elapsed> {
        let secs = self.end.secs().max(0.001);
        let step = CLOCK
            .into_iter()
            .find(|step| *step as f64 * self.width / secs >= apart)
            .unwrap_or_else(|| WEEK * ((secs * apart / self.width / WEEK as f64).ceil() as u64).max(1));
        (0..).map(|i| Elapsed::from_secs(i * step)).take_while(|at| *at <= self.end).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(secs: u64, rates: (f64, f64)) -> Scale {
        Scale { left: 40.0, top: 10.0, width: 800.0, height: 200.0, end: Elapsed::from_secs(secs), rates }
    }

    #[test]
    fn the_ceiling_is_always_within_and_the_edges_are_tens() {
        assert_eq!(Scale::rates(Some((95, 158)), 142.5), (90.0, 170.0));
        assert_eq!(Scale::rates(Some((95, 120)), 142.5), (90.0, 160.0));
        assert_eq!(Scale::rates(None, 140.0), (110.0, 160.0));
    }

    #[test]
    fn an_absurd_ceiling_makes_no_endless_axis() {
        for ceiling in [1e300, -1e300, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 0.0] {
            for line in [None, Some((30, 230)), Some((120, 121))] {
                let rates = Scale::rates(line, ceiling);
                assert!((0.0..=300.0).contains(&rates.0) && (rates.0 + 10.0..=300.0).contains(&rates.1), "{ceiling}: {rates:?}");
                assert!(scale(1800, rates).round_rates(30.0).len() <= 11, "{ceiling}: {rates:?}");
            }
        }
    }

    #[test]
    fn a_time_and_a_rate_have_their_places() {
        let scale = scale(1800, (100.0, 200.0));
        assert_eq!((scale.x(Elapsed::ZERO), scale.x(Elapsed::from_secs(900)), scale.x(Elapsed::from_secs(9000))), (40.0, 440.0, 840.0));
        assert_eq!((scale.y(200.0), scale.y(150.0), scale.y(20.0)), (10.0, 110.0, 210.0));
    }

    #[test]
    fn the_axes_have_few_round_numbers_at_any_length() {
        for secs in [1, 60, 600, 1800, 3600, 36_000, 1_000_000, 86_400_000, 1_000_000_000_000] {
            let times = scale(secs, (100.0, 200.0)).round_times(80.0);
            assert!((1..=11).contains(&times.len()), "{secs}: {times:?}");
        }
        assert_eq!(scale(1800, (100.0, 200.0)).round_times(80.0)[1], Elapsed::from_secs(300));
        assert_eq!(scale(1800, (90.0, 170.0)).round_rates(30.0), [100.0, 120.0, 140.0, 160.0]);
    }
}
