//! The schedule of a run: the phases of its plan and the milestones that are said on the way.

use super::clock::Clock;
use super::cue::{Cue, CueKind};
use super::features::Feature;
use super::plan::{Phase, Plan};
use super::time::{Elapsed, Span, Timer};

/// What falls due by the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Milestone {
    /// A phase begins.
    Phase(Phase),
    /// A word on the way is due.
    Said(CueKind),
}

/// Twenty minutes are enough for a recovery run, and forty are the most (design choice, from what coaches advise).
const ENOUGH_IS_FINE: Timer = Timer::from_secs(20 * 60);
const THAT_IS_ENOUGH: Timer = Timer::from_secs(40 * 60);
/// The last minutes of a plan that is long enough to be told of them.
const LAST_FIVE: Span = Span::from_secs(300);
const LONG_ENOUGH_FOR_IT: Timer = Timer::from_secs(720);

/// The schedule.
#[derive(Debug, Clone, Default)]
pub(super) struct Schedule {
    /// None before the first event.
    phase: Option<Phase>,
    said: Vec<CueKind>,
}

impl Schedule {
    /// The phase.
    pub(super) fn phase(&self) -> Phase {
        self.phase.unwrap_or(Phase::WarmUp)
    }

    /// What falls due next; only the start does while the timer stands.
    pub(super) fn due(&self, plan: Plan, clock: &Clock) -> Option<(Elapsed, Milestone)> {
        let Some(phase) = self.phase else { return Some((Elapsed::ZERO, Milestone::Phase(Phase::WarmUp))) };
        if !clock.is_running() {
            return None;
        }
        let next_phase = match phase {
            Phase::WarmUp => Some((plan.steady_from(), Phase::Steady)),
            Phase::Steady => Some((plan.cool_down_from(), Phase::CoolDown)),
            Phase::CoolDown => Some((plan.end(), Phase::Done)),
            Phase::Done => None,
        };
        let five_left = plan.end() - LAST_FIVE;
        let tells_five = plan.end() > LONG_ENOUGH_FOR_IT && five_left < plan.cool_down_from();
        let words = [
            (Timer::from_ms(plan.end().ms() / 2), CueKind::Halfway, true),
            (five_left, CueKind::LastFive, tells_five),
            (ENOUGH_IS_FINE, CueKind::EnoughIsFine, plan.end() > ENOUGH_IS_FINE),
            (THAT_IS_ENOUGH, CueKind::ThatIsEnough, plan.end() < THAT_IS_ENOUGH),
        ];
        let told = plan.method.has(Feature::Milestones);
        let words = words
            .into_iter()
            .filter(|(_, kind, wanted)| told && *wanted && !self.said.contains(kind))
            .map(|(timer, kind, _)| (timer, Milestone::Said(kind)));
        let phases = next_phase.map(|(timer, phase)| (timer, Milestone::Phase(phase)));
        let (timer, milestone) = phases.into_iter().chain(words).min_by_key(|(timer, _)| *timer)?;
        Some((clock.at_timer(timer), milestone))
    }

    /// Enters a phase; what is said of it.
    pub(super) fn enter(&mut self, phase: Phase, plan: Plan) -> Option<Cue> {
        self.phase = Some(phase);
        match phase {
            _ if !plan.method.has(Feature::Milestones) => None,
            Phase::CoolDown => Some(Cue::quiet(CueKind::CoolDown)),
            Phase::Done => Some(Cue::aloud(CueKind::Done)),
            Phase::WarmUp | Phase::Steady => None,
        }
    }

    /// Says a word on the way, once.
    pub(super) fn say(&mut self, kind: CueKind) -> Cue {
        self.said.push(kind);
        if kind == CueKind::ThatIsEnough { Cue::aloud(kind) } else { Cue::quiet(kind) }
    }
}
