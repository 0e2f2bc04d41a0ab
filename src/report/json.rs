//! The object of `report --json` and of the `summary` line: fixed fields in a fixed order.

use std::fmt::Display;

use serde_json::Value;

use super::words;
use crate::analysis::{self, HeartRates, PromptOutcome, RrSummary, Summary};
use crate::format::{ColumnUse, FileMetadata, Origin, json_lines};
use crate::session::{Elapsed, Session, Span, Talk};

/// Where the run came from, for the object's first fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
    /// The file, as named by the user; none on the summary line, which is the same wherever the run is kept.
    pub file: Option<String>,
    /// What it was read from.
    pub origin: Origin,
    /// The format of the file; "journal" for a run of our own.
    pub format: &'static str,
    /// The start in RFC 3339, where the wall clock is known.
    pub started_at: Option<String>,
    /// Metadata of the file.
    pub claims: FileMetadata,
    /// What was odd about it.
    pub warnings: Vec<String>,
}

impl Provenance {
    /// The device that recorded, else the strap.
    pub(super) fn device(&self, summary: &Summary) -> Option<String> {
        self.claims.device.clone().or_else(|| summary.strap.name.clone())
    }

    /// The distance in metres by the file's metadata, else by its readings.
    pub(super) fn distance_m(&self, summary: &Summary) -> Option<f64> {
        self.claims.distance_m.or(summary.distance_m)
    }
}

/// The report of a run as one line of JSON. With `kind`, its first field is `type`.
pub fn object(session: &Session, from: &Provenance, kind: Option<&str>) -> String {
    let summary = analysis::summary(session);
    let mut object = Object::default();
    if let Some(kind) = kind {
        object.add("type", text(kind));
    }
    add_source(&mut object, &summary, from);
    add_times(&mut object, &summary, from);
    object.add("heart_rate", heart_rate(&summary.heart_rate));
    object.add("legs", text(session.setup().plan.legs.word()));
    object.add("ceiling_bpm", json_lines::number(session.setup().ceiling()));
    object.add("zone_bounds", json_lines::bounds(session.setup()));
    add_zones(&mut object, &summary, from);
    object.add("doubted_samples", summary.doubted);
    object.add("rr", beats(&summary.rr));
    object.add("drift_bpm", decimals(summary.drift_bpm, 1));
    object.add("end_bpm", decimals(summary.end_bpm, 1));
    let cues = summary.cues.iter().fold(Object::default(), |object, (kind, times)| object.with(kind.word(), times));
    object.add("cues", cues.close());
    object.add("prompts", list(summary.prompts.iter().map(prompt)));
    add_load_and_answers(&mut object, &summary);
    let warnings: Vec<String> = from.warnings.iter().cloned().chain(words::max_shown(session)).collect();
    object.add("warnings", Value::from(warnings));
    // The summary line of a run is the same whatever the run was read from.
    if kind.is_none() {
        object.add("columns", list(from.claims.columns.iter().map(column)));
    }
    object.close()
}

/// A JSON object in the making, without its last brace.
#[derive(Default)]
struct Object(String);

impl Object {
    fn add(&mut self, name: &str, value: impl Display) {
        let before = if self.0.is_empty() { '{' } else { ',' };
        self.0 += &format!("{before}\"{name}\":{value}");
    }

    fn with(mut self, name: &str, value: impl Display) -> Self {
        self.add(name, value);
        self
    }

    fn close(self) -> String {
        if self.0.is_empty() { "{}".to_owned() } else { self.0 + "}" }
    }
}

/// Where the run came from.
fn add_source(object: &mut Object, summary: &Summary, from: &Provenance) {
    let claims = &from.claims;
    let live = matches!(from.origin, Origin::Strap | Origin::Pipe | Origin::Demo);
    let sport = claims.sport.clone().or_else(|| live.then(|| "running".to_owned()));
    let sub_sport = claims.sub_sport.clone().or_else(|| live.then(|| "treadmill".to_owned()));
    object.add("schema", 1);
    object.add("file", optional(from.file.as_deref()));
    object.add("format", text(from.format));
    object.add("sport", optional(sport.as_deref()));
    object.add("sub_sport", optional(sub_sport.as_deref()));
    object.add("device", optional(from.device(summary).as_deref()));
    object.add("started_at", optional(from.started_at.as_deref()));
}

/// Times, distance and laps: by the file's metadata, else by its readings.
fn add_times(object: &mut Object, summary: &Summary, from: &Provenance) {
    let claims = &from.claims;
    let time = |claimed: Option<f64>, computed: Span| claimed.map_or_else(|| json_lines::span(computed), |secs| decimals(Some(secs), 3));
    object.add("elapsed_s", time(claims.elapsed_s, summary.elapsed.since_start()));
    object.add("timer_s", time(claims.timer_s, summary.timer.since_start()));
    object.add("slept_s", json_lines::span(summary.slept));
    object.add("distance_m", decimals(from.distance_m(summary), 2));
    let pace = from.distance_m(summary).and_then(|metres| Summary::pace(metres, claims.timer_s.unwrap_or(summary.timer.secs())));
    object.add("pace_s_per_km", decimals(pace, 1));
    object.add("laps", claims.laps.unwrap_or(summary.laps));
}

fn add_zones(object: &mut Object, summary: &Summary, from: &Provenance) {
    let in_zones = || summary.time_in_zone.iter().map(|zone| zone.secs()).sum::<f64>();
    let no_data = from
        .claims
        .elapsed_s
        .map_or_else(|| json_lines::span(summary.no_data), |elapsed| decimals(Some((elapsed - in_zones()).max(0.0)), 3));
    object.add("time_in_zone_s", list(summary.time_in_zone.map(json_lines::span)));
    object.add("above_ceiling_s", json_lines::span(summary.above_ceiling));
    object.add("no_data_s", no_data);
    object.add("believed_time_in_zone_s", list(summary.believed_in_zone.map(json_lines::span)));
    object.add("easy_percent", decimals(summary.easy_share.map(easy_percent), 1));
    object.add("longest_above_s", json_lines::span(summary.longest_excursion));
}

/// In percent; at most 99.9 where it is not all.
fn easy_percent(share: f64) -> f64 {
    if share < 1.0 { (100.0 * share).min(99.9) } else { 100.0 }
}

fn heart_rate(rates: &HeartRates) -> String {
    let bpm = |rate: Option<u8>| rate.map_or_else(null, |bpm| bpm.to_string());
    let object = Object::default().with("samples", rates.samples).with("mean", decimals(rates.mean, 3));
    object.with("min", bpm(rates.min)).with("max", bpm(rates.max)).close()
}

fn beats(rr: &RrSummary) -> String {
    Object::default()
        .with("count", rr.count)
        .with("artefact_percent", decimals(rr.artefact_percent, 2))
        .with("rmssd_ms", decimals(rr.rmssd_ms, 1))
        .with("dfa_alpha1", decimals(rr.dfa_alpha1, 2))
        .with("aerobic_threshold_bpm", decimals(rr.threshold.map(|estimate| estimate.bpm), 1))
        .with("early_alpha1", decimals(rr.early_alpha1, 2))
        .close()
}

fn column(column: &ColumnUse) -> String {
    let unit = Some(column.unit).filter(|unit| !unit.is_empty());
    Object::default().with("name", text(&column.name)).with("meaning", text(column.meaning)).with("unit", optional(unit)).close()
}

fn prompt(prompt: &PromptOutcome) -> String {
    let settled = prompt.settled_after.map_or_else(null, json_lines::span);
    Object::default().with("cue", text(prompt.kind.word())).with("at", json_lines::at(prompt.at)).with("settled_after_s", settled).close()
}

/// Load, recovery, efficiency, and what the runner answered.
fn add_load_and_answers(object: &mut Object, summary: &Summary) {
    let measures = summary.measures;
    object.add("load_edwards", decimals(measures.load_edwards, 1));
    object.add("load_banister", decimals(measures.load_banister, 1));
    object.add("recovery_hr_bpm", decimals(measures.recovery_hr_bpm, 1));
    object.add("decoupling_percent", decimals(measures.decoupling_percent, 1));
    let test = |at: Elapsed, answer: Option<Talk>| {
        Object::default().with("at", json_lines::at(at)).with("answer", optional(answer.map(Talk::word)))
    };
    object.add("talk_test", list(summary.talk.iter().map(|asked| test(asked.at, asked.answer).close())));
    object.add("effort", summary.effort.map_or_else(null, |effort| effort.rating().to_string()));
    object.add("gain_bpm_per_kmh", decimals(summary.gain.map(|gain| gain.bpm_per_kmh), 1));
}

fn list(values: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", values.into_iter().collect::<Vec<_>>().join(","))
}

fn text(value: &str) -> String {
    Value::from(value).to_string()
}

fn optional(value: Option<&str>) -> String {
    Value::from(value).to_string()
}

fn null() -> String {
    "null".to_owned()
}

/// A number with so many decimals, without the sign of what rounds to nothing; null where it is not known.
fn decimals(value: Option<f64>, places: usize) -> String {
    let Some(value) = value else { return null() };
    let rounded = format!("{value:.places$}");
    if rounded.trim_start_matches(['-', '0', '.']).is_empty() { rounded.trim_start_matches('-').to_owned() } else { rounded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_never_more_or_less_than_what_it_stands_for() {
        assert_eq!([-0.04, -0.06].map(|value| decimals(Some(value), 1)), ["0.0", "-0.1"]);
        assert_eq!([0.5, 0.9999, 1.0].map(easy_percent), [50.0, 99.9, 100.0]);
        assert_eq!((decimals(None, 1), Object::default().close()), ("null".to_owned(), "{}".to_owned()));
    }
}
