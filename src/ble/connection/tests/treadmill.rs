//! A treadmill and a foot pod beside the strap.

use super::*;
use crate::format::gatt;
use crate::session::{BeltAbilities, BeltAnswer, UnitCheck};

fn mill() -> FoundDevice {
    FoundDevice { roles: vec![DeviceRole::Treadmill], ..strap("9", "LabMill") }
}

fn packet(characteristic: uuid::Uuid, value: &[u8]) -> Packet {
    Packet { at: Moment::now(), from: "9".to_owned(), characteristic, value: value.to_vec() }
}

fn data() -> Packet {
    packet(Profile::of(DeviceRole::Treadmill).measurement, &[0, 0, 0xB6, 0x03])
}

impl Lab {
    /// A treadmill that is called; with `control` the runner allowed to control it.
    fn calling_treadmill(known: Option<CheckedBelts>) -> Self {
        let start = tokio::time::Instant::now().into_std();
        let selection = Selection { wanted: Some("LabMill".to_owned()), ..Selection::default() };
        let connection = Connection::new(DeviceRole::Treadmill, selection, Timing::default());
        let mut lab = Self { connection, now: start, start, actions: VecDeque::new(), reports: Vec::new() };
        if let Some(known) = known {
            lab.connection.allow_control(known);
        }
        lab.give(Input::AdapterReady);
        lab.give(Input::Seen(mill()));
        while lab.actions.is_empty() {
            lab.jump();
        }
        assert_eq!(lab.actions.pop_front(), Some(Action::Connect("9".to_owned())));
        lab
    }

    /// The same, connected.
    fn on_treadmill(known: Option<CheckedBelts>) -> Self {
        let control = known.is_some();
        let mut lab = Self::calling_treadmill(known);
        lab.give(Input::Opened);
        assert_eq!(lab.actions.pop_front(), Some(Action::Prepare { control }));
        lab.give(Input::Prepared(BeltAbilities { control_point: true, ..BeltAbilities::default() }));
        assert!(matches!(lab.actions.pop_front(), Some(Action::Subscribe(..))));
        lab.give(Input::Subscribed);
        assert_eq!(lab.actions.pop_front(), Some(Action::ReadInfo(false)));
        lab.give(Input::Info(DeviceInfo::default()));
        lab
    }

    /// What was told of the belt beside its data.
    fn belt(&self) -> Vec<BeltAnswer> {
        let answer = |kind: &BleEventKind| match kind {
            BleEventKind::Reading(Reading::Belt(answer)) => Some(*answer),
            _ => None,
        };
        self.reports.iter().filter_map(answer).collect()
    }

    fn readings(&self) -> Vec<&Reading> {
        fn reading(kind: &BleEventKind) -> Option<&Reading> {
            if let BleEventKind::Reading(reading) = kind { Some(reading) } else { None }
        }
        self.reports.iter().filter_map(reading).collect()
    }
}

#[test]
fn a_treadmill_that_is_only_read_is_asked_nothing_of_its_control() {
    let lab = Lab::on_treadmill(None);
    assert_eq!(lab.belt(), []);
    assert!(lab.reports.iter().any(|kind| matches!(kind, BleEventKind::Chosen(identity) if identity.name == "LabMill")));
}

#[test]
fn what_a_treadmill_can_do_is_told_after_its_link_and_before_its_data() {
    let failed = vec![(identity("9", "LabMill"), UnitCheck::Failed)];
    let mut lab = Lab::calling_treadmill(Some(failed));
    lab.give(Input::Opened);
    // BlueZ subscribes again by itself on a reconnection.
    lab.give(Input::Packet(data()));
    lab.give(Input::Prepared(BeltAbilities { control_point: true, ..BeltAbilities::default() }));
    lab.give(Input::Subscribed);
    let abilities = BeltAbilities { control_point: true, remembered: Some(UnitCheck::Failed), ..BeltAbilities::default() };
    assert_eq!(lab.belt(), [BeltAnswer::Abilities(abilities)]);
    let places = |wanted: fn(&Reading) -> bool| lab.readings().iter().position(|reading| wanted(reading));
    let link = places(|reading| *reading == Reading::Link(Link::Connected));
    let told = places(|reading| matches!(reading, Reading::Belt(_)));
    let moved = places(|reading| matches!(reading, Reading::Packet(Characteristic::TreadmillData, _)));
    assert!(link.is_some() && link < told && told < moved, "{link:?} {told:?} {moved:?}");
}

#[test]
fn control_that_is_allowed_later_is_prepared_then() {
    let mut lab = Lab::on_treadmill(None);
    lab.connection.allow_control(Vec::new());
    lab.collect();
    assert_eq!(lab.actions.pop_front(), Some(Action::Prepare { control: true }));
    lab.give(Input::Prepared(BeltAbilities::default()));
    assert_eq!(lab.belt(), [BeltAnswer::Abilities(BeltAbilities::default())]);
}

#[test]
fn a_treadmill_that_counts_in_miles_is_read_so_and_not_controlled() {
    let mut lab = Lab::on_treadmill(Some(Vec::new()));
    lab.connection.selection.in_miles = true;
    lab.give(Input::Packet(data()));
    assert!(lab.readings().contains(&&Reading::Packet(Characteristic::TreadmillDataInMiles, data().value)));
    lab.give(Input::Prepared(BeltAbilities::default()));
    let last = lab.belt().pop();
    assert_eq!(last, Some(BeltAnswer::Abilities(BeltAbilities { remembered: Some(UnitCheck::Failed), ..BeltAbilities::default() })));
}

#[test]
fn its_state_and_its_answers_are_passed_on_as_they_came() {
    let mut lab = Lab::on_treadmill(Some(Vec::new()));
    let status = packet(crate::ble::profile::MACHINE_STATUS, &[0x02, 0x01]);
    let answer = packet(CONTROL_POINT, &[0x80, 0x00, 0x01]);
    for told in [status, answer] {
        lab.give(Input::Packet(told));
    }
    let passed = [
        Reading::Packet(Characteristic::MachineStatus, vec![0x02, 0x01]),
        Reading::Packet(Characteristic::ControlPoint, vec![0x80, 0x00, 0x01]),
    ];
    assert_eq!(lab.readings().split_off(lab.readings().len() - 2), passed.iter().collect::<Vec<_>>());
    assert!(gatt::control_answer(&[0x80, 0x00, 0x01]).is_ok());
}

#[test]
fn a_treadmill_that_tells_nothing_for_long_is_asked_for_and_kept() {
    let mut lab = Lab::on_treadmill(None);
    for _ in 0..20 {
        lab.jump();
    }
    assert!(lab.connection.is_connected());
    assert!(lab.actions.contains(&Action::AskLink));
    lab.give(Input::LinkAnswer(false));
    assert!(!lab.connection.is_connected());
}

#[test]
fn what_keeps_bluetooth_from_working_is_told_for_the_strap_alone() {
    let mut lab = Lab::on_treadmill(None);
    lab.give(Input::Disconnected);
    lab.give(Input::Closed);
    lab.give(Input::AdapterFailed(BleError::AdapterOff));
    assert_eq!(lab.errors(), []);
}
