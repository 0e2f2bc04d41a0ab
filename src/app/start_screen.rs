//! Before the run: the start screen, while the strap is looked for behind it.

use std::time::Duration;

use crossterm::event::Event;

use super::other_devices::OtherDevices;
use super::reach::Reach;
use super::signals::{Signal, Signals, stop_here, stop_job};
use super::strap_question::StrapQuestion;
use crate::ble::{BleCommand, BleError, BleEvent, BleEventKind, BleTask};
use crate::format::{DeviceIdentity, Reading};
use crate::heart::Bpm;
use crate::output::TerminalScreen;
use crate::screen::{FoundKind, Input, Start, StartAction, StrapState, TerminalInput, is_suspend};
use crate::session::{DeviceInfo, DeviceRole, EventKind, Link};

/// So long a terminal may take to be given back.
const LEAVE_LIMIT: Duration = Duration::from_secs(1);

/// What the runner decided.
#[derive(Debug, Clone, PartialEq)]
pub enum StartOutcome {
    /// Run, from what is known of the links and the devices.
    Begin(Vec<(DeviceRole, Reading)>),
    /// The demo instead.
    Demo,
    /// Nothing: leave.
    Quit,
    /// Nothing: shut the computer down.
    ShutDown,
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
    /// Which strap is the runner's, while that is asked; the run goes on asking.
    pub question: StrapQuestion,
    /// The treadmill and the foot pod.
    pub others: OtherDevices,
    /// The straps as they were offered last.
    reach: Reach,
    link: Option<Link>,
    strap: DeviceInfo,
    /// The latest rate of the strap that is connected.
    rate: Option<Bpm>,
    /// What stands there while there is no way to a strap.
    blocked: Option<StrapState>,
}

impl StartScreen {
    /// A start screen over a strap that is being looked for.
    pub fn new(start: Start, task: BleTask) -> Self {
        Self {
            start,
            task,
            chosen: None,
            question: StrapQuestion::default(),
            others: OtherDevices::default(),
            reach: Reach::default(),
            link: None,
            strap: DeviceInfo::default(),
            rate: None,
            blocked: None,
        }
    }

    /// Shows it until something is decided.
    ///
    /// # Errors
    /// The terminal or the signals are gone.
    pub async fn ask(&mut self, screen: &mut TerminalScreen, keys: &mut TerminalInput) -> std::io::Result<StartOutcome> {
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
                    Some(Ok(Input::Event(Event::Key(key)))) if is_suspend(key) && self.start.shut_down.is_none() => stop_job(),
                    Some(Ok(Input::Event(Event::Key(key)))) => {
                        if let Some(action) = self.start.press(key)
                            && let Some(decided) = self.decide(action)
                        {
                            return Ok(decided);
                        }
                    }
                    Some(Ok(Input::Background(color))) => self.start.theme = self.start.theme.on(color),
                    Some(Ok(Input::Event(_))) => {}
                    Some(Err(_)) | None => return Ok(StartOutcome::Quit),
                },
                Some(event) = self.task.events.recv() => self.hear(event),
            }
        }
    }

    /// What is known of the links and the devices at this moment.
    pub fn known(&self) -> Vec<(DeviceRole, Reading)> {
        let link = self.link.map(Reading::Link);
        let strap = (self.strap != DeviceInfo::default()).then(|| Reading::Device(self.strap.clone()));
        let strap = link.into_iter().chain(strap).map(|reading| (DeviceRole::HeartRate, reading));
        strap.chain(self.others.known()).collect()
    }

    fn decide(&mut self, action: StartAction) -> Option<StartOutcome> {
        match action {
            StartAction::Begin => Some(StartOutcome::Begin(self.known())),
            StartAction::Demo => Some(StartOutcome::Demo),
            StartAction::Quit => Some(StartOutcome::Quit),
            StartAction::ShutDown => Some(StartOutcome::ShutDown),
            StartAction::Pick(place) => {
                if let Some(command) = self.question.pick(place) {
                    self.task.order(command);
                    self.start.strap = StrapState::Connecting(self.name());
                }
                None
            }
            StartAction::PickMachine(kind, place) => {
                let role = match kind {
                    FoundKind::Strap => DeviceRole::HeartRate,
                    FoundKind::Treadmill => DeviceRole::Treadmill,
                    FoundKind::FootPod => DeviceRole::FootPod,
                };
                if let Some(command) = self.others.pick(role, place) {
                    self.task.order(command);
                }
                None
            }
            StartAction::SwitchOn => {
                self.task.order(BleCommand::SwitchOn);
                None
            }
            StartAction::Legs(_) | StartAction::Redraw => None,
            StartAction::Numbers(_)
            | StartAction::SkipNumbers
            | StartAction::Play(..)
            | StartAction::Sound(_)
            | StartAction::Resume
            | StartAction::Finish
            | StartAction::Later => Some(StartOutcome::Answer(action)),
        }
    }

    fn hear(&mut self, event: BleEvent) {
        if event.device == DeviceRole::HeartRate {
            self.hear_strap(event.kind);
        } else if let Some(command) = self.others.hear(event.device, event.kind) {
            self.task.order(command);
        }
        self.start.strap = self.state();
        let connected = match &self.start.strap {
            StrapState::Connected { name, bpm, .. } => Some((name.as_str(), *bpm)),
            StrapState::Searching(_)
            | StrapState::Found(_)
            | StrapState::Connecting(_)
            | StrapState::AdapterOff
            | StrapState::Unavailable
            | StrapState::Other(_) => None,
        };
        self.start.others = self.reach.list(connected, &self.others);
    }

    fn hear_strap(&mut self, kind: BleEventKind) {
        match kind {
            BleEventKind::Reading(reading) => match reading.decode() {
                Ok(EventKind::Link(link)) => {
                    self.link = Some(link);
                    self.blocked = None;
                    self.rate = self.rate.filter(|_| link == Link::Connected);
                }
                Ok(EventKind::Device(info)) => {
                    self.strap.name = info.name.or(self.strap.name.take());
                    self.strap.location = info.location.or(self.strap.location);
                    self.strap.battery = info.battery.or(self.strap.battery);
                }
                Ok(EventKind::Measurement(measurement)) => self.rate = measurement.bpm().or(self.rate),
                Ok(
                    EventKind::Motion(_)
                    | EventKind::Command(_)
                    | EventKind::Answer(_)
                    | EventKind::Belt(_)
                    | EventKind::Slept(_)
                    | EventKind::Tick,
                )
                | Err(_) => {}
            },
            BleEventKind::InReach(straps) => {
                if let Some(command) = self.question.offer(straps) {
                    self.task.order(command);
                }
                self.reach.offered(self.question.list());
            }
            BleEventKind::Chosen(identity) => {
                self.question.answered();
                self.strap.name = Some(identity.name.clone());
                self.chosen = Some(identity);
            }
            BleEventKind::Error(trouble) => {
                self.start.trouble = trouble.as_ref().map(ToString::to_string);
                match trouble {
                    Some(BleError::AdapterOff) => self.blocked = Some(StrapState::AdapterOff),
                    Some(trouble) if trouble.needs_hands() => self.blocked = Some(StrapState::Unavailable),
                    Some(_) => {}
                    None => self.blocked = None,
                }
            }
        }
    }

    /// How far the strap is. A question that nobody answered comes back whatever happened in between.
    fn state(&self) -> StrapState {
        if let Some(blocked) = &self.blocked {
            return blocked.clone();
        }
        match self.link {
            Some(Link::Connecting) => StrapState::Connecting(self.name()),
            Some(Link::Connected) => StrapState::Connected { name: self.name(), bpm: self.rate, battery: self.strap.battery },
            Some(Link::Searching | Link::Lost) | None => match self.question.list() {
                straps if straps.is_empty() => StrapState::Searching(self.strap.name.clone()),
                straps => StrapState::Found(straps),
            },
        }
    }

    /// The strap's name, where one is known.
    fn name(&self) -> String {
        self.question.picked_name().or(self.strap.name.as_deref()).unwrap_or("the strap").to_owned()
    }
}
