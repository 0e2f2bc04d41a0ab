//! The time of each row: from the column, or the two columns, that tell it best.

use super::block::Block;
use super::counts::counted;
use super::dates::Stamp;
use super::day_order::DayOrder;
use super::error::TableError;
use super::names::{Closeness, fold};
use super::series::{in_order, is_coarse, span, unwrapped};
use super::time_column::{Kind, TimeColumn, wall_ms};
use super::titles::Titles;
use super::units::Unit;
use super::vocabulary::Quantity;

/// Two columns of times tell the same when their lengths differ by no more than this share, or by two seconds.
const SAME_LENGTH: f64 = 0.02;
const MS_OF_A_DAY: i64 = 86_400_000;
/// Time zones lie whole quarters of an hour apart.
const MS_OF_A_ZONE: i64 = 900_000;
/// A clock time that is as near to the start in the titles is one of the day.
const NEAR_THE_START_MS: i64 = 120_000;
/// Names of times since the start, and of times of the day, in which two numbers apart by a colon are told apart.
const OF_A_RUN: &[&str] =
    &["elapsed", "elapsed time", "duration", "dauer", "duree", "duracion", "durata", "kesto", "since start", "relative time", "run time"];
const OF_A_DAY: &[&str] = &["time of day", "clock time", "uhrzeit", "kellonaika", "local time", "heure", "hora", "ora"];

/// A column that is used, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Used {
    /// Its place in the rows.
    pub(super) index: usize,
    /// The word for what it holds.
    pub(super) meaning: &'static str,
    /// The unit its numbers are in; empty where there is none.
    pub(super) unit: &'static str,
}

/// The time of each row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Clock {
    /// In milliseconds, from 1970 or from any start.
    pub(super) times: Vec<Option<i64>>,
    /// The wall clock at the earliest of them, where it is known.
    pub(super) start: Option<i64>,
    /// The columns they come from.
    pub(super) used: Vec<Used>,
    /// What was assumed.
    pub(super) notes: Vec<String>,
    from_1970: bool,
    closeness: Closeness,
    /// Whether it has an offset, or is called UTC.
    has_zone: bool,
}

impl Clock {
    /// Whether its times are dates, not counts since the start.
    pub(super) fn is_dated(&self) -> bool {
        self.from_1970
    }

    /// The times of a table's rows; none where no column is named as a time. `beats_ms` is the sum of the intervals of a table of beats.
    ///
    /// # Errors
    /// The columns named as times tell none, two different ones, or one that can be read in two ways.
    pub(super) fn of(block: &Block, titles: &Titles, beats_ms: Option<f64>) -> Result<Option<Self>, TableError> {
        let columns: Vec<TimeColumn> = block.named(Quantity::Time).filter_map(|column| TimeColumn::read(block, column)).collect();
        if columns.is_empty() {
            return match block.named(Quantity::Time).find(|column| block.cells(column.index).any(|cell| !cell.is_empty())) {
                Some(column) => Err(TableError::Times {
                    why: format!(
                        "\"{}\" holds {:?}, which is no date, clock time or number",
                        column.name,
                        super::error::shown(block.cells(column.index).find(|cell| !cell.is_empty()).unwrap_or_default())
                    ),
                    remedy: "write them as in 2024-05-31T09:05:07Z, 0:05:07 or seconds",
                }),
                None => Ok(None),
            };
        }
        let (mut clocks, mut errors) = (Vec::new(), Vec::new());
        for found in Self::candidates(&columns, titles, beats_ms) {
            match found.and_then(|clock| clock.in_order(block)) {
                Ok(Some(clock)) => clocks.push(clock),
                Ok(None) => {}
                Err(error) => errors.push(error),
            }
        }
        let rows = block.rows.len();
        // What stands still in all rows is the time of none, and what stands still in most is too coarse beside another.
        clocks.retain(|clock: &Self| rows < 3 || span(&clock.times) > 0);
        if clocks.iter().any(|clock| !is_coarse(&clock.times)) {
            clocks.retain(|clock| !is_coarse(&clock.times));
        } else if let Some(clock) = clocks.first() {
            errors.insert(
                0,
                TableError::Times {
                    why: format!("\"{}\" is the same in several rows", block.columns[clock.used[0].index].name),
                    remedy: "give the times with their seconds",
                },
            );
            clocks.clear();
        }
        match (clocks.is_empty(), errors.into_iter().next()) {
            (true, Some(error)) => return Err(error),
            (true, None) => {
                return Err(TableError::Times {
                    why: format!("\"{}\" is the same in all rows, or has a date alone", columns[0].name),
                    remedy: "give a time for each row",
                });
            }
            // Beside dates, a count that cannot be read matters nothing; but what goes by another column where the first has two readings
            // may go by the wrong one.
            (false, Some(error)) if !clocks.iter().any(Self::is_dated) => return Err(error),
            (false, _) => {}
        }
        Self::best(clocks, block).map(Some)
    }

    fn candidates(columns: &[TimeColumn], titles: &Titles, beats_ms: Option<f64>) -> Vec<Result<Self, TableError>> {
        let of_kind = |kind: Kind| columns.iter().filter(move |column| column.kind == kind);
        let mut found: Vec<Result<Self, TableError>> = of_kind(Kind::DateAndClock).map(|column| Self::of_dates(column, titles)).collect();
        let date = of_kind(Kind::DateAlone).min_by_key(|column| column.closeness);
        for clock in of_kind(Kind::ClockAlone) {
            found.push(date.map_or_else(|| Self::of_clock(clock, titles), |date| Self::of_date_and_clock(date, clock, titles)));
        }
        found.extend(of_kind(Kind::Count).map(|column| {
            let counted = counted(column, beats_ms)?;
            let first = counted.times.iter().flatten().min().copied().unwrap_or(0);
            let start =
                if counted.from_1970 { Some(first).filter(|_| counted.start_is_sure) } else { titles.start.map(|start| start + first) };
            let used = vec![Used { index: column.index, meaning: "time", unit: counted.unit }];
            let notes = counted.note.into_iter().collect();
            Ok(Self {
                times: counted.times,
                start,
                used,
                notes,
                from_1970: counted.from_1970,
                closeness: column.closeness,
                has_zone: counted.from_1970,
            })
        }));
        found
    }

    fn of_dates(column: &TimeColumn, titles: &Titles) -> Result<Self, TableError> {
        let dates: Vec<_> = column.dates().collect();
        let order = DayOrder::of(&dates, &titles.dates, &format!("\"{}\"", column.name))?;
        let times: Vec<Option<i64>> = column.stamps().iter().map(|stamp| wall_ms(&(*stamp)?, order.day_first())).collect();
        let used = vec![Used { index: column.index, meaning: "time", unit: "date and time" }];
        Ok(Self::dated(times, used, order, has_zone(column), column.closeness))
    }

    fn dated(times: Vec<Option<i64>>, used: Vec<Used>, order: DayOrder, has_zone: bool, closeness: Closeness) -> Self {
        let mut notes = Vec::new();
        if order == DayOrder::MonthFirstByClock {
            notes.push("its dates are taken with the month first, as is usual with AM and PM".to_owned());
        }
        if !has_zone {
            notes.push("its times have no time zone and are taken as UTC".to_owned());
        }
        let start = times.iter().flatten().min().copied();
        Self { times, start, used, notes, from_1970: true, closeness, has_zone }
    }

    fn of_date_and_clock(date: &TimeColumn, clock: &TimeColumn, titles: &Titles) -> Result<Self, TableError> {
        // A clock in another row's words belongs to the same day as the date beside it; only a fall within one date is a midnight.
        let joined: Vec<Option<Stamp>> = (date.stamps().iter().zip(clock.stamps()))
            .map(|(date, clock)| date.zip(*clock).map(|(date, clock)| Stamp { date: date.date, ..clock }))
            .collect();
        let dates: Vec<_> = joined.iter().flatten().filter_map(|stamp| Some((stamp.date?, *stamp))).collect();
        let order = DayOrder::of(&dates, &titles.dates, &format!("\"{}\"", date.name))?;
        let times = joined.iter().map(|stamp| wall_ms(&(*stamp)?, order.day_first())).collect();
        let single_day = dates.iter().all(|(written, _)| written.date(true) == dates[0].0.date(true));
        let times = if single_day { unwrapped(times, half_day(clock)) } else { times };
        let used =
            vec![Used { index: date.index, meaning: "date", unit: "" }, Used { index: clock.index, meaning: "time", unit: "h:mm:ss" }];
        let mut clock = Self::dated(times, used, order, has_zone(clock), date.closeness.max(clock.closeness));
        let (first, length) = (clock.start.unwrap_or(0), span(&clock.times));
        if first.rem_euclid(MS_OF_A_DAY) == 0 && length < MS_OF_A_DAY / 4 {
            clock.start = None;
            clock
                .notes
                .push("its start is left out: the times begin at 0:00:00, so they may count from the start or from midnight".to_owned());
        }
        Ok(clock)
    }

    fn of_clock(column: &TimeColumn, titles: &Titles) -> Result<Self, TableError> {
        let (minutes_first, note) = minutes_first(column, titles)?;
        let times: Vec<Option<i64>> = column.stamps().iter().map(|stamp| Some(stamp.as_ref()?.clock?.ms(minutes_first))).collect();
        let times = unwrapped(times, half_day(column));
        let first = times.iter().flatten().min().copied().unwrap_or(0);
        let midnight = |ms: i64| ms - ms.rem_euclid(MS_OF_A_DAY);
        let mut notes: Vec<String> = note.into_iter().collect();
        let is_of_day = titles.clock.is_some_and(|clock| (clock - first).abs() <= NEAR_THE_START_MS) && first > NEAR_THE_START_MS;
        let start = match titles.start {
            Some(start) if is_of_day => Some(midnight(start) + first),
            // Neither the time of the day in the titles nor one since the start.
            Some(_) if first > 3_600_000 => None,
            start => start.map(|start| start + first),
        };
        if start.is_some() && !titles.has_offset {
            notes.push("its start has no time zone and is taken as UTC".to_owned());
        }
        let unit = if minutes_first { "mm:ss" } else { "h:mm:ss" };
        let used = vec![Used { index: column.index, meaning: "time", unit }];
        Ok(Self { times, start, used, notes, from_1970: false, closeness: column.closeness, has_zone: false })
    }

    /// Its times, if they go forward all the way, or all the way back; dates may go back, and their rows are put in order.
    fn in_order(mut self, block: &Block) -> Result<Option<Self>, TableError> {
        if self.times.iter().all(Option::is_none) {
            return Ok(None);
        }
        match in_order(&self.times) {
            None => Ok(Some(self)),
            Some(_) if self.from_1970 => {
                self.notes.push("its rows are not in order of time and are put in order".to_owned());
                Ok(Some(self))
            }
            Some(row) => Err(TableError::Times {
                why: format!("\"{}\" goes back in line {}", block.columns[self.used[0].index].name, block.rows[row].line),
                remedy: "give each part as a file of its own, or a column of times that goes on",
            }),
        }
    }

    /// The best of several that agree.
    fn best(mut clocks: Vec<Self>, block: &Block) -> Result<Self, TableError> {
        clocks.sort_by_key(|clock| (clock.closeness, !clock.from_1970));
        let first = clocks.remove(0);
        let name = |clock: &Self| block.columns[clock.used[clock.used.len() - 1].index].name.clone();
        for other in clocks.iter().filter(|other| other.closeness == first.closeness) {
            let (ours, theirs) = (span(&first.times), span(&other.times));
            let apart = (ours - theirs).abs();
            // A wall clock goes on where a count since the start may stand still.
            let comparable = first.from_1970 == other.from_1970;
            if comparable && apart > 2000 && apart as f64 > SAME_LENGTH * ours.max(theirs) as f64 {
                return Err(TableError::columns("the time", &name(&first), &name(other)));
            }
        }
        let zones =
            |other: &&Self| other.from_1970 && other.start.zip(first.start).is_some_and(|(a, b)| a != b && (a - b) % MS_OF_A_ZONE == 0);
        let mut start = first.start;
        let mut notes = first.notes.clone();
        if let Some(other) = clocks.iter().find(zones).filter(|_| first.from_1970) {
            match (first.has_zone, other.has_zone) {
                (true, _) => {}
                (false, true) => {
                    start = other.start;
                    notes.retain(|note| !note.contains("time zone"));
                }
                (false, false) => {
                    start = None;
                    notes.push(format!("its start is left out: \"{}\" and \"{}\" differ by a time zone", name(&first), name(other)));
                }
            }
        }
        Ok(Self { start, notes, ..first })
    }
}

/// Whether all times of a column have an offset, or its name says that they are UTC.
fn has_zone(column: &TimeColumn) -> bool {
    let name = fold(&column.name);
    name.contains("utc") || name.contains("gmt") || column.stamps().iter().flatten().all(|stamp| stamp.offset.is_some())
}

/// Whether a clock without AM and PM may have only twelve hours.
fn half_day(column: &TimeColumn) -> bool {
    column
        .stamps()
        .iter()
        .flatten()
        .filter_map(|stamp| stamp.clock)
        .all(|clock| clock.afternoon.is_none() && (1.0..13.0).contains(&clock.parts[0]))
}

/// Whether two numbers apart by a colon are minutes and seconds, with a note where that was assumed.
fn minutes_first(column: &TimeColumn, titles: &Titles) -> Result<(bool, Option<String>), TableError> {
    let clocks: Vec<_> = column.stamps().iter().flatten().filter_map(|stamp| stamp.clock).collect();
    let (Some(first), Some(last)) = (clocks.first(), clocks.last()) else { return Ok((false, None)) };
    if clocks.iter().all(|clock| clock.count == 3) || clocks.iter().any(|clock| clock.afternoon.is_some()) {
        return Ok((false, None));
    }
    let name = fold(&column.name).split(['(', '[']).next().unwrap_or_default().trim().to_owned();
    let told = match column.unit {
        Some(Unit::MinutesAndSeconds) => Some(true),
        Some(Unit::HoursAndMinutes) => Some(false),
        _ if clocks.iter().any(|clock| clock.count == 3 || clock.parts[0] >= 24.0 || clock.parts[1].fract() > 0.0) => Some(true),
        _ if OF_A_RUN.contains(&name.as_str()) => Some(true),
        _ if OF_A_DAY.contains(&name.as_str()) => Some(false),
        _ if titles.clock.is_some_and(|clock| (clock - first.ms(false)).abs() <= NEAR_THE_START_MS) => Some(false),
        _ => None,
    };
    // From zero, and not through a whole day.
    let from_zero = first.parts[0] == 0.0 && first.parts[1] <= 10.0 && last.parts[0] < 23.0;
    match told {
        Some(told) => Ok((told, None)),
        None if from_zero => Ok((true, Some(format!("\"{}\" is taken as minutes and seconds since the start", column.name)))),
        None => Err(TableError::Ambiguous {
            what: format!("the times in \"{}\"", column.name),
            first: "hours and minutes".to_owned(),
            second: "minutes and seconds".to_owned(),
            remedy: "write them as h:mm:ss, or name the column \"Time (mm:ss)\"".to_owned(),
        }),
    }
}
