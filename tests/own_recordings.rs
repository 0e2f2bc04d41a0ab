//! The small recordings of our own in `tests/data`, read as a runner would have them read; they are there on every machine.
#![allow(clippy::unwrap_used)] // Helpers of tests too: clippy's own exception ends at the test function.

use recovery_run::format::{Origin, Reading, Recording, read};

fn recordings(name: &str) -> Vec<Recording> {
    let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    read(&std::fs::read(path).unwrap()).unwrap()
}

/// Every reading in short: milliseconds, then the rate with its number of beats, or the command.
fn shown(recording: &Recording) -> Vec<String> {
    let show = |reading: &Reading| match reading {
        Reading::Measurement(measurement) if measurement.rr.is_empty() => Some(measurement.rate.to_string()),
        Reading::Measurement(measurement) => Some(format!("{}/{}", measurement.rate, measurement.rr.len())),
        Reading::Command(command) => Some(command.word().to_owned()),
        _ => None,
    };
    recording.readings.iter().filter_map(|stamped| Some(format!("{} {}", stamped.at.ms(), show(&stamped.reading)?))).collect()
}

#[test]
fn rates_that_a_strap_stored_come_to_the_records_as_in_the_official_sdk() {
    let path = format!("{}/tests/data/stored-rates.txt", env!("CARGO_MANIFEST_DIR"));
    let expected: Vec<String> = std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect();
    let ours: Vec<String> =
        shown(&recordings("stored-rates.fit")[0]).iter().map(|line| line.split(' ').nth(1).unwrap().to_owned()).collect();
    assert!(expected.len() > 250);
    assert_eq!(ours, expected);
}

#[test]
fn both_activities_of_a_tcx_are_read() {
    let [run, ride] = recordings("two-activities.tcx").try_into().unwrap();
    // The rate without a time stands before the one whose second it shares.
    assert_eq!(shown(&run), ["0 102", "0 101", "2500 103", "2500 pause", "62000 90", "62000 resume"]);
    assert_eq!(run.started_at.unwrap().to_string(), "2026-03-01T09:00:00Z");
    assert_eq!((run.claims.device.as_deref(), run.claims.timer_s, run.claims.distance_m), (Some("Watch & Co"), Some(4.0), Some(9.5)));
    assert_eq!((shown(&ride), ride.claims.sport.as_deref()), (vec!["0 130".to_owned()], Some("cycling")));
    assert_eq!(run.warnings, Vec::<String>::new());
}

#[test]
fn every_track_of_a_gpx_is_read_with_the_breaks_between_its_segments() {
    let [run, still] = recordings("segments.gpx").try_into().unwrap();
    assert_eq!(shown(&run), ["0 101", "40000 102", "40000 pause", "300000 103", "300000 resume"]);
    assert!((run.claims.distance_m.unwrap() - 222.4).abs() < 0.1);
    assert_eq!((run.end.ms(), shown(&still).len()), (301_000, 0));
}

#[test]
fn tables_with_and_without_rates_are_read() {
    let table = &recordings("polar-export.csv")[0];
    assert_eq!((shown(table), table.claims.distance_m), (vec!["0 101".to_owned(), "2000 103".to_owned()], Some(4.6)));
    let beats = &recordings("hrv-logger.csv")[0];
    assert_eq!((beats.origin, shown(beats)), (Origin::Rr, vec!["1000 119/2".to_owned(), "2000 120/2".to_owned()]));
}

#[test]
fn beats_alone_make_a_recording_with_rates() {
    let beats = &recordings("elite.txt")[0];
    assert_eq!(beats.origin, Origin::Rr);
    assert_eq!(shown(beats), ["1010 119/2", "2000 120/2", "3020 99/1", "3520 99/1"]);
}
