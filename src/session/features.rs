//! The recovery-run method beside the coach: its parts, the talk test, form cues and the rating of effort. Knows no screen.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Elapsed;

/// A part of the method, each of which can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Feature {
    /// The question before the run: fresh, heavy or wrecked legs.
    CheckIn,
    /// A ceiling that rises from the top of zone 1 to the plan's while warming up.
    WarmUp,
    /// The talk test after 8, 18 and 28 minutes.
    TalkTest,
    /// A form cue every five minutes.
    Form,
    /// Halfway, the last five minutes, cooling down, done, enough.
    Milestones,
    /// After the run: how the rate recovers, the effort, water and food.
    Afterwards,
}

impl Feature {
    /// Every part.
    pub const ALL: [Self; 6] = [Self::CheckIn, Self::WarmUp, Self::TalkTest, Self::Form, Self::Milestones, Self::Afterwards];

    /// The word in flags, configuration and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::CheckIn => "check-in",
            Self::WarmUp => "warm-up",
            Self::TalkTest => "talk-test",
            Self::Form => "form",
            Self::Milestones => "milestones",
            Self::Afterwards => "afterwards",
        }
    }

    /// The part of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.word() == word)
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The parts of the method that a run follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Features(u8);

impl Features {
    /// Nothing but the coach.
    pub const NONE: Self = Self(0);
    /// What a recording is played with that was made without the method: a watch asked nobody to talk.
    pub const PLAIN: Self = Self(1 << Feature::Milestones as u8);
    /// All of it.
    pub const WHOLE: Self = Self((1 << Feature::ALL.len()) - 1);

    /// Whether a part belongs to it.
    pub fn has(self, part: Feature) -> bool {
        self.0 & part.bit() != 0
    }

    /// The same without some parts.
    #[must_use]
    pub fn without(self, parts: &[Feature]) -> Self {
        Self(parts.iter().fold(self.0, |bits, part| bits & !part.bit()))
    }

    /// Its parts.
    pub fn parts(self) -> impl Iterator<Item = Feature> {
        Feature::ALL.into_iter().filter(move |part| self.has(*part))
    }
}

impl Default for Features {
    fn default() -> Self {
        Self::PLAIN
    }
}

impl Serialize for Features {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.parts().map(Feature::word))
    }
}

impl<'de> Deserialize<'de> for Features {
    /// Words that are not known are a later program's and are passed over.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let words = Vec::<String>::deserialize(from)?;
        Ok(Self(words.iter().filter_map(|word| Feature::from_word(word)).fold(0, |bits, part| bits | part.bit())))
    }
}

/// The answer to the talk test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Talk {
    /// Full sentences come easily.
    Yes,
    /// With breaths between: already too hard for a recovery run, whatever the heart says.
    JustAbout,
    /// They do not.
    No,
}

impl Talk {
    /// Every answer.
    pub const ALL: [Self; 3] = [Self::Yes, Self::JustAbout, Self::No];

    /// The word in lines and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::JustAbout => "just-about",
            Self::No => "no",
        }
    }

    /// The answer of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|talk| talk.word() == word)
    }

    /// By how many bpm it lowers the ceiling for the rest of the run (D).
    pub fn tightens(self) -> f64 {
        match self {
            Self::Yes => 0.0,
            Self::JustAbout => 3.0,
            Self::No => 6.0,
        }
    }
}

/// What the runner tells of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Whether talking is easy.
    Talk(Talk),
    /// How hard the run was, from 1 (very easy) to 10 (all out), as in Foster's session rating (CR-10).
    Effort(Effort),
}

/// A rating of effort, 1 to 10.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Effort(u8);

impl Effort {
    /// A rating from 1 to 10.
    pub fn new(rating: u8) -> Option<Self> {
        (1..=10).contains(&rating).then_some(Self(rating))
    }

    /// The number.
    pub fn rating(self) -> u8 {
        self.0
    }
}

/// A talk test of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TalkTest {
    /// When it was asked.
    pub at: Elapsed,
    /// What was answered; none when nobody did.
    pub answer: Option<Talk>,
}

/// When the talk test is asked, on the timer (D): 20 to 29 s of speech tell more than 10 s, and the first minutes tell
/// nothing.
pub(super) const TALK_TESTS: [Elapsed; 3] = [Elapsed::from_secs(8 * 60), Elapsed::from_secs(18 * 60), Elapsed::from_secs(28 * 60)];
/// A question that had to wait for longer, since a prompt stood, is dropped.
pub(super) const TALK_WAITS: Elapsed = Elapsed::from_secs(300);
/// So long the question stands on the screen.
pub(super) const TALK_STANDS: Elapsed = Elapsed::from_secs(60);
/// So long it can be answered, and the answer be changed.
pub(super) const TALK_OPEN: Elapsed = Elapsed::from_secs(120);
/// Lower than this the ceiling is not brought by answers, in bpm under the plan's: below it is walking (D).
pub(super) const TIGHTENS_AT_MOST: f64 = 12.0;

/// One at a time, in turn (D).
pub(super) const FORM: [&str; 6] =
    ["run tall", "soft shoulders", "short quiet steps", "relaxed hands", "breathe easily", "look ahead, not down"];
/// The first comes so long after warming up.
pub(super) const FORM_FIRST: Elapsed = Elapsed::from_secs(90);
/// And they lie at least so far apart on the timer.
pub(super) const FORM_APART: Elapsed = Elapsed::from_secs(300);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_is_written_as_its_parts_and_read_back() {
        let method = Features::WHOLE.without(&[Feature::Form, Feature::CheckIn]);
        let written = serde_json::to_string(&method).unwrap();
        assert_eq!(written, r#"["warm-up","talk-test","milestones","afterwards"]"#);
        assert_eq!(serde_json::from_str::<Features>(&written).unwrap(), method);
        assert_eq!(serde_json::from_str::<Features>(r#"["milestones","dancing"]"#).unwrap(), Features::PLAIN);
        assert!(Feature::ALL.iter().all(|part| Feature::from_word(part.word()) == Some(*part)));
    }

    #[test]
    fn an_effort_lies_between_one_and_ten() {
        assert_eq!([0, 1, 10, 11].map(|rating| Effort::new(rating).is_some()), [false, true, true, false]);
    }

    #[test]
    fn a_form_cue_has_at_most_four_words() {
        assert!(FORM.iter().all(|text| text.split(' ').count() <= 4));
    }
}
