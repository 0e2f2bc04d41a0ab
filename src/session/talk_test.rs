//! The talk test: when the question is asked, how long it can be answered, and what the answers take from the ceiling.

use super::answer::Talk;
use super::clock::Clock;
use super::features::Feature;
use super::plan::Plan;
use super::time::{Elapsed, Span, Timer};

/// A talk test of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TalkTest {
    /// When it was asked.
    pub at: Elapsed,
    /// What was answered; none when nobody did.
    pub answer: Option<Talk>,
}

/// When the talk test is asked, on the timer (design choice): the first minutes tell nothing.
const ASKED_AT: [Timer; 3] = [Timer::from_secs(8 * 60), Timer::from_secs(18 * 60), Timer::from_secs(28 * 60)];
/// A question that had to wait for longer, since a prompt stood, is dropped (design choice).
const WAITS: Span = Span::from_secs(300);
/// For so long it can be answered, and the answer be changed (design choice).
const OPEN_FOR: Span = Span::from_secs(120);
/// The answers lower the ceiling by at most this, in bpm (design choice): below that is walking.
const TIGHTENS_AT_MOST: f64 = 12.0;

/// The talk tests of a run.
#[derive(Debug, Clone, Default)]
pub(super) struct TalkTests {
    /// The places in [`ASKED_AT`] of those that were asked, and what came of them.
    asked: Vec<(usize, TalkTest)>,
}

impl TalkTests {
    /// The next one, not before an instant; one that would come too late is dropped.
    pub(super) fn due(&self, plan: Plan, clock: &Clock, free_from: Elapsed) -> Option<(Elapsed, usize)> {
        if !plan.method.has(Feature::TalkTest) {
            return None;
        }
        let next = self.asked.last().map_or(0, |(place, _)| place + 1);
        ASKED_AT.iter().enumerate().skip(next).find_map(|(place, timer)| {
            let planned = clock.at_timer(*timer);
            let due = planned.max(free_from);
            (*timer < plan.end() && due - planned <= WAITS).then_some((due, place))
        })
    }

    /// The question is asked.
    pub(super) fn ask(&mut self, at: Elapsed, place: usize) {
        self.asked.push((place, TalkTest { at, answer: None }));
    }

    /// The question that can still be answered.
    pub(super) fn open(&self, clock: &Clock) -> Option<TalkTest> {
        let (_, test) = self.asked.last()?;
        (clock.now() - test.at < OPEN_FOR && clock.is_running()).then_some(*test)
    }

    /// The last question is answered, or its answer changed: by how many bpm that lowers the ceiling further. "Just about"
    /// counts as too hard even where the heart rate does not say so.
    pub(super) fn answer(&mut self, talk: Talk) -> f64 {
        let before = self.ceiling_reduction();
        if let Some((_, test)) = self.asked.last_mut() {
            test.answer = Some(talk);
        }
        self.ceiling_reduction() - before
    }

    /// By how much the answers have lowered the ceiling, in bpm.
    pub(super) fn ceiling_reduction(&self) -> f64 {
        self.asked.iter().filter_map(|(_, test)| test.answer).map(Talk::tightens).sum::<f64>().min(TIGHTENS_AT_MOST)
    }

    /// Those that were asked.
    pub(super) fn asked(&self) -> impl Iterator<Item = TalkTest> {
        self.asked.iter().map(|(_, test)| *test)
    }
}
