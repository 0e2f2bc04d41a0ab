//! The steps of a belt's speed, which holds still between them. Speeds by foot pod or satellite wander all the time and make none.
//!
//! A level is known by being held, not by being one that buttons set: belts tell hundredths of what their motor does, convert miles, or
//! measure and tremble. One that is told without a tremble may step by a tenth; one that trembles has to step by more than that.

use super::time::{Elapsed, Span};

/// Speeds so near are the same one, in km/h: belts tell hundredths.
const SAME_KMH: f64 = 0.011;
/// A measured speed trembles by so much about its level, in km/h: what was seen on real belts.
const TREMBLES_KMH: f64 = 0.16;
/// A speed that holds for so long has arrived: a belt takes some seconds to it (design choice).
const HOLDS: Span = Span::from_secs(4);
/// One that trembles has to hold for longer, and to step by more than it trembles, in km/h (design choice): watches hold still by chance.
const TREMBLING_HOLDS: Span = Span::from_secs(10);
const TREMBLING_STEP_KMH: f64 = 0.3;
/// And one that held for so long before is worth a comparison (design choice): by foot or satellite none does.
const HELD_BEFORE: Span = Span::from_secs(30);
/// A belt takes no longer from one level to the next (design choice).
const MOVES_FOR: Span = Span::from_secs(20);
/// Less is a belt's own wavering; more is a start or a stop, and no change of pace (design choice).
const STEP_KMH: (f64, f64) = (0.095, 3.0);
/// Slower than this nobody is on the move (design choice).
const MOVES_KMH: f64 = 2.0;

/// A stretch of speeds that belong together.
#[derive(Debug, Clone, Copy)]
struct Level {
    since: Elapsed,
    /// The last time that it was told, or left.
    until: Elapsed,
    mean: f64,
    count: f64,
    low: f64,
    high: f64,
}

impl Level {
    fn new(at: Elapsed, kmh: f64) -> Self {
        Self { since: at, until: at, mean: kmh, count: 1.0, low: kmh, high: kmh }
    }

    fn add(&mut self, at: Elapsed, kmh: f64) {
        self.until = at;
        // An old level still follows a belt that is not quite steady.
        self.count = (self.count + 1.0).min(60.0);
        self.mean += (kmh - self.mean) / self.count;
        (self.low, self.high) = (self.low.min(kmh), self.high.max(kmh));
    }

    fn is_exact(&self) -> bool {
        self.high - self.low <= SAME_KMH
    }

    fn holds(&self, kmh: f64) -> bool {
        (kmh - self.mean).abs() <= if self.is_exact() { SAME_KMH } else { TREMBLES_KMH }
    }
}

/// A step of the speed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    /// By how much, in km/h.
    pub kmh: f64,
    /// Whether both levels were told without a tremble, as belts do and watches hardly ever.
    pub is_exact: bool,
}

/// What is remembered of the belt.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SpeedSteps {
    /// The level that held last.
    level: Option<Level>,
    /// What came after it, and has not held yet.
    next: Option<Level>,
    /// It made a step before, so that its speeds need not hold for long.
    is_belt: bool,
}

impl SpeedSteps {
    /// Takes in a speed in km/h.
    pub(super) fn tell(&mut self, at: Elapsed, kmh: f64) {
        let Some(level) = &mut self.level else {
            self.level = Some(Level::new(at, kmh));
            return;
        };
        if level.holds(kmh) {
            level.add(at, kmh);
            self.next = None;
            return;
        }
        match &mut self.next {
            Some(next) if (kmh - next.mean).abs() <= TREMBLES_KMH => {
                next.add(at, kmh);
                // What neither held nor went away is the same level, which trembles.
                if !next.is_exact() && (next.mean - level.mean).abs() <= TREMBLES_KMH {
                    level.add(at, next.low);
                    level.add(at, next.high);
                    self.next = None;
                }
            }
            Some(next) => *next = Level::new(at, kmh),
            None => {
                // It held until now, also where nothing but changes is told.
                level.until = at;
                self.next = Some(Level::new(at, kmh));
            }
        }
    }

    /// The step that has just been made, once: when its new speed has held.
    pub(super) fn step(&mut self, at: Elapsed) -> Option<Step> {
        let exact = self.next.is_some_and(|next| next.is_exact()) && self.level.is_some_and(|level| level.is_exact());
        let (holds, least) = if exact { (HOLDS, STEP_KMH.0) } else { (TREMBLING_HOLDS, TREMBLING_STEP_KMH) };
        let next = self.next.filter(|next| at - next.since >= holds)?;
        let level = self.level.replace(next)?;
        self.next = None;
        let long_enough = level.until - level.since >= if self.is_belt { holds } else { HELD_BEFORE };
        let (slower, faster) = (level.mean.min(next.mean), level.mean.max(next.mean));
        if !long_enough || next.since - level.until > MOVES_FOR || slower < MOVES_KMH || faster - slower > STEP_KMH.1 {
            return None;
        }
        self.is_belt |= exact;
        let kmh = next.mean - level.mean;
        (kmh.abs() >= least).then_some(Step { kmh, is_exact: exact })
    }

    /// Whether it stands or steps as belts do: its level is told without a tremble, and held.
    pub(super) fn is_belt(&self) -> bool {
        self.is_belt || self.level.is_some_and(|level| level.is_exact())
    }

    /// The level in km/h, where it is one that a belt holds.
    pub(super) fn held_kmh(&self, at: Elapsed) -> Option<f64> {
        let level = self.level.filter(|level| at - level.since >= if self.is_belt { HOLDS } else { HELD_BEFORE })?;
        (self.next.is_none() && level.mean >= MOVES_KMH).then_some(level.mean)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The steps that a belt with these speeds makes, second by second.
    fn steps(kmh: impl Fn(u64) -> Option<f64>, seconds: u64) -> Vec<(u64, f64)> {
        let mut belt = SpeedSteps::default();
        (0..seconds)
            .filter_map(|at| {
                let time = Elapsed::from_secs(at);
                if let Some(kmh) = kmh(at) {
                    belt.tell(time, kmh);
                }
                belt.step(time).map(|step| (at, (step.kmh * 10.0).round() / 10.0))
            })
            .collect()
    }

    #[test]
    fn a_step_is_told_once_when_the_new_speed_has_held() {
        assert_eq!(steps(|at| Some(if at < 60 { 8.0 } else { 9.0 }), 200), [(64, 1.0)]);
        assert_eq!(steps(|at| Some(if at < 60 { 8.0 } else { 8.1 }), 200), [(64, 0.1)]);
        // A belt that tells its changes alone, and one that takes five seconds for them.
        assert_eq!(steps(|at| (at == 0).then_some(8.0).or((at == 60).then_some(7.5)), 200), [(64, -0.5)]);
        assert_eq!(steps(|at| Some([8.0, 8.5, 9.0][usize::from(at >= 60) + usize::from(at >= 70)]), 200), [(64, 0.5), (74, 0.5)]);
        assert_eq!(steps(|at| Some(8.0 + 0.2 * (at.clamp(60, 65) - 60) as f64), 200), [(69, 1.0)]);
    }

    #[test]
    fn a_level_is_known_by_being_held_and_not_by_its_number() {
        assert_eq!(steps(|at| Some(if at < 60 { 10.08 } else { 10.62 }), 200), [(64, 0.5)]);
        let trembling = |at: u64| 8.9 + 0.1 * (at as f64 * 2.3).sin() + if at < 100 { 0.0 } else { 0.8 };
        assert_eq!(steps(|at| Some(trembling(at)), 200), [(110, 0.8)]);
    }

    #[test]
    fn a_speed_that_wanders_makes_no_steps() {
        let wandering = |at: u64| Some(9.0 + 0.6 * (at as f64 * 0.7).sin() + if at > 100 { 1.5 } else { 0.0 });
        assert_eq!(steps(wandering, 300), []);
        // A start is no step.
        assert_eq!(steps(|at| Some(if at < 60 { 0.0 } else { 9.0 }), 200), []);
    }
}
