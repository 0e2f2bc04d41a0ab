//! Time in zones and the share that was easy: as a line, as five bars, and as a number that is seen from afar.

use super::canvas::Canvas;
use super::figures::percent;
use super::lettering::WordFace;
use super::theme::{Role, Theme};
use crate::heart::Zone;
use crate::session::{Elapsed, RunView, Signal, Span};

/// The share below the ceiling, always equally wide.
pub(super) fn easy(run: &RunView<'_>) -> String {
    match run.time_in_zone.easy_share() {
        Some(share) => format!("easy {} %", percent(share)),
        None => "easy - %".to_owned(),
    }
}

/// The zone of a rate that is believed.
fn current(run: &RunView<'_>) -> Option<Zone> {
    run.rate.filter(|rate| rate.signal == Signal::Good).map(|rate| rate.zone)
}

/// Draws the line. Zone 0 stands last and only once there is any, so that the others keep their places.
pub(super) fn draw_line(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme) {
    let (strong, quiet) = (theme.ink(Role::Strong), theme.ink(Role::Quiet));
    // Hours need two columns more; the places of the names stay.
    let wide = if run.elapsed < Elapsed::from_secs(3600) { 8 } else { 10 };
    let times = run.time_in_zone.in_zone();
    canvas.text(0, 0, &easy(run), strong);
    let mut x = 12;
    for zone in Zone::ALL[1..].iter().chain(&Zone::ALL[..1]) {
        let time = times[zone.index()];
        if (zone.number() == 0 && time == Span::ZERO) || x + wide > canvas.width() {
            continue;
        }
        let style = if current(run) == Some(*zone) { strong } else { quiet };
        canvas.text(x, 0, &format!("Z{}", zone.number()), style);
        canvas.text_before(x + wide, 0, &time.to_string(), style);
        x += 11;
    }
}

/// From so many columns on the zones are named.
const NAMES_FROM: u16 = 29;

/// Draws the bars, zone 5 on top as on the chart beside them.
pub(super) fn draw_bars(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme) {
    let times = run.time_in_zone.in_zone();
    let longest = Zone::ALL[1..].iter().map(|zone| times[zone.index()]).max().unwrap_or(Span::ZERO).ms().max(1);
    let hours = u16::from(run.elapsed >= Elapsed::from_secs(3600)) * 3;
    let has_names = canvas.width() >= NAMES_FROM;
    let time_end = if has_names { 18 } else { 8 } + hours;
    for (zone, y) in Zone::ALL[1..].iter().rev().zip(0u16..) {
        let time = times[zone.index()];
        let style = if current(run) == Some(*zone) { theme.ink(Role::Strong) } else { theme.ink(Role::Quiet) };
        canvas.text(0, y, &format!("Z{}", zone.number()), style);
        if has_names {
            canvas.text(3, y, zone.word(), style);
        }
        canvas.text_before(time_end, y, &time.to_string(), style);
        let room = canvas.width().saturating_sub(time_end + 2);
        draw_bar(canvas, (time_end + 2, y), room, time.ms() as f64 / longest as f64, *zone, theme);
    }
}

/// A bar of eighths, or of whole cells with the zone's weave where colours or eighths are missing. Time that was spent shows, however brief.
fn draw_bar(canvas: &mut Canvas<'_>, (x, y): (u16, u16), room: u16, share: f64, zone: Zone, theme: &Theme) {
    let style = theme.ink(Role::Zone(zone));
    let eighths = (f64::from(room) * 8.0 * share).round_ties_even() as u16;
    let is_woven = !theme.unicode() || theme.is_colorless();
    let least = if is_woven { 8 } else { 2 };
    let eighths = if share > 0.0 { eighths.max(least) } else { 0 };
    for i in 0..room {
        let filled = eighths.saturating_sub(i * 8).min(8);
        let glyph = match (is_woven, filled) {
            (true, 4..) => theme.glyphs().weave[zone.index()],
            (true, _) => ' ',
            (false, _) => theme.glyphs().left_eighths[usize::from(filled)],
        };
        if glyph != ' ' {
            canvas.cell(x + i, y, glyph, style);
        }
    }
}

/// Draws the easy share, in large digits where there are three rows.
pub(super) fn draw_share(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme) {
    let strong = theme.ink(Role::Strong);
    let Some(share) = run.time_in_zone.easy_share() else {
        canvas.text(0, 0, &easy(run), theme.ink(Role::Quiet));
        return;
    };
    if !theme.unicode() || canvas.height() < 3 {
        canvas.text(0, 0, &easy(run), strong);
        return;
    }
    let face = WordFace::of_rows(3, theme.charset());
    let end = face.draw(canvas, 0, 0, &percent(share).to_string(), theme.ink(Role::Zone(Zone::ALL[2])));
    canvas.text(end + 1, face.rows() - 1, "% easy", strong);
}
