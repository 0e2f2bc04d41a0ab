//! Failures of the runtime and panics of the Bluetooth stack, with sessions made up in place of the bus.

use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::ble::event::BleEventKind;
use crate::ble::found_device::FoundDevice;
use crate::format::Reading;
use crate::session::Link;

fn strap() -> FoundDevice {
    FoundDevice {
        id: "1".to_owned(),
        address: None,
        name: "H10".to_owned(),
        rssi: None,
        roles: vec![DeviceRole::HeartRate],
        ..FoundDevice::default()
    }
}

/// A supervisor of one strap that waits one millisecond after a failure.
fn supervisor() -> (Supervisor, mpsc::Receiver<BleEvent>) {
    let timing = Timing { retry: Duration::from_millis(1), settle: Duration::ZERO, ..Timing::default() };
    let (out, events) = mpsc::channel(64);
    let (_, commands) = mpsc::channel(1);
    let devices = Devices::new(vec![(DeviceRole::HeartRate, Selection::default())], timing, || 0);
    (Supervisor { adapter: None, devices, slots: vec![Slot::default()], timing, out, commands }, events)
}

/// Carries a session to the point where a search has begun.
fn search(devices: &mut Devices) {
    devices.session_opened(now());
    devices.scanner_input(now(), scanner::Input::Checked(Ok(())));
}

fn connect(devices: &mut Devices) {
    search(devices);
    devices.scanner_input(now(), scanner::Input::Started(Ok(())));
    devices.described(now(), "1", Some(strap()));
    devices.scanner_input(now(), scanner::Input::Stopped);
    devices.connection_input(now(), 0, Input::Opened);
    devices.connection_input(now(), 0, Input::Subscribed);
}

/// What a session without a bus has to report.
async fn report(supervisor: &mut Supervisor) {
    while let Some(event) = supervisor.next_report() {
        supervisor.send(event).await;
    }
}

fn links_and_errors(mut events: mpsc::Receiver<BleEvent>) -> Vec<String> {
    let mut told = Vec::new();
    while let Ok(event) = events.try_recv() {
        match event.kind {
            BleEventKind::Reading(Reading::Link(link)) => told.push(link.word().to_owned()),
            BleEventKind::Error(Some(error)) => told.push(error.to_string()),
            BleEventKind::Error(None) => told.push("well again".to_owned()),
            BleEventKind::Reading(_) | BleEventKind::InReach(_) | BleEventKind::Chosen(_) => {}
        }
    }
    told
}

#[test]
fn after_a_panic_of_the_bluetooth_stack_the_link_is_lost_and_the_search_begins_again() {
    let (supervisor, events) = supervisor();
    let (sender, shutdown) = watch::channel(());
    let sender = Cell::new(Some(sender));
    let sessions = Cell::new(0);
    supervisor.run::<()>(shutdown, runtime::build, async |supervisor, _| {
        sessions.set(sessions.get() + 1);
        if sessions.get() == 1 {
            connect(&mut supervisor.devices);
            report(supervisor).await;
            panic!("as bluez-async does");
        }
        search(&mut supervisor.devices);
        report(supervisor).await;
        drop(sender.take());
        std::future::pending::<()>().await;
    });
    let told = links_and_errors(events);
    let [first @ .., error, last] = &told[..] else { panic!("{told:?}") };
    assert_eq!(first, ["searching", "connecting", "connected", Link::Lost.word()]);
    assert!(error.starts_with("bluetooth failed: its library failed"), "{error}");
    assert_eq!(last, "searching");
}

#[test]
fn a_runtime_that_cannot_start_is_reported_with_what_to_do_and_tried_again_until_it_can() {
    let (supervisor, events) = supervisor();
    let (sender, shutdown) = watch::channel(());
    let sender = Cell::new(Some(sender));
    let attempts = AtomicU32::new(0);
    let build = || match attempts.fetch_add(1, Ordering::Relaxed) {
        0..3 => Err(io::Error::other("too many open files")),
        _ => runtime::build(),
    };
    supervisor.run::<()>(shutdown, build, async |supervisor, _| {
        search(&mut supervisor.devices);
        report(supervisor).await;
        drop(sender.take());
        std::future::pending::<()>().await;
    });
    let told = links_and_errors(events);
    assert_eq!(told.len(), 3, "it is said once, however often it is tried: {told:?}");
    assert!(told[0].starts_with("bluetooth cannot be started: too many open files; close other programs"), "{told:?}");
    assert_eq!(told[1..], ["well again", "searching"]);
}

#[test]
fn a_shutdown_ends_a_supervisor_that_has_no_runtime_while_nobody_reads_its_events() {
    let (mut supervisor, _events) = supervisor();
    let (out, _full) = mpsc::channel(1);
    let (slot, role, at) = (0, DeviceRole::HeartRate, Moment::now());
    out.try_send(BleEvent { at, device: role, slot, kind: BleEventKind::Error(None) }).unwrap();
    supervisor.out = out;
    let (sender, shutdown) = watch::channel(());
    let sender = Cell::new(Some(sender));
    let build = || {
        drop(sender.take());
        Err(io::Error::other("too many open files"))
    };
    supervisor.run::<()>(shutdown, build, async |_, _| {});
}
