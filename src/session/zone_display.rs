//! The zone as shown: it follows the five-second mean and does not flicker on a bound. Judges nothing else.

use super::time::{Elapsed, Span};
use crate::heart::{Zone, Zones};

/// A mean this far past a bound changes the zone at once, in bpm; about half of the noise's SD.
const CLEARLY_PAST: f64 = 1.0;
/// A mean that is past a bound by less has to stay there this long.
const STAYS: Span = Span::from_secs(8);

/// For this long after a change, a return to the zone before it has to be plain: most of such returns turn round once
/// more. With these numbers 7 % of the changes go back within 30 s, and the shown zone is 6 s behind in the median
/// (`cargo bench --bench coach`).
const SETTLES: Span = Span::from_secs(35);
const PLAINLY_BACK: f64 = 7.0;

/// The shown zone.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ZoneDisplay {
    shown: Option<Zone>,
    outside_since: Option<Elapsed>,
    /// The zone before, and when it was left.
    before: Option<(Zone, Elapsed)>,
}

impl ZoneDisplay {
    /// The zone that is shown.
    pub(super) fn shown(&self) -> Option<Zone> {
        self.shown
    }

    /// Takes in a mean rate; the change, if it makes one.
    pub(super) fn observe(&mut self, at: Elapsed, mean: f64, zones: &Zones) -> Option<(Zone, Zone)> {
        let now = zones.of_rate(mean);
        let Some(shown) = self.shown else {
            self.shown = Some(now);
            return None;
        };
        if now == shown {
            self.outside_since = None;
            return None;
        }
        let since = *self.outside_since.get_or_insert(at);
        let upward = now > shown;
        let returns = self.before.is_some_and(|(zone, left)| zone == now && at - left < SETTLES);
        let (past, stays) = if returns { (PLAINLY_BACK, SETTLES) } else { (CLEARLY_PAST, STAYS) };
        let clearly = zones.of_rate(if upward { mean - past } else { mean + past });
        let passed = if upward { clearly > shown } else { clearly < shown };
        if !passed && at - since < stays {
            return None;
        }
        self.before = Some((shown, at));
        self.shown = Some(now);
        self.outside_since = None;
        Some((shown, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heart::{Athlete, ZoneModel};

    fn changes(means: impl IntoIterator<Item = f64>) -> Vec<(u64, u8)> {
        let zones = ZoneModel::Custom.zones(&Athlete::default(), Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
        let mut display = ZoneDisplay::default();
        (0u64..)
            .zip(means)
            .filter_map(|(at, mean)| display.observe(Elapsed::from_secs(at), mean, &zones).map(|(_, to)| (at, to.number())))
            .collect()
    }

    #[test]
    fn a_mean_that_trembles_on_a_bound_changes_nothing() {
        assert_eq!(changes((0..600).map(|at| 139.9 + 0.6 * f64::from(at % 3 - 1))), []);
    }

    #[test]
    fn a_clear_step_shows_at_once_and_a_slight_one_within_eight_seconds() {
        assert_eq!(changes((0..20).map(|at| if at < 5 { 135.0 } else { 142.0 })), [(5, 3)]);
        assert_eq!(changes((0..20).map(|at| if at < 5 { 135.0 } else { 140.3 })), [(13, 3)]);
    }
}
