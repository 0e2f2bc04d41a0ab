//! The messages of one FIT part gathered into a recording: records, beats, laps, pauses, and what the part says of itself.

use jiff::Timestamp;

use super::developer_rate::DeveloperRate;
use super::heart_rates::HeartRates;
use super::message::{EPOCH, FIRST_DATE, Message, number};
use super::names;
use crate::format::recording::{FileMetadata, LapTotals, Origin, Recording};
use crate::format::track::{Point, Track};

use crate::heart::RrInterval;
use crate::session::{Command, Motion};

/// Watches write a last record up to this much after the stop; in milliseconds.
const DELAY: i64 = 2000;

/// What a part says beside its points.
enum Mark {
    Lap,
    TimerStarts,
    TimerStops,
}

/// A part being gathered.
#[derive(Default)]
pub(super) struct Activity {
    track: Track,
    marks: Vec<(u32, Mark)>,
    laps: usize,
    rates: HeartRates,
    developer_rate: DeveloperRate,
    file_type: Option<i64>,
    device: Option<String>,
    sports: Vec<i64>,
    sub_sports: Vec<i64>,
    /// The sport by messages that stand outside a session.
    fallback: (Option<i64>, Option<i64>),
    sessions: usize,
    claims: FileMetadata,
}

impl Activity {
    /// Takes in a message; numbers of fields are FIT's profile's.
    pub(super) fn add(&mut self, message: &Message<'_>) {
        match message.number {
            number::FILE_ID => {
                self.file_type = message.value(0);
                self.device = message.value(1).and_then(|maker| names::device(maker, message.value(2), message.text(8)));
            }
            number::SPORT => self.fallback = (message.value(0), message.value(1)),
            number::SESSION => self.session(message),
            number::LAP => {
                self.laps += 1;
                let totals = LapTotals { timer_s: message.scaled(8, 1000.0), distance_m: message.scaled(9, 100.0) };
                self.claims.lap_totals.push(totals);
                self.marks.extend(message.time.map(|time| (time, Mark::Lap)));
            }
            number::RECORD => {
                let mut point = point(message);
                // The record's own rate stands; zero is its "no reading".
                if point.rate.is_none_or(|rate| rate == 0) {
                    point.rate = self.developer_rate.of(message).or(point.rate);
                }
                self.track.points.push(point);
            }
            number::FIELD_DESCRIPTION => self.developer_rate.describe(message),
            // Event 0 is the timer.
            number::EVENT if message.value(0) == Some(0) => {
                let mark = match message.value(1) {
                    Some(0) => Mark::TimerStarts,
                    Some(1 | 4 | 8 | 9) => Mark::TimerStops,
                    Some(_) | None => return,
                };
                self.marks.extend(message.time.map(|time| (time, mark)));
            }
            number::HRV => {
                self.track.add_beats(message.values(0).flatten().map(beat));
            }
            number::HR => self.rates.add(message),
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

    /// The rates that a strap stored, where the part has them and no records to bring them to: they belong to another part.
    pub(super) fn take_rates_without_records(&mut self) -> Option<HeartRates> {
        (!self.has_records() && !self.rates.is_empty()).then(|| std::mem::take(&mut self.rates))
    }

    /// Whether it has records with a time.
    pub(super) fn has_records(&self) -> bool {
        self.track.points.iter().any(|point| point.time.is_some())
    }

    /// Brings rates to the records; whether any of them fell to a record.
    pub(super) fn merge(&mut self, rates: &HeartRates) -> bool {
        rates.merge(self.track.points.iter_mut().filter_map(|point| Some((u32::try_from(point.time? / 1000).ok()?, &mut point.rate))))
    }

    /// The recording; where the part is no activity, only what was odd about it.
    pub(super) fn recording(mut self, mut warnings: Vec<String>) -> Result<Recording, Vec<String>> {
        // Courses and the like have records too, but nobody's heart in them.
        let is_activity = matches!(self.file_type, None | Some(4)) || self.track.has_rates();
        if !is_activity || self.track.points.is_empty() && self.sessions == 0 && self.track.beats.is_empty() {
            return Err(warnings);
        }
        self.describe();
        let first = self.track.first().map(|ms| ms / 1000);
        let started_at = first.filter(|first| *first >= i64::from(FIRST_DATE)).and_then(|first| Timestamp::from_second(first + EPOCH).ok());
        if first.is_some() && started_at.is_none() {
            warnings.push("its times count from when the device was switched on: the day and hour are not known".to_owned());
        }
        let mut claims = std::mem::take(&mut self.claims);
        let last = self.track.points.iter().filter_map(|point| point.time).max();
        self.track.commands = commands(self.marks, self.laps, last, &claims);
        let (readings, end) = self.track.readings_beside(&mut claims.timer_s, &mut warnings);
        Ok(Recording { origin: Origin::Fit, started_at, setup: None, readings, end, claims, warnings })
    }

    /// Brings the rates of the part to its own records.
    pub(super) fn merge_own_rates(&mut self, warnings: &mut Vec<String>) {
        let rates = std::mem::take(&mut self.rates);
        self.merge(&rates);
        warnings.extend(rates.astray());
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
        for point in &mut self.track.points {
            point.motion.cadence_spm = point.motion.cadence_spm.filter(|_| on_foot).map(|strides| 2.0 * strides);
        }
    }
}

/// Longer than the strap's unit can say is garbage all the same, but it is one beat.
fn beat(ms: i64) -> RrInterval {
    RrInterval::from_ms(ms as f64).unwrap_or(RrInterval::from_1024ths(u16::MAX))
}

fn milliseconds(seconds: u32) -> i64 {
    1000 * i64::from(seconds)
}

fn point(message: &Message<'_>) -> Point {
    let mm_a_second = message.scaled(73, 1.0).or_else(|| message.scaled(6, 1.0));
    let packed = message.bytes(8).and_then(|bytes| bytes.first_chunk::<3>()).filter(|bytes| **bytes != [0xFF; 3]);
    // Twelve bits of 1/100 m/s; the twelve bits of distance beside them roll over every 256 m and are left alone.
    let packed = packed.map(|[low, high, _]| 10.0 * f64::from(u16::from_le_bytes([*low, high & 0x0F])));
    Point {
        time: message.time.map(milliseconds),
        rate: message.value(3).and_then(|rate| u16::try_from(rate).ok()).filter(|rate| *rate != 255),
        motion: Motion {
            speed_kmh: mm_a_second.or(packed).map(|speed| speed * 3.6 / 1000.0),
            grade_percent: message.scaled(9, 100.0),
            cadence_spm: message.scaled(4, 1.0).map(|whole| whole + message.scaled(53, 128.0).unwrap_or(0.0)),
            distance_m: message.scaled(5, 100.0),
            elapsed_s: None,
        },
        beats: 0,
    }
}

/// Laps and pauses. The last lap ends with the run; a stop without a start after it is the run's end, or a pause up to it.
fn commands(mut marks: Vec<(u32, Mark)>, laps: usize, last: Option<i64>, claims: &FileMetadata) -> Vec<(i64, Command)> {
    marks.sort_by_key(|(time, _)| *time);
    let mut commands = Vec::new();
    let (mut lap, mut stopped, mut paused) = (0, None, 0);
    for (time, mark) in marks {
        match mark {
            Mark::Lap => {
                lap += 1;
                if lap < laps {
                    commands.push((milliseconds(time), Command::Lap));
                }
            }
            Mark::TimerStops => stopped = stopped.or(Some(time)),
            Mark::TimerStarts => {
                if let Some(since) = stopped.take() {
                    paused += milliseconds(time) - milliseconds(since);
                    commands.extend([(milliseconds(since), Command::Pause), (milliseconds(time), Command::Resume)]);
                }
            }
        }
    }
    // Devices leave starts out, so records behind the last stop are of a pause only where the sessions' totals have room for it.
    if let (Some(since), Some(last), Some(elapsed), Some(timer)) = (stopped.map(milliseconds), last, claims.elapsed_s, claims.timer_s) {
        let unexplained = ((elapsed - timer) * 1000.0) as i64 - paused;
        if last - since > DELAY && unexplained + DELAY >= last - since {
            commands.push((since, Command::Pause));
        }
    }
    commands.sort_by_key(|(time, _)| *time);
    commands
}
