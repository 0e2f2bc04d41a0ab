//! The formats that runs are written in: the name of each, and the bytes of a run in it.

use serde_json::{Value, json};

use super::export_points::{self, EntryKind};
use super::export_summary::ExportSummary;
use super::reading::{Reading, TimedReading};
use super::recording::Recording;
use super::{fit, table, tcx};
use crate::session::{Command, DeviceRole, Span};

/// The formats that are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// A FIT activity, as sites take it.
    Fit,
    /// Garmin's Training Center XML.
    Tcx,
    /// A table of a row a second.
    Csv,
    /// Every sample, beat, lap, pause and prompt as one JSON object.
    Json,
}

impl Export {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Fit, Self::Tcx, Self::Csv, Self::Json];

    /// The word in flags, which is the ending of files too.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fit => "fit",
            Self::Tcx => "tcx",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// A run in this format.
    pub fn write(self, recording: &Recording, export_summary: &ExportSummary) -> Vec<u8> {
        let paused;
        let recording = if export_summary.belt_pauses.is_empty() {
            recording
        } else {
            paused = with_belt_pauses(recording, export_summary);
            &paused
        };
        match self {
            Self::Fit => fit::write(recording, export_summary),
            Self::Tcx => tcx::write(recording, export_summary).into_bytes(),
            Self::Csv => table::write(recording, export_summary).into_bytes(),
            Self::Json => object(recording, export_summary).into_bytes(),
        }
    }
}

/// The recording with what the belt did to its timer, as orders: other programs know no belts.
fn with_belt_pauses(recording: &Recording, export_summary: &ExportSummary) -> Recording {
    let mut recording = recording.clone();
    let pauses = export_summary.belt_pauses.iter().map(|(at, command)| TimedReading::new(*at, Reading::Command(*command)));
    recording.readings.extend(pauses);
    // Those of the same instant keep their order: what paused the run came before.
    recording.readings.sort_by_key(|stamped| stamped.at);
    recording
}

/// The JSON object, with a line for each sample so that it can be read by people too.
fn object(recording: &Recording, export_summary: &ExportSummary) -> String {
    let (sport, sub_sport) = export_points::sport(recording);
    let strap = export_points::device(recording, DeviceRole::HeartRate);
    let claims = &recording.claims;
    let zones: Vec<f64> = export_summary.time_in_zone.iter().map(|time| time.secs()).collect();
    let prompts: Vec<Value> = export_summary.prompts.iter().map(|p| json!({"at": p.at.secs(), "cue": p.kind.word()})).collect();
    let (mut samples, mut laps, mut pauses) = (Vec::new(), Vec::new(), Vec::new());
    for entry in export_points::export_points(recording) {
        let at = entry.at.secs();
        match entry.kind {
            EntryKind::Sample(sample) => {
                let mut object = serde_json::Map::new();
                object.insert("at".to_owned(), json!(at));
                let mut add = |name: &str, value: Option<Value>| {
                    if let Some(value) = value {
                        object.insert(name.to_owned(), value);
                    }
                };
                add("bpm", sample.rate.map(Value::from));
                let beats: Vec<f64> = sample.rr.iter().map(|rr| (rr.ms() * 10.0).round() / 10.0).collect();
                add("rr_ms", (!beats.is_empty()).then(|| json!(beats)));
                add("speed_kmh", sample.motion.speed_kmh.map(Value::from));
                add("grade_percent", sample.motion.grade_percent.map(Value::from));
                add("cadence_spm", sample.motion.cadence_spm.map(Value::from));
                add("distance_m", sample.motion.distance_m.map(Value::from));
                samples.push(Value::Object(object).to_string());
            }
            EntryKind::Command(Command::Lap) => laps.push(at),
            EntryKind::Command(Command::Pause) => pauses.push(json!({"from": at, "to": null})),
            EntryKind::Command(Command::Resume) => {
                if let Some(pause) = pauses.last_mut() {
                    pause["to"] = json!(at);
                }
            }
            EntryKind::Command(Command::Stop | Command::Hold | Command::LetGo | Command::CeilingDown | Command::CeilingUp) => {}
        }
    }
    let seconds = |claim: Option<f64>, ours: Span| claim.unwrap_or(ours.secs());
    let head = json!({
        "schema": 1,
        "format": recording.format(),
        "sport": sport,
        "sub_sport": sub_sport,
        "device": claims.device.clone().or(strap.name),
        "started_at": recording.started_at.map(|start| start.to_string()),
        "elapsed_s": seconds(claims.elapsed_s, export_summary.elapsed.since_start()),
        "timer_s": seconds(claims.timer_s, export_summary.timer.since_start()),
        "distance_m": claims.distance_m.or(export_summary.distance_m),
        "ceiling_bpm": export_summary.ceiling,
        "zone_bounds": export_summary.zone_bounds,
        "time_in_zone_s": zones,
        "laps_at": laps,
        "pauses": pauses,
        "prompts": prompts,
        "effort": export_summary.effort.map(|effort| effort.rating()),
        "recovered_to_bpm": export_summary.recovered_to.map(|bpm| bpm.whole()),
    });
    let head = head.to_string();
    format!("{},\"samples\":[\n{}\n]}}\n", head.strip_suffix('}').unwrap_or(&head), samples.join(",\n"))
}
