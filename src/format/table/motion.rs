//! Speed, distance, cadence and incline: each from the one column that tells it in a sure unit; else it is left out and said so.

use super::block::{Block, Column};
use super::clock::Used;
use super::names::{Closeness, fold};
use super::units::Unit;
use super::values::median;
use super::vocabulary::Quantity;

/// Less is strides of one leg, in the median; steps are more. A design choice: slow running has 150 steps a minute.
const FEWEST_STEPS: f64 = 120.0;
/// In metres a second: what a runner, walker or rider covers on average. Design choices.
const MEAN_SPEEDS: std::ops::Range<f64> = 0.2..20.0;
/// A distance and a speed over the same time agree within this share.
const SAME_DISTANCE: f64 = 0.15;

/// The movement of each row, in the units of a recording.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Movement {
    /// km/h.
    pub(super) speed: Vec<Option<f64>>,
    /// Metres.
    pub(super) distance: Vec<Option<f64>>,
    /// Steps a minute.
    pub(super) cadence: Vec<Option<f64>>,
    /// Percent.
    pub(super) grade: Vec<Option<f64>>,
    /// The columns.
    pub(super) used: Vec<Used>,
    /// What was left out.
    pub(super) notes: Vec<String>,
}

impl Movement {
    /// Reads what is sure.
    /// `seconds` is how long the rows last in all; zero where it is not known.
    pub(super) fn read(block: &Block, seconds: f64) -> Self {
        let mut movement = Self::default();
        if let Some((column, numbers)) = movement.only(block, Quantity::Distance) {
            movement.take_distance(column, numbers, seconds);
        }
        if let Some((column, numbers)) = movement.only(block, Quantity::Speed) {
            movement.take_speed(column, numbers, seconds);
        }
        if let Some((column, numbers)) = movement.only(block, Quantity::Cadence) {
            let usual = median(numbers.iter().flatten().copied().filter(|cadence| *cadence > 0.0)).unwrap_or(0.0);
            let of_one_leg = column.unit() != Some(Unit::Steps) && usual < FEWEST_STEPS;
            let (factor, unit) = if of_one_leg { (2.0, Unit::Turns.word()) } else { (1.0, Unit::Steps.word()) };
            movement.cadence = scaled(numbers, factor);
            movement.used.push(Used { index: column.index, meaning: "cadence", unit });
        }
        if let Some((column, numbers)) = movement.only(block, Quantity::Grade) {
            movement.grade = numbers;
            movement.used.push(Used { index: column.index, meaning: "grade", unit: "%" });
        }
        movement
    }

    /// The one column of a quantity with numbers; where there are several with different ones, none.
    fn only<'b>(&mut self, block: &'b Block, quantity: Quantity) -> Option<(&'b Column, Vec<Option<f64>>)> {
        let mut found: Vec<(Closeness, &Column, Vec<Option<f64>>)> = (block.named(quantity))
            .filter_map(|column| Some((column.meaning?.closeness, column, block.numbers(column.index))))
            .filter(|(closeness, _, numbers)| *closeness == Closeness::Plain && numbers.iter().any(Option::is_some))
            .collect();
        // One with its unit goes before one without.
        found.sort_by_key(|(_, column, _)| column.unit().is_none());
        let (_, column, numbers) = found.first()?;
        let other = found[1..].iter().find(|(_, other, theirs)| other.unit() == column.unit() && theirs != numbers);
        if let Some((_, other, _)) = other {
            self.notes.push(format!("\"{}\" and \"{}\" are left out: either may be meant", column.name, other.name));
            return None;
        }
        found.into_iter().next().map(|(_, column, numbers)| (column, numbers))
    }

    fn take_distance(&mut self, column: &Column, numbers: Vec<Option<f64>>, seconds: f64) {
        let said: Vec<f64> = numbers.iter().flatten().copied().collect();
        let falls = said.windows(2).filter(|pair| pair[1] < pair[0]).count();
        if falls * 20 > said.len() {
            self.notes.push(format!("\"{}\" is left out: it does not count from the start", column.name));
            return;
        }
        let length = said.last().zip(said.first()).map_or(0.0, |(last, first)| last - first);
        let as_metres = MEAN_SPEEDS.contains(&(length / seconds)) || length <= 0.0;
        let unit = match column.unit().filter(|unit| unit.in_metres().is_some()) {
            Some(unit) => unit,
            None if as_metres => Unit::Metres,
            None => {
                self.notes.push(format!("\"{}\" is left out: it has no unit; name it \"distance_m\" or \"distance_km\"", column.name));
                return;
            }
        };
        self.distance = scaled(numbers, unit.in_metres().unwrap_or(1.0));
        self.used.push(Used { index: column.index, meaning: "distance", unit: unit.word() });
    }

    fn take_speed(&mut self, column: &Column, numbers: Vec<Option<f64>>, seconds: f64) {
        let said = || numbers.iter().flatten();
        let mean = said().sum::<f64>() / said().count().max(1) as f64;
        let covered = self.distance.iter().flatten();
        let covered = covered.clone().next_back().zip(covered.clone().next()).map_or(0.0, |(last, first)| last - first);
        let agrees = |unit: &Unit| unit.in_kmh().is_some_and(|kmh| (mean * kmh / 3.6 * seconds / covered - 1.0).abs() < SAME_DISTANCE);
        let known = match column.unit() {
            // In the names of speeds: "speed_ms".
            Some(Unit::Milliseconds) => Some(Unit::MetresPerSecond),
            Some(unit) => Some(unit).filter(|unit| unit.in_kmh().is_some()),
            None => None,
        };
        // These names are FIT's and Strava's, which have metres a second.
        let by_maker =
            || Some(Unit::MetresPerSecond).filter(|_| ["enhanced", "velocity"].iter().any(|word| fold(&column.name).contains(word)));
        let by_distance = || [Unit::MetresPerSecond, Unit::KmPerHour, Unit::MilesPerHour].into_iter().find(agrees);
        let Some(unit) = known.or_else(by_distance).or_else(by_maker) else {
            self.notes.push(format!("\"{}\" is left out: it has no unit; name it \"speed_kmh\"", column.name));
            return;
        };
        self.speed = scaled(numbers, unit.in_kmh().unwrap_or(1.0));
        self.used.push(Used { index: column.index, meaning: "speed", unit: unit.word() });
    }

    /// Whether nothing of it is known.
    pub(super) fn is_empty(&self) -> bool {
        self.used.is_empty()
    }
}

fn scaled(numbers: Vec<Option<f64>>, factor: f64) -> Vec<Option<f64>> {
    numbers.into_iter().map(|number| number.map(|number| number * factor)).collect()
}
