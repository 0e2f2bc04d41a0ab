//! How far words lie apart: repeats on one crossing, and the first words of several. Whoever does not respond is told more and more rarely, but
//! never for the last time.
//!
//! The half hour has room for eleven words, and a crossing that lasts must find some left: the more were said, the more a word has to be about.

use std::collections::VecDeque;

use super::HALF_HOUR;
use crate::session::time::{Elapsed, Span};

/// A level that came down by so much since the last word, within such a time, has answered it (design choice).
const ANSWERS: f64 = 3.0;
const ANSWERS_WITHIN: Span = Span::from_secs(150);
/// One that came down by so much is still on its way: the next word is no further repeat.
const COMES_DOWN: f64 = 2.0;
/// A heart shows 63 % of a change after a minute (tau 57.6 s, Hunt 2015), and a runner needs some seconds before that. With 60 s those who act
/// late were slowed down twice for the same.
const FIRST_REPEAT: Span = Span::from_secs(75);
const SECOND_REPEAT: Span = Span::from_secs(90);
/// A walk takes a minute or two, and the heart needs as long to come down.
const AFTER_A_WALK: Span = Span::from_secs(150);
/// After three words in vain the next ones lie so far apart (design choice) ...
const IN_VAIN: Span = Span::from_secs(480);
/// ... but for a rate that has climbed by so much, in bpm, since the last one.
const CLIMBED: f64 = 3.0;
const WHEN_CLIMBED: Span = Span::from_secs(90);
/// Repeats thin out in any case once so many words of the half hour were in vain, or so many were said.
const VAIN_WORDS: usize = 4;
const WORDS_FOR_REPEATS: usize = 6;
/// From a word to the first one of a new crossing that presses: at the least, with six and with nine words in the half hour.
const NEW_PRESSING: [Span; 3] = [Span::from_secs(60), Span::from_secs(150), Span::from_secs(240)];
/// To that of a small one, by how many crossings there were before in the half hour; the last one also with five words.
const NEW_SMALL: [Span; 5] = [Span::from_secs(60), Span::from_secs(60), Span::from_secs(180), Span::from_secs(300), Span::from_secs(420)];
const WORDS_FOR_SMALL: usize = 5;

/// A word and what the level was when it was said.
#[derive(Debug, Clone, Copy)]
struct Word {
    at: Elapsed,
    level: f64,
}

/// What was said, and what came of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Spacing {
    /// Sounds of the last half hour.
    sounded: VecDeque<Elapsed>,
    /// First words of a crossing.
    crossings: VecDeque<Elapsed>,
    /// Sounds that the heart has not answered.
    in_vain: VecDeque<Elapsed>,
    last: Option<Word>,
    /// Words on this crossing.
    repeats: usize,
}

impl Spacing {
    /// A word is said at a level; whether it may sound beside at most so many in the half hour.
    pub(super) fn say(&mut self, at: Elapsed, level: f64, first: bool, most: usize) -> bool {
        for times in [&mut self.sounded, &mut self.crossings, &mut self.in_vain] {
            while times.front().is_some_and(|then| at - *then >= HALF_HOUR) {
                times.pop_front();
            }
        }
        self.repeats = if first { 1 } else { self.unanswered(level) + 1 };
        if first {
            self.crossings.push_back(at);
        }
        self.last = Some(Word { at, level });
        let audible = self.sounded.len() < most;
        if audible {
            self.sounded.push_back(at);
            self.in_vain.push_back(at);
        }
        audible
    }

    /// Takes in the level: one that has come down since the last word is an answer to it.
    pub(super) fn observe(&mut self, at: Elapsed, level: f64) {
        let answered = |word: &Word| word.level - level >= ANSWERS && at - word.at <= ANSWERS_WITHIN;
        if self.last.as_ref().is_some_and(answered) && self.in_vain.back() == self.last.map(|word| word.at).as_ref() {
            self.in_vain.pop_back();
        }
    }

    /// How many words on this crossing the heart has not answered, at a level; one where the last one brought it down.
    pub(super) fn unanswered(&self, level: f64) -> usize {
        let comes_down = self.last.is_some_and(|word| word.level - level >= COMES_DOWN);
        if comes_down { self.repeats.min(1) } else { self.repeats }
    }

    /// Whether it is time to say again what was said on this crossing.
    pub(super) fn may_repeat(&self, at: Elapsed, level: f64, walking: bool, patience: Span) -> bool {
        let Some(word) = self.last else { return true };
        let often = count(&self.in_vain, at) >= VAIN_WORDS || count(&self.sounded, at) >= WORDS_FOR_REPEATS;
        let wait = match self.unanswered(level) {
            _ if often => IN_VAIN,
            0 | 1 => FIRST_REPEAT,
            2 => SECOND_REPEAT,
            _ if level - word.level >= CLIMBED => WHEN_CLIMBED,
            _ => IN_VAIN,
        };
        at - word.at + half_an_interval(patience) >= wait.max(if walking { AFTER_A_WALK } else { Span::ZERO })
    }

    /// Whether it is time for a new crossing's first word; one that presses is large, or lasts.
    pub(super) fn may_begin(&self, at: Elapsed, presses: bool) -> bool {
        let (crossings, sounds) = (count(&self.crossings, at), count(&self.sounded, at));
        let last = NEW_SMALL.len() - 1;
        let wait = if presses {
            NEW_PRESSING[usize::from(sounds >= 6) + usize::from(sounds >= 9)]
        } else if sounds >= WORDS_FOR_SMALL {
            NEW_SMALL[last]
        } else {
            NEW_SMALL[crossings.min(last)]
        };
        self.last.is_none_or(|word| at - word.at >= wait)
    }

    /// How many crossings were told in the last half hour before the one that is told now.
    pub(super) fn crossings_before(&self, at: Elapsed) -> u32 {
        (count(&self.crossings, at) as u32).saturating_sub(1)
    }
}

/// Half of a slow source's interval, by its patience of 3.5 intervals: waits come out right in the mean and do not add up. None of a fast one's.
fn half_an_interval(patience: Span) -> Span {
    if patience > Span::from_secs(10) { Span::from_ms(patience.ms() / 7) } else { Span::ZERO }
}

fn count(times: &VecDeque<Elapsed>, at: Elapsed) -> usize {
    times.iter().filter(|then| at - **then < HALF_HOUR).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: usize = 11;

    /// When a crossing is told that never ends, in seconds, while the level climbs by so much a second.
    fn words(climbs: f64) -> Vec<u64> {
        let mut spacing = Spacing::default();
        (0..1800)
            .filter(|secs| {
                let (at, level) = (Elapsed::from_secs(*secs), 150.0 + climbs * *secs as f64);
                spacing.observe(at, level);
                let due = *secs == 0 || spacing.may_repeat(at, level, false, Span::from_secs(10));
                due && spacing.say(at, level, *secs == 0, MOST)
            })
            .collect()
    }

    #[test]
    fn whoever_ignores_it_all_is_told_three_times_and_then_each_eight_minutes() {
        assert_eq!(words(0.0), [0, 75, 165, 645, 1125, 1605]);
    }

    #[test]
    fn a_rate_that_climbs_is_told_sooner() {
        assert_eq!(words(0.02)[..4], [0, 75, 165, 315]);
    }

    #[test]
    fn small_crossings_are_told_more_and_more_rarely_and_those_that_press_are_not() {
        let told = |presses: bool| {
            let mut spacing = Spacing::default();
            (0..1800u64)
                .step_by(130)
                .filter(|secs| {
                    let at = Elapsed::from_secs(*secs);
                    spacing.may_begin(at, presses) && spacing.say(at, 141.0, true, MOST)
                })
                .count()
        };
        assert_eq!((told(false), told(true)), (5, 10));
    }
}
