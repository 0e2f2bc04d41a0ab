//! FIT files. They are read by a small decoder of our own, since recordings of real watches come cut short, with wrong
//! checksums, odd headers and compressed timestamps, and what is good in them has to be kept; libraries refuse such a file
//! at its first fault, or build a tree of it where a pass over the bytes does. They are written through rustyfit, whose files
//! other programs accept.

mod activity;
mod crc;
mod heart_rates;
mod message;
mod names;
mod read;
mod write;

pub use read::{FitError, is_fit, read};
pub use write::write;
