//! FIT files: read by a small decoder of our own, since recordings of real watches come cut short, with wrong checksums,
//! odd headers and compressed timestamps, and what is good in them has to be kept; libraries refuse such files whole.

mod activity;
mod decode;
mod names;

pub use activity::{FitError, is_fit, read};
