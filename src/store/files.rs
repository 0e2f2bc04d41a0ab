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
    written.and_then(|()| fs::rename(&beside, path).map_err(|error| why_not_replaced(error, path))).inspect_err(|_| {
        // What could not be put in place is not left lying about.
        let _ = fs::remove_file(&beside);
    })
}

/// Windows refuses to replace a file that another program has open without a word of that: access is denied, though the folder takes files.
fn why_not_replaced(error: io::Error, path: &Path) -> io::Error {
    let is_denied = is_taken(&error) || error.kind() == io::ErrorKind::PermissionDenied;
    let may_be_written = || fs::metadata(path).is_ok_and(|there| there.is_file() && !there.permissions().readonly());
    if cfg!(windows) && is_denied && may_be_written() {
        return io::Error::new(io::ErrorKind::ResourceBusy, "another program has it open");
    }
    error
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

/// The text of a file; none where there is no such file. UTF-8, or UTF-16 with the mark that editors and PowerShell put before it
/// on Windows; the mark is left out.
///
/// # Errors
/// It cannot be read.
pub(super) fn text(path: &Path) -> Result<Option<String>, StoreError> {
    match fs::read(path).and_then(decoded) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(why) => Err(StoreError::Unreadable { path: path.to_owned(), why }),
    }
}

fn decoded(bytes: Vec<u8>) -> io::Result<String> {
    let foreign = |why: &str| io::Error::new(io::ErrorKind::InvalidData, format!("{why}; save it as UTF-8"));
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let text = char::decode_utf16(pairs.iter().copied().map(unit)).collect::<Result<String, _>>();
        text.ok().filter(|_| rest.is_empty()).ok_or_else(|| foreign("it begins as UTF-16 and is not"))
    };
    match &bytes[..] {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8(rest.to_vec()).map_err(|_| foreign("it is not UTF-8")),
        _ => String::from_utf8(bytes).map_err(|_| foreign("it is not UTF-8")),
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

/// The same for a file that this process alone may write while it is open, and that everybody may read. Windows refuses whoever else
/// opens it to write, or removes it. Its locks would keep readers out as well, and even this process where it opens the file anew;
/// other systems have a lock that keeps nobody from reading: `recorder::lock`.
pub(super) fn owned() -> OpenOptions {
    #[cfg_attr(not(windows), allow(unused_mut))]
    let mut options = private();
    #[cfg(windows)]
    {
        // FILE_SHARE_READ.
        std::os::windows::fs::OpenOptionsExt::share_mode(&mut options, 1);
    }
    options
}

/// Whether a file cannot be opened since another process has it open and shares it with nobody who writes.
pub(super) fn is_taken(error: &io::Error) -> bool {
    const ERROR_SHARING_VIOLATION: i32 = 32;
    cfg!(windows) && error.raw_os_error() == Some(ERROR_SHARING_VIOLATION)
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

    #[test]
    fn a_text_that_was_saved_on_windows_is_read_and_one_in_an_unknown_coding_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        let read = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            text(&path).map(Option::unwrap).map_err(|error| error.to_string())
        };
        let said = "age = 40 # \u{fc}\r\n";
        let marked = format!("\u{feff}{said}");
        let little: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [said.as_bytes(), marked.as_bytes(), &little, &big] {
            assert_eq!(read(bytes).unwrap(), said);
        }
        for bytes in [&b"age = 40 # \xfc"[..], &little[..little.len() - 1], b"\xff\xfe\x00\xd8"] {
            let why = read(bytes).unwrap_err();
            assert!(why.contains("config.toml cannot be read") && why.contains("save it as UTF-8"), "{why}");
        }
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
