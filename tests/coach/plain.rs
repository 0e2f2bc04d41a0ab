//! The coaches of others: plain rules on the raw rate, as watches and running apps have them.

use std::collections::VecDeque;

use recovery_run::heart::HeartRateMeasurement;
use recovery_run::session::{Cue, CueKind};

use crate::policy::{Answer, Heard, Limits, Policy};

/// An answer of one cue. Plain rules know no amounts.
fn one(kind: CueKind, audible: bool) -> Answer {
    Answer { cues: vec![Cue { audible, ..Cue::quiet(kind) }], ..Answer::default() }
}

/// Whether the rate is at or above the ceiling; none when there is no rate.
fn above(heard: &Heard, limits: Limits) -> Option<bool> {
    heard.measurement?.bpm().map(|bpm| bpm.beats() >= limits.ceiling)
}

/// Says nothing.
pub struct NoCoach;

impl Policy for NoCoach {
    fn live(&mut self, _: &Heard) -> Answer {
        Answer::default()
    }
}

/// A beep every ten seconds while the rate is at or above the ceiling.
pub struct Naive {
    limits: Limits,
    last: Option<u64>,
}

impl Naive {
    pub fn new(limits: Limits) -> Self {
        Self { limits, last: None }
    }
}

impl Policy for Naive {
    fn live(&mut self, heard: &Heard) -> Answer {
        let due = self.last.is_none_or(|last| heard.second >= last + 10);
        if above(heard, self.limits) == Some(true) && due {
            self.last = Some(heard.second);
            return one(CueKind::EaseOff, true);
        }
        Answer::default()
    }
}

/// What a common running app does: a cue where the mean of the last 20 s, without the lowest and the highest, is at or above the
/// ceiling, looked at each 30 s.
pub struct TrimmedMean {
    limits: Limits,
    recent: VecDeque<f64>,
}

impl TrimmedMean {
    pub fn new(limits: Limits) -> Self {
        Self { limits, recent: VecDeque::new() }
    }
}

impl Policy for TrimmedMean {
    fn live(&mut self, heard: &Heard) -> Answer {
        if let Some(bpm) = heard.measurement.and_then(HeartRateMeasurement::bpm) {
            self.recent.push_back(bpm.beats());
            if self.recent.len() > 20 {
                self.recent.pop_front();
            }
        }
        let due = heard.second >= 20 && (heard.second - 20).is_multiple_of(30) && self.recent.len() > 2;
        let sorted = || {
            let mut sorted: Vec<f64> = self.recent.iter().copied().collect();
            sorted.sort_by(f64::total_cmp);
            sorted
        };
        let over = due && sorted()[1..self.recent.len() - 1].iter().sum::<f64>() / (self.recent.len() - 2) as f64 >= self.limits.ceiling;
        if over { one(CueKind::EaseOff, true) } else { Answer::default() }
    }
}

/// The screen at once; the voice after 30 s above without a break, and once more 60 s later; then the screen alone until the
/// rate has been below for 30 s.
pub struct ScreenThenVoice {
    limits: Limits,
    on_screen: bool,
    seconds_above: u64,
    seconds_below: u64,
    spoke: Vec<u64>,
}

impl ScreenThenVoice {
    pub fn new(limits: Limits) -> Self {
        Self { limits, on_screen: false, seconds_above: 0, seconds_below: 0, spoke: Vec::new() }
    }
}

impl Policy for ScreenThenVoice {
    fn live(&mut self, heard: &Heard) -> Answer {
        match above(heard, self.limits) {
            Some(true) => (self.seconds_above, self.seconds_below) = (self.seconds_above + 1, 0),
            Some(false) => (self.seconds_above, self.seconds_below) = (0, self.seconds_below + 1),
            None => return Answer::default(),
        }
        if self.seconds_below >= 30 {
            self.on_screen = false;
            self.spoke.clear();
        }
        if self.seconds_above == 0 {
            return Answer::default();
        }
        let speaks = match self.spoke[..] {
            [] => self.seconds_above >= 30,
            [first] => heard.second >= first + 60,
            _ => false,
        };
        if speaks {
            self.spoke.push(heard.second);
            return one(CueKind::EaseOff, true);
        }
        if !std::mem::replace(&mut self.on_screen, true) {
            return one(CueKind::EaseOff, false);
        }
        Answer::default()
    }
}
