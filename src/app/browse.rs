//! The history on the screen, shown until the viewer leaves.

use std::time::Duration;

use crossterm::event::Event;

use super::signals::{Signal, Signals, stop_here, stop_job};
use crate::output::TerminalScreen;
use crate::screen::{History, HistoryAction, Input, TerminalInput, is_suspend};

/// So long a terminal may take to be given back.
const LEAVE_LIMIT: Duration = Duration::from_secs(1);

/// Shows a history until it is left; `report` makes the text of a row's report.
///
/// # Errors
/// The terminal or the signals are gone.
pub async fn browse(
    mut screen: TerminalScreen,
    mut keys: TerminalInput,
    mut history: History,
    mut report: impl FnMut(usize) -> String,
) -> std::io::Result<()> {
    let mut signals = Signals::listen(true)?;
    loop {
        screen.show_history(&history)?;
        tokio::select! {
            signal = signals.next() => match signal {
                Signal::End => return Ok(()),
                Signal::Suspend => {
                    screen.leave(LEAVE_LIMIT);
                    stop_here();
                    screen.enter_again()?;
                }
                Signal::Continued => screen.enter_again()?,
            },
            key = keys.next() => match key {
                Some(Ok(Input::Event(Event::Key(key)))) if is_suspend(key) => stop_job(),
                Some(Ok(Input::Event(Event::Key(key)))) => match history.press(key) {
                    Some(HistoryAction::Open(row)) => {
                        let text = report(row);
                        history.show_report(&text);
                    }
                    Some(HistoryAction::Quit) => return Ok(()),
                    None => {}
                },
                Some(Ok(Input::Background(color))) => history.theme = history.theme.on(color),
                Some(Ok(Input::Event(_))) => {}
                Some(Err(_)) | None => return Ok(()),
            },
        }
    }
}
