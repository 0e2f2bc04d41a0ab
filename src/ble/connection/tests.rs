//! The faults of the lab, played to one connection without a radio or a clock: each test jumps from deadline to deadline.

mod attempts;
mod finding;
mod losing;
mod rateless;
mod treadmill;

use std::collections::VecDeque;
use std::time::Duration;

use super::*;
use crate::ble::found_device::strap;
use crate::clock::Moment;
use crate::format::{Characteristic, DeviceIdentity};

/// A connection with its time, and what it asked for and reported so far.
struct Lab {
    connection: Connection,
    now: Instant,
    start: Instant,
    actions: VecDeque<Action>,
    reports: Vec<BleEventKind>,
}

fn secs(secs: f64) -> Duration {
    Duration::from_secs_f64(secs)
}

fn identity(id: &str, name: &str) -> DeviceIdentity {
    DeviceIdentity { id: id.to_owned(), address: Some(format!("AA:{id}")), name: name.to_owned() }
}

fn measurement(from: &str, number: u8) -> Packet {
    Packet {
        at: Moment::now(),
        from: from.to_owned(),
        characteristic: Profile::of(DeviceRole::HeartRate).measurement,
        value: vec![0, number],
    }
}

fn failure() -> BleError {
    BleError::Other("le-connection-abort-by-local".to_owned())
}

impl Lab {
    fn new(selection: Selection) -> Self {
        let start = tokio::time::Instant::now().into_std();
        let connection = Connection::new(DeviceRole::HeartRate, selection, Timing::default());
        Self { connection, now: start, start, actions: VecDeque::new(), reports: Vec::new() }
    }

    /// A connection whose search has begun.
    fn searching(selection: Selection) -> Self {
        let mut lab = Self::new(selection);
        lab.give(Input::AdapterReady);
        lab
    }

    /// A connection to the strap "1" that has delivered a packet.
    fn connected() -> Self {
        Self::connected_asking(false)
    }

    /// The same, where somebody may be there who can choose.
    fn connected_asking(can_ask: bool) -> Self {
        let mut lab = Self::searching(Selection { can_ask, ..Selection::default() });
        lab.give(Input::Seen(strap("1", "H10")));
        lab.jump();
        lab.establish();
        lab.give(Input::Packet(measurement("1", 60)));
        lab
    }

    fn give(&mut self, input: Input) {
        self.connection.handle(self.now, input);
        self.collect();
    }

    fn collect(&mut self) {
        self.actions.extend(std::iter::from_fn(|| self.connection.next_action()));
        self.reports.extend(std::iter::from_fn(|| self.connection.next_report()).map(|report| report.kind));
    }

    /// Jumps to the next deadline and does what is due; the seconds since the start.
    fn jump(&mut self) -> f64 {
        self.now = self.connection.deadline(self.now).expect("something is due");
        self.connection.due(self.now);
        self.collect();
        self.elapsed()
    }

    fn elapsed(&self) -> f64 {
        (self.now - self.start).as_secs_f64()
    }

    /// Answers an attempt with success.
    fn establish(&mut self) {
        assert!(matches!(self.actions.pop_back(), Some(Action::Connect(_))), "{:?}", self.actions);
        self.give(Input::Opened);
        assert!(matches!(self.actions.pop_back(), Some(Action::Subscribe(..))));
        self.give(Input::Subscribed);
        assert_eq!(self.actions.pop_back(), Some(Action::ReadInfo(true)));
        self.give(Input::Info(DeviceInfo { battery: Some(87), ..DeviceInfo::default() }));
    }

    /// The strap is given up for now: the link is closed, and a search begins.
    fn close_and_search(&mut self) {
        assert_eq!(self.actions.pop_back(), Some(Action::Disconnect));
        self.give(Input::Closed);
        assert!(self.connection.scan_need(self.now).unwrap().fresh);
        self.give(Input::AdapterReady);
    }

    /// The links and the numbers of the packets as reported, in order.
    fn story(&self) -> Vec<String> {
        let tell = |kind: &BleEventKind| match kind {
            BleEventKind::Reading(Reading::Link(link)) => Some(link.word().to_owned()),
            BleEventKind::Reading(Reading::Packet(Characteristic::HeartRateMeasurement, value)) => {
                Some(value.last().map_or_else(|| "empty".to_owned(), u8::to_string))
            }
            _ => None,
        };
        self.reports.iter().filter_map(tell).collect()
    }

    fn errors(&self) -> Vec<Option<BleError>> {
        let error = |kind: &BleEventKind| match kind {
            BleEventKind::Error(error) => Some(error.clone()),
            _ => None,
        };
        self.reports.iter().filter_map(error).collect()
    }
}
