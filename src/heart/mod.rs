//! Values of the field: rates, beats, contact, zones, the athlete and the response of the heart rate to speed.

mod athlete;
mod gain;
mod measurement;
mod median;
mod rate;
mod response;
pub mod variability;
mod zones;

pub use athlete::{Athlete, AthleteError, MafCategory, MaxSource, Sex};
pub use gain::Gain;
pub use measurement::{BodyLocation, Contact, HeartRateMeasurement};
pub use median::{median, weighted_median};
pub use rate::{Bpm, RrInterval};
pub use response::speed_holds_s;
pub use zones::{Zone, ZoneModel, Zones, rates_for_percent};
