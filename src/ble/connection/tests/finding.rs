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
    lab.give(Input::Packet(measurement(lab.connection.held().unwrap().to_owned().as_str(), 60)));
    assert!(lab.reports.contains(&BleEventKind::Chosen(identity("2", "TICKR"))));
}

#[test]
fn of_several_straps_none_is_taken_where_nobody_can_choose() {
    let mut lab = Lab::searching(Selection::default());
    lab.give(Input::Seen(strap("1", "H10")));
    lab.give(Input::Seen(strap("2", "TICKR")));
    lab.jump();
    let told = ["H10 AA:1 (-60 dBm)", "TICKR AA:2 (-60 dBm)"].map(str::to_owned);
    assert_eq!(lab.errors(), [Some(BleError::Several(told.into()))]);
    assert!(lab.errors()[0].as_ref().unwrap().needs_a_choice(), "the run cannot begin");
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
    lab.give(Input::Packet(measurement(lab.connection.held().unwrap().to_owned().as_str(), 60)));
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
    let missing = BleError::NotInReach { wanted: Some("tickr".to_owned()), others: vec!["H10 AA:1 (-60 dBm)".to_owned()] };
    assert_eq!(lab.errors(), [Some(missing)]);
    assert!(lab.actions.is_empty());
}

#[test]
fn a_device_without_the_measurement_is_said_to_be_the_wrong_one() {
    let mut lab = Lab::searching(Selection { wanted: Some("watch".to_owned()), ..Selection::default() });
    lab.give(Input::Seen(FoundDevice { roles: Vec::new(), ..strap("1", "Watch") }));
    lab.jump();
    lab.actions.clear();
    for round in 0..2 {
        lab.now += secs(1.0);
        let from = lab.now;
        lab.give(Input::Opened);
        while !lab.actions.contains(&Action::Disconnect) {
            assert_eq!(lab.errors(), [], "until the second round it may appear");
            let Some(Action::Subscribe(_, missing)) = lab.actions.pop_back() else { panic!("it is not subscribed to") };
            lab.give(Input::AttemptFailed(missing));
            if !lab.actions.contains(&Action::Disconnect) {
                lab.jump();
                assert_eq!(lab.actions.pop_back(), Some(Action::Discover));
                lab.give(Input::Opened);
            }
        }
        assert_eq!(lab.now - from, secs(7.0));
        if round == 0 {
            lab.close_and_search();
            lab.give(Input::Seen(FoundDevice { roles: Vec::new(), ..strap("1", "Watch") }));
            while lab.actions.is_empty() {
                lab.jump();
            }
            lab.actions.clear();
        }
    }
    assert_eq!(lab.errors(), [Some(BleError::NoMeasurement { name: "Watch".to_owned(), role: DeviceRole::HeartRate })]);
}

#[test]
fn a_name_that_is_not_in_the_advertisement_keeps_the_remembered_one() {
    let mut lab = Lab::searching(Selection { remembered: Some(identity("1", "H10")), ..Selection::default() });
    lab.give(Input::Seen(strap("1", crate::format::sanitize::UNNAMED)));
    lab.establish();
    lab.give(Input::Packet(measurement(lab.connection.held().unwrap().to_owned().as_str(), 60)));
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

impl Lab {
    /// The lists to choose from, as told, by ids.
    fn lists(&self) -> Vec<Vec<String>> {
        let list = |kind: &BleEventKind| match kind {
            BleEventKind::InReach(list) => Some(list.iter().map(|device| device.id.clone()).collect()),
            _ => None,
        };
        self.reports.iter().filter_map(list).collect()
    }

    /// Jumps until something is asked for or told, for a minute at most.
    fn jump_until(&mut self, done: impl Fn(&Self) -> bool) {
        let from = self.now;
        while !done(self) && self.now < from + secs(60.0) && self.connection.deadline(self.now).is_some() {
            self.jump();
        }
    }
}

fn at(rssi: i16, device: FoundDevice) -> FoundDevice {
    FoundDevice { rssi: Some(rssi), ..device }
}

#[test]
fn the_list_has_the_nearest_first_and_the_remembered_marked_and_a_later_strap_at_its_end() {
    let wanted =
        Selection { wanted: Some("h64".to_owned()), can_ask: true, remembered: Some(identity("2", "H64")), ..Selection::default() };
    let mut lab = Lab::searching(wanted);
    for (rssi, id) in [(-76, "1"), (-68, "2"), (-45, "3")] {
        lab.give(Input::Seen(at(rssi, strap(id, "H64"))));
    }
    assert!(lab.actions.is_empty(), "the first heard is not taken");
    lab.jump();
    assert_eq!(lab.lists(), [["3", "2", "1"]]);
    let Some(BleEventKind::InReach(list)) = lab.reports.last() else { panic!("no list") };
    assert_eq!(list.iter().map(|device| device.is_remembered).collect::<Vec<_>>(), [false, true, false]);
    // A number on the screen goes on to mean the same strap.
    lab.give(Input::Seen(at(-40, strap("1", "H64"))));
    lab.give(Input::Seen(at(-30, strap("4", "H64"))));
    assert_eq!(lab.lists()[1..], [["3", "2", "1", "4"]]);
    lab.give(Input::Chosen("4".to_owned()));
    assert_eq!(lab.actions, [Action::Connect("4".to_owned())]);
}

#[test]
fn a_changed_battery_in_the_run_is_no_end_of_it() {
    const NAME: &str = "Polar H10 0A1B2C3D";
    let mut lab = Lab::searching(Selection { wanted: Some("polar h10".to_owned()), ..Selection::default() });
    lab.give(Input::Seen(strap("1", NAME)));
    lab.jump();
    lab.establish();
    lab.give(Input::Packet(measurement("1", 60)));
    lab.give(Input::Disconnected);
    lab.close_and_search();
    lab.now += secs(20.0);
    let back = lab.elapsed();
    lab.give(Input::Seen(strap("2", NAME)));
    lab.jump_until(|lab| !lab.actions.is_empty());
    assert_eq!(lab.elapsed() - back, 3.0);
    lab.establish();
    lab.give(Input::Packet(measurement("2", 61)));
    assert_eq!(lab.story()[4..], ["lost", "searching", "connecting", "connected", "61"]);
    assert!(lab.reports.contains(&BleEventKind::Chosen(identity("2", NAME))));
}

#[test]
fn a_lost_strap_of_a_bare_name_is_asked_about_in_the_run_which_goes_on() {
    for can_ask in [false, true] {
        let mut lab = Lab::connected_asking(can_ask);
        lab.give(Input::Disconnected);
        lab.close_and_search();
        let back = lab.elapsed();
        lab.give(Input::Seen(strap("2", "H10")));
        lab.jump_until(|lab| !lab.errors().is_empty());
        assert!(lab.elapsed() - back <= 15.0);
        assert!(lab.actions.is_empty(), "a neighbour's may have that name");
        let Some(Some(error)) = lab.errors().pop() else { panic!("nothing is said") };
        assert!(error.to_string().contains("H10 AA:2 (-60 dBm)") && error.to_string().contains("--strap"), "{error}");
        assert!(!error.needs_a_choice(), "the run goes on");
        assert_eq!(lab.lists().len(), usize::from(can_ask));
        lab.give(Input::Chosen("2".to_owned()));
        lab.establish();
        assert_eq!(lab.errors().last(), Some(&None));
    }
}

#[test]
fn a_strap_that_was_in_reach_beside_the_lost_one_is_not_it() {
    let mut lab = Lab::searching(Selection { remembered: Some(identity("1", "H10")), ..Selection::default() });
    lab.give(Input::Seen(strap("2", "H10")));
    lab.give(Input::Seen(strap("1", "H10")));
    lab.establish();
    lab.give(Input::Packet(measurement("1", 60)));
    lab.give(Input::Disconnected);
    lab.close_and_search();
    lab.give(Input::Seen(strap("2", "H10")));
    lab.jump_until(|_| false);
    assert!(lab.actions.is_empty());
    assert_eq!(lab.errors(), []);
}

#[test]
fn another_strap_of_the_remembered_name_is_told_with_its_address_and_one_is_not_several() {
    let mut lab = Lab::searching(Selection { remembered: Some(identity("1", "H64")), ..Selection::default() });
    lab.give(Input::Seen(strap("2", "H64")));
    lab.jump_until(|lab| !lab.errors().is_empty());
    lab.jump_until(|_| false);
    let errors = lab.errors();
    let [Some(error)] = &errors[..] else { panic!("{errors:?}") };
    assert!(error.needs_a_choice());
    let told = error.to_string();
    assert!(told.contains("another address has that name: H64 AA:2 (-60 dBm)") && !told.contains("several"), "{told}");
}
