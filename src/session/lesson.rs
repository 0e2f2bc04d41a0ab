//! What one run teaches about the runner, to be put beside their other runs: see [`Usual`](super::Usual).

use super::summary::Pauses;
use super::{Elapsed, Session, Signal, Summary};
use crate::heart::Gain;
use crate::heart::variability::{Alpha1, Quality, ThresholdEstimate};

/// What one run teaches. Pauses and doubted samples are left out.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Lesson {
    /// Time on the timer in minutes.
    pub minutes: f64,
    /// The share of believed time at or below the ceiling, 0 to 1.
    pub easy_share: Option<f64>,
    /// How much higher the heart settles for each km/h more, where speed is known and varies.
    pub gain: Option<Gain>,
    /// Mean rate of the second half minus the first, in bpm, for runs of 20 minutes and more: [`Summary::drift_bpm`].
    pub drift_bpm: Option<f64>,
    /// The median alpha1 of minutes 5 to 12 at an easy rate: [`Beats::early_alpha1`](super::Beats).
    pub early_alpha1: Option<f64>,
    /// The rate at the aerobic threshold, where the run crossed it.
    pub threshold: Option<ThresholdEstimate>,
}

/// The minutes in which runs are compared: warmed up, and not yet tired by the run itself (Rogers 2021 for the fatigue of
/// the days before; the minutes are a choice (D)).
const EARLY: std::ops::RangeInclusive<Elapsed> = Elapsed::from_secs(5 * 60)..=EARLY_UNTIL;
/// Their end.
pub(super) const EARLY_UNTIL: Elapsed = Elapsed::from_secs(12 * 60);
/// A minute's worth of stretches at least (D): one alone is off by +-0.07 by chance.
const FEWEST_STRETCHES: usize = 3;
/// A slope that changes by this much is felt: half a percent costs about 2 % more oxygen at 9 km/h (ACSM's running
/// equation); less may be a sensor's tremble (D).
const SAME_GRADE_PERCENT: f64 = 0.5;

impl Session {
    /// What the run teaches so far.
    pub fn lesson(&self) -> Lesson {
        Lesson::from(&self.summary())
    }

    /// The runner's gain as this run shows it.
    pub(super) fn gain(&self) -> Option<Gain> {
        // Most runs know no speed, and then there is nothing to gather.
        if self.speeds.is_empty() {
            return None;
        }
        let mut pauses = Pauses::new(self);
        let believed = self.samples.iter().filter(|sample| sample.signal == Signal::Good && pauses.timer_at(sample.at).is_some());
        let rates: Vec<(f64, f64)> = believed.map(|sample| (sample.at.secs(), sample.bpm.beats())).collect();
        let speeds: Vec<(f64, f64)> = self.speeds.iter().map(|(at, kmh)| (at.secs(), *kmh)).collect();
        let mut unsettled = Pauses::spans(self);
        unsettled.extend(self.off_grade());
        let unsettled: Vec<(f64, f64)> = unsettled.into_iter().map(|(from, to)| (from.secs(), to.secs())).collect();
        Gain::of_run(&rates, &speeds, &unsettled)
    }

    /// When the slope was another than it was for most of the run; a slope that stays costs the same all the way.
    fn off_grade(&self) -> Vec<(Elapsed, Elapsed)> {
        let until = |place: usize| self.grades.get(place + 1).map_or_else(|| self.elapsed(), |next| next.0);
        let mut spans: Vec<(f64, Elapsed)> =
            self.grades.iter().enumerate().map(|(place, (at, percent))| (*percent, until(place).since(*at))).collect();
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        let half = spans.iter().map(|(_, span)| span.ms() as f64).sum::<f64>() / 2.0;
        let mut so_far = 0.0;
        let middle = spans.iter().find(|(_, span)| {
            so_far += span.ms() as f64;
            so_far >= half
        });
        let Some((usual, _)) = middle else { return Vec::new() };
        self.grades
            .iter()
            .enumerate()
            .filter(|(_, (_, percent))| (percent - usual).abs() >= SAME_GRADE_PERCENT)
            .map(|(place, (at, _))| (*at, until(place)))
            .collect()
    }

    /// The median alpha1 of the early minutes, by stretches worth showing, without a pause in them, at an easy rate.
    pub(super) fn early_alpha1(&self) -> Option<f64> {
        let [_, _, zone_3, ..] = self.setup.zones.bounds();
        // That of fresh legs: on heavy ones the ceiling is lower, and the same rate is as easy as before.
        let ceiling = self.setup.ceiling.unwrap_or(zone_3);
        let mut pauses = Pauses::new(self);
        let paused = Pauses::spans(self);
        let mut values: Vec<f64> = self
            .stretches
            .iter()
            .filter(|stretch| {
                let at = Elapsed::from_ms(stretch.at_ms);
                let early = pauses.timer_at(at).is_some_and(|timer| EARLY.contains(&timer));
                let whole = paused.iter().all(|(from, to)| *to <= at.since(Elapsed::from_ms(Alpha1::SPAN_MS)) || *from >= at);
                early && whole && stretch.quality == Quality::Show && stretch.mean_bpm <= ceiling
            })
            .map(|stretch| stretch.value)
            .collect();
        values.sort_by(f64::total_cmp);
        let n = values.len();
        (n >= FEWEST_STRETCHES).then(|| f64::midpoint(values[(n - 1) / 2], values[n / 2]))
    }
}

impl From<&Summary> for Lesson {
    fn from(summary: &Summary) -> Self {
        Self {
            minutes: summary.timer.secs() / 60.0,
            easy_share: summary.easy_share,
            gain: summary.gain,
            drift_bpm: summary.drift_bpm,
            early_alpha1: summary.rr.early_alpha1,
            threshold: summary.rr.threshold,
        }
    }
}
