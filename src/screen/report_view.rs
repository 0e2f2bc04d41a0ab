//! A finished run as a report on the screen: what it shows, how far it is scrolled, and what keys ask for.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::export_as::ExportAs;
use super::prompt_line::PromptLine;
use crate::session::Session;

/// So many rows a key for a page goes.
const PAGE: usize = 10;

/// What a key asks for beyond scrolling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportAction {
    /// Close it.
    Back,
    /// Write the run as a file.
    Export(ExportAs),
    /// Go on to the next theme.
    Theme,
    /// Draw every cell anew.
    Refresh,
    /// Leave the program.
    Quit,
}

/// What is asked or told in the last row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum ReportRow {
    /// The keys.
    #[default]
    Keys,
    /// Which kind of file.
    Export,
    /// What came of it.
    Told(String),
}

/// What a report says beside the run's own numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReportWords {
    /// When the run was, or the file it is from.
    pub title: String,
    /// Time, distance, pace.
    pub facts: String,
    /// The share below the ceiling, 0 to 1; none where nobody knows.
    pub easy_share: Option<f64>,
    /// Whether that counts as easy.
    pub is_easy: bool,
    /// The run in a few sentences.
    pub sentences: Vec<String>,
    /// What was said and asked, and what came of it.
    pub prompts: Vec<PromptLine>,
    /// What else is known, a line each.
    pub notes: Vec<String>,
}

/// The report, and what the viewer does in it.
#[derive(Debug, Clone)]
pub struct ReportView {
    /// The run, folded to its end.
    pub(super) session: Session,
    pub(super) words: ReportWords,
    /// The first row that is shown, as far as the keys have gone; drawing stops at the last page.
    pub(super) from: usize,
    pub(super) last_row: ReportRow,
}

impl ReportView {
    /// A report at its beginning.
    pub fn new(session: Session, words: ReportWords) -> Self {
        Self { session, words, from: 0, last_row: ReportRow::Keys }
    }

    /// Tells something in the last row until the next key.
    pub fn tell(&mut self, line: String) {
        self.last_row = ReportRow::Told(line);
    }

    /// Takes a key; `last` is the first row of the last page. What it asks for beyond scrolling.
    pub fn press(&mut self, key: KeyEvent, last: usize) -> Option<ReportAction> {
        if key.kind == KeyEventKind::Release {
            return None;
        }
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return match key.code {
                KeyCode::Char('c') => Some(ReportAction::Quit),
                KeyCode::Char('l') => Some(ReportAction::Refresh),
                _ => None,
            };
        }
        if std::mem::take(&mut self.last_row) == ReportRow::Export {
            return ExportAs::of_key(key.code).map(ReportAction::Export);
        }
        let from = self.from.min(last);
        match key.code {
            KeyCode::Down | KeyCode::Char('j') => self.from = (from + 1).min(last),
            KeyCode::Up | KeyCode::Char('k') => self.from = from.saturating_sub(1),
            KeyCode::PageDown | KeyCode::Char(' ') => self.from = (from + PAGE).min(last),
            KeyCode::PageUp => self.from = from.saturating_sub(PAGE),
            KeyCode::Home | KeyCode::Char('g') => self.from = 0,
            KeyCode::End | KeyCode::Char('G') => self.from = last,
            KeyCode::Char('e') => self.last_row = ReportRow::Export,
            KeyCode::Char('t') => return Some(ReportAction::Theme),
            KeyCode::Esc | KeyCode::Enter | KeyCode::Backspace | KeyCode::Left | KeyCode::Char('q') => return Some(ReportAction::Back),
            _ => {}
        }
        None
    }
}
