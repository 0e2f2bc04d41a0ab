//! The help: the table of keys, below the number so that the run stays in sight.

use super::canvas::Canvas;
use super::keys::{Purpose, counting};
use super::theme::Role;
use super::ui::Ui;

/// Draws the help over a place.
pub(super) fn draw(canvas: &mut Canvas<'_>, ui: &Ui) {
    let theme = &ui.theme;
    canvas.fill(theme.paper());
    let mut keys: Vec<_> = counting(ui.playback.is_some()).collect();
    let rows = usize::from(canvas.height());
    // In a small window two columns are legible and three are not: what helps least there is left out. It is redrawn by resizing as well.
    for spared in [Purpose::Redraw, Purpose::Theme, Purpose::Suspend, Purpose::StopAtOnce] {
        if 2 * rows < keys.len() {
            keys.retain(|key| key.purpose != spared);
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
        canvas.text(2, last, "? closes this. how you feel outranks the number.", theme.ink(Role::Quiet));
    }
    let margin = if roomy { 2 } else { 0 };
    for (i, key) in keys.iter().enumerate() {
        let (column, row) = (i / column_rows, i % column_rows);
        let cell = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let mut place = canvas.part(cell(margin + column * width), cell(first + row), cell(width.saturating_sub(1)), 1);
        place.text(0, 0, key.name, theme.ink(Role::Strong));
        let says = if width < 40 { key.word } else { key.line };
        place.text(8, 0, says, theme.ink(Role::Plain));
    }
}
