//! A mistake in the configuration: its line, its key and what may stand there.

use std::fmt;

use super::keys;
use crate::heart::AthleteError;
use crate::screen::KeyError;

/// What is wrong, and where.
#[derive(Debug, PartialEq)]
pub(super) struct Mistake {
    /// Counted from 1; none where it is not known.
    line: Option<usize>,
    why: String,
    /// What may stand there, as far as that is known.
    allowed: Option<String>,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.why)?;
        self.allowed.as_ref().map_or(Ok(()), |allowed| write!(f, ", and {allowed}"))
    }
}

impl Mistake {
    /// A mistake in the value of a key.
    pub(super) fn at_key(text: &str, key: &str, why: String) -> Self {
        let line = text.lines().position(|line| keys::set_by(line) == Some(key)).map(|index| index + 1);
        let allowed =
            keys::find(key).map(|key| format!("{} must be {}, for example {} = {}", key.name, key.allowed, key.name, key.example));
        Self { line, why, allowed }
    }

    /// What TOML, or the kind of a key's value, is violated by.
    pub(super) fn malformed(text: &str, error: &toml_edit::de::Error) -> Self {
        let start = error.span().map_or(0, |span| span.start).min(text.len());
        let index = text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count();
        let line = Some(index + 1);
        let key = key_above(text, index);
        let message = error.message().replace('\n', " ");
        if message.starts_with("unknown field") {
            let unknown = message.split('`').nth(1).unwrap_or(key);
            let allowed = Some(match keys::nearest(unknown) {
                Some(near) => format!("perhaps {near} is meant"),
                None => format!("the keys are {}", keys::names()),
            });
            Self { line, why: format!("there is no key {unknown}"), allowed }
        } else if message.contains("duplicate key") {
            Self { line, why: format!("{key} is set a second time"), allowed: None }
        } else if keys::find(key).is_some() {
            Self { line, ..Self::at_key(text, key, format!("{key}: {message}")) }
        } else {
            Self { line, why: message, allowed: Some("each line must be key = value".to_owned()) }
        }
    }

    /// Bounds of zones in percent where rates are wanted.
    pub(super) fn like_percent(text: &str, remedy: String) -> Self {
        Self { allowed: None, ..Self::at_key(text, "zone_bounds", format!("zone_bounds: {remedy}")) }
    }

    /// A theme that there is not, or with a mistake in it.
    pub(super) fn in_theme(text: &str, why: String) -> Self {
        Self { allowed: None, ..Self::at_key(text, "theme", why) }
    }

    /// A key of the screen that cannot be.
    pub(super) fn in_keys(text: &str, error: &KeyError) -> Self {
        let document = toml_edit::Document::parse(text).ok();
        let place = document.as_ref().and_then(|document| {
            let table = document.get("keys")?.as_table_like()?;
            let (key, _) = table.get_key_value(error.action())?;
            key.span()
        });
        let line = place.map(|span| 1 + text.as_bytes()[..span.start.min(text.len())].iter().filter(|byte| **byte == b'\n').count());
        Self { line, why: format!("keys: {error}"), allowed: Some(error.remedy()) }
    }

    /// Which of the runner's numbers cannot be.
    pub(super) fn impossible(text: &str, error: &AthleteError) -> Self {
        match error {
            AthleteError::OutOfRange { value, flag, .. } => {
                // `--max-hr` on the command line is `max_hr` here.
                let key = flag.split(' ').next().unwrap_or_default().trim_start_matches('-').replace('-', "_");
                Self::at_key(text, &key, format!("{key} of {value} is out of range"))
            }
            AthleteError::Order { lower, upper, low, high } => {
                let key = if lower.contains("threshold") { "threshold_hr" } else { "resting_hr" };
                let why = format!("{lower} of {low} is not below {upper} of {high}");
                Self { allowed: None, ..Self::at_key(text, key, why) }
            }
            AthleteError::Reserve { reserve } => {
                let why = format!("max_hr minus resting_hr is {reserve} bpm");
                let allowed = Some("it must be at least 50".to_owned());
                Self { allowed, ..Self::at_key(text, "resting_hr", why) }
            }
            AthleteError::Missing { .. } | AthleteError::Bounds { .. } => Self::at_key(text, "zone_model", error.to_string()),
        }
    }
}

/// The key that a line sets, or that the lines of an array before it set.
fn key_above(text: &str, index: usize) -> &str {
    let line = text.lines().nth(index).unwrap_or_default();
    let continues = line.trim_start().starts_with(|c: char| c.is_ascii_digit() || "\"']".contains(c));
    match keys::set_by(line) {
        None if continues => text.lines().take(index).filter_map(keys::set_by).last().unwrap_or_default(),
        key => key.unwrap_or_default(),
    }
}
