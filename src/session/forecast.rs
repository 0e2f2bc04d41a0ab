//! Where the heart rate is heading: a Kalman filter over rate and a trend that fades, fed by believed rates only.

use super::slow_trend::noise_of;
use super::time::{Elapsed, Span};

/// A trend loses 63 % of its force in this time: heart rate on a treadmill is first order with tau 57.6 +- 23.6 s
/// (Hunt 2015, n = 24), of which a part has passed by the time that a trend shows.
const TREND_FADES_S: f64 = 40.0;
/// Variance of one rate. The noise has SD 1.7 bpm and is correlated over 8 s, so that one sample tells less than its own.
const RATE_VARIANCE: f64 = 12.0;
/// How fast the trend may change, in (bpm/s)^2 a second: a step of 1 km/h starts one of about 0.12 bpm/s.
const TREND_CHANGE: f64 = 4e-4;
/// How fast the level may wander beside the trend, in bpm^2 a second.
const LEVEL_CHANGE: f64 = 0.05;
/// How uncertain the effect of a change of speed is, as a part of it.
const GAIN_UNCERTAIN: f64 = 0.35;
/// A rate this far from the expected one, in bpm, was jumped to and not climbed to: what was known is of no use any more.
const JUMPED: f64 = 15.0;
/// After a gap of this length nothing is known any more.
const FORGETS_AFTER: Span = Span::from_secs(30);

#[derive(Debug, Clone, Copy)]
struct State {
    at: Elapsed,
    level: f64,
    trend: f64,
    /// Covariance: level, level-trend, trend.
    covariance: [f64; 3],
}

/// The filter.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Forecast {
    state: Option<State>,
    /// What is older is forgotten: longer for a source that sends seldom.
    forgets_after: Span,
}

impl Forecast {
    /// Takes in a believed rate in bpm.
    pub(super) fn observe(&mut self, at: Elapsed, rate: f64, patience: Span) {
        self.forgets_after = FORGETS_AFTER.max(patience);
        let forgets_after = self.forgets_after;
        let Some(State { at: then, level, trend, covariance: [p_ll, p_lt, p_tt] }) = self
            .state
            .filter(|state| at - state.at <= forgets_after && self.at(at).is_none_or(|expected| (rate - expected).abs() <= JUMPED))
        else {
            self.state = Some(State { at, level: rate, trend: 0.0, covariance: [RATE_VARIANCE, 0.0, 0.01] });
            return;
        };
        let dt = (at - then).secs();
        let (reach, fade) = fading(dt);
        let (level, trend) = (level + reach * trend, fade * trend);
        let p_ll = p_ll + 2.0 * reach * p_lt + reach * reach * p_tt + LEVEL_CHANGE * dt;
        let p_lt = fade * (p_lt + reach * p_tt);
        let p_tt = fade * fade * p_tt + TREND_CHANGE * dt;
        let innovation = rate - level;
        let total = p_ll + RATE_VARIANCE.min(noise_of(dt));
        let (gain_l, gain_t) = (p_ll / total, p_lt / total);
        self.state = Some(State {
            at,
            level: level + gain_l * innovation,
            trend: trend + gain_t * innovation,
            covariance: [(1.0 - gain_l) * p_ll, (1.0 - gain_l) * p_lt, p_tt - gain_t * p_lt],
        });
    }

    /// The belt made a step that is to move the rate by so many bpm in the end: it is on its way from here on.
    pub(super) fn expect(&mut self, change: f64) {
        if let Some(state) = &mut self.state {
            state.trend += change / TREND_FADES_S;
            // By a gain that is the runner's own: 24.2 +- 8.3 bpm per m/s, a third of it (Hunt 2015).
            state.covariance[2] += (GAIN_UNCERTAIN * change / TREND_FADES_S).powi(2);
        }
    }

    /// The rate expected at a time; none when the last believed rate is over 30 s older.
    pub(super) fn at(&self, at: Elapsed) -> Option<f64> {
        self.state
            .filter(|state| at - state.at <= self.forgets_after + self.forgets_after)
            .map(|state| state.level + fading((at - state.at).secs()).0 * state.trend)
    }

    /// Where the rate settles if nothing changes: the level, and all that is left of the trend. After a change of speed that
    /// is most of a first-order heart's way to its new steady rate.
    pub(super) fn settles_at(&self) -> Option<f64> {
        self.state.map(|state| state.level + TREND_FADES_S * state.trend)
    }

    /// The present rate, without its noise.
    pub(super) fn level(&self) -> Option<f64> {
        self.state.map(|state| state.level)
    }

    /// The present trend in bpm a minute.
    pub(super) fn trend_a_minute(&self) -> Option<f64> {
        self.state.map(|state| state.trend * 60.0)
    }
}

/// The distance a unit trend still covers in a time, and what is left of it then.
fn fading(secs: f64) -> (f64, f64) {
    let left = (-secs / TREND_FADES_S).exp();
    (TREND_FADES_S * (1.0 - left), left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_climb_is_seen_coming() {
        let mut forecast = Forecast::default();
        for at in 0..60 {
            forecast.observe(Elapsed::from_secs(at), 120.0 + 0.15 * at as f64, Span::from_secs(10));
        }
        let ahead = forecast.at(Elapsed::from_secs(89)).unwrap();
        assert!((130.0..133.5).contains(&ahead), "{ahead}");
        assert_eq!(forecast.at(Elapsed::from_secs(130)), None);
    }
}
