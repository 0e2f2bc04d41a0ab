//! Numbers and words in large letters, where they are not the number of a run that goes on.

use ratatui::style::Style;

use super::block_font;
use super::canvas::Canvas;
use super::theme::Theme;

/// The fewest rows in which letters can be told apart.
pub(super) const LOWEST: u16 = block_font::HEIGHT;

/// The columns a text takes in letters of so many rows.
pub(super) fn columns(text: &str, _rows: u16, _theme: &Theme) -> u16 {
    block_font::columns(text).unwrap_or(0)
}

/// Draws a text in letters as high as the canvas; the column after it.
pub(super) fn draw(canvas: &mut Canvas<'_>, text: &str, theme: &Theme, style: Style) -> u16 {
    let rows = canvas.height();
    let (width, below) = (canvas.width(), rows.saturating_sub(LOWEST));
    block_font::draw(&mut canvas.part(0, below, width, LOWEST), 0, text, theme.unicode(), style);
    columns(text, rows, theme)
}
