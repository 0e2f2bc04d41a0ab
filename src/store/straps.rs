//! The strap that was chosen last, remembered so that it is taken next time without a question.

use std::fs;
use std::path::Path;

use super::{StoreError, files};
use crate::format::StrapIdentity;

const FILE: &str = "strap.json";

/// The remembered strap. A file that cannot be understood counts as none: the strap is simply asked for again.
pub fn remembered_strap(data: &Path) -> Option<StrapIdentity> {
    serde_json::from_slice(&fs::read(data.join(FILE)).ok()?).ok()
}

/// Remembers a strap.
///
/// # Errors
/// The data folder cannot be written.
pub fn remember_strap(data: &Path, strap: &StrapIdentity) -> Result<(), StoreError> {
    let path = data.join(FILE);
    let json = serde_json::to_vec_pretty(strap).expect("a struct of strings is always JSON");
    files::replace(&path, &json).map_err(|why| StoreError::Unwritable { path, why })
}
