//! A simulated runner: heart, legs, strap, and how they take to being told.
//!
//! The heart is first order in speed with delay, drift and an onset jump; its numbers come from treadmill studies: gain
//! 24.2 +- 8.3 bpm per m/s, tau 57.6 +- 23.6 s (Hunt 2015, n = 24). All chance is drawn before the run or by the number of
//! the reaction, so that every coach meets the same runner.

use recovery_run::heart::HeartRateMeasurement;
use recovery_run::session::{Cue, CueKind};

use crate::policy::sounds;
use crate::random::Random;
use crate::wandering::Wandering;

/// Seconds of a run.
pub const LENGTH: usize = 1800;
/// The ceiling of all of them. Only differences to it matter.
pub const CEILING: f64 = 140.0;
/// The maximal rate of all of them: the ceiling is a little over 70 % of it.
pub const MAX: f64 = 195.0;
const RESTING: f64 = 60.0;
/// The slowest that one still jogs; below it one walks.
const SLOWEST_KMH: f64 = 5.5;
const WALKING_KMH: f64 = 5.0;
/// Walking settles this part of the way from rest to the ceiling.
const WALKING_SHARE: f64 = 0.4;
const NOISE_SD: f64 = 1.7;
const NOISE_CORRELATION_S: f64 = 8.0;
const DRIFT_FROM_S: f64 = 600.0;

/// How a runner takes to being told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Temper {
    /// Acts 3 to 15 s after a prompt.
    Obedient,
    /// Acts 30 to 60 s after it.
    Slow,
    /// Hears nothing.
    Ignoring,
    /// Runs 2 bpm under the ceiling all the time and hears nothing, so that every cue is one too many.
    Edge,
    /// Obedient on a treadmill, and puts the belt up twice; the belt tells its speed.
    SpeedSteps,
    /// The same on a belt that tells nothing.
    SilentBelt,
    /// Obedient, and known from earlier runs: the coach goes by the runner's own gain.
    Known,
}

/// What is wrong with the strap during some seconds.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Flatline(f64),
    Silent,
    Zeros,
    Spike(f64),
}

/// A runner, drawn.
#[derive(Debug, Clone)]
pub struct Runner {
    temper: Temper,
    gain: f64,
    tau: f64,
    delay: usize,
    drift: f64,
    onset: f64,
    /// The speed that settles at the ceiling.
    ceiling_kmh: f64,
    start_kmh: f64,
    creeps: bool,
    tells_speed: bool,
    noise: Vec<f64>,
    /// Hills and wandering feet, in bpm of the steady rate.
    terrain: Vec<f64>,
    faults: Vec<(std::ops::Range<usize>, Fault)>,
    reactions: Vec<Reaction>,
    /// When the runner puts the belt up, and by how many km/h.
    raises: Vec<(usize, f64)>,
}

/// The dice for one reaction.
#[derive(Debug, Clone, Copy)]
struct Reaction {
    after: usize,
    share: f64,
    unadvised: f64,
    walks_for: usize,
    returns_slower: f64,
}

impl Reaction {
    fn draw(dice: &mut Random, temper: Temper) -> Self {
        let (soonest, latest) = if temper == Temper::Slow { (30.0, 60.0) } else { (3.0, 15.0) };
        Self {
            after: dice.between(soonest, latest) as usize,
            share: dice.between(0.4, 1.4),
            unadvised: dice.between(0.3, 0.8),
            walks_for: dice.between(60.0, 120.0) as usize,
            returns_slower: dice.between(0.4, 1.0),
        }
    }
}

impl Runner {
    /// The runner of a seed. The same seed with another temper is the same body on the same road.
    pub fn draw(seed: u64, temper: Temper) -> Self {
        // A seed is only a place in the generator's one sequence: neighbours must not be each other's, one step on.
        let mut dice = Random::new(Random::new(seed).bits());
        let mut within = |mean: f64, sd: f64, low: f64, high: f64| loop {
            let value = mean + sd * dice.normal();
            if (low..=high).contains(&value) {
                break value;
            }
        };
        let gain = within(6.7, 2.3, 3.0, 12.0);
        let tau = within(57.6, 23.6, 25.0, 110.0);
        let onset = within(7.0, 4.0, 0.0, 15.0);
        let delay = dice.between(0.0, 16.0) as usize;
        let drift = 0.6 * dice.unit().powi(2);
        let ceiling_kmh = dice.between(8.0, 10.5);
        let start_kmh = ceiling_kmh + dice.between(-10.0, 20.0) / gain;
        let creeps = dice.unit() < 0.4;
        let outdoors = dice.unit() < 0.5;
        let tells_speed = !outdoors && dice.unit() < 0.6;
        let noise = wander(&mut dice, NOISE_SD, NOISE_CORRELATION_S);
        let hills = wander(&mut dice, if outdoors { 2.0 } else { 0.0 }, 90.0);
        let feet = wander(&mut dice, if outdoors { 0.1 * gain } else { 0.0 }, 20.0);
        let terrain = hills.iter().zip(feet).map(|(hill, feet)| hill + feet).collect();
        let faults = faults(&mut dice);
        let reactions = (0..64).map(|_| Reaction::draw(&mut dice, temper)).collect();
        // Drawn last, so that the other tempers have the same bodies with and without.
        let raises: Vec<(usize, f64)> =
            [360.0, 1080.0].map(|from| (dice.between(from, from + 540.0) as usize, dice.between(0.4, 1.2))).to_vec();
        let mut runner = Self {
            raises: Vec::new(),
            temper,
            gain,
            tau,
            delay,
            drift,
            onset,
            ceiling_kmh,
            start_kmh,
            creeps,
            tells_speed,
            noise,
            terrain,
            faults,
            reactions,
        };
        if matches!(temper, Temper::SpeedSteps | Temper::SilentBelt) {
            runner.raises = raises;
            runner.terrain = vec![0.0; LENGTH];
            runner.creeps = false;
            runner.tells_speed = temper == Temper::SpeedSteps;
        }
        if temper == Temper::Edge {
            runner.start_kmh = ceiling_kmh - 2.0 / gain;
            (runner.drift, runner.onset, runner.creeps) = (0.0, 0.0, false);
            runner.terrain = vec![0.0; LENGTH];
            runner.faults.clear();
        }
        runner
    }

    /// The same runner, who leaves the belt as it is.
    pub fn who_touches_nothing(mut self) -> Self {
        self.raises.clear();
        self
    }

    /// The speed of the beginning, in km/h.
    pub fn start_kmh(&self) -> f64 {
        self.start_kmh
    }

    /// The gain that the coach was told.
    pub fn learned_gain(&self) -> Option<f64> {
        (self.temper == Temper::Known).then_some(self.gain)
    }

    /// How far above the ceiling the first speed settles, in bpm, before drift.
    pub fn starts_over(&self) -> f64 {
        self.gain * (self.start_kmh - self.ceiling_kmh)
    }

    /// In a few words.
    pub fn words(&self) -> String {
        format!(
            "starts {:+.1} bpm, gain {:.1}, tau {:.0} s, delay {} s, drift {:.2}, {}{}{} strap faults",
            self.starts_over(),
            self.gain,
            self.tau,
            self.delay,
            self.drift,
            if self.creeps { "creeps, " } else { "" },
            if self.tells_speed { "tells speed, " } else { "" },
            self.faults.len()
        )
    }

    fn steady_rate(&self, kmh: f64) -> f64 {
        if kmh <= WALKING_KMH { RESTING + WALKING_SHARE * (CEILING - RESTING) } else { CEILING + self.gain * (kmh - self.ceiling_kmh) }
    }
}

fn wander(dice: &mut Random, sd: f64, correlation_s: f64) -> Vec<f64> {
    Wandering { sd, correlation_s }.over(dice, LENGTH)
}

/// A third of the straps start on a plateau, a third drop out once or twice, a fifth spike.
fn faults(dice: &mut Random) -> Vec<(std::ops::Range<usize>, Fault)> {
    let mut faults = Vec::new();
    let mut add = |from: f64, length: f64, fault| faults.push((from as usize..(from + length) as usize, fault));
    if dice.unit() < 0.33 {
        let rate = if dice.unit() < 0.5 { dice.between(75.0, 100.0) } else { dice.between(150.0, 200.0) };
        add(dice.between(0.0, 150.0), dice.between(20.0, 120.0), Fault::Flatline(rate));
    }
    if dice.unit() < 0.33 {
        for _ in 0..=usize::from(dice.unit() < 0.5) {
            let fault = if dice.unit() < 0.5 { Fault::Silent } else { Fault::Zeros };
            add(dice.between(60.0, 1700.0), dice.between(5.0, 60.0), fault);
        }
    }
    if dice.unit() < 0.2 {
        for _ in 0..3 {
            add(dice.between(30.0, 1750.0), dice.between(3.0, 12.0), Fault::Spike(dice.between(30.0, 50.0)));
        }
    }
    faults
}

/// A runner on the way.
pub struct Run<'a> {
    runner: &'a Runner,
    second: usize,
    kmh: f64,
    steady: Vec<f64>,
    rate: f64,
    /// When to go how fast.
    intents: Vec<(usize, f64)>,
    reacted: usize,
    told_at: Option<usize>,
}

/// What one second brings.
pub struct Second {
    /// The rate of the heart itself.
    pub true_rate: f64,
    /// What the strap sends.
    pub measurement: Option<HeartRateMeasurement>,
    /// The speed, where something tells it.
    pub kmh: Option<f64>,
}

impl<'a> Run<'a> {
    pub fn start(runner: &'a Runner) -> Self {
        let rate = if runner.temper == Temper::Edge { CEILING - 2.0 } else { RESTING + 25.0 };
        Self { runner, second: 0, kmh: runner.start_kmh, steady: Vec::new(), rate, intents: Vec::new(), reacted: 0, told_at: None }
    }

    /// Lives one second on.
    pub fn live(&mut self) -> Second {
        let Self { runner, second, .. } = *self;
        for (_, kmh) in self.intents.iter().filter(|(due, _)| *due == second) {
            self.kmh = *kmh;
        }
        self.intents.retain(|(due, _)| *due > second);
        for (_, by) in runner.raises.iter().filter(|(at, _)| *at == second) {
            self.kmh += by;
        }
        let forgotten = self.told_at.is_some_and(|told| second > told + 120);
        if runner.creeps && forgotten && self.intents.is_empty() {
            self.kmh = (self.kmh + 0.05 / 60.0).min(runner.start_kmh.max(self.kmh));
        }
        self.steady.push(runner.steady_rate(self.kmh) + runner.terrain[second]);
        let delayed = self.steady[second.saturating_sub(runner.delay)];
        let drift = runner.drift / 60.0 * (second as f64 - DRIFT_FROM_S).max(0.0);
        self.rate += (delayed + drift - self.rate) / runner.tau;
        if second < 8 {
            self.rate += runner.onset / 8.0;
        }
        self.second += 1;
        let shown = self.rate + runner.noise[second];
        let fault = runner.faults.iter().find(|(when, _)| when.contains(&second)).map(|(_, fault)| *fault);
        let sent = match fault {
            None => Some(shown),
            Some(Fault::Flatline(rate)) => Some(rate),
            Some(Fault::Spike(by)) => Some(shown + by),
            Some(Fault::Zeros) => Some(0.0),
            Some(Fault::Silent) => None,
        };
        Second {
            true_rate: self.rate,
            measurement: sent.map(|rate| HeartRateMeasurement::of(rate.round() as u16)),
            kmh: runner.tells_speed.then(|| (self.kmh * 10.0).round() / 10.0),
        }
    }

    /// The speed that the runner has in mind, in km/h.
    pub fn kmh(&self) -> f64 {
        self.kmh
    }

    /// A belt decides on the speed.
    pub fn stand_on(&mut self, kmh: f64) {
        self.kmh = kmh;
    }

    /// Hears a cue: only sounds reach a runner, and only those that ask to go easier move one.
    pub fn hear(&mut self, cue: &Cue) {
        let deaf = matches!(self.runner.temper, Temper::Ignoring | Temper::Edge);
        if deaf || !sounds(cue) || !cue.kind.is_prompt() {
            return;
        }
        let now = self.second - 1;
        self.told_at = Some(now);
        // Who is about to act, or walks, takes another word for the same one.
        if !self.intents.is_empty() {
            return;
        }
        let dice = self.runner.reactions[self.reacted % self.runner.reactions.len()];
        self.reacted += 1;
        let acts = now + dice.after;
        if matches!(cue.kind, CueKind::Walk | CueKind::Stop) {
            let after = (self.kmh - dice.returns_slower).max(SLOWEST_KMH);
            self.intents.extend([(acts, WALKING_KMH), (acts + dice.walks_for, after)]);
        } else {
            let slower = cue.slower_kmh.map_or(dice.unadvised, |advised| advised * dice.share);
            self.intents.push((acts, (self.kmh - slower).max(SLOWEST_KMH)));
        }
    }
}
