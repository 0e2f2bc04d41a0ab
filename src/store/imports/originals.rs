//! The files that runs were made from, kept as they came beside the runs.

use std::fs;
use std::path::{Path, PathBuf};

use crate::store::{Folders, StoreError, files};

/// Where they are kept.
pub(super) fn folder(folders: &Folders) -> PathBuf {
    folders.data.join("originals")
}

/// Keeps the original of a run under the run's id. Another original of the same run stays.
///
/// # Errors
/// It cannot be written.
pub(super) fn keep(folders: &Folders, id: &str, named: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let ending = ending(named);
    let names = std::iter::once(format!("{id}.{ending}")).chain((2..).map(|number| format!("{id}.{number}.{ending}")));
    for path in names.map(|name| folder(folders).join(name)) {
        if fs::symlink_metadata(&path).is_ok() {
            if fs::read(&path).is_ok_and(|before| before == bytes) {
                return Ok(());
            }
            continue;
        }
        return files::place(&path, bytes).map_err(|why| StoreError::Unwritable { path, why });
    }
    Ok(())
}

/// The id of the run that an original belongs to; ids of imported runs have no dot.
pub(super) fn id_of(original: &Path) -> Option<String> {
    let name = original.file_name()?.to_str()?;
    Some(name.split_once('.').map_or(name, |(id, _)| id).to_owned())
}

/// `fit`, or `fit.gz`; names of packed files may have any characters, and only plain ones are kept.
fn ending(named: &Path) -> String {
    let plain = |path: &Path| {
        let ending = path.extension()?.to_string_lossy().to_lowercase();
        ((1..=8).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric())).then_some(ending)
    };
    let outer = plain(named).unwrap_or_else(|| "original".to_owned());
    match plain(Path::new(named.file_stem().unwrap_or_default())) {
        Some(inner) if outer == "gz" => format!("{inner}.gz"),
        Some(_) | None => outer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_original_keeps_its_ending_where_that_is_plain() {
        for (named, kept) in [
            ("a/1.FIT", "fit"),
            ("1.tcx.gz", "tcx.gz"),
            ("x.gz", "gz"),
            ("noise", "original"),
            ("a.../..", "original"),
            ("a.b c", "original"),
            ("a.\u{1b}[2J", "original"),
        ] {
            assert_eq!(ending(Path::new(named)), kept, "{named}");
        }
        assert_eq!(id_of(Path::new("o/2026-11-23T10-00-00Z-2.2.fit.gz")).as_deref(), Some("2026-11-23T10-00-00Z-2"));
    }
}
