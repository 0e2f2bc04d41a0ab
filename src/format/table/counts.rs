//! Bare numbers as times: since 1970 in one of four units, days of a spreadsheet, or since the start in the unit of the name. Without one, their
//! size and their steps decide, and where they do not, nothing does.

use super::error::TableError;
use super::time_column::TimeColumn;
use super::units::Unit;

/// Who counts since 1970 is in these ranges, each from 1979 to 2128: no run lasts as long, and no two overlap.
const SINCE_1970: [(Unit, f64, f64); 4] =
    [(Unit::Seconds, 3e8, 5e9), (Unit::Milliseconds, 3e11, 5e12), (Unit::Microseconds, 3e14, 5e15), (Unit::Nanoseconds, 3e17, 5e18)];
/// In seconds since 1970. FIT counts from the end of 1989, so what it writes from 2012 to 2028 looks like 1992 to 2008.
const MAYBE_FIT: (f64, f64) = (7e8, 1.2e9);
/// A spreadsheet's days since the end of 1899, from 1982 to 2064.
const SPREADSHEET_DAYS: (f64, f64) = (30_000.0, 60_000.0);
const SPREADSHEET_1970: f64 = 25_569.0;
const MS_OF_A_DAY: f64 = 86_400_000.0;
/// Rates are no nearer to each other than this, in milliseconds, and beyond the other end they are no recording of a run. Design choices.
const STEPS_MS: (f64, f64) = (3.0, 900_000.0);

/// What numbers count.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Counted {
    /// The times in milliseconds, one a row.
    pub(super) times: Vec<Option<i64>>,
    /// Whether they count from 1970.
    pub(super) from_1970: bool,
    /// The unit.
    pub(super) unit: &'static str,
    /// Whether the start is sure: not for what may count from 1989, or from when a device was switched on.
    pub(super) start_is_sure: bool,
    /// What was assumed.
    pub(super) note: Option<String>,
}

/// Reads a column of numbers. `beats_ms` is the sum of the intervals of a table of beats, which its times must fit.
///
/// # Errors
/// The unit is open.
pub(super) fn counted(column: &TimeColumn, beats_ms: Option<f64>) -> Result<Counted, TableError> {
    let numbers: Vec<f64> = column.counts().iter().flatten().copied().collect();
    let smallest = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let step = usual_step(&numbers);
    let times = |factor: f64, offset: f64| {
        column.counts().iter().map(|count| count.map(|count| ((count - offset) * factor).round() as i64)).collect()
    };
    let since_start = |unit: Unit, note| Counted {
        times: times(unit.in_ms().unwrap_or(1.0), 0.0),
        from_1970: false,
        unit: unit.word(),
        start_is_sure: false,
        note,
    };
    let of_1970 = SINCE_1970.iter().find(|(_, from, to)| smallest >= *from && largest < *to);
    match (of_1970, column.unit) {
        // Milliseconds since a phone was switched on may have the size of seconds since 1970.
        (Some((Unit::Seconds, ..)), Some(unit)) if matches!(unit, Unit::Milliseconds | Unit::Microseconds | Unit::Nanoseconds) => {
            return Ok(since_start(unit, None));
        }
        (Some((Unit::Seconds, ..)), None) if step >= 100.0 => {
            return Err(open(column, "seconds since 1970", "milliseconds", "name it \"timestamp_s\" or \"elapsed_ms\""));
        }
        (Some((unit, ..)), _) => {
            let factor = unit.in_ms().unwrap_or(1.0);
            let secs = smallest * factor / 1000.0;
            let start_is_sure = !(MAYBE_FIT.0..MAYBE_FIT.1).contains(&secs);
            let note = (!start_is_sure).then(|| {
                format!("its start is left out: \"{}\" may count from 1970 or, as other devices do, from a later year", column.name)
            });
            return Ok(Counted { times: times(factor, 0.0), from_1970: true, unit: unit.word(), start_is_sure, note });
        }
        (None, None) if smallest >= SPREADSHEET_DAYS.0 && largest < SPREADSHEET_DAYS.1 && step < 0.05 => {
            return Ok(Counted {
                times: times(MS_OF_A_DAY, SPREADSHEET_1970),
                from_1970: true,
                unit: "days",
                start_is_sure: true,
                note: None,
            });
        }
        (None, _) => {}
    }
    if smallest < 0.0 {
        return Err(TableError::Times { why: format!("\"{}\" has times below zero", column.name), remedy: "let the times begin at zero" });
    }
    let unit = match (column.unit.filter(|unit| unit.in_ms().is_some()), beats_ms) {
        (Some(unit), _) => unit,
        (None, Some(beats_ms)) => of_beats(column, largest - smallest, beats_ms)?,
        (None, None) => of_steps(column, step)?,
    };
    let step_ms = step * unit.in_ms().unwrap_or(1.0);
    if numbers.len() > 2 && beats_ms.is_none() && !(STEPS_MS.0..=STEPS_MS.1).contains(&step_ms) {
        return Err(TableError::Times {
            why: format!("\"{}\" in {} would put the rows {step_ms} ms apart", column.name, unit.word()),
            remedy: "name the column with its true unit, as in \"elapsed_s\" or \"elapsed_ms\"",
        });
    }
    let note = column.unit.is_none().then(|| format!("\"{}\" has no unit and is taken as {}", column.name, unit.word()));
    Ok(since_start(unit, note))
}

/// The unit of a bare count since the start by its usual step: devices tell a rate each quarter of a second to each minute and a half.
fn of_steps(column: &TimeColumn, step: f64) -> Result<Unit, TableError> {
    match step {
        // One row has no step.
        0.0 | 0.25..100.0 => Ok(Unit::Seconds),
        200.0..100_000.0 => Ok(Unit::Milliseconds),
        step if step < 0.25 => Err(open(column, "seconds", "minutes", "name it \"elapsed_s\" or \"elapsed_min\"")),
        _ => Err(open(column, "seconds", "milliseconds", "name it \"elapsed_s\" or \"elapsed_ms\"")),
    }
}

/// The unit in which a column of times goes as far as the beats beside it.
fn of_beats(column: &TimeColumn, span: f64, beats_ms: f64) -> Result<Unit, TableError> {
    let fits = |unit: &Unit| unit.in_ms().is_some_and(|ms| (0.9..1.5).contains(&(span * ms / beats_ms)));
    [Unit::Milliseconds, Unit::Seconds, Unit::Minutes, Unit::Microseconds, Unit::Nanoseconds].into_iter().find(fits).ok_or_else(|| {
        TableError::Times {
            why: format!("\"{}\" does not go as far as the intervals beside it in any unit", column.name),
            remedy: "delete the column: the times are then the sums of the intervals",
        }
    })
}

fn open(column: &TimeColumn, first: &str, second: &str, remedy: &str) -> TableError {
    TableError::Ambiguous {
        what: format!("the times in \"{}\"", column.name),
        first: first.to_owned(),
        second: second.to_owned(),
        remedy: remedy.to_owned(),
    }
}

/// The median of the steps that are not zero; zero where there is none.
fn usual_step(numbers: &[f64]) -> f64 {
    let mut steps: Vec<f64> = numbers.windows(2).map(|pair| (pair[1] - pair[0]).abs()).filter(|step| *step > 0.0).collect();
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len() / 2).copied().unwrap_or(0.0)
}
