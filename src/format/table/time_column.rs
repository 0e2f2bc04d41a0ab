//! A column of times: what kind its cells are, all together.

use jiff::tz::TimeZone;

use super::block::{Block, Column};
use super::dates::{Stamp, WrittenDate};
use super::names::Closeness;
use super::units::Unit;

/// A column is of a kind when at least this share of its filled cells is.
const SHARE_OF_A_KIND: f64 = 0.9;

/// The cells of a column of times.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cells {
    /// Dates, clock times, or both.
    Stamps(Vec<Option<Stamp>>),
    /// Bare numbers.
    Counts(Vec<Option<f64>>),
}

/// What the times count from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Dates with clock times.
    DateAndClock,
    /// Dates alone.
    DateAlone,
    /// Clock times alone: of the day, or since the start.
    ClockAlone,
    /// Numbers.
    Count,
}

/// A column of times.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TimeColumn {
    /// Its place in the rows.
    pub(super) index: usize,
    /// Its name.
    pub(super) name: String,
    /// The unit in its name.
    pub(super) unit: Option<Unit>,
    /// How near its name is to naming the time of a row.
    pub(super) closeness: Closeness,
    /// What its cells are.
    pub(super) kind: Kind,
    /// Its cells.
    pub(super) cells: Cells,
}

impl TimeColumn {
    /// Reads a column; none where its cells are no times, or of several kinds.
    pub(super) fn read(block: &Block, column: &Column) -> Option<Self> {
        let meaning = column.meaning?;
        let filled = block.cells(column.index).filter(|cell| !cell.is_empty()).count();
        let enough = |count: usize| count > 0 && count as f64 >= SHARE_OF_A_KIND * filled as f64;
        let new = |kind, cells| Self {
            index: column.index,
            name: column.name.clone(),
            unit: meaning.unit,
            closeness: meaning.closeness,
            kind,
            cells,
        };
        // A date in digits alone, as in "20240504", is no count.
        let stamps: Vec<Option<Stamp>> = block.cells(column.index).map(stamp).collect();
        let count = |kind: fn(&Stamp) -> bool| stamps.iter().flatten().filter(|stamp| kind(stamp)).count();
        for (kind, is_of_kind) in [
            (Kind::DateAndClock, (|stamp| stamp.date.is_some() && stamp.clock.is_some()) as fn(&Stamp) -> bool),
            (Kind::DateAlone, |stamp| stamp.date.is_some() && stamp.clock.is_none()),
            (Kind::ClockAlone, |stamp| stamp.date.is_none()),
        ] {
            if enough(count(is_of_kind)) {
                return Some(new(kind, Cells::Stamps(stamps.iter().map(|stamp| stamp.filter(is_of_kind)).collect())));
            }
        }
        let counts = block.numbers(column.index);
        enough(counts.iter().flatten().count()).then(|| new(Kind::Count, Cells::Counts(counts)))
    }

    /// Its dates as written.
    pub(super) fn dates(&self) -> impl Iterator<Item = (WrittenDate, Stamp)> {
        let stamps: &[Option<Stamp>] = match &self.cells {
            Cells::Stamps(stamps) => stamps,
            Cells::Counts(_) => &[],
        };
        stamps.iter().flatten().filter_map(|stamp| Some((stamp.date?, *stamp)))
    }

    /// Its numbers.
    pub(super) fn counts(&self) -> &[Option<f64>] {
        match &self.cells {
            Cells::Stamps(_) => &[],
            Cells::Counts(counts) => counts,
        }
    }

    /// Its stamps.
    pub(super) fn stamps(&self) -> &[Option<Stamp>] {
        match &self.cells {
            Cells::Stamps(stamps) => stamps,
            Cells::Counts(_) => &[],
        }
    }
}

/// The stamp of a cell, which may begin with days: "0 days 00:00:05".
fn stamp(cell: &str) -> Option<Stamp> {
    if let Some((days, clock)) = cell.split_once(" days ").or_else(|| cell.split_once(" day, ")).or_else(|| cell.split_once(" days, ")) {
        let days: u32 = days.trim().parse().ok()?;
        let mut stamp = Stamp::read(clock).filter(|stamp| stamp.date.is_none())?;
        stamp.clock.as_mut()?.parts[0] += f64::from(days) * 24.0;
        return Some(stamp);
    }
    Stamp::read(cell)
}

/// The milliseconds since 1970 of a stamp with a date, UTC where it has no offset.
pub(super) fn wall_ms(stamp: &Stamp, day_first: bool) -> Option<i64> {
    let midnight = stamp.date?.date(day_first)?.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond();
    let clock = stamp.clock.map_or(0, |clock| clock.ms(false));
    Some(midnight + clock - stamp.offset.unwrap_or(0) * 1000)
}
