//! The configuration file: the runner's own numbers and habits, in TOML, written by hand or by `config init`.

use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;

use super::{StoreError, files};
use crate::heart::{Athlete, MafCategory, Sex, ZoneModel};

/// What may stand in the file. Every key is optional.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Years, 10 to 100.
    pub age: Option<f64>,
    /// bpm, 120 to 230.
    pub max_hr: Option<f64>,
    /// bpm, 30 to 110.
    pub resting_hr: Option<f64>,
    /// bpm, 80 to 220.
    pub threshold_hr: Option<f64>,
    /// kg, 25 to 250.
    pub weight_kg: Option<f64>,
    /// For formulas that ask.
    pub sex: Option<Sex>,
    /// Training history for the MAF model.
    pub maf: Option<MafCategory>,
    /// How zones are made.
    pub zone_model: Option<ZoneModel>,
    /// Lower bounds of zones 1 to 5 for the custom model.
    pub zone_bounds: Option<[f64; 5]>,
    /// A ceiling in place of the top of zone 2, in bpm.
    pub ceiling: Option<f64>,
    /// Minutes of a run.
    pub minutes: Option<u16>,
    /// Whether audible cues ring the terminal's bell; they do unless this is false.
    pub bell: Option<bool>,
}

const TEMPLATE: &str = "\
# recovery-run: your numbers. Every line is optional; take away the # in front of what you know.
# `recovery-run zones` shows what follows from them.

# age = 40             # years, 10-100; gives an estimated maximal heart rate, off by +-11 bpm
# max_hr = 185         # bpm, 120-230; measured, if you know it
# resting_hr = 55      # bpm, 30-110; lying down in the morning
# threshold_hr = 168   # bpm, 80-220; mean of the last 20 of 30 minutes all-out
# weight_kg = 70       # 25-250
# sex = \"female\"       # or \"male\"; only where a formula asks

# zone_model = \"reserve\"   # percent-max, reserve, percent-threshold, maf or custom
# zone_bounds = [100, 120, 140, 160, 180]   # bpm, where zones 1-5 begin; makes the model custom
# maf = \"regular\"          # recovering, inconsistent, regular or progressing
# ceiling = 140            # bpm, 60-220; prompts begin above it instead of above zone 2

# minutes = 30         # 5-180
# bell = true          # ring the terminal's bell when you are asked to slow down
";

impl Config {
    /// Reads the file; where there is none, nothing is set.
    ///
    /// # Errors
    /// It cannot be read or understood; the message names line and key.
    pub fn load(path: &Path) -> Result<Self, StoreError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(why) => return Err(StoreError::Unreadable { path: path.to_owned(), why }),
        };
        let wrong = |why| StoreError::Config { path: path.to_owned(), why };
        let config: Self = toml::from_str(&text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            wrong(format!("line {line}: {}", error.message().replace('\n', " ")))
        })?;
        config.athlete().validate().map_err(|error| wrong(error.to_string()))?;
        if config.minutes.is_some_and(|minutes| !crate::session::Plan::MINUTES.contains(&minutes)) {
            return Err(wrong("minutes must be 5 to 180".to_owned()));
        }
        if config.ceiling.is_some_and(|ceiling| !(60.0..=220.0).contains(&ceiling)) {
            return Err(wrong("ceiling must be 60 to 220 bpm".to_owned()));
        }
        Ok(config)
    }

    /// The runner's numbers.
    pub fn athlete(&self) -> Athlete {
        Athlete {
            age: self.age,
            max_hr: self.max_hr,
            resting_hr: self.resting_hr,
            threshold_hr: self.threshold_hr,
            weight_kg: self.weight_kg,
            sex: self.sex,
            maf: self.maf,
        }
    }

    /// What `config init` writes: every key, explained, none set.
    pub fn template() -> &'static str {
        TEMPLATE
    }

    /// Writes the template where there is no file yet.
    ///
    /// # Errors
    /// There is one, or it cannot be written.
    pub fn init(path: &Path) -> Result<(), StoreError> {
        if path.exists() {
            return Err(StoreError::Exists { path: path.to_owned() });
        }
        files::replace(path, TEMPLATE.as_bytes()).map_err(|why| StoreError::Unwritable { path: path.to_owned(), why })
    }

    /// Sets the age and leaves everything else in the file as it is, comments included.
    ///
    /// # Errors
    /// The file cannot be read, understood or written; it is then as it was.
    pub fn set_age(path: &Path, age: u8) -> Result<(), StoreError> {
        let before = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => TEMPLATE.to_owned(),
            Err(why) => return Err(StoreError::Unreadable { path: path.to_owned(), why }),
        };
        let key = |line: &str| line.trim_start().strip_prefix("age").is_some_and(|rest| rest.trim_start().starts_with('='));
        let set = before.lines().any(key);
        let is_slot = |line: &str| if set { key(line) } else { key(line.trim_start().trim_start_matches('#')) };
        let mut placed = false;
        let mut lines: Vec<String> = before
            .lines()
            .map(|line| {
                if placed || !is_slot(line) {
                    return line.to_owned();
                }
                placed = true;
                format!("age = {age}")
            })
            .collect();
        if !placed {
            // Before any table: a key after one would belong to it.
            lines.insert(0, format!("age = {age}"));
        }
        let after = lines.join("\n") + "\n";
        toml::from_str::<Self>(&after).map_err(|error| StoreError::Config { path: path.to_owned(), why: error.message().to_owned() })?;
        files::replace(path, after.as_bytes()).map_err(|why| StoreError::Unwritable { path: path.to_owned(), why })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded(text: &str) -> Result<Config, StoreError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        fs::write(&path, text).unwrap();
        Config::load(&path)
    }

    #[test]
    fn every_key_of_the_template_is_one() {
        let uncommented: String = Config::template()
            .lines()
            .filter_map(|line| line.strip_prefix("# ").filter(|line| line.contains(" = ")))
            .map(|line| line.to_owned() + "\n")
            .collect();
        let config = loaded(&uncommented).unwrap();
        assert_eq!((config.age, config.bell, config.minutes), (Some(40.0), Some(true), Some(30)));
        assert_eq!(loaded(Config::template()).unwrap(), Config::default());
    }

    #[test]
    fn a_mistake_is_named_by_line_and_key() {
        let message = loaded("age = 40\nmax_rate = 180\n").unwrap_err().to_string();
        assert!(message.contains("line 2") && message.contains("max_rate"), "{message}");
        let message = loaded("age = 4\n").unwrap_err().to_string();
        assert!(message.contains("10 to 100"), "{message}");
        assert!(loaded("age = \"forty\"\n").unwrap_err().to_string().contains("line 1"));
    }

    #[test]
    fn setting_the_age_leaves_the_rest_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/config.toml");
        Config::set_age(&path, 52).unwrap();
        assert_eq!(Config::load(&path).unwrap().age, Some(52.0));
        fs::write(&path, "# mine\nresting_hr = 50\nage = 41 # years\n").unwrap();
        Config::set_age(&path, 42).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "# mine\nresting_hr = 50\nage = 42\n");
    }

    #[test]
    fn init_never_overwrites() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        Config::init(&path).unwrap();
        assert!(matches!(Config::init(&path), Err(StoreError::Exists { .. })));
    }
}
