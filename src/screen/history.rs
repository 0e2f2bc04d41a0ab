//! Past runs as a list that fills the screen: which are shown, which is chosen, and what keys ask for.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::export_as::ExportAs;
use super::history_trend::HistoryTrend;
use super::theme::Theme;
use crate::session::{RunShape, Span};

/// So many rows a key for a page goes.
const PAGE: usize = 10;
/// The longest search, in characters: more has no room.
const LONGEST_SEARCH: usize = 24;

/// A run in the list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HistoryRow {
    /// When it began, in at most 16 characters.
    pub began: String,
    /// What it is found by, in small letters.
    pub search: String,
    /// What is the matter with it, where something is. Where `timer` is none it stands alone: nothing of the run can be read.
    pub note: String,
    /// Time on the timer.
    pub timer: Option<Span>,
    /// Mean rate in bpm.
    pub mean_bpm: Option<f64>,
    /// The course of the rate.
    pub shape: RunShape,
    /// The share below the ceiling, 0 to 1.
    pub easy_share: Option<f64>,
    /// How many prompts there were.
    pub prompts: usize,
    /// Second half minus first, in bpm.
    pub drift_bpm: Option<f64>,
}

/// What a key asks for beyond the list itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryAction {
    /// Show the report of this run.
    Open(usize),
    /// Write this run as a file.
    Export(usize, ExportAs),
    /// Draw every cell anew.
    Refresh,
    /// Leave.
    Quit,
}

/// What is asked or told in the last row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum LastRow {
    /// The keys.
    #[default]
    Keys,
    /// What to search for is being written.
    Search,
    /// Which kind of file.
    Export,
    /// What came of it.
    Told(String),
}

/// The list, and what the viewer does in it.
#[derive(Debug, Clone)]
pub struct History {
    /// What is drawn with.
    pub theme: Theme,
    /// The runs, newest first.
    pub(super) rows: Vec<HistoryRow>,
    /// What stands above the list.
    pub(super) trend: HistoryTrend,
    /// The places of the runs that are found; all where nothing is searched for.
    pub(super) found: Vec<usize>,
    /// The place of the chosen one among these.
    pub(super) chosen: usize,
    pub(super) search: String,
    pub(super) last_row: LastRow,
}

impl History {
    /// A list with the newest run chosen.
    pub fn new(rows: Vec<HistoryRow>, trend: HistoryTrend, theme: Theme) -> Self {
        let found = (0..rows.len()).collect();
        Self { theme, rows, trend, found, chosen: 0, search: String::new(), last_row: LastRow::Keys }
    }

    /// Tells something in the last row until the next key.
    pub fn tell(&mut self, line: String) {
        self.last_row = LastRow::Told(line);
    }

    /// Takes a key; what it asks for beyond the list itself.
    pub fn press(&mut self, key: KeyEvent) -> Option<HistoryAction> {
        if key.kind == KeyEventKind::Release {
            return None;
        }
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return match key.code {
                KeyCode::Char('c') => Some(HistoryAction::Quit),
                KeyCode::Char('l') => Some(HistoryAction::Refresh),
                _ => None,
            };
        }
        match std::mem::take(&mut self.last_row) {
            LastRow::Search => self.press_in_search(key.code),
            LastRow::Export => ExportAs::of_key(key.code).zip(self.chosen_run()).map(|(kind, run)| HistoryAction::Export(run, kind)),
            LastRow::Keys | LastRow::Told(_) => self.press_in_list(key.code),
        }
    }

    fn press_in_list(&mut self, code: KeyCode) -> Option<HistoryAction> {
        let chosen = self.chosen_run();
        match code {
            KeyCode::Enter | KeyCode::Right => return chosen.map(HistoryAction::Open),
            KeyCode::Char('e') if chosen.is_some() => self.last_row = LastRow::Export,
            KeyCode::Char('/') => self.last_row = LastRow::Search,
            KeyCode::Char('t') => {
                self.theme = self.theme.next();
                return Some(HistoryAction::Refresh);
            }
            KeyCode::Esc if !self.search.is_empty() => {
                self.search.clear();
                self.find();
            }
            KeyCode::Esc | KeyCode::Char('q') => return Some(HistoryAction::Quit),
            _ => self.go(code),
        }
        None
    }

    /// Goes up or down in the list; any other key does nothing.
    fn go(&mut self, code: KeyCode) {
        let last = self.found.len().saturating_sub(1);
        self.chosen = match code {
            KeyCode::Down | KeyCode::Char('j') => (self.chosen + 1).min(last),
            KeyCode::Up | KeyCode::Char('k') => self.chosen.saturating_sub(1),
            KeyCode::PageDown | KeyCode::Char(' ') => (self.chosen + PAGE).min(last),
            KeyCode::PageUp => self.chosen.saturating_sub(PAGE),
            KeyCode::Home | KeyCode::Char('g') => 0,
            KeyCode::End | KeyCode::Char('G') => last,
            _ => self.chosen,
        };
    }

    fn press_in_search(&mut self, code: KeyCode) -> Option<HistoryAction> {
        self.last_row = LastRow::Search;
        match code {
            KeyCode::Enter => self.last_row = LastRow::Keys,
            KeyCode::Esc => {
                self.search.clear();
                self.last_row = LastRow::Keys;
            }
            KeyCode::Backspace => drop(self.search.pop()),
            KeyCode::Char(letter) if self.search.chars().count() < LONGEST_SEARCH => self.search.extend(letter.to_lowercase()),
            KeyCode::Down | KeyCode::Up | KeyCode::PageDown | KeyCode::PageUp => {
                self.go(code);
                return None;
            }
            _ => return None,
        }
        self.find();
        None
    }

    /// The runs in which every word of the search is found; the one that was chosen stays chosen where it is among them.
    fn find(&mut self) {
        let before = self.chosen_run();
        let words: Vec<&str> = self.search.split_whitespace().collect();
        let is_found = |row: &HistoryRow| words.iter().all(|word| row.search.contains(word));
        self.found = (0..self.rows.len()).filter(|place| is_found(&self.rows[*place])).collect();
        self.chosen = before.and_then(|run| self.found.iter().position(|found| *found == run)).unwrap_or(0);
    }

    /// The place of the chosen run among all.
    fn chosen_run(&self) -> Option<usize> {
        self.found.get(self.chosen).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(runs: usize) -> History {
        let row = |n: usize| HistoryRow { search: format!("run {n} 2026-{:02}", 1 + n % 12), ..HistoryRow::default() };
        History::new((0..runs).map(row).collect(), HistoryTrend::default(), Theme::detect(|_| None, true))
    }

    fn press(history: &mut History, code: KeyCode) -> Option<HistoryAction> {
        history.press(KeyEvent::new(code, KeyModifiers::NONE))
    }

    fn write(history: &mut History, word: &str) {
        for letter in word.chars() {
            assert_eq!(press(history, KeyCode::Char(letter)), None);
        }
    }

    #[test]
    fn keys_choose_open_and_leave_and_never_run_off_the_list() {
        let mut history = list(3);
        assert_eq!(press(&mut history, KeyCode::Up), None);
        for _ in 0..9 {
            press(&mut history, KeyCode::Down);
        }
        assert_eq!(press(&mut history, KeyCode::Enter), Some(HistoryAction::Open(2)));
        assert_eq!(press(&mut history, KeyCode::Char('q')), Some(HistoryAction::Quit));
        for code in [KeyCode::Enter, KeyCode::Char('e'), KeyCode::Char('f'), KeyCode::Down] {
            assert_eq!(press(&mut list(0), code), None);
        }
    }

    #[test]
    fn an_export_asks_for_its_kind_and_any_other_key_takes_it_back() {
        let mut history = list(3);
        press(&mut history, KeyCode::Down);
        assert_eq!(press(&mut history, KeyCode::Char('e')), None);
        assert_eq!(press(&mut history, KeyCode::Char('c')), Some(HistoryAction::Export(1, ExportAs::Csv)));
        history.tell("written".to_owned());
        press(&mut history, KeyCode::Char('e'));
        assert_eq!(press(&mut history, KeyCode::Esc), None);
        assert_eq!(press(&mut history, KeyCode::Char('c')), None);
        assert_eq!((history.chosen, &history.last_row), (1, &LastRow::Keys));
    }

    #[test]
    fn a_search_narrows_the_list_as_it_is_written_and_escape_gives_all_back() {
        let mut history = list(30);
        press(&mut history, KeyCode::End);
        press(&mut history, KeyCode::Char('/'));
        write(&mut history, "2026-06 Run");
        assert_eq!(history.found, [5, 17, 29]);
        // It stays at the run that it was at; letters that are keys elsewhere are letters here.
        assert_eq!(history.chosen, 2);
        press(&mut history, KeyCode::Enter);
        press(&mut history, KeyCode::Up);
        assert_eq!(press(&mut history, KeyCode::Enter), Some(HistoryAction::Open(17)));
        press(&mut history, KeyCode::Char('/'));
        write(&mut history, "q");
        assert_eq!((history.found.len(), press(&mut history, KeyCode::Char('e'))), (0, None));
        press(&mut history, KeyCode::Backspace);
        press(&mut history, KeyCode::Backspace);
        assert_eq!(history.found, [5, 17, 29]);
        press(&mut history, KeyCode::Enter);
        assert_eq!(press(&mut history, KeyCode::Esc), None, "the first one ends the search");
        assert_eq!(history.found.len(), 30);
        assert_eq!(press(&mut history, KeyCode::Esc), Some(HistoryAction::Quit));
    }
}
