//! What the coach is told, and what it says: believed rates, smoothed and foreseen, and the steps of a belt.

use super::coach::{Ceiling, Coach, Escalation, Heard, Limits};
use super::cue::Cue;
use super::forecast::Forecast;
use super::plan::Setup;
use super::smoothing::MovingAverage;
use super::speed_steps::SpeedSteps;
use super::time::{Elapsed, Timer};
use crate::heart::Bpm;

/// The coach with all that it goes by.
#[derive(Debug, Clone)]
pub(super) struct Coaching {
    coach: Coach,
    forecast: Forecast,
    smoothed: MovingAverage,
    belt: SpeedSteps,
    bpm_per_kmh: f64,
}

/// A believed rate and what it means for the runner.
#[derive(Debug, Clone)]
pub(super) struct Coached {
    /// The mean of the last five seconds' believed rates.
    pub mean: f64,
    /// Whether what was asked before is done now.
    pub settled: bool,
    /// What is said.
    pub cues: Vec<Cue>,
}

impl Coaching {
    /// Before a run.
    pub(super) fn new(setup: &Setup) -> Self {
        let bpm_per_kmh = setup.bpm_per_kmh();
        Self {
            coach: Coach::new(Limits { zone_4: setup.zone_4(), max: setup.max(), bpm_per_kmh }),
            forecast: Forecast::default(),
            smoothed: MovingAverage::default(),
            belt: SpeedSteps::default(),
            bpm_per_kmh,
        }
    }

    /// How far the coach has gone in asking.
    pub(super) fn level(&self) -> Escalation {
        self.coach.level()
    }

    /// Whether the silent hint stands.
    pub(super) fn rising(&self) -> bool {
        self.coach.rising()
    }

    /// The mean of the last five seconds, as of the last believed rate.
    pub(super) fn mean(&self) -> Option<f64> {
        self.smoothed.latest()
    }

    /// The rate that is expected at an instant.
    pub(super) fn expected(&self, at: Elapsed) -> Option<f64> {
        self.forecast.at(at)
    }

    /// Takes in a speed in km/h.
    pub(super) fn speed(&mut self, at: Elapsed, kmh: f64) {
        self.belt.tell(at, kmh);
    }

    /// Takes in a believed rate. Without a ceiling nothing is said: the run is paused, or cools down.
    pub(super) fn believe(&mut self, at: Elapsed, bpm: Bpm, timer: Timer, ceiling: Option<Ceiling>) -> Coached {
        if let Some(step) = self.belt.step(at) {
            self.forecast.expect(step * self.bpm_per_kmh);
            self.coach.belt_stepped(at, step);
        }
        self.forecast.observe(at, bpm.beats());
        let mean = self.smoothed.observe(at, bpm.beats());
        let before = self.coach.level();
        let cues = ceiling
            .map_or_else(Vec::new, |ceiling| self.coach.observe(at, Heard { timer, rate: bpm.beats(), mean, ceiling }, &self.forecast));
        Coached { mean, settled: before != Escalation::None && self.coach.level() == Escalation::None, cues }
    }

    /// A measurement is doubted or empty: what is being timed stands still.
    pub(super) fn wait(&mut self, at: Elapsed) {
        self.coach.wait(at);
    }

    /// Forgets what it was timing; what was said stays said.
    pub(super) fn fall_silent(&mut self) {
        self.coach.fall_silent();
    }

    /// Prompts at once, without a sound, since the runner said that it is too hard: to go easier by this many bpm.
    pub(super) fn ask(&mut self, at: Elapsed, level: Escalation, by: f64) -> Cue {
        self.coach.ask(at, level, by)
    }
}
