//! Exported files, which are written whole or not at all and replace another one only where that is asked for.

use std::fs;
use std::io;
use std::path::Path;

use super::{StoreError, files};

/// Names that Windows keeps for devices, in any case and with anything behind a dot
/// (<https://learn.microsoft.com/windows/win32/fileio/naming-a-file>).
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Writes an exported file. Another of its name is left alone unless `force`.
///
/// # Errors
/// There is one, or it cannot be written.
pub fn export_to(path: &Path, bytes: &[u8], force: bool) -> Result<(), StoreError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if let Some(why) = cfg!(windows).then(|| no_name_on_windows(&name)).flatten() {
        return Err(StoreError::NoName { path: path.to_owned(), why });
    }
    if !force && fs::symlink_metadata(path).is_ok() {
        return Err(StoreError::FileExists { path: path.to_owned() });
    }
    files::replace(path, bytes).map_err(|why| {
        let path = path.to_owned();
        if why.kind() == io::ErrorKind::ResourceBusy { StoreError::OpenElsewhere { path } } else { StoreError::Unwritable { path, why } }
    })
}

/// Why a file of this name would be lost on Windows: what is written to a device is gone, what stands behind a colon lies in a hidden
/// stream, and a dot or a space at the end is dropped.
fn no_name_on_windows(name: &str) -> Option<&'static str> {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = |kind: &str| {
        let mut rest = stem.strip_prefix(kind).unwrap_or_default().chars();
        matches!((rest.next(), rest.next()), (Some('1'..='9' | '\u{b9}' | '\u{b2}' | '\u{b3}'), None))
    };
    if DEVICES.contains(&stem.as_str()) || numbered("com") || numbered("lpt") {
        return Some("Windows keeps that name for a device");
    }
    if name.contains(|c: char| c < ' ' || "<>:\"|?*".contains(c)) {
        return Some("no name on Windows has < > : \" | ? * or a control character in it");
    }
    name.ends_with(['.', ' ']).then_some("Windows drops a dot or a space at the end of a name")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_under_which_windows_would_lose_a_file_is_told() {
        let lost =
            ["CON", "nul", "aux.fit", "AUX.tar.gz", "Com1.csv", "lpt9", "com\u{b2}", "nul .txt", "a:b.fit", "what?.fit", "run.", "run "];
        for name in lost {
            assert!(no_name_on_windows(name).is_some(), "{name}");
        }
        for name in ["run.fit", "console.fit", "com.fit", "com10.fit", "lpt", "auxiliary", "r\u{fc}n 1.fit", "nul-1.csv", ".fit"] {
            assert_eq!(no_name_on_windows(name), None, "{name}");
        }
    }
}
