//! The broad population: hearts, roads, sources, profiles and manners of many kinds, each with a name. What is common to all is drawn
//! first and in the same order, so that a runner of a seed has the same heart whatever the kind changes of it.

use recovery_run::heart::HeartRateMeasurement;
use recovery_run::session::Cue;

use crate::hearts::{Beating, Heart};
use crate::manners::Manners;
use crate::random::Random;
use crate::wandering::Wandering;

/// Seconds of a run: the default plan of 30 minutes, with its cool-down.
pub const LENGTH: usize = 1800;
/// The lowest speed that is no standing still, in km/h.
const SLOWEST_KMH: f64 = 3.0;
/// One per cent of incline costs as much as this part of the speed more (ACSM: 0.9 against 0.2 ml/kg a m/min).
const GRADE_COSTS: f64 = 0.045;

/// Whoever drifts back takes back this part of what was taken off, within minutes.
const DRIFTS_BACK: f64 = 0.85;

macro_rules! kinds {
    ($($kind:ident $word:literal,)*) => {
        /// What is special of a runner. The order is that of the tables.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind { $($kind,)* }

        impl Kind {
            /// Every kind, the steady ones and those who never obey last.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// Its name in tables.
            pub fn word(self) -> &'static str {
                match self { $(Self::$kind => $word,)* }
            }
        }
    };
}

kinds! {
    BeltTold "belt that tells its speed",
    BeltMph "belt in miles, told",
    BeltIncline "belt with incline, told",
    BeltRaised "belt told, put up twice",
    BeltSilent "belt that tells nothing",
    BeltSilentRaised "silent belt, put up twice",
    Outdoors "outdoors, no speed",
    Watch "outdoors, a watch's speed",
    Creep "creeps all the time",
    Hills "hills, no grade told",
    HillsTold "hills, speed and grade told",
    FastHeart "fast heart",
    SlowHeart "slow heart",
    TwoParts "heart of two parts",
    Armband "armband, smoothed",
    Locked "armband that locks onto the steps",
    Every5 "a rate each 5 s",
    Every10 "a rate each 10 s",
    Every15 "a rate each 12 or 15 s",
    LowMax "low maximum",
    Fit "very fit",
    Walker "walker",
    Exact "does exactly what is said",
    Partial "does half of it",
    Late "acts after 30 to 60 s",
    IgnoresFifth "ignores a fifth",
    DriftsBack "drifts back up",
    Never "never obeys",
    OneUnder "steady 1 under",
    TwoUnder "steady 2 under",
    Wave "slow wave, mean 2 under",
}

impl Kind {
    /// Whether the runner hears and acts, in whatever way.
    pub fn obeys(self) -> bool {
        !matches!(self, Self::Never) && !self.is_steady()
    }

    /// Whether the rate stays about the ceiling whatever is said: every word is one too many.
    pub fn is_steady(self) -> bool {
        matches!(self, Self::OneUnder | Self::TwoUnder | Self::Wave)
    }

    /// The most minutes at C+1 that are the goal.
    pub fn goal(self) -> f64 {
        match self {
            Self::Creep | Self::Hills | Self::HillsTold => 0.45,
            Self::Late => 0.40,
            Self::SlowHeart | Self::IgnoresFifth => 0.70,
            Self::DriftsBack => 1.40,
            _ => 0.30,
        }
    }

    fn is_belt(self) -> bool {
        matches!(self, Self::BeltTold | Self::BeltMph | Self::BeltIncline | Self::BeltRaised | Self::BeltSilent | Self::BeltSilentRaised)
    }
}

/// A runner, drawn.
#[derive(Debug, Clone)]
pub struct Runner {
    pub kind: Kind,
    /// The ceiling in bpm.
    pub ceiling: f64,
    heart: Heart,
    /// The speed that settles at the ceiling on the flat.
    ceiling_kmh: f64,
    start_kmh: f64,
    /// In km/h a minute.
    creep: f64,
    noise: Vec<f64>,
    /// In per cent.
    grade: Vec<f64>,
    feet: Vec<f64>,
    every: usize,
    /// Seconds over which the source smooths.
    smooths_s: f64,
    locks: Vec<std::ops::Range<usize>>,
    cadence: f64,
    tells_steps: bool,
    raises: Vec<(usize, f64)>,
    manners: Manners,
}

impl Runner {
    /// The runner of a seed and a kind.
    pub fn draw(seed: u64, kind: Kind) -> Self {
        let mut dice = Random::new(Random::new(seed).bits());
        let mut heart = Heart::draw(&mut dice);
        let mut ceiling_kmh = dice.between(7.5, 10.5);
        let mut over = dice.between(-4.0, 11.0);
        let noise = Wandering { sd: dice.between(1.0, 2.0), correlation_s: dice.between(5.0, 11.0) }.over(&mut dice, LENGTH);
        let feet = Wandering { sd: 0.12, correlation_s: 20.0 }.over(&mut dice, LENGTH);
        let cadence = dice.between(158.0, 174.0).round();
        let raises = [dice.between(360.0, 900.0), dice.between(960.0, 1500.0)].map(|at| (at as usize, dice.between(0.3, 1.0))).to_vec();
        let locks: Vec<_> = [dice.between(200.0, 800.0), dice.between(900.0, 1500.0)]
            .map(|from| from as usize..(from + dice.between(60.0, 200.0)) as usize)
            .to_vec();
        heart.become_that_of(kind, &mut dice);
        match kind {
            Kind::Walker => ceiling_kmh = dice.between(5.3, 6.8),
            Kind::Never => over = over.max(0.0) + 3.0,
            _ => {}
        }
        let ceiling = (heart.resting + 0.70 * (heart.max - heart.resting)).round();
        let grade = roads(kind, &mut dice);
        Self {
            kind,
            ceiling,
            heart,
            ceiling_kmh,
            start_kmh: ceiling_kmh + over / heart.gain,
            creep: if kind == Kind::Creep {
                dice.between(0.03, 0.12)
            } else if kind.is_belt() {
                0.0
            } else {
                dice.between(0.0, 0.03)
            },
            noise,
            grade,
            feet: if kind.is_belt() || kind.is_steady() { vec![0.0; LENGTH] } else { feet },
            every: match kind {
                Kind::Every5 => 5,
                Kind::Every10 => 10,
                Kind::Every15 => [12, 15][seed as usize % 2],
                _ => 1,
            },
            smooths_s: if matches!(kind, Kind::Armband | Kind::Locked) { dice.between(5.0, 10.0) } else { 0.0 },
            locks: if kind == Kind::Locked { locks } else { Vec::new() },
            cadence,
            // Every second one has a foot pod as well.
            tells_steps: kind == Kind::Locked && seed.is_multiple_of(2),
            raises: if matches!(kind, Kind::BeltRaised | Kind::BeltSilentRaised) { raises } else { Vec::new() },
            manners: Manners::draw(&mut dice, kind),
        }
    }

    /// The maximal rate, for those who tell it.
    pub fn max(&self) -> f64 {
        self.heart.max
    }

    /// The speed of the beginning, in km/h.
    pub fn start_kmh(&self) -> f64 {
        self.start_kmh
    }

    fn tells_speed(&self) -> bool {
        matches!(self.kind, Kind::BeltTold | Kind::BeltMph | Kind::BeltIncline | Kind::BeltRaised | Kind::Watch | Kind::HillsTold)
    }
}

/// The grade second by second, in per cent.
fn roads(kind: Kind, dice: &mut Random) -> Vec<f64> {
    let sd = match kind {
        Kind::Hills | Kind::HillsTold => 2.4,
        Kind::Outdoors | Kind::Watch | Kind::Creep => 0.8,
        Kind::BeltIncline => return (0..LENGTH).map(|second| [0.0, 1.0, 2.5, 1.0, 0.0][second / 240 % 5]).collect(),
        _ => 0.0,
    };
    Wandering { sd, correlation_s: 90.0 }.over(dice, LENGTH)
}

/// A runner on the way.
pub struct Run<'a> {
    runner: &'a Runner,
    second: usize,
    kmh: f64,
    effort: Vec<f64>,
    beating: Beating,
    shown: f64,
    intents: Vec<(usize, f64)>,
    /// Where a runner who drifts back goes to.
    wants: f64,
    heard: usize,
}

/// What one second brings.
pub struct Second {
    /// The rate of the heart itself.
    pub true_rate: f64,
    pub measurement: Option<HeartRateMeasurement>,
    pub kmh: Option<f64>,
    pub grade: Option<f64>,
    pub steps: Option<f64>,
}

impl<'a> Run<'a> {
    pub fn start(runner: &'a Runner) -> Self {
        let rate = runner.heart.resting + 30.0;
        let (kmh, effort, beating) = (runner.start_kmh, Vec::with_capacity(LENGTH), Beating::start(runner.heart));
        Self { runner, second: 0, kmh, effort, beating, shown: rate, intents: Vec::new(), wants: kmh, heard: 0 }
    }

    /// Lives one second on.
    pub fn live(&mut self) -> Second {
        let (runner, second) = (self.runner, self.second);
        self.second += 1;
        let true_rate = if runner.kind.is_steady() { steady(runner.kind, runner.ceiling, second) } else { self.beat(second) };
        let noisy = true_rate + runner.noise[second];
        self.shown = if runner.smooths_s > 0.0 { self.shown + (noisy - self.shown) / runner.smooths_s } else { noisy };
        let locked = runner.locks.iter().any(|lock| lock.contains(&second));
        let rate = if locked { runner.cadence + (runner.noise[second] * 0.5).round() } else { self.shown };
        let sends = second.is_multiple_of(runner.every);
        let speed = self.kmh + runner.feet[second];
        let step = if runner.kind == Kind::BeltMph { 0.160_934_4 } else { 0.1 };
        Second {
            true_rate,
            measurement: sends.then(|| HeartRateMeasurement::of(rate.round().clamp(30.0, 230.0) as u16)),
            kmh: runner
                .tells_speed()
                .then(|| if runner.kind.is_belt() { (speed / step).round() * step } else { (speed * 20.0).round() / 20.0 }),
            grade: matches!(runner.kind, Kind::BeltIncline | Kind::HillsTold).then(|| (runner.grade[second] * 10.0).round() / 10.0),
            steps: runner.tells_steps.then_some(runner.cadence),
        }
    }

    fn beat(&mut self, second: usize) -> f64 {
        let (runner, heart) = (self.runner, self.runner.heart);
        for (_, kmh) in self.intents.iter().filter(|(due, _)| *due == second) {
            self.kmh = *kmh;
        }
        self.intents.retain(|(due, _)| *due > second);
        self.kmh += runner.raises.iter().filter(|(at, _)| *at == second).map(|(_, by)| by).sum::<f64>();
        if second > 120 {
            self.kmh += runner.creep / 60.0;
        }
        if runner.kind == Kind::DriftsBack && self.intents.is_empty() && self.kmh < self.wants {
            self.kmh += (self.wants - self.kmh) / 240.0;
        }
        self.effort.push((self.kmh + runner.feet[second]) * (1.0 + GRADE_COSTS * runner.grade[second]));
        let kmh = self.effort[second.saturating_sub(heart.delay)];
        self.beating.beat(heart, second, runner.ceiling + heart.gain * (kmh - runner.ceiling_kmh))
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
        if !cue.kind.is_prompt() || !self.runner.kind.obeys() || !self.intents.is_empty() {
            return;
        }
        let answer = self.runner.manners.answer(self.heard, cue, self.kmh);
        self.heard += 1;
        let now = self.second - 1;
        // Whoever drifts back goes to most of where it was.
        if let Some((_, kmh)) = answer.last() {
            self.wants = kmh + DRIFTS_BACK * (self.wants - kmh).max(0.0);
        }
        self.intents.extend(answer.into_iter().map(|(after, kmh)| (now + after, kmh.max(SLOWEST_KMH))));
    }
}

/// Rates that nothing moves.
fn steady(kind: Kind, ceiling: f64, second: usize) -> f64 {
    match kind {
        Kind::OneUnder => ceiling - 1.0,
        Kind::Wave => ceiling - 2.0 + 3.2 * (std::f64::consts::TAU * second as f64 / 130.0).sin(),
        _ => ceiling - 2.0,
    }
}
