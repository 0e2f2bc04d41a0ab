//! The file of a journal: created under a name that nobody has, locked, written line by line, and put back when it is removed.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::Storage;
use crate::format::journal;
use crate::store::files::{create_folder, owned, sync_folder};

/// So many runs may begin in one second.
const NAMES: u32 = 1000;
/// A file system writes blocks of this size, whatever little of them has changed.
const BLOCK: u64 = 4096;
/// Room that a sparing journal takes at a time, as empty lines: about twenty minutes of a strap that sends once a second. Into room that
/// is there already lines are written without a change of the file's size or blocks, each of which would cost four more blocks a sync.
const ROOM: usize = 64 << 10;
/// What a sparing journal holds back at most while it cannot be written; later lines wait where they come from.
const HELD: usize = 64 << 10;

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
    /// Bytes of lines in the file, whole ones unless the rest of the last is held; more than that is a part of a line.
    length: u64,
    /// Bytes in the file with the room behind its lines, where it is sparing; what is longer than the lines is no part of a line then.
    room: Option<u64>,
    /// Lines that a sparing journal writes with its next sync: each write changes the time of the file, which costs three blocks as soon as
    /// the file system's own journal is written, every five seconds.
    held: String,
    /// Something was written since the last sync.
    dirty: bool,
    /// The block that the last sync ended in.
    synced_block: u64,
}

impl JournalFile {
    /// A journal that is created with its first line, named `NAME.jsonl` or `NAME-2.jsonl` and so on.
    pub(super) fn new(folder: PathBuf, name: String) -> Self {
        Self { place: Place::New { folder, name }, ..Self::empty() }
    }

    /// A journal that is open and locked, and its length in bytes.
    pub(super) fn open(path: PathBuf, file: File, length: u64) -> Self {
        Self { place: Place::At(path), file: Some(file), length, ..Self::empty() }
    }

    /// A journal that this program wrote before its thread failed: whole lines of it stay.
    pub(super) fn reopen(path: PathBuf) -> Self {
        let whole = |bytes: Vec<u8>| bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end as u64 + 1);
        // Room behind the lines is no line.
        let length = fs::read(&path).map_or(0, |bytes| journal::read(&bytes).map_or_else(|_| whole(bytes), |read| read.whole as u64));
        Self { place: Place::At(path), length, dirty: true, ..Self::empty() }
    }

    fn empty() -> Self {
        Self { place: Place::At(PathBuf::new()), file: None, length: 0, room: None, held: String::new(), dirty: false, synced_block: 0 }
    }

    /// The same, writing as few blocks as it can.
    pub(super) fn sparing(self, sparing: bool) -> Self {
        Self { room: sparing.then_some(self.length), ..self }
    }

    fn ready(&mut self) -> io::Result<&mut File> {
        if self.file.is_none() {
            self.file = Some(self.create_or_open()?);
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
        let (length, mut room) = (self.length, self.room);
        let file = self.ready()?;
        // A line of which a full disk took only a part is cut off first.
        if file.metadata()?.len() != room.unwrap_or(length) {
            file.set_len(length)?;
            room = room.map(|_| length);
        }
        while let Some(end) = room.filter(|end| *end < length + line.len() as u64) {
            file.seek(SeekFrom::Start(end))?;
            // A disk that is nearly full takes lines all the same, as long as it can.
            room = match file.write_all(&[b'\n'; ROOM]) {
                Ok(()) => Some(end + ROOM as u64),
                Err(_) => file.set_len(length).map(|()| None)?,
            };
        }
        file.seek(SeekFrom::Start(length))?;
        let written = file.write_all(line.as_bytes());
        self.room = room;
        written?;
        self.length += line.len() as u64;
        self.dirty = true;
        Ok(())
    }

    fn attempt(&mut self, lines: &str) -> io::Result<()> {
        self.write(lines).inspect_err(|error| {
            // The next attempt opens the file again: its folder may have been removed, or the card changed.
            if !matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
                self.file = None;
            }
        })
    }

    /// Writes the lines that are held: up to the end of the last full block where there is one, since the next block is written anyhow when
    /// the next lines are. Half of a line is then a torn tail, for as long as the other half is held.
    fn write_held(&mut self, last: bool) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let held = std::mem::take(&mut self.held);
        let end = (self.length + held.len() as u64) / BLOCK * BLOCK;
        let cut = end.checked_sub(self.length).and_then(|cut| usize::try_from(cut).ok()).filter(|cut| !last && *cut > 0);
        let (now, later) = cut.and_then(|cut| held.split_at_checked(cut)).unwrap_or((&held, ""));
        let written = self.attempt(now);
        self.held = if written.is_ok() { later.to_owned() } else { held };
        written
    }

    /// A journal whose name or folder was removed under a run is put back from what is still open: writing on into a file
    /// without a name would succeed and keep nothing.
    fn put_back(&mut self) -> io::Result<()> {
        let (Place::Unsynced(path) | Place::At(path), Some(old)) = (&self.place, &mut self.file) else { return Ok(()) };
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
        self.room = self.room.map(|_| self.length);
        Ok(())
    }
}

impl Storage for JournalFile {
    fn append(&mut self, line: &str) -> io::Result<()> {
        if self.room.is_none() || self.held.len() >= HELD {
            self.write_held(true)?;
            return self.attempt(line);
        }
        self.held += line;
        Ok(())
    }

    fn sync(&mut self, last: bool) -> io::Result<()> {
        self.put_back()?;
        self.write_held(last)?;
        let Some(file) = &self.file else { return Ok(()) };
        if last && self.room.is_some_and(|room| room > self.length) {
            file.set_len(self.length)?;
            (self.room, self.dirty) = (None, true);
        }
        if self.dirty {
            file.sync_data()?;
            (self.dirty, self.synced_block) = (false, self.length / BLOCK);
        }
        // After the file: on ext4 its sync has written the folder's entry as well, and there is nothing left to write.
        if let Place::Unsynced(path) = &self.place {
            sync_folder(path.parent().unwrap_or(Path::new(".")))?;
            self.place = Place::At(path.clone());
        }
        Ok(())
    }

    fn has_filled_a_block(&self) -> bool {
        self.room.is_some() && (self.length + self.held.len() as u64) / BLOCK != self.synced_block
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
