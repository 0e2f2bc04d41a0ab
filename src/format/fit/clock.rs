//! The clock of a FIT file: whole seconds since its own epoch, or since the device was switched on.

use jiff::Timestamp;

use super::message::{EPOCH, FIRST_DATE};
use crate::session::Elapsed;

/// Without a wall clock the times count from switching on, as the format allows; this is when the run begins, in seconds
/// (a design choice: any small number but zero).
const WITHOUT_A_DATE: i64 = 60;

/// Turns times of the run into a file's.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileClock {
    /// The start of the run, in milliseconds of FIT's clock.
    zero: i64,
}

impl FileClock {
    /// The clock of a run that began then; a start that FIT's dates do not reach back to is as good as none.
    pub(super) fn new(started_at: Option<Timestamp>) -> Self {
        let dated = started_at.map(|start| start.as_millisecond() - 1000 * EPOCH);
        let zero = dated.filter(|zero| *zero >= 1000 * i64::from(FIRST_DATE)).unwrap_or(1000 * WITHOUT_A_DATE);
        Self { zero }
    }

    /// A time of the run in the file's seconds; what is beyond their 32 bits is the last valid one.
    pub(super) fn time(self, at: Elapsed) -> u32 {
        let ms = self.zero.saturating_add(i64::try_from(at.ms()).unwrap_or(i64::MAX));
        u32::try_from(ms / 1000).unwrap_or(u32::MAX).min(u32::MAX - 1)
    }

    /// The start of the run.
    pub(super) fn start(self) -> u32 {
        self.time(Elapsed::ZERO)
    }
}
