//! The zones of a form: as a bar without light, since nobody runs yet, with the ceiling and how far an estimate may be off.

use ratatui::style::Style;

use super::canvas::{Canvas, width};
use super::form_numbers::Follows;
use super::glyphs::Charset;
use super::theme::{Role, Theme};
use crate::heart::Zone;

/// So many bpm of zone 0 and of zone 5 are shown.
const BELOW: f64 = 4.0;
const ABOVE: f64 = 8.0;

/// Rows that it takes in a window of so many: none, the bar alone with its ceiling, or names and doubt as well.
pub(super) const WHOLE: u16 = 5;

struct Scale {
    low: f64,
    high: f64,
    columns: u16,
}

impl Scale {
    fn column(&self, rate: f64) -> u16 {
        let part = (rate - self.low) / (self.high - self.low);
        ((part * f64::from(self.columns)).round().max(0.0) as u16).min(self.columns.saturating_sub(1))
    }
}

/// Draws it: names, two rows of zones, the ceiling's foot and the bracket.
pub(super) fn draw(canvas: &mut Canvas<'_>, follows: &Follows, theme: &Theme) {
    let zones = &follows.setup.zones;
    let [first, .., last] = zones.bounds();
    let scale = Scale { low: first - BELOW, high: last + ABOVE, columns: canvas.width() };
    let ceiling = scale.column(follows.setup.ceiling());
    for zone in Zone::ALL {
        let from = zones.lower(zone).map_or(0, |lower| scale.column(lower));
        let to = zones.bounds().get(zone.index()).map_or(scale.columns, |upper| scale.column(*upper).saturating_sub(1));
        // Unlit as in a run, and by pattern where no colours can be mixed.
        let tint = theme.tints().and_then(|tints| tints[zone.index()].ahead);
        let [full, _, ahead] = theme.glyphs().bar;
        let (glyph, style) = tint.map_or((ahead, theme.ink(Role::Zone(zone))), |tint| (full, Style::new().fg(tint)));
        for x in from..to {
            for y in 1..3 {
                canvas.cell(x, y, glyph, style);
            }
        }
        let long = format!("Z{} {}", zone.number(), zone.word());
        let short = format!("Z{}", zone.number());
        let name = [long, short].into_iter().find(|name| zone.number() > 0 && width(name) < to.saturating_sub(from));
        if let Some(name) = name {
            canvas.text(from, 0, &name, theme.ink(Role::Quiet));
        }
    }
    // It stands in the gap before its zone, a row taller than the bar.
    let x = ceiling.saturating_sub(1);
    for y in 0..3 {
        canvas.cell(x, y, theme.glyphs().ceiling, theme.ink(Role::Strong));
    }
    draw_foot(canvas, follows, &scale, x, theme);
}

fn draw_foot(canvas: &mut Canvas<'_>, follows: &Follows, scale: &Scale, x: u16, theme: &Theme) {
    let (strong, plain) = (theme.ink(Role::Strong), theme.ink(Role::Plain));
    let glyphs = theme.glyphs();
    let Some((low, high)) = follows.between else {
        canvas.text(x, 3, &format!("{} ceiling {:.0}", glyphs.ceiling_foot, follows.setup.ceiling().floor()), strong);
        return;
    };
    let (from, to) = (scale.column(low), scale.column(high));
    for column in from..=to {
        canvas.cell(column, 3, glyphs.thread.1, plain);
    }
    canvas.cell(from, 3, glyphs.bracket.0, plain);
    canvas.cell(to, 3, glyphs.bracket.1, plain);
    canvas.cell(x, 3, glyphs.ceiling_foot, strong);
    let plus_minus = if theme.charset() == Charset::Ascii { "+-" } else { "±" };
    let lines = [format!("{low:.0} to {high:.0}: an estimated"), format!("maximum is off by {plus_minus}11 bpm")];
    let widest = lines.iter().map(|line| width(line)).max().unwrap_or(0);
    let right = to + 2;
    let at = if right + widest <= canvas.width() { right } else { 0 };
    if at == 0 {
        canvas.text(0, 4, &format!("{} {}", lines[0], lines[1]), plain);
        return;
    }
    canvas.text(at, 3, &lines[0], plain);
    canvas.text(at, 4, &lines[1], plain);
}
