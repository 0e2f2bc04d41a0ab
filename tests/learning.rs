//! What is learned from one's own runs: told by `zones`, compared in `report`, and never said before enough runs stand behind it.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use std::process::Command;

use recovery_run::format::journal::{self, Header};
use recovery_run::format::{FileMetadata, Origin, Reading, Recording, TimedReading};
use recovery_run::heart::{Athlete, HeartRateMeasurement, RrInterval, ZoneModel};
use recovery_run::session::{
    BaselineAlpha1, Command as Order, Elapsed, Event, EventKind, Learned, Legs, Motion, NoticeKind, Plan, Session, Setup,
};
use serde_json::Value;

/// How the beats follow on each other.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Beats {
    /// Each a little like the last: alpha1 near 1.
    Rested,
    /// Each by itself: alpha1 near 0.5.
    Tired,
}

/// Chance that is the same everywhere.
struct Dice(u64);

impl Dice {
    fn normal(&mut self) -> f64 {
        let mut unit = || {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 11) as f64 / (1u64 << 53) as f64
        };
        (0..12).map(|_| unit()).sum::<f64>() - 6.0
    }
}

fn setup(own: Learned) -> Setup {
    let athlete = Athlete { max_hr: Some(185.0), ..Athlete::default() };
    let zones = ZoneModel::Custom.zones(&athlete, Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
    Setup { athlete, zones, ceiling: None, plan: Plan::new(None, Legs::Fresh), own }
}

/// Twenty-five minutes near 125 bpm.
fn beats(kind: Beats, seed: u64) -> Vec<TimedReading> {
    let mut dice = Dice(seed);
    let (mut readings, mut wander, mut at) = (Vec::new(), 0.0, 0.0);
    while at < 1500.0 {
        wander = if kind == Beats::Rested { 0.85 * wander + 4.0 * dice.normal() } else { 8.0 * dice.normal() };
        let rr = 480.0 + wander;
        at += rr / 1000.0;
        let measurement =
            HeartRateMeasurement { rr: RrInterval::from_ms(rr).into_iter().collect(), ..HeartRateMeasurement::of((60_000.0 / rr) as u16) };
        readings.push(TimedReading::new(Elapsed::from_secs_f64(at).unwrap(), Reading::Measurement(measurement)));
    }
    readings
}

/// A belt between 7 and 9 km/h, and a heart that answers it by so many bpm for each km/h.
fn belt(gain: f64) -> Vec<TimedReading> {
    let mut dice = Dice(7);
    let (mut readings, mut rate) = (Vec::new(), 100.0);
    for second in 0..1500u64 {
        let at = Elapsed::from_secs(second);
        let kmh = [7.0, 8.5, 7.5, 9.0, 7.0][second as usize / 300];
        rate += (118.0 + gain * (kmh - 8.0) - rate) / 58.0;
        readings.push(TimedReading::new(at, Reading::Motion(Motion { speed_kmh: Some(kmh), ..Motion::default() })));
        let shown = (rate + dice.normal()).round() as u16;
        readings.push(TimedReading::new(at, Reading::Measurement(HeartRateMeasurement::of(shown))));
    }
    readings
}

struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir(home.0.path().join("runs")).unwrap();
        home
    }

    /// Puts a run of a day into the history; its file.
    fn keep(&self, day: u64, origin: Origin, readings: Vec<TimedReading>) -> String {
        let started_at = format!("2026-10-{day:02}T10:00:00Z").parse().unwrap();
        let header = Header { app: "0.1.0".to_owned(), started_at, origin, setup: setup(Learned::default()), imported: None };
        let end = readings.last().unwrap().at;
        let recording = Recording {
            origin,
            started_at: Some(started_at),
            setup: None,
            readings,
            end,
            claims: FileMetadata::default(),
            warnings: Vec::new(),
        };
        let file = self.0.path().join(format!("runs/2026-10-{day:02}T10-00-00Z.jsonl"));
        std::fs::write(&file, journal::text(&header, &recording)).unwrap();
        file.display().to_string()
    }

    fn told(&self, args: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_recovery-run"));
        command.args(args).env("RECOVERY_RUN_DATA", self.0.path()).env("RECOVERY_RUN_CONFIG", self.0.path().join("none.toml"));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn learned(&self) -> Value {
        serde_json::from_str::<Value>(&self.told(&["zones", "--age", "40", "--json"])).unwrap()["learned"].clone()
    }
}

#[test]
fn lower_than_your_usual_is_said_with_five_runs_behind_it_and_not_with_four() {
    let home = Home::new();
    assert!(home.told(&["zones", "--age", "40"]).contains("nothing is learned from your runs yet"));
    for day in 1..=4 {
        home.keep(day, Origin::Strap, beats(Beats::Rested, day));
    }
    assert_eq!(home.learned()["alpha1"], Value::Null);
    let fifth = home.keep(5, Origin::Strap, beats(Beats::Tired, 5));
    let of_four = home.told(&["report", &fifth]);
    assert!(!of_four.contains("usual"), "{of_four}");

    home.keep(5, Origin::Strap, beats(Beats::Rested, 5));
    let usual = &home.learned()["alpha1"];
    assert_eq!(usual["runs"], 5);
    let sixth = home.keep(6, Origin::Strap, beats(Beats::Tired, 6));
    let told = home.told(&["report", &sixth]);
    assert!(told.contains("lower than your usual") && told.contains("(5 runs)"), "{told}");
    // What came later says nothing of a run.
    assert!(!home.told(&["report", &fifth]).contains("usual"));
    // And another easy day is nothing special.
    let seventh = home.keep(7, Origin::Strap, beats(Beats::Rested, 77));
    let told = home.told(&["report", &seventh]);
    assert!(told.contains("your usual") && !told.contains("lower than"), "{told}");
}

/// Twenty-five minutes up and down between about 125 and 155 bpm, with beats that hang together the less the faster they are.
fn across_the_threshold(seed: u64) -> Vec<TimedReading> {
    let mut dice = Dice(seed);
    let (mut readings, mut wander, mut at) = (Vec::new(), 0.0, 0.0f64);
    while at < 1500.0 {
        let bpm = 140.0 - 15.0 * (at / 120.0).cos();
        let harder = ((bpm - 125.0) / 30.0).clamp(0.0, 1.0);
        wander = 0.85 * wander + 4.0 * dice.normal();
        let rr = 60_000.0 / bpm + (1.0 - harder) * wander + harder * 6.0 * dice.normal();
        at += rr / 1000.0;
        let measurement =
            HeartRateMeasurement { rr: RrInterval::from_ms(rr).into_iter().collect(), ..HeartRateMeasurement::of((60_000.0 / rr) as u16) };
        readings.push(TimedReading::new(Elapsed::from_secs_f64(at).unwrap(), Reading::Measurement(measurement)));
    }
    readings
}

#[test]
fn three_runs_across_the_threshold_offer_it_as_a_ceiling_and_never_apply_it() {
    let home = Home::new();
    let zones = |more: &[&str]| home.told(&[&["zones", "--age", "40"], more].concat());
    let ceiling = |text: &str| text.lines().find(|line| line.starts_with("ceiling")).unwrap().to_owned();
    let before = ceiling(&zones(&[]));
    for day in 1..=3 {
        assert_eq!(home.learned()["aerobic_threshold"], Value::Null);
        assert!(!zones(&[]).contains("aerobic threshold near"));
        home.keep(day, Origin::Strap, across_the_threshold(day));
    }
    let learned = home.learned();
    let threshold = &learned["aerobic_threshold"];
    assert_eq!(threshold["runs"], 3, "{learned}");
    let bpm = threshold["bpm"].as_f64().unwrap().round();
    assert!((125.0..155.0).contains(&bpm), "{learned}");
    let told = zones(&[]);
    assert!(told.contains(&format!("your runs put the aerobic threshold near {bpm} bpm (3 runs): `ceiling = {bpm}`")), "{told}");
    assert_eq!(ceiling(&told), before);
    let own = zones(&["--ceiling", &bpm.to_string()]);
    assert!(own.contains("that is your ceiling"), "{own}");
}

#[test]
fn a_page_compares_and_json_is_of_the_file_alone() {
    let home = Home::new();
    for day in 1..=5 {
        home.keep(day, Origin::Strap, beats(Beats::Rested, day));
    }
    let sixth = home.keep(6, Origin::Strap, beats(Beats::Tired, 6));
    let page = home.told(&["report", &sixth, "--html", "-"]);
    assert!(page.contains("lower than your usual") && page.contains("(5 runs)"), "{page}");
    let here = home.told(&["report", &sixth, "--json"]);
    assert!(here.contains("\"early_alpha1\":0.") && !here.contains("usual"), "{here}");
    for day in 1..=5 {
        std::fs::remove_file(home.0.path().join(format!("runs/2026-10-{day:02}T10-00-00Z.jsonl"))).unwrap();
    }
    assert_eq!(home.told(&["report", &sixth, "--json"]), here);
}

#[test]
fn a_demo_teaches_nothing() {
    let home = Home::new();
    for day in 1..=6 {
        home.keep(day, Origin::Demo, beats(Beats::Rested, day));
    }
    assert!(home.told(&["zones", "--age", "40"]).contains("nothing is learned from your runs yet"));
}

#[test]
fn the_runners_own_gain_is_learned_where_speed_is_known() {
    let home = Home::new();
    for day in 1..=3 {
        home.keep(day, Origin::Strap, belt(9.5));
    }
    let gain = &home.learned()["gain"];
    assert_eq!(gain["runs"], 3);
    let learned = gain["bpm_per_kmh"].as_f64().unwrap();
    // Nearer to the runner's 9.5 than to everybody's 7.8.
    assert!((8.2..10.0).contains(&learned), "{gain}");
    assert!(home.told(&["zones", "--age", "40"]).contains("without it 7.8 is used"));
}

/// What a run says to a climb to 146, and whether it calls alpha1 lower than usual after a quarter of an hour.
fn run(own: Learned, readings: Vec<TimedReading>) -> (Vec<Option<f64>>, bool) {
    let mut session = Session::new(setup(own));
    let mut advised = Vec::new();
    for stamped in readings {
        for notice in session.step(&stamped.event()) {
            if let NoticeKind::Cue(cue) = notice.kind
                && cue.audible
            {
                advised.push(cue.slower_kmh);
            }
        }
    }
    let lower = session.view().alpha1_is_lower;
    session.step(&Event::new(session.now(), EventKind::Command(Order::Stop)));
    (advised, lower)
}

#[test]
fn who_answers_speed_strongly_is_told_to_slow_down_by_less() {
    let climb = || -> Vec<TimedReading> {
        let rate = |at: u64| if at < 400 { 130 + at % 2 } else { 130 + (at - 400).min(150) / 10 + at % 2 };
        let measurement = |at: u64| Reading::Measurement(HeartRateMeasurement::of(rate(at) as u16));
        (0..600).map(|at| TimedReading::new(Elapsed::from_secs(at), measurement(at))).collect()
    };
    let first = |gain| run(Learned { bpm_per_kmh: gain, alpha1: None }, climb()).0.first().copied().flatten().unwrap();
    let (mean, strong) = (first(None), first(Some(12.0)));
    assert!(strong < mean - 0.2, "{strong} and {mean}");
    // Numbers that no heart has are not gone by.
    assert_eq!(first(Some(0.0)), mean);
}

#[test]
fn a_run_tells_that_alpha1_is_lower_than_usual_once_the_early_minutes_are_over() {
    let own = Learned { bpm_per_kmh: None, alpha1: Some(BaselineAlpha1 { mean: 1.2, sd: 0.1, runs: 5 }) };
    assert!(run(own, beats(Beats::Tired, 3)).1);
    assert!(!run(own, beats(Beats::Rested, 3)).1);
    assert!(!run(Learned::default(), beats(Beats::Tired, 3)).1);
    let early: Vec<TimedReading> = beats(Beats::Tired, 3).into_iter().filter(|stamped| stamped.at < Elapsed::from_secs(700)).collect();
    assert!(!run(own, early).1);
}
