//! JSON of the programs that runners take their recordings from. Its kind is told by its names; what is of no known kind is
//! refused, since numbers without a name can be anything.

mod day;
mod error;
mod golden_cheetah;
mod own;
mod polar;
mod series;
mod streams;

use serde_json::Value;

use super::recording::Recording;
use super::sanitize::plain;

pub use error::JsonError;

/// The most that is read, in MB: values take about ten times their text in memory. A day of a rate a second is 8 MB.
const MOST_MB: usize = 64;
const MB: usize = 1_000_000;
/// How many names are told of what is not known, and how long they may be in characters.
const NAMES_TOLD: usize = 5;
const LONGEST_NAME: usize = 30;

/// Whether a text begins as JSON with an object or a list does.
pub(super) fn is_json(text: &str) -> bool {
    let mut letters = text.trim_start_matches('\u{feff}').chars().filter(|c| !c.is_ascii_whitespace());
    match (letters.next(), letters.next()) {
        (Some('{'), next) => matches!(next, Some('"' | '}') | None),
        (Some('['), next) => matches!(next, Some('{' | '[' | '"' | ']' | '-' | '0'..='9') | None),
        _ => false,
    }
}

/// Reads JSON; one of the list an activity.
///
/// # Errors
/// It is damaged, of no known kind, or its numbers are no recording.
pub(super) fn read(text: &str) -> Result<Vec<Recording>, JsonError> {
    let text = text.trim_start_matches('\u{feff}');
    if text.len() > MOST_MB * MB {
        return Err(JsonError::TooLong { megabytes: text.len() / MB, most: MOST_MB });
    }
    let value: Value = serde_json::from_str(text).map_err(|error| damage(text, &error))?;
    if own::is_own(&value) {
        Ok(vec![own::read(&value)?])
    } else if let Some(ride) = golden_cheetah::ride(&value) {
        Ok(vec![golden_cheetah::read(ride)?])
    } else if day::is_fitbit_export(&value) {
        Ok(vec![day::read_fitbit_export(&value)?])
    } else if day::intraday(&value).is_some() {
        Ok(vec![day::read_intraday(&value)?])
    } else if let Some(points) = day::data_points(&value) {
        Ok(vec![day::read_data_points(points)?])
    } else if let Some(exercises) = polar::exercises(&value) {
        one_that_can_be_read(exercises.into_iter().map(|exercise| polar::read(exercise, &value)))
    } else if let Some(streams) = streams::Streams::find(&value) {
        Ok(vec![streams.read()?])
    } else {
        Err(JsonError::Unknown(found(&value)))
    }
}

/// The recordings that can be read; where none can, why the first cannot.
fn one_that_can_be_read(read: impl Iterator<Item = Result<Recording, JsonError>>) -> Result<Vec<Recording>, JsonError> {
    let (mut recordings, mut refused) = (Vec::new(), None);
    for one in read {
        match one {
            Ok(recording) => recordings.push(recording),
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    match (recordings.last_mut(), refused) {
        (None, Some(error)) => return Err(error),
        (Some(last), Some(error)) => last.warnings.push(format!("another exercise of it is left out: {error}")),
        (_, None) => {}
    }
    Ok(recordings)
}

fn damage(text: &str, error: &serde_json::Error) -> JsonError {
    let first_value = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>().next();
    if error.is_syntax() && first_value.is_some_and(|first| first.is_ok()) {
        return JsonError::Unknown("several values, one behind the other".to_owned());
    }
    // The reason without the place, which is told apart.
    let why = error.to_string();
    let why = plain(why.split(" at line ").next().unwrap_or_default());
    JsonError::Damaged { line: error.line(), column: error.column(), why }
}

/// What a value of no known kind is.
fn found(value: &Value) -> String {
    match value {
        Value::Object(_) if own::is_report(value) => "a report of recovery-run, which has no samples: export the run instead".to_owned(),
        Value::Object(object) if object.is_empty() => "an empty object".to_owned(),
        Value::Object(object) => format!("an object with {}", names(object)),
        Value::Array(all) => match all.first() {
            None => "an empty list".to_owned(),
            Some(Value::Object(first)) => format!("a list of {}, the first with {}", all.len(), names(first)),
            Some(Value::Number(_)) => "a list of numbers without a name".to_owned(),
            Some(Value::String(_)) => "a list of texts".to_owned(),
            Some(Value::Array(_)) => "a list of lists".to_owned(),
            Some(Value::Null | Value::Bool(_)) => "a list without numbers".to_owned(),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => "a single value".to_owned(),
    }
}

/// The first names of an object.
fn names(object: &serde_json::Map<String, Value>) -> String {
    let shown = |name: &String| format!("\"{}\"", plain(name).chars().take(LONGEST_NAME).collect::<String>());
    let told: Vec<String> = object.keys().take(NAMES_TOLD).map(shown).collect();
    let more = object.len().saturating_sub(NAMES_TOLD);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    if told.is_empty() { "no names".to_owned() } else { told.join(", ") + &more }
}
