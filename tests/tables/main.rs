//! Tables of known series with random names, order, units, separators, titles and noise columns: the reader gives the series or refuses the
//! table, and never tells other numbers. `PROPTEST_CASES=100000` tries more of them.
#![allow(clippy::unwrap_used)] // Helpers of tests too: clippy's own exception ends at the test function.

mod chance;
mod columns;
mod kinds;
mod table;

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use recovery_run::format::{Reading, Recording, read};

use table::{Table, damaged};

/// Every rate with its time, without those of zero.
fn rates(recording: &Recording) -> Vec<(i64, u16)> {
    let one = |reading: &Reading| match reading {
        Reading::Measurement(measurement) if measurement.rate > 0 => Some(measurement.rate),
        _ => None,
    };
    recording.readings.iter().filter_map(|stamped| Some((stamped.at.ms() as i64, one(&stamped.reading)?))).collect()
}

/// Whether two series have the same rates at the same times, within what the way of writing keeps of them.
fn same(ours: &[(i64, u16)], theirs: &[(i64, u16)], within_ms: i64) -> bool {
    ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| a.1 == b.1 && (a.0 - b.0).abs() <= within_ms)
}

fn check(table: &Table, recording: &Recording) -> Result<(), String> {
    let told = recording.warnings.iter().any(|warning| warning.contains("one second apart"));
    let (ours, theirs) = (rates(recording), table.rates());
    if !table.has_time && told {
        let only = |series: &[(i64, u16)]| series.iter().map(|(_, rate)| *rate).collect::<Vec<_>>();
        return if only(&ours) == only(&theirs) { Ok(()) } else { Err(format!("other rates: {ours:?} for {theirs:?}")) };
    }
    if !same(&ours, &theirs, table.within_ms) {
        return Err(format!("another series: {:?}… for {:?}…", &ours[..6.min(ours.len())], &theirs[..6.min(theirs.len())]));
    }
    let start = recording.started_at.map(|start| start.as_millisecond());
    if let Some(start) = start
        && table.start.is_none_or(|expected| (start - expected).abs() > table.within_ms)
    {
        return Err(format!("starts at {start}, not at {:?}", table.start));
    }
    for stamped in &recording.readings {
        let Reading::Motion(motion) = stamped.reading else { continue };
        let wrong = |value: Option<f64>, expected: f64| value.is_some_and(|value| (value - expected).abs() > 0.02 * expected + 0.2);
        let metres = stamped.at.ms() as f64 / 1000.0 * table::KMH / 3.6;
        if wrong(motion.speed_kmh, table::KMH) || wrong(motion.distance_m, metres) || wrong(motion.cadence_spm, table::STEPS) {
            return Err(format!("other movement at {} ms: {motion:?}", stamped.at.ms()));
        }
    }
    Ok(())
}

#[test]
fn a_table_gives_its_series_or_is_refused() {
    let (tables, read_ones) = (Cell::new(0), Cell::new(0));
    let config = Config { failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&any::<u64>(), |seed| {
        let table = Table::by_chance(seed);
        tables.set(tables.get() + 1);
        match read(&table.bytes) {
            Ok(recordings) => {
                read_ones.set(read_ones.get() + 1);
                check(&table, &recordings[0]).map_err(|why| {
                    TestCaseError::fail(format!("seed {seed}: {why}\n{}", table.text.lines().take(14).collect::<Vec<_>>().join("\n")))
                })
            }
            Err(error) => {
                // A refusal says what to do.
                prop_assert!(
                    error.to_string().contains("; "),
                    "seed {seed}: {error}\n{}",
                    table.text.lines().take(8).collect::<Vec<_>>().join("\n")
                );
                if std::env::var_os("TABLES_SHOW_REFUSALS").is_some() {
                    eprintln!("REFUSED {error}\n{}\n", table.text.lines().take(8).collect::<Vec<_>>().join("\n"));
                }
                Ok(())
            }
        }
    });
    assert!(outcome.is_ok(), "{}", outcome.unwrap_err());
    // Refusing everything would be no reader.
    let (tables, read_ones): (u32, u32) = (tables.get(), read_ones.get());
    println!("{read_ones} of {tables} tables were read");
    assert!(tables >= 200 && read_ones * 10 >= tables * 7, "only {read_ones} of {tables} tables were read");
}

#[test]
fn a_damaged_table_is_read_or_refused_with_a_remedy_and_nothing_panics() {
    let config = Config { failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&any::<u64>(), |seed| {
        for recording in read(&damaged(seed)).unwrap_or_default() {
            prop_assert!(recording.readings.is_sorted_by_key(|stamped| stamped.at), "seed {seed}");
            prop_assert!(recording.readings.last().is_none_or(|last| last.at <= recording.end), "seed {seed}");
        }
        Ok(())
    });
    assert!(outcome.is_ok(), "{}", outcome.unwrap_err());
}
