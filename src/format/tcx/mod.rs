//! TCX, Garmin's Training Center XML, read and written.

mod read;
mod write;

pub(super) use read::read;
pub use write::write;
