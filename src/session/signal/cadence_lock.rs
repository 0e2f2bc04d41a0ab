//! Whether a rate follows the steps: optical sensors take the swing of the arm for the pulse, and then show the cadence. A
//! heart may well beat as often as the feet step, so that nearness alone is no evidence. It takes a way of getting there
//! that the effort does not explain, or steps that change and take the rate with them.

use std::collections::VecDeque;

use super::Pace;
use crate::session::time::{Elapsed, Span};

/// A rate so near to the cadence, as a part of it, is on it.
const NEAR: f64 = 0.03;
/// For so long, before anything is made of it (design choice).
const NEAR_FOR: Span = Span::from_secs(5);
/// What is looked back on. A heart shows 79 % of a change of effort within it (tau 57.6 s, Hunt 2015).
const REMEMBERS: Span = Span::from_secs(90);
/// No judgement on less: what the effort was is not known.
const KNOWS_AFTER: Span = Span::from_secs(60);
/// The rate came from this far away, in bpm, and within this time, while the effort was the same (design choice): steeper than a hill makes
/// it. From 12 bpm within a minute, two real climbs in the recordings were taken for it.
const CAME_FROM: f64 = 15.0;
const CAME_WITHIN: Span = Span::from_secs(45);
/// On its way there it is doubted when it moves by this much within this time (design choice): a prompt would not wait for its arrival. With
/// 8 bpm three real crossings were never warned of, and with 12 none.
const HEADS_BY: f64 = 12.0;
const HEADS_WITHIN: Span = Span::from_secs(20);
/// The same effort: means of ten seconds of steps, of thirty of speed, as parts, and inclines in percent (design choice).
const SAME_STEPS: f64 = 0.04;
const SAME_SPEED: f64 = 0.12;
const SAME_GRADE: f64 = 1.5;
/// Steps whose means of five seconds vary by this much (SD in steps a minute) over half a minute, and a rate that stays near
/// them and varies against them by less than this part of it, go along with each other (design choice).
const STEPS_VARY: f64 = 1.0;
const ALONG: f64 = 0.5;
const ALONG_FOR: Span = Span::from_secs(30);
const ALONG_PARTS: Span = Span::from_secs(5);
/// A rate that strays from the steps by more than this part in the mean of ten seconds is a heart's own, once it had as long to
/// arrive (design choice); one that leaves by more than the second is off at once.
const STRAYS: f64 = 0.012;
const LEAVES: f64 = 0.05;
const ARRIVED_AFTER: Span = Span::from_secs(10);
/// Fewer steps a minute than this are of one foot: nobody runs so slowly, but some RSC sensors tell strides.
const ONE_FOOT: f64 = 110.0;
/// And fewer than this are no running or walking at all (design choice).
const STANDING: f64 = 40.0;

/// The steps of both feet.
pub(super) fn both_feet(steps: f64) -> f64 {
    if steps < ONE_FOOT { 2.0 * steps } else { steps }
}

/// A second of the last ninety.
#[derive(Debug, Clone, Copy)]
struct Moment {
    at: Elapsed,
    rate: f64,
    steps: f64,
    pace: Pace,
    /// How far the rate is from the steps, as a part of them.
    off: f64,
}

/// What is remembered of rate and steps.
#[derive(Debug, Clone, Default)]
pub(super) struct Steps {
    past: VecDeque<Moment>,
    near_since: Option<Elapsed>,
    locked_since: Option<Elapsed>,
}

impl Steps {
    /// Whether the rate follows the steps. Beats that confirm the rate acquit it.
    pub(super) fn followed(&mut self, at: Elapsed, rate: f64, pace: Pace, confirmed: bool, patience: Span) -> bool {
        let Some(steps) = pace.steps.filter(|steps| *steps >= STANDING).map(both_feet) else {
            *self = Self::default();
            return false;
        };
        if self.past.back().is_some_and(|last| at - last.at > patience) {
            *self = Self::default();
        }
        let [whole, half] = [1.0, 0.5].map(|part| (rate - part * steps) / (part * steps));
        let off = if whole.abs() <= half.abs() { whole } else { half };
        self.past.push_back(Moment { at, rate, steps, pace, off });
        while self.past.front().is_some_and(|moment| at - moment.at > REMEMBERS) {
            self.past.pop_front();
        }
        self.near_since = (off.abs() <= NEAR).then(|| self.near_since.unwrap_or(at));
        if confirmed {
            self.locked_since = None;
        } else if let Some(since) = self.locked_since {
            let strays = self.mean(at, ARRIVED_AFTER, |moment| moment.off).abs() > STRAYS;
            if off.abs() > LEAVES || strays && at - since >= ARRIVED_AFTER {
                // What brought it here is no evidence any more.
                self.locked_since = None;
                self.past.clear();
            }
        } else if self.near_since.is_some_and(|since| at - since >= NEAR_FOR) && (self.came_unexplained(at, rate) || self.went_along(at)) {
            self.locked_since = Some(at);
        }
        self.locked_since.is_some() || !confirmed && self.heads_for_them(at, rate, off)
    }

    /// Whether the rate makes for the steps so fast that a prompt would come before it is there.
    fn heads_for_them(&self, at: Elapsed, rate: f64, off: f64) -> bool {
        let then = self.past.iter().find(|moment| at - moment.at <= HEADS_WITHIN);
        let heads = |then: &Moment| {
            let nearer = off * then.off > 0.0 && off.abs() + NEAR < then.off.abs();
            nearer && (then.rate - rate).abs() >= HEADS_BY
        };
        then.is_some_and(heads) && self.same_effort(at)
    }

    /// The mean of something over the last span.
    fn mean(&self, at: Elapsed, span: Span, of: impl Fn(&Moment) -> f64) -> f64 {
        let (sum, count) = self
            .past
            .iter()
            .rev()
            .take_while(|moment| at - moment.at < span)
            .fold((0.0, 0.0), |(sum, count), moment| (sum + of(moment), count + 1.0));
        sum / f64::max(count, 1.0)
    }

    /// Whether the rate came from far away while nothing changed that a heart answers to.
    fn came_unexplained(&self, at: Elapsed, rate: f64) -> bool {
        let came = self.past.iter().any(|moment| at - moment.at <= CAME_WITHIN && (moment.rate - rate).abs() >= CAME_FROM);
        came && self.same_effort(at)
    }

    /// Whether steps, speed and incline were the same for as long as is remembered, and that is long enough.
    fn same_effort(&self, at: Elapsed) -> bool {
        if self.past.front().is_none_or(|first| at - first.at < KNOWS_AFTER) {
            return false;
        }
        let spread = |every: u64, of: fn(&Moment) -> Option<f64>| {
            let mut parts: Vec<(u64, f64, f64)> = Vec::new();
            for (moment, value) in self.past.iter().filter_map(|moment| of(moment).map(|value| (moment, value))) {
                let part = (at - moment.at).ms() / (1000 * every);
                match parts.last_mut().filter(|(last, ..)| *last == part) {
                    Some((_, sum, count)) => (*sum, *count) = (*sum + value, *count + 1.0),
                    None => parts.push((part, value, 1.0)),
                }
            }
            let means = || parts.iter().map(|(_, sum, count)| sum / count);
            let (low, high) = (means().fold(f64::INFINITY, f64::min), means().fold(f64::NEG_INFINITY, f64::max));
            (high >= low).then_some((low, high))
        };
        let within = |bounds: Option<(f64, f64)>, part: f64| bounds.is_none_or(|(low, high)| high - low <= part * high);
        within(spread(10, |moment| Some(moment.steps)), SAME_STEPS)
            && within(spread(30, |moment| moment.pace.speed_kmh), SAME_SPEED)
            && spread(30, |moment| moment.pace.grade_percent).is_none_or(|(low, high)| high - low <= SAME_GRADE)
    }

    /// Whether the steps changed and took the rate with them: of two that move by themselves, the difference varies more than
    /// either.
    fn went_along(&self, at: Elapsed) -> bool {
        if self.near_since.is_none_or(|since| at - since < ALONG_FOR) {
            return false;
        }
        let mut parts: Vec<[f64; 3]> = Vec::new();
        for part in 0..ALONG_FOR.ms() / ALONG_PARTS.ms() {
            let of_it = self.past.iter().filter(|moment| (at - moment.at).ms() / ALONG_PARTS.ms() == part);
            let sums =
                of_it.fold([0.0; 3], |[rate, steps, count], moment| [rate + moment.off * moment.steps, steps + moment.steps, count + 1.0]);
            if sums[2] > 0.0 {
                parts.push(sums);
            }
        }
        let variance = |of: usize| {
            let values = || parts.iter().map(|part| part[of] / part[2]);
            let mean = values().sum::<f64>() / parts.len() as f64;
            values().map(|value| (value - mean).powi(2)).sum::<f64>() / parts.len() as f64
        };
        let (apart, steps) = (variance(0), variance(1));
        steps >= STEPS_VARY * STEPS_VARY && apart <= ALONG * ALONG * steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a rate at a time follows steps at that time, second by second.
    fn followed(seconds: u64, rate: impl Fn(u64) -> f64, steps: impl Fn(u64) -> f64, speed: impl Fn(u64) -> Option<f64>) -> Vec<bool> {
        let mut judge = Steps::default();
        let pace = |at| Pace { steps: Some(steps(at)), speed_kmh: speed(at), grade_percent: None };
        (0..seconds).map(|at| judge.followed(Elapsed::from_secs(at), rate(at), pace(at), false, Span::from_secs(10))).collect()
    }

    fn drifts(at: u64) -> f64 {
        128.0 + (at.saturating_sub(120) as f64).min(36.0)
    }

    #[test]
    fn a_rate_that_comes_to_the_steps_unexplained_follows_them() {
        let seen = followed(300, drifts, |_| 164.0, |_| Some(9.0));
        assert!(!seen[..125].contains(&true), "{seen:?}");
        assert!(seen[160..].iter().all(|follows| *follows), "{seen:?}");
        // The steps of one foot are doubled.
        assert_eq!(followed(300, drifts, |_| 82.0, |_| Some(9.0)), seen);
    }

    #[test]
    fn effort_explains_a_rate_on_the_steps() {
        assert!(!followed(300, drifts, |at| if at < 110 { 154.0 } else { 164.0 }, |_| None).contains(&true));
        assert!(!followed(300, drifts, |_| 164.0, |at| Some(if at < 110 { 8.0 } else { 10.0 })).contains(&true));
        assert!(!followed(300, |_| 164.0, |_| 164.0, |_| None).contains(&true));
    }

    #[test]
    fn a_rate_that_the_steps_do_not_hold_is_a_hearts() {
        let leaves = |at: u64| if at < 200 { drifts(at) } else { 167.0 };
        let seen = followed(300, leaves, |_| 164.0, |_| None);
        assert!(seen[199] && !seen[215..].contains(&true), "{seen:?}");
    }

    #[test]
    fn steps_that_take_the_rate_along_are_known_by_it() {
        let steps = |at: u64| 164.0 + 5.0 * (at as f64 / 8.0).sin();
        assert!(followed(120, steps, steps, |_| None)[60]);
        assert!(!followed(120, |at| 164.0 + (at as f64 / 3.0).sin(), steps, |_| None).contains(&true));
    }

    #[test]
    fn without_steps_nothing_is_followed() {
        assert!(!followed(300, drifts, |_| 0.0, |_| None).contains(&true));
    }
}
