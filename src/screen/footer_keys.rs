//! The keys of the lowest line, in words or by their names alone, and where each of them stands.

use super::canvas::width;
use super::keys::Purpose;
use super::ui::Ui;
use crate::session::{RunState, RunView};

/// Keys in a line, the dots between them included.
pub(super) struct FooterKeys {
    keys: Vec<(Purpose, String)>,
    between: String,
}

impl FooterKeys {
    /// Those that count at this moment: with a word each, or their names alone.
    pub(super) fn of(run: &RunView<'_>, ui: &Ui, words: bool) -> Self {
        let paused = matches!(run.state, RunState::Paused { .. });
        let over = matches!(run.state, RunState::Stopped { .. });
        let replay = ui.playback.is_some();
        let keys = ui
            .keys
            .counting(replay)
            .filter(|bound| bound.key().in_footer && !(paused && bound.key().purpose == Purpose::Lap))
            .filter(|bound| !over || matches!(bound.key().purpose, Purpose::Help | Purpose::Stop))
            .map(|bound| {
                let (purpose, name) = (bound.key().purpose, bound.name());
                let word = match purpose {
                    Purpose::Pause if paused => "go on",
                    Purpose::Stop if over || replay => "leave",
                    _ => bound.key().word,
                };
                (purpose, if words { format!("{name} {word}") } else { name.to_owned() })
            })
            .collect();
        Self { keys, between: format!(" {} ", ui.theme.glyphs().dot) }
    }

    /// As they are drawn.
    pub(super) fn line(&self) -> String {
        self.keys.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(&self.between)
    }

    /// The key whose text stands at a column of the line.
    pub(super) fn at(&self, column: u16) -> Option<Purpose> {
        let mut from = 0;
        for (purpose, text) in &self.keys {
            let to = from + width(text);
            if (from..to).contains(&column) {
                return Some(*purpose);
            }
            from = to + width(&self.between);
        }
        None
    }
}
