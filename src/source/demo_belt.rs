//! The simulated treadmill of the demo: a faithful machine with a ramp, a range and a control point.

use crate::format::{Reading, TimedReading};
use crate::session::{
    BeltAbilities, BeltAnswer, BeltCommand, BeltCommandKind, BeltSpeed, BeltStatus, DeviceInfo, DeviceRole, Elapsed, EventSource, Link,
    Motion, SpeedRange,
};

/// How fast the belt's speed changes, in km/h a second: home machines do 0.1 to 0.2.
const RAMP: f64 = 0.15;
/// 1 to 16 km/h in tenths, as told by 0x2AD4.
const RANGE: SpeedRange =
    SpeedRange { min: BeltSpeed::from_hundredths(100), max: BeltSpeed::from_hundredths(1600), step: BeltSpeed::from_hundredths(10) };
/// An answer takes about so long over the air, in ms.
const ANSWERS_AFTER_MS: u64 = 120;

/// The belt.
#[derive(Debug)]
pub(super) struct DemoBelt {
    /// Its speed and where that is going, in km/h.
    kmh: f64,
    target: f64,
    metres: f64,
    elapsed_s: u32,
}

impl DemoBelt {
    /// A belt that turns already, at a speed in km/h.
    pub(super) fn at(kmh: f64) -> Self {
        Self { kmh, target: kmh, metres: 0.0, elapsed_s: 0 }
    }

    /// What it tells on connecting.
    pub(super) fn connects(at: Elapsed) -> [TimedReading; 3] {
        let info = DeviceInfo { name: Some("demo treadmill".to_owned()), ..DeviceInfo::default() };
        let abilities = BeltAbilities { control_point: true, sets_speed: Some(true), range: Some(RANGE), remembered: None };
        [Reading::Device(info), Reading::Belt(BeltAnswer::Abilities(abilities)), Reading::Link(Link::Connected)]
            .map(|reading| of_treadmill(at, reading))
    }

    /// The speed in km/h.
    pub(super) fn kmh(&self) -> f64 {
        self.kmh
    }

    /// The runner's hand sets a speed; what the machine says of it.
    pub(super) fn set_by_hand(&mut self, at: Elapsed, kmh: f64) -> Option<TimedReading> {
        let speed = BeltSpeed::from_kmh((kmh * 10.0).round() / 10.0)?;
        self.target = speed.kmh();
        Some(of_treadmill(at, Reading::Belt(BeltAnswer::Status(BeltStatus::TargetSpeed(speed)))))
    }

    /// A command is written to it; its answers.
    pub(super) fn write(&mut self, at: Elapsed, command: &BeltCommand) -> [TimedReading; 2] {
        if let BeltCommandKind::TargetSpeed { hundredths_kmh } = command.kind() {
            self.target = BeltSpeed::from_hundredths(hundredths_kmh).kmh();
        }
        let (op, speed) = (command.kind().op(), command.kind().speed());
        let later = Elapsed::from_ms(at.ms() + ANSWERS_AFTER_MS);
        [(at, BeltAnswer::Written { op, speed }), (later, BeltAnswer::Indication { op, result: 1 })]
            .map(|(at, answer)| of_treadmill(at, Reading::Belt(answer)))
    }

    /// Lives one second; what it tells of it.
    pub(super) fn live(&mut self, at: Elapsed) -> TimedReading {
        self.kmh += (self.target - self.kmh).clamp(-RAMP, RAMP);
        self.metres += self.kmh / 3.6;
        self.elapsed_s += u32::from(self.kmh > 0.0);
        let motion = Motion {
            speed_kmh: Some((self.kmh * 100.0).round() / 100.0),
            grade_percent: Some(0.0),
            cadence_spm: None,
            distance_m: Some(self.metres.floor()),
            elapsed_s: Some(f64::from(self.elapsed_s)),
        };
        of_treadmill(at, Reading::Motion(motion))
    }
}

fn of_treadmill(at: Elapsed, reading: Reading) -> TimedReading {
    TimedReading { at, from: EventSource::Device(DeviceRole::Treadmill), reading }
}
