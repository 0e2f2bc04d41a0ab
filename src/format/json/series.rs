//! What all kinds of JSON are made of: values with their times, put together to points, and the checks that they are what they
//! are taken for.

use std::collections::BTreeMap;

use serde_json::Value;

use super::error::JsonError;
use crate::format::iso_time::{self, FileTimes};
use crate::format::recording::{FileMetadata, Origin, Recording};
use crate::format::time_parsing;
use crate::format::track::{Point, Track};
use crate::heart::Bpm;

/// Counts from here on are seconds since 1970, and from there on milliseconds: no run lasts three years.
const FIRST_EPOCH_S: f64 = 1e8;
const FIRST_EPOCH_MS: f64 = 1e11;
/// Beyond any date of a recording.
const LAST_EPOCH_MS: f64 = 1e14;

/// A finite number; also one in quotes, as some exports write it.
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64().filter(|number| number.is_finite()),
        Value::String(text) => time_parsing::number(text),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A rate as stored, in bpm.
pub(super) fn rate(value: &Value) -> Option<u16> {
    number(value).filter(|rate| (0.0..65_535.5).contains(rate)).map(|rate| rate.round() as u16)
}

/// The first field of an object that is there, by any of these names.
pub(super) fn field<'a>(object: &'a Value, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| object.get(name)).filter(|value| !value.is_null())
}

/// The same as text.
pub(super) fn text<'a>(object: &'a Value, names: &[&str]) -> Option<&'a str> {
    field(object, names).and_then(Value::as_str)
}

/// The same as a list.
pub(super) fn list<'a>(object: &'a Value, names: &[&str]) -> Option<&'a [Value]> {
    field(object, names).and_then(Value::as_array).map(Vec::as_slice)
}

/// A start that is told apart from the times, in milliseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub(super) enum Start {
    /// Of the time zero.
    OfZero(Option<i64>),
    /// Of the first point.
    OfFirst(Option<i64>),
}

/// Points by their times, which may be told in any order and one value at a time.
#[derive(Debug, Default)]
pub(super) struct Series {
    points: BTreeMap<i64, Point>,
    /// Times of a day go on over midnight.
    times: FileTimes,
    /// Whether the times count from 1970.
    dated: bool,
    /// What was odd, a sentence each.
    pub(super) warnings: Vec<String>,
    /// Values without a time that could be read.
    astray: usize,
    /// What the file says of itself.
    pub(super) claims: FileMetadata,
}

impl Series {
    /// A time in milliseconds: seconds of the run, seconds or milliseconds since 1970, or a date in words.
    pub(super) fn time(&mut self, value: &Value) -> Option<i64> {
        if let Some(text) = value.as_str()
            && let Some(ms) = self.times.read(text)
        {
            self.dated |= iso_time::wall(text).is_some();
            return Some(ms);
        }
        let count = number(value).filter(|count| (0.0..LAST_EPOCH_MS).contains(count))?;
        self.dated |= count >= FIRST_EPOCH_S;
        Some(if count >= FIRST_EPOCH_MS { count as i64 } else { (count * 1000.0).round() as i64 })
    }

    /// Says that times are those of a calendar, as a kind of file with its own way to write them knows.
    pub(super) fn count_from_1970(&mut self) {
        self.dated = true;
    }

    /// The point at a time; a value without a time is counted as left out.
    pub(super) fn at(&mut self, time: Option<i64>) -> Option<&mut Point> {
        self.astray += usize::from(time.is_none());
        let time = time?;
        Some(self.points.entry(time).or_insert(Point { time: Some(time), ..Point::default() }))
    }

    /// Refuses times that are no clock's: of so many values each has a time of its own, but for one in ten at most.
    ///
    /// # Errors
    /// They repeat.
    pub(super) fn check_times(&self, values: usize, kind: &'static str) -> Result<(), JsonError> {
        let own = self.points.len() + self.astray;
        if 10 * own < 9 * values {
            return Err(JsonError::Unusable { kind, why: format!("its {values} values have {own} times between them") });
        }
        Ok(())
    }

    /// How long it is, in milliseconds.
    pub(super) fn length(&self) -> i64 {
        let ends = self.points.keys().next().zip(self.points.keys().next_back());
        ends.map_or(0, |(first, last)| last - first)
    }

    /// The recording. Times of a calendar tell its start themselves.
    ///
    /// # Errors
    /// Most of the rates are none, or values without times are more than those with.
    pub(super) fn recording(mut self, kind: &'static str, start: Start) -> Result<Recording, JsonError> {
        let unusable = |why: String| JsonError::Unusable { kind, why };
        if self.astray > self.points.len() {
            return Err(unusable(format!("{} of its values have no time", self.astray)));
        }
        if self.astray > 0 {
            self.warnings.push(format!("{} values have no time and are left out", self.astray));
        }
        if matches!(start, Start::OfZero(Some(_))) && !self.dated {
            // What was measured later stays so long after the start.
            self.points.entry(0).or_insert(Point { time: Some(0), ..Point::default() });
        }
        let track = Track { points: self.points.into_values().collect(), ..Track::default() };
        check_rates(&track).map_err(unusable)?;
        let start = match start {
            _ if self.dated => track.first(),
            Start::OfZero(start) | Start::OfFirst(start) => start,
        };
        let start = start.and_then(iso_time::dated);
        Ok(finish(track, start, self.claims, self.warnings))
    }
}

/// A recording of a track.
pub(super) fn finish(track: Track, started_at: Option<jiff::Timestamp>, claims: FileMetadata, mut warnings: Vec<String>) -> Recording {
    let (readings, end) = track.readings(&mut warnings);
    Recording { origin: Origin::Json, started_at, setup: None, readings, end, claims, warnings }
}

/// Whether what was taken for rates can be some: most of those that are not zero, "no reading", are 30 to 230 bpm.
pub(super) fn check_rates(track: &Track) -> Result<(), String> {
    let rates = || track.points.iter().filter_map(|point| point.rate).filter(|rate| *rate > 0);
    let (all, plausible) = (rates().count(), rates().filter(|rate| Bpm::new(*rate).is_some()).count());
    if 2 * plausible < all {
        let (least, most) = (rates().min().unwrap_or(0), rates().max().unwrap_or(0));
        return Err(format!("what should be its heart rates are {least} to {most}, and those are none"));
    }
    Ok(())
}
