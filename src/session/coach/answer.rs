//! How the runner answers: by how many bpm the heart goes down for each km/h that was advised. Nobody does just what is said, and no two hearts
//! settle alike; what came of the last words is what can be expected of the next.

use crate::session::time::{Elapsed, Span};

/// So long after a word its answer is read: by then most of the change shows (design choice).
const READ_AFTER: Span = Span::from_secs(75);
/// About this part of what it comes to in the end (tau 58 s, and some seconds until the runner acts).
const SHOWS: f64 = 0.7;
/// How far runners differ from the mean one, as a part of the gain (2.3 of 6.7 bpm per km/h, Hunt 2015), and from one word to the next.
const DIFFERS: f64 = 0.35;
const CHANGES: f64 = 0.1;
/// How far off the level and what was expected of it are, in bpm (SD): the scatter of a heart (2 bpm), and that of its forecast.
const SCATTER: f64 = 2.5;
/// What an answer is held to, as parts of the heart's own gain (design choice).
const BOUNDS: (f64, f64) = (0.6, 1.4);

#[derive(Debug, Clone, Copy)]
struct Asked {
    at: Elapsed,
    kmh: f64,
    /// Where the rate was expected to be when the answer is read, had nothing been said.
    unasked: f64,
}

/// What is expected of the next word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answer {
    prior: f64,
    mean: f64,
    variance: f64,
    asked: Option<Asked>,
}

impl Answer {
    /// Before any word: the heart's own gain, in bpm per km/h.
    pub(super) fn new(bpm_per_kmh: f64) -> Self {
        Self { prior: bpm_per_kmh, mean: bpm_per_kmh, variance: (DIFFERS * bpm_per_kmh).powi(2), asked: None }
    }

    /// A word advised to go slower by so much.
    pub(super) fn ask(&mut self, at: Elapsed, kmh: Option<f64>, unasked: f64) {
        self.asked = kmh.map(|kmh| Asked { at, kmh, unasked });
    }

    /// Something else changed: what comes is no answer any more.
    pub(super) fn interrupt(&mut self) {
        self.asked = None;
    }

    /// Takes in the level, and reads the answer when it is time.
    pub(super) fn observe(&mut self, at: Elapsed, level: f64) {
        let Some(Asked { at: then, kmh, unasked }) = self.asked.filter(|asked| at - asked.at >= READ_AFTER) else { return };
        self.asked = None;
        if at - then > READ_AFTER + READ_AFTER {
            return;
        }
        let seen = (unasked - level) / (SHOWS * kmh);
        let noise = (SCATTER / (SHOWS * kmh)).powi(2);
        let gain = self.variance / (self.variance + noise);
        self.mean = (self.mean + gain * (seen - self.mean)).clamp(BOUNDS.0 * self.prior, BOUNDS.1 * self.prior);
        // No runner stays the same.
        self.variance = (1.0 - gain) * self.variance + (CHANGES * self.prior).powi(2);
    }

    /// In bpm for each km/h that is advised.
    pub(super) fn bpm_per_kmh(&self) -> f64 {
        self.mean
    }
}
