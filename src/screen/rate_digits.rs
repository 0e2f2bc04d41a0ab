//! A ceiling in large digits on the screens before the run.

use ratatui::style::Style;

use super::big_digits::{Face, Freshness};
use super::block_font;
use super::canvas::Canvas;
use super::theme::Theme;

/// Draws a rate on a canvas: in digits five or three rows high, or as text where there is no room for those. The column after it.
pub(super) fn draw(canvas: &mut Canvas<'_>, rate: f64, theme: &Theme, style: Style) -> u16 {
    let whole = rate.floor();
    let text = format!("{whole:.0}");
    if canvas.height() >= 5
        && let Some(face) = Face::fitting(canvas.width(), 5)
    {
        let number = (0.0..=255.0).contains(&whole).then_some(whole as u8);
        face.draw(canvas, number, Freshness::Alive, theme, style);
        return face.columns();
    }
    if !theme.unicode() {
        return canvas.text(0, canvas.height() / 2, &text, style);
    }
    if canvas.height() >= block_font::HEIGHT {
        return block_font::draw(canvas, 0, &text, theme.unicode(), style);
    }
    canvas.text(0, 0, &text, style)
}
