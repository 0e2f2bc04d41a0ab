//! The two halves of a run, which drift and decoupling compare.

use crate::session::{Plan, Span, Timer};

/// The time before the halves: a heart rate needs it to settle (design choice).
const SETTLED_AFTER: Timer = Timer::from_secs(600);
/// Shorter runs have no halves worth comparing (design choice).
const LONG_ENOUGH: Timer = Timer::from_secs(1200);
/// A run that is longer than its plan by more than this did not keep to it (design choice).
const OVER_THE_PLAN: Span = Span::from_secs(120);

/// From when to when on the timer the halves of a run last that came to `timer`, up to an end; none for runs under 20 minutes.
pub(super) fn halves(timer: Timer, end: Timer) -> Option<[(Timer, Timer); 2]> {
    let middle = Timer::from_ms(u64::midpoint(SETTLED_AFTER.ms(), end.ms()));
    (timer >= LONG_ENOUGH && end > SETTLED_AFTER).then_some([(SETTLED_AFTER, middle), (middle, end)])
}

/// Where a run that came to this on the timer ended, without the cool-down where it kept to its plan: the rate is to fall there.
pub(super) fn before_cool_down(plan: Plan, timer: Timer) -> Timer {
    let kept_to_it = timer <= plan.end() + OVER_THE_PLAN;
    if kept_to_it { timer.min(plan.cool_down_from()) } else { timer }
}
