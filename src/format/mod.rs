//! Bytes to values and back: packets, journal lines, FIT, and the lines of `--headless` and `--source -`. Opens no files.

pub mod airname;
pub mod fit;
pub mod gatt;
mod identity;
pub mod journal;
pub mod lines;
pub mod pipe;
mod read;
mod reading;
mod recording;

pub use identity::StrapIdentity;
pub use read::{ReadError, read};
pub use reading::{Characteristic, Reading, Stamped};
pub use recording::{Claims, Origin, Recording};
