//! The prompt policy: when to say what, and when to say nothing. It only ever asks to go easier.
//!
//! Three ideas. **Evidence sets the waiting time**: what the rate lies over the ceiling C, looking a little ahead along
//! its trend, adds up second by second, and a prompt is due when the sum is large enough: within seconds when the rate shoots
//! past, half a minute when it hovers, never while it trembles just below. **What counts is where the rate is heading**, not
//! where it is: a rate that is coming down to the ceiling needs no second word, and the advice is the amount that brings the
//! rate where it is heading under the ceiling. **A runner who does not respond is prompted more and more rarely.** The numbers were
//! chosen with `cargo bench --bench coach`, over real recordings and simulated runners; tests/coach/README.md has its table.

mod advice;
mod escalation;
mod quiet;
mod timers;

use std::collections::VecDeque;

use super::cue::{Cue, CueKind};
use super::forecast::Forecast;
use super::time::{Elapsed, Span, Timer};
use super::wording::{TOLD_ENOUGH, Words};
pub use escalation::Escalation;
use timers::Timers;

/// At most this many audible prompts in any half hour; the last is kept for [`CueKind::Stop`].
pub const AUDIBLE_PROMPTS: usize = 12;
/// Once so many were audible within half an hour, only a new crossing makes a sound, and a repeated prompt does not: it is
/// shown on the screen alone.
const ALOUD_AGAIN: usize = 4;
/// The time in which audible prompts are counted.
pub const HALF_HOUR: Span = Span::from_secs(1800);
/// The first minutes, in which a rate says little yet and straps lie most.
pub(super) const SETTLING: Timer = Timer::from_secs(180);
/// The advice is for the rate that is expected in this time.
const ADVICE_AHEAD: Span = Span::from_secs(45);
/// A gap of this length ends whatever was being timed.
const FREEZES_AFTER: Span = Span::from_secs(10);

/// How far ahead along the trend the evidence looks, in seconds.
const LOOKS_AHEAD: f64 = 20.0;
/// From how far under the ceiling it counts, in bpm: a rate that hovers on the ceiling is said as well, in the end.
const COUNTS_FROM: f64 = 0.3;
/// What one second can take or add at most, in bpm s: a spike that slipped through is not worth a prompt.
const EVIDENCE_A_SECOND: (f64, f64) = (-6.0, 12.0);
/// The sum that is worth a word, in bpm s: 12 s at 5 bpm over, a minute at 1 bpm over.
const ENOUGH_EVIDENCE: f64 = 60.0;
/// Less is enough of a rate that is heading this far over the ceiling, in bpm: it is not the noise of one that lies below.
const SHOOTS_PAST: f64 = 4.0;
const ENOUGH_SHOOTING: f64 = 45.0;
/// A rate has to be over the ceiling for so many seconds in any case: shorter ones are a strap's.
const OVER_FOR: u64 = 8;
/// Nothing is said before this: whoever begins may come from the stairs.
const LISTENS_FIRST: Timer = Timer::from_secs(60);
/// In the first three minutes it takes so many times as much, of a rate that is heading this far over the ceiling.
const SETTLING_DOUBT: f64 = 2.0;
const SETTLING_HEADS_OVER: f64 = 3.0;
/// A heart shows 63 % of a change after a minute (tau 57.6 s, Hunt 2015), and a runner needs some seconds before that. The
/// wait grows with each prompt that is not answered. Runners who obeyed in part waited too long with 75, 180 and 300 s; with 60 s
/// those who act late were slowed down twice for the same.
const BETWEEN_PROMPTS: [Span; 4] = [Span::from_secs(60), Span::from_secs(65), Span::from_secs(90), Span::from_secs(150)];
/// An urgent prompt may follow another sooner, but not before the runner could act on it and the heart answer.
const BETWEEN_URGENT: Span = Span::from_secs(30);
/// "Stop" is said again after this time at the soonest: a rate that hovers there is known to the runner.
const BETWEEN_STOPS: Span = Span::from_secs(300);
/// A rate that is heading this far over the ceiling is told to slow down at once.
const FAR_OVER: f64 = 10.0;
/// At or above the ceiling for so many seconds of the last minute, however little: a crossing that lasts is told even where it
/// is too flat to weigh anything.
const LASTS: u64 = 45;
/// A step of the belt that leads this far over the ceiling is worth a word at once (design choice), so long after it.
const BELT_HEADS_OVER: f64 = 2.0;
const BELT_LEADS_FOR: Span = Span::from_secs(20);
/// But not where the trend takes it so far under the ceiling within a minute, in bpm.
const LASTS_FALLING: f64 = 1.5;
/// So long below the ceiling, and the next crossing is a new one.
const NEW_CROSSING_AFTER: u64 = 15;

/// The rates that hold for all of the run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Lower bound of zone 4.
    pub zone_4: f64,
    /// The maximal rate, where known.
    pub max: Option<f64>,
    /// By how many bpm the heart settles higher for each km/h more.
    pub bpm_per_kmh: f64,
}

/// The ceiling in bpm: as it stands now, and what it is for the run. While warming up it rises from the one to the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ceiling {
    pub now: f64,
    pub plan: f64,
}

/// What is known of a moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heard {
    /// How long the run has been going on.
    pub timer: Timer,
    /// The believed rate.
    pub rate: f64,
    /// The mean of the last five seconds' believed rates.
    pub mean: f64,
    /// The ceiling.
    pub ceiling: Ceiling,
}

/// The coach.
#[derive(Debug, Clone)]
pub(super) struct Coach {
    limits: Limits,
    ceiling: Ceiling,
    level: Escalation,
    /// Prompts since the rate last settled.
    asked: usize,
    last_prompt: Option<Elapsed>,
    last_hint: Option<Elapsed>,
    last_start_slower: Option<Elapsed>,
    belt_faster: Option<Elapsed>,
    /// A prompt came of the belt's step, which the heart is still to follow.
    foreseen: Option<Elapsed>,
    last_stop: Option<Elapsed>,
    rising: bool,
    /// Whether the ceiling is near.
    near: bool,
    /// When sounds were made, the last half hour's.
    sounded: VecDeque<Elapsed>,
    /// The screen alone has asked to walk; it stands there and need not be said again.
    told_enough: bool,
    /// What speaks for a prompt, in bpm s.
    evidence: f64,
    /// The last minute's believed time, and whether the rate was at or above the ceiling.
    minute: VecDeque<(Elapsed, Span, bool)>,
    timers: Timers,
    last: Option<Elapsed>,
}

/// What the coach looks at.
#[derive(Debug, Clone, Copy)]
struct View {
    at: Elapsed,
    /// The mean of five seconds.
    mean: f64,
    /// Where the rate settles if nothing changes.
    heading: f64,
    /// Where the advice takes it to be.
    coming: f64,
    /// Where it would be in a minute if its trend lasted.
    in_a_minute: f64,
    /// The first minutes.
    settling: bool,
}

impl Coach {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            ceiling: Ceiling { now: f64::INFINITY, plan: f64::INFINITY },
            level: Escalation::None,
            asked: 0,
            last_prompt: None,
            last_hint: None,
            last_start_slower: None,
            belt_faster: None,
            foreseen: None,
            last_stop: None,
            rising: false,
            near: false,
            sounded: VecDeque::new(),
            told_enough: false,
            evidence: 0.0,
            minute: VecDeque::new(),
            timers: Timers::default(),
            last: None,
        }
    }

    /// How far it has gone.
    pub(super) fn level(&self) -> Escalation {
        self.level
    }

    /// Whether the silent hint stands.
    pub(super) fn rising(&self) -> bool {
        self.rising
    }

    /// Forgets what it was timing: the runner paused, cools down, or the signal is gone. What was said stays said.
    pub(super) fn fall_silent(&mut self) {
        self.timers = Timers::default();
        self.evidence = 0.0;
        self.minute.clear();
        self.rising = false;
        self.last = None;
        self.level = Escalation::None;
        self.asked = 0;
    }

    /// Doubtful time: whatever is being timed stands still.
    pub(super) fn wait(&mut self, at: Elapsed) {
        self.last = self.last.map(|_| at);
    }

    /// The belt made a step: where it leads is known before the heart has gone there.
    pub(super) fn belt_stepped(&mut self, at: Elapsed, kmh: f64) {
        self.belt_faster = (kmh > 0.0).then_some(at);
        if kmh < 0.0 {
            self.foreseen = None;
        }
    }

    /// Takes in what is heard, and says what is due.
    pub(super) fn observe(&mut self, at: Elapsed, heard: Heard, forecast: &Forecast) -> Vec<Cue> {
        let Heard { timer, rate, mean, ceiling } = heard;
        self.ceiling = ceiling;
        if self.last.is_some_and(|last| at - last > FREEZES_AFTER) {
            let (level, asked) = (self.level, self.asked);
            self.fall_silent();
            (self.level, self.asked) = (level, asked);
        }
        let step = self.last.map_or(Span::ZERO, |last| at - last);
        self.last = Some(at);
        let settling = timer < SETTLING;
        let coming = forecast.at(at + ADVICE_AHEAD).unwrap_or(mean);
        let in_a_minute = forecast.level().unwrap_or(mean) + forecast.trend_a_minute().unwrap_or(0.0);
        let view = View { in_a_minute, at, mean, heading: forecast.settles_at().unwrap_or(mean), coming, settling };
        self.time(view, step, forecast);
        self.minute.push_back((at, step, rate >= ceiling.plan));
        while self.minute.front().is_some_and(|(then, ..)| at - *then >= Span::from_secs(60)) {
            self.minute.pop_front();
        }

        if timer < LISTENS_FIRST {
            self.evidence = 0.0;
        }

        let mut cues = Vec::new();
        // A word makes the arrow needless; it is looked at first, so that both never come at once.
        let prompt = self.prompt(view);
        if prompt.is_none() {
            cues.extend(self.hint(view));
        }
        cues.extend(prompt.or_else(|| self.settle(view)).or_else(|| self.start_slower(view, timer)));
        cues
    }

    fn time(&mut self, view: View, step: Span, forecast: &Forecast) {
        let Limits { zone_4, max, .. } = self.limits;
        let Ceiling { now, plan: ceiling } = self.ceiling;
        let View { at, mean, settling, .. } = view;
        let timers = &mut self.timers;
        timers.over.update(mean >= ceiling, step);
        timers.above_warm_up.update(now < ceiling && mean >= now + 1.0, step);
        timers.zone_4.update(mean >= zone_4 && mean >= ceiling + 1.0 && !settling, step);
        timers.near_max.update(max.is_some_and(|max| mean >= 0.95 * max), step);
        timers.off_max.update(max.is_some_and(|max| mean < 0.90 * max), step);
        timers.settled.update(mean <= ceiling - 3.0, step);
        timers.under.update(mean < ceiling, step);
        let trend = forecast.trend_a_minute().unwrap_or(0.0);
        let level = forecast.level().unwrap_or(mean);
        self.near = self.is_near(at, mean, trend, forecast);
        let over = level + trend * LOOKS_AHEAD / 60.0 - (ceiling - COUNTS_FROM);
        let weight = over.clamp(EVIDENCE_A_SECOND.0, EVIDENCE_A_SECOND.1);
        self.evidence = (self.evidence + weight * step.secs()).max(0.0);
    }

    fn prompt(&mut self, view: View) -> Option<Cue> {
        let View { at, heading, settling, .. } = view;
        let ceiling = self.ceiling.plan;
        let since_prompt = self.last_prompt.map(|last| at - last);
        let waited = |span: Span| since_prompt.is_none_or(|since| since >= span);
        let timers = self.timers;
        let stop_stands = self.last_stop.is_some_and(|last| at - last < BETWEEN_STOPS);
        if timers.near_max.for_secs(10) && self.level != Escalation::Stop && !stop_stands {
            self.last_stop = Some(at);
            return Some(self.say(view, Escalation::Stop));
        }
        if self.level == Escalation::Stop {
            if timers.off_max.for_secs(15) {
                self.level = Escalation::Walk;
            }
            return None;
        }
        // A step of the belt that leads over the ceiling is said at once.
        let stepped = self.belt_faster.is_some_and(|then| at - then < BELT_LEADS_FOR);
        if stepped && !settling && self.level == Escalation::None && heading >= ceiling + BELT_HEADS_OVER && waited(BETWEEN_PROMPTS[0]) {
            self.belt_faster = None;
            self.foreseen = Some(at);
            let level = if heading < ceiling + FAR_OVER { Escalation::EaseOff } else { Escalation::SlowDown };
            return Some(self.say(View { coming: heading, ..view }, level));
        }
        // Early on only what is far off is worth a word, and is heard out for longer.
        let shoots_past = heading >= ceiling + SHOOTS_PAST;
        let enough = if shoots_past { ENOUGH_SHOOTING } else { ENOUGH_EVIDENCE } * if settling { SETTLING_DOUBT } else { 1.0 };
        let weighs = timers.over.for_secs(OVER_FOR) && self.evidence >= enough && (!settling || heading >= ceiling + SETTLING_HEADS_OVER);
        let lasts = !settling && self.asked == 0 && view.in_a_minute >= ceiling - LASTS_FALLING && self.lasts();
        if !weighs && !lasts {
            return None;
        }
        // A heart that is already on its way down to the ceiling needs no second word.
        if self.asked > 0 && view.in_a_minute < ceiling {
            return None;
        }
        if timers.zone_4.for_secs(20) && self.level != Escalation::Walk && waited(BETWEEN_URGENT) {
            return Some(self.say(view, Escalation::Walk));
        }
        // Zone 4 is about to ask to walk: one word, not two.
        if timers.zone_4.for_secs(5) && self.level != Escalation::Walk {
            return None;
        }
        let last = BETWEEN_PROMPTS.len() - 1;
        // A walk takes a minute or two, and the heart needs as long to come down.
        let wait = BETWEEN_PROMPTS[if self.level == Escalation::Walk { last } else { self.asked.min(last) }];
        if !waited(wait) || self.told_enough {
            return None;
        }
        let next = match self.asked {
            0 if heading < ceiling + FAR_OVER => Escalation::EaseOff,
            0..=2 => Escalation::SlowDown,
            _ => Escalation::Walk,
        };
        Some(self.say(view, next.max(self.level)))
    }

    /// Whether most of the last minute lies at or above the ceiling.
    fn lasts(&self) -> bool {
        let above: u64 = self.minute.iter().filter(|(.., above)| *above).map(|(_, step, _)| step.ms()).sum();
        above >= LASTS * 1000
    }

    /// Prompts at once, without a sound, since the runner said that it is too hard: to go easier by this many bpm.
    pub(super) fn ask(&mut self, at: Elapsed, level: Escalation, by: f64) -> Cue {
        self.level = self.level.max(level);
        self.last_prompt = Some(at);
        self.asked += 1;
        self.rising = false;
        self.evidence = 0.0;
        self.minute.clear();
        // A rate that was under the ceiling before has not answered this yet.
        self.timers = Timers::default();
        let kind = self.level.cue().unwrap_or(CueKind::EaseOff);
        let slower_kmh = matches!(kind, CueKind::EaseOff | CueKind::SlowDown).then(|| advice::by(by, self.limits.bpm_per_kmh));
        Cue { slower_kmh, ..Cue::quiet(kind) }
    }

    fn settle(&mut self, view: View) -> Option<Cue> {
        if self.level == Escalation::Stop {
            return None;
        }
        if self.timers.under.for_secs(NEW_CROSSING_AFTER) {
            self.asked = 0;
            self.told_enough = false;
        }
        // While the belt goes on as it was, a rate that has not gone up yet has not settled.
        let to_come = self.foreseen.is_some_and(|then| view.at - then < BETWEEN_PROMPTS[0]);
        if self.timers.settled.for_secs(15) && !to_come {
            let asked = std::mem::take(&mut self.level) != Escalation::None;
            return asked.then(|| Cue::quiet(CueKind::Settled));
        }
        // Just under the ceiling for two minutes: what was asked is done.
        if self.timers.under.for_secs(120) {
            self.level = Escalation::None;
        }
        None
    }

    fn say(&mut self, view: View, level: Escalation) -> Cue {
        while self.sounded.front().is_some_and(|then| view.at - *then >= HALF_HOUR) {
            self.sounded.pop_front();
        }
        let repeated = self.asked > 0 && level != Escalation::Stop;
        let most = if repeated { ALOUD_AGAIN } else { AUDIBLE_PROMPTS - usize::from(level != Escalation::Stop) };
        let audible = self.sounded.len() < most;
        self.told_enough = !audible;
        // Once enough prompts were audible there is one thing left to say.
        self.level = if audible || level == Escalation::Stop { level } else { Escalation::Walk };
        self.asked += 1;
        self.last_prompt = Some(view.at);
        self.rising = false;
        self.evidence = 0.0;
        self.minute.clear();
        // A rate that was under the ceiling before, as with a step of the belt, has not answered this yet.
        (self.timers.settled, self.timers.under) = Default::default();
        if audible {
            self.sounded.push_back(view.at);
        }
        let kind = self.level.cue().unwrap_or(CueKind::EaseOff);
        let over = view.coming.max(view.mean) - self.ceiling.plan;
        let slower_kmh =
            matches!(kind, CueKind::EaseOff | CueKind::SlowDown).then(|| advice::under_the_ceiling(over, self.limits.bpm_per_kmh));
        let Words { text, head, rest } = if audible || kind == CueKind::Stop { kind.words() } else { TOLD_ENOUGH };
        Cue { kind, text, head, rest, audible, slower_kmh }
    }
}
