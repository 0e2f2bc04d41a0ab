//! How long to wait: for a device that sends nothing, after a failure, before the next attempt. Time is an argument.

use std::time::{Duration, Instant};

use super::error::BleError;
use super::timing::Timing;

/// What to do about a device that has sent nothing for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alarm {
    /// Ask Bluetooth whether the link stands.
    Question,
    /// The link stands for nothing: connect anew.
    Silent,
}

/// Watches the packets: neither a bluetoothd that died nor a device that hangs is reported in any other way.
#[derive(Debug)]
pub(super) struct Watch {
    latest: Instant,
    questioned: bool,
}

impl Watch {
    /// Starts the watchdog.
    pub(super) fn new(now: Instant) -> Self {
        Self { latest: now, questioned: false }
    }

    /// A packet came.
    pub(super) fn heard(&mut self, now: Instant) {
        *self = Self::new(now);
    }

    /// When to look next.
    pub(super) fn due(&self, timing: &Timing) -> Instant {
        self.latest + if self.questioned { timing.silent } else { timing.quiet }
    }

    /// What to do when that has come.
    pub(super) fn alarm(&mut self) -> Alarm {
        if std::mem::replace(&mut self.questioned, true) { Alarm::Silent } else { Alarm::Question }
    }
}

/// How long to wait after an error that came `failures` times in a row. A state that somebody is asked to remedy is checked
/// often, which costs one local call; a call that fails is tried after 1, 2, 4 … 30 times the first wait. `chance` adds up
/// to a quarter, so that programs that failed together do not try together (design choice).
pub(super) fn rest(error: &BleError, failures: u32, timing: &Timing, chance: u8) -> Duration {
    let longest = match error {
        BleError::NoAdapter | BleError::AdapterOff | BleError::Blocked | BleError::NoBluetoothService => 1,
        // There is another, and the time to say so is over.
        BleError::NoSuchAdapter { .. } | BleError::DeafAdapter { .. } => 1,
        _ => 30,
    };
    let doubled = timing.retry * 2u32.saturating_pow(failures.saturating_sub(1).min(5));
    let capped = doubled.min(timing.retry * longest);
    capped + capped * u32::from(chance) / 1024
}

/// How long a device that was heard is not called after `failures` attempts in a row to connect it. At most `retry`, so that
/// a device that was out of range and is back is connected within two seconds (design choice).
pub(super) fn pause(failures: u32, timing: &Timing) -> Duration {
    match failures {
        0 | 1 => Duration::ZERO,
        2 => timing.retry / 4,
        3 => timing.retry / 2,
        _ => timing.retry,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_strap_is_questioned_after_two_seconds_and_given_up_within_ten() {
        let (timing, start) = (Timing::default(), tokio::time::Instant::now().into_std());
        let mut watch = Watch::new(start);
        assert_eq!(watch.due(&timing), start + Duration::from_secs(2));
        assert_eq!(watch.alarm(), Alarm::Question);
        assert!(watch.due(&timing) < start + Duration::from_secs(10));
        assert_eq!(watch.alarm(), Alarm::Silent);
    }

    #[test]
    fn a_packet_after_the_question_makes_all_well_again() {
        let (timing, start) = (Timing::default(), tokio::time::Instant::now().into_std());
        let mut watch = Watch::new(start);
        watch.alarm();
        let later = start + Duration::from_secs(6);
        watch.heard(later);
        assert_eq!(watch.due(&timing), later + timing.quiet);
        assert_eq!(watch.alarm(), Alarm::Question);
    }

    #[test]
    fn rests_double_up_to_half_a_minute_and_chance_adds_at_most_a_quarter() {
        let other = BleError::Other("no".to_owned());
        let secs = |failures, chance| rest(&other, failures, &Timing::default(), chance).as_secs_f64();
        assert_eq!([1, 2, 3, 4, 5, 6, 60].map(|failures| secs(failures, 0)), [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]);
        assert!((1.0..1.25).contains(&secs(1, 255)));
    }

    #[test]
    fn what_the_runner_is_asked_to_mend_is_looked_at_every_second() {
        for error in [BleError::NoAdapter, BleError::AdapterOff, BleError::Blocked, BleError::NoBluetoothService] {
            assert_eq!(rest(&error, 500, &Timing::default(), 0), Duration::from_secs(1));
        }
    }

    #[test]
    fn a_strap_that_refuses_is_not_pressed_and_one_that_returns_does_not_wait() {
        let timing = Timing::default();
        assert_eq!(pause(1, &timing), Duration::ZERO);
        assert!((2..50).all(|failures| pause(failures, &timing) <= Duration::from_secs(1)));
        assert!(pause(4, &timing) > pause(2, &timing));
    }
}
