//! What run, demo and replay share: a session, a timeline and a face, run to the end on one thread.

use super::Failure;
use crate::app::{App, Face, Lines};
use crate::report::{self, Provenance};
use crate::session::Session;
use crate::source::timeline::Timeline;

/// A run about to be shown.
pub(super) struct Play {
    pub headless: bool,
    pub session: Session,
    pub provenance: Provenance,
    pub started_at: Option<jiff::Timestamp>,
    /// Nothing is known of the runner and an age was assumed.
    pub guesswork: bool,
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
            let mut app = App {
                timeline: timeline(),
                session: self.session,
                face: Face::Lines(Lines::default()),
                provenance: self.provenance,
                started_at: self.started_at,
            };
            app.run().await.map_err(|error| Failure::new(format!("signals cannot be listened for: {error}; try again")))?;
            if !self.headless {
                print!("{}", report::closing(&app.session));
            }
            Ok(())
        })
    }
}
