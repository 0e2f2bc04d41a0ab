//! A runner's own gain: by how many bpm the heart rate settles higher for each km/h more.
//!
//! On a treadmill the heart rate responds to speed as first order, with a time constant of 57.6 +- 23.6 s and a gain of 24.2 +- 8.3
//! bpm per m/s (Hunt 2015, n = 24). A run's speed is put through such a filter, and the rates are fitted to it by least
//! squares beside what moves them otherwise: a straight drift, and what is left of the start.

use super::Bpm;
use super::response::{BIN_S, RunGrid};

/// How the heart rate responds to speed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gain {
    /// The settled rise in bpm for a km/h.
    pub bpm_per_kmh: f64,
    /// The standard error of that, in the same unit.
    pub sd: f64,
    /// How fast: the time constant in s.
    pub tau_s: f64,
}

/// Time constants that were seen in runners: 57.6 +- 23.6 s (Hunt 2015); the grid spans what the simulated hearts have.
const TAUS_S: std::ops::RangeInclusive<u32> = 25..=110;
const TAU_STEP_S: usize = 5;
const TAU_MEAN_S: f64 = 57.6;
const TAU_SD_S: f64 = 23.6;
/// The heart rate responds about 8 s late: in bins of 5 s, one or two.
const DELAYS: [usize; 2] = [1, 2];
/// Less to go by than five minutes tells nothing (design choice).
const FEWEST_BINS: usize = 60;
/// A response cannot be told from scatter where the speed hardly varies (design choice), in km/h.
const LEAST_SPEED_SD: f64 = 0.3;
/// A run that knows its gain worse than this teaches less than the spread between runners (design choice).
const WIDEST_SD: f64 = 3.0;
/// A run outside these shows something other than a response to speed: hills, a sprint finish, a strap that slips (design choice).
const OF_A_RUN: std::ops::RangeInclusive<f64> = 1.0..=20.0;
/// What a gain is held to in the end (design choice): more than two SDs either way, and still of use for an advice.
const PLAUSIBLE: std::ops::RangeInclusive<f64> = 3.0..=15.0;
/// No two runs of one runner have the same gain: heat, sleep and belts differ (design choice).
const LEAST_BETWEEN_RUNS: f64 = 1.0;
/// Residuals are correlated over up to so many bins (design choice); beyond it a run is too short to tell.
const LONGEST_LAG: usize = 48;

impl Gain {
    /// That of the mean runner: 24.2 +- 8.3 bpm per m/s (Hunt 2015, n = 24).
    pub const TYPICAL: Self = Self { bpm_per_kmh: 6.7, sd: 2.3, tau_s: TAU_MEAN_S };

    /// That of easy running, at 65 to 80 % of the peak: 7.8 +- 2.3 bpm per km/h within a person, in the end (981 public ramp tests); Hunt's 6.7 is
    /// over all intensities.
    pub const EASY_RUNNING: f64 = 7.8;

    /// What a gain that was kept can be, in bpm per km/h; a design choice, more than any pooled gain is held to.
    pub const POSSIBLE: std::ops::RangeInclusive<f64> = 2.0..=20.0;

    /// The gain of one run. Rates in bpm that are believed, and speeds in km/h of which each holds until the next, both
    /// with their times in s since the start, in any order; `unsettled` are spans of time in which the heart answered to
    /// something else, such as a pause or a slope. They and walking are left out with the three minutes after them, and so
    /// are the first three minutes.
    ///
    /// None where less than five minutes remain, the filtered speed varies by less than 0.3 km/h (SD), the
    /// gain is known no better than to 3 bpm per km/h, or it is none that hearts have.
    pub fn of_run(rates: &[(f64, f64)], speeds: &[(f64, f64)], unsettled: &[(f64, f64)]) -> Option<Self> {
        let rates: Vec<(f64, f64)> =
            rates.iter().copied().filter(|(_, bpm)| (f64::from(Bpm::MIN)..=f64::from(Bpm::MAX)).contains(bpm)).collect();
        let grid = RunGrid::new(&rates, speeds, unsettled)?;
        if grid.used().count() < FEWEST_BINS {
            return None;
        }
        let fits: Vec<Fit> = TAUS_S.step_by(TAU_STEP_S).flat_map(|tau| Fit::of(&grid, f64::from(tau))).flatten().collect();
        let best = fits.iter().min_by(|a, b| a.squares.total_cmp(&b.squares))?;
        let bins = best.residuals.len() as f64;
        let worth = best.effective_count(&grid);
        // Four numbers were fitted; with hardly more scatter than that to judge by, the error would be a guess.
        if worth < 8.0 {
            return None;
        }
        // Each fit weighs by its likelihood and by what is known of runners, so that not knowing the time constant
        // becomes part of the error.
        let weight = |fit: &Fit| {
            let log_likelihood = -0.5 * worth * (fit.squares / best.squares).ln();
            (log_likelihood - 0.5 * ((fit.tau_s - TAU_MEAN_S) / TAU_SD_S).powi(2)).exp()
        };
        let total: f64 = fits.iter().map(weight).sum();
        let mean = |of: &dyn Fn(&Fit) -> f64| fits.iter().map(|fit| weight(fit) * of(fit)).sum::<f64>() / total;
        let bpm_per_kmh = mean(&|fit| fit.slope);
        let variance = mean(&|fit| {
            let scatter = fit.squares / bins * worth / (worth - 4.0);
            scatter * bins / worth / fit.leverage + (fit.slope - bpm_per_kmh).powi(2)
        });
        let gain = Self {
            bpm_per_kmh,
            sd: variance.sqrt(),
            tau_s: mean(&|fit| fit.tau_s).clamp(f64::from(*TAUS_S.start()), f64::from(*TAUS_S.end())),
        };
        let told = gain.sd.is_finite() && gain.sd <= WIDEST_SD && OF_A_RUN.contains(&gain.bpm_per_kmh);
        told.then_some(gain)
    }

    /// The gain that several runs of one runner come to, each weighed by how well it is known, together with what is
    /// known of runners; held to 3 to 15. None without a run.
    pub fn pooled(runs: &[Self]) -> Option<Self> {
        let known: Vec<&Self> =
            runs.iter().filter(|run| run.bpm_per_kmh.is_finite() && run.sd.is_finite() && run.sd >= 0.0 && run.tau_s.is_finite()).collect();
        if known.is_empty() {
            return None;
        }
        let n = known.len() as f64;
        let middle = known.iter().map(|run| run.bpm_per_kmh / n).sum::<f64>();
        // What the runs differ by beyond their errors; three at least to tell (design choice).
        let beyond = if known.len() >= 3 {
            let spread = known.iter().map(|run| (run.bpm_per_kmh - middle).powi(2)).sum::<f64>() / (n - 1.0);
            spread - known.iter().map(|run| run.sd.powi(2) / n).sum::<f64>()
        } else {
            0.0
        };
        let between = beyond.max(LEAST_BETWEEN_RUNS.powi(2));
        let precision = |run: &Self| 1.0 / (run.sd.powi(2) + between);
        let prior = Self::TYPICAL.sd.powi(-2);
        let all: f64 = known.iter().map(|run| precision(run)).sum();
        let weighed: f64 = known.iter().map(|run| precision(run) * run.bpm_per_kmh).sum();
        let tau_s = known.iter().map(|run| precision(run) * run.tau_s).sum::<f64>() / all;
        let bpm_per_kmh = (weighed + prior * Self::TYPICAL.bpm_per_kmh) / (all + prior);
        let pooled = Self { bpm_per_kmh: bpm_per_kmh.clamp(*PLAUSIBLE.start(), *PLAUSIBLE.end()), sd: (all + prior).sqrt().recip(), tau_s };
        (pooled.bpm_per_kmh.is_finite() && pooled.sd.is_finite() && pooled.tau_s.is_finite()).then_some(pooled)
    }
}

/// The rates fitted to the filtered speed for one time constant and delay.
struct Fit {
    tau_s: f64,
    slope: f64,
    /// Of the filtered speed, in (km/h)^2, after everything else is removed from it.
    leverage: f64,
    /// Of the residuals, in bpm^2.
    squares: f64,
    residuals: Vec<f64>,
}

impl Fit {
    /// One for each delay; none where the filtered speed hardly varies, or nothing of that is its own.
    fn of(grid: &RunGrid, tau_s: f64) -> [Option<Self>; DELAYS.len()] {
        let filtered = grid.filtered_speed(tau_s);
        let varies = |filtered: &[f64]| {
            let n = filtered.len() as f64;
            let mean = filtered.iter().sum::<f64>() / n;
            (filtered.iter().map(|kmh| (kmh - mean).powi(2)).sum::<f64>() / n).sqrt() >= LEAST_SPEED_SD
        };
        // Before the first speed it is that.
        let late = DELAYS.map(|delay| -> Vec<f64> { grid.used().map(|(place, _)| filtered[place.saturating_sub(delay)]).collect() });
        if !late.iter().any(|filtered| varies(filtered)) {
            return [const { None }; DELAYS.len()];
        }
        let (places, mut rates): (Vec<usize>, Vec<f64>) = grid.used().unzip();
        let others = remove_what_is_not_speed(&places, tau_s, &mut rates);
        late.map(|filtered| varies(&filtered).then(|| Self::of_filtered(tau_s, filtered, &others, &rates))?)
    }

    fn of_filtered(tau_s: f64, mut filtered: Vec<f64>, others: &[Vec<f64>], rates: &[f64]) -> Option<Self> {
        let n = filtered.len() as f64;
        others.iter().for_each(|column| remove_component(&mut filtered, column));
        let leverage = dot(&filtered, &filtered);
        let slope = dot(&filtered, rates) / leverage;
        let residuals: Vec<f64> = rates.iter().zip(&filtered).map(|(rate, filtered)| rate - slope * filtered).collect();
        // Rates come as whole numbers: no fit is better than their rounding, SD 0.29, averaged over five of them.
        let squares = dot(&residuals, &residuals).max(n * 0.13 * 0.13);
        (slope.is_finite() && squares.is_finite() && leverage > 0.01 * n * LEAST_SPEED_SD.powi(2)).then_some(Self {
            tau_s,
            slope,
            leverage,
            squares,
            residuals,
        })
    }

    /// How many independent bins would tell as much: their number by 1 plus twice the correlations up to the first that is none.
    fn effective_count(&self, grid: &RunGrid) -> f64 {
        let mut by_bin = vec![None; grid.bins()];
        for ((place, _), residual) in grid.used().zip(&self.residuals) {
            by_bin[place] = Some(*residual);
        }
        let mut inflation = 1.0;
        for lag in 1..=LONGEST_LAG.min(self.residuals.len() / 4) {
            let pairs = by_bin.iter().zip(&by_bin[lag.min(by_bin.len())..]).filter_map(|(a, b)| Some((*a)? * (*b)?));
            let correlation = pairs.sum::<f64>() / self.squares;
            if correlation <= 0.0 {
                break;
            }
            inflation += 2.0 * correlation;
        }
        self.residuals.len() as f64 / inflation
    }
}

/// Removes from the rates what is not the answer to speed: a mean, a straight drift and what is left of the start, as unit vectors at right
/// angles, which come back.
fn remove_what_is_not_speed(places: &[usize], tau_s: f64, rates: &mut [f64]) -> Vec<Vec<f64>> {
    let (Some(first), Some(last)) = (places.first(), places.last()) else { return Vec::new() };
    let mut columns: Vec<Vec<f64>> = vec![
        vec![1.0; places.len()],
        places.iter().map(|place| (place - first) as f64 / (last - first).max(1) as f64).collect(),
        places.iter().map(|place| (-((place - first) as f64) * BIN_S / tau_s).exp()).collect(),
    ];
    for place in 0..columns.len() {
        let (before, rest) = columns.split_at_mut(place);
        let Some(column) = rest.first_mut() else { break };
        let whole = dot(column, column);
        before.iter().for_each(|other| remove_component(column, other));
        let own = dot(column, column);
        // What the columns before it say already is not removed twice.
        let scale = if own > 1e-9 * whole { own.sqrt().recip() } else { 0.0 };
        column.iter_mut().for_each(|value| *value *= scale);
        remove_component(rates, column);
    }
    columns
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Removes the component of a column along a unit vector.
fn remove_component(column: &mut [f64], unit: &[f64]) {
    let part = dot(column, unit);
    column.iter_mut().zip(unit).for_each(|(value, unit)| *value -= part * unit);
}

#[cfg(test)]
mod tests;
