//! Exports read back: what is written is what was recorded. Whether other programs accept it is `tests/foreign/check_exports`.
#![allow(clippy::unwrap_used)] // Helpers of tests too: clippy's own exception ends at the test function.

mod belt_run;
mod requirements;

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use recovery_run::format::{Export, ExportSummary, FileMetadata, Origin, Reading, Recording, TimedReading, read};
use recovery_run::heart::{Athlete, HeartRateMeasurement, RrInterval, ZoneModel};
use recovery_run::session::{
    Answer, Command, DeviceInfo, DeviceRole, Effort, Elapsed, Event, EventKind, EventSource, Legs, Motion, Plan, Session, Setup, Span,
};

/// A run of 25 minutes that has everything: samples that jitter around the second, beats, speed, laps, a pause, prompts.
fn run() -> Recording {
    let mut readings = vec![TimedReading::new(
        Elapsed::ZERO,
        Reading::Device(DeviceInfo { name: Some("H10 \u{1b}[31m<Ä>".to_owned()), location: None, battery: Some(87) }),
    )];
    let mut add = |ms: u64, reading| readings.push(TimedReading::new(Elapsed::from_ms(ms), reading));
    for second in 0..1500u64 {
        let at = second * 1000 + second * 37 % 600;
        if (600..660).contains(&second) {
            continue;
        }
        if second == 660 {
            add(600_000, Reading::Command(Command::Pause));
            add(660_000, Reading::Command(Command::Resume));
        }
        if second == 300 || second == 900 {
            add(second * 1000, Reading::Command(Command::Lap));
        }
        // Two minutes up to 158 and back, slowly enough to be believed.
        let hill = 120u64.saturating_sub(second.abs_diff(420)) / 3;
        let rate = 118 + (hill + second % 3) as u16;
        let motion = Motion {
            speed_kmh: Some(8.1),
            grade_percent: Some(1.0),
            cadence_spm: Some(161.0),
            distance_m: Some((second * 9 / 4) as f64),
            elapsed_s: None,
        };
        add(at, Reading::Motion(motion));
        let rr = (0..second % 8).map(|beat| RrInterval::from_1024ths(61_440 / rate + (second * 7 + beat) as u16 % 20)).collect();
        add(at, Reading::Measurement(HeartRateMeasurement { rr, ..HeartRateMeasurement::of(rate) }));
    }
    add(1_500_000, Reading::Command(Command::Stop));
    Recording {
        origin: Origin::Strap,
        started_at: Some("2026-11-22T10:00:00Z".parse().unwrap()),
        setup: None,
        readings,
        end: Elapsed::from_secs(1500),
        claims: FileMetadata::default(),
        warnings: Vec::new(),
    }
}

fn export_summary(recording: &Recording) -> ExportSummary {
    let athlete = Athlete { max_hr: Some(185.0), resting_hr: Some(52.0), ..Athlete::default() };
    let zones = ZoneModel::Custom.zones(&athlete, Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
    let mut session = Session::new(Setup {
        own: recovery_run::session::Learned::default(),
        athlete,
        zones,
        ceiling: None,
        plan: Plan::new(None, Legs::Fresh),
    });
    for stamped in &recording.readings {
        session.step(&stamped.event());
    }
    session.step(&Event::new(recording.end, EventKind::Tick));
    ExportSummary::of(&session)
}

fn again(recording: &Recording, to: Export) -> Recording {
    let mut recordings = read(&to.write(recording, &export_summary(recording))).unwrap();
    assert_eq!(recordings.len(), 1);
    recordings.remove(0)
}

fn measurements(recording: &Recording) -> Vec<(Elapsed, HeartRateMeasurement)> {
    let one = |stamped: &TimedReading| match stamped.reading.decode() {
        Ok(EventKind::Measurement(measurement)) => Some((stamped.at, measurement)),
        _ => None,
    };
    recording.readings.iter().filter_map(one).collect()
}

fn beats(recording: &Recording) -> Vec<f64> {
    measurements(recording).iter().flat_map(|(_, measurement)| &measurement.rr).map(|rr| rr.ms()).collect()
}

fn commands(recording: &Recording) -> Vec<(u64, Command)> {
    let one = |stamped: &TimedReading| match stamped.reading {
        Reading::Command(command) if command != Command::Stop => Some((stamped.at.ms() / 1000, command)),
        _ => None,
    };
    recording.readings.iter().filter_map(one).collect()
}

/// Rates that a file can hold; 0 and 255 are its "none".
fn rates(recording: &Recording) -> Vec<u16> {
    measurements(recording).iter().map(|(_, measurement)| measurement.rate).filter(|rate| (1..255).contains(rate)).collect()
}

fn assert_same_run(name: &str, before: &Recording, after: &Recording) {
    assert_eq!(rates(before), rates(after), "{name}");
    let (ours, theirs) = (beats(before), beats(after));
    assert_eq!(ours.len(), theirs.len(), "{name}");
    // A beat goes through milliseconds and back to 1/1024 s.
    assert!(ours.iter().zip(&theirs).all(|(a, b)| (a - b).abs() < 1.0), "{name}");
    let (ours, theirs) = (commands(before), commands(after));
    assert_eq!(ours.len(), theirs.len(), "{name}");
    // A start within a second is the second's in FIT.
    assert!(ours.iter().zip(&theirs).all(|(a, b)| a.1 == b.1 && a.0.abs_diff(b.0) <= 1), "{name}: {ours:?} {theirs:?}");
}

#[test]
fn a_fit_export_keeps_every_sample_beat_lap_and_pause() {
    let run = run();
    let after = again(&run, Export::Fit);
    assert_same_run("run", &run, &after);
    assert_eq!(after.warnings, Vec::<String>::new());
    assert_eq!(after.started_at, run.started_at);
    assert_eq!((after.claims.sport.as_deref(), after.claims.sub_sport.as_deref()), (Some("running"), Some("treadmill")));
    assert_eq!((after.claims.elapsed_s, after.claims.timer_s, after.claims.laps), (Some(1500.0), Some(1440.0), Some(3)));
    let times = |recording| measurements(recording).iter().map(|(at, _)| at.ms() / 1000).collect::<Vec<_>>();
    assert_eq!(times(&run), times(&after));
    let motions = |recording: &Recording| recording.readings.iter().filter(|s| matches!(s.reading, Reading::Motion(_))).count();
    assert_eq!(motions(&run), motions(&after));
}

#[test]
fn prompts_are_alerts_in_the_fit_and_words_in_the_table() {
    let run = run();
    let prompts = export_summary(&run).prompts.len();
    assert!(prompts > 0);
    let table = String::from_utf8(Export::Csv.write(&run, &export_summary(&run))).unwrap();
    assert_eq!(
        table.lines().filter(|line| line.ends_with("ease-off") || line.ends_with("slow-down") || line.ends_with("walk")).count(),
        prompts
    );
}

#[test]
fn a_run_of_nothing_but_a_start_is_a_whole_fit_file() {
    let recording = Recording { readings: Vec::new(), end: Elapsed::ZERO, ..run() };
    let after = again(&recording, Export::Fit);
    assert_eq!((after.readings.len(), after.claims.laps, after.claims.distance_m), (0, Some(1), None));
}

#[test]
fn what_came_after_the_stop_is_no_part_of_an_export_but_what_it_told_is() {
    let mut recording = run();
    recording.readings.push(TimedReading::new(recording.end, Reading::Command(Command::Stop)));
    let before = again(&recording, Export::Fit);
    for after in 1..90 {
        let at = recording.end + Span::from_secs(after);
        recording.readings.push(TimedReading::new(at, Reading::Measurement(HeartRateMeasurement::of(120 - (after / 3) as u16))));
    }
    let at = recording.end + Span::from_secs(90);
    recording.readings.push(TimedReading::new(at, Reading::Answer(Answer::Effort(Effort::new(4).unwrap()))));
    let after = again(&recording, Export::Fit);
    assert_same_run("afterwards", &before, &after);
    assert_eq!(before.end, after.end);
    let json: serde_json::Value = serde_json::from_slice(&Export::Json.write(&recording, &export_summary(&recording))).unwrap();
    assert_eq!((json["effort"].as_u64(), json["recovered_to_bpm"].as_u64()), (Some(4), Some(100)));
}

#[test]
fn a_tcx_export_keeps_rates_laps_and_the_strap() {
    let run = run();
    let after = again(&run, Export::Tcx);
    assert_eq!(rates(&run), rates(&after));
    assert_eq!((after.claims.laps, after.claims.timer_s), (Some(3), Some(1440.0)));
    assert_eq!(after.claims.device.as_deref(), Some("H10 [31m<Ä>"));
    assert_eq!(commands(&after).iter().filter(|(_, command)| *command == Command::Pause).count(), 1);
    assert_eq!(after.started_at, run.started_at);
}

#[test]
fn a_belt_that_tells_its_name_is_not_taken_for_the_strap() {
    let mut run = run();
    let belt = Reading::Device(DeviceInfo { name: Some("Belt".to_owned()), ..DeviceInfo::default() });
    let from = EventSource::Device(DeviceRole::Treadmill);
    run.readings.insert(1, TimedReading { from, ..TimedReading::new(Elapsed::ZERO, belt) });
    assert_eq!(again(&run, Export::Tcx).claims.device.as_deref(), Some("H10 [31m<Ä>"));
}

#[test]
fn a_table_keeps_the_last_rate_of_each_second_and_every_beat() {
    let run = run();
    let after = again(&run, Export::Csv);
    assert_eq!(rates(&run), rates(&after));
    assert_eq!(beats(&run).len(), beats(&after).len());
    assert_eq!(after.claims.laps, Some(3));
}

#[test]
fn the_json_export_is_json_with_every_sample() {
    let run = run();
    let object: serde_json::Value = serde_json::from_slice(&Export::Json.write(&run, &export_summary(&run))).unwrap();
    let samples = object["samples"].as_array().unwrap();
    assert_eq!(samples.iter().filter(|sample| sample["bpm"].is_u64()).count(), rates(&run).len());
    assert_eq!(object["pauses"][0]["to"], 660.0);
}

/// A run of samples with beats and speed, with laps and pauses between them: what a strap, a belt and a runner may do.
fn any_run() -> impl Strategy<Value = Recording> {
    let rr = prop::collection::vec(200..4000u16, 0..8);
    prop::collection::vec((0..3000u64, 0..12u8, 0..300u16, rr), 0..150).prop_map(|steps| {
        let mut readings = Vec::new();
        let (mut at, mut paused) = (0, false);
        for (wait, kind, rate, raw) in steps {
            at += wait;
            let reading = match kind {
                0 if paused => Reading::Command(Command::Resume),
                0 => Reading::Command(Command::Pause),
                1 if !paused => Reading::Command(Command::Lap),
                2 | 3 => Reading::Motion(Motion { speed_kmh: Some(f64::from(rate) / 10.0), ..Motion::default() }),
                _ => {
                    let rr = raw.into_iter().map(RrInterval::from_1024ths).collect();
                    Reading::Measurement(HeartRateMeasurement { rr, ..HeartRateMeasurement::of(rate) })
                }
            };
            paused = (paused || reading == Reading::Command(Command::Pause)) && reading != Reading::Command(Command::Resume);
            readings.push(TimedReading::new(Elapsed::from_ms(at), reading));
        }
        if paused {
            readings.push(TimedReading::new(Elapsed::from_ms(at), Reading::Command(Command::Resume)));
        }
        Recording { readings, end: Elapsed::from_ms(at), ..run() }
    })
}

/// How many laps and pauses there are; those of one second may change places in a file of whole seconds.
fn counted(recording: &Recording) -> [usize; 3] {
    [Command::Lap, Command::Pause, Command::Resume].map(|command| commands(recording).iter().filter(|(_, other)| *other == command).count())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_run_reads_back_from_its_fit_export_as_it_was(recording in any_run()) {
        let after = again(&recording, Export::Fit);
        prop_assert_eq!(rates(&recording), rates(&after));
        let (ours, theirs) = (beats(&recording), beats(&after));
        prop_assert_eq!(ours.len(), theirs.len());
        prop_assert!(ours.iter().zip(&theirs).all(|(a, b)| (a - b).abs() < 1.0));
        prop_assert_eq!(counted(&recording), counted(&after));
        prop_assert_eq!(&after.warnings, &Vec::<String>::new());
        let speeds = |recording: &Recording| -> Vec<i64> {
            let one = |stamped: &TimedReading| match &stamped.reading { Reading::Motion(motion) => motion.speed_kmh, _ => None };
            recording.readings.iter().filter_map(one).map(|kmh| (kmh * 100.0).round() as i64).collect()
        };
        // Of the speeds of one second the newest is kept.
        let (ours, theirs) = (speeds(&recording), speeds(&after));
        prop_assert!(theirs.len() <= ours.len() && theirs.iter().all(|speed| ours.iter().any(|other| other.abs_diff(*speed) <= 1)));
    }
}

fn shared() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("RECOVERY_RUN_TEST_DATA").map_or(beside, PathBuf::from).join("recordings");
    if folder.is_dir() {
        return Some(folder);
    }
    requirements::missing(&format!("no recordings at {}", folder.display()));
    None
}

/// The recordings of every file of a kind, with their files' names.
fn all(folder: &Path, kind: &str) -> Vec<(String, Recording)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder.join(kind)).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        all.extend(read(&std::fs::read(&path).unwrap()).unwrap_or_default().into_iter().map(|recording| (name.clone(), recording)));
    }
    all
}

#[test]
fn recordings_of_real_watches_survive_a_fit_export() {
    let Some(folder) = shared() else { return };
    let all: Vec<(String, Recording)> = ["fit", "tcx", "gpx", "csv", "rr"].iter().flat_map(|kind| all(&folder, kind)).collect();
    assert!(all.len() > 40);
    for (name, recording) in all {
        assert_same_run(&name, &recording, &again(&recording, Export::Fit));
    }
}

/// Cadences in steps a minute, in order.
fn cadences(recording: &Recording) -> Vec<f64> {
    let one = |stamped: &TimedReading| match &stamped.reading {
        Reading::Motion(motion) => motion.cadence_spm,
        _ => None,
    };
    recording.readings.iter().filter_map(one).collect()
}

#[test]
fn a_cadence_is_the_same_after_every_export_also_at_a_walk() {
    for (sport, cadence) in [("running", 161.0), ("walking", 104.0)] {
        let mut run = run();
        run.claims.sport = Some(sport.to_owned());
        for stamped in &mut run.readings {
            if let Reading::Motion(motion) = &mut stamped.reading {
                motion.cadence_spm = Some(cadence);
            }
        }
        for to in [Export::Fit, Export::Tcx, Export::Csv] {
            let after = cadences(&again(&run, to));
            assert!(after.len() > 1400, "{sport} {to:?}: {} cadences", after.len());
            // TCX counts whole strides.
            let by = if to == Export::Tcx { 1.0 } else { 0.1 };
            assert!(after.iter().all(|after| (after - cadence).abs() <= by), "{sport} {to:?}: {} for {cadence}", after[0]);
        }
    }
}

#[test]
fn cadences_of_real_watches_survive_a_fit_export() {
    let Some(folder) = shared() else { return };
    let mut compared = 0;
    for (name, recording) in all(&folder, "fit") {
        let (before, after) = (cadences(&recording), cadences(&again(&recording, Export::Fit)));
        assert_eq!(before.len(), after.len(), "{name}");
        assert!(before.iter().zip(&after).all(|(a, b)| (a - b).abs() < 0.1), "{name}: {:?} {:?}", before.first(), after.first());
        compared += before.len();
    }
    assert!(compared > 1000);
}

#[test]
fn a_table_keeps_pauses_and_grades() {
    let run = run();
    let after = again(&run, Export::Csv);
    assert_eq!(commands(&run), commands(&after));
    let is_graded = |stamped: &TimedReading| matches!(&stamped.reading, Reading::Motion(motion) if motion.grade_percent == Some(1.0));
    assert!(after.readings.iter().filter(|stamped| is_graded(stamped)).count() > 1400);
}

#[test]
fn time_slept_is_a_pause_to_other_programs() {
    let mut recording = run();
    let timer = |recording: &Recording| again(recording, Export::Fit).claims.timer_s.unwrap();
    let place = recording.readings.iter().position(|reading| reading.at >= Elapsed::from_secs(600)).unwrap();
    // The minute before that second was slept through: nothing stands in it.
    recording.readings.retain(|reading| !(Elapsed::from_secs(540)..Elapsed::from_secs(600)).contains(&reading.at));
    let before = timer(&recording);
    let place = recording.readings.iter().position(|reading| reading.at >= Elapsed::from_secs(600)).unwrap_or(place);
    let at = recording.readings[place].at;
    recording.readings.insert(place, TimedReading::new(at, Reading::Slept(Span::from_secs(60))));
    let fit = again(&recording, Export::Fit);
    assert_eq!(before - fit.claims.timer_s.unwrap(), 60.0);
    let pauses = commands(&fit).len();
    recording.readings.remove(place);
    assert_eq!(pauses, commands(&again(&recording, Export::Fit)).len() + 2, "it is not told as a pause");
}

#[test]
fn a_run_stopped_during_a_pause_is_paused_to_its_end_after_a_fit_export() {
    let mut run = run();
    let at = Elapsed::from_secs(1200);
    let place = run.readings.iter().position(|stamped| stamped.at >= at).unwrap();
    run.readings.insert(place, TimedReading::new(at, Reading::Command(Command::Pause)));
    let after = again(&run, Export::Fit);
    assert_eq!(commands(&run), commands(&after));
    assert_eq!(rates(&run), rates(&after));
    assert_eq!(export_summary(&after).timer, export_summary(&run).timer);
}

#[test]
#[ignore = "writes the files that tests/foreign/check_exports looks at"]
fn exports_for_the_foreign_check() {
    let folder = PathBuf::from(std::env::var_os("RECOVERY_RUN_EXPORTS").unwrap());
    let mut runs = vec![("own".to_owned(), run()), ("belt".to_owned(), belt_run::recording())];
    if let Some(folder) = shared() {
        runs.extend(["fit", "tcx", "gpx", "csv", "rr"].iter().flat_map(|kind| all(&folder, kind)));
    }
    for (index, (name, recording)) in runs.iter().enumerate() {
        let facts = serde_json::json!({
            "rates": rates(recording),
            "beats_ms": beats(recording),
            "laps": commands(recording).iter().filter(|(_, command)| *command == Command::Lap).count() + 1,
            "prompts": export_summary(recording).prompts.len(),
        });
        std::fs::write(folder.join(format!("{index}-{name}.facts.json")), facts.to_string()).unwrap();
        for to in Export::ALL {
            std::fs::write(folder.join(format!("{index}-{name}.{}", to.word())), to.write(recording, &export_summary(recording))).unwrap();
        }
    }
}
