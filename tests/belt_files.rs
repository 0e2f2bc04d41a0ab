//! A run with a treadmill and a foot pod: the same whether it comes over Bluetooth or through standard input, and whole in every file.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod belt_run;

use std::io::Write as _;
use std::process::{Command, Stdio};

use recovery_run::format::{self, Export, ExportSummary, Reading, Recording, hex, journal};
use recovery_run::heart::{Athlete, ZoneModel};
use recovery_run::session::{Features, Learned, Legs, Motion, Plan, Session, Setup};
use serde_json::Value;

fn session(recording: &Recording) -> Session {
    let athlete = Athlete { age: Some(40.0), ..Athlete::default() };
    let zones = ZoneModel::PercentMax.zones(&athlete, None).unwrap();
    let mut session = Session::new(Setup {
        own: Learned::default(),
        athlete,
        zones,
        ceiling: None,
        plan: Plan::new(None, Legs::Fresh).by(Features::NONE),
    });
    for reading in &recording.readings {
        session.step(&reading.event());
    }
    session
}

/// The bytes of the run in another format.
fn export(to: Export) -> Vec<u8> {
    let recording = belt_run::recording();
    to.write(&recording, &ExportSummary::of(&session(&recording)))
}

/// The run read back from another format.
fn again(to: Export) -> Recording {
    format::read(&export(to)).unwrap().remove(0)
}

fn motions(recording: &Recording) -> Vec<Motion> {
    let motion = |reading: &Reading| if let Reading::Motion(motion) = reading { Some(*motion) } else { None };
    recording.readings.iter().filter_map(|stamped| motion(&stamped.reading)).collect()
}

fn run(args: &[&str], input: &str, home: &std::path::Path) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_recovery-run"))
        .args(args)
        .env("RECOVERY_RUN_DATA", home.join("data"))
        .env("RECOVERY_RUN_CONFIG", home.join("config.toml"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Its lines are read meanwhile: the program waits for a reader that is slow.
    let (mut stdin, input) = (child.stdin.take().unwrap(), input.to_owned());
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    writer.join().unwrap().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Every packet of the run as a line of standard input.
fn lines() -> String {
    let line = |stamped: format::TimedReading| match stamped.reading {
        Reading::Packet(characteristic, payload) => {
            Some(format!("{{\"at\":{},\"gatt\":\"{}\",\"hex\":\"{}\"}}\n", stamped.at.secs(), characteristic.code(), hex::encode(&payload)))
        }
        _ => None,
    };
    belt_run::readings().into_iter().filter_map(line).collect()
}

#[test]
fn standard_input_gives_the_same_run_as_bluetooth() {
    let home = tempfile::tempdir().unwrap();
    let piped = run(
        &["run", "--source", "-", "--headless", "--age", "40", "--coach-only", "--no-record"],
        &(lines() + "{\"at\":601,\"command\":\"stop\"}\n"),
        home.path(),
    );
    // The journal that a Bluetooth run leaves behind.
    let header = journal::header_line(&journal::Header {
        app: "0".to_owned(),
        started_at: "2026-11-22T10:00:00Z".parse().unwrap(),
        origin: format::Origin::Strap,
        setup: session(&belt_run::recording()).setup().clone(),
        imported: None,
    });
    let written: String = std::iter::once(header).chain(belt_run::readings().iter().map(journal::line)).map(|line| line + "\n").collect();
    let path = home.path().join("run.jsonl");
    std::fs::write(&path, written).unwrap();
    let replayed = run(&["replay", path.to_str().unwrap(), "--headless"], "", home.path());
    let kept = |lines: &str| -> Vec<String> {
        let of_the_run = |line: &&str| ["\"sample\"", "\"cue\"", "\"zone\"", "\"phase\""].iter().any(|kind| line.contains(kind));
        lines.lines().filter(of_the_run).filter(|line| !line.contains("\"summary\"")).map(str::to_owned).collect()
    };
    let (piped, replayed) = (kept(&piped), kept(&replayed));
    assert!(piped.len() > 600, "{}", piped.len());
    let differs = piped.iter().zip(&replayed).find(|(one, other)| one != other);
    assert_eq!((differs, piped.len()), (None, replayed.len()));
    let last: Value = serde_json::from_str(piped.iter().rfind(|line| line.contains("\"sample\"")).unwrap()).unwrap();
    assert_eq!((&last["grade_percent"], &last["cadence_spm"]), (&1.into(), &164.into()));
}

#[test]
fn a_fit_file_has_the_belts_speed_and_distance_the_pods_steps_and_every_device() {
    let back = again(Export::Fit);
    assert_eq!((back.claims.sport.as_deref(), back.claims.sub_sport.as_deref()), (Some("running"), Some("treadmill")));
    let motions = motions(&back);
    let speeds: Vec<f64> = motions.iter().filter_map(|motion| motion.speed_kmh).collect();
    assert!(speeds.len() >= 600 && speeds.iter().all(|kmh| (kmh - 8.5).abs() < 0.01 || (kmh - 9.0).abs() < 0.01), "{speeds:?}");
    assert!(
        motions.iter().any(|motion| motion.cadence_spm == Some(164.0)) && motions.iter().any(|motion| motion.grade_percent == Some(1.0))
    );
    let covered = back.claims.distance_m.unwrap();
    // The first value is where the treadmill's counter stood; the pod's is six percent longer.
    assert!((1450.0..1460.0).contains(&covered), "{covered}");
    let bytes = export(Export::Fit);
    for name in ["LabStrap", "LabMill", "LabPod"] {
        assert!(bytes.windows(name.len()).any(|window| window == name.as_bytes()), "{name}");
    }
}

#[test]
fn tables_and_tcx_have_them_too() {
    for to in [Export::Csv, Export::Tcx] {
        let back = again(to);
        let motions = motions(&back);
        assert!(motions.iter().filter(|motion| motion.speed_kmh.is_some_and(|kmh| (8.4..9.1).contains(&kmh))).count() >= 600, "{to:?}");
        assert!(motions.iter().any(|motion| motion.cadence_spm == Some(164.0)), "{to:?}");
        assert!(motions.iter().filter_map(|motion| motion.distance_m).fold(0.0, f64::max) > 1450.0, "{to:?}");
    }
}

#[test]
fn a_journal_keeps_each_notification_with_its_device() {
    let written: Vec<String> = belt_run::readings().iter().map(journal::line).collect();
    assert!(written.iter().any(|line| line.contains(r#""gatt":"2acd""#) && line.contains(r#""device":"treadmill""#)));
    assert!(written.iter().any(|line| line.contains(r#""gatt":"2a53""#) && line.contains(r#""device":"foot-pod""#)));
    assert!(written.iter().any(|line| line.contains(r#""link":"connected","device":"foot-pod""#)));
}

#[test]
fn a_report_tells_distance_and_pace() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("run.fit");
    std::fs::write(&path, export(Export::Fit)).unwrap();
    let text = run(&["report", path.to_str().unwrap()], "", home.path());
    assert!(text.contains("1.46 km at 6:5"), "{text}");
    let json: Value = serde_json::from_str(&run(&["report", "--json", path.to_str().unwrap()], "", home.path())).unwrap();
    assert!((410.0..420.0).contains(&json["pace_s_per_km"].as_f64().unwrap()), "{}", json["pace_s_per_km"]);
}

#[test]
fn a_treadmill_that_counts_in_miles_is_converted_where_the_configuration_says_so() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("config.toml"), "treadmill_unit = \"mph\"\nage = 40\n").unwrap();
    let lines = run(
        &["run", "--source", "-", "--headless", "--no-record"],
        "{\"at\":1,\"gatt\":\"2acd\",\"hex\":\"0000f401\"}\n{\"at\":2,\"bpm\":120}\n",
        home.path(),
    );
    assert!(lines.contains("\"speed_kmh\":8.05"), "{lines}");
}
