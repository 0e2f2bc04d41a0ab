//! Numbers under no header: a rate a line, an interval a line, or a time and an interval. Which of them is told by the numbers, or not at all.

use jiff::Timestamp;

use super::error::{TableError, shown};
use super::names::{meaning, names_another_quantity};
use super::numbers::DecimalSign;
use super::rows::{Row, Separator, rows};
use super::series::places;
use super::values::{doubt_of_rates, in_range_of_rates, is_even_count, is_rising, ms_of_interval};
use crate::format::recording::{FileMetadata, Origin, Recording};
use crate::format::rr::{self, Beat};
use crate::format::track::{Point, Track};

/// How many lines may be remarks or titles before the first number.
const TITLES: usize = 12;
/// A list has at least so many numbers.
const FEWEST_NUMBERS: usize = 3;
/// One line in so many may hold no number; more, and it is no list.
const LINES_OF_A_FAULT: usize = 10;
/// A sum of intervals meets the times beside it within this share.
const SAME_TIME: f64 = 0.02;
/// Seconds since 1970, from 2001 to 2096.
const SINCE_1970: std::ops::Range<f64> = 1e9..4e9;

/// The numbers of a text without a header, a row each.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct List {
    rows: Vec<Vec<f64>>,
    lines: Vec<u64>,
    titles: String,
    skipped: usize,
}

impl List {
    /// Finds the numbers of a text; none where it is no list of numbers.
    pub(super) fn find(text: &str) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let mut narrow = None;
        for separator in [Separator::Char(b'\t'), Separator::Char(b';'), Separator::Char(b'|'), Separator::Blanks, Separator::Char(b',')] {
            let Some(list) = Self::of(&rows(text, separator)) else { continue };
            if list.width() > 1 {
                return Some(list);
            }
            narrow = narrow.or(Some(list));
        }
        narrow
    }

    fn of(rows: &[Row]) -> Option<Self> {
        let sign = DecimalSign::of(rows.iter().flat_map(|row| &row.cells).map(String::as_str));
        let (mut list, mut titles) = (Self { rows: Vec::new(), lines: Vec::new(), titles: String::new(), skipped: 0 }, 0);
        for row in rows {
            let cells = &row.cells[..row.width()];
            let numbers: Option<Vec<f64>> = cells.iter().map(|cell| sign.number(cell.trim_end_matches([',', ';']))).collect();
            match numbers {
                Some(numbers) => {
                    list.rows.push(numbers);
                    list.lines.push(row.line);
                }
                None if row.is_remark() || list.rows.len() < 2 && titles < TITLES => {
                    list.titles += &format!("{}\n", cells.join(" "));
                    titles += 1;
                }
                None => list.skipped += 1,
            }
        }
        let width = list.width();
        let before = list.rows.len();
        list.lines = list.lines.iter().zip(&list.rows).filter(|(_, row)| row.len() == width).map(|(line, _)| *line).collect();
        list.rows.retain(|row| row.len() == width);
        list.skipped += before - list.rows.len();
        (list.rows.len() >= FEWEST_NUMBERS && list.skipped * LINES_OF_A_FAULT <= list.rows.len()).then_some(list)
    }

    /// How many numbers the rows have, by the last.
    fn width(&self) -> usize {
        self.rows.last().map_or(0, Vec::len)
    }

    fn column(&self, index: usize) -> Vec<f64> {
        self.rows.iter().map(|row| row[index]).collect()
    }

    /// Reads the list.
    ///
    /// # Errors
    /// Its numbers may be of several kinds, or of none that is known.
    pub(super) fn read(self) -> Result<Recording, TableError> {
        let mut recording = match self.width() {
            1 => self.of_one_column()?,
            2 => self.of_two_columns()?,
            columns => return Err(TableError::NoHeader { columns }),
        };
        if self.skipped > 0 {
            recording.warnings.push(format!("{} lines are no number and are left out", self.skipped));
        }
        Ok(recording)
    }

    fn of_one_column(&self) -> Result<Recording, TableError> {
        let all = self.column(0);
        // The wristbands of Empatica write the start and the readings a second before the rates.
        if let [start, per_second, rates @ ..] = &all[..]
            && SINCE_1970.contains(start)
            && (0.1..=64.0).contains(per_second)
            && in_range_of_rates(rates)
        {
            return Ok(rates_apart(rates, &places(&self.lines[2..]), 1000.0 / per_second, Some(start * 1000.0), Vec::new()));
        }
        if let Some(name) = self.other_name() {
            return Err(TableError::NothingKnown { names: shown(name) });
        }
        let doubt = doubt_of_rates(&all, 1.0);
        if in_range_of_rates(&all) && doubt.is_none() {
            let told = "it is taken as a list of heart rates one second apart: it has no times; add a column \"elapsed_s\" if they are not";
            return Ok(rates_apart(&all, &places(&self.lines), 1000.0, None, vec![told.to_owned()]));
        }
        let rises = all.len() >= 8 && is_rising(&all) || is_even_count(&all);
        match ms_of_interval(&all).filter(|_| !rises) {
            Some((factor, unit)) => {
                let in_1024ths = unit == "ms" && self.titles.contains("1/1024");
                let factor = if in_1024ths { 1000.0 / 1024.0 } else { factor };
                Ok(intervals(&all, factor, None, Vec::new()))
            }
            None if rises => Err(ambiguous("times of beats", "a count of rows")),
            None => Err(ambiguous("heart rates in bpm (30 to 230)", "intervals between beats in ms (240 to 2000)")),
        }
    }

    /// The line above the numbers, where it names something that is neither rates nor intervals: any name above what might be rates, and one
    /// with a word for another quantity above what might be intervals.
    fn other_name(&self) -> Option<&str> {
        let name = self.titles.lines().last().filter(|line| !line.starts_with(['#', '/']) && line.contains(char::is_alphabetic))?;
        (in_range_of_rates(&self.column(0)) || names_another_quantity(name) || meaning(name, "").is_some()).then_some(name)
    }

    fn of_two_columns(&self) -> Result<Recording, TableError> {
        for (time, interval) in [(0, 1), (1, 0)] {
            let (times, lengths) = (self.column(time), self.column(interval));
            let Some((factor, _)) = ms_of_interval(&lengths).filter(|_| is_rising(&times)) else { continue };
            let (sum, first) = (lengths.iter().sum::<f64>() * factor, lengths[0] * factor);
            let span = times[times.len() - 1] - times[0];
            let meets = |ms: f64| (span * ms - (sum - first)).abs() <= SAME_TIME * sum + first;
            let numbered = times.windows(2).all(|pair| pair[1] - pair[0] == 1.0);
            if let Some(ms) = [1.0, 1000.0, 60_000.0, 1e-3].into_iter().find(|ms| meets(*ms)) {
                let start = Some(times[0] * ms).filter(|start| SINCE_1970.contains(&(start / 1000.0)));
                return Ok(intervals(&lengths, factor, start, Vec::new()));
            }
            if numbered {
                let told = format!(
                    "its {} numbers are taken as a count of rows: the times are the sums of the intervals",
                    if time == 0 { "first" } else { "second" }
                );
                return Ok(intervals(&lengths, factor, None, vec![told]));
            }
        }
        Err(TableError::NoHeader { columns: 2 })
    }
}

fn ambiguous(first: &str, second: &str) -> TableError {
    TableError::Ambiguous {
        what: "its list of numbers".to_owned(),
        first: first.to_owned(),
        second: second.to_owned(),
        remedy: "put a line above them that names them: \"heart_rate\" or \"rr_ms\"".to_owned(),
    }
}

/// A recording of rates so many milliseconds apart.
fn rates_apart(rates: &[f64], places: &[u64], apart: f64, start: Option<f64>, warnings: Vec<String>) -> Recording {
    let point = |(rate, place): (&f64, &u64)| Point {
        time: Some((*place as f64 * apart).round() as i64),
        rate: Some(rate.round() as u16),
        ..Point::default()
    };
    let track = Track { points: rates.iter().zip(places).map(point).collect(), ..Track::default() };
    recording(track, Origin::Csv, start, warnings)
}

/// A recording of intervals; the times are their sums.
fn intervals(lengths: &[f64], factor: f64, start: Option<f64>, warnings: Vec<String>) -> Recording {
    let beats: Vec<Beat> =
        lengths.iter().filter(|length| **length > 0.0).map(|length| Beat { time: None, length: length * factor }).collect();
    recording(rr::track(&beats), Origin::Rr, start, warnings)
}

fn recording(track: Track, origin: Origin, start: Option<f64>, mut warnings: Vec<String>) -> Recording {
    let (readings, end) = track.readings(&mut warnings);
    let started_at = start.and_then(|ms| Timestamp::from_millisecond(ms as i64).ok());
    Recording { origin, started_at, setup: None, readings, end, claims: FileMetadata::default(), warnings }
}
