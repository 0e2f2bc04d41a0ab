//! What the session says: cues for the runner and notices of everything that changed.

use super::event::{DeviceRole, Link, Motion};
use super::hold::HoldChange;
use super::plan::Phase;
use super::signal::Signal;
use super::time::{Elapsed, Span};
use super::units::Units;
use super::wording::{self, Words};
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
    /// `hold` has let go of the belt, or cannot hold it.
    BeltYours,
    /// `hold` takes the belt down to a walk.
    BeltWalks,
    /// The belt stands, and the timer with it.
    BeltStands,
    /// It moves again.
    BeltMoves,
}

impl CueKind {
    /// Every kind.
    pub const ALL: [Self; 22] = [
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
        Self::BeltYours,
        Self::BeltWalks,
        Self::BeltStands,
        Self::BeltMoves,
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
            Self::BeltYours => "belt-yours",
            Self::BeltWalks => "belt-walks",
            Self::BeltStands => "belt-stands",
            Self::BeltMoves => "belt-moves",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What the runner reads: at most six words, calm.
    pub fn words(self) -> Words {
        match self {
            Self::Rising => wording::RISING,
            Self::EaseOff => wording::EASE_OFF,
            Self::SlowDown => wording::SLOW_DOWN,
            Self::Walk => wording::WALK,
            Self::Settled => wording::SETTLED,
            Self::Stop => wording::STOP,
            Self::SignalLost => wording::SIGNAL_LOST,
            Self::SignalBack => wording::SIGNAL_BACK,
            Self::CheckStrap => wording::CHECK_STRAP,
            Self::StartSlower => wording::START_SLOWER,
            Self::TalkTest => wording::TALK_TEST,
            Self::Form => wording::FORM[0],
            Self::Halfway => wording::HALFWAY,
            Self::LastFive => wording::LAST_FIVE,
            Self::EnoughIsFine => wording::ENOUGH_IS_FINE,
            Self::CoolDown => wording::COOL_DOWN,
            Self::Done => wording::DONE,
            Self::ThatIsEnough => wording::THAT_IS_ENOUGH,
            Self::BeltYours => wording::BELT_YOURS,
            Self::BeltWalks => wording::BELT_WALKS,
            Self::BeltStands => wording::BELT_STANDS,
            Self::BeltMoves => wording::BELT_MOVES,
        }
    }

    /// All of its words in one line.
    pub fn text(self) -> &'static str {
        self.words().text
    }

    /// What it is about.
    pub fn family(self) -> CueFamily {
        match self {
            Self::Rising => CueFamily::Hint,
            Self::EaseOff | Self::SlowDown | Self::Walk | Self::Stop => CueFamily::Prompt,
            Self::Settled => CueFamily::Settled,
            Self::SignalLost | Self::SignalBack | Self::CheckStrap => CueFamily::Signal,
            Self::StartSlower | Self::TalkTest | Self::Form => CueFamily::Method,
            Self::Halfway | Self::EnoughIsFine | Self::LastFive | Self::CoolDown | Self::Done | Self::ThatIsEnough => CueFamily::Plan,
            Self::BeltYours | Self::BeltWalks | Self::BeltStands | Self::BeltMoves => CueFamily::Belt,
        }
    }

    /// Whether it asks the runner to go easier. No kind asks to go harder.
    pub fn is_prompt(self) -> bool {
        self.family() == CueFamily::Prompt
    }
}

/// What a cue is about. Whoever treats the kinds of one family alike asks for the family, so that a new kind need not be
/// added to every list of kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CueFamily {
    /// The ceiling is near: an arrow, no words.
    Hint,
    /// The runner is asked to go easier.
    Prompt,
    /// What was asked for is done.
    Settled,
    /// The strap and its signal.
    Signal,
    /// The method beside the coach: the slow start, the talk test, form.
    Method,
    /// The plan: its milestones and its end.
    Plan,
    /// The belt: what it does by itself, and whose it is.
    Belt,
}

/// Something said to the runner.
#[derive(Debug, Clone, PartialEq)]
pub struct Cue {
    /// Which.
    pub kind: CueKind,
    /// In words, at most six.
    pub text: &'static str,
    /// The first of them, which are shown large.
    pub head: &'static str,
    /// The rest; empty where the head says all.
    pub rest: &'static str,
    /// Whether it may make a sound.
    pub audible: bool,
    /// How much slower would do, in km/h, where that can be said.
    pub slower_kmh: Option<f64>,
    /// The speed to set in km/h, where the belt's is known and how much slower would do.
    pub target_kmh: Option<f64>,
    /// The belt's speed in km/h when it was said, where it is known.
    pub belt_kmh: Option<f64>,
}

/// How long a cue that asks nothing stays on the screen (design choice).
const PASSING: Span = Span::from_secs(8);
/// How long a cue about the plan, the strap or the running stays (design choice).
const LASTING: Span = Span::from_secs(20);
/// How long the question of the talk test stays (design choice): it takes 20 to 29 s of speech to answer.
const QUESTION: Span = Span::from_secs(60);

impl Cue {
    /// How long it stays on the screen by itself; a prompt and what is wrong stand as long as they hold.
    pub(super) fn stays(&self) -> Span {
        match self.kind.family() {
            CueFamily::Hint | CueFamily::Prompt => Span::ZERO,
            CueFamily::Settled => PASSING,
            CueFamily::Signal if self.kind == CueKind::SignalBack => PASSING,
            CueFamily::Method if self.kind == CueKind::TalkTest => QUESTION,
            CueFamily::Belt if self.kind == CueKind::BeltMoves => PASSING,
            CueFamily::Signal | CueFamily::Method | CueFamily::Plan | CueFamily::Belt => LASTING,
        }
    }

    /// What the belt is at and what to set it to, as in "8.2 -> 7.6 km/h", in the belt's own unit; none where there is no speed to set.
    pub fn setting(&self) -> Option<String> {
        self.setting_in(Units::Auto)
    }

    /// The same in the runner's unit.
    pub fn setting_in(&self, units: Units) -> Option<String> {
        self.belt_kmh.zip(self.target_kmh).map(|(from, to)| units.setting(from, to))
    }

    /// A cue on the screen.
    pub fn quiet(kind: CueKind) -> Self {
        let Words { text, head, rest } = kind.words();
        Self { kind, text, head, rest, audible: false, slower_kmh: None, target_kmh: None, belt_kmh: None }
    }

    /// A cue that may make a sound.
    pub fn aloud(kind: CueKind) -> Self {
        Self { audible: true, ..Self::quiet(kind) }
    }

    /// The same cue in other words.
    pub(super) fn saying(self, Words { text, head, rest }: Words) -> Self {
        Self { text, head, rest, ..self }
    }
}

/// What changed.
#[derive(Debug, Clone, PartialEq)]
pub enum NoticeKind {
    /// A measurement came. Last of all that it caused.
    Sample {
        /// The rate, where it is one.
        bpm: Option<Bpm>,
        /// The rate as it was sent, in bpm: also where it is none that a heart has.
        sent: u16,
        /// Its zone.
        zone: Option<Zone>,
        /// The beats it brought.
        rr: Vec<RrInterval>,
        /// Whether to believe it.
        signal: Signal,
        /// How belt and runner move, where that is known.
        motion: Motion,
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
    Slept(Span),
    /// Something is said.
    Cue(Cue),
    /// What `hold` does changed.
    Hold(HoldChange),
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
    use crate::session::speed_unit::MILE_KMH;

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

    #[test]
    fn a_speed_to_set_is_told_in_the_belts_own_unit() {
        let cue = |belt: f64, target: f64| Cue { belt_kmh: Some(belt), target_kmh: Some(target), ..Cue::aloud(CueKind::EaseOff) };
        assert_eq!(cue(8.2, 7.6).setting().as_deref(), Some("8.2 -> 7.6 km/h"));
        assert_eq!(cue(5.2 * MILE_KMH, 4.8 * MILE_KMH).setting().as_deref(), Some("5.2 -> 4.8 mph"));
        assert_eq!(Cue::aloud(CueKind::EaseOff).setting(), None);
    }

    #[test]
    fn the_head_of_a_cue_and_its_rest_are_its_text() {
        for words in CueKind::ALL.map(CueKind::words).into_iter().chain(wording::FORM).chain([
            wording::TOLD_ENOUGH,
            wording::NEVER_CAME,
            wording::TOO_SELDOM,
        ]) {
            assert!(words.text.starts_with(words.head) && words.text.ends_with(words.rest), "{words:?}");
            assert_eq!(words.text == words.head, words.rest.is_empty(), "{words:?}");
        }
        for kind in CueKind::ALL.into_iter().filter(|kind| kind.is_prompt()) {
            assert!(kind.words().head.split(' ').count() <= 3, "{kind:?}");
        }
    }
}
