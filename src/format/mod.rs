//! Bytes to values and back: packets, journal lines, FIT, TCX, GPX, CSV, RR texts, and the lines of `--headless` and `--source -`.

pub mod csv;
mod export;
mod export_laps;
mod export_points;
mod export_summary;
pub mod fit;
pub mod gatt;
mod gpx;
pub mod hex;
mod identity;
pub mod journal;
pub mod json_lines;
mod limits;
pub mod markup;
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
pub use recording::{FileMetadata, LapTotals, Origin, Recording, run_end};
