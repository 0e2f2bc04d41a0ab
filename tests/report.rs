//! The report as a runner meets it: files that are there stay as they are, pictures of one run and of many, plain text in a pipe.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Twenty-five minutes at 130, a sample a second, as a CSV.
    fn recording(&self) -> String {
        let rows: String = (0..1500).map(|at| format!("{at},{}\n", 130 + at % 2)).collect();
        fs::write(self.path("run.csv"), format!("time,heart_rate\n{rows}")).unwrap();
        self.path("run.csv").display().to_string()
    }

    fn report(&self, args: &[&str]) -> Output {
        self.program("report", &[args, &["--age", "40", "--resting-hr", "55"]].concat())
    }

    fn program(&self, command: &str, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_recovery-run"))
            .arg(command)
            .args(args)
            .current_dir(self.0.path())
            .env("RECOVERY_RUN_DATA", self.path("data"))
            .env("RECOVERY_RUN_CONFIG", self.path("config.toml"))
            .env("TERM", "xterm-256color")
            .output()
            .unwrap()
    }
}

/// Twenty-five minutes at 140 and 141 with 5 s at 142; a little higher from minute 10 to 17 than after that.
fn nearly_easy(home: &Home) -> String {
    let bpm = |at: u64| match at {
        300..305 => 142,
        600..1020 if at.is_multiple_of(5) => 141,
        _ => 140 + at % 2,
    };
    let rows: String = (0..1500).map(|at| format!("2026-11-22T10:{:02}:{:02}Z,{}\n", at / 60, at % 60, bpm(at))).collect();
    fs::write(home.path("nearly.csv"), format!("time,heart_rate\n{rows}")).unwrap();
    home.path("nearly.csv").display().to_string()
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_page_and_a_picture_are_written_and_never_over_another_file() {
    let home = Home::new();
    let file = home.recording();
    let (code, printed, errors) = told(&home.report(&[&file, "--html", "run.html", "--svg", "run.svg"]));
    assert_eq!((code, printed.as_str()), (Some(0), ""), "{errors}");
    assert!(fs::read_to_string(home.path("run.html")).unwrap().starts_with("<!DOCTYPE html>"));
    assert!(fs::read_to_string(home.path("run.svg")).unwrap().starts_with("<?xml"));

    fs::write(home.path("run.html"), "mine").unwrap();
    let (code, _, errors) = told(&home.report(&[&file, "--html", "run.html"]));
    assert_eq!(code, Some(1));
    assert!(errors.contains("run.html is there already") && errors.contains("--force"), "{errors}");
    assert_eq!(fs::read_to_string(home.path("run.html")).unwrap(), "mine");

    let (code, ..) = told(&home.report(&[&file, "--html", "run.html", "--force"]));
    assert_eq!(code, Some(0));
    assert!(fs::read_to_string(home.path("run.html")).unwrap().contains(">100<span class=\"unit\"> % easy"));
    // Nothing half-written lies about.
    let names: Vec<String> = fs::read_dir(home.0.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.iter().all(|name| !name.ends_with(".new")), "{names:?}");
}

#[test]
fn a_dash_is_standard_output() {
    let home = Home::new();
    let file = home.recording();
    let (code, page, _) = told(&home.report(&[&file, "--html", "-"]));
    assert_eq!(code, Some(0));
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    let (code, picture, _) = told(&home.report(&[&file, "--svg", "-"]));
    assert_eq!(code, Some(0));
    assert!(picture.ends_with("</svg>\n"));
    let (code, _, errors) = told(&home.report(&[&file, "--svg", "-", "--html", "-"]));
    assert_eq!(code, Some(2));
    assert!(errors.contains("give two names"), "{errors}");
}

#[test]
fn a_page_holds_many_runs_and_a_picture_one() {
    let home = Home::new();
    let file = home.recording();
    let (code, page, _) = told(&home.report(&[&file, &file, "--html", "-"]));
    assert_eq!((code, page.matches("<article>").count()), (Some(0), 2));
    let (code, _, errors) = told(&home.report(&[&file, &file, "--svg", "run.svg", "--html", "run.html"]));
    assert_eq!(code, Some(2));
    assert!(errors.contains("--svg draws one activity: 2 were given") && errors.contains("--html"), "{errors}");
    assert!(!home.path("run.svg").exists() && !home.path("run.html").exists());
    // One bad file does not keep the others from being drawn.
    let (code, page, errors) = told(&home.report(&[&file, "nothing.fit", "--html", "-"]));
    assert_eq!((code, page.matches("<article>").count()), (Some(1), 1));
    assert!(errors.contains("nothing.fit") && errors.contains("1 of 2 files"), "{errors}");
}

#[test]
fn text_in_a_pipe_has_a_picture_and_no_escape_codes() {
    let home = Home::new();
    let (code, text, _) = told(&home.report(&[&home.recording()]));
    assert_eq!(code, Some(0));
    assert!(!text.contains('\u{1b}'), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    assert!(
        text.contains("142 ") && text.lines().any(|line| line.trim_start().starts_with("0:00") && line.trim_end().ends_with("24:59")),
        "{text}"
    );
}

#[test]
fn json_tells_the_loads_before_the_warnings() {
    let home = Home::new();
    let (code, json, _) = told(&home.report(&[&home.recording(), "--json", "--sex", "male"]));
    assert_eq!(code, Some(0));
    // 24:59 at 130.5 bpm: 70 to 80 % of 180 counts three times; x 0.64 e^(1.92 x) a minute with x = 0.604.
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!((json["load_edwards"].as_f64().unwrap() - 75.0).abs() < 0.2, "{json}");
    assert!((json["load_banister"].as_f64().unwrap() - 24.98 * 0.604 * 0.64 * (1.92f64 * 0.604).exp()).abs() < 0.2, "{json}");
    assert!(json["recovery_hr_bpm"].is_null() && json["decoupling_percent"].is_null());
    let (_, json, _) = told(&home.report(&[&home.recording(), "--json"]));
    assert!(
        json.contains(r#""load_banister":null,"recovery_hr_bpm":null,"decoupling_percent":null,"talk_test":[],"effort":null,"gain_bpm_per_kmh":null,"warnings":"#),
        "{json}"
    );
}

#[test]
fn a_run_with_seconds_above_the_ceiling_is_nowhere_called_easy_to_100_percent() {
    let home = Home::new();
    let file = nearly_easy(&home);
    // Zone 3 begins at 142.
    let flags = ["--ceiling", "142", "--zone-bounds", "100,120,142,160,180"];
    let (code, text, errors) = told(&home.report(&[&[file.as_str()], &flags[..]].concat()));
    assert_eq!(code, Some(0), "{errors}");
    assert!(text.contains("easy  99 % below") && text.contains("longest at or above it: 0:05"), "{text}");
    assert!(text.contains(" 99 %  ") && !text.contains("100 %"), "{text}");
    let (_, page, _) = told(&home.report(&[&[file.as_str(), "--html", "-"], &flags[..]].concat()));
    assert!(page.contains(">99<span class=\"unit\"> % easy") && page.contains(" 99 % of the time") && !page.contains(">100 %<"), "{page}");
    let (_, json, _) = told(&home.report(&[&[file.as_str(), "--json"], &flags[..]].concat()));
    assert!(json.contains(r#""easy_percent":99.7,"longest_above_s":5.000"#), "{json}");

    let (code, _, errors) = told(&home.program("import", &[&[file.as_str()], &flags[..]].concat()));
    assert_eq!(code, Some(0), "{errors}");
    for args in [&["--list"][..], &["--weeks"]] {
        let (_, list, _) = told(&home.program("history", args));
        assert!(list.contains(" 99 % ") && !list.contains("100"), "{list}");
    }
}

#[test]
fn a_drift_that_rounds_to_nothing_has_no_sign() {
    let home = Home::new();
    let file = nearly_easy(&home);
    let (_, json, _) = told(&home.report(&[&file, "--json"]));
    let drift = serde_json::from_str::<serde_json::Value>(&json).unwrap()["drift_bpm"].as_f64().unwrap();
    assert!((-0.4..0.0).contains(&drift), "{drift}");
    let (_, text, _) = told(&home.report(&[&file]));
    assert!(text.contains("heart rate drift  0 bpm from"), "{text}");
    let (_, page, _) = told(&home.report(&[&file, "--html", "-"]));
    assert!(page.contains("<dt>heart rate drift</dt><dd>0 <small>bpm</small></dd>"), "{page}");
    told(&home.program("import", &[&file, "--age", "40"]));
    for args in [&["--list"][..], &["--weeks"]] {
        let (_, list, _) = told(&home.program("history", args));
        assert!(list.trim_end().ends_with("    0"), "{list}");
    }
}

#[test]
fn of_a_run_that_was_hardly_measured_no_measure_and_no_verdict_is_told() {
    let home = Home::new();
    let time = |at: u64| format!("2026-11-22T10:{:02}:{:02}Z", at / 60, at % 60);
    let rows: String = [(0, 123), (851, 56), (1896, 85), (3229, 150)].map(|(at, bpm)| format!("{},{bpm}\n", time(at))).concat();
    fs::write(home.path("few.csv"), format!("time,heart_rate\n{rows}")).unwrap();
    let (_, json, _) = told(&home.report(&["few.csv", "--json"]));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    for measure in ["drift_bpm", "end_bpm", "decoupling_percent", "gain_bpm_per_kmh", "recovery_hr_bpm"] {
        assert!(json[measure].is_null(), "{measure}: {}", json[measure]);
    }
    let (_, text, _) = told(&home.report(&["few.csv"]));
    for verdict in ["well done", "start slower", "nothing had to be said", "drift"] {
        assert!(!text.contains(verdict), "{verdict}: {text}");
    }
    let (_, page, _) = told(&home.report(&["few.csv", "--html", "-"]));
    assert!(page.contains("Nobody knows for the most part") && !page.contains("Yes, "), "{page}");
    // With rates in half of its minutes it is told of.
    let (_, text, _) = told(&home.report(&[&home.recording(), "--ceiling", "140"]));
    assert!(text.contains("well done for keeping it easy") && text.contains("heart rate drift"), "{text}");
}

#[test]
fn decoupling_is_the_same_however_often_the_speed_was_told() {
    let home = Home::new();
    let kmh = |at: u64| match at {
        700..760 => 8.6,
        1300..1320 => 9.0,
        _ => 8.2,
    };
    let percent = |name: &str, is_told: &dyn Fn(u64) -> bool| {
        let speed = |at| if is_told(at) { kmh(at).to_string() } else { String::new() };
        let rows: String = (0..1800).map(|at| format!("{at},{},{}\n", 124 + at / 600 + at % 2, speed(at))).collect();
        fs::write(home.path(name), format!("time,heart_rate,speed_kmh\n{rows}")).unwrap();
        let (_, json, _) = told(&home.report(&[name, "--json"]));
        serde_json::from_str::<serde_json::Value>(&json).unwrap()["decoupling_percent"].as_f64()
    };
    let often = percent("often.csv", &|_| true).unwrap();
    let changes = |at| at == 0 || kmh(at) != kmh(at - 1);
    for (name, is_told) in [
        ("changes.csv", &changes as &dyn Fn(u64) -> bool),
        ("sparse.csv", &|at| at % 20 == 0),
        ("uneven.csv", &|at| at < 1200 || at % 9 == 0),
    ] {
        assert!((percent(name, is_told).unwrap() - often).abs() < 0.15, "{name}: {often}");
    }
    assert_eq!(percent("ten-seconds.csv", &|at| (700..705).contains(&at) || (1500..1505).contains(&at)), None);
}
