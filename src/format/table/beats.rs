//! Which column has the intervals between beats, and in which unit.

use super::block::Block;
use super::clock::{Clock, Used};
use super::error::TableError;
use super::names::Closeness;
use super::numbers::DecimalSign;
use super::series::span;
use super::units::Unit;
use super::values::{is_rising, median, ms_of_interval};
use super::vocabulary::Quantity;

/// Intervals and rates of the same heart differ by no more than this share in their medians.
const SAME_HEART: f64 = 0.2;
/// Intervals that make up the time between the first and the last do so within this share.
const SAME_TIME: f64 = 0.01;
/// The share of 1/1024 s in a millisecond, and how near a sum must come to tell it from one of milliseconds.
const MS_OF_1024TH: f64 = 1000.0 / 1024.0;
const NEAR_1024THS: f64 = 0.003;
/// A unit is told by the times only over at least so many intervals.
const FEWEST_INTERVALS: usize = 50;

/// The intervals of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Beats {
    /// The intervals of each row, in milliseconds.
    pub(super) rows: Vec<Vec<f64>>,
    /// The column.
    pub(super) used: Used,
}

impl Beats {
    /// Finds the column; none where no column is named as intervals.
    ///
    /// # Errors
    /// Two columns may be meant, or the values are no intervals.
    pub(super) fn find(block: &Block) -> Result<Option<Self>, TableError> {
        let mut candidates: Vec<_> = block
            .named(Quantity::Rr)
            .map(|column| (column.meaning.map_or(Closeness::Extreme, |meaning| meaning.closeness), column, intervals(block, column.index)))
            .collect();
        candidates.retain(|(_, _, rows)| rows.iter().any(|row| !row.is_empty()));
        candidates.sort_by_key(|(closeness, ..)| *closeness);
        let mut candidates = candidates.into_iter();
        let Some((closeness, column, rows)) = candidates.next() else { return Ok(None) };
        if let Some((_, other, _)) =
            candidates.find(|(other, _, numbers)| (*other == closeness || *other <= Closeness::Qualified) && *numbers != rows)
        {
            return Err(TableError::columns("the intervals", &column.name, &other.name));
        }
        let all: Vec<f64> = rows.iter().flatten().copied().collect();
        let doubt = |why| {
            Err(TableError::Contradiction {
                column: column.name.clone(),
                as_what: "intervals between beats",
                why,
                remedy: "name the column of the intervals \"rr_ms\", and this one otherwise",
            })
        };
        if all.len() >= 10 && is_rising(&all) {
            return doubt("its numbers rise in all rows, as times do".to_owned());
        }
        let Some((factor, unit)) = ms_of_interval(&all) else {
            return doubt(format!("its numbers are not, as {} is, and intervals last 240 to 2000 ms", all[0]));
        };
        let (factor, unit) =
            if column.unit() == Some(Unit::In1024ths) && unit == "ms" { (MS_OF_1024TH, Unit::In1024ths.word()) } else { (factor, unit) };
        let rows = rows.into_iter().map(|row| row.into_iter().map(|interval| interval * factor).collect()).collect();
        Ok(Some(Self { rows, used: Used { index: column.index, meaning: "rr", unit } }))
    }

    /// The sum of all intervals in milliseconds.
    pub(super) fn sum(&self) -> f64 {
        self.rows.iter().flatten().sum()
    }

    /// How many intervals there are.
    fn count(&self) -> usize {
        self.rows.iter().map(Vec::len).sum()
    }

    /// The sum without the first interval, which ended at the first time.
    fn sum_between(&self) -> f64 {
        self.sum() - self.rows.iter().flatten().next().copied().unwrap_or(0.0)
    }

    /// Whether the intervals make up the times of a clock, so that both tell the same.
    pub(super) fn make_up(&self, clock: &Clock) -> bool {
        let span = span(&clock.times) as f64;
        (self.sum_between() - span).abs() <= SAME_TIME * span + 2000.0
    }

    /// Takes the unit as 1/1024 s where the times say so: they and the sum of milliseconds differ by just that.
    pub(super) fn in_1024ths_by(&mut self, clock: &Clock) {
        let ratio = span(&clock.times) as f64 / self.sum_between();
        if self.used.unit == "ms" && self.count() >= FEWEST_INTERVALS && (ratio - MS_OF_1024TH).abs() < NEAR_1024THS {
            self.rows.iter_mut().flatten().for_each(|interval| *interval *= MS_OF_1024TH);
            self.used.unit = Unit::In1024ths.word();
        }
    }

    /// Why the intervals are not those of the rates beside them, where they are not.
    pub(super) fn doubt_beside(&self, rates: &[Option<f64>], clock: Option<&Clock>) -> Option<String> {
        let rate = median(rates.iter().flatten().copied().filter(|rate| *rate > 0.0))?;
        let of_beats = 60_000.0 / median(self.rows.iter().flatten().copied())?;
        if (of_beats / rate - 1.0).abs() > SAME_HEART {
            return Some(format!("they tell of {of_beats:.0} bpm, and the rates beside them of {rate:.0}"));
        }
        self.sampled(clock).then(|| "they are more than fit into the time, so each stands in several rows".to_owned())
    }

    /// Whether the rows have an interval each and more of them than fit into the time: readings of the latest one, not each one.
    pub(super) fn sampled(&self, clock: Option<&Clock>) -> bool {
        let Some(clock) = clock else { return false };
        let span = span(&clock.times) as f64;
        self.rows.iter().all(|row| row.len() <= 1) && self.count() >= 10 && self.sum_between() > 1.05 * span + 3000.0
    }
}

/// The intervals in a column's cells, as written: one, or several apart by anything that is no part of a number.
fn intervals(block: &Block, index: usize) -> Vec<Vec<f64>> {
    let several = |cell: &str| {
        cell.split(|c: char| c.is_whitespace() || matches!(c, ';' | '|' | '/' | '[' | ']'))
            .filter(|part| !part.is_empty())
            .map(|part| part.trim_end_matches(',').to_owned())
            .collect::<Vec<String>>()
    };
    let parts: Vec<Vec<String>> = block
        .cells(index)
        .map(|cell| {
            // "600,601,602" is a list, and "0,812" a number.
            let commas = cell.matches(',').count();
            let cell = if commas > 1 || cell.contains(", ") { cell.replace(',', " ") } else { cell.to_owned() };
            several(cell.trim_end_matches("ms"))
        })
        .collect();
    let sign = DecimalSign::of(parts.iter().flatten().map(String::as_str));
    parts.iter().map(|row| row.iter().filter_map(|part| sign.number(part)).filter(|interval| *interval > 0.0).collect()).collect()
}
