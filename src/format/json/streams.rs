//! Streams, as Strava and intervals.icu give them: a list of values for each quantity, all of the same length. They come as a
//! list of streams that name their type, or as an object of them by type.

use serde_json::Value;

use super::error::JsonError;
use super::series::{Series, Start, field, list, number, rate, text};
use crate::format::iso_time;
use crate::format::recording::Recording;
use crate::format::sport_words;
use crate::format::track::Point;

const KIND: &str = "Strava or intervals.icu";
/// Names of the streams that are read.
const TIME: [&str; 3] = ["time", "seconds", "secs"];
const RATE: [&str; 6] = ["heartrate", "heart_rate", "heartRate", "hr", "bpm", "fixed_heartrate"];
const SPEED: [&str; 1] = ["velocity_smooth"];
const DISTANCE: [&str; 1] = ["distance"];
const GRADE: [&str; 1] = ["grade_smooth"];
/// Names of the start of an activity that its streams may lie in.
const START: [&str; 2] = ["start_date", "startTime"];

/// Longer than this, in milliseconds, values do not usually follow each other: even Strava's shortest streams have a hundred.
const LONGEST_STEP: i64 = 300_000;

/// The time by which most values follow each other, in milliseconds.
fn usual_step(times: &[Option<i64>]) -> i64 {
    let mut steps: Vec<i64> = times.windows(2).filter_map(|pair| Some(pair[1]?.saturating_sub(pair[0]?))).collect();
    steps.sort_unstable();
    steps.get(steps.len() / 2).copied().unwrap_or(0)
}

/// Streams of an activity, found within a value.
pub(super) struct Streams<'a> {
    streams: &'a Value,
    /// What stands around them: the activity, where there is one.
    activity: &'a Value,
}

impl<'a> Streams<'a> {
    /// The streams of a value, where it is or holds some.
    pub(super) fn find(value: &'a Value) -> Option<Self> {
        let streams = field(value, &["streams"]).unwrap_or(value);
        let found = Self { streams, activity: field(value, &["activity"]).unwrap_or(value) };
        let is_stream = |stream: &Value| text(stream, &["type"]).is_some() && list(stream, &["data"]).is_some();
        let is_some = match streams {
            Value::Array(all) => all.iter().all(is_stream) && (found.stream(&TIME).is_some() || found.stream(&RATE).is_some()),
            Value::Object(_) => found.stream(&RATE).is_some() || found.stream(&TIME).is_some() && found.stream(&DISTANCE).is_some(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        };
        is_some.then_some(found)
    }

    /// The values of the first stream of these names.
    fn stream(&self, names: &[&str]) -> Option<&'a [Value]> {
        let streams = self.streams;
        names.iter().find_map(|name| match streams {
            Value::Array(all) => list(all.iter().find(|stream| text(stream, &["type"]) == Some(name))?, &["data"]),
            other => {
                let stream = other.get(name)?;
                stream.as_array().map(Vec::as_slice).or_else(|| list(stream, &["data"]))
            }
        })
    }

    /// Puts the streams together.
    ///
    /// # Errors
    /// There are no times, the heart rates are not as many, or they are none.
    pub(super) fn read(&self) -> Result<Recording, JsonError> {
        let unusable = |why: String| JsonError::Unusable { kind: KIND, why };
        let times = self.stream(&TIME).ok_or_else(|| unusable("it has no stream of times".to_owned()))?;
        let rates = self.stream(&RATE).unwrap_or_default();
        if !rates.is_empty() && rates.len() != times.len() {
            return Err(unusable(format!("its streams differ in length: {} times and {} heart rates", times.len(), rates.len())));
        }
        let mut series = Series::default();
        let times: Vec<Option<i64>> = times.iter().map(|time| series.time(time)).collect();
        if usual_step(&times) > LONGEST_STEP {
            return Err(unusable("its times are no seconds: one follows the other by minutes".to_owned()));
        }
        for (index, time) in times.iter().enumerate() {
            if let Some(point) = series.at(*time) {
                point.rate = rates.get(index).and_then(rate).or(point.rate);
            }
        }
        series.check_times(times.len(), KIND)?;
        // Streams tell metres and seconds.
        self.add(&mut series, &times, &SPEED, |point, speed| point.motion.speed_kmh = Some(3.6 * speed));
        self.add(&mut series, &times, &DISTANCE, |point, metres| point.motion.distance_m = Some(metres));
        self.add(&mut series, &times, &GRADE, |point, percent| point.motion.grade_percent = Some(percent));
        series.claims.sport = text(self.activity, &["sport_type", "type"]).and_then(sport_words::word);
        series.recording(KIND, Start::OfZero(text(self.activity, &START).and_then(iso_time::wall)))
    }

    /// Adds a stream of movement; one of another length is told and left out.
    fn add(&self, series: &mut Series, times: &[Option<i64>], names: &[&str], set: fn(&mut Point, f64)) {
        let Some(values) = self.stream(names) else { return };
        if values.len() != times.len() {
            let name = names.first().copied().unwrap_or_default();
            series.warnings.push(format!("its stream of {name} has {} values for {} times and is left out", values.len(), times.len()));
            return;
        }
        for (time, value) in times.iter().zip(values) {
            if let (Some(time), Some(value)) = (time, number(value))
                && let Some(point) = series.at(Some(*time))
            {
                set(point, value);
            }
        }
    }
}
