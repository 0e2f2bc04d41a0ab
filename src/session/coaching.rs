//! What the coach is told, and what it says: believed rates, smoothed and foreseen, and the steps of a belt.

use super::coach::{Ceiling, Coach, Escalation, Heard, Limits, Outlook};
use super::cue::Cue;
use super::forecast::Forecast;
use super::hold::Outlook as HoldOutlook;
use super::plan::Setup;
use super::slow_trend::SlowTrend;
use super::smoothing::MovingAverage;
use super::speed_steps::SpeedSteps;
use super::time::{Elapsed, Span, Timer};
use crate::heart::Bpm;

/// One percent of incline costs as much as this part of the speed more (ACSM: 0.9 against 0.2 ml/kg for each m/min).
const GRADE_COSTS: f64 = 0.045;
/// Of what a step of the speed changes in the end, this part comes within a minute or two; the rest takes many minutes (real belts: 4 to 5 of
/// about 8 bpm per km/h within a minute).
const SOON: f64 = 0.65;
/// On a road the effort is smoothed over so many seconds, and told to the forecast when it has changed by so much, in km/h (design choice).
const ROAD_SMOOTHED_S: f64 = 10.0;
const ROAD_CHANGES_KMH: f64 = 0.1;
/// How far the slow trend is followed for a belt that is held (design choice): as long as a rate takes to answer.
const CREEPS_FOR_S: f64 = 60.0;
/// Slower than this nobody is on the move (design choice).
const MOVES_KMH: f64 = 2.0;

/// The coach with all that it goes by.
#[derive(Debug, Clone)]
pub(super) struct Coaching {
    coach: Coach,
    forecast: Forecast,
    slow: SlowTrend,
    smoothed: MovingAverage,
    belt: SpeedSteps,
    /// Steps of speed and incline together, as the speed on the flat that costs as much.
    effort: SpeedSteps,
    kmh: Option<f64>,
    /// A treadmill told a speed: whatever it trembles by, it is a belt's.
    on_treadmill: bool,
    /// What the hills of a road cost in km/h, smoothed, as of when, and how much of it the forecast knows.
    road: Option<(Elapsed, f64, f64)>,
    grade_percent: f64,
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
            coach: Coach::new(Limits { zone_4: setup.zone_4(), told_max: setup.told_max(), bpm_per_kmh }),
            forecast: Forecast::default(),
            slow: SlowTrend::default(),
            smoothed: MovingAverage::default(),
            belt: SpeedSteps::default(),
            effort: SpeedSteps::default(),
            kmh: None,
            on_treadmill: false,
            road: None,
            grade_percent: 0.0,
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

    /// What a belt is held by, as of the last believed rate.
    pub(super) fn outlook(&self, at: Elapsed, ceiling: f64) -> Option<HoldOutlook> {
        let mean = self.smoothed.latest()?;
        let heading = self.forecast.settles_at()? + self.coach.still_to_come(at);
        let creeping = self.slow.now().map(|(level, slope, _)| level + slope * CREEPS_FOR_S);
        Some(HoldOutlook { mean, heading, creeping, ceiling, bpm_per_kmh: self.bpm_per_kmh })
    }

    /// Takes in a speed in km/h and an incline in percent, whichever is told, by a treadmill or by something else; the other one stays as it
    /// was.
    pub(super) fn moved(&mut self, at: Elapsed, kmh: Option<f64>, grade_percent: Option<f64>, by_treadmill: bool) {
        self.on_treadmill |= by_treadmill && kmh.is_some();
        if let Some(kmh) = kmh {
            self.belt.tell(at, kmh);
        }
        self.kmh = kmh.or(self.kmh);
        self.grade_percent = grade_percent.unwrap_or(self.grade_percent);
        if let Some(kmh) = self.kmh {
            self.effort.tell(at, kmh * (1.0 + GRADE_COSTS * self.grade_percent));
        }
    }

    /// Takes in a believed rate of a source with so much patience. Without a ceiling nothing is said: the run is paused.
    pub(super) fn believe(&mut self, at: Elapsed, bpm: Bpm, timer: Timer, ceiling: Option<Ceiling>, patience: Span) -> Coached {
        self.belt.step(at);
        self.road(at);
        if let Some(step) = self.effort.step(at) {
            let change = step.kmh * self.bpm_per_kmh;
            self.forecast.expect(SOON * change);
            self.coach.belt_stepped(at, (1.0 - SOON) * change, step.is_exact || self.on_treadmill);
            self.slow.loosen();
        }
        self.forecast.observe(at, bpm.beats(), patience);
        self.slow.observe(at, bpm.beats(), patience);
        let mean = self.smoothed.observe(at, bpm.beats());
        let before = self.coach.level();
        let outlook = Outlook { forecast: &self.forecast, slow: &self.slow };
        let heard = |ceiling| Heard {
            timer,
            rate: bpm.beats(),
            mean,
            ceiling,
            patience,
            belt_kmh: self.belt.held_kmh(at).filter(|_| self.on_treadmill || self.belt.is_belt()),
        };
        let cues = ceiling.map_or_else(Vec::new, |ceiling| self.coach.observe(at, heard(ceiling), outlook));
        if cues.iter().any(|cue| cue.kind.is_prompt()) {
            self.slow.loosen();
        }
        Coached { mean, settled: before != Escalation::None && self.coach.level() == Escalation::None, cues }
    }

    /// A road has no levels: its hills are followed as they come. A watch's speed is not: over the recordings it brought twice as many false
    /// words as it is worth in earlier ones.
    fn road(&mut self, at: Elapsed) {
        let Some(kmh) = self.kmh.filter(|kmh| *kmh >= MOVES_KMH && !self.effort.is_belt()) else {
            self.road = None;
            return;
        };
        let effort = kmh * GRADE_COSTS * self.grade_percent;
        let Some((then, smooth, known)) = self.road else {
            self.road = Some((at, effort, effort));
            return;
        };
        let smooth = smooth + (effort - smooth) * (1.0 - (-(at - then).secs() / ROAD_SMOOTHED_S).exp());
        let change = smooth - known;
        let known = if change.abs() >= ROAD_CHANGES_KMH {
            self.forecast.expect(SOON * change * self.bpm_per_kmh);
            smooth
        } else {
            known
        };
        self.road = Some((at, smooth, known));
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
