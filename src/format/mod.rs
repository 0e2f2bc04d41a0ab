//! Bytes to values and back: packets, journal lines, FIT, TCX, GPX, CSV, RR texts, and the lines of `--headless` and `--source -`.

pub mod csv;
mod export;
mod export_points;
mod export_summary;
pub mod fit;
pub mod gatt;
mod gpx;
pub mod hex;
mod hrm;
mod identity;
mod iso_time;
pub mod journal;
pub mod json_lines;
mod leaps;
mod limits;
pub mod markup;
mod rate_element;
mod read;
mod reading;
mod recording;
mod rr;
pub mod sanitize;
pub mod stdin_lines;
pub mod tcx;
mod time_parsing;
mod track;
mod wall_clock;
mod xml;

pub use export::Export;
pub use export_summary::{ExportSummary, Prompt};
pub use gatt::PacketError;
pub use identity::DeviceIdentity;
pub use read::{Detected, ReadError, detect, read};
pub use reading::{Characteristic, Reading, TimedReading};
pub use recording::{FileMetadata, Origin, Recording, run_end};
