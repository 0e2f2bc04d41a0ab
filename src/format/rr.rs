//! Beat-to-beat intervals as plain text: beats in, measurements as a strap would send them out.

use super::recording::{FileMetadata, Origin, Recording};
use super::time_parsing::number;
use super::track::{Point, Track};

use crate::heart::RrInterval;

/// The rate is that of the last so many sound beats, about what straps average over.
const BEATS_OF_A_RATE: usize = 5;
/// A strap sends once a second; in milliseconds.
const PACKET: i64 = 1000;
/// How many lines of a text may be comments or a title before the first interval.
const LINES_BEFORE_BEATS: usize = 12;

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

/// Whether a text is one interval a line: of the first lines that are no title or comment, all are intervals.
pub(super) fn is_rr(text: &str) -> bool {
    let mut intervals = 0;
    for (number, line) in text.lines().map(str::trim).filter(|line| !line.is_empty()).take(LINES_BEFORE_BEATS + 20).enumerate() {
        match interval(line) {
            Some(_) => intervals += 1,
            None if intervals == 0 && number < LINES_BEFORE_BEATS => {}
            None => return false,
        }
    }
    intervals >= 3
}

fn interval(line: &str) -> Option<f64> {
    number(line.trim().trim_end_matches([',', ';'])).and_then(in_ms)
}

/// Reads one interval a line, in ms or in s.
pub(super) fn read(text: &str) -> Recording {
    let mut skipped = 0;
    let mut beats = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match interval(line) {
            Some(length) => beats.push(Beat { time: None, length }),
            None if beats.is_empty() => {}
            None => skipped += 1,
        }
    }
    let warnings = if skipped > 0 { vec![format!("{skipped} lines are no interval and are left out")] } else { Vec::new() };
    recording(track(&beats), warnings)
}

fn recording(track: Track, mut warnings: Vec<String>) -> Recording {
    let (readings, end) = track.readings(&mut warnings);
    Recording { origin: Origin::Rr, started_at: None, setup: None, readings, end, claims: FileMetadata::default(), warnings }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Reading;
    use crate::heart::HeartRateMeasurement;

    fn measurements<'a>(recording: &'a Recording) -> Vec<&'a HeartRateMeasurement> {
        let one = |stamped: &'a crate::format::TimedReading| match &stamped.reading {
            Reading::Measurement(measurement) => Some(measurement),
            _ => None,
        };
        recording.readings.iter().filter_map(one).collect()
    }

    #[test]
    fn milliseconds_and_seconds_are_the_same_beats() {
        let (ms, s) = ("# Elite HRV\n500\n500\n500\n500\n", "0.500\n0.500\n0.5\n0,5\n");
        assert!(is_rr(ms) && is_rr(s));
        assert_eq!(read(ms), read(s));
        assert_eq!(measurements(&read(ms)).iter().map(|m| (m.rate, m.rr.len())).collect::<Vec<_>>(), [(120, 2), (120, 2)]);
        assert_eq!(read(ms).end.ms(), 2000);
    }

    #[test]
    fn a_missed_beat_is_kept_and_does_not_bend_the_rate() {
        let recording = read("500\n500\n4189\n500\n500\n");
        let measurements = measurements(&recording);
        assert_eq!(measurements.iter().map(|m| m.rr.len()).sum::<usize>(), 5);
        assert!(measurements.iter().all(|m| m.rate == 120));
    }

    #[test]
    fn prose_is_no_list_of_beats() {
        assert!(!is_rr("one\ntwo\n800\nthree\n"));
        assert!(!is_rr("1\n2\n"));
    }
}
