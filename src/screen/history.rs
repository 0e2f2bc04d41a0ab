//! Past runs as a list that fills the screen, with the weeks above it and one run's report on demand.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::Frame;

use super::canvas::{Canvas, width};
use super::theme::{Role, Theme};
use super::wrapping::wrapped;

/// Later lines of a report's long line are set in by this many columns.
const SET_IN: usize = 6;

/// A run in the list, each cell as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistoryRow {
    /// When it began.
    pub began: String,
    /// Length, mean rate, share easy, prompts and drift.
    pub cells: [String; 5],
    /// What is the matter with it, where something is.
    pub note: String,
}

/// A week in the trend.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryWeek {
    /// Its first day.
    pub monday: String,
    /// Runs, time, share easy, rate at the end, drift.
    pub cells: [String; 5],
    /// The share easy, 0 to 1.
    pub easy_share: Option<f64>,
}

/// The list, and what the viewer does in it.
#[derive(Debug, Clone)]
pub struct History {
    /// The runs, newest first.
    pub rows: Vec<HistoryRow>,
    /// The weeks, newest first.
    pub weeks: Vec<HistoryWeek>,
    /// What is drawn with.
    pub theme: Theme,
    selected: usize,
    /// The report that is open, and how far it is scrolled.
    report: Option<(Vec<String>, usize)>,
}

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryAction {
    /// Show the report of this row.
    Open(usize),
    /// Leave.
    Quit,
}

const HEADS: [(&str, u16); 5] = [("time", 9), ("mean", 6), ("easy", 7), ("prompts", 9), ("drift", 7)];
const WEEK_HEADS: [(&str, u16); 5] = [("runs", 6), ("time", 10), ("easy", 7), ("at the end", 12), ("drift", 7)];
const BEGAN: u16 = 17;
const BAR: u16 = 16;

impl History {
    /// A list with the newest run selected.
    pub fn new(rows: Vec<HistoryRow>, weeks: Vec<HistoryWeek>, theme: Theme) -> Self {
        Self { rows, weeks, theme, selected: 0, report: None }
    }

    /// Opens a report.
    pub fn show_report(&mut self, text: &str) {
        self.report = Some((text.lines().map(str::to_owned).collect(), 0));
    }

    /// Takes a key; what it asks for beyond the list itself.
    pub fn press(&mut self, key: KeyEvent) -> Option<HistoryAction> {
        if key.kind == KeyEventKind::Release {
            return None;
        }
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return (key.code == KeyCode::Char('c')).then_some(HistoryAction::Quit);
        }
        if let Some((lines, from)) = &mut self.report {
            let last = lines.len().saturating_sub(1);
            match key.code {
                KeyCode::Down | KeyCode::Char('j') => *from = (*from + 1).min(last),
                KeyCode::Up | KeyCode::Char('k') => *from = from.saturating_sub(1),
                KeyCode::PageDown | KeyCode::Char(' ') => *from = (*from + 10).min(last),
                KeyCode::PageUp => *from = from.saturating_sub(10),
                KeyCode::Esc | KeyCode::Enter | KeyCode::Backspace | KeyCode::Left | KeyCode::Char('q') => self.report = None,
                _ => {}
            }
            return None;
        }
        let last = self.rows.len().saturating_sub(1);
        self.selected = match key.code {
            KeyCode::Down | KeyCode::Char('j') => (self.selected + 1).min(last),
            KeyCode::Up | KeyCode::Char('k') => self.selected.saturating_sub(1),
            KeyCode::PageDown | KeyCode::Char(' ') => (self.selected + 10).min(last),
            KeyCode::PageUp => self.selected.saturating_sub(10),
            KeyCode::Home | KeyCode::Char('g') => 0,
            KeyCode::End | KeyCode::Char('G') => last,
            KeyCode::Enter | KeyCode::Right if !self.rows.is_empty() => return Some(HistoryAction::Open(self.selected)),
            KeyCode::Esc | KeyCode::Char('q') => return Some(HistoryAction::Quit),
            _ => self.selected,
        };
        None
    }
}

/// Draws the list, or the report that is open.
pub fn draw_history(frame: &mut Frame, history: &History) {
    let area = frame.area();
    frame.buffer_mut().set_style(area, history.theme.paper());
    let mut canvas = Canvas::new(frame.buffer_mut(), area);
    match &history.report {
        Some((lines, from)) => draw_report(&mut canvas, lines, *from, &history.theme),
        None => draw_list(&mut canvas, history),
    }
}

fn draw_report(canvas: &mut Canvas<'_>, lines: &[String], from: usize, theme: &Theme) {
    let rows = usize::from(canvas.height().saturating_sub(2));
    let lines: Vec<String> = lines.iter().flat_map(|line| wrapped(line, usize::from(canvas.width().saturating_sub(2)), SET_IN)).collect();
    // The end of a report stays at the bottom rather than float away.
    let from = from.min(lines.len().saturating_sub(rows));
    for (y, line) in (0..).zip(lines.iter().skip(from).take(rows)) {
        canvas.text(1, y, line, theme.ink(if from == 0 && y == 0 { Role::Strong } else { Role::Plain }));
    }
    footer(canvas, theme, &["esc back", "up down scroll"]);
}

fn draw_list(canvas: &mut Canvas<'_>, history: &History) {
    let theme = &history.theme;
    // The weeks are there for whoever has the room: the runs come first.
    let weeks = history.weeks.len().min(usize::from(canvas.height() / 4).saturating_sub(1)).min(8);
    let mut y = 0;
    if weeks > 1 {
        y = draw_weeks(canvas, &history.weeks[..weeks], theme) + 1;
    }
    heads(canvas, y, "run", &HEADS, theme);
    y += 1;
    let rows = usize::from(canvas.height().saturating_sub(y + 1)).max(1);
    // The selected row is always in sight, and the list moves a page at a time.
    let first = history.selected / rows * rows;
    for (place, row) in history.rows.iter().enumerate().skip(first).take(rows) {
        let chosen = place == history.selected;
        let style = theme.ink(if chosen { Role::Strong } else { Role::Plain });
        canvas.text(0, y, if chosen { ">" } else { " " }, style);
        canvas.text(2, y, &row.began, style);
        let mut end = BEGAN;
        for (cell, (_, columns)) in row.cells.iter().zip(HEADS) {
            end += columns;
            canvas.text_before(end, y, cell, style);
        }
        canvas.text(end + 2, y, &row.note, theme.ink(Role::Quiet));
        y += 1;
    }
    let count = format!("{} of {}", (history.selected + 1).min(history.rows.len()), history.rows.len());
    let bottom = canvas.height().saturating_sub(1);
    footer(canvas, theme, &["enter report", "up down choose", "q quit"]);
    let columns = canvas.width();
    canvas.text_before(columns.saturating_sub(1), bottom, &count, theme.ink(Role::Quiet));
}

/// The row after the last week.
fn draw_weeks(canvas: &mut Canvas<'_>, weeks: &[HistoryWeek], theme: &Theme) -> u16 {
    heads(canvas, 0, "week from", &WEEK_HEADS, theme);
    let mut y = 1;
    for week in weeks {
        canvas.text(2, y, &week.monday, theme.ink(Role::Plain));
        let mut end = BEGAN;
        for (cell, (_, columns)) in week.cells.iter().zip(WEEK_HEADS) {
            end += columns;
            canvas.text_before(end, y, cell, theme.ink(Role::Plain));
        }
        if let Some(share) = week.easy_share {
            let filled = (share * f64::from(BAR)).round() as u16;
            for x in 0..filled.min(BAR) {
                canvas.cell(end + 2 + x, y, theme.glyphs().solid, theme.ink(Role::Quiet));
            }
        }
        y += 1;
    }
    y
}

fn heads(canvas: &mut Canvas<'_>, y: u16, first: &str, heads: &[(&str, u16); 5], theme: &Theme) {
    canvas.text(2, y, first, theme.ink(Role::Quiet));
    let mut end = BEGAN;
    for (head, columns) in heads {
        end += columns;
        canvas.text_before(end, y, head, theme.ink(Role::Quiet));
    }
}

fn footer(canvas: &mut Canvas<'_>, theme: &Theme, keys: &[&str]) {
    let y = canvas.height().saturating_sub(1);
    let mut x = 1;
    for key in keys {
        if x > 1 {
            x = canvas.text(x, y, " · ", theme.ink(Role::Quiet));
        }
        if x + width(key) > canvas.width() {
            break;
        }
        x = canvas.text(x, y, key, theme.ink(Role::Quiet));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(runs: usize) -> History {
        let row = |n: usize| HistoryRow { began: format!("run {n}"), ..HistoryRow::default() };
        History::new((0..runs).map(row).collect(), Vec::new(), Theme::detect(|_| None, true))
    }

    fn press(history: &mut History, code: KeyCode) -> Option<HistoryAction> {
        history.press(KeyEvent::new(code, KeyModifiers::NONE))
    }

    #[test]
    fn keys_choose_open_and_leave_and_never_run_off_the_list() {
        let mut history = list(3);
        assert_eq!(press(&mut history, KeyCode::Up), None);
        for _ in 0..9 {
            press(&mut history, KeyCode::Down);
        }
        assert_eq!(press(&mut history, KeyCode::Enter), Some(HistoryAction::Open(2)));
        history.show_report("one\ntwo");
        assert_eq!(press(&mut history, KeyCode::Char('q')), None);
        assert_eq!(press(&mut history, KeyCode::Char('q')), Some(HistoryAction::Quit));
        assert_eq!(press(&mut list(0), KeyCode::Enter), None);
    }

    #[test]
    fn the_chosen_run_is_in_sight_in_any_window() {
        for (columns, rows) in [(1, 1), (20, 4), (40, 10), (80, 24), (120, 40)] {
            let mut history = list(500);
            for _ in 0..37 {
                press(&mut history, KeyCode::PageDown);
            }
            let mut terminal = ratatui::Terminal::new(ratatui::backend::TestBackend::new(columns, rows)).unwrap();
            terminal.draw(|frame| draw_history(frame, &history)).unwrap();
            let text: String = terminal.backend().buffer().content().iter().map(ratatui::buffer::Cell::symbol).collect();
            assert!(rows < 4 || text.contains("> run 370"), "{columns}x{rows}: {text}");
        }
    }
}
