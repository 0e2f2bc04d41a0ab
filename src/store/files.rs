//! Files and folders: writing one so that it is there whole or not at all, and so that this user alone may read it.

use std::fs::{self, DirBuilder, DirEntry, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use super::StoreError;

/// Writes beside the file, syncs, and renames over it; then syncs the folder, so that the name survives too. A link is
/// followed, so that a configuration kept among other dot-files stays linked; an existing file keeps its permissions.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    place(path, bytes)?;
    sync_folder(folder_of(path))
}

/// The same without syncing the folder and without following a link, for one of many files whose folder is synced when all
/// are there.
pub(super) fn place(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder_of(path);
    create_folder(folder)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let beside = folder.join(name);
    let written = private().create(true).truncate(true).open(&beside).and_then(|mut file| {
        if let Ok(before) = fs::metadata(path) {
            file.set_permissions(before.permissions())?;
        }
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&beside, path)).inspect_err(|_| {
        // What could not be put in place is not left lying about.
        let _ = fs::remove_file(&beside);
    })
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a new name in a folder survive a power cut, where the folder can be synced. Windows has no such call and needs none.
///
/// # Errors
/// The disk refuses. That a folder may not be read, or that its file system has no such call, as some network and FUSE
/// ones, is none: the file itself is synced and in place, and to call that a failure would have it written again for ever.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { where_possible(File::open(folder).and_then(|folder| folder.sync_all())) } else { Ok(()) }
}

/// What came of syncing a folder, without the reasons for which it never will be possible.
fn where_possible(synced: io::Result<()>) -> io::Result<()> {
    synced.or_else(|error| match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported => Ok(()),
        _ => Err(error),
    })
}

/// Creates a folder with those above it, for this user alone: heart rates are nobody else's business.
pub(super) fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// What is in a folder; nothing where there is no such folder yet.
///
/// # Errors
/// It cannot be read.
pub(super) fn entries(folder: &Path) -> Result<Vec<DirEntry>, StoreError> {
    match fs::read_dir(folder).and_then(|entries| entries.collect()) {
        Ok(entries) => Ok(entries),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(why) => Err(StoreError::Unreadable { path: folder.to_owned(), why }),
    }
}

/// The text of a file; none where there is no such file.
///
/// # Errors
/// It cannot be read.
pub(super) fn text(path: &Path) -> Result<Option<String>, StoreError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(why) => Err(StoreError::Unreadable { path: path.to_owned(), why }),
    }
}

/// Options for reading and writing a file that, where it is new, this user alone may open.
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/er/file");
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    /// As root, whom no permission stops, this says no more than the test above.
    #[cfg(unix)]
    #[test]
    fn a_folder_that_may_be_written_and_not_read_takes_a_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let drop_box = folder.path().join("drop-box");
        fs::create_dir(&drop_box).unwrap();
        fs::set_permissions(&drop_box, fs::Permissions::from_mode(0o300)).unwrap();
        let replaced = replace(&drop_box.join("file"), b"one");
        fs::set_permissions(&drop_box, fs::Permissions::from_mode(0o700)).unwrap();
        replaced.unwrap();
        assert_eq!(fs::read(drop_box.join("file")).unwrap(), b"one");
    }

    #[test]
    fn a_folder_that_has_no_sync_is_no_failure_and_a_broken_disk_is_one() {
        for kind in [io::ErrorKind::PermissionDenied, io::ErrorKind::InvalidInput, io::ErrorKind::Unsupported] {
            assert!(where_possible(Err(kind.into())).is_ok(), "{kind}");
        }
        // EIO, which has no kind of its own.
        assert!(where_possible(Err(io::Error::from_raw_os_error(5))).is_err());
        assert!(where_possible(Err(io::ErrorKind::StorageFull.into())).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_a_file_keeps_its_permissions() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "one").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        replace(&link, b"two").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
