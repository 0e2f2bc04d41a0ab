//! Audible cues as the terminal's bell.

use super::terminal::TerminalWriter;
use super::{Context, Output};
use crate::session::{Notice, NoticeKind};
use crate::sound;
use crate::writer::WriterState;

/// The bell of a terminal.
pub struct Bell {
    terminal: TerminalWriter,
}

impl Bell {
    /// The bell of the terminal that the dashboard is on.
    pub fn new(terminal: TerminalWriter) -> Self {
        Self { terminal }
    }
}

impl Output for Bell {
    fn name(&self) -> &'static str {
        "the sound"
    }

    fn notice(&mut self, notice: &Notice, context: &Context<'_>) {
        let audible = matches!(&notice.kind, NoticeKind::Cue(cue) if cue.audible);
        // A bell for a terminal that takes nothing would ring too late to mean anything.
        if audible && context.ui.bell && self.terminal.is_idle() {
            self.terminal.send(sound::BELL);
        }
    }

    fn state(&self) -> WriterState {
        // The terminal is the dashboard's; whether it is gone is told there.
        WriterState::Open
    }
}
