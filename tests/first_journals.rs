//! Journals of version 1 are read for ever: these were written by the program as it was before version 2, each beside the lines
//! that it replayed to then (`tests/data/journals-1`).
#![allow(clippy::unwrap_used)] // Helpers of tests too: clippy's own exception ends at the test function.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/journals-1")
}

/// The names of the journals, without their endings.
fn names() -> Vec<String> {
    let paths = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let journals = paths.filter(|path| path.extension().is_some_and(|end| end == "jsonl"));
    journals.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect()
}

fn replay(name: &str) -> Vec<Value> {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_recovery-run"))
        .args(["replay", "--headless"])
        .arg(format!("{name}.jsonl"))
        .current_dir(folder())
        .env("RECOVERY_RUN_DATA", home.path())
        .env("RECOVERY_RUN_CONFIG", home.path().join("config.toml"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    lines(&String::from_utf8(output.stdout).unwrap())
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The first field of `before` that `now` lacks or has otherwise. Fields may be added to lines, as readers of them were promised.
fn difference(before: &Value, now: &Value) -> Option<String> {
    match (before, now) {
        (Value::Object(before), Value::Object(now)) => before.iter().find_map(|(key, value)| match now.get(key) {
            None => Some(format!("{key} is gone")),
            Some(now) if key == "believed_time_in_zone_s" => believed(value, now),
            Some(now) if key == "easy_percent" && !value.is_null() => easy(value, now, total(&before["believed_time_in_zone_s"])),
            // A load of no time at all is none.
            Some(Value::Null) if key == "load_edwards" && *value == 0.0 && total(&before["believed_time_in_zone_s"]) == 0.0 => None,
            Some(now) => difference(value, now).map(|what| format!("{key}: {what}")),
        }),
        _ => (before != now).then(|| format!("{before} became {now}")),
    }
}

/// Version 1's program counted the time from the last rate to the stop as believed, though not as stored, so that more could be believed
/// than there was. That time, ten seconds at most, is gone.
fn believed(before: &Value, now: &Value) -> Option<String> {
    let gone = total(before) - total(now);
    (!(0.0..=10.0).contains(&gone)).then(|| format!("{before} became {now}"))
}

/// The share that is easy follows that time.
fn easy(before: &Value, now: &Value, believed_s: f64) -> Option<String> {
    let off = (before.as_f64().unwrap() - now.as_f64()?).abs();
    (off > 100.0 * 10.0 / believed_s).then(|| format!("{before} became {now}"))
}

fn total(times: &Value) -> f64 {
    times.as_array().unwrap().iter().map(|time| time.as_f64().unwrap()).sum()
}

/// The one field that is known to be new is the device of link lines, which can only be the strap.
#[test]
fn a_journal_of_version_1_replays_to_the_lines_it_always_did() {
    let names = names();
    assert!(names.len() >= 12, "{names:?}");
    for name in names {
        let before = lines(&std::fs::read_to_string(folder().join(format!("{name}.lines"))).unwrap());
        let now = replay(&name);
        assert!(before.len() > 2, "{name}");
        for (number, (before, now)) in (1..).zip(before.iter().zip(&now)) {
            let changed = difference(before, now);
            assert!(changed.is_none(), "{name}: line {number}: {}\n{before}\n{now}", changed.unwrap_or_default());
            assert!(now["type"] != "link" || now["device"] == "strap", "{name}: line {number}: {now}");
        }
        assert_eq!(now.len(), before.len(), "{name}");
    }
}

#[test]
fn a_replay_that_differs_in_one_number_is_seen() {
    let line = |text: &str| serde_json::from_str(text).unwrap();
    let before = line(r#"{"type":"sample","rr":{"count":3},"rr_ms":[455.1]}"#);
    assert_eq!(difference(&before, &line(r#"{"type":"sample","rr":{"count":3,"new":1},"rr_ms":[455.1],"new":1}"#)), None);
    assert!(difference(&before, &line(r#"{"type":"sample","rr":{"count":4},"rr_ms":[455.1]}"#)).is_some());
    assert!(difference(&before, &line(r#"{"type":"sample","rr":{"count":3},"rr_ms":[455.1,460.0]}"#)).is_some());
    assert!(difference(&before, &line(r#"{"type":"sample","rr_ms":[455.1]}"#)).is_some());
}
