//! Which device is connected, and when.

use super::*;

#[test]
fn a_lone_strap_is_connected_after_three_seconds_and_reported_with_name_and_battery() {
    let mut lab = Lab::searching(Selection::default());
    lab.give(Input::Seen(strap("1", "H10")));
    assert!(lab.actions.is_empty());
    assert_eq!(lab.jump(), 3.0);
    lab.establish();
    lab.give(Input::Packet(measurement("1", 61)));
    assert_eq!(lab.story(), ["searching", "connecting", "connected", "61"]);
    assert!(lab.reports.contains(&BleEventKind::Chosen(identity("1", "H10"))));
    let name = DeviceInfo { name: Some("H10".to_owned()), ..DeviceInfo::default() };
    assert!(lab.reports.contains(&BleEventKind::Reading(Reading::Device(name))));
    let battery = DeviceInfo { battery: Some(87), ..DeviceInfo::default() };
    assert!(lab.reports.contains(&BleEventKind::Reading(Reading::Device(battery))));
}

#[test]
fn after_a_loss_a_neighbours_strap_does_not_take_the_place() {
    let mut lab = Lab::connected();
    lab.give(Input::Disconnected);
    lab.close_and_search();
    lab.give(Input::Seen(strap("2", "TICKR")));
    lab.now += secs(600.0);
    lab.connection.due(lab.now);
    lab.give(Input::Packet(measurement("2", 99)));
    assert!(lab.actions.is_empty());
    assert_eq!(lab.story(), ["searching", "connecting", "connected", "60", "lost", "searching"]);
    assert_eq!(lab.errors(), []);
}

#[test]
fn of_several_straps_the_runner_chooses_and_the_list_is_told_once() {
    let mut lab = Lab::searching(Selection { can_ask: true, ..Selection::default() });
    for _ in 0..5 {
        lab.give(Input::Seen(strap("1", "H10")));
        lab.give(Input::Seen(strap("2", "TICKR")));
        lab.now += secs(1.0);
    }
    lab.connection.due(lab.now);
    lab.collect();
    let lists = lab.reports.iter().filter(|kind| matches!(kind, BleEventKind::InReach(list) if list.len() == 2)).count();
    assert_eq!(lists, 1);
    lab.give(Input::Chosen("2".to_owned()));
    lab.establish();
    assert!(lab.reports.contains(&BleEventKind::Chosen(identity("2", "TICKR"))));
}

#[test]
fn of_several_straps_none_is_taken_where_nobody_can_choose() {
    let mut lab = Lab::searching(Selection::default());
    lab.give(Input::Seen(strap("1", "H10")));
    lab.give(Input::Seen(strap("2", "TICKR")));
    lab.jump();
    assert_eq!(lab.errors(), [Some(BleError::Several(vec!["H10".to_owned(), "TICKR".to_owned()]))]);
    assert!(lab.actions.is_empty());
}

#[test]
fn of_two_straps_the_remembered_one_is_taken_at_once_even_when_it_names_no_service() {
    let mut lab = Lab::searching(Selection { remembered: Some(identity("2", "TICKR")), ..Selection::default() });
    assert!(!lab.connection.scan_need(lab.now).unwrap().narrow, "a filter by service would hide it");
    lab.give(Input::Seen(strap("1", "H10")));
    lab.give(Input::Seen(FoundDevice { roles: Vec::new(), ..strap("2", "TICKR") }));
    assert_eq!(lab.elapsed(), 0.0);
    lab.establish();
    assert!(lab.reports.contains(&BleEventKind::Chosen(identity("2", "TICKR"))));
}

#[test]
fn a_strap_found_by_its_service_is_looked_for_without_it_after_25_s() {
    let mut lab = Lab::connected();
    lab.give(Input::Disconnected);
    lab.close_and_search();
    let lost = lab.now;
    assert!(lab.connection.scan_need(lab.now).unwrap().narrow);
    while lab.connection.scan_need(lab.now).unwrap().narrow {
        lab.jump();
    }
    assert_eq!(lab.now - lost, secs(25.0));
}

#[test]
fn a_strap_that_does_not_show_itself_is_said_to_be_missing_after_15_s_with_those_that_do() {
    let mut lab = Lab::searching(Selection { wanted: Some("tickr".to_owned()), ..Selection::default() });
    lab.give(Input::Seen(strap("1", "H10")));
    while lab.errors().is_empty() {
        lab.jump();
    }
    assert_eq!(lab.elapsed(), 15.0);
    let missing = BleError::NotInReach { wanted: Some("tickr".to_owned()), others: vec!["H10".to_owned()] };
    assert_eq!(lab.errors(), [Some(missing)]);
    assert!(lab.actions.is_empty());
}

#[test]
fn a_device_without_the_measurement_is_said_to_be_the_wrong_one() {
    let mut lab = Lab::searching(Selection { wanted: Some("watch".to_owned()), ..Selection::default() });
    lab.give(Input::Seen(FoundDevice { roles: Vec::new(), ..strap("1", "Watch") }));
    lab.actions.clear();
    lab.give(Input::Opened);
    let Some(Action::Subscribe(_, missing)) = lab.actions.pop_back() else { panic!("it is not subscribed to") };
    lab.give(Input::AttemptFailed(missing.clone()));
    assert_eq!(lab.errors(), [Some(missing)]);
    assert_eq!(lab.actions.pop_back(), Some(Action::Disconnect));
}

#[test]
fn a_name_that_is_not_in_the_advertisement_keeps_the_remembered_one() {
    let mut lab = Lab::searching(Selection { remembered: Some(identity("1", "H10")), ..Selection::default() });
    lab.give(Input::Seen(strap("1", crate::format::sanitize::UNNAMED)));
    lab.establish();
    assert!(lab.reports.contains(&BleEventKind::Chosen(identity("1", "H10"))));
}

#[test]
fn devices_of_other_roles_are_looked_for_by_their_services() {
    for role in DeviceRole::ALL {
        let connection = Connection::new(role, Selection::default(), Timing::default());
        let need = connection.scan_need(tokio::time::Instant::now().into_std()).unwrap();
        assert_eq!(need, ScanNeed { service: Profile::of(role).service, narrow: true, fresh: true });
    }
}
