//! Why something could not be read or written, with what the user can do about it.

use std::io;
use std::path::PathBuf;

/// What failed, why, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file or folder that cannot be read.
    #[error("{} cannot be read: {why}; check that it is there and yours to read", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// The system's reason.
        why: io::Error,
    },
    /// A file or folder that cannot be written.
    #[error("{} cannot be written: {why}; free some space, or set RECOVERY_RUN_DATA to a folder of yours", path.display())]
    Unwritable {
        /// Which.
        path: PathBuf,
        /// The system's reason.
        why: io::Error,
    },
    /// A configuration with a mistake in it.
    #[error("{} is not understood: {why}; correct it, or see what may stand there with `recovery-run config init`", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// Line, key and reason.
        why: String,
    },
    /// A configuration that is there already.
    #[error("{} is there already: it is left as it is; change it with `recovery-run config edit`", path.display())]
    ConfigExists {
        /// The file.
        path: PathBuf,
    },
    /// A file that is there already.
    #[error("{} is there already: it is left as it is; give another name, or --force", path.display())]
    FileExists {
        /// The file.
        path: PathBuf,
    },
    /// A name that no file can have here.
    #[error("{} cannot be written: {why}; give another name", path.display())]
    NoName {
        /// The file.
        path: PathBuf,
        /// Why not.
        why: &'static str,
    },
    /// A file that another program has open and lets nobody replace.
    #[error("{} cannot be written: another program has it open; close it there, or give another name", path.display())]
    OpenElsewhere {
        /// The file.
        path: PathBuf,
    },
    /// A file that is no journal.
    #[error("{} is no journal: {why}; give a file that recovery-run wrote", path.display())]
    Journal {
        /// The file.
        path: PathBuf,
        /// Why not.
        why: crate::format::journal::JournalError,
    },
    /// Another recovery-run is writing it.
    #[error("{} is being written by another recovery-run: end that run first", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// No home folder is known.
    #[error("no home folder is known; set RECOVERY_RUN_DATA and RECOVERY_RUN_CONFIG to a folder and a file of yours")]
    NoHome,
}
