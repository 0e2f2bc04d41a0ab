//! The list of past runs as drawn: the weeks in the top third, then a run a row, with as much of each as the window has room for.

use ratatui::Frame;
use ratatui::style::Style;

use super::canvas::{Canvas, width};
use super::eighths::glyph;
use super::figures::{percent, signed};
use super::history::{History, HistoryRow, LastRow};
use super::history_trend;
use super::key_row::{draw_export, draw_keys};
use super::margin::margin;
use super::theme::{Role, Theme};
use crate::heart::Zone;
use crate::session::{Level, RunShape};

/// The columns of a row's parts: where each ends or begins is added up from these.
const ARROW: u16 = 2;
const BEGAN: u16 = 16;
const TIME: u16 = 8;
/// The least and the usual room of the mean rate.
const MEAN: (u16, u16) = (6, 7);
/// The heavy and light rule of the share easy.
const RULE: u16 = 18;
const SHARE: u16 = 6;
const PROMPTS: u16 = 8;
const DRIFT: u16 = 9;
/// The least and the usual room between parts.
const GAP: (u16, u16) = (2, 3);

/// Which parts of a row there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Parts {
    /// Columns of the mean rate.
    mean: u16,
    /// Before the run's shape and the rule.
    gap: u16,
    /// Columns of the run's shape.
    shape: u16,
    rule: bool,
    prompts: bool,
    drift: bool,
}

impl Parts {
    fn of(columns: u16) -> Self {
        let whole = RunShape::COLUMNS as u16;
        let few = Self { mean: 0, gap: GAP.0, shape: 0, rule: false, prompts: false, drift: false };
        match columns {
            106.. => Self { mean: MEAN.1, gap: GAP.1, shape: whole, rule: true, prompts: true, drift: true },
            84.. => Self { mean: MEAN.1, gap: GAP.1, shape: whole, prompts: true, drift: true, ..few },
            72.. => Self { mean: MEAN.0, shape: whole, prompts: true, ..few },
            54.. => Self { shape: whole / 2, prompts: true, ..few },
            _ => few,
        }
    }
}

/// Draws the history into any window.
pub fn draw_history(frame: &mut Frame, history: &History) {
    let area = frame.area();
    let theme = &history.theme;
    frame.buffer_mut().set_style(area, theme.paper());
    let margin = margin(area.width);
    let mut canvas = Canvas::new(frame.buffer_mut(), area);
    let inner = area.width.saturating_sub(2 * margin);
    let roomy = area.height >= 30;
    let top = u16::from(roomy);
    let mut y = top;
    draw_head(&mut canvas.part(margin, y, inner, 1), history);
    y += 1;
    let chart_rows = match area.height {
        ..14 => 0,
        14..20 => 4,
        20..30 => 6,
        _ => 7,
    };
    if chart_rows > 0 {
        line(&mut canvas.part(margin, y, inner, 1), theme);
        y += 1 + u16::from(roomy);
        history_trend::draw(&mut canvas.part(margin, y, inner, chart_rows), &history.trend, theme);
        y += chart_rows + u16::from(roomy);
        line(&mut canvas.part(margin, y, inner, 1), theme);
        y += 1;
    }
    let below = 1 + 2 * top;
    let rows = area.height.saturating_sub(y + below);
    // One column more on each side, for the ground of the chosen run.
    let side = margin.min(1);
    draw_rows(&mut canvas.part(margin - side, y, inner + 2 * side, rows), history, side);
    let bottom = area.height.saturating_sub(1 + top);
    draw_last_row(&mut canvas.part(margin, bottom, inner, 1), history);
}

fn draw_head(canvas: &mut Canvas<'_>, history: &History) {
    let theme = &history.theme;
    let mut x = canvas.text(0, 0, "history", theme.ink(Role::Strong));
    let columns = canvas.width();
    if x + 3 + width(&history.trend.runs) <= columns {
        x = canvas.text(x + 3, 0, &history.trend.runs, theme.ink(Role::Quiet));
    }
    if x + 3 + width(&history.trend.total) <= columns {
        canvas.text_before(columns, 0, &history.trend.total, theme.ink(Role::Quiet));
    }
}

fn line(canvas: &mut Canvas<'_>, theme: &Theme) {
    for x in 0..canvas.width() {
        canvas.cell(x, 0, theme.glyphs().thread.1, theme.faint());
    }
}

fn draw_rows(canvas: &mut Canvas<'_>, history: &History, side: u16) {
    let theme = &history.theme;
    let parts = Parts::of(canvas.width().saturating_sub(2 * side));
    draw_heads(canvas, parts, side, theme);
    let rows = usize::from(canvas.height().saturating_sub(1)).max(1);
    // The chosen run is always in sight, and the list moves a page at a time.
    let first = history.chosen / rows * rows;
    for (place, y) in (first..history.found.len()).zip(1..canvas.height()) {
        let columns = canvas.width();
        let mut line = canvas.part(0, y, columns, 1);
        draw_run(&mut line, &history.rows[history.found[place]], place == history.chosen, parts, (side, theme));
    }
    if history.found.is_empty() {
        canvas.text(side + ARROW, 2, "no run has all of these words", theme.ink(Role::Quiet));
    }
}

fn draw_heads(canvas: &mut Canvas<'_>, parts: Parts, side: u16, theme: &Theme) {
    let quiet = theme.ink(Role::Quiet);
    let mut x = side + ARROW;
    canvas.text(x, 0, "run", quiet);
    x += BEGAN + TIME;
    canvas.text_before(x, 0, "time", quiet);
    if parts.mean > 0 {
        x += parts.mean;
        canvas.text_before(x, 0, "mean", quiet);
    }
    if parts.shape > 0 {
        canvas.text(x + parts.gap, 0, "rate", quiet);
        x += parts.gap + parts.shape;
    }
    if parts.rule {
        canvas.text(x + parts.gap, 0, "easy", quiet);
        x += parts.gap + RULE + SHARE;
    } else {
        x += SHARE + 1;
        canvas.text_before(x, 0, "easy", quiet);
    }
    if parts.prompts {
        // Where there is little room the number alone has it.
        let (columns, word) = if parts.drift { (PROMPTS, "prompts") } else { (PROMPTS - 3, "said") };
        x += columns;
        canvas.text_before(x, 0, word, quiet);
    }
    if parts.drift {
        canvas.text_before(x + DRIFT, 0, "drift", quiet);
    }
}

fn draw_run(canvas: &mut Canvas<'_>, row: &HistoryRow, chosen: bool, parts: Parts, (side, theme): (u16, &Theme)) {
    let (plain, quiet) = if chosen {
        canvas.fill(theme.chosen_ground());
        canvas.cell(side, 0, theme.glyphs().trend, theme.chosen_ground().patch(theme.ink(Role::Well)));
        (theme.chosen_ground(), theme.chosen_ground())
    } else {
        (theme.ink(Role::Plain), theme.ink(Role::Quiet))
    };
    let mut x = side + ARROW;
    canvas.text(x, 0, &row.began, plain);
    x += BEGAN;
    let Some(timer) = row.timer else {
        canvas.text(x + 1, 0, &row.note, quiet);
        return;
    };
    x += TIME;
    canvas.text_before(x, 0, &timer.to_string(), plain);
    if parts.mean > 0 {
        x += parts.mean;
        canvas.text_before(x, 0, &row.mean_bpm.map_or_else(|| "-".to_owned(), |bpm| format!("{bpm:.0}")), plain);
    }
    if parts.shape > 0 {
        draw_shape(&mut canvas.part(x + parts.gap, 0, parts.shape, 1), &row.shape, chosen, theme);
        x += parts.gap + parts.shape;
    }
    if parts.rule {
        draw_share(&mut canvas.part(x + parts.gap, 0, RULE, 1), row.easy_share, chosen, theme);
        x += parts.gap + RULE + SHARE;
    } else {
        x += SHARE + 1;
    }
    canvas.text_before(x, 0, &row.easy_share.map_or_else(|| "-".to_owned(), |share| format!("{} %", percent(share))), plain);
    if parts.prompts {
        x += if parts.drift { PROMPTS } else { PROMPTS - 3 };
        let (prompts, style) = if row.prompts == 0 { (theme.glyphs().dash.to_string(), quiet) } else { (row.prompts.to_string(), plain) };
        canvas.text_before(x, 0, &prompts, style);
    }
    if parts.drift {
        x += DRIFT;
        canvas.text_before(x, 0, &row.drift_bpm.map_or_else(|| "-".to_owned(), |drift| signed(drift, 0)), quiet);
    }
    canvas.text(x + 2, 0, &row.note, quiet);
}

/// The course of a run, a column a cell, or two where there is half the room.
fn draw_shape(canvas: &mut Canvas<'_>, shape: &RunShape, chosen: bool, theme: &Theme) {
    let ground = if chosen { theme.chosen_ground() } else { Style::new() };
    let each = RunShape::COLUMNS.div_ceil(usize::from(canvas.width()).max(1));
    for (x, columns) in (0u16..).zip(shape.columns().chunks(each)) {
        let Some(level) = columns.iter().flatten().max_by_key(|level| level.eighths) else { continue };
        let (zone, style) = if level.is_over() { over(theme) } else { (level.zone, theme.muted(level.zone)) };
        canvas.cell(x, 0, shape_glyph(*level, zone, theme), ground.patch(style));
    }
}

/// What is above the ceiling, in whatever zone, is told by the colour of the first one above it.
fn over(theme: &Theme) -> (Zone, Style) {
    (Zone::ALL[3], theme.ink(Role::Zone(Zone::ALL[3])))
}

/// At most seven eighths, so that rows do not touch; without eighths the pattern of the zone.
fn shape_glyph(level: Level, zone: Zone, theme: &Theme) -> char {
    glyph(if theme.unicode() { level.eighths } else { 8 }, zone, theme)
}

/// The share easy as a heavy rule, the rest as a light one.
fn draw_share(canvas: &mut Canvas<'_>, share: Option<f64>, chosen: bool, theme: &Theme) {
    let ground = if chosen { theme.chosen_ground() } else { Style::new() };
    let Some(share) = share else { return };
    let easy = Zone::ALL[2];
    let heavy = if chosen { theme.ink(Role::Zone(easy)) } else { theme.muted(easy) };
    // A whole rule is only for a run that was all easy.
    let filled = (share * f64::from(RULE)).floor() as u16;
    for x in 0..RULE {
        let (glyph, style) = if x < filled { (theme.glyphs().thread.0, heavy) } else { (theme.glyphs().thread.1, over(theme).1) };
        canvas.cell(x, 0, glyph, ground.patch(style));
    }
}

fn draw_last_row(canvas: &mut Canvas<'_>, history: &History) {
    let theme = &history.theme;
    let columns = canvas.width();
    let count = format!("{} of {}", (history.chosen + 1).min(history.found.len()), history.found.len());
    let room = columns.saturating_sub(width(&count) + 2);
    let quiet = theme.ink(Role::Quiet);
    let x = match &history.last_row {
        LastRow::Keys => {
            let search = if history.search.is_empty() { "find".to_owned() } else { format!("find: {}", history.search) };
            let arrows = theme.glyphs().up_down;
            let leave = if history.search.is_empty() { ("q", "quit") } else { ("esc", "all runs") };
            draw_keys(
                &mut canvas.part(0, 0, room, 1),
                &[(arrows, "choose"), ("enter", "report"), ("e", "export"), ("/", &search), leave],
                theme,
            )
        }
        LastRow::Search => {
            let mut x = canvas.text(0, 0, "find ", theme.ink(Role::Strong));
            x = canvas.text(x, 0, &history.search, theme.ink(Role::Plain));
            canvas.cell(x, 0, theme.glyphs().solid, theme.ink(Role::Note));
            draw_keys(&mut canvas.part(x + 3, 0, room.saturating_sub(x + 3), 1), &[("enter", "keep"), ("esc", "all runs")], theme)
        }
        LastRow::Export => {
            draw_export(canvas, theme);
            return;
        }
        LastRow::Told(line) => {
            canvas.text(0, 0, line, theme.ink(Role::Strong));
            return;
        }
    };
    if x < room {
        canvas.text_before(columns, 0, &count, quiet);
    }
}
