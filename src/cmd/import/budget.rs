//! How much may be between reading and writing: files are read ahead of the threads that decode them, but not without bound.

use std::sync::{Condvar, Mutex, PoisonError};

/// The most files.
const FILES: usize = 32;
/// The most bytes, where there is more than one file.
const BYTES: usize = 32_000_000;

#[derive(Debug, Default)]
struct Held {
    files: usize,
    bytes: usize,
    closed: bool,
}

/// What is held between reading and writing.
#[derive(Debug, Default)]
pub(super) struct Budget {
    held: Mutex<Held>,
    changed: Condvar,
}

impl Budget {
    /// Waits until a file of so many bytes may go on, and counts it. False where nothing goes on any more.
    pub(super) fn take(&self, bytes: usize) -> bool {
        let full = |held: &mut Held| !held.closed && held.files > 0 && (held.files >= FILES || held.bytes + bytes > BYTES);
        // A panic while the lock is held leaves the numbers whole: each change is a single step.
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let mut held = self.changed.wait_while(held, full).unwrap_or_else(PoisonError::into_inner);
        held.files += 1;
        held.bytes += bytes;
        !held.closed
    }

    /// A file of so many bytes is written.
    pub(super) fn give_back(&self, bytes: usize) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.files -= 1;
        held.bytes -= bytes;
        drop(held);
        self.changed.notify_all();
    }

    /// Lets nobody wait any more.
    pub(super) fn close(&self) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.changed.notify_all();
    }
}
