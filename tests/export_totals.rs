//! What exports say of a whole run and of its laps: the same distance and time on the timer as the report, whatever told them.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use recovery_run::analysis::summary;
use recovery_run::format::{Export, ExportSummary, FileMetadata, Origin, Reading, Recording, TimedReading, read};
use recovery_run::heart::{Athlete, HeartRateMeasurement, RrInterval, ZoneModel};
use recovery_run::session::{Command, DeviceRole, Elapsed, Event, EventKind, EventSource, Learned, Legs, Motion, Plan, Session, Setup};

/// A recorded run that ends at a second, of what each second holds.
fn run(seconds: u64, second: impl Fn(u64) -> Vec<Reading>) -> Recording {
    let readings =
        (0..seconds).flat_map(|at| second(at).into_iter().map(move |reading| TimedReading::new(Elapsed::from_secs(at), reading)));
    Recording {
        origin: Origin::Pipe,
        started_at: Some("2026-11-22T10:00:00Z".parse().unwrap()),
        setup: None,
        readings: readings.collect(),
        end: Elapsed::from_secs(seconds),
        claims: FileMetadata::default(),
        warnings: Vec::new(),
    }
}

fn rate(at: u64) -> Reading {
    Reading::Measurement(HeartRateMeasurement::of(130 + (at % 3) as u16))
}

fn distance(metres: f64) -> Reading {
    Reading::Motion(Motion { distance_m: Some(metres), ..Motion::default() })
}

fn folded(recording: &Recording) -> Session {
    let zones = ZoneModel::Custom.zones(&Athlete::default(), Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
    let plan = Plan::new(None, Legs::Fresh);
    let mut session = Session::new(Setup { own: Learned::default(), athlete: Athlete::default(), zones, ceiling: None, plan });
    recording.readings.iter().for_each(|stamped| drop(session.step(&stamped.event())));
    session.step(&Event::new(recording.end, EventKind::Command(Command::Stop)));
    session
}

/// Distance and time on the timer as `report` tells them.
fn reported(recording: &Recording) -> (Option<f64>, f64) {
    let summary = summary(&folded(recording));
    (recording.claims.distance_m.or(summary.distance_m), recording.claims.timer_s.unwrap_or(summary.timer.secs()))
}

fn exported(recording: &Recording, to: Export) -> Vec<u8> {
    to.write(recording, &ExportSummary::of(&folded(recording)))
}

/// The values of an element of a TCX file's laps.
fn of_laps(tcx: &[u8], element: &str) -> Vec<f64> {
    let text = std::str::from_utf8(tcx).unwrap();
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    // Points have theirs in lines of their own, that begin with the point.
    let values = text.lines().filter_map(|line| line.trim().strip_prefix(&open)?.strip_suffix(&close));
    values.map(|value| value.parse().unwrap()).collect()
}

/// Holds the report and every export against a distance and a time on the timer.
fn assert_totals(name: &str, recording: &Recording, metres: Option<f64>, timer_s: f64) {
    let near = |ours: Option<f64>, wanted: f64| (ours.unwrap_or(f64::NAN) - wanted).abs() < 0.05;
    let (distance, timer) = reported(recording);
    assert!(distance.is_some() == metres.is_some() && metres.is_none_or(|metres| near(distance, metres)), "{name}: {distance:?}");
    assert!(near(Some(timer), timer_s), "{name}: {timer}");
    let tcx = exported(recording, Export::Tcx);
    assert!(near(Some(of_laps(&tcx, "DistanceMeters").iter().sum()), metres.unwrap_or(0.0)), "{name}");
    assert!(near(Some(of_laps(&tcx, "TotalTimeSeconds").iter().sum()), timer_s), "{name}");
    // A table holds rows and no headline.
    let in_rows =
        recording.readings.iter().any(|stamped| matches!(&stamped.reading, Reading::Motion(motion) if motion.distance_m.is_some()));
    for to in [Export::Fit, Export::Tcx].into_iter().chain((in_rows || metres.is_none()).then_some(Export::Csv)) {
        let again = read(&exported(recording, to)).unwrap().remove(0);
        let (distance, timer) = reported(&again);
        // TCX must say a distance, and a table has whole tenths.
        let wanted = metres.or((to == Export::Tcx).then_some(0.0));
        assert!(
            distance.is_some() == wanted.is_some() && wanted.is_none_or(|wanted| (distance.unwrap() - wanted).abs() < 0.2),
            "{name}, {to:?}: {distance:?}"
        );
        assert!(to == Export::Csv || near(Some(timer), timer_s), "{name}, {to:?}: {timer}");
    }
    let json: serde_json::Value = serde_json::from_slice(&exported(recording, Export::Json)).unwrap();
    assert!(metres.is_none_or(|metres| near(json["distance_m"].as_f64(), metres)) && near(json["timer_s"].as_f64(), timer_s), "{name}");
}

#[test]
fn a_distance_counts_from_its_first_value_and_through_resets_everywhere() {
    let laps = |at: u64| if at == 200 { vec![Reading::Command(Command::Lap)] } else { vec![] };
    let along = |metres: fn(u64) -> f64| run(601, |at| [laps(at), vec![distance(metres(at)), rate(at)]].concat());
    assert_totals("from 5000 m", &along(|at| 5000.0 + 2.5 * at as f64), Some(1500.0), 601.0);
    // The counter begins anew at 300 s; what it counts from is not known.
    assert_totals("reset", &along(|at| 2.5 * (at % 300) as f64 + 40.0), Some(1495.0), 601.0);
    let laps = of_laps(&exported(&along(|at| 5000.0 + 2.5 * at as f64), Export::Tcx), "DistanceMeters");
    assert_eq!(laps, [497.5, 1002.5]);
}

#[test]
fn a_speed_alone_is_no_distance() {
    let speed = |at| vec![Reading::Motion(Motion { speed_kmh: Some(9.0), ..Motion::default() }), rate(at)];
    assert_totals("speed alone", &run(600, speed), None, 600.0);
}

#[test]
fn pauses_are_in_no_headline() {
    let paused = run(600, |at| match at {
        100 => vec![rate(at), Reading::Command(Command::Pause)],
        160 => vec![Reading::Command(Command::Resume), rate(at)],
        300 => vec![Reading::Command(Command::Lap), rate(at)],
        _ => vec![rate(at), distance(2.0 * at as f64)],
    });
    assert_totals("a pause", &paused, Some(1198.0), 540.0);
    assert_eq!(of_laps(&exported(&paused, Export::Tcx), "TotalTimeSeconds"), [240.0, 300.0]);
}

#[test]
fn a_belt_that_stood_is_in_no_headline_either() {
    let mut stood = run(600, |at| vec![rate(at)]);
    let belt = |at: u64| {
        let kmh = if (200..260).contains(&at) { 0.0 } else { 9.0 };
        let motion = Reading::Motion(Motion { speed_kmh: Some(kmh), ..Motion::default() });
        TimedReading { from: EventSource::Device(DeviceRole::Treadmill), ..TimedReading::new(Elapsed::from_secs(at), motion) }
    };
    stood.readings.extend((0..600).map(belt));
    stood.readings.sort_by_key(|stamped| stamped.at);
    // It stops at 200 s, is believed to at 203, and moves at 260.
    assert_totals("a belt that stood", &stood, None, 543.0);
}

/// A TCX file of laps with their seconds, metres and one point every two seconds, that know no distance.
fn tcx(laps: &[(u64, f64, f64)]) -> Recording {
    let mut at = 0;
    let laps: String = laps
        .iter()
        .map(|(seconds, timer, metres)| {
            let time = |at: u64| format!("2024-05-04T10:{:02}:{:02}Z", at / 60, at % 60);
            let point = |at| format!("<Trackpoint><Time>{}</Time><HeartRateBpm><Value>120</Value></HeartRateBpm></Trackpoint>", time(at));
            let points: String = (at..at + seconds).step_by(2).map(point).collect();
            let start = time(at);
            at += seconds;
            format!("<Lap StartTime=\"{start}\"><TotalTimeSeconds>{timer}</TotalTimeSeconds><DistanceMeters>{metres}</DistanceMeters><Track>{points}</Track></Lap>")
        })
        .collect();
    let text =
        format!("<TrainingCenterDatabase><Activities><Activity Sport=\"Running\">{laps}</Activity></Activities></TrainingCenterDatabase>");
    read(text.as_bytes()).unwrap().remove(0)
}

#[test]
fn what_a_file_says_of_its_laps_alone_is_kept() {
    let one = tcx(&[(60, 60.0, 94.0)]);
    assert_totals("one lap", &one, Some(94.0), 60.0);
    // The second lap stood for 40 s that no point tells of.
    let two = tcx(&[(120, 120.0, 300.0), (120, 80.0, 150.0)]);
    assert_totals("two laps", &two, Some(450.0), 200.0);
    let again = exported(&two, Export::Tcx);
    assert_eq!((of_laps(&again, "DistanceMeters"), of_laps(&again, "TotalTimeSeconds")), (vec![300.0, 150.0], vec![120.0, 80.0]));
    let through_fit = read(&exported(&two, Export::Fit)).unwrap().remove(0);
    assert_eq!(of_laps(&exported(&through_fit, Export::Tcx), "DistanceMeters"), [300.0, 150.0]);
}

#[test]
fn a_distance_of_the_whole_alone_is_shared_among_the_laps_by_their_time() {
    let laps = run(400, |at| if at == 100 { vec![Reading::Command(Command::Lap), rate(at)] } else { vec![rate(at)] });
    let claims = FileMetadata { distance_m: Some(1000.0), ..FileMetadata::default() };
    let recording = Recording { claims, ..laps };
    assert_totals("the whole alone", &recording, Some(1000.0), 400.0);
    assert_eq!(of_laps(&exported(&recording, Export::Tcx), "DistanceMeters"), [250.0, 750.0]);
}

#[test]
fn packets_passed_on_twice_are_exported_once() {
    let beats = |at: u64| {
        let rr = [0, 1].iter().map(|beat| RrInterval::from_1024ths(470 + (at * 7 % 11) as u16 + beat)).collect();
        Reading::Measurement(HeartRateMeasurement { rr, ..HeartRateMeasurement::of(128) })
    };
    let [once, twice] = [1, 2].map(|times| run(300, |at| vec![beats(at); times]));
    for to in Export::ALL {
        assert_eq!(exported(&twice, to), exported(&once, to), "{to:?}");
    }
}
