//! What the run and the thread that makes the sounds tell each other.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::programs::Call;
use super::queue::Sound;

/// What the thread is asked for.
pub(super) enum Request {
    Sound(Sound),
    Command(Call),
    Hush,
    End,
}

/// What the thread tells.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// How many requests were made, and how many the thread has taken.
    pub(super) asked: u64,
    pub(super) taken: u64,
    /// Sounds and programs that are not over.
    pub(super) open: usize,
    /// What is wrong and was not told yet.
    pub(super) troubles: Vec<String>,
    /// What is wrong and was told: each is told once.
    known: Vec<String>,
    /// The player and the voice that were chosen.
    pub(super) chosen: Option<Chosen>,
    pub(super) ended: bool,
}

/// What is played and spoken with, and why nothing is.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// The player's name, or what is wrong with each.
    pub player: Result<&'static str, String>,
    /// The voice's name, or what is wrong with each; none where no words are wanted.
    pub voice: Option<Result<&'static str, String>>,
}

/// Both sides' place for it.
#[derive(Default)]
pub(super) struct Shared {
    told: Mutex<Told>,
    changed: Condvar,
}

impl Shared {
    /// A panic while the lock is held leaves it whole: each change is a single step.
    pub(super) fn lock(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn update(&self, change: impl FnOnce(&mut Told)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    pub(super) fn trouble(&self, why: String) {
        tracing::warn!("{why}");
        self.update(|told| {
            if !told.known.contains(&why) {
                told.known.push(why.clone());
                told.troubles.push(why);
            }
        });
    }

    /// Waits while something holds, at most so long.
    pub(super) fn wait(&self, limit: Duration, holds: impl Fn(&Told) -> bool) -> MutexGuard<'_, Told> {
        let waited = self.changed.wait_timeout_while(self.lock(), limit, |told| holds(told));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }
}
