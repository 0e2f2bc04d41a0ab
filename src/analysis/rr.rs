//! What the RR intervals of a run come to.

use crate::heart::variability::{Quality, ThresholdEstimate};
use crate::heart::{RrInterval, median};
use crate::session::{Elapsed, FEWEST_WINDOWS, Session, early_alpha1};

/// The RR intervals of a run.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RrSummary {
    /// How many there were.
    pub count: usize,
    /// The share that is more than 20 % off the median of the eleven around it or outside 300-2000 ms, in percent.
    pub artefact_percent: Option<f64>,
    /// Root mean square of successive differences in ms, over neighbours that are both normal.
    pub rmssd_ms: Option<f64>,
    /// The median alpha1 of the windows that are worth showing, warm-up left out where there is enough else; none for fewer than three
    /// windows.
    pub dfa_alpha1: Option<f64>,
    /// The rate at which the run's own alpha1 crosses 0.75, where it did.
    pub threshold: Option<ThresholdEstimate>,
    /// The median alpha1 of minutes 5 to 12 on the timer, by at least three windows that are worth showing, hold no pause
    /// and have a mean rate below the ceiling: to be compared with that of the runner's other runs.
    pub early_alpha1: Option<f64>,
}

impl RrSummary {
    pub(super) fn of(session: &Session) -> Self {
        let log = session.log();
        Self {
            dfa_alpha1: typical_alpha1(session),
            threshold: ThresholdEstimate::from_windows(&log.windows),
            early_alpha1: early_alpha1(session.setup(), log, session.elapsed()),
            ..beats(&log.beats)
        }
    }
}

fn typical_alpha1(session: &Session) -> Option<f64> {
    let steady = session.setup().plan.steady_from().ms();
    let good = || session.log().windows.iter().filter(|window| window.quality == Quality::Show);
    let typical = |from: u64| {
        let values: Vec<f64> = good().filter(|window| window.at_ms >= from).map(|window| window.value).collect();
        if values.len() < FEWEST_WINDOWS { None } else { median(&values) }
    };
    typical(steady).or_else(|| typical(0))
}

fn beats(beats: &[(Elapsed, RrInterval)]) -> RrSummary {
    let lengths: Vec<f64> = beats.iter().map(|(_, rr)| rr.ms()).collect();
    let normal: Vec<bool> = (0..lengths.len())
        .map(|i| {
            let around = &lengths[i.saturating_sub(5)..(i + 6).min(lengths.len())];
            let near = middle(around).is_some_and(|median| (lengths[i] - median).abs() <= 0.2 * median);
            (300.0..=2000.0).contains(&lengths[i]) && near
        })
        .collect();
    let squares: Vec<f64> =
        (1..lengths.len()).filter(|&i| normal[i] && normal[i - 1]).map(|i| (lengths[i] - lengths[i - 1]).powi(2)).collect();
    let artefacts = normal.iter().filter(|normal| !**normal).count();
    RrSummary {
        count: lengths.len(),
        artefact_percent: (!lengths.is_empty()).then(|| 100.0 * artefacts as f64 / lengths.len() as f64),
        rmssd_ms: (!squares.is_empty()).then(|| (squares.iter().sum::<f64>() / squares.len() as f64).sqrt()),
        ..RrSummary::default()
    }
}

/// The median of at most eleven values, without room of its own for each.
fn middle(values: &[f64]) -> Option<f64> {
    let mut sorted = [0.0; 11];
    let sorted = sorted.get_mut(..values.len())?;
    sorted.copy_from_slice(values);
    sorted.sort_unstable_by(f64::total_cmp);
    let upper = sorted.get(values.len() / 2)?;
    Some(if values.len().is_multiple_of(2) { f64::midpoint(sorted[values.len() / 2 - 1], *upper) } else { *upper })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_few_values_is_their_median() {
        let values = [7.0, 3.0, 9.0, 3.0, 5.0, 1.0, 8.0, 2.0, 6.0, 4.0, 0.0];
        for length in 0..=11 {
            assert_eq!(middle(&values[..length]), median(&values[..length]), "{length}");
        }
    }
}
