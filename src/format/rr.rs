//! Beat-to-beat intervals as measurements that a strap would send, and Polar's `.hrm`.

use jiff::Timestamp;

use super::recording::{FileMetadata, Origin, Recording};
use super::time_parsing::{number, wall};
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

/// Whether a text is a Polar `.hrm` file.
pub(super) fn is_hrm(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with("[Params]")
}

/// Reads a Polar `.hrm` file: RR intervals where its interval is 238, else a rate every so many seconds.
pub(super) fn read_hrm(text: &str) -> Recording {
    let parameter = |name: &str| {
        let mut lines = text.lines().map(str::trim).take_while(|line| *line != "[HRData]");
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix('=').map(str::trim))
    };
    let data = text.lines().map(str::trim).skip_while(|line| *line != "[HRData]").skip(1).take_while(|line| !line.starts_with('['));
    let values = data.filter_map(|line| number(line.split_whitespace().next()?));
    let mut warnings = Vec::new();
    let track = match parameter("Interval").and_then(number) {
        Some(seconds) if (1.0..=60.0).contains(&seconds) => {
            let step = (seconds * 1000.0) as i64;
            let point = |(index, rate): (usize, f64)| Point {
                time: Some(step * index as i64),
                rate: (0.0..65_535.5).contains(&rate).then(|| rate.round() as u16),
                ..Point::default()
            };
            Track { points: values.enumerate().map(point).collect(), ..Track::default() }
        }
        _ => track(&values.filter_map(in_ms).map(|length| Beat { time: None, length }).collect::<Vec<_>>()),
    };
    if track.points.iter().all(|point| point.rate.is_none()) {
        warnings.push("the .hrm file has no data that could be read".to_owned());
    }
    let started_at =
        parameter("Date").filter(|date| date.len() == 8 && date.is_ascii()).zip(parameter("StartTime")).and_then(|(date, time)| {
            let iso = format!("{}-{}-{}T{time}", &date[..4], &date[4..6], &date[6..]);
            wall(&iso).and_then(|ms| Timestamp::from_millisecond(ms).ok())
        });
    if started_at.is_some() {
        warnings.push("its start is the watch's local time without an offset, and is taken as UTC".to_owned());
    }
    recording(track, started_at, warnings)
}

fn recording(track: Track, started_at: Option<Timestamp>, mut warnings: Vec<String>) -> Recording {
    let (readings, end) = track.readings(&mut warnings);
    Recording { origin: Origin::Rr, started_at, setup: None, readings, end, claims: FileMetadata::default(), warnings }
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
    fn a_missed_beat_is_kept_and_does_not_bend_the_rate() {
        let beats = [500.0, 500.0, 4189.0, 500.0, 500.0].map(|length| Beat { time: None, length });
        let recording = recording(track(&beats), None, Vec::new());
        let measurements = measurements(&recording);
        assert_eq!(measurements.iter().map(|m| m.rr.len()).sum::<usize>(), 5);
        assert!(measurements.iter().all(|m| m.rate == 120));
    }

    #[test]
    fn an_hrm_file_has_beats_or_rates() {
        let file = |interval: u32| format!("[Params]\nDate=20080208\nStartTime=08:50:31.0\nInterval={interval}\n\n[HRData]\n600\n150\n");
        let beats = read_hrm(&file(238));
        assert_eq!(measurements(&beats).iter().map(|m| m.rr.len()).sum::<usize>(), 2);
        assert_eq!(beats.started_at.unwrap().to_string(), "2008-02-08T08:50:31Z");
        assert_eq!(measurements(&read_hrm(&file(5))).last().unwrap().rate, 150);
    }
}
