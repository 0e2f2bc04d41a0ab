//! Which way the belt should go, by the coach's own forecast of the heart: the slow part of it, not the beat's noise.
//!
//! It decides rarely and in whole steps. What the forecast lies over the ceiling adds up, so that a rate that touches the ceiling moves
//! nothing and one that shoots past it moves the belt at once; and what was asked for already is in the forecast, which knows the belt's
//! steps. Upward it is slow to decide, since the slow part of a heart goes on climbing for minutes. The numbers were chosen with
//! `cargo bench --bench hold`.

use crate::session::time::{Elapsed, Span};

/// Where the rate should settle, in bpm under the ceiling.
const AIM: f64 = 3.0;
/// What the forecast lies over this counts for going down, in bpm under the ceiling ...
const LOWER_FROM: f64 = 1.0;
/// ... and this much of it is enough, in bpm s.
const ENOUGH: f64 = 15.0;
/// But not of a rate that is still so far under the ceiling, in bpm: a heart that climbs from rest is foreseen badly.
const NEAR: f64 = 6.0;
/// A mean so far over the ceiling is enough by itself, whatever the forecast says, in bpm.
const FAR_OVER: f64 = 8.0;
/// Upward only from a forecast so far under the ceiling, in bpm, for so long.
const RAISE_FROM: f64 = 9.0;
const RAISE_AFTER: Span = Span::from_secs(60);
/// After a step a heart takes so long to show that it turns; until then only a mean so far over the ceiling, in bpm, asks for another one.
const TURNS_AFTER: Span = Span::from_secs(25);
const PRESSES: f64 = 2.0;
/// A gap of this length ends what is being added up.
const GAP: Span = Span::from_secs(5);

/// The heart at a moment, in bpm.
#[derive(Debug, Clone, Copy)]
pub(in crate::session) struct Outlook {
    /// The mean of the last five seconds' believed rates.
    pub mean: f64,
    /// Where it settles if nothing changes, the slow part of the belt's steps included.
    pub heading: f64,
    /// Where the last minutes lead within one more, without the short filter's noise; none where that is not known.
    pub creeping: Option<f64>,
    /// The ceiling.
    pub ceiling: f64,
    /// By how many bpm the heart settles higher for each km/h more.
    pub bpm_per_kmh: f64,
}

impl Outlook {
    /// The forecast stays under the ceiling.
    pub(super) fn settles_under(&self) -> bool {
        self.heading < self.ceiling && self.creeping.is_none_or(|creeping| creeping < self.ceiling)
    }
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Wish {
    /// Slower, by hundredths of a km/h.
    Down(u16),
    /// Faster, by as little as can be.
    Up,
    /// As it is.
    Stay,
}

/// What adds up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Aim {
    last: Option<Elapsed>,
    over: f64,
    under_since: Option<Elapsed>,
    /// When the belt was asked last.
    stepped: Option<Elapsed>,
}

impl Aim {
    /// Forgets what was adding up: something else is known now.
    pub(super) fn forget(&mut self) {
        *self = Self { stepped: self.stepped, ..Self::default() };
    }

    /// The belt was asked to go slower or faster.
    pub(super) fn stepped(&mut self, at: Elapsed) {
        self.forget();
        self.stepped = Some(at);
    }

    /// Takes in the heart at a moment; which way.
    pub(super) fn wish(&mut self, at: Elapsed, outlook: &Outlook) -> Wish {
        let Outlook { mean, heading, creeping, ceiling, bpm_per_kmh } = *outlook;
        let step = self.last.map_or(Span::ZERO, |last| at - last);
        self.last = Some(at);
        if step > GAP {
            self.over = 0.0;
            self.under_since = None;
        }
        let heads = creeping.map_or(heading, |creeping| creeping.max(heading));
        let over = heading - (ceiling - LOWER_FROM);
        let turned = self.stepped.is_none_or(|stepped| at - stepped >= TURNS_AFTER) || mean >= ceiling + PRESSES;
        self.over = if over > 0.0 && mean >= ceiling - NEAR && turned { self.over + over * step.secs() } else { 0.0 };
        self.under_since = if heads <= ceiling - RAISE_FROM { self.under_since.or(Some(at)) } else { None };
        if self.over >= ENOUGH || mean >= ceiling + FAR_OVER {
            let bpm = heading.max(mean.min(heading + FAR_OVER)) - (ceiling - AIM);
            let tenths = (10.0 * bpm / bpm_per_kmh).ceil().clamp(1.0, 30.0);
            return Wish::Down(10 * tenths as u16);
        }
        if self.under_since.is_some_and(|since| at - since >= RAISE_AFTER) { Wish::Up } else { Wish::Stay }
    }
}
