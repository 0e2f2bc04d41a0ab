//! What a table's columns are taken for, all together.

use super::beats::Beats;
use super::block::{Block, Column};
use super::clock::Clock;
use super::dates::Stamp;
use super::error::TableError;
use super::motion::Movement;
use super::names::names_another_quantity;
use super::rates::Rates;
use super::series::{is_count_of_rows, span};
use super::titles::Titles;
use super::values::is_rising;
use super::vocabulary::Quantity;

/// Times cannot be shorter than the beats within them but for this share and three seconds.
const SHORTEST_TIME: f64 = 0.9;

/// The columns of a table by what they hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Choice {
    /// The times; none where no column tells them, or the beats alone do.
    pub(super) clock: Option<Clock>,
    /// The wall clock at the first row, in milliseconds since 1970, where it is known.
    pub(super) start: Option<i64>,
    /// Milliseconds between rows, where only the titles or a name tell.
    pub(super) interval: Option<f64>,
    /// The rates.
    pub(super) rates: Option<Rates>,
    /// The intervals.
    pub(super) beats: Option<Beats>,
    /// The movement.
    pub(super) movement: Movement,
    /// What was assumed, or left out.
    pub(super) notes: Vec<String>,
}

impl Choice {
    /// Chooses the columns.
    ///
    /// # Errors
    /// See [`TableError`].
    pub(super) fn of(block: &Block) -> Result<Self, TableError> {
        let titles = Titles::read(&block.titles);
        let mut notes = titles.notes.clone();
        let has_rates = block.named(Quantity::Rate).any(|column| block.numbers(column.index).iter().any(Option::is_some));
        let mut beats = match Beats::find(block) {
            Err(error) if has_rates => {
                notes.push(format!("its intervals are left out: {error}"));
                None
            }
            found => found?,
        };
        let alone = !has_rates && beats.is_some();
        let mut clock = match Clock::of(block, &titles, beats.as_ref().filter(|_| alone).map(Beats::sum)) {
            Err(error) if alone => {
                notes.push(format!("its times are taken as the sums of its intervals: {error}"));
                None
            }
            found => found?,
        };
        if let (Some(beats), Some(clock)) = (&mut beats, &clock) {
            beats.in_1024ths_by(clock);
        }
        let rates = Rates::find(block, clock.as_ref())?;
        let doubt = beats.as_ref().zip(rates.as_ref()).and_then(|(beats, rates)| beats.doubt_beside(&rates.numbers, clock.as_ref()));
        if let Some(why) = doubt {
            notes.push(format!("its intervals are left out: {why}"));
            beats = None;
        }
        let interval =
            titles.interval.or_else(|| rates.as_ref().and_then(|rates| Titles::interval_in_name(&block.columns[rates.used.index].name)));
        let by_interval = interval.map_or(0.0, |ms| ms * block.rows.len().saturating_sub(1) as f64 / 1000.0);
        let movement = Movement::read(block, clock.as_ref().map_or(by_interval, |clock| span(&clock.times) as f64 / 1000.0));
        if rates.is_none() && beats.is_none() && (clock.is_none() || movement.is_empty()) {
            return Err(nothing_known(block));
        }
        if clock.is_none()
            && !alone
            && let Some(column) = unnamed_time(block)
        {
            return Err(TableError::Times {
                why: format!("none of its columns is named as a time, but \"{column}\" rises as one does"),
                remedy: "name the column of times as in \"elapsed_s\"",
            });
        }
        let mut start = clock.as_ref().map_or(titles.start, |clock| clock.start);
        if let Some(beats) = beats.as_ref().filter(|_| alone) {
            clock = times_of_beats(block, beats, clock)?;
        }
        if rates.as_ref().is_some_and(|rates| rates.numbers.iter().flatten().count() == 0) {
            start = None;
        }
        notes.extend(clock.iter().flat_map(|clock| clock.notes.clone()));
        notes.extend(rates.iter().filter_map(|rates| rates.note.clone()));
        notes.extend(movement.notes.iter().cloned());
        Ok(Self { clock, start, interval, rates, beats, movement, notes })
    }

    /// Whether it has beats and no rates.
    pub(super) fn is_of_beats(&self) -> bool {
        self.rates.is_none() && self.beats.is_some()
    }
}

/// A column whose name says nothing known, and that may be the time of the rows: dates, or numbers that rise, but for a count of rows.
fn unnamed_time(block: &Block) -> Option<&str> {
    let mut unknown = block.columns.iter().filter(|column| column.meaning.is_none() && !names_another_quantity(&column.name));
    let rises = |column: &&Column| {
        let numbers: Vec<f64> = block.numbers(column.index).into_iter().flatten().collect();
        let counts_rows = is_number_of_rows(&column.name)
            && numbers.windows(2).all(|pair| pair[1] - pair[0] == 1.0)
            && numbers.first().is_some_and(|first| (0.0..=1.0).contains(first));
        let dates = block.cells(column.index).filter(|cell| cell.contains([':', '-', '/']) && Stamp::read(cell).is_some()).count();
        dates * 2 > block.rows.len() || numbers.len() * 10 >= block.rows.len() * 9 && is_rising(&numbers) && !counts_rows
    };
    unknown.find(rises).map(|column| column.name.as_str())
}

/// Whether a name is one of a column that counts the rows; there may be none.
fn is_number_of_rows(name: &str) -> bool {
    let counts = ["n", "i", "sample", "record", "point", "entry"].contains(&name.to_lowercase().as_str());
    counts || !name.contains(char::is_alphabetic) || name.starts_with("Unnamed")
}

fn nothing_known(block: &Block) -> TableError {
    let names: Vec<&str> = block.columns.iter().map(|column| column.name.as_str()).take(12).collect();
    TableError::NothingKnown { names: names.join(", ") }
}

/// The times of a table of beats: those of its clock where they say more than the sums of the intervals.
fn times_of_beats(block: &Block, beats: &Beats, clock: Option<Clock>) -> Result<Option<Clock>, TableError> {
    let Some(clock) = clock else { return Ok(None) };
    // A number for each row is no time, and times that the sums make up add nothing to them.
    if !clock.is_dated() && (is_count_of_rows(&clock.times) || beats.make_up(&clock)) {
        return Ok(None);
    }
    let seconds = span(&clock.times) as f64 / 1000.0;
    if seconds < SHORTEST_TIME * beats.sum() / 1000.0 - 3.0 {
        return Err(TableError::Contradiction {
            column: block.columns[beats.used.index].name.clone(),
            as_what: "intervals between beats",
            why: format!("they last {:.0} s in all, and the times beside them {seconds:.0} s", beats.sum() / 1000.0),
            remedy: "delete the column of times if it is none: the times are then the sums of the intervals",
        });
    }
    Ok(Some(clock))
}
