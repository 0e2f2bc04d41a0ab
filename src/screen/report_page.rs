//! The report of a finished run as drawn: the share easy and the sentences side by side, the chart over the full width, then time in
//! zone and the prompts. What has no room is reached by scrolling.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::canvas::{Canvas, width};
use super::figures::percent;
use super::key_row::{draw_export, draw_keys};
use super::large;
use super::margin::margin;
use super::prompt_list;
use super::report_view::{ReportRow, ReportView, ReportWords};
use super::run_chart;
use super::theme::{Role, Theme};
use super::ui::ChartStyle;
use super::wrapping::wrapped;
use super::zone_times;

/// From the share to the sentences, and from the zones to the prompts.
const BETWEEN: u16 = 4;
/// Sentences are no wider than this: longer lines are hard to read.
const WIDEST: u16 = 76;
/// From so many columns on two parts stand side by side.
const SIDE_BY_SIDE: u16 = 72;

/// Draws a report into any window.
pub fn draw_report(frame: &mut Frame, report: &ReportView, theme: &Theme) {
    let area = frame.area();
    frame.buffer_mut().set_style(area, theme.paper());
    let page = Page::of(report, theme, area.width, area.height);
    let mut drawn = Buffer::empty(Rect::new(0, 0, area.width, page.rows));
    drawn.set_style(drawn.area, theme.paper());
    page.draw(&mut Canvas::new(&mut drawn, Rect::new(page.margin, 0, page.inner, page.rows)), report, theme);
    let shown = page.shown(area.height);
    let from = u16::try_from(report.from).unwrap_or(u16::MAX).min(page.rows.saturating_sub(shown));
    let buffer = frame.buffer_mut();
    for y in 0..shown.min(page.rows) {
        for x in 0..area.width {
            buffer[(x, area.y + y)] = drawn[(x, from + y)].clone();
        }
    }
    let bottom = area.height.saturating_sub(1);
    let mut canvas = Canvas::new(buffer, Rect::new(page.margin, bottom, page.inner, 1));
    draw_last_row(&mut canvas, report, theme, (from, shown, page.rows));
}

/// The first row of the last page of a report in a window of so many columns and rows.
pub fn last_row_of(report: &ReportView, theme: &Theme, (columns, rows): (u16, u16)) -> usize {
    let page = Page::of(report, theme, columns, rows);
    usize::from(page.rows.saturating_sub(page.shown(rows)))
}

/// Where everything stands, from the top of the report.
struct Page {
    margin: u16,
    inner: u16,
    /// Rows of the number.
    number: u16,
    sentences: Vec<String>,
    chart: u16,
    side_by_side: bool,
    notes: Vec<String>,
    /// All rows there are.
    rows: u16,
}

impl Page {
    fn of(report: &ReportView, theme: &Theme, columns: u16, rows: u16) -> Self {
        let margin = margin(columns);
        let inner = columns.saturating_sub(2 * margin);
        let side_by_side = inner >= SIDE_BY_SIDE;
        let number = if rows >= 20 { 5 } else { 3 };
        let beside = large::columns(&share_of(&report.words), number, theme) + BETWEEN + 6;
        let room = if side_by_side { inner.saturating_sub(beside) } else { inner };
        let lines = |text: &String| wrapped(text, usize::from(room.min(WIDEST)), 0);
        let sentences: Vec<String> = report.words.sentences.iter().flat_map(lines).collect();
        let notes = report.words.notes.iter().flat_map(|note| wrapped(note, usize::from(inner.min(WIDEST + 20)), 2)).collect();
        let chart = match rows {
            ..16 => 7,
            16..30 => rows * 2 / 5,
            _ => rows * 9 / 20,
        };
        let mut page = Self { margin, inner, number, sentences, chart, side_by_side, notes, rows: 0 };
        page.rows = page.top_of_notes(report) + page.notes.len() as u16;
        page
    }

    /// Rows of the window that scroll: all but the last two.
    fn shown(&self, rows: u16) -> u16 {
        rows.saturating_sub(if rows > 12 { 2 } else { 1 })
    }

    fn top_of_head(&self) -> u16 {
        3
    }

    fn top_of_sentences(&self) -> u16 {
        if self.side_by_side { self.top_of_head() } else { self.top_of_head() + self.number + 1 }
    }

    fn top_of_chart(&self) -> u16 {
        let below = self.top_of_sentences() + self.sentences.len() as u16;
        below.max(self.top_of_head() + self.number) + 1
    }

    fn top_of_zones(&self) -> u16 {
        self.top_of_chart() + self.chart + 1
    }

    fn top_of_prompts(&self) -> u16 {
        if self.side_by_side { self.top_of_zones() } else { self.top_of_zones() + zone_times::ROWS + 1 }
    }

    fn top_of_notes(&self, report: &ReportView) -> u16 {
        let prompts = self.top_of_prompts() + 1 + (report.words.prompts.len() as u16).max(1);
        prompts.max(self.top_of_zones() + zone_times::ROWS) + 1
    }

    fn draw(&self, canvas: &mut Canvas<'_>, report: &ReportView, theme: &Theme) {
        let words = &report.words;
        let inner = self.inner;
        let end = canvas.text(0, 0, &words.title, theme.ink(Role::Strong));
        if end + 2 + width(&words.facts) <= inner {
            canvas.text_before(inner, 0, &words.facts, theme.ink(Role::Quiet));
        }
        let lit = if words.is_easy { theme.ink(Role::Well) } else { theme.ink(Role::Strong) };
        for x in 0..inner {
            canvas.cell(x, 1, theme.glyphs().thread.0, lit);
        }
        self.draw_head(&mut canvas.part(0, self.top_of_head(), inner, self.top_of_chart()), words, theme);
        let run = report.session.view();
        run_chart::draw(&mut canvas.part(0, self.top_of_chart(), inner, self.chart), &run, theme, ChartStyle::Strata);
        let half = if self.side_by_side { inner / 2 - BETWEEN / 2 } else { inner };
        zone_times::draw(&mut canvas.part(0, self.top_of_zones(), half, zone_times::ROWS), &run, theme);
        let left = if self.side_by_side { half + BETWEEN } else { 0 };
        let rows = self.top_of_notes(report).saturating_sub(self.top_of_prompts());
        prompt_list::draw(&mut canvas.part(left, self.top_of_prompts(), inner - left, rows), &words.prompts, theme);
        for (line, y) in self.notes.iter().zip(self.top_of_notes(report)..) {
            canvas.text(0, y, line, theme.ink(Role::Quiet));
        }
    }

    /// The share easy, and the sentences beside it or below.
    fn draw_head(&self, canvas: &mut Canvas<'_>, words: &ReportWords, theme: &Theme) {
        let lit = if words.is_easy { theme.ink(Role::Well) } else { theme.ink(Role::Strong) };
        let share = share_of(words);
        let after = large::draw(&mut canvas.part(0, 0, self.inner, self.number), &share, theme, lit);
        let unit = if words.easy_share.is_some() { "% easy" } else { "nobody knows" };
        canvas.text(after + 1, self.number - 1, unit, theme.ink(Role::Strong));
        let top = self.top_of_sentences() - self.top_of_head();
        let left = if self.side_by_side { after + BETWEEN + 6 } else { 0 };
        for (line, y) in self.sentences.iter().zip(top..) {
            canvas.text(left, y, line, theme.ink(Role::Plain));
        }
    }
}

fn share_of(words: &ReportWords) -> String {
    words.easy_share.map_or_else(|| "--".to_owned(), |share| percent(share).to_string())
}

fn draw_last_row(canvas: &mut Canvas<'_>, report: &ReportView, theme: &Theme, (from, shown, rows): (u16, u16, u16)) {
    match &report.last_row {
        ReportRow::Told(line) => drop(canvas.text(0, 0, line, theme.ink(Role::Strong))),
        ReportRow::Export => draw_export(canvas, theme),
        ReportRow::Keys => {
            let mut keys = vec![("esc", "back")];
            if rows > shown {
                keys.push((theme.glyphs().up_down, "scroll"));
            }
            keys.push(("e", "export"));
            let x = draw_keys(canvas, &keys, theme);
            let to = (from + shown).min(rows);
            let place = format!("{} to {to} of {rows}", from + 1);
            if rows > shown && x + 2 + width(&place) <= canvas.width() {
                canvas.text_before(canvas.width(), 0, &place, theme.ink(Role::Quiet));
            }
        }
    }
}
