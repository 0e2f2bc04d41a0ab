//! Points as files have them, in any order and with or without a time, put into readings in order of time.

use super::leaps::Leaps;
use super::reading::{Reading, TimedReading};
use crate::heart::{HeartRateMeasurement, RrInterval};
use crate::session::{Command, Elapsed, Motion, Span};

/// Fewer rates than this are left as they are, whatever is known of their times.
const FEW: usize = 3;

/// One point of a file.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Point {
    /// Milliseconds on any clock, where the point has a time.
    pub(super) time: Option<i64>,
    /// The rate as stored, in bpm.
    pub(super) rate: Option<u16>,
    /// What is known of the movement.
    pub(super) motion: Motion,
    /// How many of the track's beats came with it.
    pub(super) beats: usize,
}

/// What a file has, in the file's order.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Track {
    /// The points.
    pub(super) points: Vec<Point>,
    /// All beats.
    pub(super) beats: Vec<RrInterval>,
    /// How many of them came before any point.
    pub(super) early_beats: usize,
    /// Laps and pauses with their times.
    pub(super) commands: Vec<(i64, Command)>,
}

impl Track {
    /// The earliest time of a point.
    pub(super) fn first(&self) -> Option<i64> {
        self.points.iter().filter_map(|point| point.time).min()
    }

    /// Whether any point has a rate.
    pub(super) fn has_rates(&self) -> bool {
        self.points.iter().any(|point| point.rate.is_some())
    }

    /// A rate without a time counts beside others. Where most have none the file's times were not understood, and rates without
    /// them say nothing: they are left out, and what is to be said of it is returned.
    fn leave_out_rates_without_times(&mut self) -> Option<String> {
        let rates = || self.points.iter().filter(|point| point.rate.is_some());
        let (all, timeless) = (rates().count(), rates().filter(|point| point.time.is_none()).count());
        if 2 * timeless <= all || all < FEW {
            return None;
        }
        for point in self.points.iter_mut().filter(|point| point.time.is_none()) {
            point.rate = None;
        }
        Some(format!("{timeless} of its {all} heart rates have no time that could be read and are left out"))
    }

    /// Adds beats to the last point.
    pub(super) fn add_beats(&mut self, beats: impl Iterator<Item = RrInterval>) {
        let before = self.beats.len();
        self.beats.extend(beats);
        let came = self.beats.len() - before;
        *self.points.last_mut().map_or(&mut self.early_beats, |point| &mut point.beats) += came;
    }

    /// Adds a pause from one point's time to another's.
    pub(super) fn add_pause(&mut self, from: i64, to: i64) {
        self.commands.extend([(from, Command::Pause), (to, Command::Resume)]);
    }

    /// The readings in order of time, and the time of the last point or command. Every rate and every beat is among them. Where
    /// the clock leaps, the gap is a pause or no time at all, and is told.
    pub(super) fn readings(self, warnings: &mut Vec<String>) -> (Vec<TimedReading>, Elapsed) {
        self.readings_beside(&mut None, warnings)
    }

    /// The same of a file that claims a time on the timer, in seconds: one that counts gaps is left out.
    pub(super) fn readings_beside(mut self, timer_s: &mut Option<f64>, warnings: &mut Vec<String>) -> (Vec<TimedReading>, Elapsed) {
        warnings.extend(self.leave_out_rates_without_times());
        let first = self.first().unwrap_or(0);
        let mut leaps = Leaps::find(self.points.iter().filter_map(|point| point.time).collect(), &self.commands);
        let last = self.points.iter().filter_map(|point| point.time).max().unwrap_or(first);
        leaps.correct_timer(timer_s, last.saturating_sub(first));
        self.commands.append(&mut leaps.pauses);
        warnings.append(&mut leaps.warnings);
        let mut timed: Vec<((i64, bool), Option<Reading>, usize)> = Vec::with_capacity(2 * self.points.len() + self.commands.len());
        let (mut latest, mut early) = (first, self.early_beats);
        if early > 0 && self.points.first().is_none_or(|point| point.rate.is_none()) {
            timed.push(((first, false), Some(measurement(0)), std::mem::take(&mut early)));
        }
        for point in &self.points {
            latest = point.time.unwrap_or(latest);
            // A rate without a time stands before those of the point it follows: it counts, and holds for no time.
            let at = (latest, point.time.is_some());
            let beats = point.beats + std::mem::take(&mut early);
            if point.time.is_some() && point.motion != Motion::default() {
                timed.push((at, Some(Reading::Motion(point.motion)), 0));
            }
            // Beats beside a point without a rate go with the strap's "no rate".
            let measured = point.rate.is_some() || beats > 0;
            timed.push((at, measured.then(|| measurement(point.rate.unwrap_or(0))), beats));
        }
        timed.extend(self.commands.into_iter().map(|(time, command)| ((time.max(first), true), Some(Reading::Command(command)), 0)));
        // Clocks that were set back are put in order; what has the same time stays as it came.
        timed.sort_by_key(|(at, ..)| *at);

        let mut beats = self.beats.into_iter();
        let (mut now, mut elapsed) = (first, Elapsed::ZERO);
        let mut readings = Vec::with_capacity(timed.len());
        for ((time, _), reading, count) in timed {
            elapsed = elapsed + Span::from_ms(leaps.counted(now, time).unsigned_abs());
            now = time;
            let Some(mut reading) = reading else { continue };
            if let Reading::Measurement(HeartRateMeasurement { rr, .. }) = &mut reading {
                // In the order of the file, also where the clock was set back between them.
                rr.extend(beats.by_ref().take(count));
            }
            readings.push(TimedReading::new(elapsed, reading));
        }
        (readings, elapsed)
    }
}

fn measurement(rate: u16) -> Reading {
    Reading::Measurement(HeartRateMeasurement::of(rate))
}
