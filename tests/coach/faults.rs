//! Feature (d): whether the session's ear knows a faulty strap. Faults are planted in real recordings at known places, so that
//! what it misses and what it doubts for nothing can be counted.

use std::ops::Range;

use recovery_run::heart::HeartRateMeasurement;
use recovery_run::session::Signal;

use crate::figures::{parallel, part};
use crate::policy::{Heard, Limits, Name, Told, sounds};
use crate::random::Random;
use crate::series::Series;
use crate::table::{Goal, Table};

/// The kinds of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Doubled,
    Halved,
    Flatline,
    Spike,
    Zeros,
    Full,
    CadenceLock,
}

impl Kind {
    const ALL: [Self; 7] = [Self::Doubled, Self::Halved, Self::Flatline, Self::Spike, Self::Zeros, Self::Full, Self::CadenceLock];

    fn words(self) -> &'static str {
        match self {
            Self::Doubled => "twice the rate, 10-60 s",
            Self::Halved => "half the rate, 10-60 s",
            Self::Flatline => "a plateau, 40-120 s",
            Self::Spike => "a spike of +40, 5-20 s",
            Self::Zeros => "zeros, 5-60 s",
            Self::Full => "254s, 5-60 s",
            Self::CadenceLock => "a slow drift to the cadence, 120 s",
        }
    }

    fn length(self, dice: &mut Random) -> usize {
        let (low, high) = match self {
            Self::Doubled | Self::Halved => (10.0, 61.0),
            Self::Flatline => (40.0, 121.0),
            Self::Spike => (5.0, 21.0),
            Self::Zeros | Self::Full => (5.0, 61.0),
            Self::CadenceLock => (120.0, 121.0),
        };
        dice.between(low, high) as usize
    }
}

/// What the ear is given beside the rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Given {
    Nothing,
    Steps,
    /// And the steps, where the recording has them.
    Beats,
}

impl Given {
    const ALL: [Self; 3] = [Self::Nothing, Self::Steps, Self::Beats];

    fn words(self) -> &'static str {
        match self {
            Self::Nothing => "no beats",
            Self::Steps => "no beats, steps known",
            Self::Beats => "with beats",
        }
    }

    /// Whether a recording has what is to be given.
    fn is_of(self, series: &Series) -> bool {
        match self {
            Self::Nothing => !series.has_beats(),
            Self::Steps => !series.has_beats() && series.cadence.iter().flatten().any(|spm| *spm > 0.0),
            Self::Beats => series.has_beats(),
        }
    }
}

/// A fault begins in each of these spans, leaving time to recover.
const EVERY: usize = 300;
/// A drift takes so long to arrive at the cadence.
const DRIFTS_FOR: usize = 40;
/// A rate that is locked on the steps is smooth, and off them by so much at most.
const LOCKED_MEAN_S: usize = 5;
const LOCKED_WITHIN: f64 = 1.5;
/// A rate this near to the cadence cannot be told from it.
const NEAR_CADENCE: f64 = 15.0;
/// Steps are made up around this for recordings with beats and none of their own.
const MADE_UP_STEPS: f64 = 164.0;
/// A second counts as planted where its rate is so far from the real one: a fault that tells the truth does no harm.
const WRONG_BY: f64 = 5.0;
/// A fault still counts as the cause of a cue for so long after it.
const ECHOES: usize = 30;
/// By now a fault of any kind should be known.
const LATE: usize = 30;

/// Counts over runs.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    faults: usize,
    planted: usize,
    believed: usize,
    planted_late: usize,
    believed_late: usize,
    outside: usize,
    doubted: usize,
    cues: usize,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.faults += other.faults;
        self.planted += other.planted;
        self.believed += other.believed;
        self.planted_late += other.planted_late;
        self.believed_late += other.believed_late;
        self.outside += other.outside;
        self.doubted += other.doubted;
        self.cues += other.cues;
    }
}

/// What the ear makes of a run: the signal of each second that brought a measurement, and the audible cues.
fn listen(series: &Series, seconds: &[Option<HeartRateMeasurement>], given: Given) -> (Vec<Option<Signal>>, Vec<usize>) {
    let mut ours =
        Name::Ours.start(Limits { ceiling: ceiling(series), told: Told::Zones { max: None }, bpm_per_kmh: None, minutes: Limits::LONG });
    let moves = given != Given::Nothing;
    let mut cues = Vec::new();
    let signals = seconds
        .iter()
        .enumerate()
        .map(|(second, measurement)| {
            let (kmh, steps) = (series.speed[second].filter(|_| moves), series.cadence[second].filter(|_| moves));
            let answer = ours.live(&Heard { second: second as u64, measurement: measurement.as_ref(), kmh, grade: None, steps });
            cues.extend(answer.cues.iter().filter(|cue| sounds(cue)).map(|_| second));
            answer.signal
        })
        .collect();
    (signals, cues)
}

fn rate(second: Option<&HeartRateMeasurement>) -> Option<f64> {
    second.and_then(HeartRateMeasurement::bpm).map(|bpm| bpm.beats())
}

/// A run with faults of a kind, and where they are. What is planted lies where there was a rate.
fn plant(series: &Series, kind: Kind, dice: &mut Random) -> (Vec<Option<HeartRateMeasurement>>, Vec<Range<usize>>) {
    let mut seconds = series.seconds.clone();
    let mut places = Vec::new();
    for span in (60..seconds.len().saturating_sub(EVERY)).step_by(EVERY) {
        let from = span + dice.between(0.0, 150.0) as usize;
        let to = from + kind.length(dice);
        let rate = |second: usize| rate(series.seconds[second].as_ref());
        let (Some(first), true) = (rate(from), (from..to).all(|second| rate(second).is_some())) else { continue };
        let target = series.cadence[from];
        if kind == Kind::CadenceLock && target.is_none_or(|spm| spm < 100.0 || (spm - first).abs() < NEAR_CADENCE) {
            continue;
        }
        for (second, planted_in) in seconds.iter_mut().enumerate().take(to).skip(from) {
            let real = rate(second).unwrap();
            let planted = match kind {
                Kind::Doubled => 2.0 * real,
                Kind::Halved => 0.5 * real,
                Kind::Flatline => first,
                Kind::Spike => real + 40.0,
                Kind::Zeros => 0.0,
                Kind::Full => 254.0,
                Kind::CadenceLock => {
                    let recent: Vec<f64> = series.cadence[second + 1 - LOCKED_MEAN_S..=second].iter().flatten().copied().collect();
                    let spm = crate::figures::mean(&recent).or(target).unwrap() + dice.between(-LOCKED_WITHIN, LOCKED_WITHIN);
                    let arrived = ((second - from) as f64 / DRIFTS_FOR as f64).min(1.0);
                    real + arrived * (spm - real)
                }
            };
            if let Some(measurement) = planted_in {
                measurement.rate = planted.round() as u16;
            }
        }
        places.push(from..to);
    }
    (seconds, places)
}

fn count(series: &Series, kind: Kind, given: Given, seed: u64) -> Count {
    let mut dice = Random::new(Random::new(seed).bits());
    let (seconds, places) = plant(series, kind, &mut dice);
    let (clean, clean_cues) = listen(series, &series.seconds, given);
    let (signals, cues) = listen(series, &seconds, given);
    let wrong = |second: usize| {
        let [real, planted] =
            [&series.seconds, &seconds].map(|seconds| seconds[second].as_ref().map_or(0.0, |heard| f64::from(heard.rate)));
        (planted - real).abs() >= WRONG_BY
    };
    let begins: Vec<Option<usize>> = places.iter().map(|place| place.clone().find(|second| wrong(*second))).collect();
    let mut count = Count { faults: begins.iter().flatten().count(), ..Count::default() };
    for (second, (now, before)) in signals.iter().zip(&clean).enumerate() {
        let (Some(now), Some(before)) = (now, before) else { continue };
        let believed = usize::from(*now == Signal::Good);
        if let Some(number) = places.iter().position(|place| place.contains(&second)) {
            let Some(begin) = begins[number].filter(|_| wrong(second)) else { continue };
            count.planted += 1;
            count.believed += believed;
            if second - begin >= LATE {
                count.planted_late += 1;
                count.believed_late += believed;
            }
        } else if *before == Signal::Good {
            count.outside += 1;
            count.doubted += 1 - believed;
        }
    }
    let heard = |cues: &[usize], place: &Range<usize>| cues.iter().filter(|at| (place.start..place.end + ECHOES).contains(*at)).count();
    count.cues = places.iter().map(|place| heard(&cues, place).saturating_sub(heard(&clean_cues, place))).sum();
    count
}

/// A ceiling that four fifths of the run lie below.
fn ceiling(series: &Series) -> f64 {
    let rates: Vec<f64> = series.rates().into_iter().flatten().collect();
    (crate::figures::quantile(&rates, 0.8).unwrap_or(140.0) / 5.0).ceil().clamp(16.0, 40.0) * 5.0
}

/// The recording as it is to be heard: one with beats and no steps is given steps that wander slowly.
fn with_steps(series: &Series, seed: u64) -> Series {
    let mut series = series.clone();
    if series.has_beats() && series.cadence.iter().all(Option::is_none) {
        let mut dice = Random::new(Random::new(seed).bits());
        let mut off = 0.0;
        for spm in &mut series.cadence {
            off = 0.98 * off + dice.between(-0.6, 0.6);
            *spm = Some((MADE_UP_STEPS + off).round());
        }
    }
    series
}

/// Judges the ear: what it makes of faults, and of the same recordings as they are.
pub fn judge(recordings: &[Series], seed: u64) -> [Table; 2] {
    let columns = ["faults", "wrong s", "missed %", "missed after 30 s %", "doubted outside %", "cues caused"];
    let mut faults = Table::new("(d) The ear: planted faults in all recordings, ours only", columns);
    let mut clean = Table::new("(d) The ear: nothing planted, what is doubted all the same", ["hours", "doubted %", "stretches an hour"]);
    let recordings: Vec<Series> =
        (0..).zip(recordings).map(|(index, series)| with_steps(series, seed.wrapping_mul(104_729) + index)).collect();
    for given in Given::ALL {
        let chosen: Vec<(u64, &Series)> = (0..).zip(&recordings).filter(|(_, series)| given.is_of(series)).collect();
        let (mut rated, mut doubted, mut stretches) = (0.0, 0.0, 0.0);
        for (_, series) in &chosen {
            let mut before = false;
            for (signal, second) in listen(series, &series.seconds, given).0.iter().zip(&series.seconds) {
                let doubts = signal.is_some_and(|signal| signal != Signal::Good) && rate(second.as_ref()).is_some();
                rated += f64::from(u8::from(rate(second.as_ref()).is_some()));
                doubted += f64::from(u8::from(doubts));
                stretches += f64::from(u8::from(doubts && !before));
                before = doubts;
            }
        }
        let hours = rated / 3600.0;
        clean.row(given.words(), 1, vec![Some(hours), part(doubted, rated, 100.0), part(stretches, hours, 1.0)], Goal::None);
        for (number, kind) in (0..).zip(Kind::ALL) {
            let mut total = Count::default();
            let seeds = seed.wrapping_mul(7919) + number;
            for counted in parallel(&chosen, |(index, series)| count(series, kind, given, seeds + 64 * index)) {
                total.add(counted);
            }
            let share = |of: usize, whole: usize| part(of as f64, whole as f64, 100.0);
            let values = vec![
                Some(total.faults as f64),
                Some(total.planted as f64),
                share(total.believed, total.planted),
                share(total.believed_late, total.planted_late),
                share(total.doubted, total.outside),
                Some(total.cues as f64),
            ];
            faults.row(format!("{}: {}", given.words(), kind.words()), 1, values, Goal::None);
        }
    }
    [faults, clean]
}
