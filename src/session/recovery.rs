//! How the heart rate comes down after the run.

use super::log::{Log, MarkKind, Sample};
use super::signal::Signal;
use super::time::{Elapsed, Span};
use crate::heart::Bpm;

/// The rate is taken over this long before the stop.
const BEFORE_STOP: Span = Span::from_secs(5);
/// And again this long after it, give or take three seconds.
const AFTER_STOP: Span = Span::from_secs(60);
const AFTER_STOP_OFF: Span = Span::from_secs(3);
/// By fewer rates than this neither is known (design choice): a single one can be the last before a strap comes off, or its first
/// afterwards.
const FEWEST: usize = 2;

/// The fall of the heart rate after a run that ended at an instant.
#[derive(Debug, Clone, Copy)]
pub struct Recovery<'a> {
    log: &'a Log,
    /// The end of the running: the stop, or the pause that the run ended in.
    stop: Elapsed,
}

impl<'a> Recovery<'a> {
    /// Of a run that has come to an instant.
    pub fn new(log: &'a Log, end: Elapsed) -> Self {
        let last = log.marks.iter().rev().find(|mark| matches!(mark.kind, MarkKind::Pause | MarkKind::Resume));
        let stop = last.filter(|mark| mark.kind == MarkKind::Pause).map_or(end, |mark| mark.at);
        Self { log, stop }
    }

    /// By how many bpm the rate fell in the first minute: the mean of the last five believed seconds minus the rate 60 s later. None
    /// where there are fewer than two rates for either.
    pub fn fell_bpm(self) -> Option<f64> {
        self.before_stop().zip(self.recovered_to()).map(|(before, bpm)| before - bpm.beats())
    }

    /// By how many bpm the rate has fallen since the stop so far, and in what time: at most the first minute's.
    pub fn so_far(self) -> Option<(f64, Span)> {
        let minute = self.fell_bpm().map(|fell| (fell, AFTER_STOP));
        let (at, bpm) = *self.log.afterwards.last()?;
        minute.or_else(|| Some((self.before_stop()? - bpm.beats(), at - self.stop)))
    }

    /// The rate a minute after the stop, where there are two within three seconds of that.
    pub fn recovered_to(self) -> Option<Bpm> {
        let samples = &self.log.samples;
        let until_stop = samples.partition_point(|sample| sample.at <= self.stop);
        let due = self.stop + AFTER_STOP;
        let believed = samples[until_stop..].iter().filter(|sample| sample.signal == Signal::Good);
        let after = believed.map(|sample| (sample.at, sample.bpm)).chain(self.log.afterwards.iter().copied());
        let mut near: Vec<(Span, Bpm)> =
            after.map(|(at, bpm)| ((at - due).max(due - at), bpm)).filter(|(off, _)| *off <= AFTER_STOP_OFF).collect();
        near.sort_by_key(|(off, _)| *off);
        near.first().filter(|_| near.len() >= FEWEST).map(|(_, bpm)| *bpm)
    }

    /// The mean of the last believed seconds before the stop.
    fn before_stop(self) -> Option<f64> {
        let until_stop = self.log.samples.partition_point(|sample| sample.at <= self.stop);
        let last: Vec<&Sample> = self.log.samples[..until_stop]
            .iter()
            .rev()
            .take_while(|sample| self.stop - sample.at < BEFORE_STOP)
            .filter(|sample| sample.signal == Signal::Good)
            .collect();
        (last.len() >= FEWEST).then(|| last.iter().map(|sample| sample.bpm.beats()).sum::<f64>() / last.len() as f64)
    }
}
