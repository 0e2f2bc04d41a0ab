//! The prompt policy: when to say what, and when to say nothing. It only ever asks to go easier.
//!
//! Three ideas. **Evidence sets the waiting time**: what the rate lies over the ceiling C, looking a little ahead along
//! its trend, adds up second by second, and a prompt is due when the sum is large enough: within seconds when the rate shoots
//! past, half a minute when it hovers, never while it trembles just below. **What counts is where the rate is heading**, not
//! where it is: a rate that is coming down to the ceiling needs no second word, and the advice is the amount that brings the
//! rate where it is heading under the ceiling. **A runner who does not respond is prompted more and more rarely.** The numbers were
//! chosen with `cargo bench --bench coach`, over real recordings and simulated runners; tests/coach/README.md has its table.

mod advice;
mod answer;
mod escalation;
mod evidence;
mod limits;
mod prompt;
mod quiet;
mod spacing;
mod timers;

use super::cue::{Cue, CueKind};
use super::forecast::Forecast;
use super::slow_trend::SlowTrend;
use super::time::{Elapsed, Span, Timer};
use answer::Answer;
pub use escalation::Escalation;
use evidence::Evidence;
pub(super) use limits::Limits;
use prompt::BELT_SETTLES;
use spacing::Spacing;
use timers::Timers;

/// At most this many audible prompts in any half hour; the last is kept for [`CueKind::Stop`].
pub const AUDIBLE_PROMPTS: usize = 12;
/// The time in which audible prompts are counted.
pub const HALF_HOUR: Span = Span::from_secs(1800);
/// The first minutes, in which a rate says little yet and straps lie most.
pub(super) const SETTLING: Timer = Timer::from_secs(180);
/// The advice is for the rate that is expected in this time.
const ADVICE_AHEAD: Span = Span::from_secs(45);

/// The slow part of a heart's answer to a step takes hundreds of seconds.
const COMES_LATE_S: f64 = 250.0;

/// Nothing is said before this: whoever begins may come from the stairs.
const LISTENS_FIRST: Timer = Timer::from_secs(60);
/// So long below the ceiling, and the next crossing is a new one.
const NEW_CROSSING_AFTER: u64 = 15;

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
    /// A gap of this length ends whatever was being timed.
    pub patience: Span,
    /// The speed of the belt in km/h, where one is known that holds.
    pub belt_kmh: Option<f64>,
}

/// Where the rate is going, by the short filter and by the long one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outlook<'a> {
    pub forecast: &'a Forecast,
    pub slow: &'a SlowTrend,
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
    /// What the steps of the belt change in many minutes, in bpm, as of when.
    to_come: Option<(Elapsed, f64)>,
    rising: bool,
    /// Whether the ceiling is near.
    near: bool,
    spacing: Spacing,
    answer: Answer,
    evidence: Evidence,
    timers: Timers,
    last: Option<Elapsed>,
}

/// What the coach looks at.
#[derive(Debug, Clone, Copy)]
struct View {
    at: Elapsed,
    /// The mean of five seconds.
    mean: f64,
    /// The rate without its noise.
    level: f64,
    /// Where the rate settles if nothing changes.
    heading: f64,
    /// Where the advice takes it to be.
    coming: f64,
    /// Where it would be in a minute if its trend lasted.
    in_a_minute: f64,
    /// The first minutes.
    settling: bool,
    /// The source's patience.
    patience: Span,
    /// The speed of the belt in km/h, where one is known that holds.
    belt_kmh: Option<f64>,
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
            to_come: None,
            rising: false,
            near: false,
            spacing: Spacing::default(),
            answer: Answer::new(limits.bpm_per_kmh),
            evidence: Evidence::default(),
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

    /// Forgets what it was timing: the runner paused, or the signal is gone. What was said stays said.
    pub(super) fn fall_silent(&mut self) {
        self.timers = Timers::default();
        self.evidence.clear();
        self.answer.interrupt();
        self.rising = false;
        self.last = None;
        self.level = Escalation::None;
        self.asked = 0;
    }

    /// Doubtful time: whatever is being timed stands still.
    pub(super) fn wait(&mut self, at: Elapsed) {
        self.last = self.last.map(|_| at);
    }

    /// The speed made a step, which changes the rate by so much only in many minutes; where a belt's leads is known before the heart has
    /// gone there.
    pub(super) fn belt_stepped(&mut self, at: Elapsed, later: f64, is_belt: bool) {
        self.to_come = Some((at, later + self.still_to_come(at)));
        self.belt_faster = (later > 0.0 && is_belt).then_some(at);
        self.answer.interrupt();
        if later < 0.0 {
            self.foreseen = None;
        }
    }

    /// What the steps of the belt are still to change, in bpm.
    pub(super) fn still_to_come(&self, at: Elapsed) -> f64 {
        self.to_come.map_or(0.0, |(then, bpm)| bpm * (-(at - then).secs() / COMES_LATE_S).exp())
    }

    /// Takes in what is heard, and says what is due.
    pub(super) fn observe(&mut self, at: Elapsed, heard: Heard, outlook: Outlook) -> Vec<Cue> {
        let Heard { timer, rate, mean, ceiling, patience, belt_kmh } = heard;
        let forecast = outlook.forecast;
        self.ceiling = ceiling;
        if self.last.is_some_and(|last| at - last > patience) {
            let (level, asked) = (self.level, self.asked);
            self.fall_silent();
            (self.level, self.asked) = (level, asked);
        }
        let step = self.last.map_or(Span::ZERO, |last| at - last);
        self.last = Some(at);
        let settling = timer < SETTLING;
        // Of a belt's steps the advice takes all, also what comes late.
        let late = self.still_to_come(at);
        let coming = forecast.at(at + ADVICE_AHEAD).unwrap_or(mean) + late.max(0.0);
        let level = forecast.level().unwrap_or(mean);
        let trend = forecast.trend_a_minute().unwrap_or(0.0);
        let heading = forecast.settles_at().unwrap_or(mean);
        let view = View { in_a_minute: level + trend, at, mean, level, heading: heading + late, coming, settling, patience, belt_kmh };
        self.near = self.is_near(at, mean, trend, forecast);
        self.time(view, step);
        self.answer.observe(at, level);
        self.spacing.observe(at, level);
        self.evidence.observe(at, step, rate, (level, trend), outlook.slow.now(), ceiling.plan);
        if timer < LISTENS_FIRST {
            self.evidence.forget();
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

    fn time(&mut self, view: View, step: Span) {
        let Ceiling { now, plan: ceiling } = self.ceiling;
        let View { mean, settling, .. } = view;
        let (walk, stop, no_stop) = (self.limits.walk_from(ceiling), self.limits.stop_from(ceiling), self.limits.stop_until(ceiling));
        let timers = &mut self.timers;
        timers.over.update(mean >= ceiling, step);
        timers.above_warm_up.update(now < ceiling && mean >= now + 1.0, step);
        timers.zone_4.update(mean >= walk && !settling, step);
        timers.near_max.update(stop.is_some_and(|stop| mean >= stop), step);
        timers.off_max.update(no_stop.is_some_and(|until| mean < until), step);
        timers.settled.update(mean <= ceiling - 3.0, step);
        timers.under.update(mean < ceiling, step);
    }

    /// Prompts at once, without a sound, since the runner said that it is too hard: to go easier by this many bpm.
    pub(super) fn ask(&mut self, at: Elapsed, level: Escalation, by: f64) -> Cue {
        self.level = self.level.max(level);
        self.last_prompt = Some(at);
        self.asked += 1;
        self.rising = false;
        self.evidence.clear();
        // A rate that was under the ceiling before has not answered this yet.
        self.timers = Timers::default();
        let kind = self.level.cue().unwrap_or(CueKind::EaseOff);
        let slower_kmh = matches!(kind, CueKind::EaseOff | CueKind::SlowDown).then(|| advice::by(by, self.limits.bpm_per_kmh));
        Cue { slower_kmh, ..Cue::quiet(kind) }
    }

    fn settle(&mut self, view: View) -> Option<Cue> {
        if self.timers.under.for_secs(NEW_CROSSING_AFTER) {
            self.asked = 0;
        }
        if self.level == Escalation::Stop && !self.timers.off_max.for_secs(15) {
            return None;
        }
        // While the belt goes on as it was, a rate that has not gone up yet has not settled.
        let to_come = self.foreseen.is_some_and(|then| view.at - then < BELT_SETTLES);
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
}
