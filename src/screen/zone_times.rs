//! Time in zone of a finished run, a bar a zone.

use super::canvas::{Canvas, width};
use super::theme::{Role, Theme};
use crate::heart::Zone;
use crate::session::RunView;

/// Rows for zones 5 to 1, and for zone 0 where there is any.
pub(super) const ROWS: u16 = 6;
/// The name, and where the time ends.
const NAME: u16 = 13;
const TIME: u16 = 22;

/// Draws the times, zone 5 on top as in the chart; zone 0 only where there is any of it.
pub(super) fn draw(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme) {
    let times = run.time_in_zone.in_zone();
    let longest = times.iter().map(|time| time.ms()).max().unwrap_or(0).max(1);
    let room = canvas.width().saturating_sub(TIME + 2);
    for (zone, y) in Zone::ALL.into_iter().rev().zip(0..) {
        let time = times[zone.index()];
        if zone.number() == 0 && time.ms() == 0 {
            continue;
        }
        canvas.text(0, y, &format!("Z{} {}", zone.number(), zone.word()), theme.ink(Role::Quiet));
        let told = time.to_string();
        canvas.text_before(TIME.max(NAME + 1 + width(&told)), y, &told, theme.ink(Role::Quiet));
        let pattern = if theme.unicode() { theme.glyphs().solid } else { theme.glyphs().weave[zone.index()] };
        // A zone that was visited shows, however briefly.
        let cells = (u64::from(room) * time.ms()).div_ceil(longest);
        for x in 0..u16::try_from(cells).unwrap_or(room).min(room) {
            canvas.cell(TIME + 2 + x, y, pattern, theme.ink(Role::Zone(zone)));
        }
    }
}
