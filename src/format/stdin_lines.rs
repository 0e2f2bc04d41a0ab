//! The lines of `--source -`: anything that prints a number can be the strap.

use serde::Deserialize;

use super::reading::{Characteristic, Reading};
use super::{hex, limits};
use crate::heart::{Contact, HeartRateMeasurement, RrInterval};
use crate::session::{Answer, Command, Effort, Elapsed, Motion, Talk};

/// A line, read.
#[derive(Debug, Clone, PartialEq)]
pub struct StdinLine {
    /// The time it brought along.
    pub at: Option<Elapsed>,
    /// What it says; a line of heart rate and speed says two things. None for a blank line.
    pub readings: Vec<Reading>,
}

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StdinError {
    /// Neither a number nor a JSON object.
    #[error("not a number and not a JSON object")]
    Unreadable,
    /// An object whose fields have the wrong kind of value.
    #[error("{0}")]
    Field(String),
    /// An object that says nothing known.
    #[error("none of bpm, gatt, speed_kmh, command, talk, effort in it")]
    Empty,
    /// A rate outside 0 to 65535.
    #[error("a heart rate of {0} cannot be")]
    Rate(f64),
    /// A time that is negative or absurd.
    #[error("a time of {0} s cannot be")]
    Time(f64),
    /// A characteristic that is not read.
    #[error("characteristic {0} is not known here")]
    Characteristic(String),
    /// A payload that is no hex.
    #[error("the payload is not an even number of hex digits")]
    Hex,
    /// A packet that breaks its own layout.
    #[error(transparent)]
    Packet(#[from] super::gatt::PacketError),
    /// An order that is none.
    #[error("{0} is no command: pause, resume, lap, stop, hold, let-go, ceiling-down or ceiling-up")]
    Command(String),
    /// An answer that is none.
    #[error("{0} is no answer to the talk test: yes, just-about or no")]
    Talk(String),
    /// A rating that is none.
    #[error("{0} is no effort: 1 to 10")]
    Effort(f64),
}

#[derive(Deserialize)]
struct Fields {
    at: Option<f64>,
    bpm: Option<f64>,
    #[serde(default)]
    rr_ms: Vec<f64>,
    contact: Option<bool>,
    gatt: Option<String>,
    hex: Option<String>,
    speed_kmh: Option<f64>,
    grade_percent: Option<f64>,
    cadence_spm: Option<f64>,
    distance_m: Option<f64>,
    command: Option<String>,
    talk: Option<String>,
    effort: Option<f64>,
}

/// Reads one line.
///
/// # Errors
/// Why it cannot be read.
pub fn read_line(line: &str) -> Result<StdinLine, StdinError> {
    let line = line.trim();
    if line.is_empty() {
        return Ok(StdinLine { at: None, readings: Vec::new() });
    }
    if let Ok(bpm) = line.parse::<f64>() {
        return Ok(StdinLine { at: None, readings: vec![Reading::Measurement(HeartRateMeasurement::of(rate(bpm)?))] });
    }
    if !line.starts_with('{') {
        return Err(StdinError::Unreadable);
    }
    let fields: Fields = serde_json::from_str(line).map_err(|error| StdinError::Field(error.to_string()))?;
    let at = fields.at.map(|at| Elapsed::from_secs_f64(at).ok_or(StdinError::Time(at))).transpose()?;
    let readings = readings(fields)?;
    if readings.is_empty() { Err(StdinError::Empty) } else { Ok(StdinLine { at, readings }) }
}

fn readings(fields: Fields) -> Result<Vec<Reading>, StdinError> {
    let mut readings = Vec::new();
    let motion = limits::plausible(Motion {
        speed_kmh: fields.speed_kmh,
        grade_percent: fields.grade_percent,
        cadence_spm: fields.cadence_spm,
        distance_m: fields.distance_m,
        elapsed_s: None,
    });
    if motion != Motion::default() {
        readings.push(Reading::Motion(motion));
    }
    if let Some(code) = fields.gatt {
        let characteristic = Characteristic::from_code(&code).ok_or(StdinError::Characteristic(code))?;
        let packet = Reading::Packet(characteristic, hex::decode(&fields.hex.unwrap_or_default()).ok_or(StdinError::Hex)?);
        packet.decode()?;
        readings.push(packet);
    }
    // Beats may come without a rate, as from a bare RR logger; the rate is then "none".
    if fields.bpm.is_some() || !fields.rr_ms.is_empty() {
        let contact = match fields.contact {
            None => Contact::Unsupported,
            Some(false) => Contact::Off,
            Some(true) => Contact::On,
        };
        let rr = fields.rr_ms.into_iter().filter_map(RrInterval::from_ms).collect();
        readings.push(Reading::Measurement(HeartRateMeasurement { rate: rate(fields.bpm.unwrap_or(0.0))?, contact, energy_kj: None, rr }));
    }
    if let Some(word) = fields.talk {
        readings.push(Reading::Answer(Answer::Talk(Talk::from_word(&word).ok_or(StdinError::Talk(word))?)));
    }
    if let Some(rating) = fields.effort {
        // Only a whole number comes back from the cast unchanged.
        let effort = Some(rating as u8).filter(|whole| f64::from(*whole) == rating).and_then(Effort::new);
        readings.push(Reading::Answer(Answer::Effort(effort.ok_or(StdinError::Effort(rating))?)));
    }
    if let Some(word) = fields.command {
        readings.push(Reading::Command(Command::from_word(&word).ok_or(StdinError::Command(word))?));
    }
    Ok(readings)
}

fn rate(bpm: f64) -> Result<u16, StdinError> {
    (0.0..=f64::from(u16::MAX)).contains(&bpm).then(|| bpm.round() as u16).ok_or(StdinError::Rate(bpm))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_is_read() {
        let one = |line: &str| read_line(line).unwrap().readings.remove(0);
        assert_eq!(one("132"), Reading::Measurement(HeartRateMeasurement::of(132)));
        assert_eq!(one(" 131.6\r"), Reading::Measurement(HeartRateMeasurement::of(132)));
        assert_eq!(
            one(r#"{"gatt":"2A37","hex":"1659a202"}"#),
            Reading::Packet(Characteristic::HeartRateMeasurement, vec![0x16, 0x59, 0xa2, 0x02])
        );
        assert_eq!(one(r#"{"command":"pause","at":3}"#), Reading::Command(Command::Pause));
        assert_eq!(one(r#"{"command":"ceiling-down"}"#), Reading::Command(Command::CeilingDown));
        assert_eq!(one(r#"{"talk":"just-about"}"#), Reading::Answer(Answer::Talk(Talk::JustAbout)));
        assert_eq!(one(r#"{"effort":3}"#), Reading::Answer(Answer::Effort(Effort::new(3).unwrap())));
        let full = read_line(r#"{"bpm":132,"rr_ms":[455,460],"contact":true,"at":12.5,"x":{}}"#).unwrap();
        assert_eq!(full.at, Some(Elapsed::from_ms(12_500)));
        let both = read_line(r#"{"speed_kmh":8.2,"grade_percent":1.0,"bpm":120}"#).unwrap();
        assert_eq!(both.readings.len(), 2);
        assert_eq!(read_line("  ").unwrap().readings, []);
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        for (line, why) in [
            ("heart", "not a number"),
            ("nan", "cannot be"),
            ("-5", "cannot be"),
            ("{\"bpm\":", "EOF"),
            ("{\"bpm\":\"x\"}", "invalid type"),
            ("{}", "none of"),
            (r#"{"gatt":"2a38","hex":"00"}"#, "2a38"),
            (r#"{"gatt":"2a37","hex":"0"}"#, "hex"),
            (r#"{"gatt":"2a37","hex":"ö0"}"#, "hex"),
            (r#"{"gatt":"2a37","hex":""}"#, "flags"),
            (r#"{"command":"faster"}"#, "no command"),
            (r#"{"talk":"maybe"}"#, "just-about"),
            (r#"{"effort":11}"#, "1 to 10"),
            (r#"{"effort":2.5}"#, "1 to 10"),
            (r#"{"at":-1,"bpm":100}"#, "cannot be"),
        ] {
            let error = read_line(line).unwrap_err().to_string();
            assert!(error.contains(why), "{line}: {error}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_line_makes_it_panic(line in ".*") {
            let _ = read_line(&line);
        }
    }
}
