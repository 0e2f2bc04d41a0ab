//! What run, demo and replay share: a session, a timeline and a face, run to the end on one thread.

use std::io::{self, IsTerminal};

use crossterm::event::EventStream;

use super::Failure;
use crate::app::{App, Dashboard, Face, Lines};
use crate::report::{self, Provenance};
use crate::screen::{Screen, Theme, Ui};
use crate::session::{Elapsed, Session};
use crate::source::timeline::Timeline;

/// A run about to be shown.
pub(super) struct Play {
    pub headless: bool,
    pub session: Session,
    pub provenance: Provenance,
    pub started_at: Option<jiff::Timestamp>,
    /// Nothing is known of the runner and an age was assumed.
    pub guesswork: bool,
    /// Where the readings come from, for the screen; none for a strap, which names itself.
    pub source_line: Option<String>,
    /// The length of what is played; none in a live run.
    pub total: Option<Elapsed>,
}

impl Play {
    /// Plays a timeline that is made when the clock may start.
    pub(super) fn scripted(self, timeline: impl FnOnce() -> Timeline) -> Result<(), Failure> {
        if self.guesswork {
            eprintln!("recovery-run: nothing is known of you, so an age of 40 is assumed: give --age, or `recovery-run config init`");
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::new(format!("the run cannot start: {error}; free some memory or file handles and try again")))?;
        runtime.block_on(async {
            let face = if self.headless { Face::Lines(Lines::default()) } else { Face::Dashboard(Box::new(self.dashboard()?)) };
            let mut app =
                App { timeline: timeline(), session: self.session, face, provenance: self.provenance, started_at: self.started_at };
            app.run().await.map_err(|error| Failure::new(format!("signals cannot be listened for: {error}; try again")))?;
            let App { session, face, .. } = app;
            // The terminal is given back before anything is printed to it.
            drop(face);
            if !self.headless {
                print!("{}", report::closing(&session));
            }
            Ok(())
        })
    }

    fn dashboard(&self) -> Result<Dashboard, Failure> {
        if !io::stdout().is_terminal() {
            return Err(Failure::new("the dashboard cannot be shown: standard output is no terminal; run it in one, or add --headless"));
        }
        let theme = Theme::detect(|key| std::env::var(key).ok(), true);
        let mut ui = Ui::new(theme);
        ui.source_line = self.source_line.clone();
        let screen = Screen::open()
            .map_err(|error| Failure::new(format!("the terminal cannot be taken over: {error}; try another one, or add --headless")))?;
        Ok(Dashboard::new(screen, EventStream::new(), ui, self.total))
    }
}
