//! What a run came to. Two views of the same samples: as stored, for comparing with other programs, and as believed,
//! for the runner.

use std::collections::BTreeMap;

use super::halves::{before_cool_down, halves};
use super::parts;
use super::rr::RrSummary;
use super::speed_response;
use super::training_load::TrainingLoad;
use crate::heart::Gain;
use crate::session::{CueKind, DeviceInfo, Effort, Elapsed, MarkKind, RunShape, Sample, Session, Signal, Span, TalkTest, Timer, TimerWalk};

/// The end of a run that [`Summary::end_bpm`] is the mean of.
const END_SPAN: Span = Span::from_secs(300);

/// Rates over all valid samples as stored, each counting once.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct HeartRates {
    /// How many.
    pub samples: usize,
    /// Their mean in bpm.
    pub mean: Option<f64>,
    /// The lowest.
    pub min: Option<u8>,
    /// The highest.
    pub max: Option<u8>,
}

/// A prompt and what came of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PromptOutcome {
    /// Which prompt.
    pub kind: CueKind,
    /// When.
    pub at: Elapsed,
    /// How long until the rate had settled under the ceiling; none when it did not, or only after another prompt.
    pub settled_after: Option<Span>,
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Time since the start, pauses included.
    pub elapsed: Elapsed,
    /// Time on the timer: without pauses and sleep.
    pub timer: Timer,
    /// How long the run was paused, sleep left out.
    pub paused: Span,
    /// How long the computer was suspended. Timer, pauses and sleep add up to the time since the start.
    pub slept: Span,
    /// Distance in metres, where a source told.
    pub distance_m: Option<f64>,
    /// Laps, the last one included.
    pub laps: usize,
    /// Rates over all valid samples as stored.
    pub heart_rate: HeartRates,
    /// Rates over believed samples on the timer.
    pub believed: HeartRates,
    /// Time in zones 0 to 5 over all valid samples as stored.
    pub time_in_zone: [Span; 6],
    /// Time above the ceiling, likewise.
    pub above_ceiling: Span,
    /// Elapsed time that no sample covers.
    pub no_data: Span,
    /// Time in zones by believed samples, without pauses.
    pub believed_in_zone: [Span; 6],
    /// The share of that below the ceiling, 0 to 1.
    pub easy_share: Option<f64>,
    /// Whether half of the minutes on the timer hold a believed rate: with fewer nobody can say how the run was.
    pub has_enough_rates: bool,
    /// The longest time above the ceiling in one go, by believed samples.
    pub longest_excursion: Span,
    /// Valid samples that were not believed.
    pub doubted: usize,
    /// RR measures.
    pub rr: RrSummary,
    /// How often each cue was given.
    pub cues: BTreeMap<CueKind, usize>,
    /// The audible prompts and what came of each.
    pub prompts: Vec<PromptOutcome>,
    /// Mean rate of the second half minus the first, in bpm, after the first ten minutes, without pauses and the plan's cool-down;
    /// none for runs under 20 minutes, and where fewer than half the minutes of a half hold a believed rate.
    pub drift_bpm: Option<f64>,
    /// Load, recovery and efficiency.
    pub measures: TrainingLoad,
    /// How much higher the heart settles for each km/h more, where speed is known and varies.
    pub gain: Option<Gain>,
    /// Mean rate in bpm of the last five minutes before the cool-down, by believed samples; none where fewer than half of these
    /// minutes hold one.
    pub end_bpm: Option<f64>,
    /// Mean speed in km/h of these minutes; none where it was told in fewer than two of them.
    pub end_kmh: Option<f64>,
    /// The talk tests and their answers.
    pub talk: Vec<TalkTest>,
    /// By how much they lowered the ceiling, in bpm; what the runner's own presses took is not counted here.
    pub ceiling_reduction_bpm: f64,
    /// How hard the runner found it.
    pub effort: Option<Effort>,
    /// The strap.
    pub strap: DeviceInfo,
    /// The course of the rate in a few columns.
    pub shape: RunShape,
}

impl Summary {
    /// A distance shorter than this tells no pace, in metres (design choice).
    const WORTH_A_PACE_M: f64 = 100.0;

    /// Seconds a kilometre over a distance in metres and a time on the timer in seconds; none where the distance is too short.
    pub fn pace(metres: f64, timer_s: f64) -> Option<f64> {
        (metres >= Self::WORTH_A_PACE_M).then(|| timer_s / (metres / 1000.0))
    }

    /// The mean pace in whole seconds a kilometre, where a source told the distance.
    pub fn pace_s_per_km(&self) -> Option<u64> {
        self.distance_m.and_then(|metres| Self::pace(metres, self.timer.secs())).map(|secs| secs.round() as u64)
    }
}

/// What a run came to so far.
pub fn summary(session: &Session) -> Summary {
    let (view, log, setup) = (session.view(), session.log(), session.setup());
    let (stored, believed) = (log.time_in_zone_as_stored(setup), view.time_in_zone);
    let mut cues = BTreeMap::new();
    for (_, cue) in log.cues() {
        *cues.entry(cue.kind).or_default() += 1;
    }
    Summary {
        elapsed: view.elapsed,
        timer: view.timer,
        paused: view.paused,
        slept: view.slept,
        distance_m: view.distance_m,
        laps: 1 + log.marks.iter().filter(|mark| mark.kind == MarkKind::Lap).count(),
        heart_rate: heart_rates(&log.samples),
        believed: heart_rates(&believed_samples(session)),
        time_in_zone: stored.in_zone(),
        above_ceiling: stored.above_ceiling(),
        no_data: view.elapsed.since_start() - stored.total(),
        believed_in_zone: believed.in_zone(),
        easy_share: believed.easy_share(),
        has_enough_rates: parts::rates(log, [(Timer::ZERO, view.timer)]).is_some(),
        longest_excursion: believed.longest_excursion(),
        doubted: log.samples.iter().filter(|sample| sample.signal != Signal::Good).count(),
        rr: RrSummary::of(session),
        cues,
        prompts: prompt_outcomes(session),
        drift_bpm: drift(session),
        end_bpm: end_bpm(session),
        end_kmh: end_kmh(session),
        measures: TrainingLoad::of(session),
        talk: session.talk_tests(),
        ceiling_reduction_bpm: setup.ceiling() - view.plan_ceiling - view.ceiling_room.up,
        effort: view.effort,
        gain: speed_response::gain(session),
        strap: view.strap().info.clone(),
        shape: RunShape::of(session),
    }
}

fn prompt_outcomes(session: &Session) -> Vec<PromptOutcome> {
    let cues = || session.log().cues();
    cues()
        .filter(|(_, cue)| cue.kind.is_prompt() && cue.audible)
        .map(|(at, cue)| {
            // Where another prompt was needed first, this one did not do it.
            let next = cues().find(|(then, later)| *then > at && (later.kind == CueKind::Settled || later.kind.is_prompt()));
            let settled = next.filter(|(_, cue)| cue.kind == CueKind::Settled);
            PromptOutcome { kind: cue.kind, at, settled_after: settled.map(|(then, _)| then - at) }
        })
        .collect()
}

/// Believed samples while the timer ran.
pub(super) fn believed_samples(session: &Session) -> Vec<Sample> {
    let log = session.log();
    let mut walk = TimerWalk::new(&log.marks);
    let believed = |sample: &&Sample| sample.signal == Signal::Good && walk.timer_at(sample.at).is_some();
    log.samples.iter().filter(believed).copied().collect()
}

fn end_bpm(session: &Session) -> Option<f64> {
    let end = before_cool_down(session.setup().plan, session.timer());
    parts::rates(session.log(), [(end - END_SPAN, end)]).map(|[last]| last.mean())
}

fn end_kmh(session: &Session) -> Option<f64> {
    let end = before_cool_down(session.setup().plan, session.timer());
    parts::speeds(session.log(), [(end - END_SPAN, end)]).map(|[last]| last.mean())
}

/// Up to the cool-down: the rate is to fall there.
fn drift(session: &Session) -> Option<f64> {
    let end = before_cool_down(session.setup().plan, session.timer());
    let [first, second] = parts::rates(session.log(), halves(session.timer(), end)?)?;
    Some(second.mean() - first.mean())
}

fn heart_rates(samples: &[Sample]) -> HeartRates {
    let sum: f64 = samples.iter().map(|sample| sample.bpm.beats()).sum();
    HeartRates {
        samples: samples.len(),
        mean: (!samples.is_empty()).then(|| sum / samples.len() as f64),
        min: samples.iter().map(|sample| sample.bpm.whole()).min(),
        max: samples.iter().map(|sample| sample.bpm.whole()).max(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heart::{Athlete, HeartRateMeasurement, ZoneModel};
    use crate::session::{Command, Event, EventKind, Learned, Legs, Plan, Setup};

    /// A run whose rates come every second from the start to an instant, and that ends later.
    fn ends_after_its_last_rate(last: EventKind) -> Summary {
        let zones = ZoneModel::Custom.zones(&Athlete::default(), Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
        let setup =
            Setup { own: Learned::default(), athlete: Athlete::default(), zones, ceiling: None, plan: Plan::new(None, Legs::Fresh) };
        let mut session = Session::new(setup);
        for secs in 0..=600 {
            let rate = HeartRateMeasurement::of(130 + (secs % 2) as u16);
            session.step(&Event::new(Elapsed::from_secs(secs), EventKind::Measurement(rate)));
        }
        session.step(&Event::new(Elapsed::from_secs(604), last));
        session.step(&Event::new(Elapsed::from_secs(660), EventKind::Command(Command::Stop)));
        summary(&session)
    }

    #[test]
    fn the_last_rate_of_a_run_counts_no_time_whatever_comes_after_it() {
        for last in [
            EventKind::Command(Command::Stop),
            EventKind::Command(Command::Pause),
            EventKind::Measurement(HeartRateMeasurement::of(0)),
            EventKind::Slept(Span::from_secs(2)),
            EventKind::Tick,
        ] {
            let summary = ends_after_its_last_rate(last.clone());
            assert_eq!(summary.time_in_zone[2], Span::from_secs(600), "{last:?}");
            assert_eq!(summary.believed_in_zone, summary.time_in_zone, "{last:?}");
        }
    }
}
