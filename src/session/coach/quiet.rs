//! What the coach says to the eye alone: the arrow while the ceiling is near, and "start slower" while warming up.

use super::{Coach, Escalation, LISTENS_FIRST, View};
use crate::session::cue::{Cue, CueKind};
use crate::session::forecast::Forecast;
use crate::session::time::{Elapsed, Span, Timer};

/// The hint comes where the rate is this near to the ceiling and not falling, or this near and climbing so fast, in bpm a
/// minute, that half a minute takes it to so little under the ceiling.
const HINT_AT: f64 = 1.8;
const HINT_CLIMBING: f64 = 2.0;
const HINT_FROM: f64 = 8.0;
const HINT_REACHES: f64 = 3.0;
const HINT_AHEAD: Span = Span::from_secs(30);
/// An arrow that stands for longer says nothing any more.
const HINT_STANDS: Span = Span::from_secs(70);

/// Over the rising ceiling for so many seconds, and the screen says so; again after this time at the soonest.
const WARM_UP_OVER_FOR: u64 = 15;
const BETWEEN_START_SLOWER: Span = Span::from_secs(75);

impl Coach {
    /// Whether the ceiling is near, or will be.
    pub(super) fn is_near(&self, at: Elapsed, mean: f64, trend: f64, forecast: &Forecast) -> bool {
        let ceiling = self.ceiling.plan;
        let ahead = forecast.at(at + HINT_AHEAD).unwrap_or(mean);
        let near = mean >= ceiling - HINT_AT && trend >= 0.0;
        near || mean >= ceiling - HINT_FROM && trend >= HINT_CLIMBING && ahead >= ceiling - HINT_REACHES
    }

    /// The silent hint: an arrow while the ceiling is near.
    pub(super) fn hint(&mut self, view: View) -> Option<Cue> {
        let View { at, mean, heading, settling, .. } = view;
        let ceiling = self.ceiling.plan;
        let stands = |since: Option<Elapsed>| since.is_some_and(|since| at - since < HINT_STANDS);
        let far = mean < ceiling - 2.0 * HINT_AT - 1.0 && heading < ceiling - HINT_REACHES;
        if mean >= ceiling + 1.0 || far || !stands(self.last_hint) {
            self.rising = false;
        }
        let allowed = !settling && !self.rising && mean < ceiling + 1.0 && !stands(self.last_prompt);
        let due = self.near && !stands(self.last_hint);
        (allowed && due).then(|| {
            self.rising = true;
            self.last_hint = Some(at);
            Cue::quiet(CueKind::Rising)
        })
    }

    /// Above the rising ceiling of the warm-up: for the eye alone. A sound for whoever heads over the plan's ceiling already was
    /// tried: simulated runners spent 2.26 in place of 2.28 min above it, so the ear is left in peace.
    pub(super) fn start_slower(&mut self, view: View, timer: Timer) -> Option<Cue> {
        let lately = |then: Option<Elapsed>, span| then.is_some_and(|then: Elapsed| view.at - then < span);
        let due = self.timers.above_warm_up.for_secs(WARM_UP_OVER_FOR) && timer >= LISTENS_FIRST && self.level == Escalation::None;
        let told = lately(self.last_start_slower, BETWEEN_START_SLOWER) || lately(self.last_prompt, BETWEEN_START_SLOWER);
        (due && !told).then(|| {
            self.last_start_slower = Some(view.at);
            Cue::quiet(CueKind::StartSlower)
        })
    }
}
