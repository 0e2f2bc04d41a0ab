//! The history and a run's report on the screen, shown until the viewer leaves.

use std::io;
use std::time::Duration;

use crossterm::event::{Event, KeyEvent};

use super::signals::{Signal, Signals, stop_here, stop_job};
use crate::output::TerminalScreen;
use crate::screen::{
    ExportAs, History, HistoryAction, Input, ReportAction, ReportView, Rgb, TerminalInput, Theme, is_suspend, last_row_of,
};

/// So long a terminal may take to be given back.
const LEAVE_LIMIT: Duration = Duration::from_secs(1);

/// The runs behind a list: what can be had of each by its place.
pub trait Shelf {
    /// Its report; an error as a line that says what failed, why, and what to do.
    ///
    /// # Errors
    /// The run cannot be read.
    fn report(&self, place: usize) -> Result<ReportView, String>;

    /// Writes it as a file; what came of it, as a line.
    fn export(&self, place: usize, kind: ExportAs) -> String;
}

/// Shows a history until it is left.
///
/// # Errors
/// The terminal or the signals are gone.
pub async fn browse(screen: TerminalScreen, keys: TerminalInput, mut history: History, shelf: &mut impl Shelf) -> io::Result<()> {
    let mut desk = Desk { screen, keys, signals: Signals::listen(true)? };
    loop {
        desk.screen.show_history(&history)?;
        match desk.next().await? {
            Happened::Key(key) => match history.press(key) {
                Some(HistoryAction::Open(place)) => match shelf.report(place) {
                    Ok(report) => {
                        let mut export = |kind| shelf.export(place, kind);
                        if desk.read(report, &mut history.theme, &mut export).await? == Left::Program {
                            return Ok(());
                        }
                    }
                    Err(why) => history.tell(why),
                },
                Some(HistoryAction::Export(place, kind)) => history.tell(shelf.export(place, kind)),
                Some(HistoryAction::Refresh) => desk.screen.refresh()?,
                Some(HistoryAction::Quit) => return Ok(()),
                None => {}
            },
            Happened::Background(color) => history.theme = history.theme.on(color),
            Happened::Redraw => {}
            Happened::End => return Ok(()),
        }
    }
}

/// Shows one report until it is left. `export` writes its run as a file and says what came of it.
///
/// # Errors
/// The terminal or the signals are gone.
pub async fn read_report(
    screen: TerminalScreen,
    keys: TerminalInput,
    report: ReportView,
    mut theme: Theme,
    mut export: impl FnMut(ExportAs) -> String,
) -> io::Result<()> {
    let mut desk = Desk { screen, keys, signals: Signals::listen(true)? };
    desk.read(report, &mut theme, &mut export).await.map(|_| ())
}

/// What was left by a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    Report,
    Program,
}

/// What happened that a screen has to answer.
enum Happened {
    Key(KeyEvent),
    Background(Rgb),
    Redraw,
    End,
}

/// The terminal with its keys and signals.
struct Desk {
    screen: TerminalScreen,
    keys: TerminalInput,
    signals: Signals,
}

impl Desk {
    async fn read(&mut self, mut report: ReportView, theme: &mut Theme, export: &mut impl FnMut(ExportAs) -> String) -> io::Result<Left> {
        loop {
            self.screen.show_report(&report, theme)?;
            match self.next().await? {
                Happened::Key(key) => {
                    let last = last_row_of(&report, theme, self.screen.window()?);
                    match report.press(key, last) {
                        Some(ReportAction::Back) => return Ok(Left::Report),
                        Some(ReportAction::Quit) => return Ok(Left::Program),
                        Some(ReportAction::Export(kind)) => report.tell(export(kind)),
                        Some(ReportAction::Theme) => {
                            *theme = theme.next();
                            self.screen.refresh()?;
                        }
                        Some(ReportAction::Refresh) => self.screen.refresh()?,
                        None => {}
                    }
                }
                Happened::Background(color) => *theme = theme.on(color),
                Happened::Redraw => {}
                Happened::End => return Ok(Left::Program),
            }
        }
    }

    async fn next(&mut self) -> io::Result<Happened> {
        tokio::select! {
            signal = self.signals.next() => match signal {
                Signal::End => return Ok(Happened::End),
                Signal::Suspend => {
                    self.screen.leave(LEAVE_LIMIT);
                    stop_here();
                    self.screen.enter_again()?;
                }
                Signal::Continued => self.screen.enter_again()?,
            },
            key = self.keys.next() => match key {
                Some(Ok(Input::Event(Event::Key(key)))) if is_suspend(key) => stop_job(),
                Some(Ok(Input::Event(Event::Key(key)))) => return Ok(Happened::Key(key)),
                Some(Ok(Input::Background(color))) => return Ok(Happened::Background(color)),
                Some(Ok(Input::Event(_))) => {}
                Some(Err(_)) | None => return Ok(Happened::End),
            },
        }
        Ok(Happened::Redraw)
    }
}
