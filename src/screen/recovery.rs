//! How the heart rate comes down after the run: by how much so far, and a bar that fills once in the minute that counts.

use super::canvas::Canvas;
use super::figures::signed;
use super::large;
use super::theme::{Role, Theme};
use crate::session::{RunView, Span};

/// The minute that counts.
const MINUTE: Span = Span::from_secs(60);
/// The most columns of the bar.
const BAR: u16 = 32;

/// Draws it: the title in the first row, the bar in the last, the number between them.
pub(super) fn draw(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme) {
    let (columns, rows) = (canvas.width(), canvas.height());
    let quiet = theme.ink(Role::Quiet);
    if rows >= 5 {
        canvas.text(0, 0, "RECOVERY", quiet.patch(theme.ink(Role::Strong)));
    }
    let Some((fell, since)) = run.recovering else {
        let row = rows.saturating_sub(2) / 2 + u16::from(rows >= 5);
        canvas.text(0, row, "stand still a minute:", quiet);
        canvas.text(0, row + 1, "waiting for the strap", quiet);
        return;
    };
    let since = since.min(MINUTE);
    let secs = since.ms() / 1000;
    let is_over = since >= MINUTE;
    let (what, time) = ("bpm in", format!("{secs} s"));
    let number = signed(-fell, 0);
    let strong = theme.ink(Role::Strong);
    let high = rows.saturating_sub(3).min(5);
    if high >= 3 {
        let top = rows - 2 - high;
        let after = large::draw(&mut canvas.part(0, top, columns, high), &number, theme, theme.ink(Role::Plain)) + 2;
        canvas.text(after, top, what, strong);
        canvas.text(after, top + 1, &time, strong);
        if !is_over {
            canvas.text(10, 0, "stand still until 60", quiet);
        }
    } else {
        canvas.text(0, 0, &format!("{number} {what}"), strong);
        canvas.text(0, 1, &time, strong);
    }
    let bar = columns.min(BAR);
    let filled = (u64::from(bar) * since.ms() / MINUTE.ms()) as u16;
    for x in 0..bar {
        let (glyph, style) =
            if x < filled { (theme.glyphs().solid, theme.ink(Role::Plain)) } else { (theme.glyphs().thread.1, theme.faint()) };
        canvas.cell(x, rows - 1, glyph, style);
    }
}
