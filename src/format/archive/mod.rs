//! Compressed files and archives, told by their content and read within bounds: nothing is written anywhere, so that no
//! member's name leads out of a folder, and what is unpacked stays small however it was packed.

mod error;
mod gzip;
mod visit;
mod zip_file;

pub use error::ArchiveError;
pub use gzip::gunzip;
pub use visit::{PackedFile, Visitor, visit};
pub use zip_file::ReadSeek;

/// The most bytes that a file or a member may unpack to. A design choice: the largest recordings in the wild (two days with
/// every sensor as TCX) have a tenth of it.
pub const UNPACKED_LIMIT: usize = 200_000_000;
/// How deep archives may lie in archives. Exports of watch makers have two levels; a design choice beyond that.
const NESTING_LIMIT: usize = 3;

/// How a content is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// gzip (RFC 1952): one file.
    Gzip,
    /// A zip archive: files by their names.
    Zip,
}

impl Packing {
    /// What a content is packed as, by its first four bytes or more; none where it is not, or in a way that is not read here.
    pub fn of(start: &[u8]) -> Option<Self> {
        match start {
            [0x1F, 0x8B, ..] => Some(Self::Gzip),
            // A member, an archive without one, and one in parts whose first part is all there is.
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => Some(Self::Zip),
            _ => None,
        }
    }
}
