//! How a runner of the broad population takes to being told: how soon, how much of it, and for how long.

use recovery_run::session::{Cue, CueKind};

use crate::kinds::Kind;
use crate::random::Random;

/// Whoever walks goes so fast, in km/h; a walker slows down to the second.
const WALKS_KMH: [f64; 2] = [5.0, 4.0];

/// The dice for the answers, drawn before the run so that every coach meets the same runner.
#[derive(Debug, Clone)]
pub struct Manners {
    answers: Vec<Answer>,
    walks_kmh: f64,
}

#[derive(Debug, Clone, Copy)]
struct Answer {
    after: usize,
    /// Which part of what was said is done, where it was an amount and where it was a speed to set.
    share: f64,
    share_of_a_speed: f64,
    /// What is done where no amount was said, in km/h.
    unadvised: f64,
    ignores: bool,
    walks_for: usize,
    returns_slower: f64,
}

impl Manners {
    pub fn draw(dice: &mut Random, kind: Kind) -> Self {
        let (soonest, latest) = if kind == Kind::Late { (30.0, 60.0) } else { (3.0, 15.0) };
        let (share, of_a_speed) = match kind {
            Kind::Exact => ((1.0, 1.0), (1.0, 1.0)),
            Kind::Partial => ((0.35, 0.65), (0.35, 0.65)),
            _ => ((0.4, 1.4), (0.7, 1.1)),
        };
        let answers = (0..48)
            .map(|_| Answer {
                after: dice.between(soonest, latest) as usize,
                share: dice.between(share.0, share.1),
                share_of_a_speed: dice.between(of_a_speed.0, of_a_speed.1),
                unadvised: dice.between(0.3, 0.8),
                ignores: kind == Kind::IgnoresFifth && dice.unit() < 0.2,
                walks_for: dice.between(60.0, 120.0) as usize,
                returns_slower: dice.between(0.2, 0.8),
            })
            .collect();
        Self { answers, walks_kmh: WALKS_KMH[usize::from(kind == Kind::Walker)] }
    }

    /// What a word leads to: after how many seconds which speed.
    pub fn answer(&self, number: usize, cue: &Cue, kmh: f64) -> Vec<(usize, f64)> {
        let answer = self.answers[number % self.answers.len()];
        if answer.ignores {
            return Vec::new();
        }
        if matches!(cue.kind, CueKind::Walk | CueKind::Stop) {
            let back = (answer.after + answer.walks_for, kmh - answer.returns_slower);
            return vec![(answer.after, self.walks_kmh.min(kmh)), back];
        }
        let slower = match (cue.target_kmh, cue.slower_kmh) {
            (Some(target), _) => (kmh - target).max(0.0) * answer.share_of_a_speed,
            (None, Some(advised)) => advised * answer.share,
            (None, None) => answer.unadvised,
        };
        vec![(answer.after, kmh - slower)]
    }
}
