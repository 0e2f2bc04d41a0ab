//! A simulated heart on a simulated treadmill, for trying the program without a strap. Seeded: the same seed and the same
//! cues give the same run.
//!
//! The heart answers speed as first order with delay and drift; oxygen cost by the ACSM's running and walking equations;
//! noise is AR(1) with SD 1.7 bpm correlated over 8 s; RR intervals come from integrating the rate, with slow noise and
//! breathing on top, quantised to 1/1024 s.

use super::demo_belt::DemoBelt;
use super::random::Random;
use super::script::Script;
use crate::format::{Characteristic, Reading, TimedReading, gatt};
use crate::heart::{BodyLocation, Contact, HeartRateMeasurement, RrInterval};
use crate::session::{BeltCommand, Command, Cue, CueKind, DeviceInfo, Elapsed, Link, Motion, Setup};

/// How the simulated runner takes to being told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Runner {
    /// Slows down by about what is advised, a few seconds after a prompt.
    #[default]
    Obedient,
    /// Obeys, and creeps back up to the old speed within minutes.
    Forgetful,
    /// Obeys the second time, by half.
    Slow,
    /// Hears nothing.
    Stubborn,
}

impl Runner {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Obedient, Self::Forgetful, Self::Slow, Self::Stubborn];

    /// The word in flags.
    pub fn word(self) -> &'static str {
        match self {
            Self::Obedient => "obedient",
            Self::Forgetful => "forgetful",
            Self::Slow => "slow",
            Self::Stubborn => "stubborn",
        }
    }
}

const TAU_S: f64 = 58.0;
const DELAY_S: usize = 8;
const DRIFT_BPM_PER_S: f64 = 0.15 / 60.0;
const DRIFT_FROM_S: f64 = 600.0;
const NOISE_SD: f64 = 1.7;
const NOISE_CORRELATION_S: f64 = 8.0;
/// What the runner is used to, in km/h. The lungs are made to fit: at this speed the heart settles above the ceiling.
const HABITUAL_KMH: f64 = 9.0;
const HABITUALLY_OVER_BPM: f64 = 5.0;
const WALKING_KMH: f64 = 5.0;
/// How long the strap is worn after the run, in seconds.
const RECOVERS_FOR_S: u64 = 600;
/// How long the strap drops out while the belt is held, in seconds: less than the ten after which `hold` lets go.
const HELD_DROPOUT_S: u64 = 6;
/// Where walking turns to running, in km/h.
const RUNS_FROM_KMH: f64 = 7.0;

/// A deed that the runner has decided on.
#[derive(Debug, Clone, Copy)]
struct Intent {
    second: u64,
    kmh: f64,
}

/// The simulation, one packet a second.
#[derive(Debug)]
pub struct Demo {
    runner: Runner,
    random: Random,
    resting: f64,
    max: f64,
    /// Oxygen uptake reserve in ml/kg/min.
    vo2_reserve: f64,
    kmh: f64,
    told_kmh: Option<f64>,
    intents: Vec<Intent>,
    prompts_heard: u32,
    second: u64,
    end: u64,
    dropout: std::ops::Range<u64>,
    steady_states: Vec<f64>,
    rate: f64,
    noise: f64,
    wander: f64,
    /// The part of the next beat that has gone by, and the time since the last one in seconds.
    beat: (f64, f64),
    queue: std::collections::VecDeque<TimedReading>,
    /// The treadmill, where the run is on one that tells of itself and can be told something.
    belt: Option<DemoBelt>,
    /// The run is over; the strap goes on sending for a while.
    stopped: bool,
}

impl Demo {
    /// A run by the setup's plan. The runner's habit is a speed that leads a few beats above the ceiling, as most
    /// people's is; the strap drops out once, for 20 s, a little before half of the plan.
    pub fn new(setup: &Setup, runner: Runner, seed: u64) -> Self {
        let resting = setup.athlete.resting_hr.unwrap_or(55.0);
        let max = setup.max().unwrap_or(180.0);
        let plan = setup.plan.end().ms() / 1000;
        let mut demo = Self {
            runner,
            random: Random::new(seed),
            resting,
            max,
            vo2_reserve: oxygen_cost(HABITUAL_KMH) * (max - resting) / (setup.ceiling() + HABITUALLY_OVER_BPM - resting),
            kmh: WALKING_KMH,
            told_kmh: None,
            intents: Vec::new(),
            prompts_heard: 0,
            second: 0,
            end: plan + 15,
            dropout: plan * 2 / 5..plan * 2 / 5 + 20,
            steady_states: Vec::new(),
            rate: resting + 25.0,
            noise: 0.0,
            wander: 0.0,
            beat: (0.0, 0.0),
            queue: std::collections::VecDeque::new(),
            belt: None,
            stopped: false,
        };
        demo.plan_the_run(setup);
        let at = Elapsed::ZERO;
        let strap = DeviceInfo { name: Some("demo strap".to_owned()), location: Some(BodyLocation::Chest), battery: Some(82) };
        demo.queue.extend([Reading::Link(Link::Connected), Reading::Device(strap)].map(|reading| TimedReading::new(at, reading)));
        demo
    }

    /// The same run on a treadmill that is connected. Where the belt is held, the runner leaves it alone until cooling down, and the
    /// strap drops out for no longer than `hold` waits.
    #[must_use]
    pub fn on_a_treadmill(mut self, setup: &Setup) -> Self {
        self.belt = Some(DemoBelt::at(self.kmh));
        self.queue.extend(DemoBelt::connects(Elapsed::ZERO));
        if !setup.plan.hold.is_off() {
            let (steady, cool_down) = (setup.plan.steady_from().ms() / 1000, setup.plan.cool_down_from().ms() / 1000);
            self.intents.retain(|intent| intent.second < steady / 2 || intent.second >= cool_down);
            self.intents.push(Intent { second: steady / 2, kmh: HABITUAL_KMH });
            self.dropout.end = self.dropout.start + HELD_DROPOUT_S;
        }
        self
    }

    /// Starts at a walk, then slow, then as always; gets carried away twice; walks at the end.
    fn plan_the_run(&mut self, setup: &Setup) {
        let plan = self.end - 15;
        let steady = setup.plan.steady_from().ms() / 1000;
        let cool_down = setup.plan.cool_down_from().ms() / 1000;
        let habit = HABITUAL_KMH;
        let mut intend = |second, kmh| self.intents.push(Intent { second, kmh });
        intend(steady / 5, habit - 1.6);
        intend(steady / 2, habit - 0.9);
        intend(steady, habit);
        intend(plan * 11 / 20, habit + 0.3);
        intend(plan * 3 / 4, habit + 0.2);
        intend(cool_down, WALKING_KMH);
    }

    /// The steady rate at a speed in km/h on the flat.
    fn steady_rate(&self, kmh: f64) -> f64 {
        self.resting + (self.max - self.resting) * oxygen_cost(kmh) / self.vo2_reserve
    }

    fn act(&mut self) {
        let second = self.second;
        let due: Vec<Intent> = self.intents.iter().filter(|intent| intent.second == second).copied().collect();
        self.intents.retain(|intent| intent.second > second);
        let before = self.kmh;
        for intent in due {
            // Who was told a speed does not go back above it, unless that is their nature.
            let limit = self.told_kmh.filter(|_| self.runner != Runner::Stubborn).unwrap_or(f64::INFINITY);
            self.kmh = intent.kmh.min(limit);
        }
        if self.runner == Runner::Forgetful && second.is_multiple_of(60) && self.told_kmh.is_some() && self.kmh >= RUNS_FROM_KMH {
            self.told_kmh = self.told_kmh.map(|kmh| (kmh + 0.2).min(HABITUAL_KMH));
            self.kmh = (self.kmh + 0.2).min(HABITUAL_KMH);
        }
        let at = Elapsed::from_ms(second * 1000);
        if let Some(belt) = &mut self.belt {
            let by_hand = if self.kmh == before { None } else { belt.set_by_hand(at, self.kmh) };
            self.queue.extend(by_hand);
            self.queue.push_back(belt.live(Elapsed::from_ms(second * 1000 + 100)));
            return;
        }
        if self.kmh != before || second == 0 {
            let motion = Motion { speed_kmh: Some((self.kmh * 10.0).round() / 10.0), ..Motion::default() };
            self.send(0, Reading::Motion(motion));
        }
    }

    /// One second of heart.
    fn live(&mut self) -> HeartRateMeasurement {
        let kmh = self.belt.as_ref().map_or(self.kmh, DemoBelt::kmh);
        self.steady_states.push(self.steady_rate(kmh));
        let delayed = self.steady_states[self.steady_states.len().saturating_sub(1 + DELAY_S)];
        let drift = DRIFT_BPM_PER_S * (self.second as f64 - DRIFT_FROM_S).max(0.0);
        self.rate += (delayed + drift - self.rate) / TAU_S;
        let kept = (-1.0 / NOISE_CORRELATION_S).exp();
        self.noise = kept * self.noise + NOISE_SD * (1.0 - kept * kept).sqrt() * self.random.normal();
        self.wander = 0.98 * self.wander + 1.4 * self.random.normal();
        let shown = self.rate + self.noise;
        HeartRateMeasurement { rate: shown.round() as u16, contact: Contact::On, energy_kj: None, rr: self.beats(shown) }
    }

    fn beats(&mut self, rate: f64) -> Vec<RrInterval> {
        const STEPS: u32 = 100;
        let mut beats = Vec::new();
        for _ in 0..STEPS {
            let step = 1.0 / f64::from(STEPS);
            self.beat.0 += rate / 60.0 * step;
            self.beat.1 += step;
            if self.beat.0 >= 1.0 {
                // The part of the step after the beat belongs to the next one.
                let over = (self.beat.0 - 1.0) * 60.0 / rate;
                let breathing = 3.5 * (self.second as f64 * 0.5 * std::f64::consts::TAU).sin();
                let ms = (self.beat.1 - over) * 1000.0 + self.wander + breathing + 2.0 * self.random.normal();
                beats.extend(RrInterval::from_ms(ms));
                self.beat = (self.beat.0 - 1.0, over);
            }
        }
        beats
    }

    fn send(&mut self, ms: u64, reading: Reading) {
        self.queue.push_back(TimedReading::new(Elapsed::from_ms(self.second * 1000 + ms), reading));
    }
}

/// What a speed costs above rest, in ml/kg/min on the flat (ACSM's equations for running and walking).
fn oxygen_cost(kmh: f64) -> f64 {
    let metres_a_minute = kmh * 1000.0 / 60.0;
    if kmh >= RUNS_FROM_KMH { 0.2 * metres_a_minute } else { 0.1 * metres_a_minute }
}

impl Script for Demo {
    fn next(&mut self) -> Option<TimedReading> {
        while self.queue.is_empty() && self.second <= self.end + if self.stopped { RECOVERS_FOR_S } else { 0 } {
            self.act();
            let measurement = self.live();
            if self.second == self.dropout.start {
                self.send(0, Reading::Link(Link::Lost));
                self.send(400, Reading::Link(Link::Searching));
            } else if self.second == self.dropout.end {
                self.send(0, Reading::Link(Link::Connected));
            }
            if !self.dropout.contains(&self.second) {
                self.send(250, Reading::Packet(Characteristic::HeartRateMeasurement, gatt::heart_rate_payload(&measurement)));
            }
            if self.second == self.end && !self.stopped {
                self.send(999, Reading::Command(Command::Stop));
            }
            self.second += 1;
        }
        self.queue.pop_front()
    }

    fn write_belt(&mut self, command: BeltCommand, at: Elapsed) {
        if let Some(belt) = &mut self.belt {
            self.queue.extend(belt.write(at, &command));
        }
    }

    fn stopped(&mut self) {
        self.stopped = true;
        self.kmh = 0.0;
        self.intents.clear();
        self.end = self.second;
    }

    fn on_cue(&mut self, cue: &Cue, at: Elapsed) {
        if !cue.audible || !cue.kind.is_prompt() {
            return;
        }
        self.prompts_heard += 1;
        let share = match self.runner {
            Runner::Stubborn => return,
            Runner::Slow if self.prompts_heard < 2 => return,
            Runner::Slow => 0.5,
            Runner::Obedient | Runner::Forgetful => self.random.between(0.7, 1.2),
        };
        let acts = at.ms() / 1000 + self.random.between(4.0, 12.0) as u64;
        // A walk is over after 90 s, at half a km/h less than before.
        let slower = match cue.kind {
            CueKind::Walk | CueKind::Stop => 0.5,
            _ => cue.slower_kmh.unwrap_or(0.5) * share,
        };
        let after = (self.kmh - slower).max(WALKING_KMH);
        self.told_kmh = Some(after);
        if matches!(cue.kind, CueKind::Walk | CueKind::Stop) {
            self.intents.push(Intent { second: acts, kmh: WALKING_KMH });
            self.intents.push(Intent { second: acts + 90, kmh: after });
        } else {
            self.intents.push(Intent { second: acts, kmh: after });
        }
    }
}
