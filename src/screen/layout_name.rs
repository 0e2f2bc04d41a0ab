//! The layouts by their names.

/// The layouts of a run's screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// The number, a word and the bar, as large as they get.
    Far,
    /// The number, the place that speaks, the bar and the chart.
    #[default]
    Balanced,
    /// Everything that is known, small.
    Detail,
}

impl Layout {
    /// Every layout, in the order in which the key goes through them.
    pub const ALL: [Self; 3] = [Self::Far, Self::Balanced, Self::Detail];

    /// Its word on the command line and in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Far => "far",
            Self::Balanced => "balanced",
            Self::Detail => "detail",
        }
    }

    /// The layout of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layout| layout.word() == word)
    }

    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Far => Self::Balanced,
            Self::Balanced => Self::Detail,
            Self::Detail => Self::Far,
        }
    }
}
