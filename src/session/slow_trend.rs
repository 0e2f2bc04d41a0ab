//! The level and the slope of the last minutes: a longer filter beside the forecast's short one, for rates that creep.
//!
//! A strap's noise is correlated over some seconds, so that a rate each second tells hardly more than one each ten: it is counted with what
//! it is worth, and a source that sends seldom is worth as much.

use super::time::{Elapsed, Span};

/// The noise of a rate: SD 1.7 bpm, correlated over 8 s.
const NOISE_VARIANCE: f64 = 2.9;
const CORRELATED_S: f64 = 8.0;
/// How fast the level may wander beside its slope, in bpm^2 a second, and how fast the slope may change, in (bpm/s)^2 a second: so little that a
/// steady rate is known to about 1 bpm, from the last minute or two. A third and the double of it changed little.
const LEVEL_CHANGE: f64 = 0.004;
const SLOPE_CHANGE: f64 = 3e-6;
/// How uncertain the slope is once the runner changes the speed, in (bpm/s)^2: a step of 1 km/h begins with about 0.1 bpm/s.
const LOOSENED: f64 = 0.003;

#[derive(Debug, Clone, Copy)]
struct State {
    at: Elapsed,
    level: f64,
    slope: f64,
    covariance: [f64; 3],
}

/// The filter.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SlowTrend(Option<State>);

/// What one of many rates is worth, as a variance, so many seconds apart: AR(1) noise averages out more slowly than white.
pub(super) fn noise_of(dt: f64) -> f64 {
    NOISE_VARIANCE / (dt.max(0.1) / (2.0 * CORRELATED_S)).tanh()
}

impl SlowTrend {
    /// Takes in a believed rate.
    pub(super) fn observe(&mut self, at: Elapsed, rate: f64, patience: Span) {
        let Some(State { at: then, level, slope, covariance: [p_ll, p_lt, p_tt] }) = self.0.filter(|state| at - state.at <= patience)
        else {
            self.0 = Some(State { at, level: rate, slope: 0.0, covariance: [2.0 * NOISE_VARIANCE, 0.0, 0.01] });
            return;
        };
        let dt = (at - then).secs();
        let level = level + dt * slope;
        let p_ll = p_ll + 2.0 * dt * p_lt + dt * dt * p_tt + LEVEL_CHANGE * dt;
        let p_lt = p_lt + dt * p_tt;
        let p_tt = p_tt + SLOPE_CHANGE * dt;
        let total = p_ll + noise_of(dt);
        let (gain_l, gain_t) = (p_ll / total, p_lt / total);
        let innovation = rate - level;
        self.0 = Some(State {
            at,
            level: level + gain_l * innovation,
            slope: slope + gain_t * innovation,
            covariance: [(1.0 - gain_l) * p_ll, (1.0 - gain_l) * p_lt, p_tt - gain_t * p_lt],
        });
    }

    /// The runner changes the speed: what the slope was says little from here on.
    pub(super) fn loosen(&mut self) {
        if let Some(state) = &mut self.0 {
            state.covariance[2] += LOOSENED;
        }
    }

    /// Level in bpm and slope in bpm/s with the SD of the level, once they are known.
    pub(super) fn now(&self) -> Option<(f64, f64, f64)> {
        self.0.map(|state| (state.level, state.slope, state.covariance[0].sqrt()))
    }
}
