//! What one run teaches about the runner, to be put beside their other runs: see [`Baseline`](super::Baseline).

use super::summary::{Summary, summary};
use crate::heart::Gain;
use crate::heart::variability::ThresholdEstimate;
use crate::session::Session;

/// What one run teaches. Pauses and doubted samples are left out.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RunMetrics {
    /// Time on the timer in minutes.
    pub minutes: f64,
    /// The share of believed time below the ceiling, 0 to 1.
    pub easy_share: Option<f64>,
    /// How much higher the heart settles for each km/h more, where speed is known and varies.
    pub gain: Option<Gain>,
    /// Mean rate of the second half minus the first, in bpm, for runs of 20 minutes and more: [`Summary::drift_bpm`].
    pub drift_bpm: Option<f64>,
    /// The median alpha1 of minutes 5 to 12 at an easy rate: [`RrSummary::early_alpha1`](super::RrSummary::early_alpha1).
    pub early_alpha1: Option<f64>,
    /// The rate at the aerobic threshold, where the run crossed it.
    pub threshold: Option<ThresholdEstimate>,
}

impl RunMetrics {
    /// What a run teaches so far.
    pub fn of(session: &Session) -> Self {
        Self::from(&summary(session))
    }
}

impl From<&Summary> for RunMetrics {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heart::{Athlete, HeartRateMeasurement, RrInterval, ZoneModel};
    use crate::session::{Command, Elapsed, Event, EventKind, Learned, Legs, Motion, Plan, Setup};

    fn run(legs: Legs) -> Session {
        let zones = ZoneModel::Custom.zones(&Athlete::default(), Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
        Session::new(Setup { athlete: Athlete::default(), zones, ceiling: None, plan: Plan::new(None, legs), own: Learned::default() })
    }

    fn step(session: &mut Session, ms: u64, kind: EventKind) {
        session.step(&Event::new(Elapsed::from_ms(ms), kind));
    }

    /// Even chance from -1 to 1, the same everywhere.
    fn chance(state: &mut u64) -> f64 {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*state >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }

    /// Beats of about this length, each by itself, from one second to another.
    fn beats(session: &mut Session, seconds: std::ops::Range<u64>, rr_ms: f64) {
        let (mut state, mut at) = (9u64, seconds.start as f64 * 1000.0);
        while at < seconds.end as f64 * 1000.0 {
            let rr = rr_ms + 12.0 * chance(&mut state);
            at += rr;
            let measurement = HeartRateMeasurement {
                rr: RrInterval::from_ms(rr).into_iter().collect(),
                ..HeartRateMeasurement::of((60_000.0 / rr).round() as u16)
            };
            step(session, at as u64, EventKind::Measurement(measurement));
        }
    }

    #[test]
    fn early_alpha1_is_of_minutes_5_to_12_at_an_easy_rate() {
        let told = |rr_ms, legs| {
            let mut session = run(legs);
            beats(&mut session, 0..900, rr_ms);
            RunMetrics::of(&session).early_alpha1
        };
        assert!(told(480.0, Legs::Fresh).is_some_and(|alpha1| (0.3..0.8).contains(&alpha1)));
        assert_eq!(told(400.0, Legs::Fresh), None, "150 bpm is no easy rate under a ceiling of 140");
        // Heavy legs lower the ceiling to 130; 133 bpm is as easy as on another day.
        assert!(told(451.0, Legs::Heavy).is_some());
        let mut short = run(Legs::Fresh);
        beats(&mut short, 0..290, 480.0);
        assert_eq!(RunMetrics::of(&short).early_alpha1, None);
    }

    #[test]
    fn a_pause_in_the_early_minutes_leaves_only_the_windows_that_hold_none_of_it() {
        let mut session = run(Legs::Fresh);
        beats(&mut session, 0..310, 480.0);
        step(&mut session, 310_000, EventKind::Command(Command::Pause));
        beats(&mut session, 310..400, 600.0);
        step(&mut session, 400_000, EventKind::Command(Command::Resume));
        beats(&mut session, 400..530, 480.0);
        assert_eq!(RunMetrics::of(&session).early_alpha1, None, "one window before the pause, one after it");
        beats(&mut session, 530..900, 480.0);
        assert!(RunMetrics::of(&session).early_alpha1.is_some());
    }

    /// A heart that settles 7 bpm higher for each km/h and 6 bpm for each percent, on a belt that changes every five minutes.
    fn on_a_belt(grade: impl Fn(u64) -> f64, tells_grade: bool) -> Session {
        let (mut session, mut state, mut rate) = (run(Legs::Fresh), 3u64, 90.0);
        for second in 0..2400u64 {
            let kmh = [7.0, 8.5, 7.5, 9.0, 8.0, 7.2, 8.6, 7.6][second as usize / 300];
            rate += (118.0 + 7.0 * (kmh - 8.0) + 6.0 * grade(second) - rate) / 58.0;
            let motion = Motion { speed_kmh: Some(kmh), grade_percent: tells_grade.then(|| grade(second)), ..Motion::default() };
            step(&mut session, second * 1000, EventKind::Motion(motion));
            let shown = (rate + 2.0 * chance(&mut state)).round() as u16;
            step(&mut session, second * 1000, EventKind::Measurement(HeartRateMeasurement::of(shown)));
        }
        session
    }

    #[test]
    fn a_hill_is_no_answer_to_speed() {
        let hill = |second| if (900..1200).contains(&second) { 3.0 } else { 1.0 };
        let level = RunMetrics::of(&on_a_belt(|_| 1.0, true)).gain.unwrap();
        assert!((level.bpm_per_kmh - 7.0).abs() < 0.7, "{level:?}");
        let known = RunMetrics::of(&on_a_belt(hill, true)).gain.unwrap();
        assert!((known.bpm_per_kmh - 7.0).abs() < 0.7, "{known:?}");
        // Nobody told of it: the run says less of itself, or nothing.
        let unknown = RunMetrics::of(&on_a_belt(hill, false)).gain;
        assert!(unknown.is_none_or(|gain| gain.sd > 2.0 * known.sd), "{unknown:?}");
    }

    #[test]
    fn without_speed_there_is_no_gain() {
        let mut session = run(Legs::Fresh);
        beats(&mut session, 0..1500, 480.0);
        let lesson = RunMetrics::of(&session);
        assert_eq!((lesson.gain, lesson.minutes.round()), (None, 25.0));
        assert!(lesson.drift_bpm.is_some() && lesson.easy_share == Some(1.0), "{lesson:?}");
    }
}
