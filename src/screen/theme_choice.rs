//! The themes by name, and which of them the runner chose.

use super::palette::Palette;

/// Which colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThemeName {
    /// Dark or light, as the terminal's background is.
    #[default]
    Auto,
    /// For a dark background.
    Dark,
    /// For a light background.
    Light,
    /// White and bright colours on black.
    HighContrast,
    /// No colour.
    Plain,
    /// The runner's own; without one it is `Auto`.
    Own,
}

/// The colours that the runner chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ThemeChoice {
    /// Which.
    pub name: ThemeName,
    /// The runner's own, where there are some.
    pub own: Option<Palette>,
    /// On the kernel's console, its palette with our sixteen colours.
    pub console_palette: bool,
}

impl From<ThemeName> for ThemeChoice {
    fn from(name: ThemeName) -> Self {
        Self { name, ..Self::default() }
    }
}

impl ThemeName {
    /// Every name that comes along, in the order in which the key goes through them.
    pub const ALL: [Self; 5] = [Self::Auto, Self::Dark, Self::Light, Self::HighContrast, Self::Plain];

    /// Its word on the command line and in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Dark => "dark",
            Self::Light => "light",
            Self::HighContrast => "high-contrast",
            Self::Plain => "plain",
            Self::Own => "own",
        }
    }

    /// The name of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.word() == word)
    }
}
