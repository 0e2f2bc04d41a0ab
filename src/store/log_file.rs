//! The log of the latest live run, and of the one before it, in the data folder.

use std::fs::{self, File};
use std::path::Path;

use super::{StoreError, files};

/// Begins `log/last-run.log`, which this user alone may read, and keeps the one before as `log/run-before.log`.
///
/// # Errors
/// The data folder cannot be written.
pub fn begin_log(data: &Path) -> Result<File, StoreError> {
    let folder = data.join("log");
    let path = folder.join("last-run.log");
    let opened = files::create_folder(&folder).and_then(|()| {
        if path.exists() {
            fs::rename(&path, folder.join("run-before.log"))?;
        }
        files::private().create(true).truncate(true).open(&path)
    });
    opened.map_err(|why| StoreError::Unwritable { path, why })
}
