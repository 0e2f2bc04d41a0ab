//! The dashboard on a terminal. Frames are coalesced: while one is on its way to the terminal, no other is drawn.

use std::time::Duration;

use super::terminal::{TerminalScreen, TerminalWriter};
use super::{Context, Output};
use crate::session::Notice;
use crate::writer::WriterState;

/// The dashboard.
pub struct Dashboard {
    screen: TerminalScreen,
    terminal: TerminalWriter,
    touched: bool,
    failed: Option<String>,
}

impl Dashboard {
    /// A dashboard on a screen that is open, and the writer behind it.
    pub fn new(screen: TerminalScreen, terminal: TerminalWriter) -> Self {
        Self { screen, terminal, touched: true, failed: None }
    }
}

impl Output for Dashboard {
    fn name(&self) -> &'static str {
        "the dashboard"
    }

    fn notice(&mut self, _: &Notice, _: &Context<'_>) {
        self.touched = true;
    }

    fn touch(&mut self) {
        self.touched = true;
    }

    fn wants_frame(&self) -> bool {
        self.touched && self.terminal.is_idle()
    }

    fn draw(&mut self, context: &Context<'_>) {
        self.touched = false;
        if let Err(error) = self.screen.show(&context.session.view(), context.ui) {
            self.failed = Some(error.to_string());
        }
    }

    fn suspend(&mut self, limit: Duration) {
        self.screen.leave(limit);
    }

    fn resume(&mut self) {
        self.touched = true;
        if let Err(error) = self.screen.enter_again() {
            self.failed = Some(error.to_string());
        }
    }

    fn state(&self) -> WriterState {
        match (self.terminal.state(), &self.failed) {
            // A dashboard that cannot be drawn any more leaves a runner without a screen: that is the end of the run.
            (WriterState::Gone | WriterState::Failed(_), _) | (WriterState::Open, Some(_)) => WriterState::Gone,
            (WriterState::Open, None) => WriterState::Open,
        }
    }

    fn close(&mut self, limit: Duration) -> bool {
        self.screen.leave(limit)
    }
}
