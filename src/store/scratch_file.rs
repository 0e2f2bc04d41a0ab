//! A file for what does not fit into memory, gone when it is dropped, and on Unix from its start: no kill leaves it behind.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use super::{Folders, files};

/// A file without a name for others.
#[derive(Debug)]
pub struct ScratchFile {
    file: File,
    path: PathBuf,
}

impl ScratchFile {
    /// An empty one in the data folder, which this user alone may read.
    ///
    /// # Errors
    /// It cannot be created.
    pub fn new(folders: &Folders) -> io::Result<Self> {
        files::create_folder(&folders.data)?;
        let name = |number: u32| folders.data.join(format!("unpacked.{}.{number}.new", std::process::id()));
        let (file, path) = (0..1000)
            .map(|number| files::private().create_new(true).open(name(number)).map(|file| (file, name(number))))
            .find(|opened| opened.as_ref().err().is_none_or(|error| error.kind() != io::ErrorKind::AlreadyExists))
            .unwrap_or_else(|| Err(io::ErrorKind::AlreadyExists.into()))?;
        if cfg!(unix) {
            fs::remove_file(&path)?;
        }
        Ok(Self { file, path })
    }
}

impl Read for ScratchFile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.file.read(into)
    }
}

impl Seek for ScratchFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

impl Write for ScratchFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for ScratchFile {
    fn drop(&mut self) {
        if !cfg!(unix) {
            // Windows removes an open file when it is closed.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_can_be_read_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let folders = Folders { data: folder.path().join("data"), config: folder.path().join("none") };
        let (mut one, mut other) = (ScratchFile::new(&folders).unwrap(), ScratchFile::new(&folders).unwrap());
        one.write_all(b"one").unwrap();
        other.write_all(b"other").unwrap();
        one.rewind().unwrap();
        let mut text = String::new();
        one.read_to_string(&mut text).unwrap();
        assert_eq!(text, "one");
        drop((one, other));
        assert_eq!(fs::read_dir(&folders.data).unwrap().count(), 0);
    }
}
