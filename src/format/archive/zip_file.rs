//! One zip archive: its members and their contents.

use std::cell::RefCell;
use std::io::{self, Read, Seek, SeekFrom};

use flate2::read::DeflateDecoder;
use rawzip::{
    CompressionMethod, Error, ErrorKind, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipArchive, ZipArchiveEntryWayfinder, ZipFileHeaderRecord,
    ZipLocator,
};

use super::ArchiveError;

/// Where an archive is read from: a file, or a member of another archive.
pub trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

/// The same, read at places.
struct Places<'a>(RefCell<Box<dyn ReadSeek + 'a>>);

impl ReaderAt for Places<'_> {
    fn read_at(&self, into: &mut [u8], place: u64) -> io::Result<usize> {
        let mut from = self.0.borrow_mut();
        from.seek(SeekFrom::Start(place))?;
        from.read(into)
    }
}

/// An archive, opened.
pub(super) struct ZipFile<'a> {
    archive: ZipArchive<Places<'a>>,
}

/// A file in an archive.
pub(super) struct Member {
    /// Its name with the folders in the archive, in whatever characters it has.
    pub name: String,
    place: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    is_encrypted: bool,
}

impl<'a> ZipFile<'a> {
    pub(super) fn open(mut from: Box<dyn ReadSeek + 'a>) -> Result<Self, ArchiveError> {
        let end = from.seek(SeekFrom::End(0)).map_err(|error| ArchiveError::of(&error, "zip"))?;
        let located = ZipLocator::new().locate_in_reader(Places(RefCell::new(from)), &mut buffer(), end);
        let archive = located.map_err(|(_, error)| match error.kind() {
            // The list of members stands at the end: without it, the end is missing.
            ErrorKind::MissingEndOfCentralDirectory | ErrorKind::InvalidEndOfCentralDirectory => ArchiveError::CutShort("zip"),
            _ => error_of(error),
        })?;
        Ok(Self { archive })
    }

    /// The files in it by name; folders and links are no files.
    pub(super) fn members(&self) -> Result<Vec<Member>, ArchiveError> {
        let (mut members, mut listed) = (Vec::new(), 0_u64);
        let mut buffer = buffer();
        let mut entries = self.archive.entries(&mut buffer);
        while let Some(entry) = entries.next_entry().map_err(error_of)? {
            listed += 1;
            if !entry.is_dir() && !entry.mode().is_symlink() {
                members.push(Member::of(&entry));
            }
        }
        // Archives of more members than the format counts without its 64-bit extension wrap around.
        if (listed ^ self.archive.entries_hint()) & 0xFFFF != 0 {
            return Err(ArchiveError::Damaged("zip"));
        }
        members.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(members)
    }

    /// What a member unpacks to. Where that does not agree with its checksum and its size, reading ends in an error.
    pub(super) fn reader(&self, member: &Member) -> Result<impl Read, ArchiveError> {
        if member.is_encrypted {
            return Err(ArchiveError::Encrypted);
        }
        let entry = self.archive.get_entry(member.place).map_err(error_of)?;
        let unpacked: Box<dyn Read> = match member.method {
            CompressionMethod::STORE => Box::new(entry.reader()),
            CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(entry.reader())),
            other => return Err(ArchiveError::Method(other.as_u16())),
        };
        Ok(entry.verifying_reader(unpacked))
    }
}

impl Member {
    fn of(entry: &ZipFileHeaderRecord<'_>) -> Self {
        Self {
            name: String::from_utf8_lossy(entry.file_path().as_bytes()).into_owned(),
            place: entry.wayfinder(),
            method: entry.compression_method(),
            is_encrypted: entry.flags().is_encrypted(),
        }
    }
}

fn buffer() -> Vec<u8> {
    vec![0; RECOMMENDED_BUFFER_SIZE]
}

fn error_of(error: Error) -> ArchiveError {
    match error.into_kind() {
        ErrorKind::IO(error) => ArchiveError::of(&error, "zip"),
        ErrorKind::Eof => ArchiveError::CutShort("zip"),
        // The library may add kinds of its own.
        _ => ArchiveError::Damaged("zip"),
    }
}
