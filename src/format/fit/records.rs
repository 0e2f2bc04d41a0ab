//! FIT's messages for a sample: the record, and the beats beside it.

use super::encoder::{Message, scaled};
use super::message::{TIMESTAMP, number};
use crate::format::export_points::Sample;
use crate::heart::RrInterval;
use crate::session::Motion;

/// Beats in one `hrv` message, as watches have them; unused places are invalid.
const BEATS_A_MESSAGE: usize = 5;
/// The steepest grade written, in percent: the field ends at 327.
const STEEPEST: f64 = 300.0;

/// A sample's record and its beats.
pub(super) fn messages(at: u32, sample: &Sample) -> impl Iterator<Item = Message> {
    std::iter::once(record(at, sample)).chain(sample.rr.chunks(BEATS_A_MESSAGE).map(hrv))
}

fn record(at: u32, sample: &Sample) -> Message {
    let Motion { speed_kmh, grade_percent, cadence_spm, distance_m, elapsed_s: _ } = sample.motion;
    // Two steps are one of FIT's strides; half strides go to the fraction's field, in 1/128.
    let strides = cadence_spm.and_then(|steps| scaled(steps / 2.0, 128.0, f64::from(u16::MAX) / 2.0));
    let grade = grade_percent.filter(|grade| grade.abs() <= STEEPEST);
    Message::of(number::RECORD)
        .long(TIMESTAMP, at)
        .byte(3, sample.rate)
        .byte(4, strides.map(|strides| u8::try_from(strides / 128).unwrap_or(254).min(254)))
        .byte(53, strides.map(|strides| (strides % 128) as u8))
        .ratio(5, distance_m, 100.0)
        .ratio(73, speed_kmh.map(|kmh| kmh / 3.6), 1000.0)
        .signed_short(9, grade.map(|grade| (grade * 100.0).round() as i16))
}

fn hrv(beats: &[RrInterval]) -> Message {
    let mut lengths = [u16::MAX; BEATS_A_MESSAGE];
    for (length, beat) in lengths.iter_mut().zip(beats) {
        *length = beat.ms().round().min(65_534.0) as u16;
    }
    Message::of(number::HRV).shorts(0, lengths)
}
