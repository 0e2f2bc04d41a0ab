//! The keys of a run: what a press asks for.

use crossterm::event::{Event, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use crate::screen::{Action, Input, TerminalInput, Ui, click, window_size};
use crate::session::Session;

/// What was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pressed {
    /// A key that asks for something.
    Action(Action),
    /// The window changed.
    Redraw,
    /// The terminal is gone.
    Gone,
}

/// Waits for a key that asks for something; for ever where there are no keys. Dropped and called again it loses nothing.
pub(super) async fn pressed(keys: &mut Option<TerminalInput>, ui: &mut Ui, session: &Session) -> Pressed {
    let Some(keys) = keys else { return std::future::pending().await };
    loop {
        match keys.next().await {
            Some(Ok(Input::Background(color))) => {
                ui.theme = ui.theme.on(color);
                return Pressed::Redraw;
            }
            Some(Ok(Input::Event(Event::Key(key)))) => {
                if let Some(action) = ui.press(key, &session.view()) {
                    return Pressed::Action(action);
                }
            }
            Some(Ok(Input::Event(Event::Resize(..)))) => return Pressed::Redraw,
            Some(Ok(Input::Event(Event::Mouse(MouseEvent { kind: MouseEventKind::Down(MouseButton::Left), column, row, .. })))) => {
                let (columns, rows) = window_size();
                let window = Rect::new(0, 0, columns, rows);
                if let Some(action) = click(ui, &session.view(), window, Position::new(column, row)) {
                    return Pressed::Action(action);
                }
            }
            Some(Ok(Input::Event(Event::FocusGained | Event::FocusLost | Event::Mouse(_) | Event::Paste(_)))) => {}
            Some(Err(_)) | None => return Pressed::Gone,
        }
    }
}
