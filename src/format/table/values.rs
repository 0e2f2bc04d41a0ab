//! What numbers themselves tell: whether they can be rates, and move like a heart, or intervals between beats.

use std::ops::RangeInclusive;

/// Rates, in bpm; what lies outside is a fault of the sensor, and few may.
const RATES: RangeInclusive<f64> = 30.0..=230.0;
/// Intervals between beats, in milliseconds; the same.
const INTERVALS_MS: RangeInclusive<f64> = 240.0..=2000.0;
/// So large a share of a column must be in its range. Design choice: 13 % of the intervals of a loose strap were seen outside.
const SHARE_IN_RANGE: f64 = 0.8;
/// From one row to the next within five seconds a rate moves by less than this in bpm, in at least half of the rows. Design choice: at rest,
/// where beats differ most, a rate of each beat moves by 3 to 5.
const USUAL_MOVE: f64 = 12.0;
/// So many numbers that go up evenly are a count. Design choice.
const EVEN_COUNT: usize = 12;
/// A sensor's "no rate" is zero.
const NO_RATE: f64 = 0.0;

/// Why numbers are no rates; none where they can be.
pub(super) fn doubt_of_rates(numbers: &[f64], seconds_apart: f64) -> Option<String> {
    let said: Vec<f64> = numbers.iter().copied().filter(|number| *number != NO_RATE && *number != 255.0).collect();
    if said.is_empty() {
        return None;
    }
    if share(&said, &RATES) < SHARE_IN_RANGE {
        return Some(format!("its numbers go from {} to {}, and rates lie between 30 and 230 bpm", smallest(&said), largest(&said)));
    }
    if is_even_count(&said) {
        return Some("its numbers go up or down evenly in all rows, as a count does".to_owned());
    }
    let moved = usual_move(&said);
    (seconds_apart <= 5.0 && said.len() >= 8 && moved > USUAL_MOVE)
        .then(|| format!("it jumps by {moved} from row to row, and no heart does"))
}

/// The milliseconds of each of these numbers as an interval, by their size: below ten they are seconds, beyond 64 s microseconds; none where
/// they are no intervals.
pub(super) fn ms_of_interval(numbers: &[f64]) -> Option<(f64, &'static str)> {
    let mut sorted: Vec<f64> = numbers.iter().copied().filter(|number| *number > 0.0).collect();
    sorted.sort_by(f64::total_cmp);
    [(1.0, "ms"), (1000.0, "s"), (0.001, "us")].into_iter().find(|(factor, _)| {
        let in_ms: Vec<f64> = sorted.iter().map(|number| number * factor).collect();
        let median = in_ms.get(in_ms.len() / 2).copied().unwrap_or(0.0);
        INTERVALS_MS.contains(&median) && share(&in_ms, &INTERVALS_MS) >= SHARE_IN_RANGE
    })
}

/// Whether numbers can be rates by their range alone.
pub(super) fn in_range_of_rates(numbers: &[f64]) -> bool {
    !numbers.is_empty() && share(numbers, &RATES) >= SHARE_IN_RANGE
}

/// Whether there are many, and all steps between them are the same and not zero.
pub(super) fn is_even_count(numbers: &[f64]) -> bool {
    let step = numbers.get(1).zip(numbers.first()).map_or(0.0, |(second, first)| second - first);
    numbers.len() >= EVEN_COUNT
        && step != 0.0
        && numbers.windows(2).all(|pair| (pair[1] - pair[0] - step).abs() < 1e-6 * step.abs().max(1e-3))
}

/// Whether numbers rise, or stand still, all along.
pub(super) fn is_rising(numbers: &[f64]) -> bool {
    numbers.len() >= 3 && numbers.windows(2).all(|pair| pair[1] >= pair[0]) && numbers.last() > numbers.first()
}

/// The middle one of all numbers by size; none where there is none.
pub(super) fn median(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = numbers.collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied()
}

/// The median of how far numbers move from one to the next.
pub(super) fn usual_move(numbers: &[f64]) -> f64 {
    median(numbers.windows(2).map(|pair| (pair[1] - pair[0]).abs())).unwrap_or(0.0)
}

fn share(numbers: &[f64], range: &RangeInclusive<f64>) -> f64 {
    numbers.iter().filter(|number| range.contains(number)).count() as f64 / numbers.len().max(1) as f64
}

fn smallest(numbers: &[f64]) -> f64 {
    numbers.iter().copied().fold(f64::INFINITY, f64::min)
}

fn largest(numbers: &[f64]) -> f64 {
    numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_told_from_counts_noise_and_other_numbers() {
        let heart: Vec<f64> = (0..60).map(|second| 120.0 + f64::from(second % 7) - f64::from(second % 3)).collect();
        assert_eq!(doubt_of_rates(&heart, 1.0), None);
        let count: Vec<f64> = (40..90).map(f64::from).collect();
        let noise: Vec<f64> = (0..60).map(|row| f64::from(40 + row * 67 % 180)).collect();
        let intervals: Vec<f64> = heart.iter().map(|rate| 60_000.0 / rate).collect();
        for (numbers, word) in [(count, "evenly"), (noise, "jumps"), (intervals, "30 and 230")] {
            assert!(doubt_of_rates(&numbers, 1.0).unwrap().contains(word), "{word}");
        }
        assert_eq!(doubt_of_rates(&[0.0, 0.0], 1.0), None);
    }

    #[test]
    fn the_size_of_intervals_tells_their_unit() {
        for (numbers, expected) in [
            ([500.0, 510.0, 4189.0, 520.0, 500.0, 490.0], Some("ms")),
            ([0.5, 0.51, 0.5, 0.49, 0.5, 0.5], Some("s")),
            ([5e5, 5e5, 5e5, 5.1e5, 5e5, 5e5], Some("us")),
            ([100.0, 101.0, 100.0, 99.0, 100.0, 100.0], None),
        ] {
            assert_eq!(ms_of_interval(&numbers).map(|(_, unit)| unit), expected, "{numbers:?}");
        }
    }
}
