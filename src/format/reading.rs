//! A reading: what a source delivers, before the timeline stamps it. It keeps a notification's bytes as they came.

use super::gatt::{self, PacketError, TreadmillData};
use crate::heart::HeartRateMeasurement;
use crate::session::{
    Answer, BeltAnswer, BeltSpeed, Command, DeviceInfo, DeviceRole, Elapsed, Event, EventKind, EventSource, Link, Motion, Span,
};

/// Miles an hour in km/h.
const MILE_KMH: f64 = 1.609_344;

/// The characteristics whose notifications are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Characteristic {
    /// Heart Rate Measurement, 0x2A37.
    HeartRateMeasurement,
    /// Treadmill Data, 0x2ACD.
    TreadmillData,
    /// The same of a machine that is known to count in miles, against its specification.
    TreadmillDataInMiles,
    /// Fitness Machine Status, 0x2ADA.
    MachineStatus,
    /// Fitness Machine Control Point, 0x2AD9.
    ControlPoint,
    /// RSC Measurement, 0x2A53.
    RunningSpeed,
}

impl Characteristic {
    /// The 16-bit number as four lower-case hex digits.
    pub fn code(self) -> &'static str {
        match self {
            Self::HeartRateMeasurement => "2a37",
            Self::TreadmillData | Self::TreadmillDataInMiles => "2acd",
            Self::MachineStatus => "2ada",
            Self::ControlPoint => "2ad9",
            Self::RunningSpeed => "2a53",
        }
    }

    /// The characteristic of a code, whatever its case.
    pub fn from_code(code: &str) -> Option<Self> {
        const BY_CODE: [Characteristic; 5] = [
            Characteristic::HeartRateMeasurement,
            Characteristic::TreadmillData,
            Characteristic::MachineStatus,
            Characteristic::ControlPoint,
            Characteristic::RunningSpeed,
        ];
        BY_CODE.into_iter().find(|known| code.eq_ignore_ascii_case(known.code()))
    }

    /// The device that has it.
    pub fn device(self) -> DeviceRole {
        match self {
            Self::HeartRateMeasurement => DeviceRole::HeartRate,
            Self::TreadmillData | Self::TreadmillDataInMiles | Self::MachineStatus | Self::ControlPoint => DeviceRole::Treadmill,
            Self::RunningSpeed => DeviceRole::FootPod,
        }
    }

    /// The same characteristic of a machine that counts in miles, where it tells speeds.
    pub fn in_miles(self) -> Self {
        if self == Self::TreadmillData { Self::TreadmillDataInMiles } else { self }
    }
}

/// What a source delivers.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// A raw notification.
    Packet(Characteristic, Vec<u8>),
    /// Something that the treadmill, or the connection to it, told beside its motion, and that was no notification.
    Belt(BeltAnswer),
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
            Self::Packet(characteristic, payload) => decode_packet(*characteristic, payload)?,
            Self::Belt(answer) => EventKind::Belt(*answer),
            Self::Measurement(measurement) => EventKind::Measurement(measurement.clone()),
            Self::Motion(motion) => EventKind::Motion(*motion),
            Self::Link(link) => EventKind::Link(*link),
            Self::Device(info) => EventKind::Device(info.clone()),
            Self::Command(command) => EventKind::Command(*command),
            Self::Answer(answer) => EventKind::Answer(*answer),
            Self::Slept(span) => EventKind::Slept(*span),
        })
    }

    /// Where such readings come from unless it is told: packets from the device that has their characteristic, links and device
    /// information from the strap, orders and answers from the runner, everything else from no device in particular.
    pub fn usual_source(&self) -> EventSource {
        match self {
            Self::Packet(characteristic, _) => EventSource::Device(characteristic.device()),
            Self::Belt(_) => EventSource::Device(DeviceRole::Treadmill),
            Self::Link(_) | Self::Device(_) => EventSource::Device(DeviceRole::HeartRate),
            Self::Command(_) | Self::Answer(_) => EventSource::Runner,
            Self::Measurement(_) | Self::Motion(_) | Self::Slept(_) => EventSource::Other,
        }
    }

    /// What a packet lacks of what its flags promise; what matters of it may be whole all the same.
    pub fn fault(&self) -> Option<PacketError> {
        match self {
            Self::Packet(Characteristic::HeartRateMeasurement, payload) => gatt::heart_rate_fault(payload),
            Self::Packet(Characteristic::TreadmillData | Characteristic::TreadmillDataInMiles, payload) => {
                gatt::treadmill_data_fault(payload)
            }
            Self::Packet(Characteristic::RunningSpeed, payload) => gatt::running_speed_fault(payload),
            Self::Packet(..) => self.decode().err(),
            Self::Belt(_)
            | Self::Measurement(_)
            | Self::Motion(_)
            | Self::Link(_)
            | Self::Device(_)
            | Self::Command(_)
            | Self::Answer(_)
            | Self::Slept(_) => None,
        }
    }
}

/// What a packet means to the session.
fn decode_packet(characteristic: Characteristic, payload: &[u8]) -> Result<EventKind, PacketError> {
    Ok(match characteristic {
        Characteristic::HeartRateMeasurement => EventKind::Measurement(gatt::heart_rate_measurement(payload)?),
        Characteristic::TreadmillData => treadmill_event(gatt::treadmill_data(payload)?, 1.0),
        Characteristic::TreadmillDataInMiles => treadmill_event(gatt::treadmill_data(payload)?, MILE_KMH),
        Characteristic::MachineStatus => EventKind::Belt(BeltAnswer::Status(gatt::machine_status(payload)?)),
        Characteristic::ControlPoint => EventKind::Belt(gatt::control_answer(payload)?),
        Characteristic::RunningSpeed => EventKind::Motion(gatt::running_speed(payload)?.motion()),
    })
}

/// How a belt moves, or that it tells a speed that no belt reaches; `unit_kmh` is what the unit of its speed is.
fn treadmill_event(data: TreadmillData, unit_kmh: f64) -> EventKind {
    match data.speed.map(BeltSpeed::from_hundredths) {
        Some(speed) if speed.kmh() * unit_kmh > gatt::FASTEST_KMH => EventKind::Belt(BeltAnswer::ImpossibleSpeed(speed)),
        Some(_) | None => EventKind::Motion(data.motion(unit_kmh)),
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
    /// A reading from where its kind comes from by default ([`Reading::usual_source`]).
    pub fn new(at: Elapsed, reading: Reading) -> Self {
        Self { at, from: reading.usual_source(), reading }
    }

    /// The event for the session; a packet that cannot be read only lets time pass.
    pub fn event(&self) -> Event {
        Event { at: self.at, from: self.from, kind: self.reading.decode().unwrap_or(EventKind::Tick) }
    }
}
