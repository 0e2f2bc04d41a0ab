//! Training sessions of Polar Flow, as its export and its programming interface give them.

use serde_json::Value;

use super::error::JsonError;
use super::series::{Series, Start, field, list, number, rate, text};
use crate::format::iso_time;
use crate::format::recording::Recording;
use crate::format::sport_words;
use crate::format::track::Point;

const KIND: &str = "Polar Flow";
/// A minute in milliseconds.
const MINUTE: i64 = 60_000;
/// Names of the same thing in the export and in versions of the interface.
const START: [&str; 3] = ["startTime", "start-time", "start_time"];
const OFFSET: [&str; 5] = ["timeZoneOffset", "timezoneOffset", "timezoneOffsetMinutes", "start-time-utc-offset", "start_time_utc_offset"];
const STEP_S: [&str; 3] = ["recordingRate", "recording-rate", "recording_rate"];
const STEP_MS: [&str; 2] = ["intervalMillis", "interval-millis"];
const TYPE: [&str; 4] = ["sample-type", "sample_type", "sampleType", "type"];
const VALUES: [&str; 2] = ["values", "data"];

/// What a list of samples measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quantity {
    Rate,
    Speed,
    Distance,
}

impl Quantity {
    /// By its name in the export, and by its name or number in the interface.
    const NAMES: [(Self, [&str; 3]); 3] = [
        (Self::Rate, ["heartRate", "HEART_RATE", "0"]),
        (Self::Speed, ["speed", "SPEED", "1"]),
        (Self::Distance, ["distance", "DISTANCE", "10"]),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, names)| names.contains(&name)).map(|(quantity, _)| *quantity)
    }

    /// Speeds are in km/h and distances in metres.
    fn set(self, point: &mut Point, value: &Value) {
        match self {
            Self::Rate => point.rate = rate(value).or(point.rate),
            Self::Speed => point.motion.speed_kmh = number(value),
            Self::Distance => point.motion.distance_m = number(value),
        }
    }
}

/// The exercises of a session, or the one that the value is itself.
pub(super) fn exercises(value: &Value) -> Option<Vec<&Value>> {
    let is_exercise = |exercise: &&Value| field(exercise, &["samples"]).is_some_and(|samples| samples.is_object() || is_samples(samples));
    match list(value, &["exercises"]) {
        Some(all) => Some(all.iter().filter(is_exercise).collect()),
        None => Some(vec![value]).filter(|_| text(value, &START).is_some() && field(value, &["samples"]).is_some_and(is_samples)),
    }
}

/// Whether a value is the interface's list of samples.
fn is_samples(value: &Value) -> bool {
    value.as_array().is_some_and(|all| all.iter().any(|one| field(one, &TYPE).is_some() && field(one, &VALUES).is_some()))
}

/// Reads an exercise of a session.
///
/// # Errors
/// Its rates are none, or nothing tells when they were.
pub(super) fn read(exercise: &Value, session: &Value) -> Result<Recording, JsonError> {
    let unusable = |why: &str| JsonError::Unusable { kind: KIND, why: why.to_owned() };
    let offset = field(exercise, &OFFSET).or_else(|| field(session, &OFFSET)).and_then(number).filter(|minutes| minutes.abs() <= 1440.0);
    let clock = Clock {
        start: text(exercise, &START).or_else(|| text(session, &START)).and_then(iso_time::wall),
        offset: MINUTE * offset.unwrap_or(0.0) as i64,
    };
    let samples = field(exercise, &["samples"]).unwrap_or(&Value::Null);
    let mut series = Series::default();
    for (quantity, told) in quantities(samples) {
        let step = step(told).or_else(|| step(samples));
        let rows = match told {
            Value::Array(rows) => Rows::List(rows),
            other => match field(other, &VALUES) {
                Some(Value::Array(rows)) => Rows::List(rows),
                // The interface writes its numbers with commas between them.
                Some(Value::String(text)) => Rows::Text(text),
                _ => return Err(unusable("a list of its samples holds no values")),
            },
        };
        add(&mut series, quantity, rows, &clock, step).map_err(unusable)?;
    }
    if offset.is_none() {
        series.warnings.push("its times are of the watch's clock without an offset, and are taken as UTC".to_owned());
    }
    series.claims.sport = text(exercise, &["sport"]).and_then(sport_words::word);
    if clock.start.is_some() {
        series.count_from_1970();
    }
    series.recording(KIND, Start::OfZero(None))
}

/// The lists of samples, each with what it measures.
fn quantities(samples: &Value) -> Vec<(Quantity, &Value)> {
    let named = |list: &'_ Value| -> Option<Quantity> {
        match field(list, &TYPE)? {
            Value::String(name) => Quantity::named(name),
            other => Quantity::named(&other.to_string()),
        }
    };
    let lists = samples.as_array().or_else(|| samples.get("samples").and_then(Value::as_array));
    match (lists, samples.as_object()) {
        (Some(lists), _) => lists.iter().filter_map(|list| Some((named(list)?, list))).collect(),
        (None, Some(object)) => object.iter().filter_map(|(name, list)| Some((Quantity::named(name)?, list))).collect(),
        (None, None) => Vec::new(),
    }
}

/// The time between values in milliseconds, where they have no times of their own.
fn step(told: &Value) -> Option<i64> {
    let seconds = field(told, &STEP_S).and_then(number).or_else(|| field(told, &STEP_MS).and_then(number).map(|ms| ms / 1000.0));
    seconds.filter(|seconds| (0.001..=3600.0).contains(seconds)).map(|seconds| (seconds * 1000.0).round() as i64)
}

/// The watch's clock.
struct Clock {
    /// The start, as if it were UTC.
    start: Option<i64>,
    /// What the watch is ahead of UTC.
    offset: i64,
}

/// Values of a list.
enum Rows<'a> {
    List(&'a [Value]),
    Text(&'a str),
}

/// Adds the values of a list: each with its time, or one a step.
fn add(series: &mut Series, quantity: Quantity, rows: Rows<'_>, clock: &Clock, step: Option<i64>) -> Result<(), &'static str> {
    let from = clock.start.unwrap_or(0);
    let without = "nothing tells when its values were measured";
    match rows {
        Rows::List(rows) => {
            for (index, row) in rows.iter().enumerate() {
                let (time, value) = if row.is_object() {
                    let told = text(row, &["dateTime"]).and_then(iso_time::wall);
                    (told.map(|time| time - clock.offset), row.get("value").unwrap_or(&Value::Null))
                } else {
                    (Some(from - clock.offset + step.ok_or(without)? * index as i64), row)
                };
                if let Some(point) = series.at(time) {
                    quantity.set(point, value);
                }
            }
        }
        Rows::Text(text) => {
            let step = step.ok_or(without)?;
            for (index, cell) in text.split(',').enumerate() {
                if let Some(point) = series.at(Some(from - clock.offset + step * index as i64)) {
                    quantity.set(point, &Value::String(cell.to_owned()));
                }
            }
        }
    }
    Ok(())
}
