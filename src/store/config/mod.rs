//! The configuration file: the runner's own numbers and habits, in TOML, written by hand or by `config init`.

mod edit;
mod keys;
mod mistake;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::themes::find_theme;
use super::{StoreError, files};
use crate::heart::{Athlete, MafCategory, Sex, ZoneModel, Zones, rates_for_percent};
use crate::screen::{KeyMap, ThemeChoice};
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
    /// The colours of the screen: a theme's name or file.
    pub theme: Option<String>,
    /// What that word stands for.
    #[serde(skip)]
    pub colors: ThemeChoice,
    /// The colours of the kernel's console.
    pub console_palette: Option<ConsolePalette>,
    /// Whether keys on the screen can be clicked; they cannot unless this is true.
    pub mouse: Option<bool>,
    /// Keys of the runner's own, by action.
    #[serde(deserialize_with = "key_names")]
    keys: BTreeMap<String, Vec<String>>,
    /// What those make of the table of keys.
    #[serde(skip)]
    pub key_map: KeyMap,
    /// What is heard.
    pub sound: SoundKeys,
    /// Programs of the runner's own, by the word of the cue that starts them.
    #[serde(deserialize_with = "by_cue")]
    pub on_cue: BTreeMap<CueKind, Vec<String>>,
    /// Parts of the method to leave out.
    #[serde(deserialize_with = "parts")]
    pub without: Vec<Feature>,
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

/// The colours of the kernel's console.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConsolePalette {
    /// The kernel's own sixteen.
    Kernel,
    /// Ours, for as long as the screen is shown.
    Own,
}

/// A key, or several.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected the name of a key, or a list of them")]
enum KeyNames {
    One(String),
    Several(Vec<String>),
}

fn key_names<'de, D: serde::Deserializer<'de>>(from: D) -> Result<BTreeMap<String, Vec<String>>, D::Error> {
    let named = BTreeMap::<String, KeyNames>::deserialize(from)?;
    let list = |names| match names {
        KeyNames::One(name) => vec![name],
        KeyNames::Several(names) => names,
    };
    Ok(named.into_iter().map(|(action, names)| (action, list(names))).collect())
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

const TEMPLATE: &str = include_str!("template.toml");

impl Config {
    /// Reads the file; where there is none, nothing is set.
    ///
    /// # Errors
    /// It cannot be read or understood; the message names line and key.
    pub fn load(path: &Path) -> Result<Self, StoreError> {
        let Some(text) = files::text(path)? else { return Ok(Self::default()) };
        let mistaken = |mistake: Mistake| StoreError::Config { path: path.to_owned(), why: mistake.to_string() };
        let mut config = Self::parse(&text).map_err(mistaken)?;
        if let Some(word) = &config.theme {
            config.colors = find_theme(word, path).map_err(|why| mistaken(Mistake::in_theme(&text, why)))?;
        }
        config.colors.console_palette = config.console_palette == Some(ConsolePalette::Own);
        Ok(config)
    }

    fn parse(text: &str) -> Result<Self, Mistake> {
        let mut config: Self = toml_edit::de::from_str(text).map_err(|error| Mistake::malformed(text, &error))?;
        let athlete = config.athlete();
        athlete.validate().map_err(|error| Mistake::impossible(text, &error))?;
        if let Some(remedy) = config.zone_bounds.and_then(|bounds| rates_for_percent(bounds, athlete.max().map(|(max, _)| max))) {
            return Err(Mistake::like_percent(text, remedy));
        }
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
        let keys = config.keys.iter().map(|(action, names)| (action.as_str(), names.iter().map(String::as_str).collect()));
        config.key_map = KeyMap::with(keys).map_err(|error| Mistake::in_keys(text, &error))?;
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

    /// Sets keys (`table.key` is one of a table) and leaves everything else in the file as it is, comments included. Where there is no file
    /// yet they are set in the template.
    ///
    /// # Errors
    /// The file cannot be read, understood or written, or would not be understood any more; it is then as it was.
    pub fn set(path: &Path, changes: &[(&str, Setting)]) -> Result<(), StoreError> {
        let before = files::text(path)?.unwrap_or_else(|| TEMPLATE.to_owned());
        let mistaken = |mistake: Mistake| StoreError::Config { path: path.to_owned(), why: mistake.to_string() };
        Self::parse(&before).map_err(mistaken)?;
        let mut after = before;
        for (key, value) in changes {
            let set = match value {
                Setting::Whole(number) => edit::with(&after, key, *number),
                Setting::Switch(on) => edit::with(&after, key, *on),
            };
            after = set.map_err(|why| mistaken(Mistake::malformed(&after, &why.into())))?;
        }
        Self::parse(&after).map_err(mistaken)?;
        files::replace(path, after.as_bytes()).map_err(|why| StoreError::Unwritable { path: path.to_owned(), why })
    }
}

/// What a key of the configuration can be set to by the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// A whole number.
    Whole(i64),
    /// True or false.
    Switch(bool),
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn set_age(path: &Path, age: i64) -> Result<(), StoreError> {
        Config::set(path, &[("age", Setting::Whole(age))])
    }

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
        for key in crate::screen::KEYS {
            assert!(Config::template().contains(key.action), "{} is not named in the template", key.action);
        }
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
            ("max_hr = 190\nzone_bounds = [50, 60, 70, 80, 90]", &["line 2", "look like percent", "95,114,133,152,171", "percent-max"]),
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
    fn keys_of_the_runners_own_are_taken_and_a_mistake_among_them_is_told_with_its_line() {
        let config = loaded("keys.pause = \"p\"\n[keys]\nlap = [\"x\", \"f5\"]\n").unwrap_err().to_string();
        assert!(config.contains("line 2"), "{config}");
        let config = loaded("age = 40\n[keys]\npause = \"p\"\nlap = [\"x\", \"f5\"]\ntheme = []\n").unwrap();
        assert_eq!(config.key_map, KeyMap::with([("pause", vec!["p"]), ("lap", vec!["x", "f5"]), ("theme", vec![])]).unwrap());
        for (text, words) in [
            ("[keys]\npause = \"p\"\nlaps = \"x\"", &["line 3", "no action laps", "lap is meant"][..]),
            ("age = 40\nkeys.lap = \"hyper\"", &["line 2", "no key", "f12"]),
            ("age = 40\n[keys]\n\nlap = \"m\"", &["line 4", "m means mute already", "another"]),
            ("keys = { stop = [], stop-now = [] }", &["line 1", "no key is left", "give stop"]),
            ("[keys]\nlap = 3", &["line 2", "the name of a key"]),
            ("keys = 3", &["line 1", "keys", "for each action"]),
            ("mouse = \"yes\"", &["line 1", "mouse", "true or false"]),
            ("console_palette = \"mine\"", &["line 1", "console_palette", "kernel"]),
            ("age = 40\ntheme = \"nowhere\"", &["line 2", "no theme nowhere", "catppuccin-mocha"]),
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
        set_age(&path, 52).unwrap();
        assert_eq!(Config::load(&path).unwrap().age, Some(52.0));
        let template = Config::template();
        let set = template.replace("# age = 40 ", "age = 52 ");
        assert!(set != template && fs::read_to_string(&path).unwrap() == set);
        fs::write(&path, "# mine\nresting_hr = 50\nage = 41 # years\n").unwrap();
        set_age(&path, 42).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "# mine\nresting_hr = 50\nage = 42 # years\n");
    }

    #[test]
    fn a_file_with_a_mistake_is_left_alone_and_the_mistake_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        for (text, word) in [("age 41\n", "line 1"), ("bell = true\nagee = 41\n", "age is meant")] {
            fs::write(&path, text).unwrap();
            let said = set_age(&path, 42).unwrap_err().to_string();
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
