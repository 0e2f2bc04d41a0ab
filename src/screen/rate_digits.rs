//! A ceiling in large digits on the screens before the run.

use ratatui::style::Style;

use super::canvas::Canvas;
use super::lettering::{DigitFace, Weight};
use super::theme::Theme;

/// Draws a rate on a canvas, in digits as high as the canvas, or as text where there is no room for those; the column after it.
pub(super) fn draw(canvas: &mut Canvas<'_>, rate: f64, theme: &Theme, style: Style) -> u16 {
    let whole = rate.floor().max(0.0) as u16;
    let rows = canvas.height();
    if rows >= DigitFace::lowest_rows(theme.charset()) {
        let face = DigitFace::of_rows(rows, theme.charset());
        if face.columns() <= canvas.width() {
            face.draw(canvas, Some(whole), if theme.is_light() { Weight::FullOnLight } else { Weight::Full }, style);
            return face.columns();
        }
    }
    canvas.text(0, rows / 2, &whole.to_string(), style)
}
