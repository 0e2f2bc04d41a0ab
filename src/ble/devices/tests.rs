//! Two devices over one scan, without a radio or a clock.

use super::*;
use crate::ble::event::BleEventKind;
use crate::ble::found_device::strap;
use crate::ble::profile::Profile;
use crate::clock::Moment;
use crate::format::Reading;
use crate::session::Link;

fn addressed(id: &str) -> (DeviceRole, Selection) {
    (DeviceRole::HeartRate, Selection { wanted: Some(format!("AA:{id}")), ..Selection::default() })
}

struct Lab {
    devices: Devices,
    now: Instant,
    requests: Vec<Request>,
}

impl Lab {
    fn new(selections: Vec<(DeviceRole, Selection)>) -> Self {
        let devices = Devices::new(selections, Timing::default(), || 0);
        let mut lab = Self { devices, now: tokio::time::Instant::now().into_std(), requests: Vec::new() };
        lab.devices.session_opened(lab.now);
        lab.collect();
        lab
    }

    fn collect(&mut self) {
        self.requests.extend(std::iter::from_fn(|| self.devices.next_request()));
    }

    fn scan(&mut self, input: scanner::Input) {
        self.devices.scanner_input(self.now, input);
        self.collect();
    }

    fn device(&mut self, slot: usize, input: Input) {
        self.devices.connection_input(self.now, slot, input);
        self.collect();
    }

    fn event(&mut self, event: AdapterEvent) {
        self.devices.adapter_event(self.now, event);
        self.collect();
    }

    fn see(&mut self, device: &FoundDevice) {
        self.event(AdapterEvent::Heard(device.id.clone()));
        if self.took(&Request::Scanner(scanner::Action::Describe(device.id.clone()))) {
            self.devices.described(self.now, &device.id, Some(device.clone()));
            self.collect();
        }
    }

    fn packet(&mut self, from: &str, number: u8) {
        let characteristic = Profile::of(DeviceRole::HeartRate).measurement;
        let packet = Packet { at: Moment::now(), from: from.to_owned(), characteristic, value: vec![0, number] };
        self.devices.packet(self.now, packet);
        self.collect();
    }

    fn jump(&mut self) {
        self.now = self.devices.deadline(self.now).expect("something is due");
        self.devices.due(self.now);
        self.collect();
    }

    /// Jumps until a device is called; the scan goes on until then.
    fn jump_until_held(&mut self, slot: usize) {
        while self.devices.held(slot).is_none() {
            self.jump();
            if let Some(place) = self.requests.iter().position(|request| matches!(request, Request::Scanner(scanner::Action::Start(_)))) {
                self.requests.remove(place);
                self.scan(scanner::Input::Started(Ok(())));
            }
        }
    }

    /// Whether something was requested; it is then done with.
    fn took(&mut self, wanted: &Request) -> bool {
        let place = self.requests.iter().position(|request| request == wanted);
        place.map(|place| self.requests.remove(place)).is_some()
    }

    fn took_scan(&mut self, action: scanner::Action) -> bool {
        self.took(&Request::Scanner(action))
    }

    fn took_connect(&mut self, slot: usize, id: &str) -> bool {
        self.took(&Request::Connection { slot, action: Action::Connect(id.to_owned()) })
    }

    fn start_scan(&mut self) {
        assert!(self.took_scan(scanner::Action::Check));
        self.scan(scanner::Input::Checked(Ok(())));
        let place = self.requests.iter().position(|request| matches!(request, Request::Scanner(scanner::Action::Start(_))));
        self.requests.remove(place.expect("the scan is started"));
        self.scan(scanner::Input::Started(Ok(())));
    }

    fn connect(&mut self, slot: usize, id: &str) {
        assert!(self.took_scan(scanner::Action::Stop));
        assert!(!self.took_connect(slot, id), "it is called before the scan has stopped");
        self.scan(scanner::Input::Stopped);
        assert!(self.took_connect(slot, id));
        self.device(slot, Input::Opened);
        self.device(slot, Input::Subscribed);
    }

    /// Two straps, both connected.
    fn both() -> Self {
        let mut lab = Self::new(vec![addressed("1"), addressed("2")]);
        lab.start_scan();
        lab.see(&strap("1", "A"));
        lab.connect(0, "1");
        lab.start_scan();
        lab.see(&strap("2", "B"));
        lab.connect(1, "2");
        lab
    }

    /// The links and packets of one device as reported.
    fn story(&self, of: usize) -> Vec<String> {
        let tell = |request: &Request| match request {
            Request::Report { slot, report, .. } if *slot == of => match &report.kind {
                BleEventKind::Reading(Reading::Link(link)) => Some(link.word().to_owned()),
                BleEventKind::Reading(Reading::Packet(_, value)) => Some(value[1].to_string()),
                _ => None,
            },
            _ => None,
        };
        self.requests.iter().filter_map(tell).collect()
    }

    fn errors(&self) -> Vec<(usize, Option<BleError>)> {
        let tell = |request: &Request| match request {
            Request::Report { slot, report, .. } => match &report.kind {
                BleEventKind::Error(error) => Some((*slot, error.clone())),
                _ => None,
            },
            _ => None,
        };
        self.requests.iter().filter_map(tell).collect()
    }
}

#[test]
fn the_second_device_is_searched_for_while_the_first_delivers() {
    let mut lab = Lab::both();
    for number in 60..63 {
        lab.packet("1", number);
        lab.packet("2", number + 40);
    }
    assert_eq!(lab.story(0), ["searching", "connecting", "connected", "60", "61", "62"]);
    assert_eq!(lab.story(1), ["searching", "connecting", "connected", "100", "101", "102"]);
    assert!(!lab.took_scan(scanner::Action::Check), "nothing is searched for any more");
}

#[test]
fn one_device_that_drops_does_not_disturb_the_other() {
    let mut lab = Lab::both();
    lab.event(AdapterEvent::Disconnected("1".to_owned()));
    lab.packet("2", 100);
    lab.device(0, Input::Closed);
    lab.start_scan();
    lab.packet("2", 101);
    lab.see(&strap("1", "A"));
    lab.packet("2", 102);
    lab.connect(0, "1");
    lab.packet("1", 61);
    assert_eq!(lab.story(0)[3..], ["lost", "searching", "connecting", "connected", "61"]);
    assert_eq!(lab.story(1)[3..], ["100", "101", "102"]);
}

#[test]
fn a_slow_connection_of_one_device_holds_back_no_packet_of_the_other() {
    let mut lab = Lab::both();
    lab.event(AdapterEvent::Disconnected("1".to_owned()));
    lab.device(0, Input::Closed);
    lab.start_scan();
    lab.see(&strap("1", "A"));
    lab.scan(scanner::Input::Stopped);
    for number in 0..40 {
        lab.now += Duration::from_millis(250);
        lab.packet("2", number);
    }
    assert_eq!(lab.story(1)[3..].len(), 40);
    lab.now += Duration::from_millis(250);
    lab.devices.due(lab.now);
    lab.collect();
    assert!(lab.took(&Request::Connection { slot: 0, action: Action::Disconnect }), "the slow attempt is called off after 10 s");
}

#[test]
fn a_device_that_one_connection_holds_is_no_candidate_of_another_in_the_same_role() {
    let mut lab = Lab::new(vec![(DeviceRole::HeartRate, Selection::default()), (DeviceRole::HeartRate, Selection::default())]);
    lab.start_scan();
    lab.see(&strap("1", "A"));
    lab.jump_until_held(0);
    lab.connect(0, "1");
    lab.start_scan();
    lab.see(&strap("1", "A"));
    lab.devices.linked(lab.now, vec![strap("1", "A")]);
    lab.see(&strap("2", "B"));
    lab.jump_until_held(1);
    lab.connect(1, "2");
    assert_eq!(lab.devices.held(0), Some(("1", true)));
    assert_eq!(lab.devices.held(1), Some(("2", true)));
}

#[test]
fn roles_share_one_scan_that_filters_by_all_their_services() {
    let mut lab = Lab::new(vec![(DeviceRole::HeartRate, Selection::default()), (DeviceRole::Treadmill, Selection::default())]);
    lab.scan(scanner::Input::Checked(Ok(())));
    let services: Vec<_> = [DeviceRole::HeartRate, DeviceRole::Treadmill].map(|role| Profile::of(role).service).into();
    let mut sorted = services;
    sorted.sort();
    assert!(lab.took_scan(scanner::Action::Start(sorted)));
}

#[test]
fn an_adapter_that_is_unplugged_loses_all_links_and_is_reported_to_each_device() {
    let mut lab = Lab::both();
    lab.event(AdapterEvent::Off);
    lab.device(0, Input::Closed);
    lab.device(1, Input::Closed);
    assert!(lab.took_scan(scanner::Action::Check));
    lab.scan(scanner::Input::Checked(Err(BleError::NoAdapter)));
    assert_eq!(lab.errors(), [(0, Some(BleError::NoAdapter)), (1, Some(BleError::NoAdapter))]);
    lab.event(AdapterEvent::On);
    lab.start_scan();
    assert_eq!(lab.errors()[2..], [(0, None), (1, None)]);
}

#[test]
fn a_failure_of_the_scan_does_not_close_the_bus_under_a_standing_link() {
    let mut lab = Lab::both();
    lab.event(AdapterEvent::Disconnected("1".to_owned()));
    lab.device(0, Input::Closed);
    for _ in 0..3 {
        assert!(lab.took_scan(scanner::Action::Check));
        lab.scan(scanner::Input::Checked(Err(BleError::Other("no".to_owned()))));
        while !lab.requests.contains(&Request::Scanner(scanner::Action::Check)) {
            lab.packet("2", 99);
            lab.jump();
        }
    }
    assert!(!lab.took_scan(scanner::Action::Reopen));
    lab.event(AdapterEvent::Disconnected("2".to_owned()));
    lab.device(1, Input::Closed);
    lab.scan(scanner::Input::Checked(Err(BleError::Other("no".to_owned()))));
    lab.jump();
    assert!(lab.took_scan(scanner::Action::Reopen));
}

#[test]
fn a_lost_bus_connection_loses_every_link_and_all_are_found_again() {
    let mut lab = Lab::both();
    lab.devices.session_lost(lab.now);
    lab.devices.session_opened(lab.now);
    lab.collect();
    lab.start_scan();
    for slot in [0, 1] {
        let links = lab.story(slot);
        assert_eq!(links[3..], [Link::Lost.word(), Link::Searching.word()]);
    }
}

#[test]
fn a_scan_that_another_program_took_along_as_it_ended_is_begun_anew_within_a_second() {
    let mut lab = Lab::new(vec![addressed("1")]);
    let begun = lab.now;
    lab.start_scan();
    lab.jump();
    assert_eq!(lab.now - begun, Duration::from_secs(1));
    assert!(lab.requests.iter().any(|request| matches!(request, Request::Scanner(scanner::Action::Start(_)))));
    lab.scan(scanner::Input::Started(Ok(())));
    lab.jump();
    assert_eq!(lab.now - begun, Duration::from_secs(6));
}

#[test]
fn a_device_that_is_heard_while_the_scan_is_made_sure_of_is_not_missed() {
    let mut lab = Lab::new(vec![addressed("1")]);
    lab.start_scan();
    lab.jump();
    lab.see(&strap("1", "A"));
    assert_eq!(lab.devices.held(0), Some(("1", false)));
}
