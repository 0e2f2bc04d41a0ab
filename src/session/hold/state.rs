//! What `hold` is doing and why, as it is told.

use super::speed::BeltSpeed;

/// What `hold` is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HoldState {
    /// It has no control, and may take it: it waits, or it was not asked for.
    Off,
    /// The first step was asked for, and the belt has to show that it understands it.
    Checking,
    /// It has control.
    Holding,
    /// It let go. Only a key takes the belt up again.
    Released,
    /// This belt cannot be held in this run.
    Refused,
}

impl HoldState {
    /// The word in lines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Checking => "checking",
            Self::Holding => "holding",
            Self::Released => "released",
            Self::Refused => "refused",
        }
    }

    /// Whether it has control of the belt.
    pub fn has_control(self) -> bool {
        matches!(self, Self::Checking | Self::Holding)
    }
}

/// Why it does so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HoldReason {
    /// The belt is not known yet, or stands, or changes its speed.
    WaitsForBelt,
    /// No rate is believed yet.
    WaitsForRate,
    /// Everything is known, and the heart needs nothing yet: the belt is the runner's until then.
    Ready,
    /// The belt is faster than the runner's hand has set it in this run.
    NotYours,
    /// Control was asked for.
    Asks,
    /// Control was given.
    Taken,
    /// A dry run: this would be asked.
    DryRun,
    /// The first step shows whether the belt does what it is asked.
    FirstStep,
    /// The belt did what it was asked in the first step.
    Understood,
    /// The rate is over the ceiling or going there: slower, by hundredths of a km/h.
    Down(u16),
    /// The rate is well under the ceiling: faster, by hundredths of a km/h.
    Up(u16),
    /// The rate is where it should be.
    Steady,
    /// The belt is as slow as it may be.
    AtFloor,
    /// Too far over the ceiling for too long: down to a walk.
    WalkDown,
    /// The runner's key.
    Key,
    /// The run is paused or over.
    Paused,
    /// The speed changed, and this program did not ask for it.
    SpeedChanged,
    /// The belt was stopped.
    BeltStopped,
    /// The safety key was pulled.
    SafetyKey,
    /// Somebody started or reset the belt at its console.
    Console,
    /// The console took control back.
    ControlLost,
    /// The connection to the treadmill was lost.
    LinkLost,
    /// The machine tells nothing any more.
    Silent,
    /// Its own time stands still: it is paused, whatever speed it tells.
    TimeStands,
    /// It did not come to the speed that it was asked for.
    NotFollowed,
    /// It did not answer in time.
    NoAnswer,
    /// It answered with a failure, of this code.
    Failed(u8),
    /// It answered something that was not asked.
    WrongAnswer,
    /// The command could not be written.
    NotWritten,
    /// No believed heart rate for ten seconds.
    StrapLost,
    /// The computer slept.
    Slept,
    /// It has no control point.
    NoControlPoint,
    /// It says that its speed cannot be set.
    NoSpeedTarget,
    /// It does not say which speeds it takes, or says what cannot be.
    NoRange,
    /// Its steps are too coarse.
    CoarseSteps,
    /// Its speeds cannot be.
    ImpossibleSpeed,
    /// No limit was given before the run.
    NoLimit,
    /// It refused control, with this code.
    Denied(u8),
    /// The first step was not understood: another unit, another byte order, or a command that does something else.
    NotUnderstood,
    /// The same, in an earlier run.
    RefusedBefore,
}

/// A change of what `hold` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoldChange {
    /// What it does now.
    pub state: HoldState,
    /// Why.
    pub why: HoldReason,
    /// The belt's speed, where it is known.
    pub speed: Option<BeltSpeed>,
    /// The speed that was asked for last in this hold; in a dry run the one that would be asked for.
    pub asked: Option<BeltSpeed>,
}
