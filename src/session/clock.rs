//! The clock of a run: the time of the latest event, whether the timer runs, and how long it has stood still.

use super::time::{Elapsed, Span, Timer};

/// Whether the timer runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// It runs.
    Running,
    /// It stands.
    Paused {
        /// Since when.
        since: Elapsed,
    },
    /// The run is over.
    Stopped {
        /// When it ended.
        at: Elapsed,
    },
}

/// The clock.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    now: Elapsed,
    state: RunState,
    /// How long the timer stood still, up to the last resume: pauses, and sleep outside of them.
    stood: Span,
    /// How long the computer was suspended, within pauses and outside of them.
    slept: Span,
}

impl Default for Clock {
    /// A run about to begin.
    fn default() -> Self {
        Self { now: Elapsed::ZERO, state: RunState::Running, stood: Span::ZERO, slept: Span::ZERO }
    }
}

impl Clock {
    /// The time of the latest event.
    pub(super) fn now(&self) -> Elapsed {
        self.now
    }

    /// Running, paused or stopped.
    pub(super) fn state(&self) -> RunState {
        self.state
    }

    /// Whether the timer runs.
    pub(super) fn is_running(&self) -> bool {
        self.state == RunState::Running
    }

    /// When the run ended, once it has.
    pub(super) fn stopped_at(&self) -> Option<Elapsed> {
        match self.state {
            RunState::Stopped { at } => Some(at),
            RunState::Running | RunState::Paused { .. } => None,
        }
    }

    /// Time since the start with pauses, up to the stop.
    pub(super) fn elapsed(&self) -> Elapsed {
        self.stopped_at().unwrap_or(self.now)
    }

    /// Time on the timer.
    pub(super) fn timer(&self) -> Timer {
        self.elapsed().timer(self.stood())
    }

    /// The instant at which the timer shows this, if it runs on from here.
    pub(super) fn at_timer(&self, timer: Timer) -> Elapsed {
        timer.elapsed(self.stood)
    }

    /// How long the timer has stood still in all.
    fn stood(&self) -> Span {
        match self.state {
            RunState::Paused { since } => self.stood + (self.now - since),
            RunState::Running | RunState::Stopped { .. } => self.stood,
        }
    }

    /// How long the run was paused, sleep left out: timer, pauses and sleep add up to the time since the start.
    pub(super) fn paused(&self) -> Span {
        self.stood() - self.slept
    }

    /// How long the computer was suspended.
    pub(super) fn slept(&self) -> Span {
        self.slept
    }

    /// Time goes on; it never goes back.
    pub(super) fn advance(&mut self, to: Elapsed) {
        self.now = self.now.max(to);
    }

    /// The timer stops for a while.
    pub(super) fn pause(&mut self, at: Elapsed) {
        self.state = RunState::Paused { since: at };
    }

    /// The timer goes on.
    pub(super) fn resume(&mut self) {
        self.stood = self.stood();
        self.state = RunState::Running;
    }

    /// The run is over.
    pub(super) fn stop(&mut self, at: Elapsed) {
        self.stood = self.stood();
        self.state = RunState::Stopped { at };
    }

    /// The computer was suspended from the latest event until this instant: a paused run stays paused, and the timer of a
    /// running one stood still.
    pub(super) fn sleep_until(&mut self, waking: Elapsed) {
        let span = waking - self.now;
        self.slept += span;
        if self.is_running() {
            self.stood += span;
        }
        self.advance(waking);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timer_pauses_and_sleep_add_up_to_the_time_since_the_start() {
        let mut clock = Clock::default();
        let at = Elapsed::from_secs;
        let told = |clock: &Clock| [clock.timer().secs(), clock.paused().secs(), clock.slept().secs()];
        clock.advance(at(100));
        clock.sleep_until(at(130));
        assert_eq!(told(&clock), [100.0, 0.0, 30.0]);
        clock.pause(at(130));
        clock.advance(at(150));
        clock.sleep_until(at(190));
        assert_eq!(told(&clock), [100.0, 20.0, 70.0]);
        clock.advance(at(200));
        clock.resume();
        clock.advance(at(210));
        assert_eq!(told(&clock), [110.0, 30.0, 70.0]);
        assert_eq!(clock.at_timer(Timer::from_secs(120)), at(220));
        clock.stop(at(210));
        clock.advance(at(900));
        assert_eq!((told(&clock), clock.elapsed()), ([110.0, 30.0, 70.0], at(210)));
    }
}
