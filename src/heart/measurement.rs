//! One heart-rate measurement as a strap gives it, before anyone judges whether to believe it.

use super::{Bpm, RrInterval};

/// What the strap says of its skin contact (GATT 0x2A37, flag bits 1 and 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Contact {
    /// The strap does not tell.
    #[default]
    Unsupported,
    /// The strap tells, and feels no skin.
    Off,
    /// The strap feels skin.
    On,
}

/// Where the sensor is worn (GATT 0x2A38).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum BodyLocation {
    Other = 0,
    Chest,
    Wrist,
    Finger,
    Hand,
    EarLobe,
    Foot,
}

impl BodyLocation {
    /// The characteristic's value; reserved numbers are none.
    pub fn from_code(code: u8) -> Option<Self> {
        Some(match code {
            0 => Self::Other,
            1 => Self::Chest,
            2 => Self::Wrist,
            3 => Self::Finger,
            4 => Self::Hand,
            5 => Self::EarLobe,
            6 => Self::Foot,
            _ => return None,
        })
    }

    /// The characteristic's value.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The word for the screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Other => "other",
            Self::Chest => "chest",
            Self::Wrist => "wrist",
            Self::Finger => "finger",
            Self::Hand => "hand",
            Self::EarLobe => "ear",
            Self::Foot => "foot",
        }
    }
}

/// A heart-rate measurement: the rate as transmitted, contact, energy and the beats since the last one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeartRateMeasurement {
    /// The rate as transmitted, in beats a minute; 0 means that the strap has none.
    pub rate: u16,
    /// Skin contact.
    pub contact: Contact,
    /// Energy expended since the last reset, in kJ, where the strap sends it.
    pub energy_kj: Option<u16>,
    /// RR intervals since the last measurement, oldest first.
    pub rr: Vec<RrInterval>,
}

impl HeartRateMeasurement {
    /// A measurement of a rate alone.
    pub fn of(rate: u16) -> Self {
        Self { rate, ..Self::default() }
    }

    /// Whether it tells plausible beats and no rate at all, from a sensor that does not say that it feels no skin.
    pub fn is_of_beats_alone(&self) -> bool {
        self.rate == 0 && self.contact != Contact::Off && self.rr.iter().any(|rr| rr.is_plausible())
    }

    /// The rate, if it is a plausible one (30 to 230 bpm).
    pub fn bpm(&self) -> Option<Bpm> {
        Bpm::new(self.rate)
    }
}
