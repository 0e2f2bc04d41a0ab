//! Before the run: the start screen, while the strap is looked for behind it.

use std::time::Duration;

use crossterm::event::{Event, EventStream};
use futures::StreamExt as _;

use super::signals::{Signal, Signals, stop_here, stop_job};
use crate::ble::{BleCommand, BleError, BleEvent, BleEventKind, BleTask, FoundDevice};
use crate::format::{DeviceIdentity, Reading};
use crate::output::TerminalScreen;
use crate::screen::{Found, Start, StartAction, StrapState, is_suspend};
use crate::session::{DeviceInfo, EventKind, Link};

/// So long a terminal may take to be given back.
const LEAVE_LIMIT: Duration = Duration::from_secs(1);

/// What the runner decided.
#[derive(Debug, Clone, PartialEq)]
pub enum StartOutcome {
    /// Run, from what is known of the link and the strap.
    Begin(Vec<Reading>),
    /// The demo instead.
    Demo,
    /// Nothing: leave.
    Quit,
    /// An answer that is for the caller to carry out; the start screen goes on afterwards.
    Answer(StartAction),
}

/// The start screen with everything behind it.
pub struct StartScreen {
    /// What is asked and shown.
    pub start: Start,
    /// The strap's task.
    pub task: BleTask,
    /// The strap that was chosen, once one was: to be remembered.
    pub chosen: Option<DeviceIdentity>,
    link: Option<Link>,
    strap: DeviceInfo,
    in_reach: Vec<FoundDevice>,
}

impl StartScreen {
    /// A start screen over a strap that is being looked for.
    pub fn new(start: Start, task: BleTask) -> Self {
        Self { start, task, chosen: None, link: None, strap: DeviceInfo::default(), in_reach: Vec::new() }
    }

    /// Shows it until something is decided.
    ///
    /// # Errors
    /// The terminal or the signals are gone.
    pub async fn ask(&mut self, screen: &mut TerminalScreen, keys: &mut EventStream) -> std::io::Result<StartOutcome> {
        let mut signals = Signals::listen(true)?;
        loop {
            screen.show_start(&self.start)?;
            tokio::select! {
                signal = signals.next() => match signal {
                    Signal::End => return Ok(StartOutcome::Quit),
                    Signal::Suspend => {
                        screen.leave(LEAVE_LIMIT);
                        stop_here();
                        screen.enter_again()?;
                    }
                    Signal::Continued => screen.enter_again()?,
                },
                key = keys.next() => match key {
                    Some(Ok(Event::Key(key))) if is_suspend(key) => stop_job(),
                    Some(Ok(Event::Key(key))) => {
                        if let Some(action) = self.start.press(key)
                            && let Some(decided) = self.decide(action)
                        {
                            return Ok(decided);
                        }
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return Ok(StartOutcome::Quit),
                },
                Some(event) = self.task.events.recv() => self.hear(event),
            }
        }
    }

    /// What is known of the link and the strap at this moment.
    pub fn known(&self) -> Vec<Reading> {
        let link = self.link.map(Reading::Link);
        let strap = (self.strap != DeviceInfo::default()).then(|| Reading::Device(self.strap.clone()));
        link.into_iter().chain(strap).collect()
    }

    fn decide(&mut self, action: StartAction) -> Option<StartOutcome> {
        match action {
            StartAction::Begin => Some(StartOutcome::Begin(self.known())),
            StartAction::Demo => Some(StartOutcome::Demo),
            StartAction::Quit => Some(StartOutcome::Quit),
            StartAction::Pick(place) => {
                if let Some(strap) = self.in_reach.get(place) {
                    self.task.order(BleCommand::Choose(strap.id.clone()));
                    self.start.strap = StrapState::Connecting(strap.name.clone());
                }
                None
            }
            StartAction::SwitchOn => {
                self.task.order(BleCommand::SwitchOn);
                None
            }
            StartAction::Legs(_) | StartAction::Redraw => None,
            StartAction::Age(_) | StartAction::SkipAge | StartAction::Resume | StartAction::Finish | StartAction::Later => {
                Some(StartOutcome::Answer(action))
            }
        }
    }

    fn hear(&mut self, event: BleEvent) {
        match event.kind {
            BleEventKind::Reading(reading) => match reading.decode() {
                Ok(EventKind::Link(link)) => self.linked(link),
                Ok(EventKind::Device(info)) => {
                    self.strap.name = info.name.or(self.strap.name.take());
                    self.strap.location = info.location.or(self.strap.location);
                    self.strap.battery = info.battery.or(self.strap.battery);
                    self.show_connected(None);
                }
                Ok(EventKind::Measurement(measurement)) => self.show_connected(measurement.bpm()),
                Ok(EventKind::Motion(_) | EventKind::Command(_) | EventKind::Answer(_) | EventKind::Slept(_) | EventKind::Tick)
                | Err(_) => {}
            },
            BleEventKind::InReach(straps) => {
                let found = |strap: &FoundDevice| Found { name: strap.name.clone(), dbm: strap.rssi };
                self.start.strap = StrapState::Found(straps.iter().map(found).collect());
                self.in_reach = straps;
            }
            BleEventKind::Chosen(identity) => {
                self.strap.name = Some(identity.name.clone());
                self.chosen = Some(identity);
            }
            BleEventKind::Error(trouble) => {
                self.start.trouble = trouble.as_ref().map(ToString::to_string);
                match trouble {
                    Some(BleError::AdapterOff) => self.start.strap = StrapState::AdapterOff,
                    Some(trouble) if trouble.needs_hands() => self.start.strap = StrapState::Unavailable,
                    Some(_) => {}
                    None if matches!(self.start.strap, StrapState::AdapterOff | StrapState::Unavailable) => {
                        self.start.strap = StrapState::Searching(self.strap.name.clone());
                    }
                    None => {}
                }
            }
        }
    }

    fn linked(&mut self, link: Link) {
        self.link = Some(link);
        let name = || self.strap.name.clone().unwrap_or_else(|| "the strap".to_owned());
        self.start.strap = match link {
            Link::Searching | Link::Lost => {
                if matches!(self.start.strap, StrapState::Found(_)) {
                    return;
                }
                StrapState::Searching(self.strap.name.clone())
            }
            Link::Connecting => StrapState::Connecting(name()),
            Link::Connected => StrapState::Connected { name: name(), bpm: None, battery: self.strap.battery },
        };
    }

    fn show_connected(&mut self, rate: Option<crate::heart::Bpm>) {
        if self.link != Some(Link::Connected) {
            return;
        }
        let before = match &self.start.strap {
            StrapState::Connected { bpm, .. } => *bpm,
            _ => None,
        };
        let name = self.strap.name.clone().unwrap_or_else(|| "the strap".to_owned());
        self.start.strap = StrapState::Connected { name, bpm: rate.or(before), battery: self.strap.battery };
    }
}
