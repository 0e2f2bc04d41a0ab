//! The file of a journal: created under a name that nobody has, locked, written line by line, and put back when it is removed.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::Storage;
use crate::store::files::{create_folder, owned, sync_folder};

/// So many runs may begin in one second.
const NAMES: u32 = 1000;

/// Where the journal is, or is to be.
enum Place {
    /// Not created yet.
    New { folder: PathBuf, name: String },
    /// Created by us, but its folder is not synced yet.
    Unsynced(PathBuf),
    /// There.
    At(PathBuf),
}

/// A journal's file.
pub(super) struct JournalFile {
    place: Place,
    file: Option<File>,
    /// Bytes of whole lines in the file; more than that is a part of a line.
    length: u64,
    /// Something was written since the last sync.
    dirty: bool,
}

impl JournalFile {
    /// A journal that is created with its first line, named `NAME.jsonl` or `NAME-2.jsonl` and so on.
    pub(super) fn new(folder: PathBuf, name: String) -> Self {
        Self { place: Place::New { folder, name }, file: None, length: 0, dirty: false }
    }

    /// A journal that is open and locked, and its length in bytes.
    pub(super) fn open(path: PathBuf, file: File, length: u64) -> Self {
        Self { place: Place::At(path), file: Some(file), length, dirty: false }
    }

    /// A journal that this program wrote before its thread failed: whole lines of it stay.
    pub(super) fn reopen(path: PathBuf) -> Self {
        let whole = |bytes: Vec<u8>| bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end as u64 + 1);
        let length = fs::read(&path).map_or(0, whole);
        Self { place: Place::At(path), file: None, length, dirty: true }
    }

    fn ready(&mut self) -> io::Result<&mut File> {
        if self.file.is_none() {
            self.file = Some(self.create_or_open()?);
        }
        if let Place::Unsynced(path) = &self.place {
            sync_folder(path.parent().unwrap_or(Path::new(".")))?;
            self.place = Place::At(path.clone());
        }
        self.file.as_mut().ok_or_else(|| io::Error::other("the journal is not open"))
    }

    fn create_or_open(&mut self) -> io::Result<File> {
        match &self.place {
            Place::New { folder, name } => {
                create_folder(folder)?;
                let names = std::iter::once(format!("{name}.jsonl")).chain((2..NAMES).map(|n| format!("{name}-{n}.jsonl")));
                for candidate in names {
                    let path = folder.join(candidate);
                    match owned().create_new(true).open(&path) {
                        Ok(file) => {
                            // From here on the name is ours: a later failure must not create another file.
                            self.place = Place::Unsynced(path);
                            lock(&file)?;
                            return Ok(file);
                        }
                        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                        Err(error) => return Err(error),
                    }
                }
                Err(io::Error::new(io::ErrorKind::AlreadyExists, "a thousand runs began in this second"))
            }
            Place::Unsynced(path) | Place::At(path) => {
                let file = owned().open(path)?;
                lock(&file)?;
                if file.metadata()?.len() < self.length {
                    return Err(io::Error::other("the journal was shortened by another program"));
                }
                Ok(file)
            }
        }
    }

    fn write(&mut self, line: &str) -> io::Result<()> {
        let length = self.length;
        let file = self.ready()?;
        // A line of which a full disk took only a part is cut off first.
        if file.metadata()?.len() != length {
            file.set_len(length)?;
        }
        file.seek(SeekFrom::Start(length))?;
        file.write_all(line.as_bytes())?;
        self.length += line.len() as u64;
        self.dirty = true;
        Ok(())
    }

    /// A journal whose name or folder was removed under a run is put back from what is still open: writing on into a file
    /// without a name would succeed and keep nothing.
    fn put_back(&mut self) -> io::Result<()> {
        let (Place::At(path), Some(old)) = (&self.place, &mut self.file) else { return Ok(()) };
        if path.exists() {
            return Ok(());
        }
        let folder = path.parent().unwrap_or(Path::new("."));
        create_folder(folder)?;
        let mut file = owned().create_new(true).open(path)?;
        lock(&file)?;
        old.seek(SeekFrom::Start(0))?;
        let copied = io::copy(&mut old.take(self.length), &mut file).and_then(|_| file.sync_all()).and_then(|()| sync_folder(folder));
        if let Err(error) = copied {
            // A copy in part must not pass for the run.
            let _ = fs::remove_file(path);
            return Err(error);
        }
        tracing::warn!(path = %path.display(), "the journal was removed and has been put back");
        self.file = Some(file);
        Ok(())
    }
}

impl Storage for JournalFile {
    fn append(&mut self, line: &str) -> io::Result<()> {
        self.write(line).inspect_err(|error| {
            // The next attempt opens the file again: its folder may have been removed, or the card changed.
            if !matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
                self.file = None;
            }
        })
    }

    fn sync(&mut self) -> io::Result<()> {
        self.put_back()?;
        if let Some(file) = self.file.as_ref().filter(|_| self.dirty) {
            file.sync_data()?;
            self.dirty = false;
        }
        Ok(())
    }

    fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::New { .. } => None,
            Place::Unsynced(path) | Place::At(path) => Some(path),
        }
    }
}

/// Marks a journal as being written; released when the file is closed, however the process ends. On Windows opening it did that
/// already: `files::owned`.
pub(in crate::store) fn lock(file: &File) -> io::Result<()> {
    if cfg!(windows) {
        return Ok(());
    }
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(io::Error::new(io::ErrorKind::ResourceBusy, "another recovery-run is writing it")),
        // Some network folders cannot lock; a run is worth more than the mark.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
