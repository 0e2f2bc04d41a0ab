//! Why a compressed file, an archive or a member of one cannot be read.

use std::io;

/// Why it cannot be read, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// Its end is missing.
    #[error("its {0} data is cut short; copy or download it again")]
    CutShort(&'static str),
    /// It is not what its checksum or its structure says.
    #[error("its {0} data is damaged; copy or download it again")]
    Damaged(&'static str),
    /// It unpacks to more than [`super::UNPACKED_LIMIT`].
    #[error("it unpacks to more than 200 MB; no recording is that large")]
    TooLarge,
    /// The members of its archive unpack to far more than the archive holds.
    #[error("its archive unpacks to hundreds of times its size; unpack by hand what you want of it")]
    Bomb,
    /// A password is needed.
    #[error("it is encrypted; unpack it with its password, and give what is in it")]
    Encrypted,
    /// Packed by a method that is not read.
    #[error("it is packed by a method that is not read here (number {0}); unpack it first")]
    Method(u16),
    /// Archives in archives in archives.
    #[error("it lies in an archive in an archive in an archive; unpack the outer ones first")]
    TooDeep,
    /// The medium fails.
    #[error("it cannot be read: {0}; check the disk, or copy it again")]
    Medium(String),
}

impl ArchiveError {
    /// What a failure means while data of a packing is read.
    pub(super) fn of(error: &io::Error, packing: &'static str) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::CutShort(packing),
            // The decoders tell of data that cannot be by these kinds; a wrong checksum has none of its own.
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Self::Damaged(packing),
            io::ErrorKind::Other if error.raw_os_error().is_none() => Self::Damaged(packing),
            _ => Self::Medium(error.to_string()),
        }
    }
}
