//! Why a file is no journal that this program can read.

use crate::heart::AthleteError;

/// A file that is no journal this program can read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum JournalError {
    /// Nothing in it.
    #[error("the journal is empty")]
    Empty,
    /// It begins like something else.
    #[error("it does not begin with a journal's header")]
    Foreign,
    /// Its first line was not written whole.
    #[error("the journal's header was not written whole")]
    TornHeader,
    /// Written by a newer program.
    #[error("the journal has version {version}, and this program reads up to {known}; update recovery-run")]
    Newer {
        /// The version in its header.
        version: u32,
        /// The newest that is read.
        known: u32,
    },
    /// A header whose fields cannot be.
    #[error("the journal's header cannot be read: {0}")]
    Header(String),
    /// A header with a number that cannot be.
    #[error("the journal's header cannot be read: {what} of {value} is out of range: it must be {low} to {high}")]
    Number {
        /// The number's name in the header.
        what: &'static str,
        /// What stands there.
        value: f64,
        /// Lowest allowed.
        low: f64,
        /// Highest allowed.
        high: f64,
    },
    /// A header with numbers no runner has.
    #[error("the journal's header cannot be read: {0}")]
    Setup(#[from] AthleteError),
}
