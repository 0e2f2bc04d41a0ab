//! FIT files. Reader and writer are our own: recordings of real watches come cut short, with wrong checksums, odd headers and
//! compressed timestamps, and what is good in them has to be kept, where libraries refuse such a file at its first fault; and
//! an activity takes a dozen kinds of messages, which needs no library of all of them.

mod activity;
mod clock;
mod crc;
mod developer_rate;
mod devices;
mod encoder;
mod events;
mod heart_rates;
mod message;
mod names;
mod read;
mod records;
mod totals;
mod write;

pub use read::{FitError, is_fit, read};
pub use write::write;
