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
use crate::screen::{ChartStyle, KeyMap, Layout, ThemeChoice};
use crate::session::{CueKind, Feature, Plan, Units};
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
    /// Where everything stands on the screen of a run.
    #[serde(deserialize_with = "layout")]
    pub layout: Option<Layout>,
    /// How the course of a run is drawn.
    #[serde(deserialize_with = "chart")]
    pub chart: Option<ChartStyle>,
    /// Whether a prompt's frame goes in steps; in one otherwise.
    #[serde(deserialize_with = "motion")]
    pub motion: Option<bool>,
    /// Whether keys on the screen can be clicked; they cannot unless this is true.
    pub mouse: Option<bool>,
    /// Keys of the runner's own, by action.
    #[serde(deserialize_with = "key_names")]
    keys: BTreeMap<String, Vec<String>>,
    /// What those make of the table of keys.
    #[serde(skip)]
    pub key_map: KeyMap,
    /// In what the treadmill tells its speeds.
    pub treadmill_unit: TreadmillUnit,
    /// What speed, pace and distance are shown in.
    #[serde(deserialize_with = "units")]
    pub units: Units,
    /// What is heard.
    pub sound: SoundKeys,
    /// Programs of the runner's own, by the word of the cue that starts them.
    #[serde(deserialize_with = "by_cue")]
    pub on_cue: BTreeMap<CueKind, Vec<String>>,
    /// Parts of the method to leave out.
    #[serde(deserialize_with = "parts")]
    pub without: Vec<Feature>,
    /// Seconds between syncs of a run's journal, 1 to 60.
    pub sync_seconds: Option<u8>,
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

fn units<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Units, D::Error> {
    let word = String::deserialize(from)?;
    Units::from_word(&word).ok_or_else(|| serde::de::Error::custom(format!("{word} is no unit")))
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
        if let Some(seconds) = config.sync_seconds.filter(|seconds| !(1..=60).contains(seconds)) {
            return Err(Mistake::at_key(text, "sync_seconds", format!("sync_seconds of {seconds} is out of range")));
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
mod tests;
