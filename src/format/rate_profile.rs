//! The same run, recorded or exported twice: told by when it began, how long it took and its rates; and which of the two has
//! more in it.

use jiff::Timestamp;

use super::recording::{Origin, Recording};
use crate::session::{Elapsed, EventKind};

/// Rates are compared as means over this time, in ms. A design choice: sources round and shift their times by a second or two.
const BIN_MS: i64 = 5000;
/// The longest recording that is compared with others, in bins: four days.
const LONGEST: usize = 4 * 24 * 720;
/// By how much starts and ends of the same run may differ, in ms: programs begin at the first rate or at the key press. A
/// design choice.
const START_TOLERANCE_MS: i64 = 10_000;
/// What a rate may lie outside the other's rates around that time, in bpm. A design choice: programs round, and some average.
const RATE_TOLERANCE: u8 = 2;
/// Recordings in different time zones are the same run only with rates in so many bins: five minutes, a design choice.
const ENOUGH_FOR_ANOTHER_ZONE: usize = 60;
/// Time zones lie at most so many quarters of an hour from UTC (Line Islands: 14 h).
const QUARTERS: i64 = 56;
/// The distance between some of them (Nepal: 5 h 45 min).
const QUARTER_MS: i64 = 900_000;

/// The rates of a recording over its time of day, small enough to be kept for thousands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateProfile {
    /// Milliseconds since 1970.
    started_ms: i64,
    /// Its start may have been local time.
    may_be_local: bool,
    /// The first bin, counted from 1970.
    first: i64,
    /// Mean rates in bpm, 0 where there is none. The first and the last have one.
    rates: Vec<u8>,
    /// The usual distance of rates, in bins.
    spacing: usize,
}

impl RateProfile {
    /// The profile of a recording that began at this time; none for one without rates, or one that is too long to be a run.
    pub fn of(recording: &Recording, started_at: Timestamp) -> Option<Self> {
        let started_ms = started_at.as_millisecond();
        let bin = |at: Elapsed| (started_ms + i64::try_from(at.ms()).unwrap_or(i64::MAX / 2)).div_euclid(BIN_MS);
        let mut rated = recording.readings.iter().filter_map(|stamped| match stamped.reading.decode() {
            Ok(EventKind::Measurement(measurement)) => Some((bin(stamped.at), u32::from(measurement.bpm()?.whole()))),
            Ok(_) | Err(_) => None,
        });
        let (first, bpm) = rated.next()?;
        let (mut rates, mut sum, mut count) = (Vec::new(), bpm, 1);
        for (bin, bpm) in rated {
            let place = usize::try_from(bin - first).ok().filter(|place| *place < LONGEST)?;
            if place > rates.len() {
                rates.push(mean(sum, count));
                rates.resize(place, 0);
                (sum, count) = (0, 0);
            }
            (sum, count) = (sum + bpm, count + 1);
        }
        rates.push(mean(sum, count));
        let known = rates.iter().filter(|rate| **rate > 0).count();
        // Pauses make this a little long, which only widens what is compared.
        let spacing = rates.len().div_ceil(known);
        Some(Self { started_ms, may_be_local: !recording.origin.is_in_utc(), first, rates, spacing })
    }

    /// When a run that is the same as this one may have begun, in ms since 1970: ranges, each with both its ends.
    pub fn possible_starts(&self) -> impl Iterator<Item = std::ops::RangeInclusive<i64>> {
        let started = self.started_ms;
        shifts().map(move |shift| started + shift - START_TOLERANCE_MS..=started + shift + START_TOLERANCE_MS)
    }

    /// Whether both are recordings of one run: start, end and rates agree. Starts may differ by a time zone where one of the
    /// recordings may have been written in local time.
    pub fn is_same_run(&self, other: &Self) -> bool {
        shifts().any(|shift| self.agrees(other, shift))
    }

    /// Whether both begin at the same time, no time zone apart.
    pub fn begins_with(&self, other: &Self) -> bool {
        (other.started_ms - self.started_ms).abs() <= START_TOLERANCE_MS
    }

    fn agrees(&self, other: &Self, shift_ms: i64) -> bool {
        if shift_ms != 0 && !(self.may_be_local || other.may_be_local) {
            return false;
        }
        let shift = shift_ms / BIN_MS;
        let (sparser, denser) = if self.spacing >= other.spacing { (self, other) } else { (other, self) };
        // Where the denser one's bins are in the sparser one's count.
        let offset = if std::ptr::eq(sparser, self) { other.first + shift - self.first } else { self.first - shift - other.first };
        let end = |profile: &Self| profile.rates.len() as i64;
        let slack = START_TOLERANCE_MS / BIN_MS + sparser.spacing as i64;
        let begins_together = (other.started_ms + shift_ms - self.started_ms).abs() <= START_TOLERANCE_MS;
        if !begins_together || (end(denser) + offset - end(sparser)).abs() > slack {
            return false;
        }
        let reach = 1 + sparser.spacing as i64;
        let (mut known, mut compared, mut agreeing) = (0, 0, 0);
        for (place, rate) in (0..).zip(&sparser.rates).filter(|(_, rate)| **rate > 0) {
            known += 1;
            if let Some((low, high)) = denser.range(place - offset - reach, place - offset + reach) {
                compared += 1;
                agreeing += usize::from((low.saturating_sub(RATE_TOLERANCE)..=high.saturating_add(RATE_TOLERANCE)).contains(rate));
            }
        }
        let enough = shift_ms == 0 || compared >= ENOUGH_FOR_ANOTHER_ZONE;
        enough && compared > 0 && compared * 10 >= known * 8 && agreeing * 10 >= compared * 9
    }

    /// The lowest and the highest rate in these bins, both ends included.
    fn range(&self, from: i64, to: i64) -> Option<(u8, u8)> {
        let place = |bin: i64| usize::try_from(bin.max(0)).unwrap_or(usize::MAX).min(self.rates.len());
        let known = || self.rates[place(from)..place(to + 1)].iter().copied().filter(|rate| *rate > 0);
        Some((known().min()?, known().max()?))
    }
}

/// Time zones in ms, UTC first.
fn shifts() -> impl Iterator<Item = i64> {
    std::iter::once(0).chain((1..=QUARTERS).flat_map(|quarters| [quarters * QUARTER_MS, -quarters * QUARTER_MS]))
}

fn mean(sum: u32, count: u32) -> u8 {
    u8::try_from((sum + count / 2) / count.max(1)).unwrap_or(u8::MAX)
}

/// How much a recording has in it; of two recordings of one run the greater is worth more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Richness {
    /// Beat-to-beat intervals over at least half its time.
    beats: bool,
    /// How often there are rates.
    resolution: Resolution,
    /// Which of speed and distance there are.
    motion: u8,
    /// A journal knows more of its run than rates.
    journal: bool,
    /// Its start is told in UTC.
    utc: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Resolution {
    Minutes,
    TenSeconds,
    FewSeconds,
    Seconds,
}

impl Richness {
    /// Of a recording.
    pub fn of(recording: &Recording) -> Self {
        let (mut rates, mut beats_ms, mut speed, mut distance) = (Vec::new(), 0.0, false, false);
        for stamped in &recording.readings {
            match stamped.reading.decode() {
                Ok(EventKind::Measurement(measurement)) => {
                    beats_ms += measurement.rr.iter().map(|interval| interval.ms()).sum::<f64>();
                    rates.extend(measurement.bpm().map(|_| stamped.at.ms()));
                }
                Ok(EventKind::Motion(motion)) => {
                    speed |= motion.speed_kmh.is_some();
                    distance |= motion.distance_m.is_some();
                }
                Ok(_) | Err(_) => {}
            }
        }
        let length_ms = rates.last().copied().unwrap_or(0) - rates.first().copied().unwrap_or(0);
        let mut gaps: Vec<u64> = rates.windows(2).map(|pair| pair[1] - pair[0]).collect();
        gaps.sort_unstable();
        let resolution = match gaps.get(gaps.len() / 2) {
            Some(..=2000) => Resolution::Seconds,
            Some(..=5999) => Resolution::FewSeconds,
            Some(..=29_999) => Resolution::TenSeconds,
            Some(_) | None => Resolution::Minutes,
        };
        Self {
            beats: beats_ms > 0.0 && beats_ms * 2.0 >= length_ms as f64,
            resolution,
            motion: u8::from(speed) + u8::from(distance),
            journal: recording.setup.is_some(),
            utc: recording.origin.is_in_utc(),
        }
    }

    /// The same, of a start that is known to be right, however it is told.
    #[must_use]
    pub fn with_right_start(self) -> Self {
        Self { utc: true, ..self }
    }

    /// What this has that a poorer one has not, in words.
    pub fn advantage_over(self, poorer: Self) -> &'static str {
        if self.beats != poorer.beats {
            "with beat-to-beat intervals"
        } else if self.resolution != poorer.resolution {
            "with more rates"
        } else if self.motion != poorer.motion {
            "with speed and distance"
        } else if self.journal != poorer.journal {
            "as a journal"
        } else {
            "with its start in UTC"
        }
    }
}

impl Origin {
    /// Whether times of this origin are known to be UTC. Tables and beats may be in the local time of wherever they were written.
    fn is_in_utc(self) -> bool {
        matches!(self, Self::Strap | Self::Pipe | Self::Demo | Self::Fit | Self::Tcx | Self::Gpx)
    }
}

#[cfg(test)]
mod tests;
