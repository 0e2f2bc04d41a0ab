//! What is compared: nothing, prompts alone, `hold`, a stepper as apps have it, and a controller of the literature.

use recovery_run::heart::{Athlete, HeartRateMeasurement, ZoneModel, Zones};
use recovery_run::session::{
    Command, Cue, Elapsed, Event, EventKind, Features, HoldMode, HoldPlan, HoldState, Learned, Legs, NoticeKind, Plan, Session, Setup,
};

use super::belt::Belt;

/// How the belt is steered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strategy {
    Hold,
    Prompts,
    Stepper,
    Pi,
    Nothing,
}

impl Strategy {
    pub const ALL: [Self; 5] = [Self::Hold, Self::Prompts, Self::Stepper, Self::Pi, Self::Nothing];

    pub fn word(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Prompts => "prompts",
            Self::Stepper => "stepper",
            Self::Pi => "pi",
            Self::Nothing => "nothing",
        }
    }
}

/// A session of the program on a treadmill.
pub struct Coached {
    session: Session,
    /// What `hold` does now.
    pub state: Option<HoldState>,
}

impl Coached {
    pub fn new(ceiling: f64, hold: HoldPlan) -> Self {
        let athlete = Athlete { age: Some(40.0), ..Athlete::default() };
        let bounds = [-40.0, -20.0, 0.0, 15.0, 30.0].map(|beside| ceiling + beside);
        let zones = Zones::new(ZoneModel::Custom, bounds, "made up".to_owned()).unwrap();
        let plan = Plan::new(Some(60), Legs::Fresh).by(Features::NONE).holding(hold);
        let setup = Setup { own: Learned::default(), athlete, zones, ceiling: Some(ceiling), plan };
        Self { session: Session::new(setup), state: None }
    }

    /// The plan of a runner who lets the belt be held up to 20 km/h.
    pub fn holding() -> HoldPlan {
        HoldPlan::new(HoldMode::On, 20.0, None).unwrap()
    }

    /// Takes in an event; commands go to the belt.
    pub fn step(&mut self, event: &Event, belt: &mut Belt) -> Vec<Cue> {
        let mut cues = Vec::new();
        for notice in self.session.step(event) {
            match notice.kind {
                NoticeKind::Cue(cue) => cues.push(cue),
                NoticeKind::Hold(change) => self.state = Some(change.state),
                _ => {}
            }
        }
        if let Some(command) = self.session.take_belt_command() {
            belt.write(event.at.ms(), &command);
        }
        cues
    }

    /// A key at a second.
    pub fn key(&mut self, second: usize, command: Command, belt: &mut Belt) {
        self.step(&Event::new(Elapsed::from_ms(second as u64 * 1000 + 990), EventKind::Command(command)), belt);
    }

    /// A second of it: the belt lives in quarters of one, its data come in the middle, the rate at the beginning.
    pub fn second(&mut self, second: usize, measurement: Option<HeartRateMeasurement>, belt: &mut Belt) -> Vec<Cue> {
        let ms = second as u64 * 1000;
        let kind = measurement.map_or(EventKind::Tick, EventKind::Measurement);
        let mut cues = self.step(&Event::new(Elapsed::from_ms(ms), kind), belt);
        for quarter in 0..4 {
            let at = ms + quarter * 250;
            for event in belt.live(at, 250) {
                cues.extend(self.step(&event, belt));
            }
            if quarter == 2
                && let Some(event) = belt.data(at + 10)
            {
                cues.extend(self.step(&event, belt));
            }
        }
        cues
    }
}

/// Rebuilt from its published rule: each 10 s 0.2 km/h down at or above the ceiling, and up below it ("pushy", its default), within 0 to 30
/// km/h; it does not look whether the rate is fresh.
pub fn stepper(second: usize, shown: f64, ceiling: f64, belt: &mut Belt) {
    if second.is_multiple_of(10) && second > 0 {
        let by = if shown >= ceiling { -0.2 } else { 0.2 };
        belt.target = (belt.target + by).clamp(0.0, 30.0);
    }
}

/// A PI controller with the plant of the literature (6.7 bpm per km/h, 57.6 s; Hunt 2015), by internal model control with a closed loop of 60 s,
/// set each 5 s, towards 3 bpm under the ceiling; no faster than the runner began.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pi {
    last: Option<f64>,
}

impl Pi {
    pub fn second(&mut self, second: usize, mean: f64, ceiling: f64, highest: f64, belt: &mut Belt) {
        const GAIN: f64 = 6.7;
        const TAU_S: f64 = 57.6;
        const LOOP_S: f64 = 60.0;
        const EVERY_S: f64 = 5.0;
        if !second.is_multiple_of(5) {
            return;
        }
        let error = ceiling - 3.0 - mean;
        let proportional = TAU_S / (GAIN * LOOP_S);
        let change = proportional * (error - self.last.unwrap_or(error)) + proportional * EVERY_S / TAU_S * error;
        self.last = Some(error);
        belt.target = (belt.target + change).clamp(4.0, highest);
    }
}
