//! What follows the stop: how long the screen stays, what it tells of the run, and what an answer changes.

use std::ffi::OsStr;
use std::path::Path;

use super::run::{App, Ended};
use crate::report;
use crate::screen::AfterRun;
use crate::session::{Answer, Elapsed, Feature, RunState, Span, Timer};
use crate::source::Speed;

/// A shorter run asks nothing when it is over.
const WORTH_ASKING: Timer = Timer::from_secs(300);
/// So long the screen stays after the run for an answer; what there is to see of the heart takes one minute of it.
const ASKS_FOR: Span = Span::from_secs(180);
/// With the answer given it stays for the rest of the heart's minute, or this long.
const RECOVERS_FOR: Span = Span::from_secs(65);
const THANKS_FOR: Span = Span::from_secs(5);
/// What a demo or a recording came to is shown until it is left.
const UNTIL_A_KEY: Elapsed = Elapsed::from_ms(u64::MAX);

impl App {
    /// Whether the run is over and nothing more is asked.
    pub(super) fn over(&mut self) -> Option<Ended> {
        let RunState::Stopped { .. } = self.session.state() else { return None };
        match self.stays_until {
            None if self.is_played_to_somebody() => {
                self.stays_until = Some(UNTIL_A_KEY);
                None
            }
            None if self.asks_afterwards() => {
                self.stays_until = Some(self.session.elapsed() + ASKS_FOR);
                None
            }
            None => Some(Ended::BySource),
            Some(until) => (self.timeline.now() >= until).then_some(Ended::ByRunner),
        }
    }

    /// Whether the runner is asked how it was: on a screen, after a run of some length that followed the method. A recording was
    /// answered long ago.
    pub(super) fn asks_afterwards(&self) -> bool {
        self.total.is_none() && self.has_an_afterwards()
    }

    /// Whether there is somebody to tell what the run came to, and enough to tell. What belongs to the method says nothing of a recording:
    /// whoever plays one wants to see it.
    fn has_an_afterwards(&self) -> bool {
        let is_wanted = self.total.is_some() || self.session.setup().plan.method.has(Feature::Afterwards);
        self.keys.is_some() && is_wanted && self.session.timer() >= WORTH_ASKING
    }

    /// Whether a demo or a recording is played to somebody who wants to see what it came to, for as long as that may take: what is played
    /// without waiting is not watched.
    fn is_played_to_somebody(&self) -> bool {
        matches!(self.timeline.speed(), Some(Speed::Times(_))) && self.has_an_afterwards()
    }

    /// An effort that was told leaves nothing more to ask; what is left of the minute shows how the heart comes down.
    pub(super) fn thank(&mut self, answer: Answer) {
        if let (Answer::Effort(_), Some(until)) = (answer, &mut self.stays_until)
            && *until != UNTIL_A_KEY
        {
            *until = (self.session.elapsed() + RECOVERS_FOR).max(self.timeline.now() + THANKS_FOR).min(*until);
        }
    }

    /// Whether the screen stays though what is played has come to its end.
    pub(super) fn stays_when_played_out(&self) -> bool {
        self.stays_until == Some(UNTIL_A_KEY)
    }

    /// Makes what is told of the run, once it is over and where the screen stays to tell it.
    pub(super) fn tell_after_the_run(&mut self) {
        if self.stays_until.is_some() && self.ui.after.is_none() {
            self.ui.after = Some(Box::new(self.after_run()));
        }
    }

    /// What is told of the run now that it is over, where the screen stays to tell it.
    fn after_run(&self) -> AfterRun {
        let kept = match self.recorder.path() {
            Some(path) => {
                let part = |part: Option<&OsStr>| part.map(|part| part.to_string_lossy().into_owned());
                let lines = [part(path.parent().map(Path::as_os_str)), part(path.file_name())];
                let beside = (!self.session.samples().is_empty()).then(|| "and a .fit beside it, on leaving".to_owned());
                lines.into_iter().flatten().chain(beside).collect()
            }
            None => self.provenance.file.clone().into_iter().collect(),
        };
        report::after_run(&self.session, &self.provenance, self.when.as_deref(), kept)
    }
}
