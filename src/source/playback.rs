//! A script played in its own time, as fast as the viewer wants.

use std::time::Duration;

use tokio::time::Instant;

use super::next::Next;
use super::script::{Script, Speed};
use crate::format::TimedReading;
use crate::session::Elapsed;

/// A player that is later than this was stopped or slept: it goes on from where it is and does not catch up.
const CATCHES_UP: Duration = Duration::from_secs(2);

/// A script being played.
pub struct Playback {
    pub(super) script: Box<dyn Script>,
    pub(super) pending: Option<TimedReading>,
    pub(super) speed: Speed,
    /// Where in the script the clock stood at an instant.
    anchor: (Instant, Elapsed),
    pub(super) held: bool,
    pub(super) latest: Elapsed,
}

impl Playback {
    /// A script from its beginning.
    pub(super) fn new(script: Box<dyn Script>, speed: Speed) -> Self {
        Self { script, pending: None, speed, anchor: (now(), Elapsed::ZERO), held: false, latest: Elapsed::ZERO }
    }

    /// From here on another speed counts, or it is held or let go.
    pub(super) fn set_anchor(&mut self) {
        self.anchor = (now(), self.latest);
    }

    /// Waits for what comes next, at most until `wake`. Dropped and called again it loses nothing.
    pub(super) async fn next(&mut self, wake: Option<Elapsed>) -> Next {
        if self.pending.is_none() {
            self.pending = self.script.next();
        }
        let Some(pending) = &self.pending else { return Next::End };
        let tick = wake.filter(|wake| *wake < pending.at && self.speed != Speed::Max);
        let due = tick.unwrap_or(pending.at);
        if self.held {
            std::future::pending::<()>().await;
        }
        if let Speed::Times(times) = self.speed {
            let at = self.anchor.0 + Duration::from_secs_f64((due - self.anchor.1).secs() / times);
            if now().saturating_duration_since(at) > CATCHES_UP {
                self.anchor = (now(), due);
            }
            tokio::time::sleep_until(at).await;
        } else {
            // Keys and signals get their turn even when nothing is waited for.
            tokio::task::yield_now().await;
        }
        self.latest = self.latest.max(due);
        match (tick, self.pending.take()) {
            (Some(at), pending) => {
                self.pending = pending;
                Next::Tick(at)
            }
            (None, Some(reading)) => Next::Reading(reading),
            (None, None) => Next::End,
        }
    }
}

/// The clock of a viewer, which is no part of what is played.
#[allow(clippy::disallowed_methods)]
fn now() -> Instant {
    Instant::now()
}
