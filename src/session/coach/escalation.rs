//! How far the coach goes in asking, and the cue that each step stands for.

use crate::session::cue::CueKind;

/// How far the coach has gone in asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Escalation {
    /// Nothing is asked.
    #[default]
    None,
    /// "ease off" stands.
    EaseOff,
    /// "slow down" stands.
    SlowDown,
    /// "walk" stands.
    Walk,
    /// "stop gently" stands.
    Stop,
}

impl Escalation {
    /// The cue that stands.
    pub fn cue(self) -> Option<CueKind> {
        match self {
            Self::None => None,
            Self::EaseOff => Some(CueKind::EaseOff),
            Self::SlowDown => Some(CueKind::SlowDown),
            Self::Walk => Some(CueKind::Walk),
            Self::Stop => Some(CueKind::Stop),
        }
    }
}
