//! Words that the text, the page and the picture of a run share.

use crate::session::{CueKind, Session, Span};

/// From this share of the time below the ceiling on a run counts as easy (design choice).
pub(super) const EASY_SHARE: f64 = 0.8;

/// What does good after half an hour: nothing special. Water is enough, as thirst tells, since nobody should gain weight by drinking; the
/// protein is that of a normal meal.
pub(super) const AFTERWARDS: &str = "water, and a normal meal with some protein (about 20 g) within two hours.";

/// A cue as a person reads it: "slow down".
pub(super) fn cue(kind: CueKind) -> String {
    kind.word().replace('-', " ")
}

/// The ceiling in words, with what became of it where talking was hard.
pub(super) fn ceiling(session: &Session) -> String {
    let (plan, now) = (session.setup().ceiling().floor(), session.plan_ceiling().floor());
    if now >= plan {
        format!("{plan:.0} bpm")
    } else if session.ceiling_room().up > 0.0 {
        format!("{plan:.0} bpm, lowered to {now:.0}")
    } else {
        format!("{plan:.0} bpm, {now:.0} once talking was hard")
    }
}

/// That an estimated maximum is too low, and what to do about it; none where nothing shows it.
pub(super) fn max_shown(session: &Session) -> Option<String> {
    let (held, estimated) = (session.max_shown()?, session.setup().max()?);
    Some(format!(
        "{held} bpm was held, so the maximum of {estimated:.0} bpm that was estimated from the age is too low: put max_hr = {held} into the configuration"
    ))
}

/// The longest time above the ceiling, where there was any.
pub(super) fn longest_above(time: Span) -> Option<String> {
    if time == Span::ZERO {
        None
    } else if time < Span::from_secs(1) {
        Some("under a second".to_owned())
    } else {
        Some(time.to_string())
    }
}
