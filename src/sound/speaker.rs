//! The handle to the thread that makes the sounds. Nobody waits for it: a player that is missing, fails or hangs costs the run nothing.

use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::time::Duration;

use super::exchange::{Chosen, Request, Shared, Told};
use super::player::Files;
use super::programs::{Call, Programs};
use super::queue::Sound;
use super::settings::SoundSettings;
use super::studio::Studio;

/// More sounds and programs than this do not wait for a thread that hangs: they would come too late.
const CAPACITY: usize = 16;
/// The thread ends what plays and removes its file within this.
const LEAVING: Duration = Duration::from_millis(200);

/// The handle to the thread.
pub struct Speaker {
    requests: SyncSender<Request>,
    shared: Arc<Shared>,
}

impl Speaker {
    /// Starts the thread, which plays by one of these programs. Where none works it rings `bell`.
    ///
    /// # Errors
    /// The thread cannot be started.
    pub fn start(settings: &SoundSettings, files: Files, programs: Programs, bell: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let (requests, received) = sync_channel(CAPACITY);
        let shared = Arc::new(Shared::default());
        let studio = Studio::new(files, programs, Arc::clone(&shared), Box::new(bell), settings.tones);
        let voice = settings.voice;
        std::thread::Builder::new().name("sound".to_owned()).spawn(move || studio.run(voice, &received))?;
        Ok(Self { requests, shared })
    }

    /// Asks for a sound. One that nobody can take any more is left out.
    pub fn play(&self, sound: Sound) {
        self.ask(Request::Sound(sound));
    }

    /// Starts a program of the runner's own.
    pub fn command(&self, call: Call) {
        self.ask(Request::Command(call));
    }

    /// Ends what is playing and what waits.
    pub fn hush(&self) {
        self.ask(Request::Hush);
    }

    fn ask(&self, request: Request) {
        let mut told = self.shared.lock();
        match self.requests.try_send(request) {
            Ok(()) => told.asked += 1,
            // The thread is over, or a player hangs: a sound would come too late.
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {}
        }
    }

    /// What is wrong and was not told yet.
    pub fn take_trouble(&self) -> Option<String> {
        let mut told = self.shared.lock();
        (!told.troubles.is_empty()).then(|| told.troubles.remove(0))
    }

    /// What is played and spoken with, once that is known, waiting for it at most so long.
    pub fn chosen(&self, limit: Duration) -> Option<Chosen> {
        self.shared.wait(limit, |told| told.chosen.is_none() && !told.ended).chosen.clone()
    }

    /// Waits until everything that was asked for is over, at most so long. False where something is left.
    pub fn drain(&self, limit: Duration) -> bool {
        let left = |told: &Told| (told.open > 0 || told.taken < told.asked) && !told.ended;
        !left(&self.shared.wait(limit, left))
    }
}

impl Drop for Speaker {
    fn drop(&mut self) {
        // The thread ends what plays and itself; one that hangs ends with the process.
        if self.requests.try_send(Request::End).is_ok() {
            drop(self.shared.wait(LEAVING, |told| !told.ended));
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
