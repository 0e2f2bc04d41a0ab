//! What can happen to a run: timed inputs, and nothing that follows from them.

use super::answer::Answer;
use super::hold::BeltAnswer;
use super::time::{Elapsed, Span};
use crate::heart::{BodyLocation, HeartRateMeasurement};

/// What a device is to a run. A run has at most one device in each role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeviceRole {
    /// The heart-rate strap (Bluetooth service 0x180D).
    HeartRate,
    /// The treadmill (Fitness Machine service 0x1826).
    Treadmill,
    /// The foot pod (Running Speed and Cadence service 0x1814).
    FootPod,
}

impl DeviceRole {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::HeartRate, Self::Treadmill, Self::FootPod];

    /// The word in lines and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::HeartRate => "strap",
            Self::Treadmill => "treadmill",
            Self::FootPod => "foot-pod",
        }
    }

    /// The role of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// Who told an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventSource {
    /// A device in its role.
    Device(DeviceRole),
    /// The runner: a key, or a command line of standard input.
    Runner,
    /// The clock, a line of standard input or a recording that does not say which device measured.
    Other,
}

impl EventSource {
    /// The device's role, where a device told it.
    pub fn device(self) -> Option<DeviceRole> {
        match self {
            Self::Device(role) => Some(role),
            Self::Runner | Self::Other => None,
        }
    }
}

/// The state of the connection to a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Link {
    /// Looking for the device.
    Searching,
    /// Found, not yet sending.
    Connecting,
    /// Subscribed.
    Connected,
    /// It was there and is gone; it is being looked for.
    Lost,
}

impl Link {
    /// The word in lines and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Searching => "searching",
            Self::Connecting => "connecting",
            Self::Connected => "connected",
            Self::Lost => "lost",
        }
    }

    /// The link of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Searching, Self::Connecting, Self::Connected, Self::Lost].into_iter().find(|link| link.word() == word)
    }
}

/// What the runner orders (FIT's timer words).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    /// Stop the timer for a while.
    Pause,
    /// Let it run again.
    Resume,
    /// Begin a new lap.
    Lap,
    /// End the run.
    Stop,
    /// Lower the ceiling by 1 bpm for the rest of this run.
    CeilingDown,
    /// Raise it by 1 bpm, at most to the plan's own.
    CeilingUp,
    /// Let the belt follow the heart, or take it up again.
    Hold,
    /// Hand the belt back to the runner.
    LetGo,
}

impl Command {
    /// Every command.
    pub const ALL: [Self; 8] =
        [Self::Pause, Self::Resume, Self::Lap, Self::Stop, Self::Hold, Self::LetGo, Self::CeilingDown, Self::CeilingUp];

    /// The word in lines and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Lap => "lap",
            Self::Stop => "stop",
            Self::CeilingDown => "ceiling-down",
            Self::CeilingUp => "ceiling-up",
            Self::Hold => "hold",
            Self::LetGo => "let-go",
        }
    }

    /// The command of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|command| command.word() == word)
    }
}

/// How the belt or the runner moves, as told by a treadmill, a foot pod or the pipe.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Motion {
    /// Speed in km/h.
    pub speed_kmh: Option<f64>,
    /// Incline in percent.
    pub grade_percent: Option<f64>,
    /// Steps a minute, both feet.
    pub cadence_spm: Option<f64>,
    /// Distance since the start in metres.
    pub distance_m: Option<f64>,
    /// The machine's own elapsed time in seconds, which stands while it is paused.
    pub elapsed_s: Option<f64>,
}

/// What is known of a device.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeviceInfo {
    /// Its name, already made safe for a terminal.
    pub name: Option<String>,
    /// Where it is worn; only straps tell.
    pub location: Option<BodyLocation>,
    /// Battery in percent.
    pub battery: Option<u8>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// A heart-rate measurement.
    Measurement(HeartRateMeasurement),
    /// Speed and the like.
    Motion(Motion),
    /// The link changed.
    Link(Link),
    /// A device told of itself; fields that are none leave what is known.
    Device(DeviceInfo),
    /// The runner ordered something.
    Command(Command),
    /// The runner told something.
    Answer(Answer),
    /// The treadmill told something beside its motion.
    Belt(BeltAnswer),
    /// The computer was suspended, or the process stopped, for this long up to the event's time. Counts as a pause.
    Slept(Span),
    /// Time passed; nothing else. Ticks are free: inserting them changes nothing.
    Tick,
}

/// Something that happened at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When.
    pub at: Elapsed,
    /// Who told it.
    pub from: EventSource,
    /// What.
    pub kind: EventKind,
}

impl Event {
    /// An event from where its kind comes from by default: links and device information from the strap, what a belt
    /// answers from the treadmill, orders and answers
    /// from the runner, everything else from no device in particular.
    pub fn new(at: Elapsed, kind: EventKind) -> Self {
        let from = match &kind {
            EventKind::Link(_) | EventKind::Device(_) => EventSource::Device(DeviceRole::HeartRate),
            EventKind::Belt(_) => EventSource::Device(DeviceRole::Treadmill),
            EventKind::Command(_) | EventKind::Answer(_) => EventSource::Runner,
            EventKind::Measurement(_) | EventKind::Motion(_) | EventKind::Slept(_) | EventKind::Tick => EventSource::Other,
        };
        Self { at, from, kind }
    }
}
