//! The headless face: JSON lines on standard output, each flushed as it is written.

use std::io::{self, Write};

use crate::format::json_lines;
use crate::session::Notice;

/// JSON lines on standard output.
#[derive(Debug, Default)]
pub struct Lines {
    gone: bool,
}

impl Lines {
    /// Writes a line. A reader that went away ends the run in order; it is no failure.
    pub(super) fn print(&mut self, line: &str) {
        let mut out = io::stdout().lock();
        self.gone |= writeln!(out, "{line}").and_then(|()| out.flush()).is_err();
    }

    /// Writes the line of a notice.
    pub(super) fn notice(&mut self, notice: &Notice) {
        self.print(&json_lines::notice_line(notice));
    }

    /// Whether the reader went away.
    pub(super) fn is_gone(&self) -> bool {
        self.gone
    }
}
