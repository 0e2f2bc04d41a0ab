//! What a simulated run is judged by, whoever the runner is.

use recovery_run::session::{Cue, CueKind};

use crate::figures::mean;

/// Judged from minute five on, where nothing else is said.
pub const FROM: usize = 300;
/// Under the ceiling for so long ends an excursion; one that lasts so long is worth a word.
const ENDS_AFTER: usize = 15;
const LASTS: usize = 45;
/// And that goes so far over the ceiling, in bpm: less is told from the ceiling by nobody.
const WORTH_A_WORD: f64 = 1.0;
/// A word this soon after another one.
const TOO_SOON: usize = 60;
/// A word so long before a crossing still stands.
const STANDS_FOR: usize = 60;

/// A run, second by second.
#[derive(Debug, Clone, Default)]
pub struct Lived {
    pub ceiling: f64,
    /// The heart's own rates.
    pub rates: Vec<f64>,
    /// The audible cues that ask to go easier.
    pub words: Vec<(usize, Cue)>,
    /// Other audible cues of the coach.
    pub other_sounds: usize,
}

/// The figures of one run.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Minutes at C, C+1 and C+2.
    pub over: [f64; 3],
    pub prompts: f64,
    pub walks: f64,
    pub stops: f64,
    pub under: f64,
    pub soon: f64,
    /// From a crossing that lasts to the first word on it, in seconds.
    pub first_words: Vec<f64>,
    pub excursions: f64,
    pub unsaid: f64,
    /// The longest time at C+5 or more without a word.
    pub silence_s: f64,
}

impl Lived {
    /// The figures.
    pub fn figures(&self) -> Figures {
        let judged = &self.rates[FROM.min(self.rates.len())..];
        let minutes = |over: f64| judged.iter().filter(|rate| **rate >= self.ceiling + over).count() as f64 / 60.0;
        let of = |kind: CueKind| self.words.iter().filter(|(_, cue)| cue.kind == kind).count() as f64;
        let mut figures = Figures {
            over: [0.0, 1.0, 2.0].map(minutes),
            prompts: (self.words.len() + self.other_sounds) as f64,
            walks: of(CueKind::Walk),
            stops: of(CueKind::Stop),
            under: mean(&judged.iter().map(|rate| (self.ceiling - rate).max(0.0)).collect::<Vec<_>>()).unwrap_or_default(),
            soon: self.words.windows(2).filter(|pair| pair[1].0 - pair[0].0 <= TOO_SOON).count() as f64,
            silence_s: self.silence(),
            ..Figures::default()
        };
        self.excursions(&mut figures);
        figures
    }

    fn excursions(&self, figures: &mut Figures) {
        let above = |second: usize| self.rates[second] >= self.ceiling;
        let mut second = FROM;
        while second < self.rates.len() {
            if !above(second) || above(second - 1) {
                second += 1;
                continue;
            }
            let mut last = second;
            let (mut over, mut highest) = (0, f64::NEG_INFINITY);
            for later in second..self.rates.len() {
                highest = highest.max(self.rates[later] - self.ceiling);
                if above(later) {
                    (last, over) = (later, over + 1);
                } else if later - last >= ENDS_AFTER {
                    break;
                }
            }
            if over >= LASTS && highest >= WORTH_A_WORD {
                figures.excursions += 1.0;
                let said = |from: usize, to: usize| self.words.iter().map(|(at, _)| *at).find(|at| (from..to).contains(at));
                match said(second, last + ENDS_AFTER) {
                    Some(at) => figures.first_words.push((at - second) as f64),
                    None if said(second.saturating_sub(STANDS_FOR), second).is_some() => {}
                    None => figures.unsaid += 1.0,
                }
            }
            second = last + 1;
        }
    }

    fn silence(&self) -> f64 {
        let (mut longest, mut silent) = (0, 0);
        for (second, rate) in self.rates.iter().enumerate() {
            let spoken = self.words.iter().any(|(at, _)| *at == second);
            silent = if spoken || *rate < self.ceiling + 5.0 { 0 } else { silent + 1 };
            longest = longest.max(silent);
        }
        longest as f64
    }
}
