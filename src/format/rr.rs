//! Beat-to-beat intervals as measurements that a strap would send.

use super::track::{Point, Track};
use crate::heart::RrInterval;

/// The rate is that of the last so many sound beats, about what straps average over.
const BEATS_OF_A_RATE: usize = 5;
/// A strap sends once a second; in milliseconds.
const PACKET: i64 = 1000;

/// A beat of a file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Beat {
    /// When, in milliseconds of the file's clock, where it says so.
    pub(super) time: Option<i64>,
    /// How long after the beat before, in milliseconds.
    pub(super) length: f64,
}

/// An interval in milliseconds, from that or from seconds: below ten it can only be seconds.
pub(super) fn in_ms(value: f64) -> Option<f64> {
    match value {
        seconds if (0.01..10.0).contains(&seconds) => Some(seconds * 1000.0),
        ms if (10.0..63_999.0).contains(&ms) => Some(ms),
        _ => None,
    }
}

/// Beats as points a second apart, each with the rate of its last sound beats; every beat is kept.
pub(super) fn track(beats: &[Beat]) -> Track {
    let mut track = Track::default();
    let start = beats.first().and_then(|beat| beat.time).unwrap_or(0);
    let (mut now, mut sent) = (start as f64, start);
    let mut recent: Vec<f64> = Vec::with_capacity(BEATS_OF_A_RATE);
    let mut waiting = Vec::new();
    track.points.push(Point { time: Some(start), ..Point::default() });
    for (index, beat) in beats.iter().enumerate() {
        now = beat.time.map_or(now + beat.length, |time| time as f64);
        let Some(interval) = RrInterval::from_ms(beat.length) else { continue };
        waiting.push(interval);
        if interval.is_plausible() {
            if recent.len() == BEATS_OF_A_RATE {
                recent.remove(0);
            }
            recent.push(beat.length);
        }
        let due = now.round() as i64;
        if due.div_euclid(PACKET) != sent.div_euclid(PACKET) || index + 1 == beats.len() {
            let rate = if recent.is_empty() { 0 } else { (60_000.0 * recent.len() as f64 / recent.iter().sum::<f64>()).round() as u16 };
            track.points.push(Point { time: Some(due), rate: Some(rate), ..Point::default() });
            track.add_beats(waiting.drain(..));
            sent = due;
        }
    }
    track
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Reading;

    #[test]
    fn a_missed_beat_is_kept_and_does_not_bend_the_rate() {
        let beats = [500.0, 500.0, 4189.0, 500.0, 500.0].map(|length| Beat { time: None, length });
        let (readings, _) = track(&beats).readings(&mut Vec::new());
        let measurements: Vec<_> = readings
            .iter()
            .filter_map(|stamped| match &stamped.reading {
                Reading::Measurement(measurement) => Some(measurement),
                _ => None,
            })
            .collect();
        assert_eq!(measurements.iter().map(|m| m.rr.len()).sum::<usize>(), 5);
        assert!(measurements.iter().all(|m| m.rate == 120));
    }
}
