//! What is played when: one thing at a time, the more urgent first.

use std::time::Duration;

use super::melody::Melody;
use crate::clock::Moment;

/// What waits longer than this for another sound to end is no longer true enough to be said (design choice).
const STALE: Duration = Duration::from_secs(3);

/// Something to be heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    /// Its melody, and how urgent it is.
    pub melody: Melody,
    /// The words after it, where it has any.
    pub words: Option<String>,
    /// When it was asked for.
    pub at: Moment,
}

/// What is being heard and what waits for its end.
#[derive(Debug, Default)]
pub struct Queue {
    playing: Option<Melody>,
    waiting: Option<Sound>,
}

/// What to do about a new sound.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Play it now; whatever is playing ends.
    Play(Sound),
    /// Nothing at present.
    Nothing,
}

impl Queue {
    /// Takes in a sound. One that is more urgent than what is playing cuts it; any other waits, the most urgent alone.
    pub fn offer(&mut self, sound: Sound) -> Step {
        match self.playing {
            Some(playing) if sound.melody <= playing => {
                // Of two that are as urgent, the newer one says what is true now.
                if self.waiting.as_ref().is_none_or(|waiting| waiting.melody <= sound.melody) {
                    self.waiting = Some(sound);
                }
                Step::Nothing
            }
            Some(_) | None => {
                self.playing = Some(sound.melody);
                Step::Play(sound)
            }
        }
    }

    /// What was playing is over: what waited is played, unless it waited too long.
    pub fn over(&mut self, now: Moment) -> Step {
        self.playing = None;
        match self.waiting.take() {
            Some(sound) if now.since(sound.at) <= STALE => self.offer(sound),
            Some(_) | None => Step::Nothing,
        }
    }

    /// Forgets what waits.
    pub fn clear(&mut self) {
        self.waiting = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(melody: Melody, at: Moment) -> Sound {
        Sound { melody, words: None, at }
    }

    #[test]
    fn the_more_urgent_sound_cuts_and_the_others_wait_while_they_are_true() {
        let start = Moment::now();
        let later = |secs| start.plus_awake(Duration::from_secs(secs));
        let mut queue = Queue::default();
        assert!(matches!(queue.offer(sound(Melody::TwoDown, start)), Step::Play(_)));
        assert_eq!(queue.offer(sound(Melody::Up, start)), Step::Nothing);
        assert!(matches!(queue.offer(sound(Melody::Low, start)), Step::Play(_)), "walk cuts ease off");
        assert_eq!(queue.offer(sound(Melody::Bright, start)), Step::Nothing, "less urgent than what waits");
        assert!(matches!(queue.over(later(1)), Step::Play(Sound { melody: Melody::Up, .. })));
        assert_eq!(queue.offer(sound(Melody::Up, later(1))), Step::Nothing, "nothing overlaps, not even its equal");
        assert_eq!(queue.over(later(9)), Step::Nothing, "too old to be true");
        assert!(matches!(queue.offer(sound(Melody::Bright, later(9))), Step::Play(_)));
    }
}
