//! The keys of the configuration, each with what may stand there, for the messages about mistakes.

/// A key.
pub(super) struct Key {
    pub(super) name: &'static str,
    /// What may stand there, with units.
    pub(super) allowed: &'static str,
    pub(super) example: &'static str,
}

const fn key(name: &'static str, allowed: &'static str, example: &'static str) -> Key {
    Key { name, allowed, example }
}

const KEYS: [Key; 28] = [
    key("age", "10 to 100 years", "40"),
    key("max_hr", "120 to 230 bpm", "185"),
    key("resting_hr", "30 to 110 bpm", "55"),
    key("threshold_hr", "80 to 220 bpm", "168"),
    key("weight_kg", "25 to 250 kg", "70"),
    key("sex", "\"female\" or \"male\"", "\"female\""),
    key("maf", "\"recovering\", \"inconsistent\", \"regular\" or \"progressing\"", "\"regular\""),
    key("zone_model", "\"percent-max\", \"reserve\", \"percent-threshold\", \"maf\" or \"custom\"", "\"reserve\""),
    key("zone_bounds", "five rising rates from 30 to 230 bpm", "[100, 120, 140, 160, 180]"),
    key("ceiling", "60 to 220 bpm", "140"),
    key("minutes", "5 to 180, a whole number", "30"),
    key("theme", "\"auto\", \"dark\", \"light\", \"high-contrast\", \"plain\", another theme's name or a file", "\"auto\""),
    key("console_palette", "\"own\" or \"kernel\"", "\"own\""),
    key("layout", "\"far\", \"balanced\" or \"detail\"", "\"balanced\""),
    key("chart", "\"strata\" or \"line\"", "\"strata\""),
    key("motion", "\"full\" or \"none\"", "\"full\""),
    key("mouse", "true or false", "true"),
    key("keys", "a key or a list of keys for each action, as keys.pause", "{ pause = \"p\" }"),
    key("bell", "true or false", "true"),
    key("units", "\"auto\", \"km\" or \"miles\"", "\"auto\""),
    key("treadmill_unit", "\"km/h\" or \"mph\"", "\"km/h\""),
    key("sound.tones", "true or false", "true"),
    key("sound.voice", "true or false", "true"),
    key("sound.volume", "0 to 100", "70"),
    key("sound.off", "a list of cues such as \"ease-off\", \"slow-down\", \"walk\", \"settled\" and \"talk-test\"", "[\"talk-test\"]"),
    key(
        "on_cue",
        "a list of a program and its arguments for each cue, as on_cue.slow-down",
        "{ slow-down = [\"notify-send\", \"slow down\"] }",
    ),
    key("without", "a list of \"check-in\", \"warm-up\", \"talk-test\", \"form\", \"milestones\" and \"afterwards\"", "[\"form\"]"),
    key("sync_seconds", "1 to 60, a whole number", "60"),
];

pub(super) fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

pub(super) fn names() -> String {
    KEYS.each_ref().map(|key| key.name).join(", ")
}

/// The key that a line sets.
pub(super) fn set_by(line: &str) -> Option<&str> {
    let (name, _) = line.split_once('=')?;
    let name = name.trim().trim_matches(['"', '\'']);
    (!name.is_empty() && !name.starts_with('#')).then_some(name)
}

/// The key that a mistyped one may stand for: at most two letters apart.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase().replace('-', "_");
    // Inside a table a key stands without the table's name.
    let last = |key: &'static str| key.rsplit('.').next().unwrap_or(key);
    let distance = |key: &'static str| strsim::levenshtein(&name, key).min(strsim::levenshtein(&name, last(key)));
    let near = KEYS.iter().map(|key| (distance(key.name), key.name)).min()?;
    (near.0 <= 2).then_some(near.1)
}
