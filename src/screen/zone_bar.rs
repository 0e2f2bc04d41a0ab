//! Zones 1 to 5 as a bar in bpm, with the ceiling marked and the rate as its pointer.

use ratatui::style::Modifier;

use super::canvas::{Canvas, width};
use super::theme::{Role, Theme};
use crate::heart::variability::{Band, Quality};
use crate::heart::{Zone, Zones};
use crate::session::{RunView, Setup, Signal};

/// From bpm to columns.
#[derive(Debug, Clone, Copy)]
struct Scale {
    low: f64,
    high: f64,
    columns: u16,
}

impl Scale {
    /// From the foot of zone 1 to the maximal rate, or as far above zone 5's foot as zone 4 is wide where it is unknown.
    fn of(setup: &Setup, columns: u16) -> Self {
        let [low, .., fourth, fifth] = setup.zones.bounds();
        let max = setup.athlete.max().map_or(0.0, |(max, _)| max);
        let high = if max > fifth + 4.0 { max } else { fifth + (fifth - fourth) };
        Self { low, high, columns }
    }

    /// The column of a rate; off the bar it is the first or last with the side it is off on.
    fn column(self, rate: f64) -> (u16, Option<Side>) {
        let last = self.columns.saturating_sub(1);
        let exact = (rate - self.low) / (self.high - self.low) * f64::from(self.columns);
        if exact < 0.0 {
            (0, Some(Side::Left))
        } else if exact >= f64::from(self.columns) {
            (last, Some(Side::Right))
        } else {
            ((exact as u16).min(last), None)
        }
    }

    /// The rate in the middle of a column.
    fn rate(self, column: u16) -> f64 {
        self.low + (f64::from(column) + 0.5) / f64::from(self.columns.max(1)) * (self.high - self.low)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// Draws the bar: with a line of zone names above it from three rows on, and the ceiling's name below it from two on.
pub(super) fn draw(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme) {
    let setup = run.setup;
    let scale = Scale::of(setup, canvas.width());
    let rows = match canvas.height() {
        0 => return,
        1 => 0..1,
        2 => 0..1,
        height => 1..height - 1,
    };
    if rows.start > 0 {
        draw_names(canvas, &setup.zones, scale, theme);
    }
    draw_zones(canvas, run, scale, theme, rows.clone());
    let (ceiling, _) = scale.column(run.ceiling);
    for y in rows.clone() {
        canvas.cell(ceiling, y, theme.glyphs().ceiling, theme.ink(Role::Strong));
    }
    draw_pointer(canvas, run, scale, theme, rows.clone());
    if rows.end < canvas.height() {
        let end = draw_ceiling_name(canvas, run, ceiling, rows.end, theme);
        draw_alpha1(canvas, run, end, rows.end, theme);
    }
}

fn draw_names(canvas: &mut Canvas<'_>, zones: &Zones, scale: Scale, theme: &Theme) {
    for zone in &Zone::ALL[1..] {
        let from = zones.lower(*zone).map_or(0, |lower| scale.column(lower).0);
        let next = zones.bounds().get(zone.index()).map_or(scale.columns, |upper| scale.column(*upper).0);
        let room = next.saturating_sub(from);
        let (low, high) = zones.shown(*zone);
        let low = low.unwrap_or(0);
        let dash = theme.glyphs().dash;
        let long = match high {
            Some(high) => format!("Z{} {low}{dash}{high}", zone.number()),
            None => format!("Z{} {low}+", zone.number()),
        };
        let short = format!("Z{}", zone.number());
        if let Some(name) = [long, short].into_iter().find(|name| width(name) < room) {
            canvas.text(from, 0, &name, theme.ink(Role::Quiet));
        }
    }
}

fn draw_zones(canvas: &mut Canvas<'_>, run: &RunView<'_>, scale: Scale, theme: &Theme, rows: std::ops::Range<u16>) {
    let zones = &run.setup.zones;
    let current = run.rate.filter(|rate| rate.signal == Signal::Good).map(|rate| rate.zone);
    for x in 0..scale.columns {
        let zone = zones.of_rate(scale.rate(x));
        let mut style = theme.ink(Role::Zone(zone));
        // Zone 1's pattern is faint enough as it is.
        if current != Some(zone) && zone.number() > 1 {
            style = style.add_modifier(Modifier::DIM);
        }
        for y in rows.clone() {
            canvas.cell(x, y, theme.glyphs().zones[zone.index()], style);
        }
    }
}

/// A column between two empty ones; a doubted rate is a question mark, a stale one points nowhere.
fn draw_pointer(canvas: &mut Canvas<'_>, run: &RunView<'_>, scale: Scale, theme: &Theme, rows: std::ops::Range<u16>) {
    let Some(rate) = run.rate else { return };
    let glyphs = theme.glyphs();
    let (x, off) = scale.column(rate.bpm.beats());
    let (glyph, ink) = match (rate.signal, off) {
        (Signal::Stale, _) => return,
        (Signal::Suspect(_), _) => ('?', Role::Quiet),
        (Signal::Good, None) => (glyphs.pointer, Role::Strong),
        (Signal::Good, Some(Side::Left)) => (glyphs.beyond.0, Role::Strong),
        (Signal::Good, Some(Side::Right)) => (glyphs.beyond.1, Role::Strong),
    };
    let (ceiling, _) = scale.column(run.ceiling);
    for y in rows {
        for beside in [x.wrapping_sub(1), x + 1] {
            if beside != ceiling {
                canvas.cell(beside, y, ' ', theme.ink(Role::Plain));
            }
        }
        canvas.cell(x, y, glyph, theme.ink(ink));
    }
}

/// Where the ceiling's name ends.
fn draw_ceiling_name(canvas: &mut Canvas<'_>, run: &RunView<'_>, x: u16, y: u16, theme: &Theme) -> u16 {
    let foot = theme.glyphs().ceiling_foot;
    let bpm = run.ceiling.floor();
    let room = canvas.width().saturating_sub(x);
    // While warming up it rises to the plan's.
    let (now, plan) = (run.ceiling, run.plan_ceiling.floor());
    let warming = [format!("{foot} warm-up ceiling {bpm:.0}, then {plan:.0}"), format!("{foot} ceiling {bpm:.0}, then {plan:.0}")];
    let steady = [format!("{foot} ceiling {bpm:.0}"), format!("{foot} {bpm:.0}")];
    let right: Vec<&String> = warming.iter().filter(|_| now < plan).chain(&steady).collect();
    match right.into_iter().find(|name| width(name) <= room) {
        Some(name) => {
            canvas.text(x, y, name, theme.ink(Role::Strong));
            x + width(name)
        }
        None => {
            canvas.text_before(x + 1, y, &format!("{bpm:.0} {foot}"), theme.ink(Role::Strong));
            canvas.width()
        }
    }
}

/// What the beats tell of the effort, quietly, at the right end; nothing where there is no room for it.
fn draw_alpha1(canvas: &mut Canvas<'_>, run: &RunView<'_>, from: u16, y: u16, theme: &Theme) {
    let Some(alpha1) = run.alpha1 else { return };
    let doubt = if alpha1.quality == Quality::Grey { '?' } else { ' ' };
    let side = match alpha1.band() {
        Band::Below => "below",
        Band::Around => "around",
        Band::Above => "above",
    };
    let short = format!("alpha1 {:.2}{doubt}", alpha1.value);
    // As long as with the longest word, so that nothing moves when it changes.
    let spare = " ".repeat("around".len() - side.len());
    let lower = [format!("{short} lower than your usual"), "alpha1 lower than your usual".to_owned()];
    let long = [format!("{short} {side} your aerobic threshold{spare}"), format!("{short} {side} threshold{spare}"), short];
    let unusual = lower.iter().filter(|_| run.alpha1_is_lower);
    if let Some(words) = unusual.chain(&long).find(|words| from + 2 + width(words) <= canvas.width()) {
        canvas.text_before(canvas.width(), y, words, theme.ink(Role::Quiet));
    }
}
