//! The heart rate in a developer's field: programs on a watch, and sensors of other makers, store the rate in a field of their
//! own, whose description in the file says by its name or by the native field that it stands for what it holds.

use super::message::{Message, number};

/// The number of the rate's field in a record.
const NATIVE_RATE: i64 = 3;
/// A file describes a handful of fields; one that describes more rates than this is damaged.
const MOST_FIELDS: usize = 16;
/// Names of a rate, without capitals, spaces and punctuation, for fields without a unit.
const NAMES: [&str; 5] = ["hr", "heartrate", "heartratebpm", "hrbpm", "bpm"];
/// Words of a name that with the unit of a rate make it one ...
const WORDS: [&str; 5] = ["hr", "heartrate", "heart", "bpm", "pulse"];
/// ... unless it is a summary, a bound or something made of it.
const OTHER_WORDS: [&str; 22] = [
    "max",
    "maximum",
    "maximal",
    "min",
    "minimum",
    "avg",
    "average",
    "mean",
    "rest",
    "resting",
    "reserve",
    "zone",
    "threshold",
    "lthr",
    "target",
    "limit",
    "drift",
    "recovery",
    "percent",
    "variability",
    "lap",
    "session",
];
/// Units of a rate, written as the names.
const UNITS: [&str; 7] = ["bpm", "beatsmin", "beatsperminute", "beatsminute", "1min", "min1", "beats"];

/// A described field that holds the rate.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Field {
    developer: u8,
    number: u8,
    base: u8,
    scale: f64,
    offset: f64,
}

/// The fields of a part that hold the rate.
#[derive(Debug, Default)]
pub(super) struct DeveloperRate {
    fields: Vec<Field>,
}

impl DeveloperRate {
    /// Takes in the description of a field.
    pub(super) fn describe(&mut self, description: &Message<'_>) {
        let byte = |number: u8| description.value(number).and_then(|value| u8::try_from(value).ok());
        let (Some(developer), Some(number), Some(base)) = (byte(0), byte(1), byte(2)) else { return };
        // A number that is described anew means something else from here on.
        self.fields.retain(|field| (field.developer, field.number) != (developer, number));
        if self.fields.len() < MOST_FIELDS && is_rate(description) {
            let scale = description.value(6).filter(|scale| *scale > 0).map_or(1.0, |scale| scale as f64);
            let offset = description.value(7).map_or(0.0, |offset| offset as f64);
            self.fields.push(Field { developer, number, base, scale, offset });
        }
    }

    /// The rate of a record, 1 to 254 bpm, by the first of the fields that has one.
    pub(super) fn of(&self, record: &Message<'_>) -> Option<u16> {
        if self.fields.is_empty() || !record.has_developer_fields() {
            return None;
        }
        self.fields.iter().find_map(|field| {
            let value = record.developer_value(field.developer, field.number, field.base)? / field.scale - field.offset;
            (0.5..254.5).contains(&value).then(|| value.round() as u16)
        })
    }
}

/// Whether a description is that of a rate in a record.
fn is_rate(description: &Message<'_>) -> bool {
    let of_record = description.value(14).is_none_or(|message| message == i64::from(number::RECORD));
    let (name, unit) = (description.text(3).unwrap_or_default(), plain(&description.text(8).unwrap_or_default()));
    let has_unit = UNITS.contains(&unit.as_str());
    of_record
        && match description.value(15) {
            Some(native) => native == NATIVE_RATE && (has_unit || unit.is_empty()),
            None if unit.is_empty() => NAMES.contains(&plain(&name).as_str()),
            None => has_unit && is_named(&name),
        }
}

/// Small letters and digits alone.
fn plain(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == '%').collect()
}

/// Whether a name has a word for the rate and none for something else.
fn is_named(name: &str) -> bool {
    let mut spaced = String::new();
    let mut before = ' ';
    for c in name.chars() {
        // "HeartRate" is two words.
        if c.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        spaced.extend(c.to_lowercase());
        before = c;
    }
    let words = || spaced.split(|c: char| !c.is_alphanumeric());
    words().any(|word| WORDS.contains(&word)) && !words().any(|word| OTHER_WORDS.contains(&word))
}
