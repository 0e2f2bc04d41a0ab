//! The chart as strata: filled under the curve, each height in the colour of the zone it lies in. What is under the ceiling is held back, so
//! that time above it is the only bright thing.

use ratatui::style::{Color, Style};

use super::canvas::Canvas;
use super::chart_axis::{draw_marks, draw_times};
use super::chart_data::{Stretch, Window, course};
use super::theme::{Role, Theme};
use crate::heart::Zone;
use crate::session::{Elapsed, MarkKind, RunView};

/// Columns for the numbers on the left.
pub(super) const GUTTER: u16 = 5;
/// The height of the chart in bpm that is shown at least, and the room above the ceiling (design choices).
const TALL: f64 = 58.0;
const ABOVE: f64 = 16.0;
/// A row stands for at least so many bpm.
const LEAST_STEP: f64 = 2.0;
/// The share of the rows above the ceiling.
const SHARE_ABOVE: f64 = 0.34;

/// Which rows the chart has below the strata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Below {
    /// What was said, laps and pauses.
    pub marks: bool,
    /// Times.
    pub axis: bool,
}

/// From bpm to rows. The ceiling lies on the edge between two rows.
#[derive(Debug, Clone, Copy)]
struct Scale {
    /// Rows above the ceiling.
    over: u16,
    rows: u16,
    step: f64,
    ceiling: f64,
}

impl Scale {
    fn of(ceiling: f64, rows: u16) -> Self {
        let count = f64::from(rows.max(1));
        let step = ((TALL / count * 2.0).ceil() / 2.0).max(LEAST_STEP);
        let mut over = ((count * SHARE_ABOVE).round_ties_even() as u16).max(1);
        while f64::from(over) * step < ABOVE && over + 1 < rows {
            over += 1;
        }
        Self { over: over.min(rows.saturating_sub(1)), rows, step, ceiling }
    }

    /// The rate at the upper edge of a row.
    fn upper(self, row: u16) -> f64 {
        self.ceiling + (f64::from(self.over) - f64::from(row)) * self.step
    }

    fn middle(self, row: u16) -> f64 {
        self.upper(row) - self.step / 2.0
    }

    /// How many eighths of a row are filled at a rate.
    fn eighths(self, row: u16, rate: f64) -> u8 {
        // What is below the chart still shows its time.
        let rate = rate.max(self.upper(self.rows) + self.step / 8.0);
        (((rate - (self.upper(row) - self.step)) / self.step * 8.0).round_ties_even()).clamp(0.0, 8.0) as u8
    }
}

/// Draws the chart, with the numbers on its left.
pub(super) fn draw(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme, stretch: Stretch, below: Below) {
    let rows = canvas.height().saturating_sub(u16::from(below.marks) + u16::from(below.axis));
    let columns = canvas.width().saturating_sub(GUTTER);
    if rows < 2 || columns == 0 {
        return;
    }
    let window = Window::of(run, stretch, columns);
    let scale = Scale::of(run.plan_ceiling, rows);
    draw_gutter(canvas, scale, theme);
    draw_strata(&mut canvas.part(GUTTER, 0, columns, rows), run, theme, scale, window);
    let mut y = rows;
    if below.marks {
        draw_laps(&mut canvas.part(GUTTER, 0, columns, rows), run, theme, window);
        draw_marks(&mut canvas.part(GUTTER, y, columns, 1), run, theme, window);
        y += 1;
    }
    if below.axis {
        draw_times(&mut canvas.part(GUTTER, y, columns, 1), theme, window, stretch);
    }
}

fn draw_gutter(canvas: &mut Canvas<'_>, scale: Scale, theme: &Theme) {
    let (strong, quiet) = (theme.ink(Role::Strong), theme.ink(Role::Quiet));
    let mut number = |row, rate: f64, style| canvas.text_before(GUTTER - 1, row, &format!("{rate:.0}"), style);
    if scale.over > 1 {
        number(0, scale.middle(0).floor(), quiet);
    }
    if scale.rows > scale.over + 1 {
        number(scale.rows - 1, scale.middle(scale.rows - 1).floor(), quiet);
    }
    number(scale.over.saturating_sub(1), scale.ceiling.floor(), strong);
}

fn draw_strata(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme, scale: Scale, window: Window) {
    let course = course(run.samples, window);
    let now = window.column(run.elapsed).unwrap_or(window.columns.saturating_sub(1));
    let start = window.column(Elapsed::ZERO).unwrap_or(0);
    for row in 0..scale.rows {
        let zone = run.setup.zones.of_rate(scale.middle(row));
        let stratum = Stratum::of(theme, zone, row, scale);
        for (x, rate) in (0..window.columns).zip(&course) {
            let filled = rate.map_or(0, |rate| scale.eighths(row, rate));
            // A column that should have a rate and has none is a hole: bare paper, and the ceiling's line is broken too.
            let is_hole = rate.is_none() && (start..now).contains(&x);
            if !is_hole {
                stratum.draw(canvas, (x, row), filled, rate.is_some(), theme);
            }
        }
    }
}

/// A row of the chart.
struct Stratum {
    /// Whether the ceiling's line runs along its lower edge.
    on_ceiling: bool,
    /// The colour under the curve.
    fill: Style,
    /// The same as a ground; none where patterns tell the zones.
    ground: Option<Color>,
    /// The band behind the curve.
    band: Option<Color>,
    /// The pattern under the curve.
    pattern: char,
}

impl Stratum {
    fn of(theme: &Theme, zone: Zone, row: u16, scale: Scale) -> Self {
        let is_over = scale.middle(row) > scale.ceiling;
        let bright = theme.ink(Role::Zone(zone));
        let tint = theme.tints().map(|tints| tints[zone.index()]);
        let fill = match (is_over, tint) {
            (false, Some(tint)) => Style::new().fg(tint.passed),
            (true, _) | (false, None) => bright,
        };
        let [low, easy, over] = theme.glyphs().strata;
        let pattern = if is_over {
            over
        } else if zone.number() == 2 {
            easy
        } else {
            low
        };
        Self { on_ceiling: row + 1 == scale.over, fill, ground: tint.and(fill.fg), band: tint.and_then(|tint| tint.band), pattern }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, (x, y): (u16, u16), filled: u8, has_run: bool, theme: &Theme) {
        let glyphs = theme.glyphs();
        let line = if has_run { theme.ink(Role::Plain) } else { theme.ink(Role::Quiet) };
        let on = |style: Style, ground: Option<Color>| ground.map_or(style, |ground| style.bg(ground));
        let half = filled >= 4;
        match self.ground {
            // A little above the ceiling is already more than the line.
            Some(_) if self.on_ceiling && (1..4).contains(&filled) => {
                canvas.cell(x, y, glyphs.eighths[usize::from(filled.max(2))], on(self.fill, self.band));
            }
            Some(ground) if self.on_ceiling => {
                canvas.cell(x, y, glyphs.ceiling_line, on(line, if half { Some(ground) } else { self.band }))
            }
            Some(ground) if filled == 8 => canvas.cell(x, y, ' ', on(Style::new(), Some(ground))),
            Some(_) => {
                let glyph = glyphs.eighths[usize::from(filled)];
                if filled > 0 || self.band.is_some() {
                    canvas.cell(x, y, glyph, on(self.fill, self.band));
                }
            }
            None if half => canvas.cell(x, y, self.pattern, self.fill),
            None if self.on_ceiling => canvas.cell(x, y, glyphs.ceiling_line, line),
            None => {}
        }
    }
}

/// A lap is a dotted line through what is empty.
fn draw_laps(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme, window: Window) {
    for mark in run.marks.iter().filter(|mark| mark.kind == MarkKind::Lap) {
        let Some(x) = window.column(mark.at) else { continue };
        for y in 0..canvas.height() {
            canvas.cell_where_empty(x, y, theme.glyphs().lap, theme.ink(Role::Quiet));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ceiling_lies_on_an_edge_and_a_third_of_the_rows_above_it() {
        for (rows, over, step) in [(5, 2, 12.0), (9, 3, 6.5), (13, 4, 4.5), (29, 10, 2.0)] {
            let scale = Scale::of(126.0, rows);
            assert_eq!((scale.over, scale.step), (over, step), "{rows} rows");
            assert_eq!(scale.upper(scale.over), 126.0);
        }
    }

    #[test]
    fn a_rate_fills_all_rows_below_it_and_none_above_and_never_leaves_the_chart() {
        let scale = Scale::of(126.0, 10);
        for rate in [20.0, 60.0, 110.0, 126.0, 131.0, 230.0] {
            let filled: Vec<u8> = (0..10).map(|row| scale.eighths(row, rate)).collect();
            assert!(filled.windows(2).all(|pair| pair[0] <= pair[1]), "{rate}: {filled:?}");
            assert!(filled[9] > 0, "{rate}: {filled:?}");
        }
        assert_eq!(scale.eighths(scale.over - 1, 126.0), 0);
        assert_eq!(scale.eighths(scale.over, 126.0), 8);
    }
}
