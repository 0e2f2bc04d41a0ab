//! Whether the belt does what it was asked, and nothing else. Speeds are hundredths of a km/h.

use super::rules::NEAR;
use crate::session::own_time::OwnTime;
use crate::session::time::{Elapsed, Span};

/// A belt has to be where it was asked within this time.
pub(super) const FOLLOWS_WITHIN: Span = Span::from_secs(8);
/// A speed that is older is not known (design choice): treadmills tell theirs each second.
const FRESH: Span = Span::from_secs(3);
/// And after so long without one nothing is known of the belt (design choice).
const SILENT_AFTER: Span = Span::from_secs(5);
/// A belt that tells its speed without a tremble was touched where that changes by more than this (design choice): buttons change it by ten.
const TOUCHED: u16 = 6;
/// Of one that trembles, or is still on its way, only more than this tells: 0.16 was seen on real belts, and 0.2 is what rule 4 allows.
const LEFT_THE_WAY: u16 = 25;
/// One packet that is off is no change: zeros come between good ones. So many in a row are.
const STRAYS: u8 = 2;
/// A belt within this much for so long holds a speed (what was seen on real belts; a ramp of 0.05 km/h a second does not).
const CALM: u16 = 20;
const CALM_FOR: Span = Span::from_secs(5);

/// What was seen that was not asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unasked {
    /// Another speed.
    Speed,
    /// It stands.
    Stopped,
    /// Its time stands.
    TimeStands,
}

/// Where the belt should be.
#[derive(Debug, Clone, Copy)]
enum Expected {
    /// On the way from one speed to another, since then.
    Between { since: Elapsed, from: u16, to: u16 },
    /// Near this, since then; where exactly it stands has to be seen.
    Near { since: Elapsed, level: u16 },
    /// Exactly there: it tells its speed without a tremble.
    Exactly(u16),
}

/// A stretch of speeds that are about the same.
#[derive(Debug, Clone, Copy)]
struct Calm {
    since: Elapsed,
    low: u16,
    high: u16,
}

/// The watch on a belt.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Watch {
    expected: Option<Expected>,
    last: Option<(Elapsed, u16)>,
    calm: Option<Calm>,
    /// Packets in a row that are off.
    strays: u8,
    own_time: OwnTime,
}

impl Watch {
    /// The last speed.
    pub(super) fn speed(&self) -> Option<u16> {
        self.last.map(|(_, speed)| speed)
    }

    /// The speed that the belt has held for some seconds: the lowest of those that were told of it. None of a belt that is silent.
    pub(super) fn held(&self, at: Elapsed) -> Option<u16> {
        self.calm.filter(|calm| self.is_heard(at) && at - calm.since >= CALM_FOR).map(|calm| calm.low)
    }

    fn is_heard(&self, at: Elapsed) -> bool {
        self.silent_at().is_some_and(|silent| at < silent)
    }

    /// When the belt counts as silent.
    pub(super) fn silent_at(&self) -> Option<Elapsed> {
        self.last.map(|(at, _)| at + SILENT_AFTER)
    }

    /// From here on the belt stays where it is until it is asked.
    pub(super) fn begin(&mut self, at: Elapsed) {
        self.strays = 0;
        self.expected = self.last.map(|(_, level)| match self.calm {
            Some(Calm { low, high, .. }) if low == high => Expected::Exactly(level),
            Some(_) | None => Expected::Near { since: at, level },
        });
    }

    /// Nothing is expected of it any more.
    pub(super) fn end(&mut self) {
        self.expected = None;
        self.strays = 0;
    }

    /// It was asked to go somewhere.
    pub(super) fn ask(&mut self, at: Elapsed, from: u16, to: u16) {
        self.expected = Some(Expected::Between { since: at, from, to });
        self.strays = 0;
    }

    /// When the belt has to be where it was asked.
    pub(super) fn follows_at(&self) -> Option<Elapsed> {
        match self.expected {
            Some(Expected::Between { since, .. }) => Some(since + FOLLOWS_WITHIN),
            Some(Expected::Near { .. } | Expected::Exactly(_)) | None => None,
        }
    }

    /// Whether it is where it was asked, to within so much; from then on it stays there.
    pub(super) fn has_followed(&mut self, at: Elapsed, within: u16) -> bool {
        let Some(Expected::Between { to, .. }) = self.expected else { return true };
        let there = self.last.is_some_and(|(then, speed)| at - then <= FRESH && speed.abs_diff(to) <= within);
        if there {
            self.expected = Some(Expected::Near { since: at, level: to });
        }
        there
    }

    /// Takes in the machine's own time.
    pub(super) fn timed(&mut self, at: Elapsed, secs: f64) -> Option<Unasked> {
        self.own_time.tell(at, secs);
        (self.expected.is_some() && self.own_time.stands_since(at).is_some()).then_some(Unasked::TimeStands)
    }

    /// Takes in a speed; what of it was not asked for.
    pub(super) fn moved(&mut self, at: Elapsed, speed: u16) -> Option<Unasked> {
        let off = self.is_off(speed);
        self.strays = if off { self.strays.saturating_add(1) } else { 0 };
        // One packet of zeros is none; the next tells.
        if self.strays >= STRAYS || !(off && speed == 0) {
            // What it did in a silence is not known.
            let was_heard = self.is_heard(at);
            self.last = Some((at, speed));
            self.calm = match self.calm {
                Some(calm) if was_heard && speed.max(calm.high) - speed.min(calm.low) <= CALM => {
                    Some(Calm { low: calm.low.min(speed), high: calm.high.max(speed), ..calm })
                }
                Some(_) | None => Some(Calm { since: at, low: speed, high: speed }),
            };
            self.settle(at);
        }
        let unasked = if speed == 0 { Unasked::Stopped } else { Unasked::Speed };
        (self.expected.is_some() && self.strays >= STRAYS).then_some(unasked)
    }

    /// Whether a speed is not where the belt should be; where nothing is expected of it, whether it is a sudden zero.
    fn is_off(&self, speed: u16) -> bool {
        match self.expected {
            Some(Expected::Between { from, to, .. }) => {
                speed.saturating_add(LEFT_THE_WAY) < from.min(to) || speed > from.max(to).saturating_add(LEFT_THE_WAY)
            }
            Some(Expected::Near { level, .. }) => speed.abs_diff(level) > LEFT_THE_WAY,
            Some(Expected::Exactly(level)) => speed.abs_diff(level) > TOUCHED,
            None => speed == 0 && self.speed().is_some_and(|last| last > LEFT_THE_WAY),
        }
    }

    /// A belt that was asked to be somewhere, and stands near it without a tremble, stands there exactly.
    fn settle(&mut self, at: Elapsed) {
        if let (Some(Expected::Near { since, level }), Some(Calm { since: calm, low, high })) = (self.expected, self.calm)
            && low == high
            && low.abs_diff(level) <= NEAR
            && at - calm.max(since) >= FRESH
        {
            self.expected = Some(Expected::Exactly(low));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A watch that has seen a belt stand at a speed, and expects it to stay.
    fn watch(speed: u16) -> Watch {
        let mut watch = Watch::default();
        (0..10).for_each(|at| assert_eq!(watch.moved(Elapsed::from_secs(at), speed), None));
        watch.begin(Elapsed::from_secs(9));
        watch
    }

    fn told(watch: &mut Watch, from: u64, speeds: &[u16]) -> Vec<Option<Unasked>> {
        speeds.iter().zip(from..).map(|(speed, at)| watch.moved(Elapsed::from_secs(at), *speed)).collect()
    }

    #[test]
    fn a_belt_that_was_silent_for_five_seconds_holds_no_speed_whatever_a_single_zero_says() {
        let mut watch = Watch::default();
        watch.moved(Elapsed::from_secs(1), 900);
        watch.moved(Elapsed::from_secs(6), 0);
        assert_eq!(watch.held(Elapsed::from_secs(6)), None);
        // What it did meanwhile is not known: it has to hold a speed anew.
        let held = (7..=12).map(|at| {
            watch.moved(Elapsed::from_secs(at), 900);
            watch.held(Elapsed::from_secs(at))
        });
        assert_eq!(held.collect::<Vec<_>>(), [None, None, None, None, None, Some(900)]);
    }

    #[test]
    fn one_press_of_a_button_is_seen_with_the_second_packet() {
        assert_eq!(told(&mut watch(900), 10, &[910, 910]), [None, Some(Unasked::Speed)]);
        assert_eq!(told(&mut watch(900), 10, &[900, 901, 899]), [None; 3]);
    }

    #[test]
    fn a_packet_of_zeros_is_no_stop_and_two_are() {
        let mut watch = watch(900);
        assert_eq!(told(&mut watch, 10, &[0, 900, 900, 0, 900]), [None; 5]);
        assert_eq!(watch.speed(), Some(900));
        assert_eq!(told(&mut watch, 15, &[0, 0]), [None, Some(Unasked::Stopped)]);
    }

    #[test]
    fn a_belt_that_is_asked_may_be_on_its_way_and_nowhere_else() {
        let mut down = watch(900);
        down.ask(Elapsed::from_secs(10), 900, 870);
        assert_eq!(told(&mut down, 10, &[900, 890, 880, 855, 860, 870, 870]), [None; 7]);
        assert!(down.has_followed(Elapsed::from_secs(18), 20));
        let mut up = watch(900);
        up.ask(Elapsed::from_secs(10), 900, 870);
        assert_eq!(told(&mut up, 10, &[910, 925, 940, 955]), [None, None, None, Some(Unasked::Speed)]);
        assert!(!up.has_followed(Elapsed::from_secs(18), 20));
    }

    #[test]
    fn a_belt_that_trembles_is_given_room_and_still_watched() {
        let mut watch = Watch::default();
        told(&mut watch, 0, &[900, 910, 893, 905, 898, 903, 900]);
        assert_eq!(watch.held(Elapsed::from_secs(6)), Some(893));
        watch.begin(Elapsed::from_secs(6));
        assert_eq!(told(&mut watch, 7, &[915, 890, 910, 899]), [None; 4]);
        assert_eq!(told(&mut watch, 11, &[935, 940]), [None, Some(Unasked::Speed)]);
    }

    #[test]
    fn a_belt_that_changes_its_speed_holds_none() {
        let mut watch = Watch::default();
        told(&mut watch, 0, &[500, 515, 530, 545, 560, 575, 590, 605]);
        assert_eq!(watch.held(Elapsed::from_secs(7)), None);
    }
}
