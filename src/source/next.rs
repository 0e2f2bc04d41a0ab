//! What a run's time brings next.

use crate::ble::BleEvent;
use crate::format::TimedReading;
use crate::session::Elapsed;

/// What comes next.
#[derive(Debug)]
pub enum Next {
    /// A reading with its time.
    Reading(TimedReading),
    /// Time passed.
    Tick(Elapsed),
    /// Something could not be read, or a source is gone.
    Warning(String),
    /// Bluetooth tells something beside readings.
    Ble(BleEvent),
    /// The source has ended.
    End,
}
