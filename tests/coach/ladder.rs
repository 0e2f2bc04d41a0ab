//! The fixed ladder that our coach began as, frozen: it stands here so that any later policy can be held against it.
//!
//! It shares only the ear with the present program: a [`Ours`] tells it which rates to believe. The rungs, the means and the
//! forecast are copies, and must not be bettered.

use std::collections::VecDeque;

use recovery_run::session::{Cue, CueKind, Signal};

use crate::ladder_forecast::Forecast;
use crate::ours::Ours;
use crate::policy::{Answer, Heard, Limits, Policy};

const AUDIBLE_PROMPTS: usize = 6;
const SETTLING: u64 = 180;
const BPM_PER_KMH: f64 = 6.7;
const FREEZES_AFTER: u64 = 10;
const BETWEEN_STEPS: u64 = 90;
const BETWEEN_URGENT: u64 = 30;
const AFTER_WALK: u64 = 180;
const HINT_AHEAD: u64 = 30;
const BETWEEN_HINTS: u64 = 60;
const HINT_TREND: f64 = 3.0;

/// For how many seconds a condition has held; doubtful time counts neither way.
#[derive(Debug, Clone, Copy, Default)]
struct Held(Option<u64>);

impl Held {
    fn update(&mut self, holds: bool, step: u64) {
        self.0 = holds.then(|| self.0.map_or(0, |held| held + step));
    }

    fn for_secs(self, secs: u64) -> bool {
        self.0.is_some_and(|held| held >= secs)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rung {
    Easy,
    EaseOff,
    SlowDown,
    Walk,
    Stop,
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

/// A run under the ladder.
pub struct Ladder {
    limits: Limits,
    ear: Ours,
    last_believed: Option<u64>,
    mean: VecDeque<(u64, f64)>,
    forecast: Forecast,
    rung: Rung,
    rung_at: u64,
    last_prompt: Option<u64>,
    last_hint: Option<u64>,
    rising: bool,
    audible: usize,
    told_enough: bool,
    timers: Timers,
    last: Option<u64>,
    recent: VecDeque<(u64, f64)>,
}

impl Ladder {
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            ear: Ours::new(limits),
            last_believed: None,
            mean: VecDeque::new(),
            forecast: Forecast::default(),
            rung: Rung::Easy,
            rung_at: 0,
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

    fn fall_silent(&mut self) {
        self.timers = Timers::default();
        self.rising = false;
        self.last = None;
        self.recent.clear();
        self.rung = Rung::Easy;
    }

    fn observe(&mut self, at: u64, rate: f64) -> Vec<Cue> {
        self.forecast.observe(at, rate);
        self.mean.push_back((at, rate));
        while self.mean.front().is_some_and(|(then, _)| at - then >= 5) {
            self.mean.pop_front();
        }
        let mean = self.mean.iter().map(|(_, rate)| rate).sum::<f64>() / self.mean.len() as f64;
        if self.last.is_some_and(|last| at - last > FREEZES_AFTER) {
            let rung = self.rung;
            self.fall_silent();
            self.rung = rung;
        }
        let step = self.last.map_or(0, |last| at - last);
        self.last = Some(at);
        self.recent.push_back((at, rate));
        while self.recent.front().is_some_and(|(then, _)| at - then > 45) {
            self.recent.pop_front();
        }
        let settling = at < SETTLING;
        self.time(at, mean, step, settling);
        let mut cues = Vec::new();
        cues.extend(self.hint(at, mean, settling));
        cues.extend(self.prompt(at, mean, settling).or_else(|| self.settle(mean)));
        cues
    }

    fn time(&mut self, at: u64, mean: f64, step: u64, settling: bool) {
        let (ceiling, max) = (self.limits.ceiling, self.limits.max());
        let zone_4 = self.limits.bounds()[3];
        let timers = &mut self.timers;
        timers.over.update(mean >= ceiling + 1.0 && !settling, step);
        timers.far_over.update(mean >= ceiling + 8.0 && !settling, step);
        timers.settling.update(mean >= ceiling + 10.0, step);
        timers.zone_4.update(mean >= zone_4 && mean >= ceiling + 1.0 && !settling, step);
        timers.near_max.update(max.is_some_and(|max| mean >= 0.95 * max), step);
        timers.off_max.update(max.is_some_and(|max| mean < 0.90 * max), step);
        timers.settled.update(mean <= ceiling - 3.0, step);
        timers.under.update(mean < ceiling + 1.0, step);
        let ahead = self.forecast.at(at + HINT_AHEAD).is_some_and(|ahead| ahead >= ceiling + 1.0);
        let climbing = self.forecast.trend_a_minute().is_some_and(|trend| trend >= HINT_TREND);
        timers.hint.update(ahead && climbing && mean < ceiling + 1.0, step);
    }

    fn hint(&mut self, at: u64, mean: f64, settling: bool) -> Option<Cue> {
        let over = mean >= self.limits.ceiling + 1.0;
        let ahead = self.forecast.at(at + HINT_AHEAD);
        if over || ahead.is_none_or(|ahead| ahead < self.limits.ceiling - 2.0) {
            self.rising = false;
        }
        let allowed = !settling && self.rung == Rung::Easy && !self.rising;
        let due = self.timers.hint.for_secs(3) && self.last_hint.is_none_or(|last| at - last >= BETWEEN_HINTS);
        (allowed && due).then(|| {
            self.rising = true;
            self.last_hint = Some(at);
            quiet(CueKind::Rising)
        })
    }

    fn prompt(&mut self, at: u64, mean: f64, settling: bool) -> Option<Cue> {
        let since_prompt = self.last_prompt.map(|last| at - last);
        let waited = |span: u64| since_prompt.is_none_or(|since| since >= span);
        let timers = self.timers;
        if timers.near_max.for_secs(10) && self.rung != Rung::Stop {
            return Some(self.say(at, Rung::Stop, mean));
        }
        if self.rung == Rung::Stop {
            if timers.off_max.for_secs(15) {
                self.rung = Rung::Walk;
                self.rung_at = at;
            }
            return None;
        }
        if settling {
            return (self.rung == Rung::Easy && timers.settling.for_secs(20) && waited(BETWEEN_STEPS))
                .then(|| self.say(at, Rung::EaseOff, mean));
        }
        if !timers.over.for_secs(0) || (self.rung != Rung::Easy && self.falling()) {
            return None;
        }
        let stood = at - self.rung_at;
        let next = match self.rung {
            Rung::Easy | Rung::EaseOff | Rung::SlowDown if timers.zone_4.for_secs(20) && waited(BETWEEN_URGENT) => Rung::Walk,
            Rung::Easy | Rung::EaseOff if timers.zone_4.for_secs(5) => return None,
            Rung::Easy | Rung::EaseOff if timers.far_over.for_secs(15) && waited(BETWEEN_URGENT) => Rung::SlowDown,
            Rung::Easy if timers.over.for_secs(20) && waited(BETWEEN_STEPS) => Rung::EaseOff,
            Rung::EaseOff if timers.over.for_secs(20) && stood >= BETWEEN_STEPS => Rung::SlowDown,
            Rung::SlowDown if timers.over.for_secs(20) && stood >= BETWEEN_STEPS => Rung::Walk,
            Rung::Walk if timers.over.for_secs(20) && waited(AFTER_WALK) && !self.told_enough => Rung::Walk,
            Rung::Easy | Rung::EaseOff | Rung::SlowDown | Rung::Walk | Rung::Stop => return None,
        };
        Some(self.say(at, next, mean))
    }

    fn settle(&mut self, mean: f64) -> Option<Cue> {
        if self.rung == Rung::Easy || self.rung == Rung::Stop {
            return None;
        }
        if self.timers.settled.for_secs(15) {
            self.rung = Rung::Easy;
            return Some(quiet(CueKind::Settled));
        }
        if self.timers.under.for_secs(120) && mean < self.limits.ceiling + 1.0 {
            self.rung = Rung::Easy;
        }
        None
    }

    fn say(&mut self, at: u64, rung: Rung, mean: f64) -> Cue {
        self.rung = rung;
        self.rung_at = at;
        self.last_prompt = Some(at);
        self.rising = false;
        let kind = match rung {
            Rung::Easy | Rung::EaseOff => CueKind::EaseOff,
            Rung::SlowDown => CueKind::SlowDown,
            Rung::Walk => CueKind::Walk,
            Rung::Stop => CueKind::Stop,
        };
        let kept_for_stop = usize::from(kind != CueKind::Stop);
        let audible = self.audible + kept_for_stop < AUDIBLE_PROMPTS;
        self.audible += usize::from(audible);
        self.told_enough = !audible && rung == Rung::Walk;
        let slower_kmh = matches!(kind, CueKind::EaseOff | CueKind::SlowDown).then(|| {
            let kmh = ((mean - (self.limits.ceiling - 2.0)) / BPM_PER_KMH).clamp(0.3, 1.5);
            (kmh * 10.0).round() / 10.0
        });
        Cue { audible, slower_kmh, ..Cue::quiet(kind) }
    }

    fn falling(&self) -> bool {
        let Some(((first, _), (last, _))) = self.recent.front().zip(self.recent.back()) else { return false };
        if last - first < 15 {
            return false;
        }
        let n = self.recent.len() as f64;
        let (mean_t, mean_r) = self.recent.iter().fold((0.0, 0.0), |(t, r), (at, rate)| (t + (at - first) as f64 / n, r + rate / n));
        let (covariance, variance) = self.recent.iter().fold((0.0, 0.0), |(c, v), (at, rate)| {
            let t = (at - first) as f64 - mean_t;
            (c + t * (rate - mean_r), v + t * t)
        });
        variance > 0.0 && covariance / variance * 60.0 <= -2.0
    }
}

fn quiet(kind: CueKind) -> Cue {
    Cue::quiet(kind)
}

impl Policy for Ladder {
    fn live(&mut self, heard: &Heard) -> Answer {
        let at = heard.second;
        let signal = self.ear.live(heard).signal;
        if self.last_believed.is_some_and(|then| at >= then + FREEZES_AFTER) {
            self.last_believed = None;
            self.fall_silent();
        }
        let bpm = heard.measurement.and_then(|measurement| measurement.bpm());
        let cues = match (signal, bpm) {
            (Some(Signal::Good), Some(bpm)) => {
                self.last_believed = Some(at);
                self.observe(at, bpm.beats())
            }
            (None, _) => Vec::new(),
            (Some(_), _) => {
                self.last = self.last.map(|_| at);
                Vec::new()
            }
        };
        Answer { cues, ..Answer::default() }
    }
}
