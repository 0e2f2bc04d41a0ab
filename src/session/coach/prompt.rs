//! When a prompt is due, which one, and what it says.

use super::{Coach, Escalation, View, advice};
use crate::session::cue::{Cue, CueKind};
use crate::session::time::Span;
use crate::session::wording::{TOLD_ENOUGH, Words};

/// The sum that is worth a word, in bpm s: 12 s at 5 bpm over, a minute at 1 bpm over.
const ENOUGH_EVIDENCE: f64 = 60.0;
/// Less is enough of a rate that is heading this far over the ceiling, in bpm: it is not the noise of one that lies below.
const SHOOTS_PAST: f64 = 4.0;
const ENOUGH_SHOOTING: f64 = 45.0;
/// A rate has to be over the ceiling for so many seconds in any case: shorter ones are a strap's.
const OVER_FOR: u64 = 8;
/// In the first three minutes it takes so many times as much, of a rate that is heading this far over the ceiling.
const SETTLING_DOUBT: f64 = 2.0;
const SETTLING_HEADS_OVER: f64 = 3.0;
/// An urgent prompt may follow another sooner, but not before the runner could act on it and the heart answer.
const BETWEEN_URGENT: Span = Span::from_secs(30);
/// And no other word follows another sooner than this: the runner has to act and the heart to answer.
const BETWEEN_WORDS: Span = Span::from_secs(60);
/// In zone 4 nobody is left in silence for longer than this (design choice).
const BETWEEN_WALKS: Span = Span::from_secs(300);
/// "Stop" is said again after this time at the soonest: a rate that hovers there is known to the runner.
const BETWEEN_STOPS: Span = Span::from_secs(300);
/// A new crossing is large with a level so far over the ceiling, in bpm: it is said however many there were before (design choice).
const LARGE: f64 = 4.0;
/// A rate that is heading this far over the ceiling is told to slow down at once.
const FAR_OVER: f64 = 10.0;
/// A step of the belt that leads this far over the ceiling is worth a word at once (design choice), so long after it.
const BELT_HEADS_OVER: f64 = 2.0;
const BELT_LEADS_FOR: Span = Span::from_secs(20);
/// And so long the heart follows it, before a rate that lies low has settled.
pub(super) const BELT_SETTLES: Span = Span::from_secs(60);
/// But not where the trend takes it so far under the ceiling within a minute, in bpm.
const LASTS_FALLING: f64 = 1.5;

impl Coach {
    pub(super) fn prompt(&mut self, view: View) -> Option<Cue> {
        let View { at, heading, .. } = view;
        let ceiling = self.ceiling.plan;
        let timers = self.timers;
        let stop_stands = self.last_stop.is_some_and(|last| at - last < BETWEEN_STOPS);
        if timers.near_max.for_secs(10) && !stop_stands {
            self.last_stop = Some(at);
            return Some(self.say(view, Escalation::Stop));
        }
        if self.level == Escalation::Stop && timers.off_max.for_secs(15) {
            self.level = Escalation::Walk;
        }
        if let Some(cue) = self.belt_step(view) {
            return Some(cue);
        }
        if !self.weighs(view) {
            return None;
        }
        // A heart that is already on its way down to the ceiling needs no second word.
        if self.asked > 0 && view.in_a_minute < ceiling {
            return None;
        }
        let waited = |span: Span| self.last_prompt.is_none_or(|last| at - last >= span);
        if timers.zone_4.for_secs(20) && self.level < Escalation::Walk && waited(BETWEEN_URGENT) {
            return Some(self.say(view, Escalation::Walk));
        }
        // Zone 4 is about to ask to walk: one word, not two.
        if timers.zone_4.for_secs(5) && self.level < Escalation::Walk && self.asked > 0 {
            return None;
        }
        let far = timers.zone_4.for_secs(20);
        let due = if self.asked == 0 {
            let presses = view.level >= ceiling + LARGE || self.evidence.presses() || far;
            self.spacing.may_begin(at, presses)
        } else {
            self.spacing.may_repeat(at, view.level, self.level >= Escalation::Walk, view.patience) || far && waited(BETWEEN_WALKS)
        };
        if !due || !waited(BETWEEN_WORDS) {
            return None;
        }
        let next = match self.spacing.unanswered(view.level) {
            _ if self.asked == 0 => {
                if heading < ceiling + FAR_OVER {
                    Escalation::EaseOff
                } else {
                    Escalation::SlowDown
                }
            }
            0..=2 => Escalation::SlowDown,
            _ => Escalation::Walk,
        };
        Some(self.say(view, next.max(self.level)))
    }

    /// A step of the belt that leads over the ceiling is said at once.
    fn belt_step(&mut self, view: View) -> Option<Cue> {
        let View { at, heading, settling, .. } = view;
        let ceiling = self.ceiling.plan;
        let stepped = self.belt_faster.is_some_and(|then| at - then < BELT_LEADS_FOR);
        let waited = self.last_prompt.is_none_or(|last| at - last >= BELT_SETTLES);
        if !stepped || settling || self.level != Escalation::None || heading < ceiling + BELT_HEADS_OVER || !waited {
            return None;
        }
        self.belt_faster = None;
        self.foreseen = Some(at);
        let level = if heading < ceiling + FAR_OVER { Escalation::EaseOff } else { Escalation::SlowDown };
        Some(self.say(View { coming: heading, ..view }, level))
    }

    /// Whether enough speaks for a word.
    fn weighs(&self, view: View) -> bool {
        let View { heading, settling, .. } = view;
        let ceiling = self.ceiling.plan;
        // Early on only what is far off is worth a word, and is heard out for longer.
        let shoots_past = heading >= ceiling + SHOOTS_PAST;
        let enough = if shoots_past { ENOUGH_SHOOTING } else { ENOUGH_EVIDENCE } * if settling { SETTLING_DOUBT } else { 1.0 };
        let sums =
            self.timers.over.for_secs(OVER_FOR) && self.evidence.sum >= enough && (!settling || heading >= ceiling + SETTLING_HEADS_OVER);
        let lasts = !settling && self.asked == 0 && view.in_a_minute >= ceiling - LASTS_FALLING && self.evidence.lasts();
        let creeps = !settling && self.asked == 0 && self.evidence.creeps && view.in_a_minute >= ceiling - LASTS_FALLING;
        sums || lasts || creeps
    }

    fn say(&mut self, view: View, level: Escalation) -> Cue {
        let View { at, mean, coming, .. } = view;
        let most = super::AUDIBLE_PROMPTS - usize::from(level != Escalation::Stop);
        let audible = self.spacing.say(at, view.level, self.asked == 0, most);
        self.level = level;
        self.asked += 1;
        self.last_prompt = Some(at);
        self.rising = false;
        self.evidence.clear();
        // A rate that was under the ceiling before, as with a step of the belt, has not answered this yet.
        (self.timers.settled, self.timers.under) = Default::default();
        let kind = self.level.cue().unwrap_or(CueKind::EaseOff);
        let over = coming.max(mean) - self.ceiling.plan;
        let amount = matches!(kind, CueKind::EaseOff | CueKind::SlowDown);
        let slower_kmh = amount.then(|| advice::under_the_ceiling(over, self.spacing.crossings_before(at), self.answer.bpm_per_kmh()));
        let target_kmh = slower_kmh.zip(view.belt_kmh).and_then(|(slower, belt)| advice::target(belt, slower));
        self.answer.ask(at, slower_kmh, coming);
        let Words { text, head, rest } = if audible || kind == CueKind::Stop { kind.words() } else { TOLD_ENOUGH };
        Cue { kind, text, head, rest, audible, slower_kmh, target_kmh, belt_kmh: view.belt_kmh }
    }
}
