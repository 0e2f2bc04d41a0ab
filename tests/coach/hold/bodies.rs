//! Whoever runs on the belt: the coach's two populations, and one of another make that nothing was ever tuned on.

use recovery_run::heart::HeartRateMeasurement;
use recovery_run::session::Cue;

use crate::kinds::{self, Kind};
use crate::random::Random;
use crate::runner::{self, Temper};
use crate::wandering::Wandering;

/// Seconds of a run.
pub const LENGTH: usize = 1800;

/// The populations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Population {
    /// The coach's first model: first order, gains of 6.7 +- 2.3.
    First,
    /// The hearts of the coach's kinds, on a belt.
    Kinds,
    /// Never tuned on: gains of 5 to 12, half of them with a slow part of 200 to 600 s, a regime of its own between walking and running.
    Other,
    /// The same with gains of 5 to 7 and no slow part; of 10 to 12; and likewise with one.
    Weak,
    Strong,
    WeakSlow,
    StrongSlow,
}

impl Population {
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::First, "the coach's first model"),
        (Self::Kinds, "the hearts of the coach's kinds"),
        (Self::Other, "another model, never tuned on"),
        (Self::Weak, "gains of 5 to 7, no slow part"),
        (Self::WeakSlow, "gains of 5 to 7, with a slow part"),
        (Self::Strong, "gains of 10 to 12, no slow part"),
        (Self::StrongSlow, "gains of 10 to 12, with a slow part"),
    ];
}

/// A runner, drawn.
#[derive(Debug, Clone)]
pub enum Body {
    First(runner::Runner),
    Kind(Box<kinds::Runner>),
    Other(Box<Other>),
}

/// The kinds of which a belt's runner can be.
const KINDS: [Kind; 8] =
    [Kind::BeltTold, Kind::FastHeart, Kind::SlowHeart, Kind::TwoParts, Kind::LowMax, Kind::Fit, Kind::Walker, Kind::Armband];

impl Body {
    pub fn draw(population: Population, seed: u64) -> Self {
        match population {
            Population::First => Self::First(runner::Runner::draw(seed, Temper::SpeedSteps).who_touches_nothing()),
            Population::Kinds => Self::Kind(Box::new(kinds::Runner::draw(seed, KINDS[seed as usize % KINDS.len()]))),
            _ => Self::Other(Box::new(Other::draw(population, seed))),
        }
    }

    pub fn ceiling(&self) -> f64 {
        match self {
            Self::First(_) => runner::CEILING,
            Self::Kind(runner) => runner.ceiling,
            Self::Other(_) => 140.0,
        }
    }

    pub fn start_kmh(&self) -> f64 {
        match self {
            Self::First(runner) => runner.start_kmh(),
            Self::Kind(runner) => runner.start_kmh(),
            Self::Other(other) => other.start_kmh,
        }
    }

    pub fn start(&self) -> Alive<'_> {
        match self {
            Self::First(runner) => Alive::First(runner::Run::start(runner)),
            Self::Kind(runner) => Alive::Kind(Box::new(kinds::Run::start(runner))),
            Self::Other(other) => Alive::Other(Box::new(other.start())),
        }
    }
}

/// A runner on the way.
pub enum Alive<'a> {
    First(runner::Run<'a>),
    Kind(Box<kinds::Run<'a>>),
    Other(Box<OtherRun<'a>>),
}

impl Alive<'_> {
    /// One second: the heart's own rate, and what the strap sends.
    pub fn live(&mut self) -> (f64, Option<HeartRateMeasurement>) {
        match self {
            Self::First(run) => {
                let second = run.live();
                (second.true_rate, second.measurement)
            }
            Self::Kind(run) => {
                let second = run.live();
                (second.true_rate, second.measurement)
            }
            Self::Other(run) => run.live(),
        }
    }

    /// The speed that the runner has in mind.
    pub fn kmh(&self) -> f64 {
        match self {
            Self::First(run) => run.kmh(),
            Self::Kind(run) => run.kmh(),
            Self::Other(run) => run.kmh,
        }
    }

    /// The belt decides on it.
    pub fn stand_on(&mut self, kmh: f64) {
        match self {
            Self::First(run) => run.stand_on(kmh),
            Self::Kind(run) => run.stand_on(kmh),
            Self::Other(run) => run.kmh = kmh,
        }
    }

    pub fn hear(&mut self, cue: &Cue) {
        match self {
            Self::First(run) => run.hear(cue),
            Self::Kind(run) => run.hear(cue),
            Self::Other(run) => run.hear(cue),
        }
    }
}

/// A runner of the other make.
#[derive(Debug, Clone)]
pub struct Other {
    gain: f64,
    slow_share: f64,
    fast_s: f64,
    slow_s: f64,
    down: f64,
    delay: usize,
    drift: f64,
    ceiling_kmh: f64,
    pub start_kmh: f64,
    walks_below: f64,
    noise: Vec<f64>,
    legs: Vec<f64>,
    shares: Vec<(usize, f64)>,
}

impl Other {
    fn draw(population: Population, seed: u64) -> Self {
        let mut dice = Random::new(Random::new(seed ^ 0x0487).bits());
        let gain = match population {
            Population::Weak | Population::WeakSlow => dice.between(5.0, 7.0),
            Population::Strong | Population::StrongSlow => dice.between(10.0, 12.0),
            Population::Other | Population::First | Population::Kinds => dice.between(5.0, 12.0),
        };
        let slow = match population {
            Population::Weak | Population::Strong => 0.0,
            Population::WeakSlow | Population::StrongSlow => 1.0,
            Population::Other | Population::First | Population::Kinds => f64::from(u8::from(dice.unit() < 0.5)),
        };
        let slow_share = slow * dice.between(0.2, 0.45);
        let ceiling_kmh = dice.between(6.5, 11.0);
        let over = dice.between(-6.0, 18.0);
        let start = ((ceiling_kmh + over / gain).max(5.0) * 10.0).round() / 10.0;
        Self {
            gain,
            slow_share,
            fast_s: dice.between(25.0, 75.0),
            slow_s: dice.between(200.0, 600.0),
            down: dice.between(1.0, 2.0),
            delay: dice.between(0.0, 12.0) as usize,
            drift: 0.6 * dice.unit().powi(2),
            ceiling_kmh,
            start_kmh: start,
            walks_below: dice.between(6.0, 7.0),
            noise: Wandering { sd: dice.between(1.0, 2.3), correlation_s: dice.between(5.0, 12.0) }.over(&mut dice, LENGTH),
            legs: Wandering { sd: 0.8, correlation_s: 60.0 }.over(&mut dice, LENGTH),
            shares: (0..64).map(|_| (dice.between(3.0, 15.0) as usize, dice.between(0.6, 1.2))).collect(),
        }
    }

    /// Where the heart settles at a speed, in bpm: a walk costs less, by more than the line.
    fn settles(&self, kmh: f64) -> f64 {
        let walks = if kmh < self.walks_below { 6.0 * (self.walks_below - kmh).min(1.0) } else { 0.0 };
        (140.0 + self.gain * (kmh - self.ceiling_kmh) - walks).clamp(75.0, 195.0)
    }

    fn start(&self) -> OtherRun<'_> {
        OtherRun {
            other: self,
            kmh: self.start_kmh,
            second: 0,
            past: Vec::with_capacity(LENGTH),
            fast: 95.0,
            slow: 95.0,
            intents: Vec::new(),
            heard: 0,
        }
    }
}

pub struct OtherRun<'a> {
    other: &'a Other,
    pub kmh: f64,
    second: usize,
    past: Vec<f64>,
    fast: f64,
    slow: f64,
    intents: Vec<(usize, f64)>,
    heard: usize,
}

impl OtherRun<'_> {
    fn live(&mut self) -> (f64, Option<HeartRateMeasurement>) {
        let (other, second) = (self.other, self.second);
        self.second += 1;
        if let Some((_, kmh)) = self.intents.iter().find(|(due, _)| *due == second) {
            self.kmh = *kmh;
        }
        self.intents.retain(|(due, _)| *due > second);
        self.past.push(self.kmh);
        let drift = other.drift * (second as f64 / 60.0 - 10.0).max(0.0);
        let settles = other.settles(self.past[second.saturating_sub(other.delay)]) + drift + other.legs[second];
        let slower = |rate: f64| if settles < rate { other.down } else { 1.0 };
        self.fast += (settles - self.fast) / (other.fast_s * slower(self.fast));
        self.slow += (settles - self.slow) / (other.slow_s * slower(self.slow));
        let rate = (1.0 - other.slow_share) * self.fast + other.slow_share * self.slow;
        (rate, Some(HeartRateMeasurement::of((rate + other.noise[second]).round().clamp(30.0, 230.0) as u16)))
    }

    fn hear(&mut self, cue: &Cue) {
        if !cue.kind.is_prompt() || !cue.audible || !self.intents.is_empty() {
            return;
        }
        let (after, share) = self.other.shares[self.heard % self.other.shares.len()];
        self.heard += 1;
        let slower = match cue.target_kmh {
            Some(target) => (self.kmh - target).max(0.0),
            None => cue.slower_kmh.map_or(1.0, |slower| slower * share),
        };
        self.intents.push((self.second - 1 + after, ((self.kmh - slower).max(4.0) * 10.0).round() / 10.0));
    }
}
