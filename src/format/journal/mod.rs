//! The journal: one JSON Lines file a run, inputs only. A header, then a line a reading with the bytes as they came.

mod error;
mod header;
mod line;
mod read;
mod text;

pub use error::JournalError;
pub use header::{Header, Imported, VERSION, header_line};
pub use line::line;
pub use read::{Journal, is_journal, read};
pub use text::text;

#[cfg(test)]
mod tests;
