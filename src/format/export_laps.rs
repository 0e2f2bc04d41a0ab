//! The laps of a recording as exports want them: times, distances and rates that add up to those of the run.

use super::export_points::{Entry, EntryKind};
use super::export_summary::ExportSummary;
use super::recording::{LapTotals, Recording};
use crate::heart::Bpm;
use crate::session::{Command, Elapsed, Span};

/// A lap as summaries want it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Lap {
    /// When it began.
    pub(super) start: Elapsed,
    /// When it ended.
    pub(super) end: Elapsed,
    /// Seconds on the timer.
    pub(super) timer_s: f64,
    /// The distance covered in metres.
    pub(super) distance_m: Option<f64>,
    /// The number, sum and highest of its rates.
    pub(super) rates: (u32, u32, u8),
}

impl Lap {
    /// The mean rate in whole bpm.
    pub(super) fn mean_rate(&self) -> Option<u8> {
        let (count, sum, _) = self.rates;
        (count > 0).then(|| (f64::from(sum) / f64::from(count)).round() as u8)
    }

    /// The mean speed on the timer in m/s, where the distance is known.
    pub(super) fn mean_speed(&self) -> Option<f64> {
        self.distance_m.filter(|metres| *metres > 0.0 && self.timer_s > 0.0).map(|metres| metres / self.timer_s)
    }

    /// The highest rate in bpm.
    pub(super) fn max_rate(&self) -> Option<u8> {
        (self.rates.0 > 0).then_some(self.rates.2)
    }

    /// Both together, this one first.
    pub(super) fn joined(self, next: Self) -> Self {
        Self {
            start: self.start,
            end: next.end,
            timer_s: self.timer_s + next.timer_s,
            distance_m: match (self.distance_m, next.distance_m) {
                (Some(one), Some(other)) => Some(one + other),
                (one, other) => one.or(other),
            },
            rates: (self.rates.0 + next.rates.0, self.rates.1 + next.rates.1, self.rates.2.max(next.rates.2)),
        }
    }
}

/// The laps of a run up to its end; at least one. Rates count where they are plausible, 30 to 230 bpm. Their times on the timer and
/// distances add up to those of the run, as the file tells them in its headline, else as its readings do.
pub(super) fn laps(recording: &Recording, summary: &ExportSummary, points: &[Entry], end: Elapsed) -> Vec<Lap> {
    let mut laps = by_points(points, end);
    let claims = &recording.claims;
    // What the file says of its laps, where it says it of each and of no other.
    let claimed = |of: fn(&LapTotals) -> Option<f64>| {
        let told: Option<Vec<f64>> = claims.lap_totals.iter().map(of).collect();
        told.filter(|told| told.len() == laps.len() && told.iter().all(|value| (0.0..=f64::MAX).contains(value)))
    };
    let (timers, distances) = (claimed(|lap| lap.timer_s), claimed(|lap| lap.distance_m));
    if let Some(total) = claims.timer_s {
        let measured = timers.unwrap_or_else(|| laps.iter().map(|lap| lap.timer_s).collect());
        let by_length = laps.iter().map(|lap| (lap.end - lap.start).secs()).collect();
        let shares = shares(total, [measured, by_length]);
        laps.iter_mut().zip(shares).for_each(|(lap, share)| lap.timer_s = share);
    }
    if let Some(total) = claims.distance_m.or(summary.distance_m) {
        let measured = distances.unwrap_or_else(|| laps.iter().map(|lap| lap.distance_m.unwrap_or(0.0)).collect());
        // Of a distance that is known for the whole alone each lap gets as much as it took of the time.
        let by_time = laps.iter().map(|lap| lap.timer_s).collect();
        let shares = shares(total, [measured, by_time]);
        laps.iter_mut().zip(shares).for_each(|(lap, share)| lap.distance_m = Some(share));
    }
    laps
}

/// A total in parts that are to each other as the first of these weights are that are not all nothing; the last part gets all where
/// there are none.
fn shares(total: f64, weights: [Vec<f64>; 2]) -> Vec<f64> {
    let count = weights[0].len();
    let weights = weights.into_iter().find(|weights| weights.iter().sum::<f64>() > 0.0);
    let weights = weights.unwrap_or_else(|| (1..=count).map(|lap| f64::from(u8::from(lap == count))).collect());
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| total * weight / sum).collect()
}

/// The laps as the points have them.
fn by_points(points: &[Entry], end: Elapsed) -> Vec<Lap> {
    let mut laps = Vec::new();
    let (mut lap, mut paused) = (Lap::default(), Span::ZERO);
    let (mut paused_since, mut distance): (Option<Elapsed>, f64) = (None, 0.0);
    let close = |lap: &mut Lap, paused: &mut Span, at: Elapsed, paused_since: &mut Option<Elapsed>| {
        if let Some(since) = paused_since {
            *paused += at - *since;
            *since = at;
        }
        lap.end = at;
        lap.timer_s = (at - lap.start - std::mem::take(paused)).secs();
        std::mem::replace(lap, Lap { start: at, ..Lap::default() })
    };
    for entry in points {
        match &entry.kind {
            EntryKind::Sample(sample) => {
                if let Some(rate) = sample.rate.filter(|rate| Bpm::new(u16::from(*rate)).is_some()) {
                    lap.rates = (lap.rates.0 + 1, lap.rates.1 + u32::from(rate), lap.rates.2.max(rate));
                }
                if let Some(metres) = sample.motion.distance_m {
                    lap.distance_m = Some(lap.distance_m.unwrap_or(0.0) + metres - std::mem::replace(&mut distance, metres));
                }
            }
            EntryKind::Command(Command::Lap) => laps.push(close(&mut lap, &mut paused, entry.at, &mut paused_since)),
            EntryKind::Command(Command::Pause) => paused_since = paused_since.or(Some(entry.at)),
            EntryKind::Command(Command::Resume) => {
                if let Some(since) = paused_since.take() {
                    paused += entry.at - since;
                }
            }
            EntryKind::Command(Command::Stop | Command::Hold | Command::LetGo | Command::CeilingDown | Command::CeilingUp) => {}
        }
    }
    laps.push(close(&mut lap, &mut paused, end, &mut paused_since));
    laps
}
