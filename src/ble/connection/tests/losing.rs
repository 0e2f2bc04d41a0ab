//! How a link ends and begins again, and what becomes of the packets.

use super::*;

#[test]
fn a_link_that_drops_is_called_again_as_soon_as_the_strap_is_heard_and_no_packet_is_doubled() {
    let mut lab = Lab::connected();
    lab.now += secs(1.0);
    lab.give(Input::Disconnected);
    lab.give(Input::Packet(measurement("1", 61)));
    lab.close_and_search();
    lab.give(Input::Seen(strap("1", "H10")));
    lab.establish();
    lab.give(Input::Packet(measurement("1", 62)));
    assert_eq!(lab.story(), ["searching", "connecting", "connected", "60", "lost", "61", "searching", "connecting", "connected", "62"]);
    assert_eq!(lab.reports.iter().filter(|kind| matches!(kind, BleEventKind::Chosen(_))).count(), 1);
}

#[test]
fn a_silent_strap_is_asked_about_after_2_s_and_given_up_after_8() {
    let mut lab = Lab::connected();
    let last = lab.elapsed();
    assert_eq!(lab.jump() - last, 2.0);
    assert_eq!(lab.actions.pop_back(), Some(Action::AskLink));
    lab.give(Input::LinkAnswer(true));
    assert_eq!(lab.jump() - last, 8.0);
    lab.close_and_search();
    assert_eq!(lab.story()[4..], ["lost", "searching"]);
}

#[test]
fn a_packet_after_the_question_keeps_the_link() {
    let mut lab = Lab::connected();
    lab.jump();
    lab.give(Input::LinkAnswer(true));
    lab.give(Input::Packet(measurement("1", 61)));
    let last = lab.elapsed();
    assert_eq!(lab.jump() - last, 2.0);
    assert_eq!(lab.story().last().unwrap(), "61");
}

#[test]
fn a_bluetoothd_that_died_without_an_event_is_noticed_by_the_link_question() {
    let mut lab = Lab::connected();
    let last = lab.elapsed();
    lab.jump();
    lab.give(Input::LinkAnswer(false));
    assert_eq!(lab.elapsed() - last, 2.0);
    assert_eq!(lab.actions.pop_back(), Some(Action::Disconnect));
    lab.give(Input::Closed);
    lab.give(Input::AdapterFailed(BleError::NoBluetoothService));
    lab.give(Input::AdapterFailed(BleError::NoBluetoothService));
    lab.give(Input::AdapterReady);
    assert_eq!(lab.errors(), [Some(BleError::NoBluetoothService), None]);
    assert_eq!(lab.story()[3..], ["60", "lost", "searching"].map(str::to_owned)[..]);
}

#[test]
fn an_unplugged_adapter_is_reported_once_and_the_search_begins_when_it_is_back() {
    let mut lab = Lab::connected();
    lab.give(Input::Disconnected);
    lab.actions.clear();
    lab.give(Input::Closed);
    for _ in 0..10 {
        lab.give(Input::AdapterFailed(BleError::NoAdapter));
    }
    assert_eq!(lab.errors(), [Some(BleError::NoAdapter)]);
    lab.give(Input::AdapterReady);
    lab.give(Input::Seen(strap("1", "H10")));
    lab.establish();
    assert_eq!(lab.errors(), [Some(BleError::NoAdapter), None]);
    assert_eq!(lab.story()[4..], ["lost", "searching", "connecting", "connected"]);
}

#[test]
fn a_strap_that_vanished_is_searched_for_without_end_and_without_an_error() {
    let mut lab = Lab::connected();
    lab.give(Input::Disconnected);
    lab.close_and_search();
    while lab.connection.deadline(lab.now).is_some() {
        lab.jump();
    }
    assert!(lab.connection.scan_need(lab.now).is_some());
    assert_eq!(lab.errors(), []);
}

#[test]
fn a_strap_that_ignores_calls_is_called_off_after_10_s_and_called_again_with_pauses() {
    let mut lab = Lab::searching(Selection { remembered: Some(identity("1", "H10")), ..Selection::default() });
    let mut waits = Vec::new();
    for _ in 0..6 {
        lab.give(Input::Seen(strap("1", "H10")));
        let seen = lab.now;
        while lab.actions.is_empty() {
            lab.jump();
        }
        waits.push((lab.now - seen).as_secs_f64());
        assert_eq!(lab.actions.pop_back(), Some(Action::Connect("1".to_owned())));
        let called = lab.now;
        lab.jump();
        assert_eq!(lab.now - called, secs(10.0));
        lab.close_and_search();
    }
    assert_eq!(waits, [0.0, 0.0, 0.25, 0.5, 1.0, 1.0]);
}

#[test]
fn a_strap_that_hangs_up_during_service_discovery_is_given_up_at_once_and_not_pressed() {
    let mut lab = Lab::searching(Selection { remembered: Some(identity("1", "H10")), ..Selection::default() });
    let mut calls = 0;
    while lab.elapsed() < 20.0 {
        lab.give(Input::Seen(strap("1", "H10")));
        if let Some(Action::Connect(_)) = lab.actions.pop_back() {
            calls += 1;
            lab.now += secs(0.2);
            // Not after the 30 s that connect() itself would take.
            lab.give(Input::Disconnected);
            lab.close_and_search();
        } else {
            lab.now += secs(0.1);
        }
    }
    assert!((15..=25).contains(&calls), "{calls} calls in 20 s");
    assert!(!lab.story().contains(&"lost".to_owned()));
}

#[test]
fn a_link_that_fails_as_it_is_made_is_called_again() {
    let mut lab = Lab::searching(Selection { remembered: Some(identity("1", "H10")), ..Selection::default() });
    lab.give(Input::Seen(strap("1", "H10")));
    lab.actions.clear();
    lab.give(Input::AttemptFailed(failure()));
    // The events of a failed link come as a pair, or only one of them.
    lab.give(Input::Disconnected);
    lab.close_and_search();
    lab.give(Input::Seen(strap("1", "H10")));
    lab.establish();
    assert_eq!(lab.story(), ["searching", "connecting", "searching", "connecting", "connected"]);
}

#[test]
fn a_strap_that_hangs_up_after_each_first_packet_is_called_with_pauses_until_a_link_lasts() {
    let mut lab = Lab::searching(Selection { remembered: Some(identity("1", "H10")), ..Selection::default() });
    let mut waits = Vec::new();
    for lasting in [0.1, 0.1, 0.1, 0.1, 0.1, 3.0, 0.1, 0.1] {
        lab.give(Input::Seen(strap("1", "H10")));
        let seen = lab.now;
        while lab.actions.is_empty() {
            lab.jump();
        }
        waits.push((lab.now - seen).as_secs_f64());
        lab.establish();
        lab.now += secs(lasting);
        lab.give(Input::Packet(measurement("1", 60)));
        lab.give(Input::Disconnected);
        lab.close_and_search();
    }
    assert_eq!(waits, [0.0, 0.0, 0.25, 0.5, 1.0, 1.0, 0.0, 0.0]);
}

#[test]
fn packets_that_come_before_the_subscription_is_confirmed_follow_the_link_and_keep_their_moments() {
    let mut lab = Lab::connected();
    lab.give(Input::Disconnected);
    lab.close_and_search();
    lab.give(Input::Seen(strap("1", "H10")));
    let early = measurement("1", 61);
    let at = early.at;
    lab.give(Input::Packet(early));
    assert_eq!(lab.story().last().unwrap(), "connecting");
    lab.connection.handle(lab.now, Input::Opened);
    lab.connection.handle(lab.now, Input::Subscribed);
    let reports: Vec<_> = std::iter::from_fn(|| lab.connection.next_report()).collect();
    let moments: Vec<_> = reports.iter().map(|report| report.at).collect();
    assert_eq!(moments, [Some(at), Some(at)]);
    assert!(matches!(reports[0].kind, BleEventKind::Reading(Reading::Link(Link::Connected))));
    assert!(matches!(reports[1].kind, BleEventKind::Reading(Reading::Packet(..))));
}

#[test]
fn odd_packets_and_those_that_the_strap_repeats_are_passed_on_as_they_came() {
    let mut lab = Lab::connected();
    for value in [vec![], vec![0x16], vec![0xff; 6], vec![0, 70], vec![0, 70], vec![0, 70]] {
        lab.give(Input::Packet(Packet { value, ..measurement("1", 0) }));
    }
    assert_eq!(lab.story()[4..], ["empty", "22", "255", "70", "70", "70"]);
}

#[test]
fn what_bluetoothd_reads_is_no_measurement_and_does_not_keep_a_silent_strap() {
    let mut lab = Lab::connected();
    lab.now += secs(1.5);
    lab.give(Input::Packet(Packet { characteristic: BATTERY_LEVEL, value: vec![42], ..measurement("1", 0) }));
    lab.give(Input::Packet(Packet { characteristic: BATTERY_LEVEL, value: vec![142], ..measurement("1", 0) }));
    assert_eq!(lab.story().last().unwrap(), "60");
    let battery = DeviceInfo { battery: Some(42), ..DeviceInfo::default() };
    assert_eq!(lab.reports.last(), Some(&BleEventKind::Reading(Reading::Device(battery))));
    lab.jump();
    assert_eq!(lab.actions.pop_back(), Some(Action::AskLink));
}

#[test]
fn the_battery_is_read_every_five_minutes_and_news_alone_is_reported() {
    let mut lab = Lab::connected();
    let begun = lab.now;
    while lab.actions.is_empty() {
        lab.give(Input::Packet(measurement("1", 60)));
        lab.jump();
        lab.actions.retain(|action| *action != Action::AskLink);
    }
    assert_eq!(lab.now - begun, secs(300.0));
    assert_eq!(lab.actions.pop_back(), Some(Action::ReadInfo(false)));
    let told = lab.reports.len();
    lab.give(Input::Info(DeviceInfo { battery: Some(87), ..DeviceInfo::default() }));
    assert_eq!(lab.reports.len(), told);
}

#[test]
fn a_bus_connection_that_is_lost_while_connected_is_a_lost_link_and_a_search() {
    let mut lab = Lab::connected();
    lab.give(Input::SessionLost);
    assert!(lab.actions.is_empty(), "nothing can be asked of the old connection");
    lab.give(Input::AdapterReady);
    lab.give(Input::Seen(strap("1", "H10")));
    lab.establish();
    assert_eq!(lab.story()[3..], ["60", "lost", "searching", "connecting", "connected"]);
}

#[test]
fn answers_that_come_too_late_change_nothing() {
    let mut lab = Lab::connected();
    lab.give(Input::Disconnected);
    lab.close_and_search();
    for late in [Input::Opened, Input::Subscribed, Input::AttemptFailed(failure()), Input::LinkAnswer(false), Input::Closed] {
        lab.give(late);
    }
    assert!(lab.actions.is_empty());
    assert_eq!(lab.story().last().unwrap(), "searching");
}

#[test]
fn a_second_reader_on_the_machine_doubles_no_beat() {
    let mut lab = Lab::connected();
    for number in 61..64 {
        for packet in [measurement("1", number), measurement("1", number)] {
            lab.give(Input::Packet(packet));
        }
    }
    assert_eq!(lab.story()[3..], ["60", "61", "62", "63"]);
}
