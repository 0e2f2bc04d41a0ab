//! The layout that was chosen last by its key, for runners whose configuration names none.

use std::fs;
use std::path::{Path, PathBuf};

use super::{StoreError, files};
use crate::screen::Layout;

fn path(data: &Path) -> PathBuf {
    data.join("layout")
}

/// The layout that was chosen last; none where none was, or where the file cannot be read: it is no more than a convenience.
pub fn remembered_layout(data: &Path) -> Option<Layout> {
    fs::read_to_string(path(data)).ok().and_then(|word| Layout::from_word(word.trim()))
}

/// Remembers a layout.
///
/// # Errors
/// It cannot be written.
pub fn remember_layout(data: &Path, layout: Layout) -> Result<(), StoreError> {
    let path = path(data);
    let written = files::create_folder(data).and_then(|()| files::replace(&path, format!("{}\n", layout.word()).as_bytes()));
    written.map_err(|why| StoreError::Unwritable { path, why })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // A test that cannot go on has failed.
mod tests {
    use super::*;

    #[test]
    fn a_layout_is_remembered_and_anything_else_is_none() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(remembered_layout(folder.path()), None);
        for layout in Layout::ALL {
            remember_layout(folder.path(), layout).unwrap();
            assert_eq!(remembered_layout(folder.path()), Some(layout));
        }
        fs::write(path(folder.path()), "sideways").unwrap();
        assert_eq!(remembered_layout(folder.path()), None);
    }
}
