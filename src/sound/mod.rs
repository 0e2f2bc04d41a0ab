//! Cues made audible. Knows when, not why: the session says which cues may sound.

use std::io::{self, Write};

/// Rings the terminal's bell.
///
/// # Errors
/// The terminal is gone.
pub fn ring(terminal: &mut impl Write) -> io::Result<()> {
    terminal.write_all(b"\x07")?;
    terminal.flush()
}
