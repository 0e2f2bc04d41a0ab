//! Whether a rate left the believed level faster than a heart can. Beats are better evidence: where there are any, they decide.

use super::Level;
use crate::session::time::{Elapsed, Span};

/// How long a level must hold by itself after a jump before it is believed (design choice): longer than the spikes of straps, which
/// last 5 to 20 s in the faults that are planted for the coach's judge.
const HOLDS: Span = Span::from_secs(21);
/// The same from a sensor that says itself that it feels no skin (design choice).
const HOLDS_OFF_SKIN: Span = Span::from_secs(40);
/// How fast a heart may have moved under a spike, in bpm a second: it rises by 7 bpm in 8 s at most when a run begins.
const HEART_MOVES: f64 = 1.0;

/// A move within this time is one.
const AT_ONCE: Span = Span::from_secs(5);

/// A level that was jumped to.
#[derive(Debug, Clone, Copy)]
struct Contested {
    /// When the rate left the believed level.
    left: Elapsed,
    level: Level,
}

/// What is remembered of a jump.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Jump(Option<Contested>);

impl Jump {
    /// Forgets the jump: the beats told.
    pub(super) fn clear(&mut self) {
        self.0 = None;
    }

    /// Whether the rate jumped away from the believed level, and has not held its new one yet.
    pub(super) fn seen(&mut self, at: Elapsed, rate: f64, trusted: Option<Level>, off_skin: bool, patience: Span) -> bool {
        let Some(trusted) = trusted else { return false };
        // After a gap nobody knows what the rate did meanwhile.
        let contested = self.0.filter(|contested| at - contested.level.at <= patience);
        let left = contested.map_or(at, |contested| contested.left);
        // The time to get there ends with the leap, but for the five seconds that a heart may take for 25 bpm: a level does not
        // come within its reach by being held.
        let reachable = reach((at - trusted.at).min(AT_ONCE)).max(reach(left - trusted.at) + HEART_MOVES * (at - left).secs());
        if (rate - trusted.rate).abs() <= reachable {
            self.0 = None;
            return false;
        }
        let stays = contested.filter(|Contested { level, .. }| (rate - level.rate).abs() <= reach(at - level.at));
        let since = stays.map_or(at, |contested| contested.level.since);
        self.0 = Some(Contested { left, level: Level { since, at, rate } });
        let held = at - since >= if off_skin { HOLDS_OFF_SKIN } else { HOLDS };
        if held {
            self.0 = None;
        }
        !held
    }
}

/// How far a rate can go in a time: 12 bpm within a second, 25 within five, 3 a second after that.
pub(super) fn reach(span: Span) -> f64 {
    let secs = span.secs();
    if secs <= 5.0 { (12.0 * secs.max(1.0)).min(25.0) } else { 25.0 + 3.0 * (secs - 5.0) }
}
