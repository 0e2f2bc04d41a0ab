//! What a run asks beside its prompts: the talk test and form cues, when they are due, and what the answers do to the ceiling.

use super::coach::Escalation;
use super::features::{FORM_APART, FORM_FIRST, TALK_OPEN, TALK_TESTS, TALK_WAITS, TIGHTENS_AT_MOST};
use super::{AFTER_A_PROMPT, Deadline, Elapsed, Feature, Notice, Phase, RunState, Session, Talk, TalkTest};

impl Session {
    /// Whether nothing is asked of the runner already, and the strap is heard and believed: who has to look after it is not
    /// asked to chat.
    fn can_ask(&self) -> bool {
        let idle = self.state == RunState::Running && self.coach.level() == Escalation::None;
        idle && !self.frozen && self.doubt.is_none()
    }

    /// The next talk test that nothing stands in the way of; one that would come too late is dropped.
    pub(super) fn talk_test_due(&self) -> Option<(Elapsed, Deadline)> {
        let plan = self.setup.plan;
        if !self.can_ask() || !plan.method.has(Feature::TalkTest) {
            return None;
        }
        let asked = self.talks.last().map_or(0, |(place, _)| place + 1);
        TALK_TESTS.iter().enumerate().skip(asked).find_map(|(place, timer)| {
            let due = timer.plus(self.paused_total).max(self.free_from);
            let late = due.since(timer.plus(self.paused_total)) > TALK_WAITS;
            (*timer < plan.end() && !late).then_some((due, Deadline::TalkTest(place)))
        })
    }

    /// The next form cue, in the body of the run.
    pub(super) fn form_due(&self) -> Option<(Elapsed, Deadline)> {
        let plan = self.setup.plan;
        if !self.can_ask() || self.phase != Some(Phase::Steady) || !plan.method.has(Feature::Form) {
            return None;
        }
        let timer = self.last_form.map_or(plan.steady_from().plus(FORM_FIRST), |last| last.plus(FORM_APART));
        Some((timer.plus(self.paused_total).max(self.free_from), Deadline::Form))
    }

    /// The question that can still be answered.
    pub fn open_talk_test(&self) -> Option<TalkTest> {
        let (_, test) = self.talks.last()?;
        (self.now.since(test.at) < TALK_OPEN && self.state == RunState::Running).then_some(*test)
    }

    /// By how much the answers have lowered the ceiling, in bpm.
    pub fn ceiling_reduction(&self) -> f64 {
        self.talks.iter().filter_map(|(_, test)| test.answer).map(Talk::tightens).sum::<f64>().min(TIGHTENS_AT_MOST)
    }

    /// The ceiling of the run as it stands, in bpm: the plan's, less what the answers to the talk test took from it.
    pub fn plan_ceiling(&self) -> f64 {
        self.setup.ceiling() - self.ceiling_reduction()
    }

    /// The ceiling in force now, in bpm: while warming up lower than the plan's.
    pub fn ceiling(&self) -> f64 {
        self.setup.ceiling_at(self.timer()) - self.ceiling_reduction()
    }

    /// The open question is answered, or its answer changed. "Just about" counts as too hard even when the heart is fine.
    pub(super) fn hear_talk(&mut self, at: Elapsed, talk: Talk, notices: &mut Vec<Notice>) {
        if self.open_talk_test().is_none() {
            return;
        }
        let before = self.ceiling_reduction();
        if let Some((_, test)) = self.talks.last_mut() {
            test.answer = Some(talk);
        }
        self.free_from = at.plus(AFTER_A_PROMPT);
        let tighter = self.ceiling_reduction() - before;
        self.tally.set_ceiling(self.plan_ceiling());
        let prompts = self.phase != Some(Phase::CoolDown) && !self.frozen;
        if tighter > 0.0 && prompts {
            let level = if talk == Talk::No { Escalation::SlowDown } else { Escalation::EaseOff };
            let cue = self.coach.ask(at, level, tighter);
            self.say(at, cue, notices);
        }
    }
}
