//! The program against a Bluetooth service of the test's own on a private D-Bus: each way in which a strap is found, lost
//! and found again, and each way in which there is none, with its own message and remedy.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod fake_bluez;

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};

use fake_bluez::{Bus, FakeBluez, Fault};
use serde_json::Value;

/// A headless run on a bus, read line by line.
struct Run {
    child: Child,
    lines: BufReader<ChildStdout>,
    home: tempfile::TempDir,
}

fn program(address: &str, home: &std::path::Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_recovery-run"));
    command
        .args(args)
        .env("DBUS_SYSTEM_BUS_ADDRESS", address)
        .env("RECOVERY_RUN_DATA", home.join("data"))
        .env("RECOVERY_RUN_CONFIG", home.join("config.toml"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

impl Run {
    fn start(bus: &Bus) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut child = program(&bus.address(), home.path(), &["run", "--headless", "--age", "40"]).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines, home }
    }

    /// Reads on until a line is as wanted; all lines up to it.
    fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
        let mut read = Vec::new();
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).unwrap() == 0 {
                let mut errors = String::new();
                self.child.stderr.as_mut().unwrap().read_to_string(&mut errors).unwrap();
                panic!("the run ended with {read:#?}\n{errors}");
            }
            let value: Value = serde_json::from_str(&line).unwrap();
            let found = wanted(&value);
            read.push(value);
            if found {
                return read;
            }
        }
    }

    fn until_link(&mut self, link: &str) -> Vec<Value> {
        self.until(|line| line["type"] == "link" && line["link"] == link)
    }

    /// Reads on until so many samples came.
    fn samples(&mut self, count: usize) -> Vec<Value> {
        (0..count).flat_map(|_| self.until(|line| line["type"] == "sample")).filter(|line| line["type"] == "sample").collect()
    }

    /// Ends the run in order; its summary and whether it ended well.
    fn stop(mut self) -> (Value, bool) {
        let killed = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status().unwrap();
        assert!(killed.success());
        let summary = self.until(|line| line["type"] == "summary").pop().unwrap();
        (summary, self.child.wait().unwrap().success())
    }
}

/// The numbers of the packets, from the intervals that carry them.
fn numbers(samples: &[Value]) -> Vec<i64> {
    samples.iter().map(|sample| (sample["rr_ms"][0].as_f64().unwrap() * 1.024).round() as i64 - 400).collect()
}

#[test]
fn a_strap_is_found_connected_and_read_with_its_battery_and_a_harmless_name() {
    let Some(bus) = Bus::start("") else { return };
    let _bluez = FakeBluez::start(&bus, true, true);
    let mut run = Run::start(&bus);
    run.until_link("searching");
    run.until_link("connecting");
    run.until_link("connected");
    let numbers = numbers(&run.samples(20));
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "{numbers:?}");
    assert_eq!(numbers[0], 1, "the first packet counts too");
    let remembered = std::fs::read_to_string(run.home.path().join("data/strap.json")).unwrap();
    assert!(remembered.contains("Fake[2J Strap") && remembered.contains("C0:FF:EE:00:00:01"), "{remembered}");
    let (summary, well) = run.stop();
    assert!(well);
    assert_eq!(summary["device"], "Fake[2J Strap");
}

#[test]
fn a_link_that_drops_comes_back_without_a_doubled_or_a_lost_beat() {
    let Some(bus) = Bus::start("") else { return };
    let bluez = FakeBluez::start(&bus, true, true);
    let mut run = Run::start(&bus);
    run.until_link("connected");
    let mut told = run.samples(5);
    for _ in 0..3 {
        bluez.fault(Fault::Away);
        told.extend(run.until_link("lost").into_iter().filter(|line| line["type"] == "sample"));
        bluez.fault(Fault::Back);
        told.extend(run.until_link("connected").into_iter().filter(|line| line["type"] == "sample"));
        told.extend(run.samples(5));
    }
    let numbers = numbers(&told);
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "{numbers:?}");
    assert!(run.stop().1);
}

#[test]
fn a_strap_that_falls_silent_is_noticed_and_called_again() {
    let Some(bus) = Bus::start("") else { return };
    let bluez = FakeBluez::start(&bus, true, true);
    let mut run = Run::start(&bus);
    run.until_link("connected");
    let last = run.samples(3).pop().unwrap()["at"].as_f64().unwrap();
    bluez.fault(Fault::Silent);
    let lost = run.until_link("lost").pop().unwrap()["at"].as_f64().unwrap();
    assert!(lost - last < 10.0, "noticed after {} s", lost - last);
    bluez.fault(Fault::Back);
    run.until_link("connected");
    run.samples(3);
    assert!(run.stop().1);
}

#[test]
fn a_bluetooth_service_that_dies_and_returns_costs_its_absence_and_no_more() {
    let Some(bus) = Bus::start("") else { return };
    let bluez = FakeBluez::start(&bus, true, true);
    let mut run = Run::start(&bus);
    run.until_link("connected");
    run.samples(3);
    drop(bluez);
    run.until_link("lost");
    let _bluez = FakeBluez::start(&bus, true, true);
    run.until_link("connected");
    run.samples(3);
    assert!(run.stop().1);
}

/// What a run and the doctor say where there is no strap to be had.
fn refused(address: &str) -> (String, String) {
    let home = tempfile::tempdir().unwrap();
    let run = program(address, home.path(), &["run", "--headless", "--age", "40"]).output().unwrap();
    assert_eq!(run.status.code(), Some(1));
    assert!(run.stdout.is_empty(), "a run that cannot begin prints no lines");
    let doctor = program(address, home.path(), &["doctor"]).output().unwrap();
    assert_eq!(doctor.status.code(), Some(1));
    (String::from_utf8(run.stderr).unwrap(), String::from_utf8(doctor.stdout).unwrap())
}

fn assert_says(address: &str, why: &str, remedy: &str) {
    let (run, doctor) = refused(address);
    assert_eq!(run.lines().count(), 1, "{run}");
    for text in [&run, &doctor] {
        assert!(text.contains(why) && text.contains(remedy), "{text}");
    }
}

#[test]
fn no_bus_is_said_with_what_to_install() {
    let folder = tempfile::tempdir().unwrap();
    assert_says(&format!("unix:path={}/none", folder.path().display()), "no D-Bus system bus", "apt install dbus");
}

#[test]
fn no_bluetooth_service_is_said_with_how_to_start_it() {
    let Some(bus) = Bus::start("") else { return };
    assert_says(&bus.address(), "no bluetoothd answers", "systemctl enable --now bluetooth");
}

#[test]
fn no_adapter_is_said_with_where_to_look() {
    let Some(bus) = Bus::start("") else { return };
    let _bluez = FakeBluez::start(&bus, false, true);
    assert_says(&bus.address(), "no bluetooth adapter", "bluetoothctl list");
}

#[test]
fn an_adapter_that_is_off_is_said_and_never_switched_on_unasked() {
    let Some(bus) = Bus::start("") else { return };
    let bluez = FakeBluez::start(&bus, true, false);
    assert_says(&bus.address(), "bluetooth is off", "bluetoothctl power on");
    assert!(!bluez.is_powered());
    assert_eq!(bluez.sent(), 0);
}

#[test]
fn a_bus_that_lets_nobody_talk_to_bluetooth_is_said_with_the_group_to_join() {
    let Some(bus) = Bus::start("<deny send_destination=\"org.bluez\"/>") else { return };
    let _bluez = FakeBluez::start(&bus, true, true);
    assert!(bus.path().is_dir());
    assert_says(&bus.address(), "refused", "usermod -aG bluetooth");
}
