//! Exported files, which are written whole or not at all and replace another one only where that is asked for.

use std::fs;
use std::path::Path;

use super::{StoreError, files};

/// Writes an exported file. Another of its name is left alone unless `force`.
///
/// # Errors
/// There is one, or it cannot be written.
pub fn export_to(path: &Path, bytes: &[u8], force: bool) -> Result<(), StoreError> {
    if !force && fs::symlink_metadata(path).is_ok() {
        return Err(StoreError::FileExists { path: path.to_owned() });
    }
    files::replace(path, bytes).map_err(|why| StoreError::Unwritable { path: path.to_owned(), why })
}
