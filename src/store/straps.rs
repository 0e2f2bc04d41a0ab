//! The strap that was chosen last, remembered so that it is taken next time without a question.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{StoreError, files};

const FILE: &str = "strap.json";

/// A strap to recognise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RememberedStrap {
    /// The platform's own identity for it.
    pub id: String,
    /// Its address, where the platform tells it.
    #[serde(default)]
    pub address: Option<String>,
    /// Its name, made harmless.
    pub name: String,
}

/// The remembered strap. A file that cannot be understood counts as none: the strap is simply asked for again.
pub fn remembered_strap(data: &Path) -> Option<RememberedStrap> {
    serde_json::from_slice(&fs::read(data.join(FILE)).ok()?).ok()
}

/// Remembers a strap.
///
/// # Errors
/// The data folder cannot be written.
pub fn remember_strap(data: &Path, strap: &RememberedStrap) -> Result<(), StoreError> {
    let path = data.join(FILE);
    let json = serde_json::to_vec_pretty(strap).expect("a struct of strings is always JSON");
    files::replace(&path, &json).map_err(|why| StoreError::Unwritable { path, why })
}
