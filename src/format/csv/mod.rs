//! Tables: those of other programs read by their columns' names, and our own written.

mod columns;
mod read;
mod write;

pub(super) use read::{is_csv, read};
pub use write::write;
