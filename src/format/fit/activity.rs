//! The messages of one FIT part gathered into a recording: records, beats, laps, pauses, and what the part says of itself.
//! Knows no bytes.

use jiff::Timestamp;

use super::heart_rates::HeartRates;
use super::message::{EPOCH, FIRST_DATE, Message};
use super::names;
use crate::format::{Claims, Origin, Reading, Recording, Stamped};
use crate::heart::{HeartRateMeasurement, RrInterval};
use crate::session::{Command, Elapsed, Motion};

/// A leap of the clock beyond this many seconds (30 days) is a clock being set and no time that went by.
const LONGEST_LEAP: u32 = 30 * 86_400;

/// A point of the recording.
struct Point {
    time: Option<u32>,
    rate: Option<u16>,
    motion: Motion,
    /// How many of the beats came with it.
    beats: usize,
}

/// What a part says beside its points.
enum Mark {
    Lap,
    TimerStarts,
    TimerStops,
}

/// A part being gathered.
#[derive(Default)]
pub(super) struct Activity {
    points: Vec<Point>,
    /// All beats in the order of the file.
    beats: Vec<RrInterval>,
    /// Beats that came before any point.
    early: usize,
    marks: Vec<(u32, Mark)>,
    laps: usize,
    rates: HeartRates,
    file_type: Option<i64>,
    device: Option<String>,
    sports: Vec<i64>,
    sub_sports: Vec<i64>,
    /// The sport by messages that stand outside a session.
    fallback: (Option<i64>, Option<i64>),
    sessions: usize,
    claims: Claims,
}

impl Activity {
    /// Takes in a message; numbers of messages and fields are FIT's profile's.
    pub(super) fn add(&mut self, message: &Message<'_>) {
        match message.number {
            0 => {
                self.file_type = message.value(0);
                self.device = message.value(1).and_then(|maker| names::device(maker, message.value(2), message.text(8)));
            }
            12 => self.fallback = (message.value(0), message.value(1)),
            18 => self.session(message),
            19 => {
                self.laps += 1;
                self.marks.extend(message.time.map(|time| (time, Mark::Lap)));
            }
            20 => self.points.push(point(message)),
            // Event 0 is the timer.
            21 if message.value(0) == Some(0) => {
                let mark = match message.value(1) {
                    Some(0) => Mark::TimerStarts,
                    Some(1 | 4 | 8 | 9) => Mark::TimerStops,
                    Some(_) | None => return,
                };
                self.marks.extend(message.time.map(|time| (time, mark)));
            }
            78 => {
                let before = self.beats.len();
                self.beats.extend(message.values(0).flatten().map(beat));
                let came = self.beats.len() - before;
                *self.points.last_mut().map_or(&mut self.early, |point| &mut point.beats) += came;
            }
            132 => self.rates.add(message),
            _ => {}
        }
    }

    fn session(&mut self, message: &Message<'_>) {
        self.sessions += 1;
        self.sports.extend(message.value(5));
        self.sub_sports.extend(message.value(6));
        let sum = |claim: &mut Option<f64>, more: Option<f64>| {
            if let Some(more) = more {
                *claim = Some(claim.unwrap_or(0.0) + more);
            }
        };
        sum(&mut self.claims.elapsed_s, message.scaled(7, 1000.0));
        sum(&mut self.claims.timer_s, message.scaled(8, 1000.0));
        sum(&mut self.claims.distance_m, message.scaled(9, 100.0));
    }

    /// The recording; where the part is no activity, only what was odd about it.
    pub(super) fn recording(mut self, mut warnings: Vec<String>) -> Result<Recording, Vec<String>> {
        self.merge(&mut warnings);
        // Courses and the like have records too, but nobody's heart in them.
        let is_activity = matches!(self.file_type, None | Some(4)) || self.points.iter().any(|point| point.rate.is_some());
        if !is_activity || self.points.is_empty() && self.sessions == 0 && self.beats.is_empty() {
            return Err(warnings);
        }
        self.describe();
        let first = self.points.iter().filter_map(|point| point.time).min();
        let started_at = first.filter(|first| *first >= FIRST_DATE).and_then(|first| Timestamp::from_second(i64::from(first) + EPOCH).ok());
        if first.is_some() && started_at.is_none() {
            warnings.push("its times count from when the device was switched on: the day and hour are not known".to_owned());
        }
        let claims = std::mem::take(&mut self.claims);
        let (readings, end) = self.readings(first.unwrap_or(0), &mut warnings);
        Ok(Recording { origin: Origin::Fit, started_at, setup: None, readings, end, claims, warnings })
    }

    fn merge(&mut self, warnings: &mut Vec<String>) {
        if !self.rates.is_empty() {
            self.rates.merge(self.points.iter_mut().filter_map(|point| Some((point.time?, &mut point.rate))));
        }
        if self.rates.astray > 0 {
            warnings.push(format!("{} heart rates stored by the strap have no place in time and are left out", self.rates.astray));
        }
    }

    /// Says what the sessions have in common: of several sports there is no one word but FIT's "multisport".
    fn describe(&mut self) {
        let one = |values: &[i64]| values.first().copied().filter(|first| values.iter().all(|value| value == first));
        let sport = if self.sports.is_empty() { self.fallback.0 } else { Some(one(&self.sports).unwrap_or(18)) };
        let sub_sport = if self.sports.is_empty() { self.fallback.1 } else { one(&self.sub_sports) };
        self.claims.sport = sport.and_then(names::sport);
        self.claims.sub_sport = sub_sport.and_then(names::sub_sport);
        self.claims.device = self.device.take();
        self.claims.laps = (self.laps > 0).then_some(self.laps);
        // Records count revolutions of one leg; only on foot are two of them steps.
        let on_foot = matches!(sport, None | Some(1 | 11 | 17));
        for point in &mut self.points {
            point.motion.cadence_spm = point.motion.cadence_spm.filter(|_| on_foot).map(|strides| 2.0 * strides);
        }
    }

    /// The readings in order of time, and the time of the last point or mark.
    fn readings(self, first: u32, warnings: &mut Vec<String>) -> (Vec<Stamped>, Elapsed) {
        let mut timed: Vec<((u32, bool), Reading, usize)> = Vec::with_capacity(2 * self.points.len() + self.marks.len());
        let (mut latest, mut early) = (first, self.early);
        if early > 0 && self.points.first().is_none_or(|point| point.rate.is_none()) {
            timed.push(((first, false), measurement(0), std::mem::take(&mut early)));
        }
        for point in &self.points {
            latest = point.time.unwrap_or(latest);
            // A rate without a time stands before those of the record it follows: it counts, and holds for no time.
            let at = (latest, point.time.is_some());
            if point.time.is_some() && point.motion != Motion::default() {
                timed.push((at, Reading::Motion(point.motion), 0));
            }
            let beats = point.beats + std::mem::take(&mut early);
            // Beats beside a record without a rate go with the strap's "no rate".
            if point.rate.is_some() || beats > 0 {
                timed.push((at, measurement(point.rate.unwrap_or(0)), beats));
            }
        }
        timed.extend(
            commands(self.marks, self.laps).into_iter().map(|(time, command)| ((time.max(first), true), Reading::Command(command), 0)),
        );
        // Clocks that were set back are put in order; what has the same time stays as it came.
        timed.sort_by_key(|(at, ..)| *at);

        let mut beats = self.beats.into_iter();
        let (mut now, mut elapsed, mut leapt) = (first, 0, false);
        let mut readings = Vec::with_capacity(timed.len());
        for ((time, _), mut reading, count) in timed {
            leapt |= time - now > LONGEST_LEAP;
            elapsed += u64::from((time - now).min(LONGEST_LEAP));
            now = time;
            if let Reading::Measurement(HeartRateMeasurement { rr, .. }) = &mut reading {
                // In the order of the file, also where the clock was set back between them.
                rr.extend(beats.by_ref().take(count));
            }
            readings.push(Stamped { at: Elapsed::from_secs(elapsed), reading });
        }
        if leapt {
            warnings.push("its clock leaps by more than 30 days; each leap is taken as 30 days".to_owned());
        }
        (readings, Elapsed::from_secs(elapsed))
    }
}

fn measurement(rate: u16) -> Reading {
    Reading::Measurement(HeartRateMeasurement::of(rate))
}

/// Longer than the strap's unit can say is garbage all the same, but it is one beat.
fn beat(ms: i64) -> RrInterval {
    RrInterval::from_ms(ms as f64).unwrap_or(RrInterval::from_1024ths(u16::MAX))
}

fn point(message: &Message<'_>) -> Point {
    let mm_a_second = message.scaled(73, 1.0).or_else(|| message.scaled(6, 1.0));
    let packed = message.bytes(8).and_then(|bytes| bytes.first_chunk::<3>()).filter(|bytes| **bytes != [0xFF; 3]);
    // Twelve bits of 1/100 m/s; the twelve bits of distance beside them roll over every 256 m and are left alone.
    let packed = packed.map(|[low, high, _]| 10.0 * f64::from(u16::from_le_bytes([*low, high & 0x0F])));
    Point {
        time: message.time,
        rate: message.value(3).and_then(|rate| u16::try_from(rate).ok()).filter(|rate| *rate != 255),
        motion: Motion {
            speed_kmh: mm_a_second.or(packed).map(|speed| speed * 3.6 / 1000.0),
            grade_percent: message.scaled(9, 100.0),
            cadence_spm: message.scaled(4, 1.0).map(|whole| whole + message.scaled(53, 128.0).unwrap_or(0.0)),
            distance_m: message.scaled(5, 100.0),
        },
        beats: 0,
    }
}

/// Laps and pauses. The last lap ends with the run; a stop without a start after it is the run's end.
fn commands(mut marks: Vec<(u32, Mark)>, laps: usize) -> Vec<(u32, Command)> {
    marks.sort_by_key(|(time, _)| *time);
    let mut commands = Vec::new();
    let (mut lap, mut stopped) = (0, None);
    for (time, mark) in marks {
        match mark {
            Mark::Lap => {
                lap += 1;
                if lap < laps {
                    commands.push((time, Command::Lap));
                }
            }
            Mark::TimerStops => stopped = stopped.or(Some(time)),
            Mark::TimerStarts => {
                if let Some(since) = stopped.take() {
                    commands.extend([(since, Command::Pause), (time, Command::Resume)]);
                }
            }
        }
    }
    commands.sort_by_key(|(time, _)| *time);
    commands
}
