//! How a run is shown: on the dashboard, as JSON lines for programs, or in plain words.

use std::io::{self, IsTerminal};

use clap::Args;

/// Flags of how a run is shown.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct FaceArgs {
    /// JSON lines on standard output, not the dashboard
    #[arg(long)]
    headless: bool,
    /// Lines of plain words, for screen readers and logs
    ///
    /// A line a change; for simple terminals too
    #[arg(long, conflicts_with = "headless")]
    plain: bool,
}

/// How a run is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// The dashboard.
    Screen,
    /// JSON lines.
    Lines,
    /// Plain words.
    Plain,
}

impl FaceArgs {
    /// What the flags ask for. A terminal that cannot place text gets plain words, and is told so.
    pub(super) fn face(self) -> Face {
        let dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
        match self {
            Self { headless: true, .. } => Face::Lines,
            Self { plain: true, .. } => Face::Plain,
            _ if dumb && io::stdout().is_terminal() => {
                eprintln!(
                    "recovery-run: this terminal cannot place text (TERM is dumb), so the run is told in plain lines, as with --plain"
                );
                Face::Plain
            }
            _ => Face::Screen,
        }
    }

    /// Whether a script runs as fast as it can where no speed is given: nobody watches.
    pub(super) fn is_unwatched(self) -> bool {
        self.headless
    }
}
