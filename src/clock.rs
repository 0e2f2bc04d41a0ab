//! The one clock. A [`Moment`] is read where a reading arrives; it goes on while the computer is suspended.
//!
//! `std::time::Instant` stands still during suspension on Linux (CLOCK_MONOTONIC) and macOS, so a run that slept would
//! lose that time. CLOCK_BOOTTIME on Linux and CLOCK_MONOTONIC on macOS include it; the difference between the two clocks is
//! the time the computer was suspended. On Windows `Instant` includes suspension already, and the difference is always zero; there `source::live` knows a
//! suspension by the time in which this process did not run.

use std::time::{Duration, Instant};

/// A moment on the clock of this computer. Neither setting the wall clock nor suspension disturbs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Time since boot, suspension included.
    since_boot: Duration,
    /// The same moment on the clock that stands still during suspension.
    awake: Instant,
}

impl Moment {
    /// The present moment.
    #[allow(clippy::disallowed_methods)] // The one place that reads the clock.
    pub fn now() -> Self {
        let awake = Instant::now();
        Self { since_boot: since_boot(awake), awake }
    }

    /// The time since an earlier moment, suspension included; zero when that is later.
    pub fn since(self, earlier: Self) -> Duration {
        self.since_boot.saturating_sub(earlier.since_boot)
    }

    /// How much of the time since an earlier moment the computer was suspended. Reading two clocks one after the other is
    /// not exact: differences under a second say nothing.
    pub fn suspended_since(self, earlier: Self) -> Duration {
        self.since(earlier).saturating_sub(self.awake.saturating_duration_since(earlier.awake))
    }
}

#[cfg(test)]
impl Moment {
    /// A moment that is later by a time in which the computer was awake.
    pub(crate) fn plus_awake(self, span: Duration) -> Self {
        Self { since_boot: self.since_boot + span, awake: self.awake + span }
    }

    /// A moment that is later by a time in which it was suspended.
    pub(crate) fn plus_suspended(self, span: Duration) -> Self {
        Self { since_boot: self.since_boot + span, ..self }
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
const INCLUDES_SUSPENSION: rustix::time::ClockId = rustix::time::ClockId::Boottime;
#[cfg(target_vendor = "apple")]
const INCLUDES_SUSPENSION: rustix::time::ClockId = rustix::time::ClockId::Monotonic;

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn since_boot(_: Instant) -> Duration {
    let time = rustix::time::clock_gettime(INCLUDES_SUSPENSION);
    // Both parts are positive on a clock that starts with the computer.
    Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn since_boot(awake: Instant) -> Duration {
    use std::sync::OnceLock;
    // An Instant has no number of its own; only differences to a first one count.
    static FIRST: OnceLock<Instant> = OnceLock::new();
    awake.saturating_duration_since(*FIRST.get_or_init(|| awake))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_never_go_backwards_and_an_awake_computer_was_not_suspended() {
        let first = Moment::now();
        let later = Moment::now();
        assert_eq!(first.since(later), Duration::ZERO);
        assert!(later.suspended_since(first) < Duration::from_secs(1));
    }
}
