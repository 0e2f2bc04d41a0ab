//! FIT's event messages: the timer, prompts and the recovery of the rate.

use super::encoder::Message;
use super::message::{TIMESTAMP, number};
use crate::heart::Bpm;

/// Events in the profile.
const TIMER: u8 = 0;
pub(super) const SESSION: u8 = 8;
pub(super) const LAP: u8 = 9;
const HR_HIGH_ALERT: u8 = 13;
const RECOVERY_HR: u8 = 21;
pub(super) const ACTIVITY: u8 = 26;

/// Types of events in the profile.
pub(super) const START: u8 = 0;
pub(super) const STOP: u8 = 1;
const MARKER: u8 = 3;
pub(super) const STOP_ALL: u8 = 4;

fn event(at: u32, event: u8, kind: u8) -> Message {
    Message::of(number::EVENT).long(TIMESTAMP, at).choice(0, event).choice(1, kind)
}

/// The timer starts or stops.
pub(super) fn timer(at: u32, kind: u8) -> Message {
    event(at, TIMER, kind).byte(4, 0)
}

/// A prompt, as the alert above a rate that watches know; its value is the ceiling in bpm.
pub(super) fn alert(at: u32, ceiling: f64) -> Message {
    event(at, HR_HIGH_ALERT, MARKER).long(3, ceiling.clamp(0.0, 254.0).round() as u32).byte(4, 0)
}

/// The rate a minute after the stop; told at the stop, so that the activity ends there.
pub(super) fn recovery(at: u32, bpm: Bpm) -> Message {
    event(at, RECOVERY_HR, MARKER).long(3, u32::from(bpm.whole())).byte(4, 0)
}
