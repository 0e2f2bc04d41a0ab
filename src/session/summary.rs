//! What a run came to. Two views of the same samples: as stored, for comparing with other programs, and as believed,
//! for the runner.

use std::collections::BTreeMap;

use super::training_load::{Half, LONG_ENOUGH, TrainingLoad, before_cool_down};
use super::{CueKind, DeviceInfo, Effort, Elapsed, MarkKind, Sample, Session, Signal, TalkTest};
use crate::heart::variability::{Quality, ThresholdEstimate};
use crate::heart::{Gain, RrInterval};

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

/// TrainingLoad of the RR intervals.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Beats {
    /// How many there were.
    pub count: usize,
    /// The share that is more than 20 % off the median of the eleven around it or outside 300-2000 ms, in percent.
    pub artefact_percent: Option<f64>,
    /// Root mean square of successive differences in ms, over neighbours that are both sound.
    pub rmssd_ms: Option<f64>,
    /// The median alpha1 of the stretches that are worth showing, warm-up left out where there is anything else.
    pub dfa_alpha1: Option<f64>,
    /// The rate at which the run's own alpha1 crosses 0.75, where it did.
    pub threshold: Option<ThresholdEstimate>,
    /// The median alpha1 of minutes 5 to 12 on the timer, by at least three stretches that are worth showing, hold no pause
    /// and have a mean rate at or below the ceiling: to be compared with that of the runner's other runs.
    pub early_alpha1: Option<f64>,
}

/// A prompt and what came of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PromptOutcome {
    /// Which prompt.
    pub kind: CueKind,
    /// When.
    pub at: Elapsed,
    /// How long until the rate had settled under the ceiling; none when it did not, or only after another prompt.
    pub settled_after: Option<Elapsed>,
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// With pauses.
    pub elapsed: Elapsed,
    /// Without.
    pub timer: Elapsed,
    /// Distance in metres, where a source told.
    pub distance_m: Option<f64>,
    /// Laps, the last one included.
    pub laps: usize,
    /// Rates over all valid samples as stored.
    pub heart_rate: HeartRates,
    /// Rates over believed samples on the timer.
    pub believed: HeartRates,
    /// Time in zones 0 to 5 over all valid samples as stored.
    pub time_in_zone: [Elapsed; 6],
    /// Time above the ceiling, likewise.
    pub above_ceiling: Elapsed,
    /// Elapsed time that no sample covers.
    pub no_data: Elapsed,
    /// Time in zones by believed samples, without pauses.
    pub believed_in_zone: [Elapsed; 6],
    /// The share of that at or below the ceiling, 0 to 1.
    pub easy_share: Option<f64>,
    /// The longest time above the ceiling in one go, by believed samples.
    pub longest_excursion: Elapsed,
    /// Valid samples that were not believed.
    pub doubted: usize,
    /// RR measures.
    pub rr: Beats,
    /// How often each cue was given.
    pub cues: BTreeMap<CueKind, usize>,
    /// The audible prompts and what came of each.
    pub prompts: Vec<PromptOutcome>,
    /// Mean rate of the second half minus the first, in bpm, after the first ten minutes, without pauses and
    /// the plan's cool-down; none for runs under 20 minutes.
    pub drift_bpm: Option<f64>,
    /// Load, recovery and efficiency.
    pub measures: TrainingLoad,
    /// How much higher the heart settles for each km/h more, where speed is known and varies.
    pub gain: Option<Gain>,
    /// Mean rate in bpm of the last five minutes before the cool-down, by believed samples.
    pub end_bpm: Option<f64>,
    /// The talk tests and their answers.
    pub talk: Vec<TalkTest>,
    /// By how much they lowered the ceiling, in bpm.
    pub ceiling_reduction_bpm: f64,
    /// How hard the runner found it.
    pub effort: Option<Effort>,
    /// The strap.
    pub strap: DeviceInfo,
}

impl Session {
    /// What the run came to so far.
    pub fn summary(&self) -> Summary {
        let elapsed = self.elapsed();
        let mut stored = self.stored.clone();
        // The last sample has nothing after it to be measured against and counts no time.
        let mut believed = self.tally.clone();
        if let Some(last) = self.samples.last() {
            stored.interrupt(last.at);
            believed.interrupt(last.at);
        }
        let mut cues = BTreeMap::new();
        for (_, cue) in self.cue_marks() {
            *cues.entry(cue.kind).or_default() += 1;
        }
        Summary {
            elapsed,
            timer: self.timer(),
            distance_m: self.distance_m(),
            laps: 1 + self.marks.iter().filter(|mark| mark.kind == MarkKind::Lap).count(),
            heart_rate: heart_rates(&self.samples),
            believed: heart_rates(&self.believed_samples()),
            time_in_zone: stored.in_zone(),
            above_ceiling: stored.above_ceiling(),
            no_data: elapsed.since(stored.total()),
            believed_in_zone: believed.in_zone(),
            easy_share: believed.easy_share(),
            longest_excursion: believed.longest_excursion(),
            doubted: self.samples.iter().filter(|sample| sample.signal != Signal::Good).count(),
            rr: Beats {
                dfa_alpha1: self.typical_alpha1(),
                threshold: ThresholdEstimate::from_windows(&self.stretches),
                early_alpha1: self.early_alpha1(),
                ..beats(&self.beats)
            },
            cues,
            prompts: self.prompt_outcomes(),
            drift_bpm: self.drift(),
            end_bpm: self.end_bpm(),
            measures: self.measures(),
            talk: self.talks.iter().map(|(_, test)| *test).collect(),
            ceiling_reduction_bpm: self.ceiling_reduction(),
            effort: self.effort,
            gain: self.gain(),
            strap: self.strap.clone(),
        }
    }

    fn cue_marks(&self) -> impl DoubleEndedIterator<Item = (Elapsed, &super::Cue)> {
        self.marks.iter().filter_map(|mark| match &mark.kind {
            MarkKind::Cue(cue) => Some((mark.at, cue)),
            MarkKind::Lap | MarkKind::Pause | MarkKind::Resume => None,
        })
    }

    fn prompt_outcomes(&self) -> Vec<PromptOutcome> {
        self.cue_marks()
            .filter(|(_, cue)| cue.kind.is_prompt() && cue.audible)
            .map(|(at, cue)| {
                // Where another prompt was needed first, this one did not do it.
                let next = self.cue_marks().find(|(then, later)| *then > at && (later.kind == CueKind::Settled || later.kind.is_prompt()));
                let settled = next.filter(|(_, cue)| cue.kind == CueKind::Settled);
                PromptOutcome { kind: cue.kind, at, settled_after: settled.map(|(then, _)| then.since(at)) }
            })
            .collect()
    }

    fn typical_alpha1(&self) -> Option<f64> {
        let steady = self.setup.plan.steady_from().ms();
        let good = || self.stretches.iter().filter(|stretch| stretch.quality == Quality::Show);
        let mut values: Vec<f64> = good().filter(|stretch| stretch.at_ms >= steady).map(|stretch| stretch.value).collect();
        if values.is_empty() {
            values = good().map(|stretch| stretch.value).collect();
        }
        values.sort_by(f64::total_cmp);
        let n = values.len();
        (n > 0).then(|| f64::midpoint(values[(n - 1) / 2], values[n / 2]))
    }

    fn believed_samples(&self) -> Vec<Sample> {
        let mut pauses = Pauses::new(self);
        let believed = |sample: &&Sample| sample.signal == Signal::Good && pauses.timer_at(sample.at).is_some();
        self.samples.iter().filter(believed).copied().collect()
    }

    fn end_bpm(&self) -> Option<f64> {
        let end = before_cool_down(self, self.timer());
        let from = end.since(Elapsed::from_secs(300));
        let mut pauses = Pauses::new(self);
        let (mut sum, mut count) = (0.0, 0u32);
        for sample in self.samples.iter().filter(|sample| sample.signal == Signal::Good) {
            if pauses.timer_at(sample.at).is_some_and(|timer| (from..=end).contains(&timer)) {
                (sum, count) = (sum + sample.bpm.beats(), count + 1);
            }
        }
        (count > 0).then(|| sum / f64::from(count))
    }

    /// Halves of the timer after the first ten minutes.
    fn drift(&self) -> Option<f64> {
        let end = self.timer();
        if end < LONG_ENOUGH {
            return None;
        }
        let end = before_cool_down(self, end);
        let good = self.samples.iter().filter(|sample| sample.signal == Signal::Good);
        let halves = Half::means(self, end, good.map(|sample| (sample.at, sample.bpm.beats())))?;
        Some(halves.of(1) - halves.of(0))
    }
}

/// Walks along the marks of a run, telling the timer at rising times.
pub(super) struct Pauses<'a> {
    marks: std::iter::Peekable<std::slice::Iter<'a, super::Mark>>,
    paused_since: Option<Elapsed>,
    paused: Elapsed,
}

impl<'a> Pauses<'a> {
    pub(super) fn new(session: &'a Session) -> Self {
        Self { marks: session.marks.iter().peekable(), paused_since: None, paused: Elapsed::ZERO }
    }

    /// From when to when the timer stood, the last pause up to the end where nobody went on.
    pub(super) fn spans(session: &Session) -> Vec<(Elapsed, Elapsed)> {
        let mut spans = Vec::new();
        let mut since = None;
        for mark in &session.marks {
            match mark.kind {
                MarkKind::Pause => since = Some(mark.at),
                MarkKind::Resume => spans.extend(since.take().map(|from| (from, mark.at))),
                MarkKind::Cue(_) | MarkKind::Lap => {}
            }
        }
        spans.extend(since.map(|from| (from, session.elapsed())));
        spans
    }

    /// The timer at a time; none within a pause.
    pub(super) fn timer_at(&mut self, at: Elapsed) -> Option<Elapsed> {
        while let Some(mark) = self.marks.next_if(|mark| mark.at <= at) {
            match mark.kind {
                MarkKind::Pause => self.paused_since = Some(mark.at),
                MarkKind::Resume => {
                    if let Some(since) = self.paused_since.take() {
                        self.paused = self.paused.plus(mark.at.since(since));
                    }
                }
                MarkKind::Cue(_) | MarkKind::Lap => {}
            }
        }
        self.paused_since.is_none().then(|| at.since(self.paused))
    }
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

fn beats(beats: &[(Elapsed, RrInterval)]) -> Beats {
    let lengths: Vec<f64> = beats.iter().map(|(_, rr)| rr.ms()).collect();
    let sound: Vec<bool> = (0..lengths.len())
        .map(|i| {
            let mut around = lengths[i.saturating_sub(5)..(i + 6).min(lengths.len())].to_vec();
            around.sort_by(f64::total_cmp);
            let n = around.len();
            let median = f64::midpoint(around[(n - 1) / 2], around[n / 2]);
            (300.0..=2000.0).contains(&lengths[i]) && (lengths[i] - median).abs() <= 0.2 * median
        })
        .collect();
    let squares: Vec<f64> =
        (1..lengths.len()).filter(|&i| sound[i] && sound[i - 1]).map(|i| (lengths[i] - lengths[i - 1]).powi(2)).collect();
    let artefacts = sound.iter().filter(|sound| !**sound).count();
    Beats {
        count: lengths.len(),
        artefact_percent: (!lengths.is_empty()).then(|| 100.0 * artefacts as f64 / lengths.len() as f64),
        rmssd_ms: (!squares.is_empty()).then(|| (squares.iter().sum::<f64>() / squares.len() as f64).sqrt()),
        dfa_alpha1: None,
        threshold: None,
        early_alpha1: None,
    }
}
