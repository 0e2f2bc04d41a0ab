//! The kinds of files that a run is written as, by their keys.

use crossterm::event::KeyCode;

/// A kind of file that a run is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportAs {
    /// FIT.
    Fit,
    /// TCX.
    Tcx,
    /// Comma-separated values.
    Csv,
    /// JSON.
    Json,
    /// A page for a browser.
    Page,
    /// A picture.
    Picture,
}

impl ExportAs {
    /// Each with its key and its word.
    pub const KEYS: [(char, &'static str, Self); 6] = [
        ('f', "FIT", Self::Fit),
        ('t', "TCX", Self::Tcx),
        ('c', "CSV", Self::Csv),
        ('j', "JSON", Self::Json),
        ('h', "HTML", Self::Page),
        ('s', "SVG", Self::Picture),
    ];

    /// The one of a key; none for any other.
    pub(super) fn of_key(code: KeyCode) -> Option<Self> {
        Self::KEYS.into_iter().find(|(letter, ..)| code == KeyCode::Char(*letter)).map(|(.., kind)| kind)
    }
}
