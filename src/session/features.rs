//! The parts of the recovery-run method beside the coach, each of which can be left out.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A part of the method, each of which can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}
