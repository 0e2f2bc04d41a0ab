//! Numbers and words in large letters, where they are not the number of a run that goes on.

use ratatui::style::Style;

use super::canvas::{Canvas, width};
use super::lettering::WordFace;
use super::theme::{Role, Theme};

/// The columns a text takes in letters of so many rows; as plain text where they cannot be told apart in so few.
pub(super) fn columns(text: &str, rows: u16, theme: &Theme) -> u16 {
    face(rows, theme).and_then(|face| face.columns(text)).unwrap_or_else(|| width(text))
}

/// Whether letters of so many rows can be told apart.
pub(super) fn is_drawn(rows: u16, theme: &Theme) -> bool {
    face(rows, theme).is_some()
}

/// Draws a text in letters as high as the canvas, else in its last row; the column after it.
pub(super) fn draw(canvas: &mut Canvas<'_>, text: &str, theme: &Theme, style: Style) -> u16 {
    let rows = canvas.height();
    match face(rows, theme).filter(|face| face.columns(text).is_some()) {
        Some(face) => face.draw(canvas, 0, 0, text, style),
        None => canvas.text(0, rows.saturating_sub(1), text, style.patch(theme.ink(Role::Strong))),
    }
}

fn face(rows: u16, theme: &Theme) -> Option<WordFace> {
    let charset = theme.charset();
    (rows >= WordFace::lowest_rows(charset)).then(|| WordFace::of_rows(rows, charset))
}
