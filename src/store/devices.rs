//! The strap that was chosen last, remembered so that it is taken next time without a question.

use std::fs;
use std::path::Path;

use super::{StoreError, files};
use crate::format::DeviceIdentity;

const FILE: &str = "strap.json";
const DAMAGED: &str = "strap.json.damaged";

/// The remembered strap. A file that cannot be understood counts as none, so the strap is simply asked for again; it is
/// moved aside to `strap.json.damaged`, so that what stood there can still be looked at.
pub fn remembered_device(data: &Path) -> Option<DeviceIdentity> {
    let path = data.join(FILE);
    let bytes = fs::read(&path).ok()?;
    match serde_json::from_slice(&bytes) {
        Ok(strap) => Some(strap),
        Err(error) => {
            tracing::warn!(path = %path.display(), %error, "the remembered strap cannot be read and is moved aside");
            // Where it cannot be moved it is in nobody's way either: the next choice is written over it.
            let _ = fs::rename(&path, data.join(DAMAGED));
            None
        }
    }
}

/// Remembers a strap.
///
/// # Errors
/// The data folder cannot be written.
pub fn remember_device(data: &Path, strap: &DeviceIdentity) -> Result<(), StoreError> {
    let path = data.join(FILE);
    let json = serde_json::to_vec_pretty(strap).expect("a struct of strings is always JSON");
    files::replace(&path, &json).map_err(|why| StoreError::Unwritable { path, why })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strap() -> DeviceIdentity {
        DeviceIdentity { id: "hci0/dev_1".to_owned(), address: None, name: "H10".to_owned() }
    }

    #[test]
    fn a_strap_is_remembered_in_a_folder_that_was_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        assert_eq!(remembered_device(&data), None);
        remember_device(&data, &strap()).unwrap();
        assert_eq!(remembered_device(&data), Some(strap()));
    }

    #[test]
    fn a_damaged_memory_is_moved_aside_and_the_next_choice_is_remembered() {
        let data = tempfile::tempdir().unwrap();
        for damaged in ["", "{\"id\":\"hci0", "\0\0\0\0", "[1,2]"] {
            fs::write(data.path().join(FILE), damaged).unwrap();
            assert_eq!(remembered_device(data.path()), None, "{damaged:?}");
            assert_eq!(fs::read_to_string(data.path().join(DAMAGED)).unwrap(), damaged);
            assert!(!data.path().join(FILE).exists());
            remember_device(data.path(), &strap()).unwrap();
            assert_eq!(remembered_device(data.path()), Some(strap()));
        }
    }
}
