//! The rates that hold for all of a run, and what follows from them for a ceiling: the same for every profile.

/// Zone 4 asks to walk only from so far over the ceiling, in bpm (design choice): where zones are made of an age that is wrong or only
/// assumed, their fourth can lie under the runner's own ceiling.
const ZONE_4_OVER: f64 = 15.0;
/// "Stop" is for this part of a told maximum ...
const NEAR_MAX: f64 = 0.95;
/// ... and no longer stands below this one.
const OFF_MAX: f64 = 0.90;
/// But never at or near the ceiling, in bpm over it (design choice): whoever tells both means the ceiling to be run at.
const STOP_OVER: f64 = 5.0;

/// The rates that hold for all of the run.
#[derive(Debug, Clone, Copy)]
pub(in crate::session) struct Limits {
    /// Lower bound of zone 4, in bpm.
    pub zone_4: f64,
    /// The maximal rate in bpm, where the runner told it. An estimate is off by 11 bpm and no reason to say "stop".
    pub told_max: Option<f64>,
    /// By how many bpm the heart settles higher for each km/h more.
    pub bpm_per_kmh: f64,
}

impl Limits {
    /// From where on the coach asks to walk, in bpm.
    pub(super) fn walk_from(self, ceiling: f64) -> f64 {
        self.zone_4.max(ceiling + ZONE_4_OVER)
    }

    /// From where on the coach asks to stop, in bpm; none without a told maximum.
    pub(super) fn stop_from(self, ceiling: f64) -> Option<f64> {
        self.told_max.map(|max| (NEAR_MAX * max).max(ceiling + STOP_OVER))
    }

    /// Below this rate, in bpm, "stop" no longer stands.
    pub(super) fn stop_until(self, ceiling: f64) -> Option<f64> {
        self.told_max.map(|max| (OFF_MAX * max).max(ceiling))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_was_told_walk_and_stop_lie_over_the_ceiling() {
        for max in [None, Some(120.0), Some(150.0), Some(185.0)] {
            for zone_4 in [100.0, 144.0, 170.0] {
                let limits = Limits { zone_4, told_max: max, bpm_per_kmh: 7.8 };
                assert!(limits.walk_from(150.0) >= 165.0);
                assert!(limits.stop_from(150.0).is_none_or(|stop| stop >= 155.0));
                assert!(limits.stop_until(150.0).is_none_or(|until| until >= 150.0));
            }
        }
    }
}
