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
        ("sync_seconds = 0", &["line 1", "sync_seconds of 0", "1 to 60"]),
        ("sync_seconds = 61", &["line 1", "sync_seconds of 61", "1 to 60"]),
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
    let config = loaded("keys.pause = \"p\"\n[keys]\nlap = [\"o\", \"f5\"]\n").unwrap_err().to_string();
    assert!(config.contains("line 2"), "{config}");
    let config = loaded("age = 40\n[keys]\npause = \"p\"\nlap = [\"o\", \"f5\"]\ntheme = []\n").unwrap();
    assert_eq!(config.key_map, KeyMap::with([("pause", vec!["p"]), ("lap", vec!["o", "f5"]), ("theme", vec![])]).unwrap());
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
