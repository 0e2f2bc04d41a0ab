//! Recordings of real watches against references by independent decoders. They lie outside the project, in
//! `../shared/data` or the folder named by `RECOVERY_RUN_TEST_DATA`; without them these tests say that they were skipped.

use std::path::PathBuf;
use std::process::Command;

use recovery_run::format::{Reading, Recording, read};
use recovery_run::heart::HeartRateMeasurement;
use serde_json::Value;

fn data() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("RECOVERY_RUN_TEST_DATA").map_or(beside, PathBuf::from);
    if folder.join("recordings").is_dir() {
        return Some(folder);
    }
    println!("skipped: no recordings at {}", folder.display());
    None
}

/// What a headless replay of a recording prints.
fn replay(path: &std::path::Path) -> (bool, Vec<Value>, String) {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_recovery-run"))
        .args(["replay", "--headless", "--zone-bounds", "100,120,140,160,180"])
        .arg(path)
        .env("RECOVERY_RUN_DATA", home.path())
        .env("RECOVERY_RUN_CONFIG", home.path().join("config.toml"))
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (output.status.success(), lines, String::from_utf8(output.stderr).unwrap())
}

/// The strap's unit is 1/1024 s, so a millisecond is met within half of that.
fn assert_beats(path: &std::path::Path, beats: &[f64]) {
    let recordings = read(&std::fs::read(path).unwrap()).unwrap();
    let ours: Vec<f64> = measurements(&recordings).flat_map(|measurement| &measurement.rr).map(|rr| rr.ms()).collect();
    assert_eq!(ours.len(), beats.len(), "{}", path.display());
    for (ours, theirs) in ours.iter().zip(beats) {
        assert!((ours - theirs).abs() < 0.5, "{}: {ours} for {theirs}", path.display());
    }
}

fn measurements(recordings: &[Recording]) -> impl Iterator<Item = &HeartRateMeasurement> {
    recordings.iter().flat_map(|recording| &recording.readings).filter_map(|stamped| match &stamped.reading {
        Reading::Measurement(measurement) => Some(measurement),
        _ => None,
    })
}

#[test]
fn every_fit_recording_counts_as_the_reference_does() {
    let Some(data) = data() else { return };
    let mut compared = 0;
    for entry in std::fs::read_dir(data.join("recordings/fit")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let reference = std::fs::read_to_string(data.join(format!("reference/fit/{name}.json"))).unwrap();
        let reference: Value = serde_json::from_str(&reference).unwrap();
        let (well, lines, errors) = replay(&path);
        if reference["n_records"] == 0 || reference["n_hr_valid"] == 0 {
            assert!(!well, "{name} has no heart rate and was played");
            assert!(errors.contains(&name) && errors.contains(": "), "{name}: {errors}");
            compared += 1;
            continue;
        }
        assert!(well, "{name}: {errors}");
        let summary = lines.last().unwrap();
        let rates = &summary["heart_rate"];
        assert_eq!(rates["samples"], reference["n_hr_valid"], "{name}");
        assert!((rates["mean"].as_f64().unwrap() - reference["hr_mean"].as_f64().unwrap()).abs() < 0.01, "{name}: {rates}");
        assert_eq!((&rates["min"], &rates["max"]), (&reference["hr_min"], &reference["hr_max"]), "{name}");
        let zones = reference["time_in_zone_s"]["hold_cap10"].as_array().unwrap();
        for (ours, theirs) in summary["time_in_zone_s"].as_array().unwrap().iter().zip(zones) {
            assert!((ours.as_f64().unwrap() - theirs.as_f64().unwrap()).abs() <= 1.0, "{name}: {}", summary["time_in_zone_s"]);
        }
        let close = |ours: &str, theirs: &str, by: f64| {
            // A distance of nothing is none.
            if let Some(theirs) = reference[theirs].as_f64().filter(|value| *value > 0.0) {
                assert!((summary[ours].as_f64().unwrap_or(f64::NAN) - theirs).abs() <= by, "{name}: {ours} {} for {theirs}", summary[ours]);
            }
        };
        close("elapsed_s", "total_elapsed_time_s", 0.01);
        close("timer_s", "total_timer_time_s", 0.01);
        close("distance_m", "distance_m", 0.1);
        assert_eq!(summary["laps"].as_u64().unwrap(), reference["n_laps"].as_u64().unwrap().max(1), "{name}");
        assert_eq!(summary["rr"]["count"], reference["n_rr_intervals"], "{name}");
        if let Ok(beats) = std::fs::read_to_string(data.join(format!("reference/fit/{name}.rr_ms.txt"))) {
            let beats: Vec<f64> = beats.lines().map(|ms| ms.parse().unwrap()).collect();
            assert_beats(&path, &beats);
        }
        compared += 1;
    }
    assert!(compared >= 16, "only {compared} recordings were compared");
}
