use super::*;
use crate::format::{Reading, TimedReading};
use crate::heart::{HeartRateMeasurement, RrInterval};
use crate::session::Motion;

const START: &str = "2026-11-20T06:00:00Z";

/// A heart that rises and wavers, in bpm, at a second.
fn heart(at: u64) -> u16 {
    100 + (40.0 * (1.0 - (-(at as f64) / 300.0).exp()) + 6.0 * (at as f64 / 97.0).sin()) as u16
}

fn recording(origin: Origin, secs: u64, every: usize, heart: impl Fn(u64) -> u16) -> Recording {
    let readings = (0..=secs).step_by(every).map(|at| {
        let reading = Reading::Measurement(HeartRateMeasurement::of(heart(at)));
        TimedReading::new(Elapsed::from_secs(at), reading)
    });
    Recording {
        origin,
        started_at: None,
        setup: None,
        readings: readings.collect(),
        end: Elapsed::from_secs(secs),
        claims: crate::format::FileMetadata::default(),
        warnings: Vec::new(),
    }
}

fn profile(recording: &Recording, start: &str) -> RateProfile {
    RateProfile::of(recording, start.parse().unwrap()).unwrap()
}

/// Whether a run from FIT and this recording are the same.
fn same(recording: &Recording, start: &str) -> bool {
    let (fit, other) = (profile(&self::recording(Origin::Fit, 1800, 1, heart), START), profile(recording, start));
    let (same, turned) = (fit.is_same_run(&other), other.is_same_run(&fit));
    assert_eq!(same, turned);
    let lists = |a: &RateProfile, b: &RateProfile| a.possible_starts().any(|starts| starts.contains(&b.started_ms));
    assert!(!same || lists(&fit, &other), "it is not looked for there");
    same
}

#[test]
fn the_same_run_told_more_seldom_a_few_seconds_later_or_rounded_is_the_same() {
    for every in [1, 2, 5, 7, 10, 15, 30, 60] {
        assert!(same(&recording(Origin::Tcx, 1800, every, heart), START), "{every}");
    }
    let later = |at| heart(at + 4) + u16::from(at % 2 == 0);
    assert!(same(&recording(Origin::Gpx, 1795, 1, later), "2026-11-20T06:00:04Z"));
    let averaged = |at: u64| ((at..at + 60).map(|at| u32::from(heart(at))).sum::<u32>() / 60) as u16;
    assert!(same(&recording(Origin::Csv, 1740, 60, averaged), START));
}

#[test]
fn a_local_time_is_looked_through_where_the_format_may_have_one_and_nowhere_else() {
    for start in ["2026-11-20T07:00:00Z", "2026-11-19T16:00:03Z", "2026-11-20T11:45:00Z", "2026-11-20T20:00:00Z"] {
        assert!(same(&recording(Origin::Csv, 1800, 1, heart), start), "{start}");
        assert!(!same(&recording(Origin::Tcx, 1800, 1, heart), start), "{start}");
    }
    assert!(!same(&recording(Origin::Csv, 1800, 1, heart), "2026-11-20T07:05:00Z"));
    assert!(!same(&recording(Origin::Csv, 1800, 1, heart), "2026-11-21T06:00:00Z"));
}

#[test]
fn another_start_length_or_heart_is_another_run() {
    assert!(!same(&recording(Origin::Tcx, 1800, 1, heart), "2026-11-20T06:00:30Z"));
    assert!(!same(&recording(Origin::Tcx, 1700, 1, heart), START));
    assert!(!same(&recording(Origin::Tcx, 1800, 1, |at| heart(at) + 9), START));
    assert!(!same(&recording(Origin::Tcx, 1800, 1, |at| 240 - heart(at)), START));
    // Few rates in another zone may agree by chance.
    let short = |origin, start| profile(&recording(origin, 120, 1, heart), start);
    assert!(!short(Origin::Csv, START).is_same_run(&short(Origin::Csv, "2026-11-20T07:00:00Z")));
    assert!(short(Origin::Csv, START).is_same_run(&short(Origin::Csv, START)));
}

#[test]
fn beats_outrank_frequent_rates_and_those_outrank_speed() {
    let sparse = recording(Origin::Csv, 600, 60, heart);
    let frequent = recording(Origin::Csv, 600, 1, heart);
    let with_speed = |mut recording: Recording| {
        let motion = Motion { speed_kmh: Some(9.0), ..Motion::default() };
        recording.readings.push(TimedReading::new(recording.end, Reading::Motion(motion)));
        recording
    };
    let mut beats = sparse.clone();
    for stamped in &mut beats.readings {
        if let Reading::Measurement(measurement) = &mut stamped.reading {
            measurement.rr = vec![RrInterval::from_ms(500.0).unwrap(); 120];
        }
    }
    let rising = [
        Richness::of(&sparse),
        Richness::of(&with_speed(sparse.clone())),
        Richness::of(&frequent),
        Richness::of(&Recording { origin: Origin::Fit, ..frequent.clone() }),
        Richness::of(&with_speed(frequent)),
        Richness::of(&beats),
    ];
    assert!(rising.is_sorted_by(|a, b| a < b), "{rising:#?}");
    assert_eq!(rising[5].advantage_over(rising[4]), "with beat-to-beat intervals");
    assert_eq!(rising[2].advantage_over(rising[1]), "with more rates");
    assert_eq!(rising[4].advantage_over(rising[3]), "with speed and distance");
    assert_eq!(rising[3].advantage_over(rising[2]), "with its start in UTC");
}

#[test]
fn what_has_no_rates_or_lasts_longer_than_any_run_has_no_profile() {
    assert_eq!(RateProfile::of(&recording(Origin::Fit, 60, 1, |_| 0), START.parse().unwrap()), None);
    assert_eq!(RateProfile::of(&recording(Origin::Fit, 600_000, 599_999, heart), START.parse().unwrap()), None);
}
