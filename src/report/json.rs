//! The object of `report --json` and of the `summary` line: fixed fields in a fixed order.

use std::fmt::Write as _;

use serde_json::Value;

use crate::analysis::{self, Summary};
use crate::format::{FileMetadata, Origin, json_lines};
use crate::session::{Session, Span, Talk};

/// Where the run came from, for the object's first fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
    /// The file, as named by the user; none on the summary line, which speaks of the run and not of where it is kept.
    pub file: Option<String>,
    /// What it was read from.
    pub origin: Origin,
    /// The format of the file; "journal" for a run of our own.
    pub format: &'static str,
    /// The start in RFC 3339, where the wall clock is known.
    pub started_at: Option<String>,
    /// What the file says of itself.
    pub claims: FileMetadata,
    /// What was odd about it.
    pub warnings: Vec<String>,
}

impl Provenance {
    /// The device that recorded, else the strap.
    pub(super) fn device(&self, summary: &Summary) -> Option<String> {
        self.claims.device.clone().or_else(|| summary.strap.name.clone())
    }

    /// The distance in metres that the file tells, else the one its readings come to.
    pub(super) fn distance_m(&self, summary: &Summary) -> Option<f64> {
        self.claims.distance_m.or(summary.distance_m)
    }
}

/// The report of a run as one line of JSON. With `kind`, its first field is `type`.
pub fn object(session: &Session, from: &Provenance, kind: Option<&str>) -> String {
    let summary = analysis::summary(session);
    let claims = &from.claims;
    let live = matches!(from.origin, Origin::Strap | Origin::Pipe | Origin::Demo);
    let device = from.device(&summary);
    let sport = claims.sport.clone().or_else(|| live.then(|| "running".to_owned()));
    let sub_sport = claims.sub_sport.clone().or_else(|| live.then(|| "treadmill".to_owned()));
    let cues: Vec<String> = summary.cues.iter().map(|(kind, times)| format!("{}:{times}", text(kind.word()))).collect();
    let prompts: Vec<String> = summary
        .prompts
        .iter()
        .map(|prompt| {
            format!(
                r#"{{"cue":{},"at":{},"settled_after_s":{}}}"#,
                text(prompt.kind.word()),
                json_lines::at(prompt.at),
                prompt.settled_after.map_or_else(null, json_lines::span)
            )
        })
        .collect();

    let mut json = String::from("{");
    let mut field = |name: &str, value: &str| {
        let comma = if json.len() > 1 { "," } else { "" };
        // Writing to a String cannot fail.
        let _ = write!(json, "{comma}\"{name}\":{value}");
    };
    if let Some(kind) = kind {
        field("type", &text(kind));
    }
    field("schema", "1");
    field("file", &optional(from.file.as_deref()));
    field("format", &text(from.format));
    field("sport", &optional(sport.as_deref()));
    field("sub_sport", &optional(sub_sport.as_deref()));
    field("device", &optional(device.as_deref()));
    field("started_at", &optional(from.started_at.as_deref()));
    let no_data = claims.elapsed_s.map_or_else(
        || json_lines::span(summary.no_data),
        |elapsed| decimals((elapsed - summary.time_in_zone.iter().map(|zone| zone.secs()).sum::<f64>()).max(0.0), 3),
    );
    field("elapsed_s", &claims.elapsed_s.map_or_else(|| json_lines::at(summary.elapsed), |secs| decimals(secs, 3)));
    field("timer_s", &claims.timer_s.map_or_else(|| json_lines::span(summary.timer.since_start()), |secs| decimals(secs, 3)));
    field("slept_s", &json_lines::span(summary.slept));
    field("distance_m", &from.distance_m(&summary).map_or_else(null, |metres| decimals(metres, 2)));
    field("laps", &claims.laps.unwrap_or(summary.laps).to_string());
    let rates = summary.heart_rate;
    field(
        "heart_rate",
        &format!(
            r#"{{"samples":{},"mean":{},"min":{},"max":{}}}"#,
            rates.samples,
            rates.mean.map_or_else(null, |mean| decimals(mean, 3)),
            rates.min.map_or_else(null, |min| min.to_string()),
            rates.max.map_or_else(null, |max| max.to_string()),
        ),
    );
    field("ceiling_bpm", &json_lines::number(session.setup().ceiling()));
    field("zone_bounds", &json_lines::bounds(session.setup()));
    field("time_in_zone_s", &zones(summary.time_in_zone));
    field("above_ceiling_s", &json_lines::span(summary.above_ceiling));
    field("no_data_s", &no_data);
    field("believed_time_in_zone_s", &zones(summary.believed_in_zone));
    field("easy_percent", &summary.easy_share.map_or_else(null, |share| decimals(100.0 * share, 1)));
    field("longest_above_s", &json_lines::span(summary.longest_excursion));
    field("doubted_samples", &summary.doubted.to_string());
    field(
        "rr",
        &format!(
            r#"{{"count":{},"artefact_percent":{},"rmssd_ms":{},"dfa_alpha1":{},"aerobic_threshold_bpm":{},"early_alpha1":{}}}"#,
            summary.rr.count,
            summary.rr.artefact_percent.map_or_else(null, |percent| decimals(percent, 2)),
            summary.rr.rmssd_ms.map_or_else(null, |ms| decimals(ms, 1)),
            summary.rr.dfa_alpha1.map_or_else(null, |alpha1| decimals(alpha1, 2)),
            summary.rr.threshold.map_or_else(null, |estimate| decimals(estimate.bpm, 1)),
            summary.rr.early_alpha1.map_or_else(null, |alpha1| decimals(alpha1, 2)),
        ),
    );
    field("drift_bpm", &summary.drift_bpm.map_or_else(null, |drift| decimals(drift, 1)));
    field("cues", &format!("{{{}}}", cues.join(",")));
    field("prompts", &format!("[{}]", prompts.join(",")));
    let measures = summary.measures;
    let tenths = |value: Option<f64>| value.map_or_else(null, |value| decimals(value, 1));
    field("load_edwards", &tenths(measures.load_edwards));
    field("load_banister", &tenths(measures.load_banister));
    field("recovery_hr_bpm", &tenths(measures.recovery_hr_bpm));
    field("decoupling_percent", &tenths(measures.decoupling_percent));
    let talk: Vec<String> = summary
        .talk
        .iter()
        .map(|test| format!(r#"{{"at":{},"answer":{}}}"#, json_lines::at(test.at), optional(test.answer.map(Talk::word))))
        .collect();
    field("talk_test", &format!("[{}]", talk.join(",")));
    field("effort", &summary.effort.map_or_else(null, |effort| effort.rating().to_string()));
    field("gain_bpm_per_kmh", &tenths(summary.gain.map(|gain| gain.bpm_per_kmh)));
    field("warnings", &Value::from(from.warnings.clone()).to_string());
    json.push('}');
    json
}

fn zones(in_zone: [Span; 6]) -> String {
    format!("[{}]", in_zone.map(json_lines::span).join(","))
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

fn decimals(value: f64, places: usize) -> String {
    // No "-0.0" for what rounds to nothing.
    let rounded = format!("{value:.places$}");
    if rounded.trim_start_matches(['-', '0', '.']).is_empty() { rounded.trim_start_matches('-').to_owned() } else { rounded }
}
