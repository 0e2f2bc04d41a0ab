//! What commands print on standard output. A reader that has read enough, as `head` does, is no failure.

use std::fmt;
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use super::Failure;
use crate::store;

/// Prints a line, or several; a line's end is added where there is none.
pub(super) fn say(words: impl fmt::Display) -> Result<(), Failure> {
    let mut text = words.to_string();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    print(text.as_bytes())
}

/// Writes bytes to a file, never over another unless `force`; `-` is standard output.
pub(super) fn write_to(out: &Path, bytes: &[u8], force: bool) -> Result<(), Failure> {
    if out.as_os_str() == "-" { print(bytes) } else { Ok(store::export_to(out, bytes, force)?) }
}

/// Writes bytes to standard output as they are.
pub(super) fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("standard output cannot be written: {error}; look where it goes")))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// "1 run", "2 runs".
pub(super) fn runs(number: usize) -> String {
    format!("{number} {}", if number == 1 { "run" } else { "runs" })
}
