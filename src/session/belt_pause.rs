//! A belt that stands pauses the run, and one that moves again lets it go on; the runner's own pause stays the runner's.

use super::own_time::OwnTime;
use super::time::{Elapsed, Span};

/// A belt that stands for so long has stopped.
const STANDS_FOR: Span = Span::from_secs(3);
/// One packet of zeros may come between good ones; so many tell.
const CERTAIN_BY: u32 = 2;
/// What falls due does so after the present.
const AT_ONCE: Span = Span::from_ms(1);
/// Slower than this it stands, in km/h (design choice): no belt creeps.
const STANDS_KMH: f64 = 0.5;

/// What the belt says about the timer.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct BeltPause {
    own_time: OwnTime,
    /// It was seen to move: some machines always tell a speed of zero.
    moved: bool,
    /// The speed that it told last.
    kmh: Option<f64>,
    /// Since when it stands, by how many packets, and when that pauses the run: not before it is certain.
    stands: Option<(Elapsed, u32, Elapsed)>,
    /// The run is paused by the belt.
    paused: bool,
    /// The runner let the run go on although the belt stands, until it moves.
    overruled: bool,
}

impl BeltPause {
    /// Takes in what a treadmill tells: its speed in km/h and its own time in seconds; whether the run goes on by that.
    pub(super) fn tell(&mut self, at: Elapsed, kmh: Option<f64>, own_time: Option<f64>) -> bool {
        if let Some(secs) = own_time {
            self.own_time.tell(at, secs);
        }
        self.kmh = kmh.or(self.kmh);
        let Some(kmh) = self.kmh else { return false };
        let time_stands = self.own_time.stands_since(at);
        if kmh >= STANDS_KMH && time_stands.is_none() {
            self.moved = true;
            self.stands = None;
            self.overruled = false;
            return std::mem::take(&mut self.paused);
        }
        let (since, packets, due) = self.stands.unwrap_or((time_stands.unwrap_or(at), 0, at));
        let due = if packets < CERTAIN_BY { (since + STANDS_FOR).max(at + AT_ONCE) } else { due };
        self.stands = Some((since, packets + 1, due));
        false
    }

    /// When the run is paused by the belt, if it goes on standing. One packet of zeros is no stop.
    pub(super) fn due(&self) -> Option<Elapsed> {
        let (_, packets, due) = self.stands?;
        (self.moved && !self.paused && !self.overruled && packets >= CERTAIN_BY).then_some(due)
    }

    /// The run is paused by the belt.
    pub(super) fn pause(&mut self) {
        self.paused = true;
    }

    /// The runner decided on the timer: the belt does not, until it has moved again.
    pub(super) fn overrule(&mut self) {
        self.paused = false;
        self.overruled = true;
    }

    /// The treadmill is gone: what it told last says nothing of what it does.
    pub(super) fn forget(&mut self) {
        *self = Self { moved: self.moved, paused: self.paused, ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_belt_that_stands_pauses_after_three_seconds_and_a_packet_of_zeros_does_not() {
        let mut belt = BeltPause::default();
        let mut tell = |at, kmh| {
            let goes_on = belt.tell(Elapsed::from_secs(at), Some(kmh), None);
            (belt.due().map(Elapsed::secs), goes_on)
        };
        // A machine that never told a speed pauses nothing.
        assert_eq!([tell(0, 0.0), tell(1, 0.0)], [(None, false); 2]);
        assert_eq!([tell(2, 8.0), tell(3, 0.0), tell(4, 8.0)], [(None, false); 3]);
        assert_eq!([tell(5, 0.2), tell(6, 0.0)], [(None, false), (Some(8.0), false)]);
        belt.pause();
        assert_eq!(belt.due(), None);
        assert!(belt.tell(Elapsed::from_secs(20), Some(1.0), None));
        assert!(!belt.tell(Elapsed::from_secs(21), Some(1.0), None));
    }

    #[test]
    fn a_machine_that_tells_a_speed_while_it_is_paused_is_known_by_its_time() {
        let mut belt = BeltPause::default();
        for at in 0..10 {
            belt.tell(Elapsed::from_secs(at), Some(8.0), Some(at.min(5) as f64));
        }
        // It stood since 5 s, which is certain at 8 s: the pause falls due right after that, never before what was told already.
        assert_eq!(belt.due().map(Elapsed::secs), Some(8.001));
        belt.pause();
        assert!(belt.tell(Elapsed::from_secs(30), Some(8.0), Some(6.0)));
    }

    #[test]
    fn whoever_runs_on_beside_a_belt_that_stands_is_left_alone() {
        let mut belt = BeltPause::default();
        belt.tell(Elapsed::ZERO, Some(8.0), None);
        for at in 1..4 {
            belt.tell(Elapsed::from_secs(at), Some(0.0), None);
        }
        assert!(belt.due().is_some());
        belt.overrule();
        assert_eq!(belt.due(), None);
    }
}
