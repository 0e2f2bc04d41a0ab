//! The journal: one JSON Lines file a run, inputs only. A header, then a line a reading with the bytes as they came.
//! Turns lines to values and back; opens no file.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Characteristic, FileMetadata, Origin, Reading, Recording, TimedReading, json_lines, stdin_lines};
use crate::heart::{Athlete, AthleteError, BodyLocation, Contact, HeartRateMeasurement, RrInterval, ZoneModel, Zones};
use crate::session::{
    Answer, Command, DeviceInfo, DeviceRole, Effort, Elapsed, EventSource, Features, Learned, Legs, Link, Motion, Plan, Setup, Span, Talk,
};

/// The version written; newer ones are refused, since their lines may mean something else.
pub const VERSION: u32 = 2;
const NAME: &str = "recovery-run";

/// The first line: what has to be known to fold the rest.
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
    /// Where it was brought in from; none for a run of our own.
    pub imported: Option<Imported>,
}

/// What a file that was brought in said of itself beside its readings.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Imported {
    /// The file's name.
    pub from: String,
    /// Its claims.
    #[serde(flatten)]
    pub claims: FileMetadata,
}

/// A journal, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Journal {
    /// Its header.
    pub header: Header,
    /// Its readings; times never go backwards.
    pub readings: Vec<TimedReading>,
    /// Where a last line begins that was not written whole, in bytes.
    pub truncated_at: Option<usize>,
    /// What was odd about it, a sentence each.
    pub warnings: Vec<String>,
}

/// A file that is no journal this program can read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum JournalError {
    /// Nothing in it.
    #[error("the journal is empty")]
    Empty,
    /// It begins like something else.
    #[error("it does not begin with a journal's header")]
    Foreign,
    /// Its first line was not written whole.
    #[error("the journal's header was not written whole")]
    TornHeader,
    /// Written by a newer program.
    #[error("the journal has version {0}, and this program reads up to {VERSION}; update recovery-run")]
    Newer(u32),
    /// A header whose fields cannot be.
    #[error("the journal's header cannot be read: {0}")]
    Header(String),
    /// A header with numbers no runner has.
    #[error("the journal's header cannot be read: {0}")]
    Setup(#[from] AthleteError),
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

/// A reading's fields; which are there tells its kind.
#[derive(Deserialize)]
struct Line {
    at: f64,
    gatt: Option<String>,
    hex: Option<String>,
    bpm: Option<u16>,
    #[serde(default)]
    rr: Vec<u16>,
    contact: Option<String>,
    energy_kj: Option<u16>,
    motion: Option<MotionLine>,
    link: Option<String>,
    strap: Option<StrapLine>,
    command: Option<String>,
    talk: Option<String>,
    effort: Option<u8>,
    slept: Option<f64>,
    device: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct MotionLine {
    #[serde(skip_serializing_if = "Option::is_none")]
    speed_kmh: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grade_percent: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cadence_spm: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_m: Option<f64>,
}

#[derive(Serialize, Deserialize)]
struct StrapLine {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    battery: Option<u8>,
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
        own: setup.own,
        imported: header.imported.clone(),
    };
    serde_json::to_string(&line).expect("a header of strings and finite numbers is always JSON")
}

/// A reading's line, without its end. The device that told it is named where it is not the strap.
pub fn line(stamped: &TimedReading) -> String {
    let at = json_lines::at(stamped.at);
    let device = match stamped.from.device() {
        Some(role) if role != DeviceRole::HeartRate => format!(r#","device":"{}""#, role.word()),
        Some(_) | None => String::new(),
    };
    match &stamped.reading {
        Reading::Packet(characteristic, payload) => {
            let hex: String = payload.iter().map(|byte| format!("{byte:02x}")).collect();
            format!(r#"{{"at":{at},"gatt":"{}","hex":"{hex}"{device}}}"#, characteristic.code())
        }
        Reading::Measurement(HeartRateMeasurement { rate, contact, energy_kj, rr }) => {
            let rr = if rr.is_empty() {
                String::new()
            } else {
                let raw: Vec<String> = rr.iter().map(|rr| rr.in_1024ths().to_string()).collect();
                format!(r#","rr":[{}]"#, raw.join(","))
            };
            let contact = match contact {
                Contact::Unsupported => "",
                Contact::Off => r#","contact":"off""#,
                Contact::On => r#","contact":"on""#,
            };
            let energy = energy_kj.map_or_else(String::new, |energy| format!(r#","energy_kj":{energy}"#));
            format!(r#"{{"at":{at},"bpm":{rate}{rr}{contact}{energy}{device}}}"#)
        }
        Reading::Motion(Motion { speed_kmh, grade_percent, cadence_spm, distance_m }) => {
            let motion =
                MotionLine { speed_kmh: *speed_kmh, grade_percent: *grade_percent, cadence_spm: *cadence_spm, distance_m: *distance_m };
            format!(r#"{{"at":{at},"motion":{}{device}}}"#, json!(motion))
        }
        Reading::Link(link) => format!(r#"{{"at":{at},"link":"{}"{device}}}"#, link.word()),
        Reading::Slept(span) => format!(r#"{{"at":{at},"slept":{}}}"#, json_lines::span(*span)),
        Reading::Device(DeviceInfo { name, location, battery }) => {
            let strap = StrapLine { name: name.clone(), location: location.map(BodyLocation::code), battery: *battery };
            format!(r#"{{"at":{at},"strap":{}{device}}}"#, json!(strap))
        }
        Reading::Command(command) => format!(r#"{{"at":{at},"command":"{}"}}"#, command.word()),
        Reading::Answer(Answer::Talk(talk)) => format!(r#"{{"at":{at},"talk":"{}"}}"#, talk.word()),
        Reading::Answer(Answer::Effort(effort)) => format!(r#"{{"at":{at},"effort":{}}}"#, effort.rating()),
    }
}

/// Whether bytes begin like a journal.
pub fn is_journal(bytes: &[u8]) -> bool {
    bytes.starts_with(b"{\"journal\":")
}

/// Reads a journal. What cannot be read in its middle is skipped and told; a last line without its end is a torn tail.
///
/// # Errors
/// There is no header that this program understands.
pub fn read(bytes: &[u8]) -> Result<Journal, JournalError> {
    if bytes.is_empty() {
        return Err(JournalError::Empty);
    }
    if !is_journal(bytes) {
        return Err(if b"{\"journal\":".starts_with(bytes) { JournalError::TornHeader } else { JournalError::Foreign });
    }
    let end = bytes.iter().position(|byte| *byte == b'\n').ok_or(JournalError::TornHeader)?;
    let header = read_header(&bytes[..end])?;
    let mut journal = Journal { header, readings: Vec::new(), truncated_at: None, warnings: Vec::new() };
    let mut start = end + 1;
    let mut number = 1;
    while start < bytes.len() {
        number += 1;
        let Some(length) = bytes[start..].iter().position(|byte| *byte == b'\n') else {
            journal.truncated_at = Some(start);
            break;
        };
        let next = start + length + 1;
        match read_line(&bytes[start..start + length]) {
            Ok(stamped) => {
                // A clock that was set back within a line must not set the run back.
                let latest = journal.readings.last().map_or(Elapsed::ZERO, |last| last.at);
                journal.readings.push(TimedReading { at: stamped.at.max(latest), ..stamped });
            }
            // A power cut can leave a block of zeros or half of a line with the end of an older one.
            Err(_) if next >= bytes.len() => journal.truncated_at = Some(start),
            Err(why) => journal.warnings.push(format!("line {number} of the journal is skipped: {why}")),
        }
        start = next;
    }
    Ok(journal)
}

fn read_header(line: &[u8]) -> Result<Header, JournalError> {
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
        return Err(JournalError::Newer(version.version));
    }
    let line: HeaderLine = serde_json::from_slice(line).map_err(unreadable)?;
    let origin = Origin::from_word(&line.origin).ok_or_else(|| JournalError::Header(format!("{} is no origin", line.origin)))?;
    if !Plan::MINUTES.contains(&line.minutes) {
        return Err(JournalError::Header(format!("{} is no length of a plan", line.minutes)));
    }
    line.athlete.validate()?;
    let zones = Zones::new(line.zone_model, line.zone_bounds, line.zone_basis)?;
    let plan = Plan { minutes: line.minutes, legs: line.legs, method: line.method };
    let setup = Setup { own: line.own, athlete: line.athlete, zones, ceiling: line.ceiling, plan };
    Ok(Header { app: line.app, started_at: line.started_at, origin, setup, imported: line.imported })
}

fn read_line(bytes: &[u8]) -> Result<TimedReading, String> {
    let line: Line = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let at = Elapsed::from_secs_f64(line.at).ok_or("its time cannot be")?;
    let reading = if let Some(code) = line.gatt {
        let characteristic = Characteristic::from_code(&code).ok_or_else(|| format!("characteristic {code} is not known"))?;
        Reading::Packet(characteristic, stdin_lines::from_hex(&line.hex.unwrap_or_default()).ok_or("its payload is no hex")?)
    } else if let Some(rate) = line.bpm {
        let contact = match line.contact.as_deref() {
            Some("on") => Contact::On,
            Some("off") => Contact::Off,
            Some(_) | None => Contact::Unsupported,
        };
        let rr = line.rr.into_iter().map(RrInterval::from_1024ths).collect();
        Reading::Measurement(HeartRateMeasurement { rate, contact, energy_kj: line.energy_kj, rr })
    } else if let Some(MotionLine { speed_kmh, grade_percent, cadence_spm, distance_m }) = line.motion {
        Reading::Motion(Motion { speed_kmh, grade_percent, cadence_spm, distance_m })
    } else if let Some(word) = line.link {
        Reading::Link(Link::from_word(&word).ok_or_else(|| format!("{word} is no state of a link"))?)
    } else if let Some(StrapLine { name, location, battery }) = line.strap {
        Reading::Device(DeviceInfo { name, location: location.and_then(BodyLocation::from_code), battery })
    } else if let Some(word) = line.command {
        Reading::Command(Command::from_word(&word).ok_or_else(|| format!("{word} is no command"))?)
    } else if let Some(word) = line.talk {
        Reading::Answer(Answer::Talk(Talk::from_word(&word).ok_or_else(|| format!("{word} is no answer to the talk test"))?))
    } else if let Some(rating) = line.effort {
        Reading::Answer(Answer::Effort(Effort::new(rating).ok_or_else(|| format!("{rating} is no effort from 1 to 10"))?))
    } else if let Some(secs) = line.slept {
        Reading::Slept(Span::from_secs_f64(secs).ok_or("its span of sleep cannot be")?)
    } else {
        return Err("it says nothing known".to_owned());
    };
    let stamped = TimedReading::new(at, reading);
    Ok(match line.device {
        Some(word) => {
            let role = DeviceRole::from_word(&word).ok_or_else(|| format!("{word} is no device of a run"))?;
            TimedReading { from: EventSource::Device(role), ..stamped }
        }
        None => stamped,
    })
}

impl Journal {
    /// Whether the run was brought to its end.
    pub fn is_finished(&self) -> bool {
        self.stopped_at().is_some()
    }

    /// When it was stopped. What was still heard afterwards (how the rate recovers, how hard it was) is no part of the run.
    fn stopped_at(&self) -> Option<Elapsed> {
        // From behind: there is little after the stop.
        self.readings.iter().rev().find(|stamped| stamped.reading == Reading::Command(Command::Stop)).map(|stamped| stamped.at)
    }

    /// The time of the stop, or of the last reading where there is none.
    pub fn end(&self) -> Elapsed {
        self.stopped_at().or_else(|| self.readings.last().map(|last| last.at)).unwrap_or_default()
    }

    /// As a recording.
    pub fn recording(mut self) -> Recording {
        if self.truncated_at.is_some() {
            self.warnings.push("the last line was not written whole and is left out".to_owned());
        }
        Recording {
            origin: self.header.origin,
            started_at: Some(self.header.started_at),
            end: self.end(),
            setup: Some(self.header.setup),
            readings: self.readings,
            claims: self.header.imported.map(|imported| imported.claims).unwrap_or_default(),
            warnings: self.warnings,
        }
    }
}

/// A recording as a journal's text: its header, its readings, and its end.
pub fn text(header: &Header, recording: &Recording) -> String {
    let mut text = header_line(header) + "\n";
    for stamped in &recording.readings {
        text.push_str(&line(stamped));
        text.push('\n');
    }
    if !recording.readings.iter().any(|stamped| stamped.reading == Reading::Command(Command::Stop)) {
        text.push_str(&line(&TimedReading::new(recording.end, Reading::Command(Command::Stop))));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests;
