//! One way in for recordings of every format, told by their content and not by their ending.

use super::{Recording, fit, journal};

/// A file that holds no recording this program can read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Nothing in it.
    #[error("it is empty; give a recording")]
    Empty,
    /// It looks like nothing known.
    #[error("it is no journal and no FIT file; give one of these")]
    Unknown,
    /// A journal that cannot be read.
    #[error("{0}; give a journal that recovery-run wrote")]
    Journal(#[from] journal::JournalError),
    /// A FIT file that cannot be read.
    #[error("{0}; give a recording")]
    Fit(#[from] fit::FitError),
}

/// Reads a recording; one of the list an activity, in file order. A file that holds none gives an empty list.
///
/// # Errors
/// The content is of no known format, or so damaged that nothing of it can be read.
pub fn read(bytes: &[u8]) -> Result<Vec<Recording>, ReadError> {
    if bytes.is_empty() {
        Err(ReadError::Empty)
    } else if journal::is_journal(bytes) {
        Ok(vec![journal::read(bytes)?.recording()])
    } else if fit::is_fit(bytes) {
        Ok(fit::read(bytes)?)
    } else {
        Err(ReadError::Unknown)
    }
}
