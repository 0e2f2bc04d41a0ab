//! The melodies of the cues, told apart by how many notes they have, where these lead and how low they are: a runner on a loud
//! treadmill hears the direction before the pitch.

use crate::session::{Cue, CueKind};

/// What is heard for a kind of cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Melody {
    /// One bright note: a question, or the end of the plan.
    Bright,
    /// Two notes up: what was asked for is done, or the strap is back.
    Up,
    /// A dull note twice: no heart rate to go by.
    Dull,
    /// Two notes down: ease off.
    TwoDown,
    /// Three notes down: slow down.
    ThreeDown,
    /// One long low note: walk.
    Low,
    /// The low note three times: stop.
    LowThrice,
}

/// A note, or silence where its frequency is zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Note {
    /// Hz.
    pub hz: f64,
    /// Length in milliseconds.
    pub ms: u32,
    /// Strengths of the first four partials: many make it bright, one makes it dull.
    pub partials: [f64; 4],
}

// Pitches of equal temperament with A4 = 440 Hz. All but the low ones lie between 600 and 1400 Hz, where small speakers are loud and a
// treadmill's motor and belt are not; the low ones carry partials up there (design choice).
const E6: f64 = 1318.51;
const B5: f64 = 987.77;
const G5: f64 = 783.99;
const E5: f64 = 659.26;
const E4: f64 = 329.63;
const B3: f64 = 246.94;

const CLEAR: [f64; 4] = [1.0, 0.45, 0.2, 0.08];
const RICH: [f64; 4] = [1.0, 0.8, 0.6, 0.45];
const PLAIN: [f64; 4] = [1.0, 0.25, 0.0, 0.0];

const fn note(hz: f64, ms: u32, partials: [f64; 4]) -> Note {
    Note { hz, ms, partials }
}

const fn rest(ms: u32) -> Note {
    note(0.0, ms, [0.0; 4])
}

const BRIGHT: [Note; 1] = [note(E6, 380, CLEAR)];
const UP: [Note; 2] = [note(G5, 170, CLEAR), note(B5, 260, CLEAR)];
const DULL: [Note; 3] = [note(B3, 190, PLAIN), rest(170), note(B3, 190, PLAIN)];
const TWO_DOWN: [Note; 2] = [note(B5, 210, CLEAR), note(G5, 300, CLEAR)];
const THREE_DOWN: [Note; 3] = [note(B5, 190, CLEAR), note(G5, 190, CLEAR), note(E5, 320, CLEAR)];
const LOW: [Note; 1] = [note(E4, 1100, RICH)];
const LOW_THRICE: [Note; 5] = [note(E4, 420, RICH), rest(90), note(E4, 420, RICH), rest(90), note(E4, 420, RICH)];

impl Melody {
    /// Every melody, the least urgent first: of two at once the later one of this list is heard.
    pub const ALL: [Self; 7] = [Self::Bright, Self::Up, Self::Dull, Self::TwoDown, Self::ThreeDown, Self::Low, Self::LowThrice];

    /// The notes.
    pub fn notes(self) -> &'static [Note] {
        match self {
            Self::Bright => &BRIGHT,
            Self::Up => &UP,
            Self::Dull => &DULL,
            Self::TwoDown => &TWO_DOWN,
            Self::ThreeDown => &THREE_DOWN,
            Self::Low => &LOW,
            Self::LowThrice => &LOW_THRICE,
        }
    }

    /// How it is described to whoever wants to recognise it.
    pub fn described(self) -> &'static str {
        match self {
            Self::Bright => "one bright note",
            Self::Up => "two notes up",
            Self::Dull => "a dull note, twice",
            Self::TwoDown => "two notes down",
            Self::ThreeDown => "three notes down",
            Self::Low => "one long low note",
            Self::LowThrice => "a long low note, three times",
        }
    }

    /// Its name in file names.
    pub fn word(self) -> &'static str {
        match self {
            Self::Bright => "bright",
            Self::Up => "up",
            Self::Dull => "dull",
            Self::TwoDown => "two-down",
            Self::ThreeDown => "three-down",
            Self::Low => "low",
            Self::LowThrice => "low-thrice",
        }
    }

    /// The melody of a kind of cue; none for those that are only shown.
    pub fn of(kind: CueKind) -> Option<Self> {
        match kind {
            CueKind::EaseOff => Some(Self::TwoDown),
            CueKind::SlowDown => Some(Self::ThreeDown),
            CueKind::Walk | CueKind::BeltWalks => Some(Self::Low),
            CueKind::Stop => Some(Self::LowThrice),
            CueKind::Settled | CueKind::SignalBack => Some(Self::Up),
            CueKind::SignalLost | CueKind::CheckStrap | CueKind::BeltYours => Some(Self::Dull),
            CueKind::TalkTest | CueKind::Done | CueKind::ThatIsEnough => Some(Self::Bright),
            CueKind::Rising
            | CueKind::StartSlower
            | CueKind::Form
            | CueKind::Halfway
            | CueKind::EnoughIsFine
            | CueKind::LastFive
            | CueKind::CoolDown
            | CueKind::BeltStands
            | CueKind::BeltMoves => None,
        }
    }
}

/// Whether a cue is heard. The coach decides on its prompts and the plan's ends one by one (a prompt said often enough falls
/// silent); an answer to a prompt, a lost strap and the talk test are heard whenever they come.
pub fn is_heard(cue: &Cue) -> bool {
    match cue.kind {
        CueKind::Settled | CueKind::SignalLost | CueKind::SignalBack | CueKind::CheckStrap | CueKind::TalkTest => true,
        kind => cue.audible && Melody::of(kind).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sounding(melody: Melody) -> Vec<f64> {
        melody.notes().iter().map(|note| note.hz).filter(|hz| *hz > 0.0).collect()
    }

    #[test]
    fn the_melodies_are_told_apart_by_direction_number_and_depth() {
        let falls = |melody| sounding(melody).windows(2).all(|pair| pair[1] < pair[0]);
        assert!(falls(Melody::TwoDown) && sounding(Melody::TwoDown).len() == 2);
        assert!(falls(Melody::ThreeDown) && sounding(Melody::ThreeDown).len() == 3);
        let [low, high] = sounding(Melody::Up)[..] else { panic!("two notes") };
        assert!(low < high);
        assert!(sounding(Melody::Low)[0] < 400.0 && sounding(Melody::Dull)[0] < 300.0 && sounding(Melody::Bright)[0] > 1200.0);
        for one in Melody::ALL {
            let length: u32 = one.notes().iter().map(|note| note.ms).sum();
            assert!((300..=1500).contains(&length), "{one:?} lasts {length} ms");
            assert!(Melody::ALL.iter().all(|other| one == *other || one.notes() != other.notes()));
        }
    }

    #[test]
    fn what_asks_for_more_slowing_is_more_urgent() {
        let of = |kind| Melody::of(kind).unwrap();
        assert!(of(CueKind::Settled) < of(CueKind::SignalLost) && of(CueKind::SignalLost) < of(CueKind::EaseOff));
        assert!(of(CueKind::EaseOff) < of(CueKind::SlowDown) && of(CueKind::SlowDown) < of(CueKind::Walk));
        assert!(of(CueKind::Walk) < of(CueKind::Stop));
    }

    #[test]
    fn a_prompt_that_the_coach_keeps_silent_is_not_heard_and_hints_never_are() {
        assert!(is_heard(&Cue::aloud(CueKind::SlowDown)) && !is_heard(&Cue::quiet(CueKind::SlowDown)));
        assert!(is_heard(&Cue::quiet(CueKind::Settled)) && is_heard(&Cue::quiet(CueKind::TalkTest)));
        assert!(!is_heard(&Cue::aloud(CueKind::Rising)) && !is_heard(&Cue::quiet(CueKind::Form)));
    }
}
