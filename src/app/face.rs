//! What a run shows itself by: JSON lines for programs, or the dashboard for people.

use super::dashboard::Dashboard;
use super::lines::Lines;
use crate::session::{Answer, Command, Notice, Session};
use crate::source::timeline::Timeline;

/// What the runner wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// An order to the run.
    Order(Command),
    /// An answer to what was asked.
    Answer(Answer),
    /// Stop the run, and leave when there is nothing more to ask.
    Quit,
    /// Leave; the run stops.
    QuitAtOnce,
    /// Hold the replay, or let it go on.
    Hold,
    /// Play faster.
    Faster,
    /// Play slower.
    Slower,
    /// The strap at this place of the list.
    Pick(usize),
    /// Nothing of the run; the screen changed.
    Redraw,
    /// The terminal is gone.
    Gone,
}

/// The two ways to show a run.
pub enum Face {
    /// JSON lines on standard output.
    Lines(Lines),
    /// The dashboard.
    Dashboard(Box<Dashboard>),
}

impl Face {
    /// Waits for a wish; lines have none. Dropped and called again it loses nothing.
    pub(super) async fn wish(&mut self, session: &Session) -> Wish {
        match self {
            Self::Lines(_) => std::future::pending().await,
            Self::Dashboard(dashboard) => dashboard.wish(session).await,
        }
    }

    /// Something changed in the run.
    pub(super) fn notice(&mut self, notice: &Notice) {
        match self {
            Self::Lines(lines) => lines.notice(notice),
            Self::Dashboard(dashboard) => dashboard.notice(notice),
        }
    }

    /// Something may have changed on the screen.
    pub(super) fn touch(&mut self) {
        if let Self::Dashboard(dashboard) = self {
            dashboard.touch();
        }
    }

    /// Whether there is something to draw.
    pub(super) fn wants_drawing(&self) -> bool {
        matches!(self, Self::Dashboard(dashboard) if dashboard.is_touched())
    }

    /// Whether time has to go on in it though nothing happens.
    pub(super) fn shows_a_clock(&self) -> bool {
        matches!(self, Self::Dashboard(_))
    }

    /// Whether somebody sits before it who can be asked: not before lines, and a recording was answered long ago.
    pub(super) fn can_ask(&self) -> bool {
        matches!(self, Self::Dashboard(dashboard) if !dashboard.is_replay())
    }

    /// Whether nobody is there any more.
    pub(super) fn is_gone(&self) -> bool {
        match self {
            Self::Lines(lines) => lines.is_gone(),
            Self::Dashboard(dashboard) => dashboard.is_gone(),
        }
    }

    /// Draws what stands.
    pub(super) fn draw(&mut self, session: &Session, timeline: &Timeline) {
        if let Self::Dashboard(dashboard) = self {
            dashboard.draw(session, timeline);
        }
    }

    /// A word for whoever looks after the run, not for the runner.
    pub(super) fn warn(&mut self, warning: &str) {
        tracing::warn!("{warning}");
        match self {
            Self::Lines(_) => eprintln!("recovery-run: {warning}"),
            Self::Dashboard(_) => {}
        }
    }
}
