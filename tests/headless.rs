//! The program as other programs use it: lines in, lines out, exit codes.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A recovery-run that knows nothing of this machine's configuration and keeps its data in a folder of its own.
struct Program {
    home: tempfile::TempDir,
}

impl Program {
    fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_recovery-run"));
        command
            .args(args)
            .env("RECOVERY_RUN_DATA", self.home.path().join("data"))
            .env("RECOVERY_RUN_CONFIG", self.home.path().join("config.toml"));
        command
    }

    fn run(&self, args: &[&str], input: &str) -> Output {
        let mut child = self.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_owned();
        let writer = std::thread::spawn(move || {
            use std::io::Write as _;
            // A program that ends early closes its input; that is for the test to judge by its output.
            let _ = stdin.write_all(input.as_bytes());
        });
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        output
    }
}

const BOUNDS: [&str; 2] = ["--zone-bounds", "100,120,140,160,180"];

fn piped(input: &str) -> (Vec<Value>, String) {
    let output = Program::new().run(&[&["run", "--source", "-", "--headless", "--no-record"], &BOUNDS[..]].concat(), input);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (lines(&output.stdout), String::from_utf8(output.stderr).unwrap())
}

fn lines(stdout: &[u8]) -> Vec<Value> {
    std::str::from_utf8(stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Ten minutes: easy, then well above the ceiling, then easy again.
fn hard_middle() -> String {
    (0..600)
        .map(|at| {
            let level = if (300..420).contains(&at) { 150 } else { 128 };
            format!("{{\"at\":{at},\"bpm\":{}}}\n", level + [0, 1, 2, 1][at % 4])
        })
        .collect()
}

fn of_type<'a>(lines: &'a [Value], kind: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["type"] == kind).collect()
}

#[test]
fn what_a_measurement_causes_stands_before_its_sample() {
    let (lines, _) = piped(&hard_middle());
    assert_eq!(lines[0]["type"], "start");
    assert_eq!(lines[0]["ceiling_bpm"], 140);
    assert_eq!(lines.last().unwrap()["type"], "summary");
    assert_eq!(of_type(&lines, "sample").len(), 600);
    let cue = lines.iter().position(|line| line["cue"] == "slow-down").expect("ten above the ceiling for two minutes earns a word");
    let at = lines[cue]["at"].as_f64().unwrap();
    assert!((308.0..330.0).contains(&at), "said at {at}");
    let next_sample = lines[cue..].iter().find(|line| line["type"] == "sample").unwrap();
    assert_eq!(next_sample["at"].as_f64().unwrap(), at);
    let before = lines[..cue].iter().rev().find(|line| line["type"] == "sample").unwrap();
    assert!(before["at"].as_f64().unwrap() < at);
    for pair in lines.windows(2).filter(|pair| pair.iter().all(|line| line["at"].is_number())) {
        assert!(pair[0]["at"].as_f64() <= pair[1]["at"].as_f64(), "{pair:?}");
    }
}

#[test]
fn the_summary_adds_up() {
    let (lines, _) = piped(&hard_middle());
    let summary = lines.last().unwrap();
    assert_eq!(summary["elapsed_s"], 599.0);
    assert_eq!(summary["heart_rate"]["samples"], 600);
    let in_zones: f64 = summary["time_in_zone_s"].as_array().unwrap().iter().map(|zone| zone.as_f64().unwrap()).sum();
    assert_eq!(in_zones, 599.0);
    assert_eq!(summary["above_ceiling_s"], 120.0);
    assert_eq!(summary["cues"]["slow-down"], 2);
    let said = of_type(&lines, "cue").len() as u64;
    assert_eq!(summary["cues"].as_object().unwrap().values().map(|times| times.as_u64().unwrap()).sum::<u64>(), said);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let program = Program::new();
    let args = [&["run", "--source", "-", "--headless"], &BOUNDS[..]].concat();
    let first = program.run(&args, &hard_middle());
    let second = program.run(&args, &hard_middle());
    assert_eq!(first.stdout, second.stdout);
    let demo =
        |seed: &str, speed: &str| program.run(&["demo", "--headless", "--minutes", "5", "--seed", seed, "--speed", speed], "").stdout;
    assert_eq!(demo("7", "max"), demo("7", "1000"));
    assert_ne!(demo("7", "max"), demo("8", "max"));
}

#[test]
fn a_journal_replays_to_the_same_lines_at_any_speed() {
    let program = Program::new();
    let mut input = String::new();
    for at in 0..60 {
        input += &format!("{{\"at\":{at}.25,\"gatt\":\"2a37\",\"hex\":\"16{:02x}a202\"}}\n", 120 + at % 30);
        match at {
            20 => input += "{\"at\":20.5,\"command\":\"pause\"}\n",
            31 => input += "{\"at\":31.5,\"command\":\"resume\"}\n{\"at\":31.6,\"command\":\"lap\"}\n{\"at\":31.7,\"speed_kmh\":8.5}\n",
            40 => input += "{\"at\":40.5,\"gatt\":\"2a37\",\"hex\":\"01\"}\n{\"at\":40.6,\"bpm\":0}\n",
            _ => {}
        }
    }
    let args = [&["run", "--source", "-", "--headless", "--minutes", "5"], &BOUNDS[..]].concat();
    let live = program.run(&args, &input);
    assert!(live.status.success());
    assert!(lines(&live.stdout).len() > 60);
    for speed in ["max", "60"] {
        let replayed = program.run(&["replay", "last", "--headless", "--speed", speed], "");
        assert!(replayed.status.success(), "{}", String::from_utf8_lossy(&replayed.stderr));
        assert_eq!(String::from_utf8_lossy(&replayed.stdout), String::from_utf8_lossy(&live.stdout), "at {speed}");
    }
    // A summary is a fold of the same events under another profile, too.
    let raised = program.run(&["replay", "last", "--headless", "--ceiling", "200"], "");
    assert_eq!(lines(&raised.stdout)[0]["ceiling_bpm"], 200);
    assert_eq!(lines(&raised.stdout).last().unwrap()["above_ceiling_s"], 0.0);
}

#[test]
fn a_line_that_cannot_be_read_is_skipped_and_named() {
    let (lines, warnings) =
        piped("{\"at\":1,\"bpm\":120}\nnonsense\n{\"at\":0.5,\"bpm\":121}\n{\"at\":2,\"gatt\":\"2a37\",\"hex\":\"1659a202\"}\n");
    assert_eq!(of_type(&lines, "sample").len(), 2);
    assert_eq!(of_type(&lines, "sample")[1]["rr_ms"][0], 658.2);
    assert!(warnings.contains("line 2 ") && warnings.contains("line 3 "), "{warnings}");
}

#[test]
fn a_packet_that_flags_an_energy_and_sends_none_keeps_its_rate() {
    let (lines, warnings) = piped("{\"at\":1,\"gatt\":\"2a37\",\"hex\":\"1850\"}\n{\"at\":2,\"gatt\":\"2a37\",\"hex\":\"1851\"}\n");
    let rates: Vec<_> = of_type(&lines, "sample").iter().map(|sample| sample["bpm"].as_u64()).collect();
    assert_eq!(rates, [Some(80), Some(81)]);
    assert!(warnings.is_empty(), "{warnings}");
}

#[test]
fn pause_stops_the_timer_and_silences_the_coach() {
    let mut input: Vec<String> = (0..600).map(|at| format!("{{\"at\":{at},\"bpm\":{}}}", 150 + at % 3)).collect();
    input.insert(300, "{\"at\":299.5,\"command\":\"pause\"}".to_owned());
    input.insert(501, "{\"at\":499.5,\"command\":\"resume\"}".to_owned());
    let (lines, _) = piped(&input.join("\n"));
    let summary = lines.last().unwrap();
    assert_eq!((summary["elapsed_s"].as_f64(), summary["timer_s"].as_f64()), (Some(599.0), Some(399.0)));
    let during = of_type(&lines, "cue").into_iter().filter(|cue| (299.5..499.5).contains(&cue["at"].as_f64().unwrap())).count();
    assert_eq!(during, 0);
}

#[test]
fn stop_ends_the_run_and_what_follows_is_not_part_of_it() {
    let (lines, _) = piped("{\"at\":1,\"bpm\":120}\n{\"at\":2,\"command\":\"stop\"}\n{\"at\":3,\"bpm\":121}\n");
    assert_eq!(of_type(&lines, "sample").len(), 1);
    assert_eq!(lines.last().unwrap()["elapsed_s"], 2.0);
}

#[test]
fn an_answer_to_the_talk_test_lowers_the_ceiling_and_is_kept() {
    let mut input = String::new();
    for at in 0..700 {
        input += &format!("{{\"at\":{at},\"bpm\":{}}}\n", if at < 600 { 128 + at % 3 } else { 137 + at % 2 });
        if at == 485 {
            input += "{\"at\":485.5,\"talk\":\"no\"}\n";
        }
    }
    input += "{\"at\":700,\"effort\":4}\n";
    let (lines, _) = piped(&input);
    let cues = of_type(&lines, "cue");
    let asked = cues.iter().find(|cue| cue["cue"] == "talk-test").unwrap();
    assert_eq!((asked["at"].as_f64(), asked["audible"].as_bool()), (Some(480.0), Some(false)));
    // 137 is under the plan's ceiling of 140 and over the 134 that is left of it.
    assert!(cues.iter().any(|cue| cue["cue"] == "ease-off" && cue["audible"] == true && cue["at"].as_f64() > Some(600.0)), "{cues:?}");
    let summary = of_type(&lines, "summary")[0];
    assert_eq!(summary["talk_test"][0]["answer"], "no");
    assert_eq!(summary["effort"], 4);
}

#[test]
fn heavy_legs_lower_the_ceiling() {
    let program = Program::new();
    let ceiling = |legs: &str| {
        let args = [&["demo", "--headless", "--minutes", "5", "--legs", legs], &BOUNDS[..]].concat();
        lines(&program.run(&args, "").stdout)[0]["ceiling_bpm"].as_f64().unwrap()
    };
    assert_eq!([ceiling("fresh"), ceiling("heavy"), ceiling("wrecked")], [140.0, 130.0, 120.0]);
}

#[test]
fn wrong_usage_is_two_and_says_what_to_correct_in_one_line() {
    let program = Program::new();
    for (args, word) in [
        (&["zones", "--age", "5"][..], "--age"),
        (&["zones", "--zone-bounds", "1,2"], "five"),
        (&["zones", "--max-hr", "190", "--zone-bounds", "50,60,70,80,90"], "95,114,133,152,171"),
        (&["zones", "--zone-bounds", "100,120,110,160,180"], "rising"),
        (&["zones", "--zone-model", "reserve", "--age", "40"], "--resting-hr"),
        (&["demo", "--ceiling", "20"], "--ceiling"),
    ] {
        let output = program.run(args, "");
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {message}");
        assert_eq!(message.lines().count(), 1, "{message}");
        assert!(message.contains(word), "{message}");
    }
    assert_eq!(program.run(&["run", "--minutes", "4"], "").status.code(), Some(2));
    assert_eq!(program.run(&["fly"], "").status.code(), Some(2));
}

#[test]
fn without_a_terminal_the_dashboard_says_so() {
    let output = Program::new().run(&["demo"], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("--headless"));
}

#[test]
fn zones_tell_their_numbers_as_json() {
    let output = Program::new().run(&["zones", "--age", "40", "--resting-hr", "55", "--json"], "");
    let zones: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(zones["zone_model"], "reserve");
    assert_eq!(zones["ceiling_bpm"], 142.5);
    assert_eq!(zones["max_hr_source"], "estimated");
}

#[test]
fn an_empty_input_leaves_no_run_behind() {
    let program = Program::new();
    let output = program.run(&[&["run", "--source", "-", "--headless"], &BOUNDS[..]].concat(), "");
    assert!(output.status.success());
    assert_eq!(lines(&output.stdout).last().unwrap()["type"], "summary");
    assert!(!program.home.path().join("data/runs").exists());
    assert!(!String::from_utf8(output.stderr).unwrap().contains("recorded"));
}

#[test]
fn without_a_terminal_and_without_headless_nothing_is_begun() {
    let program = Program::new();
    let output = program.run(&[&["run", "--source", "-"], &BOUNDS[..]].concat(), "130\n131\n");
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("add --headless"), "{told}");
    assert!(!program.home.path().join("data/runs").exists());
}

/// The summary of half an hour made of these lines for each second.
fn summary_of_half_an_hour(second: impl Fn(u64) -> String) -> Value {
    let input: String = (0..1800).map(second).collect();
    piped(&input).0.pop().unwrap()
}

#[test]
fn beats_told_between_the_rates_cost_no_believed_time() {
    let rate = |at: u64| 130 + [0, 1, 2, 1][(at / 3 % 4) as usize];
    let beats = |at: u64| format!("[{},{}]", 455 + at % 7, 461 - at % 5);
    for without_rate in ["\"bpm\":0,", ""] {
        let in_turn = summary_of_half_an_hour(|at| match at % 2 {
            0 => format!("{{\"at\":{at},\"bpm\":{}}}\n", rate(at)),
            _ => format!("{{\"at\":{at},{without_rate}\"rr_ms\":{}}}\n", beats(at)),
        });
        let believed: f64 = in_turn["believed_time_in_zone_s"].as_array().unwrap().iter().map(|zone| zone.as_f64().unwrap()).sum();
        assert_eq!((believed, in_turn["doubted_samples"].as_u64()), (1798.0, Some(0)), "{in_turn}");
        assert_eq!((in_turn["easy_percent"].as_f64(), in_turn["rr"]["count"].as_u64()), (Some(100.0), Some(1800)));
    }
}

#[test]
fn a_packet_passed_on_twice_counts_once_and_an_equal_one_of_the_next_second_again() {
    let line = |at: f64| format!("{{\"at\":{at:.3},\"gatt\":\"2a37\",\"hex\":\"1082da01d701\"}}\n");
    let twice = summary_of_half_an_hour(|at| line(at as f64) + &line(at as f64 + 0.004));
    let once = summary_of_half_an_hour(|at| line(at as f64));
    assert_eq!((twice["rr"]["count"].as_u64(), twice["heart_rate"]["samples"].as_u64()), (Some(3600), Some(1800)));
    for field in ["rr", "heart_rate", "doubted_samples", "easy_percent", "believed_time_in_zone_s", "cues"] {
        assert_eq!(twice[field], once[field], "{field}");
    }
}
