//! The help: the table of keys, below the number so that the run stays in sight.

use super::canvas::{Canvas, width as text_width};
use super::key_map::Bound;
use super::keys::Purpose;
use super::theme::Role;
use super::ui::Ui;

/// Columns of a key's name, as the table of keys comes; a runner's own can be longer.
const NAME: usize = 7;

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
    let name = NAME.max(1 + keys.iter().map(|bound| usize::from(text_width(bound.name()))).max().unwrap_or(0));
    // Lines are shown whole, or a word or two in their place.
    let wide: Vec<usize> = keys.chunks(column_rows).map(|keys| name + widest(keys, |bound| text_width(bound.key().line)) + 2).collect();
    let room = usize::from(canvas.width());
    let lines_fit = wide.iter().sum::<usize>() <= room + 2;
    let widths = if lines_fit { wide } else { vec![room / columns; columns] };
    if roomy {
        canvas.text(2, 0, "KEYS", theme.ink(Role::Strong));
        let last = canvas.height() - 1;
        let closes = format!("{} closes this. how you feel outranks the number.", ui.keys.name(Purpose::Help));
        canvas.text(2, last, &closes, theme.ink(Role::Quiet));
    }
    let margin = if roomy && !(columns > 1 && lines_fit) { 2 } else { 0 };
    for (i, bound) in keys.iter().enumerate() {
        let (column, row) = (i / column_rows, i % column_rows);
        let cell = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let from = margin + widths.iter().take(column).sum::<usize>();
        let mut place = canvas.part(cell(from), cell(first + row), cell(widths[column].saturating_sub(1)), 1);
        place.text(0, 0, bound.name(), theme.ink(Role::Strong));
        let says = if lines_fit { bound.key().line } else { bound.key().word };
        place.text(cell(name), 0, says, theme.ink(Role::Plain));
    }
}

fn widest(keys: &[&Bound], part: impl Fn(&Bound) -> u16) -> usize {
    keys.iter().map(|bound| usize::from(part(bound))).max().unwrap_or(0)
}
