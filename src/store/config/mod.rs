//! The configuration file: the runner's own numbers and habits, in TOML, written by hand or by `config init`.

mod edit;
mod keys;
mod mistake;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::{StoreError, files};
use crate::heart::{Athlete, MafCategory, Sex, ZoneModel, Zones};
use crate::screen::{ChartStyle, Layout, ThemeName};
use crate::session::{CueKind, Feature, Plan};
use crate::sound::SoundSettings;
use mistake::Mistake;

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
    /// Whether a run begins with its sound on; it does unless this is false.
    pub bell: Option<bool>,
    /// The colours of the screen.
    #[serde(deserialize_with = "theme")]
    pub theme: Option<ThemeName>,
    /// Where everything stands on the screen of a run.
    #[serde(deserialize_with = "layout")]
    pub layout: Option<Layout>,
    /// How the course of a run is drawn.
    #[serde(deserialize_with = "chart")]
    pub chart: Option<ChartStyle>,
    /// Whether a prompt's frame goes in steps; in one otherwise.
    #[serde(deserialize_with = "motion")]
    pub motion: Option<bool>,
    /// In what the treadmill tells its speeds.
    pub treadmill_unit: TreadmillUnit,
    /// What is heard.
    pub sound: SoundKeys,
    /// Programs of the runner's own, by the word of the cue that starts them.
    #[serde(deserialize_with = "by_cue")]
    pub on_cue: BTreeMap<CueKind, Vec<String>>,
    /// Parts of the method to leave out.
    #[serde(deserialize_with = "parts")]
    pub without: Vec<Feature>,
}

/// In what a treadmill tells its speeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum TreadmillUnit {
    /// Kilometres an hour, as its specification says.
    #[default]
    #[serde(rename = "km/h")]
    Kmh,
    /// Miles an hour, against it.
    #[serde(rename = "mph")]
    Mph,
}

/// The keys of `sound`.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SoundKeys {
    /// Whether cues have melodies; they do unless this is false.
    pub tones: Option<bool>,
    /// Whether words are spoken; they are unless this is false.
    pub voice: Option<bool>,
    /// 0 to 100 percent.
    pub volume: Option<u8>,
    /// Kinds of cue that are not heard.
    #[serde(deserialize_with = "cues")]
    pub off: Vec<CueKind>,
}

fn theme<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<ThemeName>, D::Error> {
    let word = String::deserialize(from)?;
    ThemeName::from_word(&word).map(Some).ok_or_else(|| serde::de::Error::custom(format!("{word} is no theme")))
}

fn layout<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Layout>, D::Error> {
    let word = String::deserialize(from)?;
    Layout::from_word(&word).map(Some).ok_or_else(|| serde::de::Error::custom(format!("{word} is no layout")))
}

fn chart<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<ChartStyle>, D::Error> {
    let word = String::deserialize(from)?;
    ChartStyle::from_word(&word).map(Some).ok_or_else(|| serde::de::Error::custom(format!("{word} is no chart")))
}

fn motion<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
    match String::deserialize(from)?.as_str() {
        "full" => Ok(Some(true)),
        "none" => Ok(Some(false)),
        word => Err(serde::de::Error::custom(format!("{word} is no motion"))),
    }
}

fn cue<E: serde::de::Error>(word: &str) -> Result<CueKind, E> {
    CueKind::from_word(word).ok_or_else(|| E::custom(format!("{word} is no cue")))
}

fn cues<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<CueKind>, D::Error> {
    Vec::<String>::deserialize(from)?.iter().map(|word| cue(word)).collect()
}

fn by_cue<'de, D: serde::Deserializer<'de>>(from: D) -> Result<BTreeMap<CueKind, Vec<String>>, D::Error> {
    let words = BTreeMap::<String, Vec<String>>::deserialize(from)?;
    let one = |(word, call): (String, Vec<String>)| {
        if call.first().is_none_or(|program| program.is_empty()) {
            return Err(serde::de::Error::custom(format!("{word} has no program")));
        }
        Ok((cue(&word)?, call))
    };
    words.into_iter().map(one).collect()
}

fn parts<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Feature>, D::Error> {
    let words = Vec::<String>::deserialize(from)?;
    let part = |word: &String| Feature::from_word(word).ok_or_else(|| serde::de::Error::custom(format!("{word} is no part of the method")));
    words.iter().map(part).collect()
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
# theme = \"auto\"       # auto, dark, light, high-contrast or plain (no colour); t changes it
# layout = \"balanced\"  # far, balanced or detail; v changes it, and without this line the last one is remembered
# chart = \"strata\"     # strata (filled) or line
# motion = \"full\"      # full, or none: a prompt's frame goes at once
# bell = true          # false begins each run with its sound off; m switches it

# treadmill_unit = \"km/h\"   # or \"mph\", for a treadmill that tells its speeds in miles (8 km/h shown as 5)

# sound.tones = true   # a melody for each cue; with tones and voice off the terminal's bell rings
# sound.voice = true   # \"slow down. one thirty one\"; needs espeak-ng or speech-dispatcher on Linux
# sound.volume = 70    # 0-100
# sound.off = [\"talk-test\"]   # cues that are not heard; their words are those of the JSON lines
# on_cue.slow-down = [\"notify-send\", \"slow down\"]   # a program of yours and its arguments, by cue; it gets the variables
#                      # RECOVERY_RUN_CUE, RECOVERY_RUN_TEXT, RECOVERY_RUN_BPM, RECOVERY_RUN_CEILING_BPM, RECOVERY_RUN_AT_S
# without = [\"form\", \"talk-test\"]   # parts of the method to leave out: check-in, warm-up, talk-test, form, milestones, afterwards
";

impl Config {
    /// Reads the file; where there is none, nothing is set.
    ///
    /// # Errors
    /// It cannot be read or understood; the message names line and key.
    pub fn load(path: &Path) -> Result<Self, StoreError> {
        let Some(text) = files::text(path)? else { return Ok(Self::default()) };
        Self::parse(&text).map_err(|mistake| StoreError::Config { path: path.to_owned(), why: mistake.to_string() })
    }

    fn parse(text: &str) -> Result<Self, Mistake> {
        let config: Self = toml_edit::de::from_str(text).map_err(|error| Mistake::malformed(text, &error))?;
        let athlete = config.athlete();
        athlete.validate().map_err(|error| Mistake::impossible(text, &error))?;
        if let Some(bounds) = config.zone_bounds
            && ZoneModel::Custom.zones(&Athlete::default(), Some(bounds)).is_err()
        {
            return Err(Mistake::at_key(text, "zone_bounds", format!("zone_bounds of {bounds:?} cannot be")));
        }
        if let Some(minutes) = config.minutes.filter(|minutes| !Plan::MINUTES.contains(minutes)) {
            return Err(Mistake::at_key(text, "minutes", format!("minutes of {minutes} is out of range")));
        }
        if let Some(ceiling) = config.ceiling.filter(|ceiling| !Zones::CEILING.contains(ceiling)) {
            return Err(Mistake::at_key(text, "ceiling", format!("ceiling of {ceiling} is out of range")));
        }
        if let Some(volume) = config.sound.volume.filter(|volume| *volume > 100) {
            return Err(Mistake::at_key(text, "sound.volume", format!("sound.volume of {volume} is out of range")));
        }
        Ok(config)
    }

    /// What the runner wants to hear.
    pub fn sound(&self) -> SoundSettings {
        let usual = SoundSettings::default();
        SoundSettings {
            tones: self.sound.tones.unwrap_or(usual.tones),
            voice: self.sound.voice.unwrap_or(usual.voice),
            volume: self.sound.volume.unwrap_or(usual.volume),
            off: self.sound.off.clone(),
            commands: self.on_cue.clone(),
        }
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
            return Err(StoreError::ConfigExists { path: path.to_owned() });
        }
        files::replace(path, TEMPLATE.as_bytes()).map_err(|why| StoreError::Unwritable { path: path.to_owned(), why })
    }

    /// Sets the age and leaves everything else in the file as it is, comments included.
    ///
    /// # Errors
    /// The file cannot be read, understood or written; it is then as it was.
    pub fn set_age(path: &Path, age: u8) -> Result<(), StoreError> {
        let before = files::text(path)?.unwrap_or_else(|| TEMPLATE.to_owned());
        let mistaken = |mistake: Mistake| StoreError::Config { path: path.to_owned(), why: mistake.to_string() };
        Self::parse(&before).map_err(mistaken)?;
        let after = edit::with(&before, "age", i64::from(age)).map_err(|why| mistaken(Mistake::malformed(&before, &why.into())))?;
        Self::parse(&after).map_err(mistaken)?;
        files::replace(path, after.as_bytes()).map_err(|why| StoreError::Unwritable { path: path.to_owned(), why })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

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
    fn a_mistake_names_file_line_key_and_what_may_stand_there() {
        for (text, words) in [
            ("\nage = 5\n", &["config.toml", "line 2", "age of 5", "10 to 100 years"][..]),
            ("age = \"forty\"", &["line 1", "age", "string", "10 to 100"]),
            ("# hm\nagee = 40", &["line 2", "agee", "age is meant"]),
            ("max-hr = 180", &["line 1", "max_hr is meant"]),
            ("whatever_this_is = 40", &["line 1", "keys are", "resting_hr"]),
            ("age = 40\nage = 41", &["line 2", "age", "a second time"]),
            ("age 40", &["line 1", "key = value"]),
            ("max_hr = 300", &["line 1", "max_hr of 300", "120 to 230 bpm"]),
            ("# a\n\nresting_hr = 100\nmax_hr = 140", &["line 3", "max_hr minus resting_hr", "50"]),
            ("threshold_hr = 190\nmax_hr = 180", &["line 1", "threshold", "below"]),
            ("weight_kg = 700", &["line 1", "weight_kg of 700", "25 to 250 kg"]),
            ("minutes = 4", &["line 1", "minutes of 4", "5 to 180"]),
            ("minutes = -4", &["line 1", "minutes", "5 to 180"]),
            ("minutes = 12.5", &["line 1", "minutes", "whole"]),
            ("ceiling = 20", &["line 1", "60 to 220 bpm"]),
            ("ceiling = nan", &["line 1", "60 to 220 bpm"]),
            ("zone_model = \"polar\"", &["line 1", "zone_model", "percent-max"]),
            ("zone_bounds = [100, 120, 140, 160]", &["line 1", "zone_bounds", "five rising"]),
            ("zone_bounds = [100,\n  \"x\"]", &["line 2", "zone_bounds", "five rising"]),
            ("age = 40\nzone_bounds = [100, 120, 110, 160, 180]", &["line 2", "zone_bounds", "five rising"]),
            ("without = [\"forms\"]", &["line 1", "without", "check-in"]),
            ("sex = 1", &["line 1", "female"]),
            ("[runner]\nage = 1", &["line 1", "runner"]),
        ] {
            let said = loaded(text).unwrap_err().to_string();
            for word in words {
                assert!(said.contains(word), "{text:?}: no {word:?} in {said}");
            }
        }
    }

    #[test]
    fn setting_the_age_leaves_the_rest_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/config.toml");
        Config::set_age(&path, 52).unwrap();
        assert_eq!(Config::load(&path).unwrap().age, Some(52.0));
        let template = Config::template();
        let set = template.replace("# age = 40 ", "age = 52 ");
        assert!(set != template && fs::read_to_string(&path).unwrap() == set);
        fs::write(&path, "# mine\nresting_hr = 50\nage = 41 # years\n").unwrap();
        Config::set_age(&path, 42).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "# mine\nresting_hr = 50\nage = 42 # years\n");
    }

    #[test]
    fn a_file_with_a_mistake_is_left_alone_and_the_mistake_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        for (text, word) in [("age 41\n", "line 1"), ("bell = true\nagee = 41\n", "age is meant")] {
            fs::write(&path, text).unwrap();
            let said = Config::set_age(&path, 42).unwrap_err().to_string();
            assert!(said.contains(word), "{said}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn init_never_overwrites() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        Config::init(&path).unwrap();
        assert!(matches!(Config::init(&path), Err(StoreError::ConfigExists { .. })));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(?s).{0,80}", key in "age|agé|zone_bounds|[a-z]{1,9}", value in "[-0-9.\\[\\]\"', \n]{0,20}") {
            let _ = Config::parse(&text).map_err(|mistake| mistake.to_string());
            let _ = Config::parse(&format!("# a\n{key} = {value}\n{text}")).map_err(|mistake| mistake.to_string());
        }
    }
}
