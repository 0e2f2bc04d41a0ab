//! A reading: what a source delivers, before the timeline stamps it. It keeps a notification's bytes as they came.

use super::gatt::{self, PacketError};
use crate::heart::HeartRateMeasurement;
use crate::session::{Answer, BeltAnswer, Command, DeviceInfo, DeviceRole, Elapsed, Event, EventKind, EventSource, Link, Motion, Span};

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
    /// A device told of itself.
    Device(DeviceInfo),
    /// An order.
    Command(Command),
    /// Something that the runner told.
    Answer(Answer),
    /// Something that the treadmill, or the connection to it, told beside its motion.
    Belt(BeltAnswer),
    /// The computer was suspended, or the process stopped, for this long up to the reading's time.
    Slept(Span),
}

impl Reading {
    /// What it means to the session.
    ///
    /// # Errors
    /// A packet whose rate cannot be read; it is recorded all the same.
    pub fn decode(&self) -> Result<EventKind, PacketError> {
        Ok(match self {
            Self::Packet(Characteristic::HeartRateMeasurement, payload) => EventKind::Measurement(gatt::heart_rate_measurement(payload)?),
            Self::Measurement(measurement) => EventKind::Measurement(measurement.clone()),
            Self::Motion(motion) => EventKind::Motion(*motion),
            Self::Link(link) => EventKind::Link(*link),
            Self::Device(info) => EventKind::Device(info.clone()),
            Self::Command(command) => EventKind::Command(*command),
            Self::Answer(answer) => EventKind::Answer(*answer),
            Self::Belt(answer) => EventKind::Belt(*answer),
            Self::Slept(span) => EventKind::Slept(*span),
        })
    }

    /// What a packet lacks of what its flags promise; its rate may be whole all the same.
    pub fn fault(&self) -> Option<PacketError> {
        match self {
            Self::Packet(Characteristic::HeartRateMeasurement, payload) => gatt::heart_rate_fault(payload),
            Self::Measurement(_)
            | Self::Motion(_)
            | Self::Link(_)
            | Self::Device(_)
            | Self::Command(_)
            | Self::Answer(_)
            | Self::Belt(_)
            | Self::Slept(_) => None,
        }
    }
}

/// A reading with its time: a line of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct TimedReading {
    /// When.
    pub at: Elapsed,
    /// Who told it.
    pub from: EventSource,
    /// What.
    pub reading: Reading,
}

impl TimedReading {
    /// A reading from where its kind comes from by default: packets, links and device information from the strap, orders
    /// and answers from the runner, everything else from no device in particular.
    pub fn new(at: Elapsed, reading: Reading) -> Self {
        let from = match &reading {
            Reading::Packet(Characteristic::HeartRateMeasurement, _) | Reading::Link(_) | Reading::Device(_) => {
                EventSource::Device(DeviceRole::HeartRate)
            }
            Reading::Belt(_) => EventSource::Device(DeviceRole::Treadmill),
            Reading::Command(_) | Reading::Answer(_) => EventSource::Runner,
            Reading::Measurement(_) | Reading::Motion(_) | Reading::Slept(_) => EventSource::Other,
        };
        Self { at, from, reading }
    }

    /// The event for the session; a packet that cannot be read only lets time pass.
    pub fn event(&self) -> Event {
        Event { at: self.at, from: self.from, kind: self.reading.decode().unwrap_or(EventKind::Tick) }
    }
}
