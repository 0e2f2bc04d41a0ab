//! What commands say on standard output. A reader that has seen enough, as `head` has, is no failure.

use std::fmt;
use std::io::{self, ErrorKind, Write as _};

use super::Failure;

/// Says a line, or several; a line's end is added where there is none.
pub(super) fn say(words: impl fmt::Display) -> Result<(), Failure> {
    let text = words.to_string();
    let mut out = io::stdout().lock();
    let end = if text.ends_with('\n') { "" } else { "\n" };
    match write!(out, "{text}{end}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("standard output cannot be written: {error}; look where it goes")))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}
