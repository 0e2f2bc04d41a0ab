//! The program against a Bluetooth service of the test's own on a private D-Bus: each way in which a strap is found, lost
//! and found again, and each way in which there is none, with its own message and remedy.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod fake_bluez;

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};

use fake_bluez::{Bus, FakeBluez, Fault};
use recovery_run::ble::{BleEventKind, BleTask, Selection, Timing};
use recovery_run::format::Reading;
use recovery_run::session::{DeviceRole, Link};
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
    fn stop(&mut self) -> (Value, bool) {
        let killed = Command::new("sh").args(["-c", &format!("kill -TERM {}", self.child.id())]).status().unwrap();
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
    let (summary, well) = run.stop();
    let remembered = std::fs::read_to_string(run.home.path().join("data/devices.json")).unwrap();
    assert!(remembered.contains("Fake[2J Strap") && remembered.contains("C0:FF:EE:00:00:01"), "{remembered}");
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
fn an_adapter_that_does_not_exist_is_said_with_those_there_are_and_one_is_named_by_its_address() {
    let Some(bus) = Bus::start("") else { return };
    let _bluez = FakeBluez::start(&bus, true, true);
    let home = tempfile::tempdir().unwrap();
    for command in [&["run", "--headless", "--age", "40"][..], &["scan", "--seconds", "1"], &["doctor"]] {
        let output = program(&bus.address(), home.path(), &[command, &["--adapter", "hci7"]].concat()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{command:?}");
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(said.contains("no bluetooth adapter is hci7: there is hci0 (00:AA:01:00:00:42)") && said.contains("--adapter"), "{said}");
    }
    let named = program(&bus.address(), home.path(), &["scan", "--seconds", "1", "--adapter", "00:aa:01:00:00:42"]).output().unwrap();
    let said = String::from_utf8(named.stdout).unwrap();
    assert!(named.status.success() && said.contains("heart-rate"), "{said}");
}

#[test]
fn what_scan_and_doctor_print_as_json_is_what_their_help_describes() {
    let Some(bus) = Bus::start("") else { return };
    let _bluez = FakeBluez::start(&bus, true, true);
    let home = tempfile::tempdir().unwrap();
    for command in [&["scan", "--seconds", "1"][..], &["doctor"]] {
        let printed = program(&bus.address(), home.path(), &[command, &["--json"]].concat()).output().unwrap().stdout;
        let list: Value = serde_json::from_slice(&printed).unwrap();
        let fields: std::collections::BTreeSet<String> = list[0].as_object().unwrap().keys().cloned().collect();
        let help = String::from_utf8(program(&bus.address(), home.path(), &[command[0], "--help"]).output().unwrap().stdout).unwrap();
        let (_, below) = help.split_once("The objects in the list of --json").unwrap();
        let described = below.lines().filter_map(|line| line.strip_prefix("  ")?.split_once("  "));
        let described = described.map(|(name, _)| name.to_owned()).filter(|name| !name.is_empty() && !name.contains(' ')).collect();
        assert_eq!(fields, described, "{command:?}");
    }
}

#[test]
fn a_scan_connects_no_strap_but_the_one_used_last_time() {
    let Some(bus) = Bus::start("") else { return };
    let _bluez = FakeBluez::start(&bus, true, true);
    let mut run = Run::start(&bus);
    let stranger = tempfile::tempdir().unwrap();
    let scan = |home: &std::path::Path, more: &[&str]| -> Value {
        let output = program(&bus.address(), home, &[&["scan", "--seconds", "1", "--json"], more].concat()).output().unwrap();
        serde_json::from_slice::<Value>(&output.stdout).unwrap()[0].clone()
    };
    run.samples(1);
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("data")).unwrap();
    assert!(run.stop().1);
    std::fs::copy(run.home.path().join("data/devices.json"), home.path().join("data/devices.json")).unwrap();
    let (unknown, asked, own) = (scan(stranger.path(), &[]), scan(stranger.path(), &["--battery"]), scan(home.path(), &[]));
    assert_eq!((&unknown["battery_percent"], &unknown["remembered"]), (&Value::Null, &Value::Bool(false)), "{unknown}");
    assert!(asked["battery_percent"].is_u64() && asked["remembered"] == false, "{asked}");
    assert!(own["battery_percent"].is_u64() && own["remembered"] == true, "{own}");
    assert_eq!((&own["kind"], &own["rssi"]), (&Value::from("heart-rate"), &own["rssi_dbm"]), "{own}");
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

/// The bus of the test below, for the part of it that runs in a process of its own: which bus btleplug uses follows from
/// the environment, which a test must not change for the others.
const TWO_STRAPS_BUS: &str = "RECOVERY_RUN_TEST_BUS";
const JUDGED: &str = "two straps were judged";

#[test]
fn two_straps_at_once_deliver_each_packet_once_and_neither_disturbs_the_other() {
    if let Ok(address) = std::env::var(TWO_STRAPS_BUS) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(two_straps(address));
        println!("{JUDGED}");
        return;
    }
    let Some(bus) = Bus::start("") else { return };
    let judged = Command::new(std::env::current_exe().unwrap())
        .args(["two_straps_at_once_deliver_each_packet_once_and_neither_disturbs_the_other", "--exact", "--nocapture"])
        .env("DBUS_SYSTEM_BUS_ADDRESS", bus.address())
        .env(TWO_STRAPS_BUS, bus.address())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&judged.stdout);
    assert!(judged.status.success() && told.contains(JUDGED), "{told}\n{}", String::from_utf8_lossy(&judged.stderr));
}

/// What came of two devices.
struct Both {
    task: BleTask,
    /// The numbers of the packets of each.
    numbers: [Vec<u16>; 2],
    link: [Option<Link>; 2],
    /// How often each was lost.
    losses: [usize; 2],
}

impl Both {
    /// Takes in events until so many packets of each have come and the links are as wanted.
    async fn until(&mut self, packets: [usize; 2], links: [Link; 2]) {
        while self.link != links.map(Some) || (0..2).any(|slot| self.numbers[slot].len() < packets[slot]) {
            let event = self.task.events.recv().await.expect("the task goes on");
            let slot = event.slot;
            match event.kind {
                BleEventKind::Reading(Reading::Link(link)) => {
                    self.link[slot] = Some(link);
                    self.losses[slot] += usize::from(link == Link::Lost);
                }
                BleEventKind::Reading(Reading::Packet(_, value)) => {
                    assert_eq!(usize::from((value[1] - 120) / 40), slot, "a packet of the other strap");
                    self.numbers[slot].push(u16::from_le_bytes([value[2], value[3]]) - 400);
                }
                BleEventKind::Error(Some(error)) => panic!("strap {slot}: {error}"),
                BleEventKind::Reading(_) | BleEventKind::InReach(_) | BleEventKind::Chosen(_) | BleEventKind::Error(None) => {}
            }
        }
    }

    /// How many packets are wanted: so many more than have come.
    fn more(&self, more: [usize; 2]) -> [usize; 2] {
        [self.numbers[0].len() + more[0], self.numbers[1].len() + more[1]]
    }
}

async fn two_straps(address: String) {
    let bluez = FakeBluez::with_straps(address, &["First", "Second"]);
    let named = |name: &str| (DeviceRole::HeartRate, Selection { wanted: Some(name.to_owned()), ..Selection::default() });
    let timing = Timing { connect: std::time::Duration::from_millis(1500), ..Timing::default() };
    let task = BleTask::start(vec![named("First"), named("Second")], timing).unwrap();
    let mut both = Both { task, numbers: [Vec::new(), Vec::new()], link: [None, None], losses: [0, 0] };
    let connected = [Link::Connected, Link::Connected];
    both.until([20, 20], connected).await;
    // The first drops and returns; the second goes on.
    for _ in 0..3 {
        bluez.fault_of(0, Fault::Away);
        both.until(both.more([0, 20]), [Link::Searching, Link::Connected]).await;
        bluez.fault_of(0, Fault::Back);
        both.until(both.more([10, 10]), connected).await;
    }
    // The first is back and ignores calls, each of which takes a second and a half; the second goes on meanwhile.
    bluez.fault_of(0, Fault::Deaf);
    bluez.fault_of(0, Fault::Away);
    both.until(both.more([0, 1]), [Link::Searching, Link::Connected]).await;
    bluez.fault_of(0, Fault::Back);
    both.until(both.more([0, 1]), [Link::Connecting, Link::Connected]).await;
    let before = both.numbers[1].len();
    both.until([0, 0], [Link::Searching, Link::Connected]).await;
    assert!(both.numbers[1].len() - before > 10, "{} packets during a slow call", both.numbers[1].len() - before);
    assert_eq!(both.losses, [4, 0]);
    for (slot, numbers) in both.numbers.iter().enumerate() {
        let whole: Vec<u16> = (1..=numbers.len() as u16).collect();
        assert_eq!(*numbers, whole, "each packet of strap {slot} once and in order");
    }
    both.task.close().await;
}
