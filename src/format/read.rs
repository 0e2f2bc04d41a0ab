//! One way in for recordings of every format, told by their content and not by their ending.

use super::{Recording, journal};

/// A file that holds no recording this program can read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It looks like nothing known.
    #[error("it is no journal and no FIT file; give one of these")]
    Unknown,
    /// A journal that cannot be read.
    #[error(transparent)]
    Journal(#[from] journal::JournalError),
}

/// Reads a recording; one of the list an activity, in file order.
///
/// # Errors
/// The content is of no known format, or so damaged that nothing of it can be read.
pub fn read(bytes: &[u8]) -> Result<Vec<Recording>, ReadError> {
    if journal::is_journal(bytes) || bytes.is_empty() { Ok(vec![journal::read(bytes)?.recording()]) } else { Err(ReadError::Unknown) }
}
