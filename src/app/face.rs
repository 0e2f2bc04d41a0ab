//! What a run shows itself by: JSON lines for programs, or the dashboard for people.

use std::io::{self, Write};

use crate::format::lines;
use crate::session::{Command, Notice, Session};
use crate::source::timeline::Timeline;

/// What the runner wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// An order to the run.
    Order(Command),
    /// Hold the replay, or let it go on.
    Hold,
    /// Play faster.
    Faster,
    /// Play slower.
    Slower,
    /// Nothing of the run; the screen changed.
    Redraw,
    /// The terminal is gone.
    Gone,
}

/// The two ways to show a run.
pub enum Face {
    /// JSON lines on standard output.
    Lines(Lines),
}

/// JSON lines on standard output, each flushed as it is written.
#[derive(Debug, Default)]
pub struct Lines {
    gone: bool,
}

impl Lines {
    /// Writes a line. A reader that went away ends the run in order; it is no failure.
    pub fn print(&mut self, line: &str) {
        let mut out = io::stdout().lock();
        self.gone |= writeln!(out, "{line}").and_then(|()| out.flush()).is_err();
    }
}

impl Face {
    /// Waits for a wish; lines have none.
    pub(super) async fn wish(&mut self, _session: &Session) -> Wish {
        match self {
            Self::Lines(_) => std::future::pending().await,
        }
    }

    /// Something changed on the run.
    pub(super) fn notice(&mut self, notice: &Notice) {
        match self {
            Self::Lines(out) => out.print(&lines::notice_line(notice)),
        }
    }

    /// Something may have changed on the screen.
    pub(super) fn touch(&mut self) {
        match self {
            Self::Lines(_) => {}
        }
    }

    pub(super) fn wants_drawing(&self) -> bool {
        match self {
            Self::Lines(_) => false,
        }
    }

    pub(super) fn shows_a_clock(&self) -> bool {
        match self {
            Self::Lines(_) => false,
        }
    }

    pub(super) fn is_gone(&self) -> bool {
        match self {
            Self::Lines(out) => out.gone,
        }
    }

    pub(super) fn draw(&mut self, _session: &Session, _timeline: &Timeline) {
        match self {
            Self::Lines(_) => {}
        }
    }

    /// A word for whoever looks after the run, not for the runner.
    pub(super) fn warn(&mut self, warning: &str) {
        match self {
            Self::Lines(_) => eprintln!("recovery-run: {warning}"),
        }
    }
}
