//! What the session says: cues for the runner and notices of everything that changed. Knows no way to say them.

use super::features::{FORM, TALK_STANDS};
use super::{DeviceRole, Elapsed, Link, Phase, signal::Signal};
use crate::heart::{Bpm, RrInterval, Zone};

/// The kinds of cue, each with its word in lines and files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CueKind {
    /// The rate is heading for the ceiling: an arrow on the screen, nothing more.
    Rising,
    /// First prompt above the ceiling.
    EaseOff,
    /// Second prompt, or the first when it is far above.
    SlowDown,
    /// Third prompt, or zone 4.
    Walk,
    /// Back under the ceiling after a prompt.
    Settled,
    /// Near the maximal rate.
    Stop,
    /// No rate for half a minute.
    SignalLost,
    /// A rate again after that.
    SignalBack,
    /// The rate cannot be believed, or never came.
    CheckStrap,
    /// Warming up faster than the rising ceiling allows: on the screen only.
    StartSlower,
    /// Whether one could talk.
    TalkTest,
    /// One thing to think of in running.
    Form,
    /// Half of the plan.
    Halfway,
    /// Twenty minutes are enough for a recovery run.
    EnoughIsFine,
    /// Five minutes before the planned end.
    LastFive,
    /// The last tenth of the plan.
    CoolDown,
    /// The planned end.
    Done,
    /// Forty minutes are the most.
    ThatIsEnough,
}

impl CueKind {
    /// Every kind.
    pub const ALL: [Self; 18] = [
        Self::Rising,
        Self::EaseOff,
        Self::SlowDown,
        Self::Walk,
        Self::Settled,
        Self::Stop,
        Self::SignalLost,
        Self::SignalBack,
        Self::CheckStrap,
        Self::StartSlower,
        Self::TalkTest,
        Self::Form,
        Self::Halfway,
        Self::EnoughIsFine,
        Self::LastFive,
        Self::CoolDown,
        Self::Done,
        Self::ThatIsEnough,
    ];

    /// The word in lines and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Rising => "rising",
            Self::EaseOff => "ease-off",
            Self::SlowDown => "slow-down",
            Self::Walk => "walk",
            Self::Settled => "settled",
            Self::Stop => "stop",
            Self::SignalLost => "signal-lost",
            Self::SignalBack => "signal-back",
            Self::CheckStrap => "check-strap",
            Self::StartSlower => "start-slower",
            Self::TalkTest => "talk-test",
            Self::Form => "form",
            Self::Halfway => "halfway",
            Self::LastFive => "last-five",
            Self::EnoughIsFine => "enough-is-fine",
            Self::CoolDown => "cool-down",
            Self::Done => "done",
            Self::ThatIsEnough => "that-is-enough",
        }
    }

    /// What the runner reads: at most six words, calm.
    pub fn text(self) -> &'static str {
        match self {
            Self::Rising => "creeping up",
            Self::EaseOff => "ease off",
            Self::SlowDown => "slow down",
            Self::Walk => "walk for a minute or two",
            Self::Settled => "that's it",
            Self::Stop => "stop gently. unwell? get help",
            Self::SignalLost => "no heart rate from the strap",
            Self::SignalBack => "heart rate is back",
            Self::CheckStrap => "check the strap",
            Self::StartSlower => "start slower",
            Self::TalkTest => "could you chat?",
            Self::Form => FORM[0],
            Self::Halfway => "halfway",
            Self::LastFive => "last five minutes",
            Self::EnoughIsFine => "20 minutes: enough is fine",
            Self::CoolDown => "cool down: slower still",
            Self::Done => "done. well run",
            Self::ThatIsEnough => "40 minutes: that is enough",
        }
    }

    /// Whether it asks the runner to go easier. No kind asks to go harder.
    pub fn is_prompt(self) -> bool {
        matches!(self, Self::EaseOff | Self::SlowDown | Self::Walk | Self::Stop)
    }
}

/// Something said to the runner.
#[derive(Debug, Clone, PartialEq)]
pub struct Cue {
    /// Which.
    pub kind: CueKind,
    /// In words, at most six.
    pub text: &'static str,
    /// Whether it may make a sound.
    pub audible: bool,
    /// How much slower would do, in km/h, where that can be said.
    pub slower_kmh: Option<f64>,
}

/// How long a word that asks nothing stays on the screen.
const PASSING: Elapsed = Elapsed::from_secs(8);
/// How long a word about the plan, the strap or the running stays.
const LASTING: Elapsed = Elapsed::from_secs(20);

impl Cue {
    /// How long it stays on the screen by itself; a prompt and what is wrong stand as long as they hold.
    pub(super) fn stays(&self) -> Elapsed {
        match self.kind {
            CueKind::Settled | CueKind::SignalBack => PASSING,
            CueKind::StartSlower
            | CueKind::Form
            | CueKind::Halfway
            | CueKind::EnoughIsFine
            | CueKind::LastFive
            | CueKind::CoolDown
            | CueKind::Done
            | CueKind::ThatIsEnough
            | CueKind::SignalLost
            | CueKind::CheckStrap => LASTING,
            CueKind::TalkTest => TALK_STANDS,
            CueKind::Rising | CueKind::EaseOff | CueKind::SlowDown | CueKind::Walk | CueKind::Stop => Elapsed::ZERO,
        }
    }

    /// A cue for the eye.
    pub(super) fn quiet(kind: CueKind) -> Self {
        Self { kind, text: kind.text(), audible: false, slower_kmh: None }
    }

    /// A cue for eye and ear.
    pub(super) fn aloud(kind: CueKind) -> Self {
        Self { audible: true, ..Self::quiet(kind) }
    }
}

/// What changed.
#[derive(Debug, Clone, PartialEq)]
pub enum NoticeKind {
    /// A measurement came. Last of all that it caused.
    Sample {
        /// The rate, where it is one.
        bpm: Option<Bpm>,
        /// Its zone.
        zone: Option<Zone>,
        /// The beats it brought.
        rr: Vec<RrInterval>,
        /// Whether to believe it.
        signal: Signal,
    },
    /// The shown zone changed.
    Zone {
        /// The zone before.
        from: Zone,
        /// The zone now.
        to: Zone,
    },
    /// A phase began.
    Phase(Phase),
    /// The link to a device changed.
    Link {
        /// The device.
        device: DeviceRole,
        /// Its link now.
        link: Link,
    },
    /// The computer was suspended, or the process stopped, for this long.
    Slept(Elapsed),
    /// Something is said.
    Cue(Cue),
}

/// Something that changed, with the time at which it did.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// When.
    pub at: Elapsed,
    /// What.
    pub kind: NoticeKind,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_longer_than_six_words_or_asks_for_more_speed() {
        for kind in CueKind::ALL {
            let text = kind.text();
            assert!(text.split_whitespace().count() <= 6, "{text}");
            for word in ["speed up", "faster", "push", "harder"] {
                assert!(!text.contains(word), "{text}");
            }
        }
    }
}
