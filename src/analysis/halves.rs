//! The two halves of a run, which drift and decoupling compare.

use crate::session::{Elapsed, Log, Plan, Span, Timer, TimerWalk};

/// The time before the halves: a heart rate needs it to settle (design choice).
const SETTLED_AFTER: Timer = Timer::from_secs(600);
/// Shorter runs have no halves worth comparing (design choice).
pub(super) const LONG_ENOUGH: Timer = Timer::from_secs(1200);
/// A run that is longer than its plan by more than this did not keep to it (design choice).
const OVER_THE_PLAN: Span = Span::from_secs(120);

/// Sum and count of a value in each half.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Halves([(f64, u32); 2]);

impl Halves {
    /// The values that came while the timer ran, from ten minutes on to an end on the timer; none where a half has no value.
    pub(super) fn of(log: &Log, end: Timer, values: impl Iterator<Item = (Elapsed, f64)>) -> Option<Self> {
        let middle = Timer::from_ms(u64::midpoint(SETTLED_AFTER.ms(), end.ms()));
        let mut walk = TimerWalk::new(&log.marks);
        let mut halves = Self::default();
        for (at, value) in values {
            let Some(timer) = walk.timer_at(at).filter(|timer| (SETTLED_AFTER..=end).contains(timer)) else { continue };
            let half = &mut halves.0[usize::from(timer >= middle)];
            *half = (half.0 + value, half.1 + 1);
        }
        halves.0.iter().all(|(_, count)| *count > 0).then_some(halves)
    }

    /// The means of the first half and the second.
    pub(super) fn means(self) -> [f64; 2] {
        self.0.map(|(sum, count)| sum / f64::from(count))
    }

    /// The mean of both together.
    pub(super) fn mean(self) -> f64 {
        let [first, second] = self.0;
        (first.0 + second.0) / f64::from(first.1 + second.1)
    }
}

/// Where a run that came to this on the timer ended, without the cool-down where it kept to its plan: the rate is to fall there.
pub(super) fn before_cool_down(plan: Plan, timer: Timer) -> Timer {
    let kept_to_it = timer <= plan.end() + OVER_THE_PLAN;
    if kept_to_it { timer.min(plan.cool_down_from()) } else { timer }
}
