//! How runner and belt move: what the last words of a treadmill or a foot pod were, and what a measurement is judged beside.

use super::signal::{Pace, Surroundings};
use super::{ARTEFACTS_CLUSTER, EASY_SPEED_KMH, Elapsed, GAP_CAP, Motion, Session};

/// Steps that were told so long ago say nothing of the present ones (D).
const STEPS_FRESH: Elapsed = Elapsed::from_secs(10);

impl Session {
    pub(super) fn moved(&mut self, at: Elapsed, motion: Motion) {
        let by_distance = motion.distance_m.zip(self.distance_told).and_then(|(metres, (then, before))| {
            let span = at.since(then);
            (span > Elapsed::ZERO && span <= GAP_CAP && metres >= before).then(|| (metres - before) / span.secs() * 3.6)
        });
        if let Some(kmh) = motion.speed_kmh.or(by_distance) {
            self.speeds.push((at, kmh));
        }
        if let Some(percent) = motion.grade_percent.filter(|percent| self.grades.last().is_none_or(|last| last.1 != *percent)) {
            self.grades.push((at, percent));
        }
        if let Some(kmh) = motion.speed_kmh {
            self.belt.tell(at, kmh);
        }
        self.distance_told = motion.distance_m.map(|metres| (at, metres)).or(self.distance_told);
        self.steps_told = motion.cadence_spm.map(|steps| (at, steps)).or(self.steps_told);
        self.motion = Motion {
            speed_kmh: motion.speed_kmh.or(self.motion.speed_kmh),
            grade_percent: motion.grade_percent.or(self.motion.grade_percent),
            cadence_spm: motion.cadence_spm.or(self.motion.cadence_spm),
            distance_m: motion.distance_m.or(self.motion.distance_m),
        };
        if let Some(metres) = motion.distance_m {
            let from = self.distance.map_or(metres, |(from, _)| from);
            self.distance = Some((from, metres));
        }
    }

    /// What a measurement is judged beside.
    pub(super) fn surroundings(&self, at: Elapsed) -> Surroundings {
        let slow_enough = self.motion.speed_kmh.is_none_or(|speed| speed <= EASY_SPEED_KMH);
        Surroundings {
            ceiling: self.setup.ceiling(),
            max: self.setup.max(),
            expected: self.forecast.at(at),
            early_and_easy: self.timer() < ARTEFACTS_CLUSTER && slow_enough,
            pace: Pace {
                steps: self.steps_told.filter(|(then, _)| at.since(*then) <= STEPS_FRESH).map(|(_, steps)| steps),
                speed_kmh: self.motion.speed_kmh,
                grade_percent: self.motion.grade_percent,
            },
        }
    }
}
