//! The prompt policy: when to say what, and when to say nothing. It only ever asks to go easier.
//!
//! The numbers follow a simulation of false prompts and delays (AR(1) noise, SD 1.5-2 bpm): a mean of five seconds at
//! C+1 for 20 s, released at C-3 for 15 s, gives at most 2 false prompts in half an hour with the true rate 1 bpm under
//! the ceiling C, and 27-42 s of delay. Ninety seconds between prompts are what a heart takes to show 79 % of a change
//! (tau 57.6 s, Hunt 2015).

use std::collections::VecDeque;

use super::Elapsed;
use super::cue::{Cue, CueKind};
use super::forecast::Forecast;

/// At most this many audible prompts a run; the last is kept for [`CueKind::Stop`].
pub const AUDIBLE_PROMPTS: usize = 6;
/// What the screen says once the ear has been told often enough.
pub const TOLD_ENOUGH: &str = "walk breaks, or finish here";
/// The first minutes, in which only a rate far above the ceiling is worth a word.
pub(super) const SETTLING: Elapsed = Elapsed::from_secs(180);
/// Gain of heart rate over speed, in bpm per km/h (24.2 +- 8.3 bpm per m/s, Hunt 2015).
const BPM_PER_KMH: f64 = 6.7;
/// A gap of this length ends whatever was being timed.
const FREEZES_AFTER: Elapsed = Elapsed::from_secs(10);
const BETWEEN_STEPS: Elapsed = Elapsed::from_secs(90);
/// An urgent prompt may follow another sooner, but not before the runner could act on it and the heart answer.
const BETWEEN_URGENT: Elapsed = Elapsed::from_secs(30);
/// After a walk was advised, the next word waits twice as long.
const AFTER_WALK: Elapsed = Elapsed::from_secs(180);
const HINT_AHEAD: Elapsed = Elapsed::from_secs(30);
const BETWEEN_HINTS: Elapsed = Elapsed::from_secs(60);
/// The least trend worth a hint, in bpm a minute.
const HINT_TREND: f64 = 3.0;

/// How long a condition has held over consecutive believed samples; doubtful time counts neither way.
#[derive(Debug, Clone, Copy, Default)]
struct Held(Option<Elapsed>);

impl Held {
    fn update(&mut self, holds: bool, step: Elapsed) {
        self.0 = match (holds, self.0) {
            (true, Some(held)) => Some(held.plus(step)),
            (true, None) => Some(Elapsed::ZERO),
            (false, _) => None,
        };
    }

    fn for_secs(self, secs: u64) -> bool {
        self.0.is_some_and(|held| held >= Elapsed::from_secs(secs))
    }
}

/// How far the coach has gone in asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Level {
    /// Nothing is asked.
    #[default]
    Easy,
    /// "ease off" stands.
    EaseOff,
    /// "slow down" stands.
    SlowDown,
    /// "walk" stands.
    Walk,
    /// "stop gently" stands.
    Stop,
}

impl Level {
    /// The cue that stands.
    pub fn cue(self) -> Option<CueKind> {
        match self {
            Self::Easy => None,
            Self::EaseOff => Some(CueKind::EaseOff),
            Self::SlowDown => Some(CueKind::SlowDown),
            Self::Walk => Some(CueKind::Walk),
            Self::Stop => Some(CueKind::Stop),
        }
    }
}

/// The rates that rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// The ceiling.
    pub ceiling: f64,
    /// Lower bound of zone 4.
    pub zone_4: f64,
    /// The maximal rate, where known.
    pub max: Option<f64>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Timers {
    over: Held,
    far_over: Held,
    zone_4: Held,
    settling: Held,
    near_max: Held,
    settled: Held,
    off_max: Held,
    under: Held,
    hint: Held,
}

/// The coach.
#[derive(Debug, Clone)]
pub(super) struct Coach {
    limits: Limits,
    level: Level,
    level_at: Elapsed,
    last_prompt: Option<Elapsed>,
    last_hint: Option<Elapsed>,
    rising: bool,
    audible: usize,
    /// The screen alone has asked to walk; it stands there and need not be said again.
    told_enough: bool,
    timers: Timers,
    last: Option<Elapsed>,
    recent: VecDeque<(Elapsed, f64)>,
}

impl Coach {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            level: Level::Easy,
            level_at: Elapsed::ZERO,
            last_prompt: None,
            last_hint: None,
            rising: false,
            audible: 0,
            told_enough: false,
            timers: Timers::default(),
            last: None,
            recent: VecDeque::new(),
        }
    }

    /// How far it has gone.
    pub(super) fn level(&self) -> Level {
        self.level
    }

    /// Whether the silent hint stands.
    pub(super) fn rising(&self) -> bool {
        self.rising
    }

    /// Forgets what it was timing: the runner paused, cools down, or the signal is gone. What was said stays said.
    pub(super) fn fall_silent(&mut self) {
        self.timers = Timers::default();
        self.rising = false;
        self.last = None;
        self.recent.clear();
        self.level = Level::Easy;
    }

    /// Doubtful time: whatever is being timed stands still.
    pub(super) fn wait(&mut self, at: Elapsed) {
        self.last = self.last.map(|_| at);
    }

    /// Takes in a believed rate with the mean of the last five seconds, and says what is due. `settling` is the first
    /// three minutes on the timer.
    pub(super) fn observe(&mut self, at: Elapsed, rate: f64, mean: f64, settling: bool, forecast: &Forecast) -> Vec<Cue> {
        if self.last.is_some_and(|last| at.since(last) > FREEZES_AFTER) {
            let level = self.level;
            self.fall_silent();
            self.level = level;
        }
        let step = self.last.map_or(Elapsed::ZERO, |last| at.since(last));
        self.last = Some(at);
        self.recent.push_back((at, rate));
        while self.recent.front().is_some_and(|(then, _)| at.since(*then) > Elapsed::from_secs(45)) {
            self.recent.pop_front();
        }
        self.time(at, mean, step, settling, forecast);

        let mut cues = Vec::new();
        cues.extend(self.hint(at, mean, settling, forecast));
        cues.extend(self.prompt(at, mean, settling).or_else(|| self.settle(mean)));
        cues
    }

    fn time(&mut self, at: Elapsed, mean: f64, step: Elapsed, settling: bool, forecast: &Forecast) {
        let Limits { ceiling, zone_4, max } = self.limits;
        let timers = &mut self.timers;
        timers.over.update(mean >= ceiling + 1.0 && !settling, step);
        timers.far_over.update(mean >= ceiling + 8.0 && !settling, step);
        timers.settling.update(mean >= ceiling + 10.0, step);
        timers.zone_4.update(mean >= zone_4 && mean >= ceiling + 1.0 && !settling, step);
        timers.near_max.update(max.is_some_and(|max| mean >= 0.95 * max), step);
        timers.off_max.update(max.is_some_and(|max| mean < 0.90 * max), step);
        timers.settled.update(mean <= ceiling - 3.0, step);
        timers.under.update(mean < ceiling + 1.0, step);
        let ahead = forecast.at(at.plus(HINT_AHEAD)).is_some_and(|ahead| ahead >= ceiling + 1.0);
        let climbing = forecast.trend_a_minute().is_some_and(|trend| trend >= HINT_TREND);
        timers.hint.update(ahead && climbing && mean < ceiling + 1.0, step);
    }

    /// The silent hint: an arrow while the forecast says that the ceiling is near.
    fn hint(&mut self, at: Elapsed, mean: f64, settling: bool, forecast: &Forecast) -> Option<Cue> {
        let over = mean >= self.limits.ceiling + 1.0;
        let ahead = forecast.at(at.plus(HINT_AHEAD));
        if over || ahead.is_none_or(|ahead| ahead < self.limits.ceiling - 2.0) {
            self.rising = false;
        }
        let allowed = !settling && self.level == Level::Easy && !self.rising;
        let due = self.timers.hint.for_secs(3) && self.last_hint.is_none_or(|last| at.since(last) >= BETWEEN_HINTS);
        (allowed && due).then(|| {
            self.rising = true;
            self.last_hint = Some(at);
            Cue::quiet(CueKind::Rising)
        })
    }

    fn prompt(&mut self, at: Elapsed, mean: f64, settling: bool) -> Option<Cue> {
        let since_prompt = self.last_prompt.map(|last| at.since(last));
        let waited = |span: Elapsed| since_prompt.is_none_or(|since| since >= span);
        let timers = self.timers;
        if timers.near_max.for_secs(10) && self.level != Level::Stop {
            return Some(self.say(at, Level::Stop, mean));
        }
        if self.level == Level::Stop {
            if timers.off_max.for_secs(15) {
                self.level = Level::Walk;
                self.level_at = at;
            }
            return None;
        }
        if settling {
            return (self.level == Level::Easy && timers.settling.for_secs(20) && waited(BETWEEN_STEPS))
                .then(|| self.say(at, Level::EaseOff, mean));
        }
        // A heart that is already coming down needs no second word.
        if !timers.over.for_secs(0) || (self.level != Level::Easy && self.falling()) {
            return None;
        }
        let stood = at.since(self.level_at);
        let next = match self.level {
            Level::Easy | Level::EaseOff | Level::SlowDown if timers.zone_4.for_secs(20) && waited(BETWEEN_URGENT) => Level::Walk,
            // Zone 4 is about to ask to walk: one word, not two.
            Level::Easy | Level::EaseOff if timers.zone_4.for_secs(5) => return None,
            Level::Easy | Level::EaseOff if timers.far_over.for_secs(15) && waited(BETWEEN_URGENT) => Level::SlowDown,
            Level::Easy if timers.over.for_secs(20) && waited(BETWEEN_STEPS) => Level::EaseOff,
            Level::EaseOff if timers.over.for_secs(20) && stood >= BETWEEN_STEPS => Level::SlowDown,
            Level::SlowDown if timers.over.for_secs(20) && stood >= BETWEEN_STEPS => Level::Walk,
            Level::Walk if timers.over.for_secs(20) && waited(AFTER_WALK) && !self.told_enough => Level::Walk,
            Level::Easy | Level::EaseOff | Level::SlowDown | Level::Walk | Level::Stop => return None,
        };
        Some(self.say(at, next, mean))
    }

    fn settle(&mut self, mean: f64) -> Option<Cue> {
        if self.level == Level::Easy || self.level == Level::Stop {
            return None;
        }
        if self.timers.settled.for_secs(15) {
            self.level = Level::Easy;
            return Some(Cue::quiet(CueKind::Settled));
        }
        // Just under the ceiling for two minutes: what was asked is done, and the next crossing starts afresh.
        if self.timers.under.for_secs(120) && mean < self.limits.ceiling + 1.0 {
            self.level = Level::Easy;
        }
        None
    }

    fn say(&mut self, at: Elapsed, level: Level, mean: f64) -> Cue {
        self.level = level;
        self.level_at = at;
        self.last_prompt = Some(at);
        self.rising = false;
        let kind = level.cue().unwrap_or(CueKind::EaseOff);
        let kept_for_stop = usize::from(kind != CueKind::Stop);
        let audible = self.audible + kept_for_stop < AUDIBLE_PROMPTS;
        self.audible += usize::from(audible);
        self.told_enough = !audible && level == Level::Walk;
        let slower_kmh = matches!(kind, CueKind::EaseOff | CueKind::SlowDown).then(|| self.slower(mean));
        let text = if audible || kind == CueKind::Stop { kind.text() } else { TOLD_ENOUGH };
        Cue { kind, text, audible, slower_kmh }
    }

    /// How much slower brings this mean 2 bpm under the ceiling, in km/h to a tenth, from 0.3 to 1.5.
    pub(super) fn slower(&self, mean: f64) -> f64 {
        let kmh = ((mean - (self.limits.ceiling - 2.0)) / BPM_PER_KMH).clamp(0.3, 1.5);
        (kmh * 10.0).round() / 10.0
    }

    /// Whether the rate falls by at least 2 bpm a minute, by least squares over the last 45 s.
    fn falling(&self) -> bool {
        let Some(((first, _), (last, _))) = self.recent.front().zip(self.recent.back()) else { return false };
        if last.since(*first) < Elapsed::from_secs(15) {
            return false;
        }
        let n = self.recent.len() as f64;
        let (mean_t, mean_r) = self.recent.iter().fold((0.0, 0.0), |(t, r), (at, rate)| (t + at.since(*first).secs() / n, r + rate / n));
        let (covariance, variance) = self.recent.iter().fold((0.0, 0.0), |(c, v), (at, rate)| {
            let t = at.since(*first).secs() - mean_t;
            (c + t * (rate - mean_r), v + t * t)
        });
        variance > 0.0 && covariance / variance * 60.0 <= -2.0
    }
}
