//! Tables: a row a point, the columns found by their names. Reads what spreadsheets and exports write.

use ::csv::{ByteRecord, ReaderBuilder};
use jiff::Timestamp;

use super::columns::{Column, Quantity, column};
use crate::format::recording::{FileMetadata, Origin, Recording};
use crate::format::rr::{self, Beat};
use crate::format::time_parsing::{Moment, number};
use crate::format::track::{Point, Track};

use crate::heart::RrInterval;
use crate::session::Command;

/// Titles and settings may stand above the header, as in Polar's exports; this many lines are looked at.
const LINES_BEFORE_HEADER: usize = 12;
/// Steps are at least this many a minute; less is strides of one leg.
const FEWEST_STEPS: f64 = 120.0;

/// A table's header.
struct Header {
    delimiter: u8,
    columns: Vec<Option<Column>>,
    /// How many lines stand before and including it.
    lines: usize,
}

impl Header {
    /// The first line that names columns of a recording.
    fn find(text: &str) -> Option<Self> {
        text.lines().take(LINES_BEFORE_HEADER).enumerate().find_map(|(number, line)| {
            let delimiter =
                [b'\t', b';', b','].into_iter().max_by_key(|delimiter| line.bytes().filter(|byte| byte == delimiter).count())?;
            let columns: Vec<Option<Column>> = line.split(char::from(delimiter)).map(column).collect();
            let header = Self { delimiter, columns, lines: number + 1 };
            header.names_a_recording().then_some(header)
        })
    }

    fn has(&self, quantity: Quantity) -> bool {
        self.columns.iter().flatten().any(|column| column.quantity == quantity)
    }

    fn names_a_recording(&self) -> bool {
        let timed = self.has(Quantity::Time) || self.has(Quantity::TimeMs);
        let moves = self.has(Quantity::Speed) || self.has(Quantity::Distance);
        self.has(Quantity::HeartRate) || self.has(Quantity::Rr) || timed && moves
    }
}

/// Whether a text is a table with a recording's columns.
pub(in crate::format) fn is_csv(text: &str) -> bool {
    Header::find(text).is_some()
}

/// Reads a table; none where no line names a recording's columns. A table of beats without rates is an RR recording.
pub(in crate::format) fn read(text: &str) -> Option<Recording> {
    let header = Header::find(text)?;
    let start: usize = text.split_inclusive('\n').take(header.lines).map(str::len).sum();
    let mut table = Table::default();
    let mut rows =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(header.delimiter).from_reader(&text.as_bytes()[start..]);
    let mut row = ByteRecord::new();
    loop {
        match rows.read_byte_record(&mut row) {
            Ok(true) => table.add(&header, &row),
            Ok(false) => break,
            Err(error) => {
                table.warnings.push(format!("reading ended early: {error}; what came before is kept"));
                break;
            }
        }
    }
    Some(table.recording(&header))
}

/// A row's cells that matter.
#[derive(Default)]
struct Row {
    point: Point,
    lap: Option<f64>,
    paused: Option<bool>,
    beats: Vec<f64>,
}

/// A table being read.
#[derive(Default)]
struct Table {
    track: Track,
    beats: Vec<Beat>,
    /// The column that gives the time: the first that can be read in the first row, one with a date before others.
    clock: Option<(usize, bool)>,
    lap: Option<f64>,
    laps: usize,
    paused: bool,
    unreadable: usize,
    rows: i64,
    warnings: Vec<String>,
}

impl Table {
    fn add(&mut self, header: &Header, cells: &ByteRecord) {
        let cell = |index: usize| cells.get(index).map(String::from_utf8_lossy).unwrap_or_default();
        if self.clock.is_none() {
            let times = |index: usize| {
                time(header.columns[index], &cell(index)).map(|time_parsing| (index, matches!(time_parsing, Moment::Wall(_))))
            };
            let found: Vec<(usize, bool)> = (0..header.columns.len()).filter_map(times).collect();
            self.clock = found.iter().find(|(_, wall)| *wall).or(found.first()).copied();
        }
        let mut row = Row::default();
        for (index, column) in header.columns.iter().enumerate() {
            if let Some(column) = column {
                row.take(*column, &cell(index));
            }
        }
        let timed = header.has(Quantity::Time) || header.has(Quantity::TimeMs);
        row.point.time = match self.clock {
            Some((index, _)) => time(header.columns[index], &cell(index)).map(Moment::ms),
            // A row a second, as the warning tells.
            None => (!timed).then_some(self.rows * 1000),
        };
        self.rows += 1;
        if row.point.time.is_none() && row.point.rate.is_none() && row.beats.is_empty() {
            self.unreadable += 1;
            return;
        }
        if let (Some(lap), Some(time)) = (row.lap, row.point.time)
            && self.lap != Some(lap)
        {
            if self.lap.is_some() {
                self.track.commands.push((time, Command::Lap));
            }
            (self.lap, self.laps) = (Some(lap), self.laps + 1);
        }
        if let (Some(paused), Some(time)) = (row.paused, row.point.time)
            && self.paused != paused
        {
            self.track.commands.push((time, if paused { Command::Pause } else { Command::Resume }));
            self.paused = paused;
        }
        if header.has(Quantity::HeartRate) {
            self.track.points.push(row.point);
            self.track.add_beats(row.beats.iter().filter_map(|ms| RrInterval::from_ms(*ms)));
        } else if header.has(Quantity::Rr) {
            self.beats.extend(row.beats.iter().map(|length| Beat { time: row.point.time, length: *length }));
        } else {
            self.track.points.push(row.point);
        }
    }

    fn recording(mut self, header: &Header) -> Recording {
        let beats_alone = header.has(Quantity::Rr) && !header.has(Quantity::HeartRate);
        if beats_alone {
            self.track = rr::track(&self.beats);
        } else if self.clock.is_none() && !self.track.points.is_empty() {
            self.warnings.push("it has no time: its rows are taken as one second apart".to_owned());
        }
        if self.unreadable > 0 {
            self.warnings.push(format!("{} rows say nothing that could be read and are left out", self.unreadable));
        }
        let has_dates = self.clock.is_some_and(|(_, wall)| wall);
        let started_at = self.track.first().filter(|_| has_dates).and_then(|ms| Timestamp::from_millisecond(ms).ok());
        let claims = FileMetadata {
            distance_m: self.track.points.iter().rev().find_map(|point| point.motion.distance_m),
            laps: (self.laps > 0).then_some(self.laps),
            ..FileMetadata::default()
        };
        let (readings, end) = self.track.readings(&mut self.warnings);
        let origin = if beats_alone { Origin::Rr } else { Origin::Csv };
        Recording { origin, started_at, setup: None, readings, end, claims, warnings: self.warnings }
    }
}

impl Row {
    fn take(&mut self, column: Column, cell: &str) {
        let value = || number(cell).map(|number| number * column.scale);
        match column.quantity {
            Quantity::Time | Quantity::TimeMs => {}
            Quantity::HeartRate => {
                let rate = value().filter(|rate| (0.0..65_535.5).contains(rate)).map(|rate| rate.round() as u16);
                self.point.rate = self.point.rate.or(rate);
            }
            Quantity::Rr => {
                let apart = |c: char| c.is_whitespace() || matches!(c, ';' | '|' | '/' | '[' | ']');
                self.beats.extend(cell.split(apart).filter_map(number).filter_map(rr::in_ms));
            }
            Quantity::Speed => self.point.motion.speed_kmh = self.point.motion.speed_kmh.or_else(value),
            Quantity::Cadence => {
                let steps = |cadence: f64| if cadence < FEWEST_STEPS { 2.0 * cadence } else { cadence };
                self.point.motion.cadence_spm = self.point.motion.cadence_spm.or_else(|| value().map(steps));
            }
            Quantity::Steps => self.point.motion.cadence_spm = value().or(self.point.motion.cadence_spm),
            Quantity::Grade => self.point.motion.grade_percent = self.point.motion.grade_percent.or_else(value),
            Quantity::Distance => self.point.motion.distance_m = self.point.motion.distance_m.or_else(value),
            Quantity::Lap => self.lap = value(),
            // Other programs may count seconds in a column of this name.
            Quantity::Timer => {
                self.paused = match cell.trim() {
                    "paused" => Some(true),
                    "running" => Some(false),
                    _ => None,
                };
            }
        }
    }
}

fn time(column: Option<Column>, cell: &str) -> Option<Moment> {
    match column?.quantity {
        Quantity::Time => Moment::read(cell),
        Quantity::TimeMs => match number(cell) {
            Some(ms) if (0.0..1e11).contains(&ms) => Some(Moment::Run(ms as i64)),
            _ => Moment::read(cell),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Reading;

    fn rates(recording: &Recording) -> Vec<(u64, u16)> {
        let rate = |stamped: &crate::format::TimedReading| match &stamped.reading {
            Reading::Measurement(measurement) => Some((stamped.at.ms(), measurement.rate)),
            _ => None,
        };
        recording.readings.iter().filter_map(rate).collect()
    }

    #[test]
    fn titles_above_the_header_and_semicolons_are_no_obstacle() {
        let text = "Name;Sport\nMe;RUNNING\nSample rate;Time;HR (bpm);Speed (km/h)\n1;00:00:00;101;8,1\n;00:00:01;102;\n";
        let recording = read(text).unwrap();
        assert_eq!(rates(&recording), [(0, 101), (1000, 102)]);
        assert!(recording.readings.iter().any(|s| matches!(&s.reading, Reading::Motion(m) if m.speed_kmh == Some(8.1))));
    }

    #[test]
    fn a_date_is_the_clock_where_there_are_two() {
        let recording = read("at,time,heart_rate,rr_ms,lap\n0,2021-03-24T21:40:55Z,101,600 601,1\n1,2021-03-24T21:40:56Z,,,2\n").unwrap();
        assert_eq!(recording.started_at.unwrap().to_string(), "2021-03-24T21:40:55Z");
        assert_eq!((recording.claims.laps, recording.end.ms()), (Some(2), 1000));
    }

    #[test]
    fn rows_without_a_time_are_a_second_apart_and_say_so() {
        let recording = read("hr\n100\nx\n102\n").unwrap();
        assert_eq!(rates(&recording), [(0, 100), (2000, 102)]);
        assert_eq!(recording.warnings.len(), 1);
    }

    #[test]
    fn a_text_without_known_columns_is_no_table() {
        assert!(!is_csv("Dear diary, today I ran\nfor a time, slowly\n"));
        assert!(!is_csv("a,b,c\n1,2,3\n"));
    }
}
