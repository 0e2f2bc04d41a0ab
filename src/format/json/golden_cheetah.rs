//! Activities of GoldenCheetah: one object a sample, its quantities by names in capitals.

use serde_json::Value;

use super::error::JsonError;
use super::series::{Series, Start, field, list, number, rate, text};
use crate::format::iso_time;
use crate::format::recording::Recording;
use crate::format::sanitize::plain;
use crate::format::sport_words;

const KIND: &str = "GoldenCheetah";

/// The activity of a value.
pub(super) fn ride(value: &Value) -> Option<&Value> {
    field(value, &["RIDE"]).filter(|ride| list(ride, &["SAMPLES"]).is_some())
}

/// Reads an activity.
///
/// # Errors
/// Its rates are none, or most samples have no time.
pub(super) fn read(ride: &Value) -> Result<Recording, JsonError> {
    let mut series = Series::default();
    let samples = list(ride, &["SAMPLES"]).unwrap_or_default();
    for sample in samples {
        let told = |name: &str| sample.get(name).and_then(number);
        let time = sample.get("SECS").and_then(|secs| series.time(secs));
        if let Some(point) = series.at(time) {
            point.rate = sample.get("HR").and_then(rate);
            point.motion.speed_kmh = told("KPH");
            point.motion.distance_m = told("KM").map(|km| 1000.0 * km);
            point.motion.grade_percent = told("SLOPE");
        }
    }
    series.check_times(samples.len(), KIND)?;
    series.claims.sport = field(ride, &["TAGS"]).and_then(|tags| text(tags, &["Sport", "SPORT"])).and_then(sport_words::word);
    series.claims.device = text(ride, &["DEVICETYPE"]).map(|device| plain(device).trim().to_owned()).filter(|device| !device.is_empty());
    series.recording(KIND, Start::OfZero(text(ride, &["STARTTIME"]).and_then(iso_time::wall)))
}
