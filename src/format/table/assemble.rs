//! The recording that the rows of a table make.

use jiff::Timestamp;

use super::block::{Block, Column};
use super::choose::Choice;
use super::clock::Used;
use super::series::places;
use super::vocabulary::Quantity;
use crate::format::recording::{ColumnUse, FileMetadata, Origin, Recording};
use crate::format::rr::{self, Beat};
use crate::format::track::{Point, Track};
use crate::heart::RrInterval;
use crate::session::{Command, Motion};

/// Without any word on times, rows are taken as so far apart, in milliseconds, and that is told.
const UNTOLD_INTERVAL: f64 = 1000.0;

/// Puts the rows of a table together.
pub(super) fn recording(block: &Block, choice: Choice) -> Recording {
    let mut warnings = choice.notes.clone();
    if block.is_torn {
        warnings.push("its last row is cut off and is left out".to_owned());
    }
    let mut columns: Vec<Used> = choice.clock.iter().flat_map(|clock| clock.used.clone()).collect();
    columns.extend(choice.rates.iter().map(|rates| rates.used.clone()));
    columns.extend(choice.beats.iter().map(|beats| beats.used.clone()));
    let (track, laps) = if choice.is_of_beats() {
        (rr::track(&lone_beats(&choice)), None)
    } else {
        columns.extend(choice.movement.used.iter().cloned());
        let filling = Filling::of(block, &choice, &mut columns, &mut warnings);
        (filling.track, (filling.laps > 0).then_some(filling.laps))
    };
    columns.sort_by_key(|used| used.index);
    let claims = FileMetadata {
        distance_m: track.points.iter().rev().find_map(|point| point.motion.distance_m),
        laps,
        columns: columns.into_iter().map(|used| told(block, &used)).collect(),
        ..FileMetadata::default()
    };
    let started_at = choice.start.filter(|_| !track.points.is_empty()).and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let origin = if choice.is_of_beats() { Origin::Rr } else { Origin::Csv };
    let (readings, end) = track.readings(&mut warnings);
    Recording { origin, started_at, setup: None, readings, end, claims, warnings }
}

fn told(block: &Block, used: &Used) -> ColumnUse {
    ColumnUse { name: block.columns[used.index].name.clone(), meaning: used.meaning, unit: used.unit }
}

fn lone_beats(choice: &Choice) -> Vec<Beat> {
    let mut lone = Vec::new();
    for (row, lengths) in choice.beats.iter().flat_map(|beats| &beats.rows).enumerate() {
        let time = choice.clock.as_ref().and_then(|clock| clock.times[row]);
        lone.extend(lengths.iter().map(|length| Beat { time, length: *length }));
    }
    lone
}

/// A track being filled from rows.
#[derive(Default)]
struct Filling {
    track: Track,
    lap: Option<f64>,
    laps: usize,
    paused: bool,
}

impl Filling {
    fn of(block: &Block, choice: &Choice, columns: &mut Vec<Used>, warnings: &mut Vec<String>) -> Self {
        let (lap, timer) = (block.named(Quantity::Lap).next(), block.named(Quantity::Timer).next());
        let laps = lap.map(|column| block.numbers(column.index)).unwrap_or_default();
        columns.extend(lap.filter(|_| laps.iter().any(Option::is_some)).map(|column| Used {
            index: column.index,
            meaning: "lap",
            unit: "",
        }));
        columns.extend(timer.filter(|column| block.cells(column.index).any(|cell| paused(cell).is_some())).map(|column| Used {
            index: column.index,
            meaning: "timer",
            unit: "",
        }));
        let interval = choice.interval.unwrap_or(UNTOLD_INTERVAL);
        let untold = choice.clock.is_none() && choice.interval.is_none();
        let by_beats = untold && choice.beats.is_some();
        // A row of one empty cell is an empty line.
        let places = if block.rows.iter().all(|row| row.cells.len() == 1) {
            places(&block.rows.iter().map(|row| row.line).collect::<Vec<_>>())
        } else {
            (0..block.rows.len() as u64).collect()
        };
        let (mut filling, mut timeless, mut unreadable, mut beaten) = (Self::default(), 0, 0, 0.0);
        for (row, place) in places.into_iter().enumerate() {
            let rate = choice
                .rates
                .as_ref()
                .and_then(|rates| rates.numbers[row])
                .filter(|rate| (0.0..65_535.5).contains(rate))
                .map(|rate| rate.round() as u16);
            let beats = choice.beats.as_ref().map_or(&[][..], |beats| &beats.rows[row]);
            beaten += beats.iter().sum::<f64>();
            let time = match &choice.clock {
                Some(clock) => clock.times[row],
                // Where intervals stand, they are the time.
                None if by_beats => Some(beaten.round() as i64),
                None => Some((place as f64 * interval).round() as i64),
            };
            let Some(time) = time else {
                let says_something = rate.is_some() || !beats.is_empty();
                timeless += usize::from(says_something);
                unreadable += usize::from(!says_something && !block.rows[row].is_blank());
                continue;
            };
            filling.add_commands(
                time,
                laps.get(row).copied().flatten(),
                timer.and_then(|column: &Column| paused(block.rows[row].cell(column.index))),
            );
            filling.track.points.push(Point { time: Some(time), rate, motion: motion(choice, row), ..Point::default() });
            filling.track.add_beats(beats.iter().filter_map(|ms| RrInterval::from_ms(*ms)));
        }
        warnings.extend(left_out(by_beats, untold, timeless, unreadable));
        filling
    }

    fn add_commands(&mut self, time: i64, lap: Option<f64>, paused: Option<bool>) {
        if let Some(lap) = lap.filter(|lap| self.lap != Some(*lap)) {
            if self.lap.is_some() {
                self.track.commands.push((time, Command::Lap));
            }
            (self.lap, self.laps) = (Some(lap), self.laps + 1);
        }
        if let Some(paused) = paused.filter(|paused| self.paused != *paused) {
            self.track.commands.push((time, if paused { Command::Pause } else { Command::Resume }));
            self.paused = paused;
        }
    }
}

/// What is to be told of times that were assumed and rows that were left out.
fn left_out(by_beats: bool, untold: bool, timeless: usize, unreadable: usize) -> Vec<String> {
    let mut told = Vec::new();
    if by_beats {
        told.push("it has no time: the intervals between its beats add up to it".to_owned());
    } else if untold {
        told.push("it has no time: its rows are taken as one second apart; add a column \"elapsed_s\" if they are not".to_owned());
    }
    if timeless > 0 {
        told.push(format!("{timeless} rows have no time that could be read and are left out"));
    }
    if unreadable > 0 {
        told.push(format!("{unreadable} rows say nothing that could be read and are left out"));
    }
    told
}

fn motion(choice: &Choice, row: usize) -> Motion {
    let of = |numbers: &[Option<f64>]| numbers.get(row).copied().flatten();
    let movement = &choice.movement;
    Motion {
        speed_kmh: of(&movement.speed),
        grade_percent: of(&movement.grade),
        cadence_spm: of(&movement.cadence),
        distance_m: of(&movement.distance),
        elapsed_s: None,
    }
}

/// Whether the timer stands, in the words of our own tables; other programs may count seconds in a column of this name.
fn paused(cell: &str) -> Option<bool> {
    match cell {
        "paused" => Some(true),
        "running" => Some(false),
        _ => None,
    }
}
