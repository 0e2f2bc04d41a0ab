//! Time in zones and the share that was easy: as a line, or as five small bars.

use ratatui::style::Modifier;

use super::canvas::Canvas;
use super::figures::percent;
use super::theme::{Role, Theme};
use crate::heart::Zone;
use crate::session::{Elapsed, RunView, Span};

/// The share below the ceiling, always equally wide.
pub(super) fn easy(run: &RunView<'_>) -> String {
    match run.time_in_zone.easy_share() {
        Some(share) => format!("easy {:>3} %", percent(share)),
        None => "easy   - %".to_owned(),
    }
}

/// Draws the line. Zone 0 stands last and only once there is any, so that the others keep their places.
pub(super) fn draw_line(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme) {
    let plain = theme.ink(Role::Plain);
    // Hours need two columns more; the places of the names stay.
    let wide = if run.elapsed < Elapsed::from_secs(3600) { 8 } else { 10 };
    let times = run.time_in_zone.in_zone();
    let current = run.rate.map(|rate| rate.zone);
    let mut x = canvas.text(0, 0, &easy(run), theme.ink(Role::Strong)) + 3;
    for zone in Zone::ALL[1..].iter().chain(&Zone::ALL[..1]) {
        let time = times[zone.index()];
        if (zone.number() == 0 && time == Span::ZERO) || x + wide > canvas.width() {
            continue;
        }
        let style = if current == Some(*zone) { plain.add_modifier(Modifier::BOLD) } else { plain };
        canvas.text(x, 0, &format!("Z{}", zone.number()), style);
        canvas.text_before(x + wide, 0, &time.to_string(), style);
        x += 11;
    }
}

/// Draws the bars, zone 5 on top as on the chart beside them, and the easy share below.
pub(super) fn draw_bars(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme) {
    const BAR: u16 = 16;
    let times = run.time_in_zone.in_zone();
    let total = run.time_in_zone.total().ms().max(1);
    let left = 4;
    let width = canvas.width().saturating_sub(left + BAR);
    let mut y = 0;
    for zone in Zone::ALL.iter().rev() {
        let time = times[zone.index()];
        if zone.number() == 0 && time == Span::ZERO {
            continue;
        }
        canvas.text(left, y, &format!("Z{}", zone.number()), theme.ink(Role::Plain));
        canvas.text_before(left + 11, y, &time.to_string(), theme.ink(Role::Plain));
        let cells = u64::from(width) * time.ms() / total;
        // A zone that was visited shows, however briefly.
        let cells = u16::try_from(cells).unwrap_or(width).max(u16::from(time > Span::ZERO));
        let glyph = if zone.number() == 0 { theme.glyphs().zones[1] } else { theme.glyphs().zones[zone.index()] };
        for x in 0..cells {
            canvas.cell(left + 13 + x, y, glyph, theme.ink(Role::Zone(*zone)));
        }
        y += 1;
    }
    canvas.text(left, y.max(6), &easy(run), theme.ink(Role::Strong));
}
