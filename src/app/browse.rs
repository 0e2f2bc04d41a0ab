//! The history on the screen: shown until the viewer leaves. Knows no files; a report is handed in.

use crossterm::event::{Event, EventStream};
use futures::StreamExt as _;

use super::signals::Signals;
use crate::screen::{History, HistoryAction, Screen};

/// Shows a history until it is left; `report` makes the text of a row's report.
///
/// # Errors
/// The terminal or the signals are gone.
pub async fn browse(mut screen: Screen, mut history: History, mut report: impl FnMut(usize) -> String) -> std::io::Result<()> {
    let mut signals = Signals::listen()?;
    let mut keys = EventStream::new();
    loop {
        screen.show_history(&history)?;
        tokio::select! {
            () = signals.next() => return Ok(()),
            key = keys.next() => match key {
                Some(Ok(Event::Key(key))) => match history.press(key) {
                    Some(HistoryAction::Open(row)) => {
                        let text = report(row);
                        history.show_report(&text);
                    }
                    Some(HistoryAction::Quit) => return Ok(()),
                    None => {}
                },
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Ok(()),
            },
        }
    }
}
