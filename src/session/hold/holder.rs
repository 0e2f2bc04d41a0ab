//! The machine that takes the belt, steers it and lets go: what it is told goes to the watch and the rules, and what comes of it is a
//! command, a change to tell, or both.

mod answers;
mod steering;

use super::aim::Aim;
use super::answer::BeltAbilities;
use super::outbox::Outbox;
use super::overload::Overload;
use super::plan::{HoldMode, HoldPlan};
use super::rules::{BeltCommand, NEAR, Rules};
use super::speed::BeltSpeed;
use super::state::{HoldChange, HoldReason, HoldState};
use super::watch::{Unasked, Watch};
use crate::session::time::{Elapsed, Span};

/// A command has to be answered within this time.
const ANSWERED_WITHIN: Span = Span::from_secs(2);
/// Without a believed rate for so long the belt is the runner's.
const WITHOUT_A_RATE: Span = Span::from_secs(10);
/// A first step has to come this near, as a part of itself: "about 0.3 lower". Of smaller steps 0.2 km/h would be all.
const ABOUT: f64 = 0.7;
/// A speed that the console tells in other words is the one that was asked for, in hundredths (design choice): a tenth of a mile is 0.16 km/h.
const SAME_TARGET: u16 = 8;
/// So long after a command it is still told why it was given (design choice).
const SAYS_WHY_FOR: Span = Span::from_secs(15);
/// Slower than this nobody is on a belt that moves, in hundredths of a km/h (design choice).
const MOVES: u16 = 100;
/// A walk, in hundredths of a km/h: what an overload leads down to.
const WALK: u16 = 500;

/// What it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// It has no control, and will ask for it when the heart needs it.
    Waiting,
    /// It asked for control.
    Asked,
    /// It has control.
    Holding,
    /// It let go.
    Released,
    /// It will not hold this belt.
    Refused,
}

/// A command that was given.
#[derive(Debug, Clone, Copy)]
struct Pending {
    at: Elapsed,
    op: u8,
    answered: bool,
    /// How near the belt has to come, in hundredths.
    within: u16,
    /// It is the first step, which is the unit check.
    is_check: bool,
}

/// Something to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::session) enum HoldNews {
    /// What it does changed.
    Change(HoldChange),
    /// Control ended without the runner's own doing in this program: said aloud.
    LetGo,
    /// The belt goes down to a walk: said aloud.
    WalkDown,
}

/// The belt's hold.
#[derive(Debug, Clone)]
pub(in crate::session) struct Hold {
    plan: HoldPlan,
    phase: Phase,
    abilities: Option<BeltAbilities>,
    rules: Rules,
    watch: Watch,
    aim: Aim,
    overload: Overload,
    walks_down: bool,
    pending: Option<Pending>,
    asked: Option<u16>,
    last_command: Option<Elapsed>,
    last_believed: Option<Elapsed>,
    /// The belt did what it was not told: what it does from then on is not the runner's hand.
    distrusts: bool,
    told: Option<HoldChange>,
    outbox: Outbox,
    news: Vec<HoldNews>,
}

impl Hold {
    pub(in crate::session) fn new(plan: HoldPlan) -> Self {
        Self {
            plan,
            phase: Phase::Waiting,
            abilities: None,
            rules: Rules::new(plan),
            watch: Watch::default(),
            aim: Aim::default(),
            overload: Overload::default(),
            walks_down: false,
            pending: None,
            asked: None,
            last_command: None,
            last_believed: None,
            distrusts: false,
            told: None,
            outbox: Outbox::default(),
            news: Vec::new(),
        }
    }

    /// What it does; none where it was not asked for.
    pub(in crate::session) fn state(&self) -> Option<HoldChange> {
        let speed = self.watch.speed().map(BeltSpeed::from_hundredths);
        self.told.map(|told| HoldChange { speed, ..told })
    }

    /// Whether it has control of the belt.
    pub(in crate::session) fn has_control(&self) -> bool {
        self.phase == Phase::Holding
    }

    /// Whether it sees to a rate that is too high: it has control, or is ready to ask for it, and the belt can go slower.
    pub(in crate::session) fn sees_to_it(&self) -> bool {
        let is_ready = match self.phase {
            Phase::Waiting => self.plan.mode == HoldMode::On && self.told.is_some_and(|told| told.why == HoldReason::Ready),
            Phase::Asked | Phase::Holding => true,
            Phase::Released | Phase::Refused => false,
        };
        is_ready && self.rules.lower(10).is_some()
    }

    pub(in crate::session) fn take_command(&mut self) -> Option<BeltCommand> {
        self.outbox.take()
    }

    pub(in crate::session) fn take_news(&mut self) -> Vec<HoldNews> {
        std::mem::take(&mut self.news)
    }

    /// When something falls due by time alone.
    pub(in crate::session) fn due(&self) -> Option<Elapsed> {
        if !matches!(self.phase, Phase::Asked | Phase::Holding) {
            return None;
        }
        let answer = self.pending.filter(|pending| !pending.answered).map(|pending| pending.at + ANSWERED_WITHIN);
        let strap = self.last_believed.map(|at| at + WITHOUT_A_RATE);
        [answer, self.watch.follows_at(), strap, self.watch.silent_at()].into_iter().flatten().min()
    }

    /// What fell due at this time.
    pub(in crate::session) fn settle(&mut self, at: Elapsed) {
        let late = self.pending.is_some_and(|pending| !pending.answered && at >= pending.at + ANSWERED_WITHIN);
        if late {
            self.let_go(HoldReason::NoAnswer);
        } else if self.last_believed.is_some_and(|then| at >= then + WITHOUT_A_RATE) {
            self.let_go(HoldReason::StrapLost);
        } else if self.watch.silent_at().is_some_and(|silent| at >= silent) {
            self.let_go(HoldReason::Silent);
        } else if self.watch.follows_at().is_some_and(|follows| at >= follows) {
            self.follow(at);
        }
    }

    /// The belt had its time to come where it was asked.
    fn follow(&mut self, at: Elapsed) {
        let Some(Pending { within, is_check, .. }) = self.pending else { return };
        if !self.watch.has_followed(at, within) {
            self.not_followed(is_check, HoldReason::NotFollowed);
            return;
        }
        self.pending = None;
        self.rules.done();
        if is_check {
            self.rules.check_passed();
            self.tell(HoldState::Holding, HoldReason::Understood);
        }
    }

    /// The belt does something else than it was asked: for good where that was the first step.
    fn not_followed(&mut self, is_check: bool, why: HoldReason) {
        self.distrusts = true;
        if is_check {
            self.refuse(HoldReason::NotUnderstood);
        } else {
            self.let_go(why);
        }
    }

    /// The treadmill told how it moves: its speed in km/h and its own time in seconds.
    pub(in crate::session) fn moved(&mut self, at: Elapsed, kmh: Option<f64>, own_time: Option<f64>) {
        if self.plan.is_off() {
            return;
        }
        let unasked = kmh.and_then(BeltSpeed::from_kmh).and_then(|speed| self.watch.moved(at, speed.hundredths()));
        let stands = own_time.and_then(|secs| self.watch.timed(at, secs));
        if let Some(speed) = self.watch.speed().filter(|_| kmh.is_some()) {
            self.rules.belt_at(at, speed);
        }
        if self.has_control()
            && let Some(unasked) = unasked.or(stands)
        {
            self.touched(unasked);
        }
        if self.phase != Phase::Holding
            && !self.distrusts
            && let Some(held) = self.watch.held(at)
        {
            self.rules.set_by_hand(held);
        }
        if self.told.is_none() {
            self.tell(HoldState::Off, HoldReason::WaitsForBelt);
        }
    }

    /// The belt did what it was not asked.
    fn touched(&mut self, unasked: Unasked) {
        match (unasked, self.pending.filter(|pending| pending.op == 0x02)) {
            (Unasked::TimeStands, _) => self.let_go(HoldReason::TimeStands),
            (Unasked::Stopped, _) => self.let_go(HoldReason::BeltStopped),
            (Unasked::Speed, Some(pending)) => self.not_followed(pending.is_check, HoldReason::SpeedChanged),
            (Unasked::Speed, None) => self.let_go(HoldReason::SpeedChanged),
        }
    }

    /// The link to the treadmill is no longer what it was.
    pub(in crate::session) fn link_changed(&mut self, is_connected: bool) {
        self.let_go(HoldReason::LinkLost);
        if !is_connected {
            self.abilities = None;
            self.watch = Watch::default();
        }
    }

    /// The runner's key takes the belt up again.
    pub(in crate::session) fn take_up(&mut self) {
        if self.phase == Phase::Released {
            self.phase = Phase::Waiting;
            self.forget();
            // Whatever brought the belt to its speed: who takes it up stands on it.
            if let Some(speed) = self.watch.speed() {
                self.rules.set_by_hand(speed);
            }
            self.tell(HoldState::Off, HoldReason::Ready);
            if let Some(abilities) = self.abilities {
                self.know(abilities);
            }
        }
    }

    /// The runner's key hands the belt back, also one that was not taken yet.
    pub(in crate::session) fn hand_back(&mut self) {
        if self.phase == Phase::Waiting && !self.plan.is_off() {
            self.release(HoldReason::Key);
        } else {
            self.let_go(HoldReason::Key);
        }
    }

    fn give(&mut self, command: BeltCommand, by: u16, is_check: bool) {
        let within = if is_check { NEAR.min((f64::from(by) * ABOUT) as u16) } else { NEAR };
        self.pending = Some(Pending { at: command.at(), op: command.kind().op(), answered: false, within, is_check });
        self.last_command = Some(command.at());
        self.outbox.put(command);
    }

    /// Control ends, where there is any: said aloud unless the runner did it in this program.
    pub(in crate::session) fn let_go(&mut self, why: HoldReason) {
        if matches!(self.phase, Phase::Asked | Phase::Holding) {
            self.release(why);
            if !matches!(why, HoldReason::Key | HoldReason::Paused) {
                self.news.push(HoldNews::LetGo);
            }
        }
    }

    fn release(&mut self, why: HoldReason) {
        // What a belt does within the time of a command may be its answer to that, whatever it looks like.
        self.distrusts |= self.pending.is_some_and(|pending| pending.op == 0x02);
        self.phase = Phase::Released;
        self.forget();
        self.tell(HoldState::Released, why);
    }

    fn refuse(&mut self, why: HoldReason) {
        if self.phase == Phase::Refused {
            return;
        }
        let had_control = matches!(self.phase, Phase::Asked | Phase::Holding);
        self.phase = Phase::Refused;
        self.forget();
        self.tell(HoldState::Refused, why);
        if had_control {
            self.news.push(HoldNews::LetGo);
        }
    }

    fn forget(&mut self) {
        self.outbox.clear();
        self.rules.end();
        self.watch.end();
        self.aim.forget();
        (self.pending, self.asked, self.walks_down) = (None, None, false);
    }

    fn tell(&mut self, state: HoldState, why: HoldReason) {
        let [speed, asked] = [self.watch.speed(), self.asked].map(|speed| speed.map(BeltSpeed::from_hundredths));
        let change = HoldChange { state, why, speed, asked };
        if self.told.is_none_or(|told| (told.state, told.why, told.asked) != (state, why, asked)) {
            self.told = Some(change);
            self.news.push(HoldNews::Change(change));
        }
    }
}
