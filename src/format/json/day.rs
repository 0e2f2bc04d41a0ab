//! Heart rates of a day or of a while, apart from any activity: Fitbit's export and its programming interface, and Google Fit's
//! part of a takeout.

use serde_json::Value;

use super::error::JsonError;
use super::series::{Series, Start, field, list, number, rate, text};
use crate::format::iso_time;
use crate::format::recording::Recording;

const FITBIT: &str = "Fitbit";
const GOOGLE: &str = "Google Fit";
/// Longer than this, in milliseconds, it is no run but a day. A design choice: longer than a marathon takes most.
const A_DAY: i64 = 6 * 3_600_000;
/// What Fitbit writes where the device was not worn: this rate, of no confidence.
const NOT_WORN: (f64, f64) = (70.0, 0.0);
/// The name of the part of Fitbit's answer that has rates within a day.
const INTRADAY: [&str; 1] = ["activities-heart-intraday"];

/// Whether a value is a list of Fitbit's rates, each with a date of its own.
pub(super) fn is_fitbit_export(value: &Value) -> bool {
    let is_rate =
        |row: &Value| text(row, &["dateTime"]).is_some() && field(row, &["value"]).is_some_and(|value| value.get("bpm").is_some());
    value.as_array().is_some_and(|rows| rows.first().is_some_and(is_rate))
}

/// Reads Fitbit's export of a day.
///
/// # Errors
/// Its rates are none, or its dates cannot be read.
pub(super) fn read_fitbit_export(value: &Value) -> Result<Recording, JsonError> {
    let mut series = Series::default();
    for row in value.as_array().into_iter().flatten() {
        let time = text(row, &["dateTime"]).and_then(|text| month_first(text).or_else(|| iso_time::wall(text)));
        if let (Some(point), Some(told)) = (series.at(time), row.get("value")) {
            let of = |name: &str| told.get(name).and_then(number);
            let worn = of("bpm").zip(of("confidence")) != Some(NOT_WORN);
            point.rate = told.get("bpm").and_then(rate).filter(|_| worn);
        }
    }
    series.count_from_1970();
    told(series, FITBIT, Start::OfZero(None))
}

/// "05/04/24 09:05:07": Fitbit's exports have the month first, two digits of the year, and UTC.
fn month_first(text: &str) -> Option<i64> {
    let (day, time) = text.trim().split_once(' ')?;
    let mut parts = day.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    let year = if year.len() == 2 { format!("20{year}") } else { year.to_owned() };
    iso_time::wall(&format!("{year}-{month}-{day}T{time}")).filter(|_| parts.next().is_none())
}

/// The rates within a day of Fitbit's programming interface.
pub(super) fn intraday(value: &Value) -> Option<&[Value]> {
    list(field(value, &INTRADAY)?, &["dataset"])
}

/// Reads what Fitbit's programming interface answers.
///
/// # Errors
/// Its rates are none, or most of them have no time.
pub(super) fn read_intraday(value: &Value) -> Result<Recording, JsonError> {
    let mut series = Series::default();
    for row in intraday(value).unwrap_or_default() {
        let time = row.get("time").and_then(|time| series.time(time));
        if let Some(point) = series.at(time) {
            point.rate = row.get("value").and_then(rate);
        }
    }
    let date = list(value, &["activities-heart"]).and_then(|days| text(days.first()?, &["dateTime"]));
    let first = intraday(value).and_then(|rows| text(rows.first()?, &["time"]));
    let start = date.zip(first).and_then(|(date, time)| iso_time::wall(&format!("{date}T{time}")));
    if start.is_some() {
        series.warnings.push("its times are of the wearer's clock without an offset, and are taken as UTC".to_owned());
    }
    told(series, FITBIT, Start::OfFirst(start))
}

/// The heart rates of Google Fit's part of a takeout.
pub(super) fn data_points(value: &Value) -> Option<&[Value]> {
    let is_rate = |point: &Value| text(point, &["dataTypeName"]).is_some_and(|name| name.ends_with("heart_rate.bpm"));
    list(value, &["Data Points"]).filter(|points| points.iter().any(is_rate))
}

/// Reads a file of Google Fit's part of a takeout.
///
/// # Errors
/// Its rates are none, or most of them have no time.
pub(super) fn read_data_points(points: &[Value]) -> Result<Recording, JsonError> {
    let mut series = Series::default();
    for point in points {
        let nanoseconds = field(point, &["endTimeNanos", "startTimeNanos"]).and_then(number).filter(|time| (0.0..1e20).contains(time));
        // A value for a stretch of time has three numbers, of which none is a rate at a moment.
        let [value] = list(point, &["fitValue"]).unwrap_or_default() else { continue };
        let told = field(value, &["value"]).and_then(|value| field(value, &["fpVal", "intVal"]));
        if let Some(point) = series.at(nanoseconds.map(|time| (time / 1e6) as i64)) {
            point.rate = told.and_then(rate);
        }
    }
    series.count_from_1970();
    told(series, GOOGLE, Start::OfZero(None))
}

/// The recording, with a word where it is a day's and no run's.
fn told(mut series: Series, kind: &'static str, start: Start) -> Result<Recording, JsonError> {
    if series.length() > A_DAY {
        series.warnings.push("it tells the heart rate of a day and not of a run".to_owned());
        series.claims.sport = Some("generic".to_owned());
    }
    series.recording(kind, start)
}
