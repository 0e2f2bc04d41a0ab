//! What a finished run asked of the heart: training load, how fast the rate falls afterwards, metres a heartbeat. Shown
//! to be compared with the runner's own other runs, never graded.

use super::halves::halves;
use super::parts::{self, Part};
use crate::heart::{Bpm, Sex};
use crate::session::{Elapsed, GAP_CAP, Recovery, Session, Setup, Signal, Span, TimerWalk};

/// What a run asked of the heart, each none where what it needs is not known.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TrainingLoad {
    /// Edwards' load: minutes times 1 to 5 in the bands from 50, 60, 70, 80 and 90 % of the maximal rate (Edwards 1993).
    /// Needs the maximal rate.
    pub load_edwards: Option<f64>,
    /// Banister's load (TRIMP): minutes times x times 0.64 e^(1.92 x) for men, 0.86 e^(1.67 x) for women, where x is the
    /// share of the heart-rate reserve (Banister 1991, Morton 1990), added up from sample to sample. Needs the resting
    /// and the maximal rate, and the sex.
    pub load_banister: Option<f64>,
    /// By how many bpm the rate fell in the first minute after the run: the mean of the last five seconds minus the rate
    /// 60 s later. Needs a recording that goes on after the stop, or ends in a pause, with two rates each time.
    pub recovery_hr_bpm: Option<f64>,
    /// Metres a heartbeat: mean speed in m/min by mean rate, over the stretch that `decoupling_percent` is of.
    pub metres_a_beat: Option<f64>,
    /// By how many percent the metres a heartbeat fell from the first half to the second, after the first ten minutes and
    /// without pauses; above 5 suggests a run above the aerobic threshold (Friel). Needs 20 minutes, and in each half speeds in two
    /// minutes and believed rates in half of the minutes. The means are over time, however often each was told.
    pub decoupling_percent: Option<f64>,
}

impl TrainingLoad {
    /// Of a run so far.
    pub(super) fn of(session: &Session) -> Self {
        let log = session.log();
        // Over an estimated maximum that a run has shown to be too low everything would weigh too much.
        let corrected = session.corrected_setup();
        let spans = believed_spans(session);
        let metres_a_beat = |rates: f64, kmh: f64| kmh * 1000.0 / 60.0 / rates;
        let halves = rates_and_speeds(session);
        Self {
            load_edwards: load_edwards(&spans, &corrected),
            load_banister: load_banister(&spans, &corrected),
            recovery_hr_bpm: Recovery::new(log, session.elapsed()).fell_bpm(),
            metres_a_beat: halves.map(|(rates, speeds)| metres_a_beat(rates[0].mean_with(&rates[1]), speeds[0].mean_with(&speeds[1]))),
            decoupling_percent: halves.map(|(rates, speeds)| {
                let [first, second] = [0, 1].map(|half| metres_a_beat(rates[half].mean(), speeds[half].mean()));
                100.0 * (first - second) / first
            }),
        }
    }
}

/// Believed rates while the timer ran, each with the time it stands for: up to the next sample or a pause, at most
/// [`GAP_CAP`].
fn believed_spans(session: &Session) -> Vec<(Bpm, Span)> {
    let log = session.log();
    let mut walk = TimerWalk::new(&log.marks);
    let mut spans = Vec::new();
    for (place, sample) in log.samples.iter().enumerate() {
        if sample.signal != Signal::Good || walk.timer_at(sample.at).is_none() {
            continue;
        }
        // The last one has nothing after it to be measured against.
        let Some(next) = log.samples.get(place + 1).map(|next| next.at) else { continue };
        let until = walk.stands_from().into_iter().fold(next.min(sample.at + GAP_CAP), Elapsed::min);
        spans.push((sample.bpm, until - sample.at));
    }
    spans
}

/// The halves of rates in bpm and of speeds in km/h; none where one of them has too few of either, or nobody moved.
fn rates_and_speeds(session: &Session) -> Option<([Part; 2], [Part; 2])> {
    let (log, end) = (session.log(), session.timer());
    // Most runs know no speed.
    if log.speeds.is_empty() {
        return None;
    }
    let halves = halves(end, end)?;
    let speeds = parts::speeds(log, halves)?;
    let rates = parts::rates(log, halves)?;
    (speeds[0].mean() > 0.0).then_some((rates, speeds))
}

fn load_edwards(spans: &[(Bpm, Span)], setup: &Setup) -> Option<f64> {
    let max = setup.max()?;
    let weighted = spans.iter().map(|(bpm, span)| {
        // In tenths, so that a rate on a bound is not a rounding error below it.
        let weight = (bpm.beats() * 10.0 / max + 1e-9).floor() - 4.0;
        span.secs() / 60.0 * weight.clamp(0.0, 5.0)
    });
    (!spans.is_empty()).then(|| weighted.sum())
}

fn load_banister(spans: &[(Bpm, Span)], setup: &Setup) -> Option<f64> {
    let (max, rest, sex) = (setup.max()?, setup.athlete.resting_hr?, setup.athlete.sex?);
    let (factor, slope) = match sex {
        Sex::Male => (0.64, 1.92),
        Sex::Female => (0.86, 1.67),
    };
    let weighted = spans.iter().map(|(bpm, span)| {
        // Above the maximum the maximum is wrong, not the heart without bounds.
        let x = ((bpm.beats() - rest) / (max - rest)).clamp(0.0, 1.0);
        span.secs() / 60.0 * x * factor * (slope * x).exp()
    });
    (!spans.is_empty()).then(|| weighted.sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heart::{Athlete, HeartRateMeasurement, ZoneModel};
    use crate::session::{Command, Event, EventKind, Legs, Motion, Plan};

    fn run(athlete: Athlete) -> Session {
        let zones = ZoneModel::Custom.zones(&athlete, Some([90.0, 110.0, 140.0, 160.0, 180.0])).unwrap();
        Session::new(Setup { own: crate::session::Learned::default(), athlete, zones, ceiling: None, plan: Plan::new(None, Legs::Fresh) })
    }

    fn runner(sex: Option<Sex>) -> Athlete {
        Athlete { max_hr: Some(200.0), resting_hr: Some(50.0), sex, ..Athlete::default() }
    }

    fn step(session: &mut Session, at: u64, kind: EventKind) {
        session.step(&Event::new(Elapsed::from_secs(at), kind));
    }

    /// A rate that wavers by one, as hearts do, a sample a second.
    fn beat(session: &mut Session, seconds: std::ops::Range<u64>, bpm: u16) {
        for at in seconds {
            step(session, at, EventKind::Measurement(HeartRateMeasurement::of(bpm + (at % 2) as u16)));
        }
    }

    fn near(value: Option<f64>, wanted: f64, off: f64) {
        assert!(value.is_some_and(|value| (value - wanted).abs() < off), "{value:?} is not {wanted}");
    }

    #[test]
    fn edwards_counts_minutes_once_to_five_times_by_tenths_of_the_maximum() {
        let setup = run(runner(None)).setup().clone();
        let minutes = |bpm: u16, minutes: u64| (Bpm::new(bpm).unwrap(), Span::from_secs(60 * minutes));
        // Of 200: 99 is below half, 100 is 1, 139 is 2, 140 is 3, 179 is 4, 180 and above is 5.
        let spans = [minutes(99, 7), minutes(100, 10), minutes(139, 5), minutes(140, 4), minutes(179, 1), minutes(205, 2)];
        near(load_edwards(&spans, &setup), 10.0 + 10.0 + 12.0 + 4.0 + 10.0, 1e-9);
        // A tenth of an estimated maximum is seldom whole: 0.6 x 185 = 111.
        let setup = run(Athlete { max_hr: Some(185.0), ..Athlete::default() }).setup().clone();
        near(load_edwards(&[minutes(111, 1)], &setup), 2.0, 1e-9);
        assert_eq!(load_edwards(&spans, run(Athlete::default()).setup()), None);
    }

    #[test]
    fn banister_weighs_the_share_of_the_reserve_by_sex() {
        // Half the reserve of 50 to 200 is 125. Men: 30 x 0.5 x 0.64 x e^0.96 = 9.6 x 2.611696 = 25.0723.
        let spans = [(Bpm::new(125).unwrap(), Span::from_secs(1800))];
        near(load_banister(&spans, run(runner(Some(Sex::Male))).setup()), 25.0723, 1e-3);
        // Women: 30 x 0.5 x 0.86 x e^0.835 = 12.9 x 2.304814 = 29.7321.
        near(load_banister(&spans, run(runner(Some(Sex::Female))).setup()), 29.7321, 1e-3);
        assert_eq!(load_banister(&spans, run(runner(None)).setup()), None);
        let below_rest = [(Bpm::new(45).unwrap(), Span::from_secs(1800))];
        near(load_banister(&below_rest, run(runner(Some(Sex::Male))).setup()), 0.0, 1e-9);
    }

    #[test]
    fn load_is_of_believed_time_on_the_timer() {
        let mut session = run(runner(None));
        beat(&mut session, 0..120, 110);
        step(&mut session, 120, EventKind::Command(Command::Pause));
        beat(&mut session, 121..300, 110);
        step(&mut session, 300, EventKind::Command(Command::Resume));
        beat(&mut session, 300..360, 112);
        step(&mut session, 400, EventKind::Command(Command::Stop));
        let spans = believed_spans(&session);
        let total = spans.iter().map(|(_, span)| *span).sum::<Span>();
        // Two minutes and one minute, and nothing after the last sample: as the screen counts them.
        assert_eq!(total, session.view().time_in_zone.total());
        assert_eq!(total, Span::from_secs(120 + 59));
        near(TrainingLoad::of(&session).load_edwards, 179.0 / 60.0, 1e-9);
    }

    #[test]
    fn the_fall_of_the_rate_is_taken_a_minute_after_the_stop() {
        let mut session = run(runner(None));
        beat(&mut session, 0..600, 130);
        step(&mut session, 600, EventKind::Command(Command::Stop));
        assert_eq!(TrainingLoad::of(&session).recovery_hr_bpm, None);
        for at in 601..=680 {
            step(&mut session, at, EventKind::Measurement(HeartRateMeasurement::of(130 - ((at - 600) / 2) as u16)));
        }
        // Of the last five samples (596 to 599 lie within five seconds): 130, 131, 130, 131; a minute later 100.
        near(TrainingLoad::of(&session).recovery_hr_bpm, 30.5, 1e-9);
        // What came after the stop is no part of the run.
        assert_eq!((session.log().samples.len(), session.elapsed()), (600, Elapsed::from_secs(600)));
    }

    #[test]
    fn a_run_that_ends_in_a_pause_has_its_recovery_within_it() {
        let mut session = run(runner(None));
        beat(&mut session, 0..600, 130);
        step(&mut session, 600, EventKind::Command(Command::Pause));
        beat(&mut session, 601..640, 120);
        beat(&mut session, 640..700, 108);
        step(&mut session, 700, EventKind::Command(Command::Stop));
        // 130.5 before, 108 at 660.
        near(TrainingLoad::of(&session).recovery_hr_bpm, 22.5, 1e-9);
        // With another stretch of running after it, that pause was none of the end.
        let mut session = run(runner(None));
        beat(&mut session, 0..600, 130);
        step(&mut session, 600, EventKind::Command(Command::Pause));
        beat(&mut session, 601..700, 110);
        step(&mut session, 700, EventKind::Command(Command::Resume));
        beat(&mut session, 700..720, 130);
        step(&mut session, 720, EventKind::Command(Command::Stop));
        assert_eq!(TrainingLoad::of(&session).recovery_hr_bpm, None);
    }

    #[test]
    fn decoupling_compares_metres_a_beat_of_the_halves() {
        let mut session = run(runner(None));
        let speed = |kmh| EventKind::Motion(Motion { speed_kmh: Some(kmh), ..Motion::default() });
        for at in 0..1800 {
            // The first ten minutes count nowhere; the halves are 600 to 1200 and 1200 to 1800.
            let (kmh, bpm) = if at < 600 {
                (20.0, 100)
            } else if at < 1200 {
                (9.0, 120)
            } else {
                (9.0, 126)
            };
            step(&mut session, at, speed(kmh));
            beat(&mut session, at..at + 1, bpm);
        }
        step(&mut session, 1800, EventKind::Command(Command::Stop));
        let measures = TrainingLoad::of(&session);
        // 150 m/min by 120.5 and by 126.5: 1.24481 and 1.18577 metres a beat. The step costs a few doubted samples.
        near(measures.decoupling_percent, 100.0 * (1.0 - 120.5 / 126.5), 0.05);
        near(measures.metres_a_beat, 150.0 / 123.5, 0.01);
    }

    #[test]
    fn speed_is_read_from_distance_where_nothing_else_tells_it() {
        let mut session = run(runner(None));
        let at_metres = |metres| EventKind::Motion(Motion { distance_m: Some(metres), ..Motion::default() });
        for at in 0..1800 {
            step(&mut session, at, at_metres(at as f64 * 2.5));
            beat(&mut session, at..at + 1, 124);
        }
        step(&mut session, 1800, EventKind::Command(Command::Stop));
        // 2.5 m/s are 150 m/min.
        near(TrainingLoad::of(&session).metres_a_beat, 150.0 / 124.5, 1e-6);
        near(TrainingLoad::of(&session).decoupling_percent, 0.0, 1e-6);
        let mut still = run(runner(None));
        beat(&mut still, 0..1800, 124);
        assert_eq!((TrainingLoad::of(&still).decoupling_percent, TrainingLoad::of(&still).metres_a_beat), (None, None));
    }
}
