//! The help: the table of keys, below the number so that the run stays in sight.

use super::canvas::{Canvas, width as text_width};
use super::keys::Purpose;
use super::theme::Role;
use super::ui::Ui;

/// Draws the help over a place.
pub(super) fn draw(canvas: &mut Canvas<'_>, ui: &Ui) {
    let theme = &ui.theme;
    canvas.fill(theme.paper());
    let mut keys: Vec<_> = ui.keys.counting(ui.playback.is_some()).collect();
    let rows = usize::from(canvas.height());
    // In a small window two columns are legible and three are not: what helps least there is left out. It is redrawn by resizing as well.
    for spared in [Purpose::Redraw, Purpose::Theme, Purpose::Suspend, Purpose::StopAtOnce] {
        if 2 * rows < keys.len() {
            keys.retain(|bound| bound.key().purpose != spared);
        }
    }
    let roomy = rows >= keys.len() + 4;
    let first = if roomy { 2 } else { 0 };
    let column_rows = rows.saturating_sub(first).max(1);
    let columns = keys.len().div_ceil(column_rows).max(1);
    let width = usize::from(canvas.width()) / columns;
    if roomy {
        canvas.text(2, 0, "KEYS", theme.ink(Role::Strong));
        let last = canvas.height() - 1;
        let closes = format!("{} closes this. how you feel outranks the number.", ui.keys.name(Purpose::Help));
        canvas.text(2, last, &closes, theme.ink(Role::Quiet));
    }
    let margin = if roomy { 2 } else { 0 };
    // A line is shown whole, or a word or two in its place.
    let lines_fit = keys.iter().all(|bound| usize::from(text_width(bound.key().line)) + 9 <= width);
    for (i, bound) in keys.iter().enumerate() {
        let key = bound.key();
        let (column, row) = (i / column_rows, i % column_rows);
        let cell = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let mut place = canvas.part(cell(margin + column * width), cell(first + row), cell(width.saturating_sub(1)), 1);
        place.text(0, 0, bound.name(), theme.ink(Role::Strong));
        let says = if lines_fit { key.line } else { key.word };
        place.text(8, 0, says, theme.ink(Role::Plain));
    }
}
