//! What a prompt that stands does to the screen: its ink, and how it goes.

use super::theme::Role;
use crate::session::{CueKind, Elapsed, RunState, RunView, Span};

/// After a prompt its frame takes so long to go (design choice): first the wash, then all rails but one column, then that.
const FALLS_FOR: Span = Span::from_ms(1500);
const THIN_FROM: Span = Span::from_ms(750);

/// The ink of a prompt, which the digits share; none for cues that ask nothing.
pub(super) fn prompt_ink(kind: CueKind) -> Option<Role> {
    match kind {
        CueKind::EaseOff => Some(Role::EaseOff),
        CueKind::SlowDown => Some(Role::SlowDown),
        CueKind::Walk => Some(Role::Walk),
        CueKind::Stop => Some(Role::Stop),
        _ => None,
    }
}

/// The prompt that stands, if one does.
pub(super) fn standing_prompt(run: &RunView<'_>) -> Option<CueKind> {
    let banner = run.banner.as_ref().filter(|_| run.state == RunState::Running)?;
    banner.cue.kind.is_prompt().then_some(banner.cue.kind)
}

/// What is left of a prompt that stands no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remnant {
    /// Its rails.
    Rails(CueKind),
    /// A column of them.
    ThinRails(CueKind),
}

/// The prompt that stands or stood last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LastPrompt {
    standing: Option<CueKind>,
    /// The one that went, and when.
    gone: Option<(CueKind, Elapsed)>,
}

impl LastPrompt {
    /// Takes in what stands at this moment.
    pub(super) fn observe(&mut self, run: &RunView<'_>) {
        let standing = standing_prompt(run);
        match (self.standing, standing) {
            (Some(kind), None) => self.gone = Some((kind, run.now)),
            (_, Some(_)) => self.gone = None,
            (None, None) => {}
        }
        self.standing = standing;
    }

    /// What is left of it.
    pub(super) fn remnant(&self, now: Elapsed) -> Option<Remnant> {
        let (kind, went) = self.gone.filter(|(kind, _)| matches!(kind, CueKind::SlowDown | CueKind::Walk))?;
        match now - went {
            since if since < THIN_FROM => Some(Remnant::Rails(kind)),
            since if since < FALLS_FOR => Some(Remnant::ThinRails(kind)),
            _ => None,
        }
    }

    /// When less is left of it.
    pub(super) fn next_step(&self, now: Elapsed) -> Option<Elapsed> {
        let (_, went) = self.gone?;
        [THIN_FROM, FALLS_FOR].map(|step| went + step).into_iter().find(|step| *step > now)
    }
}
