//! Recordings of real watches against references by independent decoders. They lie outside the project, in
//! `../shared/data` or the folder named by `RECOVERY_RUN_TEST_DATA`; without them these tests say that they were skipped.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod requirements;

use std::path::{Path, PathBuf};
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
    requirements::missing(&format!("no recordings at {}", folder.display()));
    None
}

/// What a headless replay of a recording prints.
fn replay(path: &Path) -> (bool, Vec<Value>, String) {
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

/// Compares every recording of a kind; how many there were.
fn compare(data: &Path, kind: &str) -> usize {
    let mut compared = 0;
    for entry in std::fs::read_dir(data.join("recordings").join(kind)).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let reference = std::fs::read_to_string(data.join(format!("reference/{kind}/{name}.json"))).unwrap();
        let reference: Value = serde_json::from_str(&reference).unwrap();
        let (well, lines, errors) = replay(&path);
        compared += 1;
        if reference["n_records"] == 0 || reference["n_hr_valid"] == 0 {
            assert!(!well, "{name} has no heart rate and was played");
            assert!(errors.contains(&name) && errors.contains(": "), "{name}: {errors}");
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
        close("distance_m", "haversine_m_within_segments", 0.1);
        if let Some(laps) = reference["n_laps"].as_u64() {
            assert_eq!(summary["laps"].as_u64().unwrap(), laps.max(1), "{name}");
        }
        if let Some(beats) = reference["n_rr_intervals"].as_u64() {
            assert_eq!(summary["rr"]["count"], beats, "{name}");
        }
        let recordings = read(&std::fs::read(&path).unwrap()).unwrap();
        if let Some(first) = reference["min_unix"].as_f64().filter(|first| *first > 0x1000_0000 as f64) {
            let started = recordings.iter().filter_map(|recording| recording.started_at).min().unwrap();
            assert!((started.as_millisecond() as f64 / 1000.0 - first).abs() < 0.002, "{name}: {started}");
        }
        if let Ok(beats) = std::fs::read_to_string(data.join(format!("reference/{kind}/{name}.rr_ms.txt"))) {
            let beats: Vec<f64> = beats.lines().map(|ms| ms.parse().unwrap()).collect();
            let ours: Vec<f64> = measurements(&recordings).flat_map(|measurement| &measurement.rr).map(|rr| rr.ms()).collect();
            assert_eq!(ours.len(), beats.len(), "{name}");
            // The strap's unit is 1/1024 s, so a millisecond is met within half of that.
            assert!(ours.iter().zip(&beats).all(|(ours, theirs)| (ours - theirs).abs() < 0.5), "{name}");
        }
    }
    compared
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
    assert!(compare(&data, "fit") >= 16);
}

#[test]
fn every_tcx_recording_counts_as_the_reference_does() {
    let Some(data) = data() else { return };
    assert!(compare(&data, "tcx") >= 9);
}

#[test]
fn every_gpx_recording_counts_as_the_reference_does() {
    let Some(data) = data() else { return };
    assert!(compare(&data, "gpx") >= 7);
}

#[test]
fn every_csv_recording_counts_as_the_reference_does() {
    let Some(data) = data() else { return };
    assert!(compare(&data, "csv") >= 12);
}

#[test]
fn every_beat_of_an_rr_recording_is_there() {
    let Some(data) = data() else { return };
    for name in ["fatmaxxer-20210606.rr.csv", "polar-exercise_rri.hrm"] {
        let recordings = read(&std::fs::read(data.join("recordings/rr").join(name)).unwrap()).unwrap();
        let reference = std::fs::read_to_string(data.join(format!("reference/rr/{name}.rr.json"))).unwrap();
        let reference: Value = serde_json::from_str(&reference).unwrap();
        let beats: Vec<f64> = measurements(&recordings).flat_map(|measurement| &measurement.rr).map(|rr| rr.ms()).collect();
        assert_eq!(beats.len() as u64, reference["n_beats"].as_u64().unwrap(), "{name}");
        let close = |ours: f64, theirs: &str, by: f64| {
            let theirs = reference[theirs].as_f64().unwrap();
            assert!((ours - theirs).abs() <= by, "{name}: {ours} for {theirs}");
        };
        close(beats.iter().sum::<f64>() / beats.len() as f64, "mean_rr_ms", 0.05);
        close(beats.iter().copied().fold(f64::INFINITY, f64::min), "min_rr_ms", 0.5);
        close(beats.iter().copied().fold(0.0, f64::max), "max_rr_ms", 0.5);
        close(beats.iter().sum::<f64>() / 1000.0, "duration_s", 1.0);
    }
}
