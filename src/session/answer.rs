//! What the runner tells of the run: the answer to a talk test, and how hard the run was.

/// The answer to a talk test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Talk {
    /// Full sentences come easily.
    Yes,
    /// With breaks between: already too hard for a recovery run, whatever the heart rate.
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

    /// By how many bpm it lowers the ceiling for the rest of the run (design choice).
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effort_lies_between_one_and_ten() {
        assert_eq!([0, 1, 10, 11].map(|rating| Effort::new(rating).is_some()), [false, true, true, false]);
    }
}
