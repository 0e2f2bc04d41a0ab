//! Our own export to JSON, read back.

use serde_json::Value;

use super::error::JsonError;
use super::series::{check_rates, finish, list, number, rate, text};
use crate::format::iso_time;
use crate::format::limits;
use crate::format::recording::{FileMetadata, Recording};
use crate::format::sanitize::plain;
use crate::format::track::{Point, Track};
use crate::heart::RrInterval;
use crate::session::{Command, Motion};

const KIND: &str = "recovery-run";

/// Whether a value is an export of ours.
pub(super) fn is_own(value: &Value) -> bool {
    value.get("schema").is_some() && list(value, &["samples"]).is_some_and(|samples| samples.iter().all(|one| one.get("at").is_some()))
}

/// Whether a value is a report of ours, which has the same names and no samples.
pub(super) fn is_report(value: &Value) -> bool {
    ["schema", "heart_rate", "time_in_zone_s"].iter().all(|name| value.get(name).is_some())
}

/// Reads an export of ours.
///
/// # Errors
/// Its rates are none.
pub(super) fn read(value: &Value) -> Result<Recording, JsonError> {
    let (mut track, mut warnings, mut astray) = (Track::default(), Vec::new(), 0);
    // Times count from the start, also where the first rate came later.
    track.points.push(Point { time: Some(0), ..Point::default() });
    for sample in list(value, &["samples"]).unwrap_or_default() {
        let Some(at) = sample.get("at").and_then(milliseconds) else {
            astray += 1;
            continue;
        };
        let told = |name: &str| sample.get(name).and_then(number);
        let motion = Motion {
            speed_kmh: told("speed_kmh"),
            grade_percent: told("grade_percent"),
            cadence_spm: told("cadence_spm"),
            distance_m: told("distance_m"),
            elapsed_s: None,
        };
        track.points.push(Point { time: Some(at), rate: sample.get("bpm").and_then(rate), motion, beats: 0 });
        let beats = list(sample, &["rr_ms"]).unwrap_or_default();
        track.add_beats(beats.iter().filter_map(number).filter_map(RrInterval::from_ms));
    }
    if astray > 0 {
        warnings.push(format!("{astray} samples have no time and are left out"));
    }
    check_rates(&track).map_err(|why| JsonError::Unusable { kind: KIND, why })?;
    track.commands = commands(value);
    let start = text(value, &["started_at"]).and_then(iso_time::wall).and_then(iso_time::dated);
    Ok(finish(track, start, claims(value), warnings))
}

fn claims(value: &Value) -> FileMetadata {
    let word = |name: &str| text(value, &[name]).map(plain).filter(|word| !word.trim().is_empty());
    let told = |name: &str| value.get(name).and_then(number);
    FileMetadata {
        sport: word("sport"),
        sub_sport: word("sub_sport"),
        device: word("device"),
        elapsed_s: told("elapsed_s"),
        timer_s: told("timer_s"),
        distance_m: told("distance_m"),
        laps: list(value, &["laps_at"]).map(|laps| laps.len() + 1),
        ..FileMetadata::default()
    }
}

fn commands(value: &Value) -> Vec<(i64, Command)> {
    let laps = list(value, &["laps_at"]).unwrap_or_default();
    let mut commands: Vec<_> = laps.iter().filter_map(milliseconds).map(|at| (at, Command::Lap)).collect();
    for pause in list(value, &["pauses"]).unwrap_or_default() {
        let end = |name: &str| pause.get(name).and_then(milliseconds);
        if let Some(from) = end("from") {
            commands.push((from, Command::Pause));
            commands.extend(end("to").filter(|to| *to >= from).map(|to| (to, Command::Resume)));
        }
    }
    commands.sort_by_key(|(at, _)| *at);
    commands
}

/// A time of the run in milliseconds, from seconds.
fn milliseconds(value: &Value) -> Option<i64> {
    number(value).filter(|seconds| limits::DURATION_S.contains(seconds)).map(|seconds| (seconds * 1000.0).round() as i64)
}
