//! The rules of `hold`, and the only way to a command.
//!
//! The checker keeps by itself all that the rules are about: what the belt takes and does, what was asked when, how long the rate has been
//! believed and how far it lies under the ceiling. Whoever wishes for a command tells no more than the wish and whether the forecast
//! settles under the ceiling; what breaks a rule is no command.

mod command;

pub use command::{BeltCommand, BeltCommandKind};

use crate::session::hold::grid::Grid;
use crate::session::hold::plan::{HoldMode, HoldPlan};
use crate::session::time::{Elapsed, Span};

/// The most that a step goes down and up, in hundredths of a km/h.
pub(super) const DOWN: u16 = 30;
pub(super) const UP: u16 = 10;
/// The least time from any speed command to one that goes down, and to one that goes up.
pub(super) const BEFORE_DOWN: Span = Span::from_secs(10);
pub(super) const BEFORE_UP: Span = Span::from_secs(30);
/// A belt is raised only where the rate has been so many bpm under the ceiling for so long.
const UNDER_BPM: f64 = 3.0;
const UNDER_FOR: Span = Span::from_secs(30);
/// A rate has to be believed for so long without a gap before anything is asked (design choice) ...
const BELIEVED_FOR: Span = Span::from_secs(5);
/// ... and a gap is longer than this (design choice).
const GAP: Span = Span::from_secs(5);
/// The belt's speed must be known as of so long ago at the most (design choice): treadmills tell it each second.
const SPEED_FRESH: Span = Span::from_secs(3);
/// The first step, which is the unit check, is as near to 0.3 km/h as the belt's steps allow, but no smaller than this, in hundredths
/// (design choice): a smaller one could not be told from none.
const CHECK_LEAST: u16 = 15;
/// A belt that stands this near to what it was asked for stands where it was asked, in hundredths of a km/h.
pub(super) const NEAR: u16 = 20;
/// Slower than this nobody is on a belt that moves, in hundredths of a km/h (design choice).
const MOVES: u16 = 100;

/// The rule that a wish would break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// `hold` is not on, or no limit was given.
    NotAllowed,
    /// The belt's speeds are not known.
    NoRange,
    /// No control was given.
    NoControl,
    /// A command is not answered yet, or not followed yet.
    Unanswered,
    /// No rate has been believed for long enough, or none just now.
    NoRate,
    /// The belt's speed is not known, or it stands.
    NoSpeed,
    /// Too soon after the last command.
    TooSoon,
    /// Further than a step may go.
    TooFar,
    /// Under the floor or the belt's lowest speed.
    Floor,
    /// Over the limit, or over the highest speed that the runner's own hand has set.
    Limit,
    /// The rate is not low enough, or not for long enough, or not going to stay so.
    NotUnder,
    /// The belt does not take that speed.
    OffGrid,
    /// It was asked for already, or the belt does it.
    Unchanged,
    /// The first step has to show whether the belt understands.
    Unchecked,
}

/// The checker, with all that it goes by.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    plan: HoldPlan,
    grid: Option<Grid>,
    /// The highest speed that the runner's own hand has set in this run.
    own_highest: u16,
    granted: bool,
    /// The belt took its first step as it should.
    is_checked: bool,
    in_flight: Option<Elapsed>,
    /// The speed command before: its time stands for the whole run, its speed until control ends.
    last: Option<Elapsed>,
    asked: Option<u16>,
    /// The belt's speed as last told.
    belt: Option<(Elapsed, u16)>,
    believed_since: Option<Elapsed>,
    last_believed: Option<Elapsed>,
    under_since: Option<Elapsed>,
}

impl Rules {
    pub(super) fn new(plan: HoldPlan) -> Self {
        Self {
            plan,
            grid: None,
            own_highest: 0,
            granted: false,
            is_checked: false,
            in_flight: None,
            last: None,
            asked: None,
            belt: None,
            believed_since: None,
            last_believed: None,
            under_since: None,
        }
    }

    /// What speeds the belt takes, and whether its unit was checked in an earlier run.
    pub(super) fn connected(&mut self, grid: Grid, is_checked: bool) {
        self.grid = Some(grid);
        self.is_checked |= is_checked;
    }

    /// The belt told a speed.
    pub(super) fn belt_at(&mut self, at: Elapsed, hundredths: u16) {
        self.belt = Some((at, hundredths));
    }

    /// The runner's own hand has set a speed.
    pub(super) fn set_by_hand(&mut self, hundredths: u16) {
        self.own_highest = self.own_highest.max(hundredths);
    }

    /// A rate is believed: the mean of five seconds, and the ceiling.
    pub(super) fn believed(&mut self, at: Elapsed, mean: f64, ceiling: f64) {
        let goes_on = self.last_believed.is_some_and(|last| at - last <= GAP);
        if !goes_on {
            self.doubted();
        }
        self.believed_since = self.believed_since.or(Some(at));
        self.last_believed = Some(at);
        self.under_since = if mean <= ceiling - UNDER_BPM { self.under_since.or(Some(at)) } else { None };
    }

    /// The rate is doubted, or gone.
    pub(super) fn doubted(&mut self) {
        (self.believed_since, self.last_believed, self.under_since) = (None, None, None);
    }

    /// The command in flight was answered with success; for a speed it was followed as well.
    pub(super) fn done(&mut self) {
        self.in_flight = None;
    }

    /// Control was given.
    pub(super) fn grant(&mut self) {
        self.granted = true;
        self.in_flight = None;
    }

    /// The belt took its first step as it should.
    pub(super) fn check_passed(&mut self) {
        self.is_checked = true;
    }

    /// Whether the first step is still to come.
    pub(super) fn is_checked(&self) -> bool {
        self.is_checked
    }

    /// Control ended, for whatever reason. Times stay: what follows keeps its distance.
    pub(super) fn end(&mut self) {
        (self.granted, self.in_flight, self.asked) = (false, None, None);
    }

    /// The speed that a step starts from, in hundredths: what was asked for where the belt is near it, else what it tells.
    pub(super) fn from(&self) -> Option<u16> {
        let (_, told) = self.belt?;
        Some(self.asked.filter(|asked| asked.abs_diff(told) <= NEAR).unwrap_or(told))
    }

    /// The speed to ask for to go down by about so many hundredths, on the belt's grid and within the rules; the whole of a step where the
    /// first one is still to come.
    pub(super) fn lower(&self, by: u16) -> Option<u16> {
        let (grid, from) = (self.grid?, self.from()?);
        let by = if self.is_checked { by.min(DOWN) } else { DOWN };
        let floor = grid.at_or_above(self.plan.floor.hundredths())?;
        let wished = grid.at_or_below(from.saturating_sub(by)).unwrap_or(0);
        // Rounded down it may be further than a step goes; the next speed up is the one then.
        let least = grid.at_or_above(from.saturating_sub(DOWN))?.max(floor);
        let target = wished.max(least);
        (target < from && target <= self.own_highest).then_some(target)
    }

    /// Whether the belt is faster than the runner ever set it: it went by something else than the runner's hand.
    pub(super) fn is_faster_than_set(&self) -> bool {
        self.from().is_some_and(|from| from > self.own_highest.saturating_add(NEAR))
    }

    /// The speed to ask for to go up by about so many hundredths, likewise.
    pub(super) fn raise(&self, by: u16) -> Option<u16> {
        let (grid, from) = (self.grid?, self.from()?);
        let highest = self.own_highest.min(self.plan.limit?.hundredths());
        let target = grid.at_or_below(from.saturating_add(by.min(UP)).min(highest))?;
        (target > from).then_some(target)
    }

    /// Permission to set speeds may be asked for.
    pub(super) fn permit_request(&mut self, at: Elapsed) -> Result<BeltCommand, Broken> {
        self.allowed(at)?;
        self.in_flight = Some(at);
        Ok(BeltCommand::new(BeltCommandKind::RequestControl, at))
    }

    /// The command for a speed in hundredths of a km/h, if no rule speaks against it. `settles_under`: the forecast stays under the
    /// ceiling.
    pub(super) fn permit_speed(&mut self, at: Elapsed, target: u16, settles_under: bool) -> Result<BeltCommand, Broken> {
        let grid = self.allowed(at)?;
        if !self.granted {
            return Err(Broken::NoControl);
        }
        let from = self.from().ok_or(Broken::NoSpeed)?;
        if self.asked == Some(target) || target == from {
            return Err(Broken::Unchanged);
        }
        if !grid.has(target) {
            return Err(Broken::OffGrid);
        }
        if target < self.plan.floor.hundredths() {
            return Err(Broken::Floor);
        }
        // Also downward: a belt that is faster than the runner ever set it goes by something else than the runner.
        if target > self.own_highest {
            return Err(Broken::Limit);
        }
        if target < from { self.may_lower(at, from - target) } else { self.may_raise(at, target, from, settles_under) }?;
        (self.in_flight, self.last, self.asked) = (Some(at), Some(at), Some(target));
        Ok(BeltCommand::new(BeltCommandKind::TargetSpeed { hundredths_kmh: target }, at))
    }

    /// What every command needs.
    fn allowed(&self, at: Elapsed) -> Result<Grid, Broken> {
        if self.plan.mode != HoldMode::On || self.plan.limit.is_none() {
            return Err(Broken::NotAllowed);
        }
        if self.in_flight.is_some() {
            return Err(Broken::Unanswered);
        }
        let believed = self.last_believed == Some(at) && self.believed_since.is_some_and(|since| at - since >= BELIEVED_FOR);
        if !believed {
            return Err(Broken::NoRate);
        }
        if self.belt.is_none_or(|(told, hundredths)| at - told > SPEED_FRESH || hundredths < MOVES) {
            return Err(Broken::NoSpeed);
        }
        self.grid.ok_or(Broken::NoRange)
    }

    fn waited(&self, at: Elapsed, span: Span) -> bool {
        self.last.is_none_or(|last| at - last >= span)
    }

    fn may_lower(&self, at: Elapsed, by: u16) -> Result<(), Broken> {
        if !self.waited(at, BEFORE_DOWN) {
            Err(Broken::TooSoon)
        } else if by > DOWN {
            Err(Broken::TooFar)
        } else if !self.is_checked && by < CHECK_LEAST {
            Err(Broken::Unchecked)
        } else {
            Ok(())
        }
    }

    fn may_raise(&self, at: Elapsed, target: u16, from: u16, settles_under: bool) -> Result<(), Broken> {
        let limit = self.plan.limit.ok_or(Broken::NotAllowed)?;
        if !self.is_checked {
            Err(Broken::Unchecked)
        } else if !self.waited(at, BEFORE_UP) {
            Err(Broken::TooSoon)
        } else if target - from > UP {
            Err(Broken::TooFar)
        } else if target > limit.hundredths() {
            Err(Broken::Limit)
        } else if !settles_under || self.under_since.is_none_or(|since| at - since < UNDER_FOR) {
            Err(Broken::NotUnder)
        } else {
            Ok(())
        }
    }
}
