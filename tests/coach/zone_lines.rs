//! How steady the shown zone is, and how late.

use recovery_run::heart::Zone;

use crate::crossings::JUDGED_FROM;
use crate::figures::{median, part, quantile};
use crate::table::{Goal, Table};

/// A line that goes back to the zone of the line before within this time has flickered.
const FLIPS_WITHIN: usize = 30;

/// What was counted.
#[derive(Debug, Clone, Default)]
pub struct ZoneScore {
    lines: usize,
    /// The seconds of the lines that went back.
    pub flips: Vec<usize>,
    delays: Vec<f64>,
    crossings: usize,
    unshown: usize,
}

impl ZoneScore {
    /// Judges the lines of one run.
    pub fn of(rates: &[Option<f64>], bounds: [f64; 5], lines: &[(usize, (Zone, Zone))]) -> Self {
        let mut score = Self::default();
        for (index, (at, (from, to))) in lines.iter().enumerate().filter(|(_, (at, _))| *at >= JUDGED_FROM) {
            score.lines += 1;
            let before = index.checked_sub(1).map(|index| lines[index]);
            if before.is_some_and(|(then, line)| at - then <= FLIPS_WITHIN && line == (*to, *from)) {
                score.flips.push(*at);
            }
        }
        for (number, bound) in (1u8..).zip(bounds) {
            for upward in [true, false] {
                score.time(rates, number, bound, upward, lines);
            }
        }
        score
    }

    /// Times the crossings of one bound one way: ten seconds on one side, then 20 of 30 on the other.
    fn time(&mut self, rates: &[Option<f64>], number: u8, bound: f64, upward: bool, lines: &[(usize, (Zone, Zone))]) {
        let past = |second: usize| rates[second].map(|rate| (rate >= bound) == upward);
        for second in JUDGED_FROM..rates.len().saturating_sub(30) {
            let before = (second - 10..second).all(|second| past(second) == Some(false));
            let after = (second..second + 30).filter(|second| past(*second) == Some(true)).count();
            if past(second) != Some(true) || !before || after < 20 {
                continue;
            }
            let side = |zone: Zone| (zone.number() >= number) == upward;
            let shown = lines.iter().rev().find(|(at, _)| *at < second).map(|(_, (_, to))| *to);
            // The side that is shown already, since the mean is off the raw rate: nothing to time.
            if shown.or(lines.first().map(|(_, (from, _))| *from)).is_some_and(side) {
                continue;
            }
            self.crossings += 1;
            let line = lines.iter().find(|(at, (_, to))| (second..second + 60).contains(at) && side(*to));
            match line {
                Some((at, _)) => self.delays.push((at - second) as f64),
                None => self.unshown += 1,
            }
        }
    }

    /// Takes in another run.
    pub fn add(&mut self, other: Self) {
        self.lines += other.lines;
        self.flips.extend(other.flips);
        self.crossings += other.crossings;
        self.unshown += other.unshown;
        self.delays.extend(other.delays);
    }

    /// The table.
    pub fn table(&self) -> Table {
        let mut table = Table::new("(a) The shown zone, on the same runs and ceilings", ["ours"]);
        table.row("zone lines", 0, vec![Some(self.lines as f64)], Goal::None);
        table.row("that go back within 30 s, %", 1, vec![part(self.flips.len() as f64, self.lines as f64, 100.0)], Goal::AtMost(10.0));
        table.row("delay behind a lasting crossing of a bound, median s", 0, vec![median(&self.delays)], Goal::AtMost(8.0));
        table.row("delay, p90 s", 0, vec![quantile(&self.delays, 0.9)], Goal::None);
        table.row("crossings not shown within 60 s, %", 1, vec![part(self.unshown as f64, self.crossings as f64, 100.0)], Goal::None);
        table
    }
}
