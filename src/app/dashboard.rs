//! The face for people: the screen, its keys and its bell.

use std::io;

use crossterm::event::{Event, EventStream, KeyCode};
use futures::StreamExt as _;

use super::face::Wish;
use crate::screen::{Action, Playback, RecordingLine, Screen, Ui};
use crate::session::{Elapsed, Notice, NoticeKind, Session};
use crate::sound;
use crate::source::timeline::{Speed, Timeline};

/// The dashboard on a terminal.
pub struct Dashboard {
    screen: Screen,
    keys: EventStream,
    ui: Ui,
    /// The length of what is played; none in a live run.
    total: Option<Elapsed>,
    /// How many straps may be picked from by a digit.
    straps: usize,
    touched: bool,
    gone: bool,
}

impl Dashboard {
    /// A dashboard on a screen that is open.
    pub fn new(screen: Screen, keys: EventStream, ui: Ui, total: Option<Elapsed>) -> Self {
        Self { screen, keys, ui, total, straps: 0, touched: true, gone: false }
    }

    /// Tells whether the run is kept.
    pub(super) fn recording(&mut self, line: RecordingLine) {
        self.touched |= self.ui.recording != line;
        self.ui.recording = line;
    }

    /// Tells what is wrong with the link, and how many straps may be picked from.
    pub(super) fn trouble(&mut self, line: Option<String>, straps: usize) {
        self.ui.trouble = line;
        self.straps = straps;
        self.touched = true;
    }

    pub(super) async fn wish(&mut self, session: &Session) -> Wish {
        loop {
            match self.keys.next().await {
                Some(Ok(Event::Key(key))) => {
                    if let KeyCode::Char(digit @ '1'..='9') = key.code {
                        let place = usize::from(digit as u8 - b'1');
                        if place < self.straps {
                            return Wish::Pick(place);
                        }
                    }
                    let Some(action) = self.ui.press(key, &session.view()) else { continue };
                    self.touched = true;
                    return match action {
                        Action::Command(command) => Wish::Order(command),
                        Action::Answer(answer) => Wish::Answer(answer),
                        Action::Quit => Wish::Quit,
                        Action::QuitAtOnce => Wish::QuitAtOnce,
                        Action::Hold => Wish::Hold,
                        Action::Faster => Wish::Faster,
                        Action::Slower => Wish::Slower,
                        Action::Bell | Action::Redraw => Wish::Redraw,
                        Action::Refresh => {
                            self.gone |= self.screen.refresh().is_err();
                            Wish::Redraw
                        }
                    };
                }
                Some(Ok(Event::Resize(..))) => {
                    self.touched = true;
                    return Wish::Redraw;
                }
                Some(Ok(Event::FocusGained | Event::FocusLost | Event::Mouse(_) | Event::Paste(_))) => {}
                Some(Err(_)) | None => return Wish::Gone,
            }
        }
    }

    pub(super) fn notice(&mut self, notice: &Notice) {
        if let NoticeKind::Cue(cue) = &notice.kind
            && cue.audible
            && self.ui.bell
        {
            self.gone |= sound::ring(&mut io::stdout()).is_err();
        }
    }

    pub(super) fn touch(&mut self) {
        self.touched = true;
    }

    pub(super) fn is_touched(&self) -> bool {
        self.touched
    }

    pub(super) fn is_replay(&self) -> bool {
        self.total.is_some()
    }

    pub(super) fn is_gone(&self) -> bool {
        self.gone
    }

    pub(super) fn draw(&mut self, session: &Session, timeline: &Timeline) {
        self.ui.playback = self.total.and_then(|total| {
            let speed = match timeline.speed()? {
                Speed::Times(times) => times,
                Speed::Max => f64::INFINITY,
            };
            Some(Playback { speed, held: timeline.is_held(), position: timeline.now(), total })
        });
        self.gone |= self.screen.show(&session.view(), &self.ui).is_err();
        self.touched = false;
    }
}
