//! The bar of zones: proportional in bpm, with the place of the rate, the ceiling as a wall, and only the zone lit that the rate is in.

use ratatui::style::Style;

use super::canvas::{Canvas, width};
use super::theme::{Role, Theme};
use crate::heart::Zone;
use crate::session::{RunView, Setup, Signal};

/// So much is shown below zone 1 and above zone 5, in bpm (design choice).
const BELOW: f64 = 4.0;
const ABOVE: f64 = 8.0;

/// Which rows the bar has beside its segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Rows {
    /// Whether the names stand above.
    pub names: bool,
    /// Whether the lower bounds and the ceiling stand below.
    pub numbers: bool,
}

/// From bpm to columns.
#[derive(Debug, Clone, Copy)]
struct Scale {
    low: f64,
    high: f64,
    columns: u16,
}

impl Scale {
    fn of(setup: &Setup, columns: u16) -> Self {
        let [low, .., high] = setup.zones.bounds();
        Self { low: low - BELOW, high: high + ABOVE, columns }
    }

    fn exact(self, rate: f64) -> f64 {
        (rate - self.low) / (self.high - self.low) * f64::from(self.columns)
    }

    /// The column where a bound lies.
    fn edge(self, rate: f64) -> u16 {
        self.exact(rate).round_ties_even().clamp(0.0, f64::from(self.columns)) as u16
    }

    /// The rate in the middle of a column.
    fn rate(self, column: u16) -> f64 {
        self.low + (f64::from(column) + 0.5) / f64::from(self.columns.max(1)) * (self.high - self.low)
    }

    /// From and up to which column a zone is drawn, its gap included.
    fn segment(self, setup: &Setup, zone: Zone) -> (u16, u16) {
        let bounds = setup.zones.bounds();
        let from = zone.index().checked_sub(1).map_or(0, |below| self.edge(bounds[below]));
        let to = bounds.get(zone.index()).map_or(self.columns, |bound| self.edge(*bound));
        (from, to.max(from))
    }
}

/// The pointer's first column.
fn pointer(run: &RunView<'_>, scale: Scale) -> Option<u16> {
    let rate = run.rate.filter(|rate| rate.signal == Signal::Good)?;
    let exact = scale.exact(rate.bpm.beats()).clamp(0.5, (f64::from(scale.columns) - 0.5).max(0.5));
    Some(exact as u16)
}

/// Draws the bar: its rows beside the names and numbers are segments.
pub(super) fn draw(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme, rows: Rows) {
    let scale = Scale::of(run.setup, canvas.width());
    let from = u16::from(rows.names);
    let to = canvas.height().saturating_sub(u16::from(rows.numbers));
    if canvas.width() == 0 || from >= to {
        return;
    }
    let pointer = pointer(run, scale);
    draw_segments(canvas, run, scale, theme, (from, to), pointer);
    let wall = scale.edge(run.ceiling).saturating_sub(1).min(scale.columns.saturating_sub(1));
    let strong = theme.ink(Role::Strong);
    let top = if rows.names { 0 } else { from };
    for y in from..to {
        canvas.cell(wall, y, theme.glyphs().ceiling, strong);
    }
    if let Some(x) = pointer {
        draw_pointer(canvas, run, scale, theme, (from, to), x, wall);
    }
    if rows.names {
        draw_names(canvas, run, scale, theme, wall);
        canvas.cell(wall, top, theme.glyphs().ceiling, strong);
    }
    if rows.numbers {
        draw_numbers(canvas, run, scale, theme, to, wall);
    }
}

fn draw_segments(canvas: &mut Canvas<'_>, run: &RunView<'_>, scale: Scale, theme: &Theme, (from, to): (u16, u16), pointer: Option<u16>) {
    let current = run.rate.map(|rate| rate.zone);
    let tints = theme.tints();
    let [lit, passed, ahead] = theme.glyphs().bar;
    for zone in Zone::ALL {
        let (first, end) = scale.segment(run.setup, zone);
        // An empty column between two zones.
        let end = if zone == Zone::ALL[5] { end } else { end.saturating_sub(1) };
        let bright = theme.ink(Role::Zone(zone));
        let tint = tints.map(|tints| tints[zone.index()]);
        for x in first..end {
            let behind = pointer.is_some_and(|pointer| x <= pointer);
            let (glyph, style) = match (behind, current == Some(zone), tint) {
                (true, true, _) => (lit, bright),
                (true, false, Some(tint)) => (lit, Style::new().fg(tint.passed)),
                (true, false, None) => (passed, bright),
                (false, _, Some(tint)) if tint.ahead.is_some() => (lit, Style::new().fg(tint.ahead.unwrap_or_default())),
                (false, ..) => (ahead, bright),
            };
            for y in from..to {
                canvas.cell(x, y, glyph, style);
            }
        }
    }
}

/// The rate's place, two columns where there is room, between two empty ones; and where it will be in half a minute while it is rising.
fn draw_pointer(canvas: &mut Canvas<'_>, run: &RunView<'_>, scale: Scale, theme: &Theme, (from, to): (u16, u16), x: u16, wall: u16) {
    let wide = scale.columns >= 60;
    let last = scale.columns.saturating_sub(1);
    let end = if wide { (x + 1).min(last) } else { x };
    let glyphs = theme.glyphs();
    let beats = run.rate.map_or(0.0, |rate| rate.bpm.beats());
    let glyph = if beats >= scale.high {
        glyphs.beyond.1
    } else if beats < scale.low {
        glyphs.beyond.0
    } else {
        glyphs.pointer
    };
    for y in from..to {
        for beside in [x.checked_sub(1), Some(end + 1)].into_iter().flatten() {
            if beside != wall {
                canvas.cell(beside, y, ' ', theme.ink(Role::Plain));
            }
        }
        for x in x..=end {
            canvas.cell(x, y, glyph, theme.ink(Role::Plain));
        }
    }
    let Some(leads_to) = run.leads_to.filter(|_| run.rising) else { return };
    let target = scale.exact(leads_to).clamp(0.0, f64::from(last.saturating_sub(1))) as u16;
    let middle = from + (to - from) / 2;
    let tints = theme.tints();
    for x in end + 2..=target {
        if x != wall {
            let zone = run.setup.zones.of_rate(scale.rate(x));
            let ground = tints.and_then(|tints| tints[zone.index()].ahead);
            let style = ground.map_or(Style::new(), |ground| Style::new().bg(ground));
            canvas.cell(x, middle, glyphs.trend, style.patch(theme.ink(Role::Strong)));
        }
    }
}

fn draw_names(canvas: &mut Canvas<'_>, run: &RunView<'_>, scale: Scale, theme: &Theme, wall: u16) {
    let current = run.rate.filter(|rate| rate.signal == Signal::Good).map(|rate| rate.zone);
    for zone in &Zone::ALL[1..] {
        let (from, to) = scale.segment(run.setup, *zone);
        let long = format!("Z{} {}", zone.number(), zone.word());
        let long = Some(long).filter(|long| to - from > width(long).max(12));
        // The wall stands between two letters of no name: the name begins behind it, or is short.
        let fits = |(x, name): &(u16, &String)| x + width(name) <= to && !(*x..*x + width(name)).contains(&wall);
        let short = format!("Z{}", zone.number());
        let behind = from.max(wall + 2);
        let names = long.iter().flat_map(|long| [(from, long), (behind, long)]).chain([(from, &short), (behind, &short)]);
        let style = if current == Some(*zone) { theme.ink(Role::Strong) } else { theme.ink(Role::Quiet) };
        if let Some((x, name)) = names.into_iter().find(fits) {
            canvas.text(x, 0, name, style);
        }
    }
}

fn draw_numbers(canvas: &mut Canvas<'_>, run: &RunView<'_>, scale: Scale, theme: &Theme, y: u16, wall: u16) {
    let foot = theme.glyphs().ceiling_foot;
    let label = ceiling_name(run, canvas.width().saturating_sub(wall + 2), foot);
    let (from, to) = match &label {
        Some(label) => (wall, wall + width(label)),
        None => (wall.saturating_sub(5), wall + 1),
    };
    for zone in &Zone::ALL[1..] {
        let (x, _) = scale.segment(run.setup, *zone);
        let number = run.setup.zones.shown(*zone).0.map_or_else(String::new, |low| low.to_string());
        if x + width(&number) < from || x > to {
            canvas.text(x, y, &number, theme.ink(Role::Quiet));
        }
    }
    let strong = theme.ink(Role::Strong);
    match label {
        Some(label) => {
            canvas.text(wall, y, &label, strong);
        }
        None => {
            canvas.text_before(wall + 1, y, &format!("{:.0} {foot}", run.ceiling.floor()), strong);
        }
    }
}

/// What stands at the foot of the wall; none where there is no room to its right.
fn ceiling_name(run: &RunView<'_>, room: u16, foot: char) -> Option<String> {
    let (now, plan) = (run.ceiling.floor(), run.plan_ceiling.floor());
    // While warming up it rises to the plan's.
    let warming = [format!("warm-up ceiling {now:.0}, then {plan:.0}"), format!("ceiling {now:.0}, then {plan:.0}")];
    let steady = [format!("ceiling {now:.0}"), format!("{now:.0}")];
    let names = warming.into_iter().filter(|_| now < plan).chain(steady);
    names.into_iter().find(|name| width(name) <= room).map(|name| format!("{foot} {name}"))
}
