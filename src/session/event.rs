//! What can happen to a run: timed inputs, and nothing that follows from them.

use std::fmt;

use super::Answer;
use crate::heart::{BodyLocation, HeartRateMeasurement};

/// Time since the start of the run in milliseconds, pauses included (FIT's "elapsed").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Elapsed(u64);

impl Elapsed {
    /// The start.
    pub const ZERO: Self = Self(0);

    /// A time in milliseconds.
    pub const fn from_ms(ms: u64) -> Self {
        Self(ms)
    }

    /// A time in whole seconds.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs * 1000)
    }

    /// The nearest millisecond to a time in seconds; none when it is negative, not a number or above 1000 days.
    pub fn from_secs_f64(secs: f64) -> Option<Self> {
        (0.0..=86_400_000.0).contains(&secs).then(|| Self((secs * 1000.0).round() as u64))
    }

    /// In milliseconds.
    pub const fn ms(self) -> u64 {
        self.0
    }

    /// In seconds.
    pub fn secs(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// Later by a span.
    pub const fn plus(self, span: Self) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// The span since an earlier time; zero when that is later.
    pub const fn since(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }
}

impl fmt::Display for Elapsed {
    /// `12:34`, from an hour on `1:02:03`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secs = self.0 / 1000;
        let (hours, minutes, secs) = (secs / 3600, secs / 60 % 60, secs % 60);
        if hours > 0 { write!(f, "{hours}:{minutes:02}:{secs:02}") } else { write!(f, "{minutes}:{secs:02}") }
    }
}

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
}

impl Command {
    /// The word in lines and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Lap => "lap",
            Self::Stop => "stop",
        }
    }

    /// The command of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Pause, Self::Resume, Self::Lap, Self::Stop].into_iter().find(|command| command.word() == word)
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
}

/// What is known of a device.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeviceInfo {
    /// Its name, already made sanitize_name for a terminal.
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
    /// The computer was suspended, or the process stopped, for this long up to the event's time. Counts as a pause.
    Slept(Elapsed),
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
    /// An event from where its kind comes from by default: links and device information from the strap, orders and answers
    /// from the runner, everything else from no device in particular.
    pub fn new(at: Elapsed, kind: EventKind) -> Self {
        let from = match &kind {
            EventKind::Link(_) | EventKind::Device(_) => EventSource::Device(DeviceRole::HeartRate),
            EventKind::Command(_) | EventKind::Answer(_) => EventSource::Runner,
            EventKind::Measurement(_) | EventKind::Motion(_) | EventKind::Slept(_) | EventKind::Tick => EventSource::Other,
        };
        Self { at, from, kind }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elapsed_reads_like_a_clock() {
        assert_eq!(Elapsed::from_secs(754).to_string(), "12:34");
        assert_eq!(Elapsed::from_secs(3723).to_string(), "1:02:03");
        assert_eq!(Elapsed::from_secs_f64(-1.0), None);
        assert_eq!(Elapsed::from_secs_f64(f64::NAN), None);
        assert_eq!(Elapsed::from_secs_f64(1.2345), Some(Elapsed::from_ms(1235)));
    }
}
