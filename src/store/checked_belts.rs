//! The treadmills that were told a speed once, and whether they understood it: `belts.json`. One that did not is never told anything
//! again; whoever wants to try anew takes it out of the file by hand.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{StoreError, files};
use crate::format::DeviceIdentity;
use crate::session::UnitCheck;

const FILE: &str = "belts.json";

/// A treadmill and how its check ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct CheckedBelt {
    #[serde(flatten)]
    belt: DeviceIdentity,
    unit_check: UnitCheck,
}

/// The treadmills that were checked, each with how that ended.
///
/// # Errors
/// The file is there and cannot be read or understood: then no treadmill is known to be safe, and none may be controlled.
pub fn checked_belts(data: &Path) -> Result<Vec<(DeviceIdentity, UnitCheck)>, StoreError> {
    Ok(read(data)?.into_iter().map(|checked| (checked.belt, checked.unit_check)).collect())
}

/// Remembers how the check of a treadmill ended. One that failed once stays so, whatever comes after.
///
/// # Errors
/// The file cannot be read or written.
pub(super) fn remember_check(data: &Path, belt: &DeviceIdentity, unit_check: UnitCheck) -> Result<(), StoreError> {
    let mut belts = read(data)?;
    let is_it = |known: &DeviceIdentity| known.id == belt.id || (known.address.is_some() && known.address == belt.address);
    match belts.iter_mut().find(|checked| is_it(&checked.belt)) {
        Some(CheckedBelt { unit_check: UnitCheck::Failed, .. }) => return Ok(()),
        Some(checked) => *checked = CheckedBelt { belt: belt.clone(), unit_check },
        None => belts.push(CheckedBelt { belt: belt.clone(), unit_check }),
    }
    let path = data.join(FILE);
    let json = serde_json::to_vec_pretty(&belts).expect("a list of strings is always JSON");
    files::replace(&path, &json).map_err(|why| StoreError::Unwritable { path, why })
}

fn read(data: &Path) -> Result<Vec<CheckedBelt>, StoreError> {
    let path = data.join(FILE);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(why) => return Err(StoreError::Unreadable { path, why }),
    };
    serde_json::from_slice(&bytes).map_err(|error| StoreError::Unreadable { path, why: std::io::Error::other(error) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn belt(name: &str) -> DeviceIdentity {
        DeviceIdentity { id: format!("hci0/{name}"), address: Some(format!("AA:{name}")), name: name.to_owned() }
    }

    #[test]
    fn a_belt_that_failed_once_stays_so_and_each_is_known_by_itself() {
        let data = tempfile::tempdir().unwrap();
        assert_eq!(checked_belts(data.path()).unwrap(), []);
        for (name, check) in [("1", UnitCheck::Failed), ("2", UnitCheck::Passed), ("1", UnitCheck::Passed), ("2", UnitCheck::Passed)] {
            remember_check(data.path(), &belt(name), check).unwrap();
        }
        assert_eq!(checked_belts(data.path()).unwrap(), [(belt("1"), UnitCheck::Failed), (belt("2"), UnitCheck::Passed)]);
    }

    #[test]
    fn a_file_that_cannot_be_understood_is_an_error_and_not_a_belt_that_may_be_told() {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join(FILE), "{").unwrap();
        let told = checked_belts(data.path()).unwrap_err().to_string();
        assert!(told.contains("belts.json"), "{told}");
    }
}
