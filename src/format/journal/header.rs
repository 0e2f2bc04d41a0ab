//! The journal's first line: what has to be known to fold the rest.

use std::ops::RangeInclusive;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::JournalError;
use crate::format::limits;
use crate::format::recording::{FileMetadata, Origin};
use crate::heart::{Athlete, Gain, ZoneModel, Zones};
use crate::session::{BaselineAlpha1, Features, HoldPlan, Learned, Legs, Plan, Setup};

/// The version written; newer ones are refused, since their lines may mean something else. Version 1 is read for ever: it
/// differs only in that its lines name no device, all being the strap's, and that it calls device information `strap`.
pub const VERSION: u32 = 2;
const NAME: &str = "recovery-run";
/// What alpha1 can be, its mean and its spread alike. A design choice: the estimate lies between 0 and 2 by what it is.
const ALPHA1: RangeInclusive<f64> = 0.0..=3.0;
/// So many runs can stand behind what was learned. A design choice: more than anyone records.
const RUNS: RangeInclusive<usize> = 1..=100_000;

/// The first line, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// The version of the program that wrote it.
    pub app: String,
    /// The wall clock at elapsed zero; the only wall-clock time in the file.
    pub started_at: Timestamp,
    /// Where the readings came from.
    pub origin: Origin,
    /// What the run was measured by.
    pub setup: Setup,
    /// The file it was imported from; none for a run of our own.
    pub imported: Option<Imported>,
}

/// What an imported file said of itself beside its readings.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Imported {
    /// The file's name.
    pub from: String,
    /// Its claims.
    #[serde(flatten)]
    pub claims: FileMetadata,
}

#[derive(Serialize, Deserialize)]
struct HeaderLine {
    journal: String,
    version: u32,
    #[serde(default)]
    app: String,
    started_at: Timestamp,
    origin: String,
    #[serde(deserialize_with = "known_numbers")]
    athlete: Athlete,
    zone_model: ZoneModel,
    zone_bounds: [f64; 5],
    zone_basis: String,
    #[serde(default)]
    ceiling: Option<f64>,
    minutes: u16,
    legs: Legs,
    /// Runs from before it was kept followed none but the milestones.
    #[serde(default)]
    method: Features,
    #[serde(default, skip_serializing_if = "HoldPlan::is_off")]
    hold: HoldPlan,
    #[serde(default, skip_serializing_if = "is_nothing")]
    own: Learned,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    imported: Option<Imported>,
}

fn is_nothing(own: &Learned) -> bool {
    *own == Learned::default()
}

/// The configuration refuses keys it does not know, since they are typing errors; a journal passes over them, as it does
/// everywhere else, since they are a later program's.
fn known_numbers<'de, D: serde::Deserializer<'de>>(athlete: D) -> Result<Athlete, D::Error> {
    let mut fields = serde_json::Map::deserialize(athlete)?;
    fields.retain(|key, _| ["age", "max_hr", "resting_hr", "threshold_hr", "weight_kg", "sex", "maf"].contains(&key.as_str()));
    Athlete::deserialize(serde_json::Value::Object(fields)).map_err(serde::de::Error::custom)
}

/// The header's line, without its end.
pub fn header_line(header: &Header) -> String {
    let setup = &header.setup;
    let line = HeaderLine {
        journal: NAME.to_owned(),
        version: VERSION,
        app: header.app.clone(),
        started_at: header.started_at,
        origin: header.origin.word().to_owned(),
        athlete: setup.athlete.clone(),
        zone_model: setup.zones.model(),
        zone_bounds: setup.zones.bounds(),
        zone_basis: setup.zones.basis().to_owned(),
        ceiling: setup.ceiling,
        minutes: setup.plan.minutes,
        legs: setup.plan.legs,
        method: setup.plan.method,
        hold: setup.plan.hold,
        own: setup.own,
        imported: header.imported.clone(),
    };
    serde_json::to_string(&line).expect("a header of strings and finite numbers is always JSON")
}

/// Reads the header's line, without its end.
///
/// # Errors
/// It is of a later version, or a field is missing, of another kind, or a number that cannot be.
pub(super) fn read_header(line: &[u8]) -> Result<Header, JournalError> {
    #[derive(Deserialize)]
    struct Version {
        journal: String,
        version: u32,
    }
    let unreadable = |error: serde_json::Error| JournalError::Header(error.to_string());
    let version: Version = serde_json::from_slice(line).map_err(unreadable)?;
    if version.journal != NAME {
        return Err(JournalError::Foreign);
    }
    if version.version > VERSION {
        return Err(JournalError::Newer { version: version.version, known: VERSION });
    }
    let line: HeaderLine = serde_json::from_slice(line).map_err(unreadable)?;
    let origin = Origin::from_word(&line.origin).ok_or_else(|| JournalError::Header(format!("{} is no origin", line.origin)))?;
    line.validate()?;
    let zones = Zones::new(line.zone_model, line.zone_bounds, line.zone_basis)?;
    let plan = Plan { minutes: line.minutes, legs: line.legs, method: line.method, hold: line.hold };
    let setup = Setup { own: line.own, athlete: line.athlete, zones, ceiling: line.ceiling, plan };
    Ok(Header { app: line.app, started_at: line.started_at, origin, setup, imported: line.imported })
}

impl HeaderLine {
    /// Checks every number but the zones' bounds, which are checked where zones are made.
    fn validate(&self) -> Result<(), JournalError> {
        self.athlete.validate()?;
        within("ceiling", self.ceiling, &Zones::CEILING)?;
        let (shortest, longest) = Plan::MINUTES.into_inner();
        within("minutes", Some(f64::from(self.minutes)), &(f64::from(shortest)..=f64::from(longest)))?;
        within("own.bpm_per_kmh", self.own.bpm_per_kmh, &Gain::POSSIBLE)?;
        if let Some(BaselineAlpha1 { mean, sd, runs }) = self.own.alpha1 {
            within("own.alpha1.mean", Some(mean), &ALPHA1)?;
            within("own.alpha1.sd", Some(sd), &ALPHA1)?;
            counted("own.alpha1.runs", Some(runs), &RUNS)?;
        }
        if let Some(Imported { claims, .. }) = &self.imported {
            within("imported.elapsed_s", claims.elapsed_s, &limits::DURATION_S)?;
            within("imported.timer_s", claims.timer_s, &limits::DURATION_S)?;
            within("imported.distance_m", claims.distance_m, &limits::DISTANCE_M)?;
            counted("imported.laps", claims.laps, &limits::LAPS)?;
        }
        Ok(())
    }
}

fn within(what: &'static str, value: Option<f64>, range: &RangeInclusive<f64>) -> Result<(), JournalError> {
    match value {
        Some(value) if !range.contains(&value) => Err(JournalError::Number { what, value, low: *range.start(), high: *range.end() }),
        Some(_) | None => Ok(()),
    }
}

fn counted(what: &'static str, value: Option<usize>, range: &RangeInclusive<usize>) -> Result<(), JournalError> {
    within(what, value.map(|value| value as f64), &(*range.start() as f64..=*range.end() as f64))
}
