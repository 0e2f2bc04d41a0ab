//! The chart: the heart rate over time as a line of dots below and above the ceiling, with gaps where there was no rate.

use super::canvas::Canvas;
use super::chart_axis::{draw_marks, draw_times};
use super::chart_data::{Stretch, Window, course};
use super::strata::Below;
use super::theme::{Role, Theme};
use crate::session::{RunView, Signal};

/// Columns for the numbers on the left.
const GUTTER: u16 = 6;
/// At least this much is shown above the ceiling, in bpm; what is higher sticks to the top.
const ABOVE: f64 = 20.0;
/// And at least this much below it.
const BELOW: f64 = 30.0;
/// Steps of bpm a dot can stand for.
const STEPS: [f64; 8] = [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0];

/// From bpm to rows of dots, four a cell. The ceiling lies between two rows of cells and is drawn as the lowest dots of
/// the upper one, so that what is under it keeps cells and colours of its own.
#[derive(Debug, Clone, Copy)]
struct Scale {
    ceiling: f64,
    /// Cells above the ceiling.
    over: u16,
    rows: u16,
    step: f64,
}

impl Scale {
    /// While a run goes on, the scale stays what it is.
    fn of(run: &RunView<'_>, rows: u16, stretch: Stretch) -> Self {
        let ceiling = run.plan_ceiling;
        let (above, below) = if stretch == Stretch::Run { Self::reach(run, ceiling) } else { (ABOVE, BELOW) };
        // As much room above the ceiling as was used of it.
        let share = if stretch == Stretch::Run && above > ABOVE { 2 } else { 3 };
        let over = rows.div_ceil(share).min(rows.saturating_sub(1));
        let needed = (above / f64::from(over.max(1) * 4)).max(below / f64::from((rows - over).max(1) * 4));
        let step = STEPS.into_iter().find(|step| *step >= needed).unwrap_or(needed.ceil());
        Self { ceiling, over, rows, step }
    }

    /// How far a run that is over went above the ceiling and below it, in bpm. Its lowest tenth is the way up from rest and
    /// the way back: it may stick to the bottom, so that the rest can be seen.
    fn reach(run: &RunView<'_>, ceiling: f64) -> (f64, f64) {
        let good = run.samples.iter().filter(|sample| sample.signal == Signal::Good);
        let mut over: Vec<f64> = good.map(|sample| sample.bpm.beats() - ceiling).collect();
        over.sort_by(f64::total_cmp);
        let highest = over.last().copied().unwrap_or(ABOVE);
        let lowest = over.get(over.len() / 10).copied().unwrap_or(-BELOW);
        (highest.max(ABOVE), (-lowest).max(BELOW))
    }

    /// The row of dots of a rate, from the top.
    fn dot(self, rate: f64) -> u16 {
        let below_top = f64::from(self.over * 4) + (self.ceiling - rate) / self.step;
        below_top.floor().clamp(0.0, f64::from((self.rows * 4).saturating_sub(1))) as u16
    }

    /// The rate at the upper edge of a row of cells.
    fn rate(self, row: u16) -> f64 {
        self.ceiling + (f64::from(self.over) - f64::from(row)) * 4.0 * self.step
    }
}

/// Draws the chart, with the numbers on its left.
pub(super) fn draw(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme, stretch: Stretch, below: Below) {
    let rows = canvas.height().saturating_sub(u16::from(below.marks) + u16::from(below.axis));
    let cells = canvas.width().saturating_sub(GUTTER);
    if rows == 0 || cells == 0 {
        return;
    }
    let window = Window::of(run, stretch, cells * 2);
    let scale = Scale::of(run, rows, stretch);
    draw_gutter(canvas, run, theme, scale, stretch);
    draw_dots(&mut canvas.part(GUTTER, 0, cells, rows), run, theme, scale, window);
    let mut y = rows;
    if below.marks {
        draw_marks(&mut canvas.part(GUTTER, y, cells, 1), run, theme, Window { columns: cells, ..window });
        y += 1;
    }
    if below.axis {
        draw_times(&mut canvas.part(GUTTER, y, cells, 1), theme, window, stretch);
    }
}

/// Rates on the left, and for the whole run the pattern of the zone each row lies in.
fn draw_gutter(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme, scale: Scale, stretch: Stretch) {
    let whole = !matches!(stretch, Stretch::Last(_));
    for row in 0..scale.rows {
        let label = if row + 1 == scale.over {
            Some((scale.ceiling, Role::Plain))
        } else if row == 0 {
            Some((scale.rate(0), Role::Quiet))
        } else if row + 1 == scale.rows {
            Some((scale.rate(scale.rows), Role::Quiet))
        } else {
            None
        };
        if let Some((rate, ink)) = label {
            canvas.text_before(GUTTER - 2, row, &format!("{:.0}", rate.floor()), theme.ink(ink));
        }
        if whole {
            let zone = run.setup.zones.of_rate(scale.rate(row) - 2.0 * scale.step);
            canvas.cell(GUTTER - 1, row, theme.glyphs().zones[zone.index()], theme.ink(Role::Zone(zone)));
        }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    dots: u8,
    rate: Option<f64>,
}

fn draw_dots(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme, scale: Scale, window: Window) {
    let (columns, rows) = (usize::from(canvas.width()), usize::from(scale.rows));
    let mut cells = vec![Cell::default(); columns * rows];
    let mut before = None;
    for (x, rate) in course(run.samples, window).into_iter().enumerate() {
        let Some(rate) = rate else {
            before = None;
            continue;
        };
        let dot = scale.dot(rate);
        // A steep piece is joined to where the line came from.
        let (from, to) = match before {
            Some(last) if last < dot => (last + 1, dot),
            Some(last) if last > dot => (dot, last - 1),
            _ => (dot, dot),
        };
        for y in usize::from(from)..=usize::from(to) {
            if let Some(cell) = cells.get_mut(y / 4 * columns + x / 2) {
                cell.dots |= bit(x % 2, y % 4);
                cell.rate = Some(rate);
            }
        }
        before = Some(dot);
    }
    for (y, line) in (0u16..).zip(cells.chunks(columns.max(1))) {
        for (x, cell) in (0u16..).zip(line) {
            let on_ceiling = y + 1 == scale.over;
            let glyph = match (theme.unicode(), cell.dots, on_ceiling) {
                (_, 0, false) => continue,
                (false, 0, true) => '_',
                (false, ..) => '*',
                (true, dots, _) => {
                    // Where the rate runs along the ceiling, every other dot of the ceiling gives way.
                    let line = match (on_ceiling, dots) {
                        (false, _) => 0,
                        (true, 0) => bit(0, 3) | bit(1, 3),
                        (true, _) => bit(0, 3),
                    };
                    char::from_u32(0x2800 + u32::from(dots | line)).unwrap_or('*')
                }
            };
            let ink = cell.rate.map_or(Role::Quiet, |rate| Role::Zone(run.setup.zones.of_rate(rate)));
            canvas.cell(x, y, glyph, theme.ink(ink));
        }
    }
}

/// The bit of a dot in a braille pattern.
fn bit(x: usize, y: usize) -> u8 {
    const BITS: [[u8; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
    BITS[x][y]
}
