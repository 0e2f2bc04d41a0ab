//! What stops the timer and lets it go on: the runner's orders, and sleep.

use super::clock::RunState;
use super::cue::{Notice, NoticeKind};
use super::event::Command;
use super::hold::HoldReason;
use super::log::{Mark, MarkKind};
use super::machine::Session;
use super::time::{Elapsed, Span};

impl Session {
    pub(super) fn obey(&mut self, at: Elapsed, command: Command, notices: &mut Vec<Notice>) {
        match command {
            Command::Pause | Command::Stop => self.hold.let_go(HoldReason::Paused),
            Command::Hold => self.hold.take_up(),
            Command::LetGo => self.hold.hand_back(),
            Command::Resume | Command::Lap | Command::CeilingDown | Command::CeilingUp => {}
        }
        self.tell_hold(at, notices);
        match (command, self.clock.state()) {
            (Command::Pause, RunState::Running) => {
                self.belt_pause.overrule();
                self.pause(at);
            }
            (Command::Resume, RunState::Paused { .. }) => {
                self.belt_pause.overrule();
                self.resume(at);
            }
            (Command::CeilingDown | Command::CeilingUp, RunState::Running | RunState::Paused { .. }) => self.move_ceiling(command),
            (Command::Lap, RunState::Running) => self.log.marks.push(Mark { at, kind: MarkKind::Lap }),
            (Command::Stop, RunState::Running | RunState::Paused { .. }) => {
                self.time_in_zone.interrupt(at);
                self.coaching.fall_silent();
                self.clock.stop(at);
            }
            (Command::Hold | Command::LetGo, RunState::Running | RunState::Paused { .. })
            | (Command::Pause | Command::Lap, RunState::Paused { .. })
            | (Command::Resume, RunState::Running)
            | (_, RunState::Stopped { .. }) => {}
        }
    }

    pub(super) fn pause(&mut self, at: Elapsed) {
        self.time_in_zone.interrupt(at);
        self.clock.pause(at);
        self.fall_silent(at);
        self.log.marks.push(Mark { at, kind: MarkKind::Pause });
    }

    pub(super) fn resume(&mut self, at: Elapsed) {
        self.clock.resume();
        self.signal.resume(at);
        self.hold_questions(at);
        self.log.marks.push(Mark { at, kind: MarkKind::Resume });
    }

    /// The computer was suspended from the latest event until now. That counts as a pause in which nothing happened: nothing
    /// is timed across it, and the strap gets the patience that it gets after a resume.
    pub(super) fn wake(&mut self, at: Elapsed, notices: &mut Vec<Notice>) {
        let asleep = self.clock.now();
        let span = at - asleep;
        if span == Span::ZERO {
            return;
        }
        self.time_in_zone.interrupt(asleep);
        self.hold_let_go(asleep, HoldReason::Slept, notices);
        self.belt_pause.forget();
        self.clock.sleep_until(at);
        self.fall_silent(at);
        self.signal.wake(at);
        self.log.marks.push(Mark { at: asleep, kind: MarkKind::Slept(span) });
        notices.push(Notice { at, kind: NoticeKind::Slept(span) });
    }
}
