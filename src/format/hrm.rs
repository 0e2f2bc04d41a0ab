//! Polar's `.hrm` files: settings in sections, and a row a sample with the rate first, or an interval between beats a row.

use super::iso_time;
use super::recording::{FileMetadata, Origin, Recording};
use super::rr::{self, Beat, in_ms};
use super::time_parsing::number;
use super::track::{Point, Track};

use crate::session::Motion;

/// What stands as the interval where the rows are intervals between beats.
const BEATS: f64 = 238.0;
/// The seconds between rows that watches record with are 1, 5, 15, 60, 120 and 240; whole numbers between them do no harm.
const STEPS_S: std::ops::RangeInclusive<f64> = 1.0..=240.0;
/// What stands as the interval where the rows are rates at laps, whose times are not told beside them.
const AT_LAPS: f64 = 204.0;
/// The first version whose columns are told by `SMode`; before it is `Mode`.
const FIRST_WITH_SMODE: f64 = 106.0;
/// Kilometres in a mile.
const MILE_KM: f64 = 1.609_344;

/// Whether a text is a Polar `.hrm` file.
pub(super) fn is_hrm(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().get(..8).is_some_and(|head| head.eq_ignore_ascii_case("[Params]"))
}

/// Reads a Polar `.hrm` file: intervals between beats where its interval is 238, else a rate every so many seconds.
pub(super) fn read(text: &str) -> Recording {
    let sections = Sections { text };
    let mut warnings = Vec::new();
    let track = match sections.parameter("Interval").and_then(number) {
        Some(BEATS) => beats(&sections, &mut warnings),
        Some(seconds) if STEPS_S.contains(&seconds) && seconds != AT_LAPS => rates(&sections, seconds, &mut warnings),
        Some(other) => {
            warnings.push(format!("its interval of {other} is none that tells when a row was recorded, so no row is read"));
            Track::default()
        }
        // Rows of beats have no step, and every other file names its own.
        None => beats(&sections, &mut warnings),
    };
    if !track.has_rates() {
        warnings.push("the .hrm file has no data that could be read".to_owned());
    }
    let start = sections.start();
    if start.is_some() {
        warnings.push("its start is the watch's local time without an offset, and is taken as UTC".to_owned());
    }
    let (readings, end) = track.readings(&mut warnings);
    let started_at = start.and_then(iso_time::dated);
    Recording { origin: Origin::Rr, started_at, setup: None, readings, end, claims: FileMetadata::default(), warnings }
}

/// The text with its sections.
struct Sections<'a> {
    text: &'a str,
}

impl<'a> Sections<'a> {
    /// The lines of a section that are not empty.
    fn section(&self, name: &'static str) -> impl Iterator<Item = &'a str> + use<'a> {
        let lines = self.text.trim_start_matches('\u{feff}').lines().map(str::trim);
        let is_head = move |line: &&str| !line.eq_ignore_ascii_case(name);
        lines.skip_while(is_head).skip(1).take_while(|line| !line.starts_with('[')).filter(|line| !line.is_empty())
    }

    fn parameter(&self, name: &str) -> Option<&'a str> {
        self.section("[Params]").find_map(|line| {
            let (key, value) = line.split_once('=')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The start by the watch's clock, in milliseconds since 1970 as if that were UTC.
    fn start(&self) -> Option<i64> {
        let date = self.parameter("Date").filter(|date| date.len() == 8 && date.is_ascii())?;
        let time = self.parameter("StartTime").unwrap_or_default();
        iso_time::wall(&format!("{}-{}-{}T{time}", &date[..4], &date[4..6], &date[6..]))
    }

    /// Whether there is a column of speed behind the rate, and what a step of it is in km/h.
    fn speed_step(&self) -> Option<f64> {
        let is_on = |mode: &str, place: usize| mode.as_bytes().get(place) == Some(&b'1');
        let version = self.parameter("Version").and_then(number).unwrap_or(FIRST_WITH_SMODE);
        let (has_speed, miles) = if version >= FIRST_WITH_SMODE {
            let mode = self.parameter("SMode")?;
            (is_on(mode, 0), is_on(mode, 7))
        } else {
            let mode = self.parameter("Mode")?;
            (is_on(mode, 1), is_on(mode, 2))
        };
        has_speed.then_some(if miles { MILE_KM / 10.0 } else { 0.1 })
    }
}

/// Rows of a rate and what stands beside it. A column of cadence is left alone: whether it counts strides or cranks is not told.
fn rates(sections: &Sections<'_>, seconds: f64, warnings: &mut Vec<String>) -> Track {
    let step = (seconds * 1000.0) as i64;
    let speed_step = sections.speed_step();
    let (mut track, mut skipped) = (Track::default(), 0);
    for (index, row) in sections.section("[HRData]").enumerate() {
        let mut cells = row.split_whitespace().map(number);
        let rate = cells.next().flatten().filter(|rate| (0.0..65_535.5).contains(rate));
        skipped += usize::from(rate.is_none());
        let speed = speed_step.zip(cells.next().flatten()).map(|(step, tenths)| step * tenths);
        let motion = Motion { speed_kmh: speed, ..Motion::default() };
        track.points.push(Point {
            time: Some(step * index as i64),
            rate: rate.map(|rate| rate.round() as u16),
            motion,
            ..Point::default()
        });
    }
    warnings.extend(told(skipped));
    track
}

/// Rows of one interval in milliseconds.
fn beats(sections: &Sections<'_>, warnings: &mut Vec<String>) -> Track {
    let (mut beats, mut skipped) = (Vec::new(), 0);
    for row in sections.section("[HRData]") {
        match row.split_whitespace().next().and_then(number).and_then(in_ms) {
            Some(length) => beats.push(Beat { time: None, length }),
            None => skipped += 1,
        }
    }
    warnings.extend(told(skipped));
    rr::track(&beats)
}

fn told(skipped: usize) -> Option<String> {
    (skipped > 0).then(|| format!("{skipped} rows of the .hrm file hold no number and are left out"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Reading;

    fn file(params: &str, rows: &str) -> String {
        format!(
            "[Params]\r\nMonitor=11\r\nDate=20240504\r\nLength=00:04:00.0\r\n{params}\r\n\r\n[Note]\r\nTT\r\n\r\n[HRData]\r\n{rows}\r\n\r\n[Trip]\r\n0\r\n"
        )
    }

    /// Seconds, rates and numbers of beats.
    fn measured(recording: &Recording) -> Vec<(u64, u16, usize)> {
        let one = |reading: &Reading| match reading {
            Reading::Measurement(measurement) => Some((measurement.rate, measurement.rr.len())),
            _ => None,
        };
        let all = recording.readings.iter().filter_map(|stamped| Some((stamped.at.ms() / 1000, one(&stamped.reading)?)));
        all.map(|(at, (rate, beats))| (at, rate, beats)).collect()
    }

    fn speeds(recording: &Recording) -> Vec<f64> {
        let speed = |reading: &Reading| match reading {
            Reading::Motion(motion) => motion.speed_kmh,
            _ => None,
        };
        recording.readings.iter().filter_map(|stamped| speed(&stamped.reading)).collect()
    }

    #[test]
    fn a_rate_stands_every_so_many_seconds_whatever_the_interval() {
        for seconds in [1, 5, 15, 60, 120, 240] {
            let recording = read(&file(&format!("Version=106\r\nSMode=00000000\r\nInterval={seconds}"), "120\r\n121\r\n122"));
            assert_eq!(measured(&recording), [(0, 120, 0), (seconds, 121, 0), (2 * seconds, 122, 0)]);
        }
    }

    #[test]
    fn two_hundred_and_thirty_eight_stands_for_beats() {
        let beats = read(&file("Version=106\r\nInterval=238", "600\r\n610\r\n590\r\n600"));
        assert_eq!(measured(&beats).iter().map(|(.., beats)| beats).sum::<usize>(), 4);
        assert_eq!(beats.end.ms(), 2400);
    }

    #[test]
    fn an_interval_without_times_is_told_and_nothing_is_made_up() {
        let recording = read(&file("Version=106\r\nInterval=204", "120\r\n121"));
        assert!(measured(&recording).is_empty());
        assert!(recording.warnings[0].contains("204"), "{:?}", recording.warnings);
    }

    #[test]
    fn the_start_has_an_hour_of_one_or_two_digits() {
        for time in ["9:05:07.0", "09:05:07", "9:5:7"] {
            let recording = read(&file(&format!("StartTime={time}\r\nInterval=5"), "120"));
            assert_eq!(recording.started_at.unwrap().to_string(), "2024-05-04T09:05:07Z");
        }
        assert_eq!(read(&file("StartTime=midday\r\nInterval=5", "120")).started_at, None);
    }

    #[test]
    fn the_column_of_speed_is_found_by_the_version_and_the_mode() {
        let speed_of = |params: &str, row: &str| speeds(&read(&file(&format!("{params}\r\nInterval=5"), row)));
        assert_eq!(speed_of("Version=106\r\nSMode=11100010", "120\t100\t80\t43"), [10.0]);
        assert_eq!(speed_of("Version=107\r\nSMode=100000110", "120 100"), [16.09344]);
        assert_eq!(speed_of("Version=106\r\nSMode=01000010", "120\t80"), [0.0; 0]);
        assert_eq!(speed_of("Version=105\r\nMode=010", "120\t100\t80"), [10.0]);
        assert_eq!(speed_of("Version=102\r\nMode=000", "120"), [0.0; 0]);
    }

    #[test]
    fn rows_that_are_no_number_are_told() {
        let recording = read(&file("Interval=5", "120\r\n?\r\n122"));
        assert_eq!(measured(&recording), [(0, 120, 0), (10, 122, 0)]);
        assert!(recording.warnings[0].contains("1 rows"), "{:?}", recording.warnings);
    }
}
