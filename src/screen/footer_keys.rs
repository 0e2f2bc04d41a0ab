//! The keys of the lowest line, in words or by their names alone, and where each of them stands.

use super::canvas::{Canvas, width};
use super::keys::Purpose;
use super::theme::{Role, Theme};
use super::ui::Ui;
use crate::session::{RunState, RunView};

/// Columns between two keys.
const GAP: u16 = 2;

/// The keys that count at this moment.
pub(super) struct FooterKeys(Vec<(Purpose, String, &'static str)>);

impl FooterKeys {
    /// Their names, and what they do.
    pub(super) fn of(run: &RunView<'_>, ui: &Ui) -> Self {
        let paused = matches!(run.state, RunState::Paused { .. });
        let over = matches!(run.state, RunState::Stopped { .. });
        let replay = ui.playback.is_some();
        let keys = ui
            .keys
            .counting(replay)
            .filter(|bound| bound.key().in_footer || over && bound.key().purpose == Purpose::ShutDown)
            .filter(|bound| !(paused && bound.key().purpose == Purpose::Lap))
            .filter(|bound| !over || matches!(bound.key().purpose, Purpose::Help | Purpose::Stop | Purpose::ShutDown))
            .map(|bound| {
                let word = match bound.key().purpose {
                    Purpose::Pause if paused => "go on",
                    Purpose::Stop if over && ui.keys.is_kiosk() => "next run",
                    Purpose::Stop if over || replay => "leave",
                    _ => bound.key().word,
                };
                (bound.key().purpose, bound.name().to_owned(), word)
            })
            .collect();
        Self(keys)
    }

    /// Where each stands in a line of so many columns, as many as there is room for: its first column and the one after it.
    fn places(&self, columns: u16) -> Vec<(u16, u16)> {
        let mut places: Vec<(u16, u16)> = Vec::new();
        for (_, name, word) in &self.0 {
            let from = places.last().map_or(0, |(_, to)| to + GAP);
            let to = from + width(name) + 1 + width(word);
            if to > columns && !places.is_empty() {
                break;
            }
            places.push((from, to));
        }
        places
    }

    /// Draws them with their words; the column after the last.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, theme: &Theme) -> u16 {
        let places = self.places(canvas.width());
        for ((_, name, word), (from, _)) in self.0.iter().zip(&places) {
            let at = canvas.text(*from, 0, name, theme.emphasis(Role::Quiet));
            canvas.text(at + 1, 0, word, theme.ink(Role::Quiet));
        }
        places.last().map_or(0, |(_, to)| *to)
    }

    /// Their names alone, in a line.
    pub(super) fn names(&self) -> String {
        self.0.iter().map(|(_, name, _)| name.as_str()).collect::<Vec<_>>().join("  ")
    }

    /// The key that stands at a column of the line with words.
    pub(super) fn at(&self, column: u16, columns: u16) -> Option<Purpose> {
        let place = self.places(columns).iter().position(|(from, to)| (*from..*to).contains(&column))?;
        self.0.get(place).map(|(purpose, ..)| *purpose)
    }

    /// The key whose name stands at a column of the line of names.
    pub(super) fn name_at(&self, column: u16) -> Option<Purpose> {
        let mut from = 0;
        for (purpose, name, _) in &self.0 {
            if (from..from + width(name)).contains(&column) {
                return Some(*purpose);
            }
            from += width(name) + GAP;
        }
        None
    }
}
