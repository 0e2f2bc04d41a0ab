//! Reading the files and archives that are to be imported, one after the other.

use std::fs::File;
use std::io::{self, Read, Seek as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::sources::Source;
use crate::format::archive::{ArchiveError, PackedFile, Packing, ReadSeek, UNPACKED_LIMIT, Visitor, visit};
use crate::format::is_other_file;

/// A file that was found, and its place among them.
#[derive(Debug)]
pub(super) struct Job {
    pub found: Found,
    pub content: Content,
}

/// Where a file was found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Its name for messages: its path, in an archive the archive's and its own. Without control characters.
    pub shown: String,
    /// The file on the disk that it is or lies in.
    pub path: PathBuf,
    /// Which argument it comes from.
    pub argument: usize,
    /// It is that argument itself.
    pub is_named: bool,
    /// It lies in an archive.
    pub is_packed: bool,
}

/// What is in a file.
#[derive(Debug)]
pub(super) enum Content {
    /// Its bytes, as they came.
    Bytes(Vec<u8>),
    /// It cannot be read, for this reason.
    Unreadable(String),
    /// It is plainly no recording, by its name.
    Other,
}

/// Who takes what is found.
pub(super) trait Sink {
    /// There are so many files more than there seemed to be.
    fn more(&mut self, files: usize);
    /// Takes a file; breaks when no more is wanted.
    fn take(&mut self, job: Job) -> ControlFlow<()>;
    /// Holds an archive that was found in an archive.
    fn hold(&mut self, archive: &mut dyn Read) -> io::Result<Box<dyn ReadSeek>>;
}

/// Reads a source: a file, or all files in an archive.
pub(super) fn read(source: &Source, sink: &mut impl Sink) -> ControlFlow<()> {
    let shown = source.path.display().to_string().replace(char::is_control, " ");
    let found = Found { shown, path: source.path.clone(), argument: source.argument, is_named: source.is_named, is_packed: false };
    if !source.is_named && is_other_file(&source.path.to_string_lossy()) {
        return sink.take(Job { found, content: Content::Other });
    }
    let content = match open(&source.path) {
        Ok(Opened::Archive(file)) => {
            let mut through = Through { found: &found, sink };
            match visit(&found.shown, Box::new(file), &mut through) {
                Ok(flow) => return flow,
                Err(why) => Content::Unreadable(why.to_string()),
            }
        }
        Ok(Opened::Bytes(bytes)) => Content::Bytes(bytes),
        Ok(Opened::TooLarge) => Content::Unreadable(ArchiveError::TooLarge.to_string()),
        Err(error) => Content::Unreadable(format!("{error}; check the name")),
    };
    sink.take(Job { found, content })
}

enum Opened {
    Archive(File),
    Bytes(Vec<u8>),
    TooLarge,
}

fn open(path: &Path) -> io::Result<Opened> {
    let mut file = File::open(path)?;
    let mut bytes = Vec::new();
    file.by_ref().take(4).read_to_end(&mut bytes)?;
    // An archive is read where it is, since it may be larger than the memory; one from a pipe cannot be.
    if Packing::of(&bytes) == Some(Packing::Zip) && file.rewind().is_ok() {
        return Ok(Opened::Archive(file));
    }
    if file.metadata()?.len() > UNPACKED_LIMIT as u64 {
        return Ok(Opened::TooLarge);
    }
    // A pipe does not tell how much will come.
    file.take(UNPACKED_LIMIT as u64).read_to_end(&mut bytes)?;
    Ok(if bytes.len() > UNPACKED_LIMIT { Opened::TooLarge } else { Opened::Bytes(bytes) })
}

/// Hands on what is in an archive.
struct Through<'a, S: Sink> {
    found: &'a Found,
    sink: &'a mut S,
}

impl<S: Sink> Through<'_, S> {
    fn job(&self, name: &str, content: Content) -> Job {
        let found = Found { shown: name.to_owned(), is_named: false, is_packed: true, ..self.found.clone() };
        Job { found, content }
    }
}

impl<S: Sink> Visitor for Through<'_, S> {
    fn opened(&mut self, files: usize) {
        // The archive counted as one.
        self.sink.more(files.saturating_sub(1));
    }

    fn wants(&mut self, name: &str) -> ControlFlow<(), bool> {
        if is_other_file(name) {
            let job = self.job(name, Content::Other);
            self.sink.take(job)?;
            return ControlFlow::Continue(false);
        }
        ControlFlow::Continue(true)
    }

    fn take(&mut self, file: PackedFile) -> ControlFlow<()> {
        let content = match file.content {
            Ok(bytes) => Content::Bytes(bytes),
            Err(why) => Content::Unreadable(why.to_string()),
        };
        let job = self.job(&file.name, content);
        self.sink.take(job)
    }

    fn hold(&mut self, archive: &mut dyn Read) -> io::Result<Box<dyn ReadSeek>> {
        self.sink.hold(archive)
    }
}
