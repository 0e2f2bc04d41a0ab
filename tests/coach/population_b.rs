//! Population B, rebuilt from its published numbers: runners of another make than those of the bench. Two time constants, dead time, the creep
//! that every runner knows, zones and a maximum that are not theirs, and a plan that is longer than the run.

use recovery_run::heart::HeartRateMeasurement;
use recovery_run::session::CueKind;

use crate::lived::Lived;
use crate::policy::{Heard, Limits, Name, Told, sounds};
use crate::random::Random;

const LENGTH: usize = 1800;

struct Runner {
    dice: Random,
    ceiling: f64,
    resting: f64,
    max: f64,
    gain: f64,
    fast_s: f64,
    slow_s: f64,
    fast_share: f64,
    drift: f64,
    reacts: usize,
    kmh: f64,
    ceiling_kmh: f64,
    fast: f64,
    slow: f64,
    noise: f64,
    past: std::collections::VecDeque<f64>,
    pending: Vec<(usize, Option<f64>)>,
    walks_until: usize,
}

impl Runner {
    fn draw(seed: u64) -> Self {
        let mut dice = Random::new(Random::new(seed ^ 0xB).bits());
        let (resting, max) = (dice.between(45.0, 65.0), dice.between(170.0, 200.0));
        let gain = f64::max(3.5, 6.7 + 2.0 * dice.normal());
        let (fast_s, slow_s, fast_share) = (dice.between(12.0, 30.0), dice.between(55.0, 120.0), dice.between(0.4, 0.7));
        let delay = dice.between(3.0, 13.0) as usize;
        let (drift, reacts) = (dice.between(0.0, 0.5), dice.between(3.0, 16.0) as usize);
        let kmh = 8.5 + dice.between(-1.0, 1.0);
        let ceiling_kmh = kmh - dice.between(-0.5, 1.6);
        Self {
            ceiling: (resting + 0.70 * (max - resting)).round(),
            past: std::iter::repeat_n(kmh, delay + 1).collect(),
            dice,
            resting,
            max,
            gain,
            fast_s,
            slow_s,
            fast_share,
            drift,
            reacts,
            kmh,
            ceiling_kmh,
            fast: resting + 25.0,
            slow: resting + 25.0,
            noise: 0.0,
            pending: Vec::new(),
            walks_until: 0,
        }
    }

    /// One second: the heart's own rate, and what the strap shows.
    fn live(&mut self, second: usize) -> (f64, f64) {
        for (_, cut) in self.pending.iter().filter(|(due, _)| *due <= second) {
            match cut {
                None => self.walks_until = second + 90,
                Some(cut) => self.kmh = f64::max(5.0, self.kmh - cut),
            }
        }
        self.pending.retain(|(due, _)| *due > second);
        if second.is_multiple_of(60) && second > 120 {
            self.kmh += self.dice.between(0.0, 0.12);
        }
        self.past.push_back(if second < self.walks_until { 5.0 } else { self.kmh });
        let kmh = self.past.pop_front().unwrap_or(self.kmh);
        let settles = self.ceiling + self.gain * (kmh - self.ceiling_kmh) + self.drift * (second as f64 / 60.0 - 10.0).max(0.0);
        let settles = settles.clamp(self.resting + 15.0, self.max);
        self.fast += (settles - self.fast) / self.fast_s;
        self.slow += (settles - self.slow) / self.slow_s;
        self.noise += -self.noise / 8.0 + 1.7 * 0.5 * self.dice.normal();
        let rate = self.fast_share * self.fast + (1.0 - self.fast_share) * self.slow;
        (rate, (rate + self.noise).min(self.max + 5.0).round())
    }
}

/// A run of the runner of a seed with a coach.
pub fn run(name: Name, seed: u64) -> Lived {
    let mut runner = Runner::draw(seed);
    // 55 and 190 are told of everybody: the top of zone 2 is 149.5 for all, whatever their ceiling is.
    let told = Told::Reserve { resting: 55.0, max: 190.0 };
    let mut policy = name.start(Limits { ceiling: runner.ceiling, told, bpm_per_kmh: None, minutes: 35 });
    let mut lived = Lived { ceiling: runner.ceiling, ..Lived::default() };
    for second in 0..LENGTH {
        let (rate, shown) = runner.live(second);
        lived.rates.push(rate);
        let measurement = HeartRateMeasurement::of(shown as u16);
        let heard = Heard { second: second as u64, measurement: Some(&measurement), kmh: None, grade: None, steps: None };
        for cue in policy.live(&heard).cues.into_iter().filter(sounds) {
            if !cue.kind.is_prompt() {
                lived.other_sounds += 1;
                continue;
            }
            let cut = match cue.kind {
                CueKind::Walk | CueKind::Stop => None,
                CueKind::SlowDown => Some(cue.slower_kmh.unwrap_or(0.8)),
                _ => Some(cue.slower_kmh.unwrap_or(0.5)),
            };
            // Nobody hits the number.
            let cut = cut.map(|cut| cut * runner.dice.between(0.4, 1.4));
            runner.pending.push((second + runner.reacts, cut));
            lived.words.push((second, cue));
        }
    }
    lived
}
