//! Values of the field: rates, beats, contact, zones and the athlete. Knows no sessions, no bytes and no time of day.

mod athlete;
mod measurement;
mod rate;
pub mod variability;
mod zones;

pub use athlete::{Athlete, AthleteError, MafCategory, MaxSource, Sex};
pub use measurement::{BodyLocation, Contact, HeartRateMeasurement};
pub use rate::{Bpm, RrInterval};
pub use zones::{Zone, ZoneModel, Zones};
