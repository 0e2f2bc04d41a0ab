//! Part (d): whether the session's ear knows a faulty strap. Faults are planted in real recordings at known places, so that
//! what it misses and what it doubts for nothing can be counted.

use std::ops::Range;

use recovery_run::heart::HeartRateMeasurement;
use recovery_run::session::Signal;

use crate::figures::{parallel, part};
use crate::policy::{Heard, Limits, Name, sounds};
use crate::random::Random;
use crate::series::Series;
use crate::table::{Goal, Table};

/// The kinds of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Doubled,
    Halved,
    Plateau,
    Spike,
    Zeros,
    Full,
    CadenceLock,
}

impl Kind {
    const ALL: [Self; 7] = [Self::Doubled, Self::Halved, Self::Plateau, Self::Spike, Self::Zeros, Self::Full, Self::CadenceLock];

    fn words(self) -> &'static str {
        match self {
            Self::Doubled => "twice the rate, 10-60 s",
            Self::Halved => "half the rate, 10-60 s",
            Self::Plateau => "a plateau, 40-120 s",
            Self::Spike => "a spike of +40, 5-20 s",
            Self::Zeros => "zeros, 5-60 s",
            Self::Full => "254s, 5-60 s",
            Self::CadenceLock => "a slow drift to the cadence, 120 s",
        }
    }

    fn length(self, dice: &mut Random) -> usize {
        let (low, high) = match self {
            Self::Doubled | Self::Halved => (10.0, 61.0),
            Self::Plateau => (40.0, 121.0),
            Self::Spike => (5.0, 21.0),
            Self::Zeros | Self::Full => (5.0, 61.0),
            Self::CadenceLock => (120.0, 121.0),
        };
        dice.between(low, high) as usize
    }
}

/// A fault begins in each of these spans, leaving time to recover.
const EVERY: usize = 300;
/// A drift takes so long to arrive at the cadence.
const DRIFTS_FOR: usize = 40;
/// A rate this near to the cadence cannot be told from it.
const NEAR_CADENCE: f64 = 15.0;
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
fn listen(seconds: &[Option<HeartRateMeasurement>], ceiling: f64) -> (Vec<Option<Signal>>, Vec<usize>) {
    let mut ours = Name::Ours.start(Limits { ceiling, max: None });
    let mut cues = Vec::new();
    let signals = seconds
        .iter()
        .enumerate()
        .map(|(second, measurement)| {
            let answer = ours.live(&Heard { second: second as u64, measurement: measurement.as_ref(), kmh: None });
            cues.extend(answer.cues.iter().filter(|cue| sounds(cue)).map(|_| second));
            answer.signal
        })
        .collect();
    (signals, cues)
}

/// A run with faults of a kind, and where they are. What is planted lies where there was a rate.
fn plant(series: &Series, kind: Kind, dice: &mut Random) -> (Vec<Option<HeartRateMeasurement>>, Vec<Range<usize>>) {
    let mut seconds = series.seconds.clone();
    let mut places = Vec::new();
    for span in (60..seconds.len().saturating_sub(EVERY)).step_by(EVERY) {
        let from = span + dice.between(0.0, 150.0) as usize;
        let to = from + kind.length(dice);
        let rate = |second: usize| series.seconds[second].as_ref().and_then(HeartRateMeasurement::bpm).map(|bpm| bpm.beats());
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
                Kind::Plateau => first,
                Kind::Spike => real + 40.0,
                Kind::Zeros => 0.0,
                Kind::Full => 254.0,
                Kind::CadenceLock => {
                    let spm = series.cadence[second].or(target).unwrap();
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

fn count(series: &Series, kind: Kind, seed: u64) -> Count {
    let ceiling = ceiling(series);
    let mut dice = Random::new(Random::new(seed).bits());
    let (seconds, places) = plant(series, kind, &mut dice);
    let (clean, clean_cues) = listen(&series.seconds, ceiling);
    let (signals, cues) = listen(&seconds, ceiling);
    let mut count = Count { faults: places.len(), ..Count::default() };
    for (second, (now, before)) in signals.iter().zip(&clean).enumerate() {
        let (Some(now), Some(before)) = (now, before) else { continue };
        let believed = usize::from(*now == Signal::Good);
        if let Some(place) = places.iter().find(|place| place.contains(&second)) {
            count.planted += 1;
            count.believed += believed;
            if second - place.start >= LATE {
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

/// Judges the ear.
pub fn judge(recordings: &[Series], seed: u64) -> Table {
    let columns = ["faults", "missed %", "missed after 30 s %", "doubted outside %", "cues caused"];
    let mut table = Table::new("(d) The ear: planted faults in all recordings, ours only", columns);
    for with_beats in [false, true] {
        let chosen: Vec<(u64, &Series)> = (0..).zip(recordings).filter(|(_, series)| series.has_beats() == with_beats).collect();
        let beats = if with_beats { "with beats" } else { "no beats" };
        let (unbelieved, all) = chosen
            .iter()
            .flat_map(|(_, series)| listen(&series.seconds, ceiling(series)).0)
            .flatten()
            .fold((0.0, 0.0), |(unbelieved, all), signal| (unbelieved + f64::from(u8::from(signal != Signal::Good)), all + 1.0));
        table.row(format!("{beats}: nothing planted"), 1, vec![Some(0.0), None, None, part(unbelieved, all, 100.0), None], Goal::None);
        for (number, kind) in (0..).zip(Kind::ALL) {
            let mut total = Count::default();
            for counted in parallel(&chosen, |(index, series)| count(series, kind, seed.wrapping_mul(7919) + 64 * index + number)) {
                total.add(counted);
            }
            let share = |of: usize, whole: usize| part(of as f64, whole as f64, 100.0);
            let values = vec![
                Some(total.faults as f64),
                share(total.believed, total.planted),
                share(total.believed_late, total.planted_late),
                share(total.doubted, total.outside),
                Some(total.cues as f64),
            ];
            table.row(format!("{beats}: {}", kind.words()), 1, values, Goal::None);
        }
    }
    table
}
