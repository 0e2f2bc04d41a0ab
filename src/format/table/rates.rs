//! Which column is the heart rate: by its name and its values together, and only where no other may be.

use super::block::{Block, Column};
use super::clock::{Clock, Used};
use super::error::TableError;
use super::names::{Closeness, fold};
use super::series::span;
use super::values::{doubt_of_rates, is_rising};
use super::vocabulary::Quantity;

/// Averages over longer than this, in seconds, are no course of a heart rate. A design choice.
const LONGEST_AVERAGE_S: f64 = 300.0;
/// Two columns are the same when they differ in no more than one row of so many.
const ROWS_OF_A_DIFFERENCE: usize = 100;

/// The column of the rates.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rates {
    /// The rate of each row.
    pub(super) numbers: Vec<Option<f64>>,
    /// The column.
    pub(super) used: Used,
    /// What was assumed.
    pub(super) note: Option<String>,
}

struct Candidate<'b> {
    column: &'b Column,
    closeness: Closeness,
    numbers: Vec<Option<f64>>,
}

impl Rates {
    /// Finds the column; none where no column is named as a rate, or those that are have no number.
    ///
    /// # Errors
    /// Two columns may be meant, or the values are none of a heart.
    pub(super) fn find(block: &Block, clock: Option<&Clock>) -> Result<Option<Self>, TableError> {
        let seconds_apart = seconds_apart(block, clock);
        let (mut candidates, mut doubt) = (Vec::new(), None);
        for column in block.named(Quantity::Rate).filter(|column| !is_a_band(column, block)) {
            let Some(meaning) = column.meaning else { continue };
            let numbers = block.numbers(column.index);
            let said: Vec<f64> = numbers.iter().flatten().copied().collect();
            if said.is_empty() {
                continue;
            }
            match doubt_of_rates(&said, seconds_apart) {
                None => candidates.push(Candidate { column, closeness: meaning.closeness, numbers }),
                Some(why) => doubt = doubt.or(Some((column, why))),
            }
        }
        candidates.sort_by_key(|candidate| (candidate.closeness, std::cmp::Reverse(candidate.numbers.iter().flatten().count())));
        let mut candidates = candidates.into_iter();
        let Some(first) = candidates.next() else {
            return match doubt {
                Some((column, why)) => Err(TableError::Contradiction {
                    column: column.name.clone(),
                    as_what: "a heart rate",
                    why,
                    remedy: "name the column of the heart rate \"heart_rate\", and this one otherwise",
                }),
                None => Ok(None),
            };
        };
        // Beside the rate itself, its averages and what was worked on are others' business; another sensor's is not.
        let rivals = |other: &Candidate<'_>| other.closeness == first.closeness || other.closeness <= Closeness::Qualified;
        if let Some(other) = candidates.find(|other| rivals(other) && differ(&first.numbers, &other.numbers)) {
            return Err(TableError::columns("the heart rate", &first.column.name, &other.column.name));
        }
        if let Some(of) = summarised(block, first.closeness, seconds_apart) {
            return Err(TableError::Summary { of });
        }
        let note = match first.closeness {
            Closeness::Plain => None,
            Closeness::Average => Some(format!("\"{}\" is taken as the heart rate: averages, not single readings", first.column.name)),
            Closeness::Qualified | Closeness::Processed | Closeness::Extreme => {
                Some(format!("\"{}\" is taken as the heart rate", first.column.name))
            }
        };
        Ok(Some(Self { numbers: first.numbers, used: Used { index: first.column.index, meaning: "heart_rate", unit: "bpm" }, note }))
    }
}

/// HF and LF beside each other are bands of the variability.
fn is_a_band(column: &Column, block: &Block) -> bool {
    let starts = |column: &Column, band: &str| fold(&column.name).split(|c: char| !c.is_alphanumeric()).any(|word| word == band);
    starts(column, "hf") && block.columns.iter().any(|other| starts(other, "lf"))
}

/// Whether two columns hold different numbers, so that it matters which is taken.
fn differ(first: &[Option<f64>], second: &[Option<f64>]) -> bool {
    let apart = first.iter().zip(second).filter(|(first, second)| first.is_some() && second.is_some() && first != second).count();
    let filled = |numbers: &[Option<f64>]| numbers.iter().flatten().count();
    let missed = first.iter().zip(second).filter(|(first, second)| first.is_none() && second.is_some()).count();
    (apart + missed) * ROWS_OF_A_DIFFERENCE > filled(first).max(filled(second))
}

/// What each row stands for, where it is a part of a run or a whole one.
fn summarised(block: &Block, closeness: Closeness, seconds_apart: f64) -> Option<String> {
    let rows = block.rows.len();
    for column in block.named(Quantity::Lap) {
        let mut laps: Vec<&str> = block.cells(column.index).filter(|cell| !cell.is_empty()).collect();
        let filled = laps.len();
        laps.dedup();
        let counted: Vec<f64> = block.numbers(column.index).into_iter().flatten().collect();
        // Numbers that do not rise number no laps.
        if counted.len() == filled && filled > 2 && !is_rising(&counted) {
            continue;
        }
        if filled * 2 > rows && laps.len() * 2 > filled && (rows >= 2 || closeness == Closeness::Average) {
            return Some(column.name.to_lowercase());
        }
    }
    let of_activities = ["activity", "workout", "sport", "title", "aktivitat", "activite", "actividad"];
    let listed = block.columns.iter().find(|column| {
        column.meaning.is_none() && fold(&column.name).split(|c: char| !c.is_alphanumeric()).any(|word| of_activities.contains(&word))
    });
    match listed {
        Some(_) if closeness == Closeness::Average && (rows == 1 || seconds_apart > LONGEST_AVERAGE_S) => Some("activity".to_owned()),
        _ if closeness == Closeness::Average && rows >= 2 && seconds_apart > LONGEST_AVERAGE_S => Some("long span of time".to_owned()),
        _ => None,
    }
}

/// The mean time between two rows, in seconds; one where it is not known.
fn seconds_apart(block: &Block, clock: Option<&Clock>) -> f64 {
    let rows = block.rows.len().saturating_sub(1).max(1) as f64;
    clock.map_or(1.0, |clock| span(&clock.times) as f64 / 1000.0 / rows)
}
