//! A line of the journal: one reading with its time, inputs as they came.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::format::reading::{Characteristic, Reading, TimedReading};
use crate::format::{hex, json_lines, limits};
use crate::heart::{BodyLocation, Contact, HeartRateMeasurement, RrInterval};
use crate::session::{Answer, BeltAnswer, Command, DeviceInfo, DeviceRole, Effort, Elapsed, EventSource, Link, Motion, Span, Talk};

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
    /// Of a packet that tells speeds in miles an hour, against its specification.
    unit: Option<String>,
    motion: Option<MotionLine>,
    link: Option<String>,
    /// `strap` in version 1, which knew no other device.
    #[serde(alias = "strap")]
    info: Option<InfoLine>,
    command: Option<String>,
    talk: Option<String>,
    effort: Option<u8>,
    belt: Option<BeltAnswer>,
    slept: Option<f64>,
    /// Who told it, where it is not the strap.
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
    #[serde(skip_serializing_if = "Option::is_none")]
    elapsed_s: Option<f64>,
}

#[derive(Serialize, Deserialize)]
struct InfoLine {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    battery: Option<u8>,
}

/// A reading's line, without its end. The device that told it is named where it is not the strap, or where another one tells such
/// things.
pub fn line(stamped: &TimedReading) -> String {
    let at = json_lines::at(stamped.at);
    let usual = stamped.reading.usual_source().device();
    let device = match stamped.from.device() {
        Some(role) if role != DeviceRole::HeartRate || usual.is_some_and(|usual| usual != role) => {
            format!(r#","device":"{}""#, role.word())
        }
        Some(_) | None => String::new(),
    };
    match &stamped.reading {
        Reading::Packet(characteristic, payload) => {
            let unit = if *characteristic == Characteristic::TreadmillDataInMiles { r#","unit":"mph""# } else { "" };
            format!(r#"{{"at":{at},"gatt":"{}","hex":"{}"{unit}{device}}}"#, characteristic.code(), hex::encode(payload))
        }
        Reading::Measurement(measurement) => format!(r#"{{"at":{at},{}{device}}}"#, measured(measurement)),
        Reading::Motion(Motion { speed_kmh, grade_percent, cadence_spm, distance_m, elapsed_s }) => {
            let motion = MotionLine {
                speed_kmh: *speed_kmh,
                grade_percent: *grade_percent,
                cadence_spm: *cadence_spm,
                distance_m: *distance_m,
                elapsed_s: *elapsed_s,
            };
            format!(r#"{{"at":{at},"motion":{}{device}}}"#, json!(motion))
        }
        Reading::Link(link) => format!(r#"{{"at":{at},"link":"{}"{device}}}"#, link.word()),
        Reading::Slept(span) => format!(r#"{{"at":{at},"slept":{}}}"#, json_lines::span(*span)),
        Reading::Device(DeviceInfo { name, location, battery }) => {
            let info = InfoLine { name: name.clone(), location: location.map(BodyLocation::code), battery: *battery };
            format!(r#"{{"at":{at},"info":{}{device}}}"#, json!(info))
        }
        Reading::Command(command) => format!(r#"{{"at":{at},"command":"{}"}}"#, command.word()),
        Reading::Answer(Answer::Talk(talk)) => format!(r#"{{"at":{at},"talk":"{}"}}"#, talk.word()),
        Reading::Belt(answer) => format!(r#"{{"at":{at},"belt":{}{device}}}"#, json!(answer)),
        Reading::Answer(Answer::Effort(effort)) => format!(r#"{{"at":{at},"effort":{}}}"#, effort.rating()),
    }
}

/// The fields of a measurement that never was a packet.
fn measured(HeartRateMeasurement { rate, contact, energy_kj, rr }: &HeartRateMeasurement) -> String {
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
    format!(r#""bpm":{rate}{rr}{contact}{energy}"#)
}

/// Reads a line, without its end.
///
/// # Errors
/// Why it is skipped, in words.
pub(super) fn read_line(bytes: &[u8]) -> Result<TimedReading, String> {
    let line: Line = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let at = Elapsed::from_secs_f64(line.at).ok_or("its time cannot be")?;
    let device = line.device.clone();
    let stamped = TimedReading::new(at, line.reading()?);
    Ok(match device {
        Some(word) => {
            let role = DeviceRole::from_word(&word).ok_or_else(|| format!("{word} is no device of a run"))?;
            TimedReading { from: EventSource::Device(role), ..stamped }
        }
        None => stamped,
    })
}

impl Line {
    fn reading(self) -> Result<Reading, String> {
        Ok(if let Some(code) = self.gatt {
            let characteristic = Characteristic::from_code(&code).ok_or_else(|| format!("characteristic {code} is not known"))?;
            let characteristic = if self.unit.as_deref() == Some("mph") { characteristic.in_miles() } else { characteristic };
            Reading::Packet(characteristic, hex::decode(&self.hex.unwrap_or_default()).ok_or("its payload is no hex")?)
        } else if let Some(rate) = self.bpm {
            let contact = match self.contact.as_deref() {
                Some("on") => Contact::On,
                Some("off") => Contact::Off,
                Some(_) | None => Contact::Unsupported,
            };
            let rr = self.rr.into_iter().map(RrInterval::from_1024ths).collect();
            Reading::Measurement(HeartRateMeasurement { rate, contact, energy_kj: self.energy_kj, rr })
        } else if let Some(MotionLine { speed_kmh, grade_percent, cadence_spm, distance_m, elapsed_s }) = self.motion {
            Reading::Motion(limits::plausible(Motion { speed_kmh, grade_percent, cadence_spm, distance_m, elapsed_s }))
        } else if let Some(word) = self.link {
            Reading::Link(Link::from_word(&word).ok_or_else(|| format!("{word} is no state of a link"))?)
        } else if let Some(InfoLine { name, location, battery }) = self.info {
            Reading::Device(DeviceInfo { name, location: location.and_then(BodyLocation::from_code), battery })
        } else if let Some(word) = self.command {
            Reading::Command(Command::from_word(&word).ok_or_else(|| format!("{word} is no command"))?)
        } else if let Some(word) = self.talk {
            Reading::Answer(Answer::Talk(Talk::from_word(&word).ok_or_else(|| format!("{word} is no answer to the talk test"))?))
        } else if let Some(rating) = self.effort {
            Reading::Answer(Answer::Effort(Effort::new(rating).ok_or_else(|| format!("{rating} is no effort from 1 to 10"))?))
        } else if let Some(answer) = self.belt {
            Reading::Belt(answer)
        } else if let Some(secs) = self.slept {
            Reading::Slept(Span::from_secs_f64(secs).ok_or("its span of sleep cannot be")?)
        } else {
            return Err("it says nothing known".to_owned());
        })
    }
}
