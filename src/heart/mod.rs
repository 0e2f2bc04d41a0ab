//! Values of the field: rates, beats, contact, zones and the athlete. Knows no sessions, no bytes and no time of day.

mod athlete;
mod gain;
mod measurement;
mod rate;
mod response;
pub mod variability;
mod zones;

pub use athlete::{Athlete, AthleteError, MafCategory, MaxSource, Sex};
pub use gain::Gain;
pub use measurement::{BodyLocation, Contact, HeartRateMeasurement};
pub use rate::{Bpm, RrInterval};
pub use zones::{Zone, ZoneModel, Zones};
