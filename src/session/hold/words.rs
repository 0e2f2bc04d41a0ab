//! What `hold` does and why, in words.

use super::state::{HoldChange, HoldReason, HoldState};

impl HoldReason {
    /// In a few words, for a line.
    pub fn text(self) -> String {
        let fixed = match self {
            Self::WaitsForBelt => "waiting for a steady belt",
            Self::WaitsForRate => "waiting for a heart rate",
            Self::Ready => "ready: the belt is yours until your rate nears the ceiling",
            Self::NotYours => "the belt is faster than you set it: press x, then u, to hold it from here",
            Self::Asks => "asking for control",
            Self::Taken => "control taken",
            Self::DryRun => "dry run: nothing is sent",
            Self::FirstStep => "the first step shows whether the belt understands",
            Self::Understood => "the belt took the first step",
            Self::Down(hundredths) => return format!("coming down by {}", tenths(hundredths)),
            Self::Up(hundredths) => return format!("going up by {}", tenths(hundredths)),
            Self::Steady => "the rate is where it should be",
            Self::AtFloor => "as slow as it may be",
            Self::WalkDown => "too high for too long: down to a walk",
            Self::Key => "by your key",
            Self::Paused => "the run is paused or over",
            Self::SpeedChanged => "the speed was changed at the belt",
            Self::BeltStopped => "the belt was stopped",
            Self::SafetyKey => "the safety key was pulled",
            Self::Console => "the belt was started at its console",
            Self::ControlLost => "the console took control back",
            Self::LinkLost => "the connection to the treadmill was lost",
            Self::Silent => "the treadmill tells nothing",
            Self::TimeStands => "the treadmill's time stands still",
            Self::NotFollowed => "the belt did not take the speed",
            Self::NoAnswer => "the treadmill did not answer",
            Self::Failed(result) => return format!("the treadmill answered with failure {result}"),
            Self::WrongAnswer => "the treadmill answered something else",
            Self::NotWritten => "the command could not be sent",
            Self::StrapLost => "no heart rate: the belt is yours",
            Self::Slept => "the computer slept",
            Self::NoControlPoint => "this treadmill cannot be controlled",
            Self::NoSpeedTarget => "this treadmill says that its speed cannot be set",
            Self::NoRange => "this treadmill does not say which speeds it takes",
            Self::CoarseSteps => "the steps of this treadmill are too coarse",
            Self::ImpossibleSpeed => "this treadmill tells speeds that cannot be",
            Self::NoLimit => "no limit was given",
            Self::Denied(result) => return format!("the treadmill refused control with {result}"),
            Self::NotUnderstood => "the belt did something else than it was asked: refused for good",
            Self::RefusedBefore => "this treadmill failed the unit check once: refused for good",
        };
        fixed.to_owned()
    }
}

impl HoldChange {
    /// For the screen: what it does and why, as in "holding: 7.9, coming down by 0.2".
    pub fn line(&self) -> String {
        let why = self.why.text();
        match (self.state, self.speed) {
            (HoldState::Checking | HoldState::Holding, Some(speed)) => format!("holding: {:.1}, {why}", speed.kmh()),
            (HoldState::Checking | HoldState::Holding, None) => format!("holding: {why}"),
            (HoldState::Off, _) => match self.asked {
                Some(asked) => format!("dry run: {:.1} would be asked", asked.kmh()),
                None => format!("hold: {why}"),
            },
            (HoldState::Released, _) => format!("the belt is yours: {why}"),
            (HoldState::Refused, _) => format!("no hold: {why}"),
        }
    }

    /// The way out, or back in, that is always shown with it; none where there is neither.
    pub fn key_line(&self) -> Option<&'static str> {
        match self.state {
            HoldState::Checking | HoldState::Holding => Some("x hands the belt back"),
            HoldState::Released => Some("u takes it up again"),
            HoldState::Off | HoldState::Refused => None,
        }
    }
}

/// Hundredths of a km/h to a tenth, or to a hundredth where that says more.
fn tenths(hundredths: u16) -> String {
    let kmh = f64::from(hundredths) / 100.0;
    if hundredths.is_multiple_of(10) { format!("{kmh:.1}") } else { format!("{kmh:.2}") }
}
