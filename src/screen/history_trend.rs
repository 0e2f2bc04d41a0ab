//! Twelve weeks at a glance: time a week as columns, the share easy, and the rate at the same speed.

use super::canvas::{Canvas, width};
use super::eighths::{Bar, draw_bar};
use super::figures::percent;
use super::theme::{Role, Theme};
use crate::heart::Zone;
use crate::session::Span;

/// From one part to the next, in columns.
const BETWEEN: u16 = 3;
/// The part below the ceiling and what is above it have these zones' colours, the share easy that.
const EASY: Zone = Zone::ALL[2];
const OVER: Zone = Zone::ALL[3];
const SHARE: Zone = Zone::ALL[1];

/// A week.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HistoryWeek {
    /// What stands below its column: the month that begins with it, or nothing.
    pub label: String,
    /// Time on the timer.
    pub timer: Span,
    /// The share of it below the ceiling, 0 to 1; none where nothing is believed.
    pub easy_share: Option<f64>,
    /// The rate at the end, in bpm; at the speed of `rate_caption` where that is one.
    pub bpm: Option<f64>,
}

/// The weeks, and what is written beside them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HistoryTrend {
    /// One a week, the oldest first; the last one is that of the newest run.
    pub weeks: Vec<HistoryWeek>,
    /// What the rates are: "rate at the same speed".
    pub rate_title: String,
    /// Below them: "at 8.0 km/h".
    pub rate_caption: String,
    /// At the top: "41 runs since 3 August".
    pub runs: String,
    /// At the top: "20 h 12 min, 91 % easy".
    pub total: String,
}

/// How wide the parts are.
#[derive(Debug, Clone, Copy)]
struct Widths {
    /// Of a column of time and from one to the next.
    column: u16,
    step: u16,
    /// Of a week in the two other parts; none where there is no room for the part.
    share: Option<u16>,
    rate: Option<u16>,
}

impl Widths {
    fn of(columns: u16) -> Self {
        match columns {
            100.. => Self { column: 3, step: 4, share: Some(2), rate: Some(2) },
            70.. => Self { column: 2, step: 3, share: Some(1), rate: Some(1) },
            54.. => Self { column: 2, step: 3, share: Some(1), rate: None },
            _ => Self { column: 2, step: 3, share: None, rate: None },
        }
    }
}

/// Draws the weeks; titles in the first row, captions in the last.
pub(super) fn draw(canvas: &mut Canvas<'_>, trend: &HistoryTrend, theme: &Theme) {
    let rows = canvas.height();
    if rows < 3 || trend.weeks.is_empty() {
        return;
    }
    let widths = Widths::of(canvas.width());
    let weeks = trend.weeks.len() as u16;
    let end = weeks * widths.step - (widths.step - widths.column);
    draw_time(&mut canvas.part(0, 0, end, rows), &trend.weeks, widths, theme);
    let mut left = end + BETWEEN;
    if let Some(week) = widths.share {
        let part = (weeks * week).max(15);
        draw_share(&mut canvas.part(left, 0, part, rows), &trend.weeks, week, theme);
        left += part + BETWEEN;
    }
    if let Some(week) = widths.rate {
        // At the right edge, as what is above and below it.
        let part = (weeks * week).max(width(&trend.rate_title));
        left = left.max(canvas.width().saturating_sub(part));
        draw_rate(&mut canvas.part(left, 0, part, rows), trend, week, theme);
    }
}

fn draw_time(canvas: &mut Canvas<'_>, weeks: &[HistoryWeek], widths: Widths, theme: &Theme) {
    let rows = canvas.height() - 2;
    title(canvas, "time a week", theme);
    let longest = weeks.iter().map(|week| week.timer.ms()).max().unwrap_or(0).max(1);
    for (number, week) in (0u16..).zip(weeks) {
        let height = |ms: f64| ms / longest as f64 * f64::from(rows * 8);
        let (all, easy) = (week.timer.ms() as f64, week.timer.ms() as f64 * week.easy_share.unwrap_or(1.0));
        let lit = usize::from(number) + 1 == weeks.len();
        let below = if lit { theme.ink(Role::Zone(EASY)) } else { theme.muted(EASY) };
        let bar = Bar { height: height(all), zone: OVER, style: theme.ink(Role::Zone(OVER)) };
        let lower = Bar { height: height(easy), zone: EASY, style: below };
        let mut column = canvas.part(number * widths.step, 1, widths.column, rows);
        draw_bar(&mut column, bar, Some(lower), theme);
    }
    let last = weeks.last().map(|week| duration(week.timer)).unwrap_or_default();
    let value = caption(canvas, "", &last, theme);
    let mut free = 0;
    for (number, week) in (0u16..).zip(weeks) {
        let x = number * widths.step;
        if !week.label.is_empty() && x >= free && x + width(&week.label) < value {
            free = canvas.text(x, rows + 1, &week.label, theme.ink(Role::Quiet)) + 1;
        }
    }
}

fn draw_share(canvas: &mut Canvas<'_>, weeks: &[HistoryWeek], columns: u16, theme: &Theme) {
    title(canvas, "easy", theme);
    let lowest = weeks.iter().filter_map(|week| week.easy_share).fold(0.7, f64::min);
    // In tens, so that the lowest week is still seen.
    let from = ((lowest * 10.0 - 0.5).floor() / 10.0).clamp(0.0, 0.7);
    let shares: Vec<Option<f64>> = weeks.iter().map(|week| Some((week.easy_share? - from) / (1.0 - from))).collect();
    draw_series(canvas, &shares, columns, (EASY, theme.muted(SHARE)), theme);
    let last = weeks.iter().rev().find_map(|week| week.easy_share).map_or_else(String::new, |share| format!("{} %", percent(share)));
    caption(canvas, &format!("from {:.0} %", from * 100.0), &last, theme);
}

fn draw_rate(canvas: &mut Canvas<'_>, trend: &HistoryTrend, columns: u16, theme: &Theme) {
    /// At least so many bpm are shown, and so many below the lowest rate.
    const RANGE: f64 = 20.0;
    const BELOW: f64 = 6.0;
    let long = &trend.rate_title;
    title(canvas, &if width(long) > canvas.width() { long.replace(" at the ", ", ") } else { long.clone() }, theme);
    let rates = || trend.weeks.iter().filter_map(|week| week.bpm);
    let (low, high) = (rates().fold(f64::INFINITY, f64::min) - BELOW, rates().fold(0.0, f64::max));
    let range = (high - low).max(RANGE);
    let heights: Vec<Option<f64>> = trend.weeks.iter().map(|week| Some((week.bpm? - low) / range)).collect();
    draw_series(canvas, &heights, columns, (OVER, theme.ink(Role::Quiet)), theme);
    let last = trend.weeks.iter().rev().find_map(|week| week.bpm).map_or_else(|| "-".to_owned(), |bpm| format!("{bpm:.0}"));
    caption(canvas, &trend.rate_caption, &last, theme);
}

/// Shares of the height side by side, in a style, with the pattern of a zone where there are no eighths; a hole where there is none.
fn draw_series(canvas: &mut Canvas<'_>, shares: &[Option<f64>], columns: u16, (zone, style): (Zone, ratatui::style::Style), theme: &Theme) {
    let rows = canvas.height() - 2;
    for (number, share) in (0u16..).zip(shares) {
        if let Some(share) = share {
            let height = (share * f64::from(rows * 8)).max(1.0);
            draw_bar(&mut canvas.part(number * columns, 1, columns, rows), Bar { height, zone, style }, None, theme);
        }
    }
}

fn title(canvas: &mut Canvas<'_>, words: &str, theme: &Theme) {
    canvas.text(0, 0, &words.to_uppercase(), theme.ink(Role::Quiet).patch(theme.ink(Role::Strong)));
}

/// The caption below a part, its last value in bold at the right; where that begins.
fn caption(canvas: &mut Canvas<'_>, words: &str, value: &str, theme: &Theme) -> u16 {
    let (end, below) = (canvas.width(), canvas.height() - 1);
    canvas.text(0, below, words, theme.ink(Role::Quiet));
    canvas.text_before(end, below, value, theme.ink(Role::Strong))
}

/// "98 min", from two hours on "2 h 05".
fn duration(time: Span) -> String {
    let minutes = time.ms() / 60_000;
    if minutes < 120 { format!("{minutes} min") } else { format!("{} h {:02}", minutes / 60, minutes % 60) }
}
