//! Devices that are connected and measure nothing.

use super::*;

fn mill() -> FoundDevice {
    FoundDevice { roles: vec![DeviceRole::HeartRate, DeviceRole::Treadmill], ..strap("9", "Mill") }
}

impl Lab {
    /// A connection to a device that delivers rates of zero for so many seconds.
    fn with_empty_rates(selection: Selection, device: &FoundDevice, seconds: u32) -> Self {
        let mut lab = Self::searching(selection);
        lab.give(Input::Seen(device.clone()));
        while lab.actions.is_empty() {
            lab.jump();
        }
        lab.establish();
        lab.tell_nothing(&device.id, seconds);
        lab
    }

    fn tell_nothing(&mut self, from: &str, seconds: u32) {
        for _ in 0..seconds {
            self.now += secs(1.0);
            self.connection.due(self.now);
            self.give(Input::Packet(measurement(from, 0)));
        }
    }

    fn is_remembered(&self) -> bool {
        self.reports.iter().any(|kind| matches!(kind, BleEventKind::Chosen(_)))
    }
}

#[test]
fn a_device_that_measures_nothing_is_let_go_for_a_strap_and_not_remembered() {
    let dry = strap("9", "Dry");
    let mut lab = Lab::with_empty_rates(Selection::default(), &dry, 19);
    assert_eq!(lab.connection.scan_need(lab.now), None);
    lab.tell_nothing("9", 1);
    assert!(lab.connection.scan_need(lab.now).is_some(), "a strap is looked for after 20 s");
    lab.give(Input::Seen(dry.clone()));
    lab.give(Input::Seen(FoundDevice { id: "8".to_owned(), ..mill() }));
    assert!(lab.actions.is_empty(), "no treadmill takes its place");
    lab.give(Input::Seen(strap("1", "H10")));
    lab.close_and_search();
    lab.give(Input::Seen(dry));
    lab.give(Input::Seen(strap("1", "H10")));
    assert!(!lab.is_remembered());
    lab.jump();
    lab.establish();
    lab.give(Input::Packet(measurement("1", 60)));
    assert!(lab.reports.contains(&BleEventKind::Chosen(identity("1", "H10"))));
    assert_eq!(lab.errors(), []);
}

#[test]
fn the_grips_of_a_treadmill_are_no_strap_unless_it_is_named_and_then_they_are_kept() {
    let mut lab = Lab::searching(Selection::default());
    lab.give(Input::Seen(mill()));
    while lab.elapsed() < 15.0 {
        lab.jump();
    }
    assert!(lab.actions.is_empty());
    assert_eq!(lab.errors().len(), 1, "it is said that no strap is in reach");
    let named = Selection { wanted: Some("mill".to_owned()), ..Selection::default() };
    let mut lab = Lab::with_empty_rates(named, &mill(), 300);
    lab.actions.retain(|action| !matches!(action, Action::ReadInfo(_)));
    assert!(lab.actions.is_empty() && !lab.is_remembered());
    lab.give(Input::Packet(measurement("9", 88)));
    assert!(lab.is_remembered());
    assert_eq!(lab.connection.scan_need(lab.now), None);
}

#[test]
fn a_dry_strap_that_was_used_before_or_is_named_is_not_let_go_for_a_neighbours() {
    let remembered = Selection { remembered: Some(identity("1", "H10")), ..Selection::default() };
    let named = Selection { wanted: Some("h10".to_owned()), ..Selection::default() };
    for selection in [remembered, named] {
        let mut lab = Lab::with_empty_rates(selection, &strap("1", "H10"), 30);
        lab.give(Input::Seen(strap("2", "TICKR")));
        assert!(lab.actions.is_empty() && lab.connection.is_connected());
    }
}

#[test]
fn a_treadmill_that_was_remembered_by_its_empty_rates_makes_room_for_a_strap() {
    let remembered = Selection { remembered: Some(identity("9", "Mill")), ..Selection::default() };
    let mut lab = Lab::with_empty_rates(remembered, &mill(), 20);
    lab.give(Input::Seen(strap("1", "H10")));
    lab.close_and_search();
    lab.give(Input::Seen(strap("1", "H10")));
    lab.jump();
    assert_eq!(lab.actions, [Action::Connect("1".to_owned())]);
}

#[test]
fn a_strap_that_measured_is_kept_when_it_is_taken_off() {
    let mut lab = Lab::connected();
    lab.tell_nothing("1", 60);
    assert_eq!(lab.connection.scan_need(lab.now), None);
    lab.give(Input::Seen(strap("2", "TICKR")));
    assert!(lab.actions.is_empty() && lab.connection.is_connected());
}
