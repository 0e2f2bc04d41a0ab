//! Bytes to values and back: packets, journal lines, FIT, TCX, GPX, CSV, RR texts, and the lines of `--headless` and `--source -`. Opens no files.

pub mod airname;
pub mod csv;
mod entries;
mod export;
pub mod fit;
pub mod gatt;
mod gpx;
mod identity;
pub mod journal;
pub mod lines;
mod moment;
mod outline;
pub mod pipe;
mod read;
mod reading;
mod recording;
mod rr;
pub mod tcx;
mod track;
mod xml;

pub use export::Export;
pub use identity::StrapIdentity;
pub use outline::{Outline, Prompt};
pub use read::{Detected, ReadError, detect, read};
pub use reading::{Characteristic, Reading, Stamped};
pub use recording::{Claims, Origin, Recording};
