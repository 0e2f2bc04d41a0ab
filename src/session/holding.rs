//! What the run has to do with `hold`: events go in, and what comes of them is told.

use super::clock::RunState;
use super::cue::{Cue, CueKind, Notice, NoticeKind};
use super::event::{DeviceRole, EventSource, Link, Motion};
use super::gait::Gait;
use super::hold::{BeltAnswer, BeltCommand, HoldNews, HoldReason};
use super::machine::Session;
use super::time::Elapsed;
use super::wording::WALK_SLOWER;

impl Session {
    /// The command that is to be written to the belt now, once. Whoever holds the connection to a treadmill takes it after every step; what
    /// came of it returns as a [`BeltAnswer`]. A replay takes none, and a copy of a session has none.
    pub fn take_belt_command(&mut self) -> Option<BeltCommand> {
        self.hold.take_command()
    }

    pub(super) fn hold_moved(&mut self, at: Elapsed, source: EventSource, motion: Motion, notices: &mut Vec<Notice>) {
        if source.device() == Some(DeviceRole::Treadmill) {
            self.hold.moved(at, motion.speed_kmh, motion.elapsed_s);
            self.tell_hold(at, notices);
            if self.belt_pause.tell(at, motion.speed_kmh, motion.elapsed_s) && matches!(self.clock.state(), RunState::Paused { .. }) {
                self.resume(at);
                self.say(at, Cue::quiet(CueKind::BeltMoves), notices);
            }
        }
    }

    /// The belt has stood for long enough: the run is paused until it moves again.
    pub(super) fn belt_stands(&mut self, at: Elapsed, notices: &mut Vec<Notice>) {
        self.hold.let_go(HoldReason::BeltStopped);
        self.tell_hold(at, notices);
        self.say(at, Cue::quiet(CueKind::BeltStands), notices);
        self.belt_pause.pause();
        self.pause(at);
    }

    pub(super) fn hold_answered(&mut self, at: Elapsed, answer: BeltAnswer, notices: &mut Vec<Notice>) {
        self.hold.answered(at, answer);
        self.tell_hold(at, notices);
    }

    pub(super) fn hold_linked(&mut self, at: Elapsed, device: DeviceRole, link: Link, notices: &mut Vec<Notice>) {
        if device == DeviceRole::Treadmill {
            self.hold.link_changed(link == Link::Connected);
            if link != Link::Connected {
                self.belt_pause.forget();
            }
            self.tell_hold(at, notices);
        }
    }

    pub(super) fn hold_let_go(&mut self, at: Elapsed, why: HoldReason, notices: &mut Vec<Notice>) {
        self.hold.let_go(why);
        self.tell_hold(at, notices);
    }

    /// A rate is believed in a run that goes on.
    pub(super) fn hold_believed(&mut self, at: Elapsed, notices: &mut Vec<Notice>) {
        if let Some(outlook) = self.coaching.outlook(at, self.plan_ceiling()) {
            self.hold.believed(at, &outlook, self.setup.told_max());
            self.tell_hold(at, notices);
        }
    }

    /// Who walks already is not told to.
    pub(super) fn fits_the_gait(&self, cue: Cue) -> Cue {
        let walks = cue.kind == CueKind::Walk && self.devices.gait() == Some(Gait::Walks);
        if walks { cue.saying(WALK_SLOWER) } else { cue }
    }

    /// What the belt does already need not be asked of the runner aloud, as long as it can go on doing so.
    pub(super) fn hold_hushes(&self, cue: Cue) -> Cue {
        let amount = matches!(cue.kind, CueKind::EaseOff | CueKind::SlowDown);
        if amount && self.hold.sees_to_it() { Cue { audible: false, slower_kmh: None, target_kmh: None, ..cue } } else { cue }
    }

    pub(super) fn tell_hold(&mut self, at: Elapsed, notices: &mut Vec<Notice>) {
        for news in self.hold.take_news() {
            match news {
                HoldNews::Change(change) => notices.push(Notice { at, kind: NoticeKind::Hold(change) }),
                HoldNews::LetGo => self.say(at, Cue::aloud(CueKind::BeltYours), notices),
                HoldNews::WalkDown => self.say(at, Cue::aloud(CueKind::BeltWalks), notices),
            }
        }
    }
}
