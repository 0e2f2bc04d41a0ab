//! A reading: what a source delivers, before the timeline stamps it. It keeps a notification's bytes as they came.

use super::gatt::{self, PacketError};
use crate::heart::HeartRateMeasurement;
use crate::session::{Answer, Command, DeviceInfo, Elapsed, Event, EventKind, Link, Motion};

/// The characteristics whose notifications are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Characteristic {
    /// Heart Rate Measurement, 0x2A37.
    HeartRateMeasurement,
}

impl Characteristic {
    /// The 16-bit number as four lower-case hex digits.
    pub fn code(self) -> &'static str {
        match self {
            Self::HeartRateMeasurement => "2a37",
        }
    }

    /// The characteristic of a code, whatever its case.
    pub fn from_code(code: &str) -> Option<Self> {
        code.eq_ignore_ascii_case("2a37").then_some(Self::HeartRateMeasurement)
    }
}

/// What a source delivers.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// A raw notification.
    Packet(Characteristic, Vec<u8>),
    /// A measurement that never was a packet (the pipe, a file).
    Measurement(HeartRateMeasurement),
    /// Speed and the like.
    Motion(Motion),
    /// The link changed.
    Link(Link),
    /// The strap told of itself.
    Strap(DeviceInfo),
    /// An order.
    Command(Command),
    /// Something that the runner told.
    Answer(Answer),
}

impl Reading {
    /// What it means to the session.
    ///
    /// # Errors
    /// A packet that cannot be read; it is recorded all the same.
    pub fn decode(&self) -> Result<EventKind, PacketError> {
        Ok(match self {
            Self::Packet(Characteristic::HeartRateMeasurement, payload) => EventKind::Measurement(gatt::heart_rate_measurement(payload)?),
            Self::Measurement(measurement) => EventKind::Measurement(measurement.clone()),
            Self::Motion(motion) => EventKind::Motion(*motion),
            Self::Link(link) => EventKind::Link(*link),
            Self::Strap(info) => EventKind::Strap(info.clone()),
            Self::Command(command) => EventKind::Command(*command),
            Self::Answer(answer) => EventKind::Answer(*answer),
        })
    }
}

/// A reading with its time: a line of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct TimedReading {
    /// When.
    pub at: Elapsed,
    /// What.
    pub reading: Reading,
}

impl TimedReading {
    /// The event for the session; a packet that cannot be read only lets time pass.
    pub fn event(&self) -> Event {
        Event { at: self.at, kind: self.reading.decode().unwrap_or(EventKind::Tick) }
    }
}
