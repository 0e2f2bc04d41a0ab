//! The journal on disk while a run goes on. A thread of its own writes each line as soon as it comes and syncs about once a
//! second, or as seldom as it is told. The run never waits for it: lines are queued, and stay queued until they are on the disk.
//!
//! A disk that does not answer for a second, refuses, or makes the thread panic suspends recording. What is queued is
//! written when it can be.

mod journal_file;

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::clock::Moment;
use crate::format::TimedReading;
use crate::format::journal::{self, Header};
use crate::store::run_id::run_id;
use journal_file::JournalFile;
pub(super) use journal_file::lock;

/// Time between syncs, and between attempts while the disk refuses.
const SYNC_INTERVAL: Duration = Duration::from_secs(1);
/// A disk that has not taken a line for this long is told of.
const WRITE_TIMEOUT: Duration = Duration::from_secs(1);
/// A disk that refuses at the end of a run is tried so often, so far apart: within the time that the end may take.
const LAST_ATTEMPTS: u32 = 5;
const BETWEEN_LAST_ATTEMPTS: Duration = Duration::from_millis(100);
/// What is kept while nothing can be written: readings of more than ten hours at four a second take 9 MB. Beyond it the
/// newest lines are lost, since a journal with a gap in its middle would tell a run that never was.
const KEPT_BYTES: usize = 64 << 20;
/// A thread that panicked is started again so many times; then the disk or the program is beyond help.
const RESTARTS: u32 = 3;

/// Whether the run is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordingStatus {
    /// It is not, by choice.
    Off,
    /// It is.
    Recording,
    /// It cannot be at the moment, for this reason; nothing is lost yet.
    Suspended(String),
}

/// Where lines are written.
trait Storage: Send {
    /// Writes lines behind those written before; each call either takes a line whole or leaves no part of it to be read.
    fn append(&mut self, line: &str) -> io::Result<()>;
    /// Makes what was written survive a power cut; the last time nothing but lines is left.
    fn sync(&mut self, last: bool) -> io::Result<()>;
    /// Whether a sync at this moment spares one of the same block later.
    fn has_filled_a_block(&self) -> bool {
        false
    }
    /// The file, once there is one.
    fn path(&self) -> Option<&Path>;
}

/// What the run and the writing thread share.
struct State {
    /// Lines that are not on the disk yet, the oldest first.
    waiting: VecDeque<Arc<str>>,
    waiting_bytes: usize,
    /// Since when the oldest of them waits.
    waiting_since: Option<Moment>,
    /// How many lines were given, and how many are written.
    given: u64,
    written: u64,
    /// Lines beyond what is kept.
    lost: u64,
    /// Why the last attempt failed.
    failure: Option<String>,
    path: Option<PathBuf>,
    closing: bool,
    /// The thread has ended; true at the end means that all is written and synced.
    ended: Option<bool>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    /// A panic while the lock is held leaves the state whole: each change of it is a single step.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }
}

impl State {
    fn status(&self) -> RecordingStatus {
        let stalled = || self.waiting_since.is_some_and(|since| Moment::now().since(since) >= WRITE_TIMEOUT);
        match &self.failure {
            Some(why) => RecordingStatus::Suspended(why.clone()),
            None if stalled() => RecordingStatus::Suspended("the disk does not answer".to_owned()),
            None => RecordingStatus::Recording,
        }
    }
}

/// How far the journal has come. Outputs wait for it, so that nothing is told that a killed process would have lost.
#[derive(Clone)]
pub struct RecordingProgress(Option<Arc<Shared>>);

impl RecordingProgress {
    /// Waits until so many lines are written, at most for a second and not at all while recording is suspended.
    pub fn wait_for(&self, lines: u64) {
        let Some(shared) = &self.0 else { return };
        let behind = |state: &mut State| state.written < lines && state.status() == RecordingStatus::Recording && state.ended.is_none();
        // Whether the wait ended by itself or by its limit, the answer is the same: go on.
        drop(shared.changed.wait_timeout_while(shared.lock(), WRITE_TIMEOUT, behind));
    }
}

/// The journal of a run.
pub struct Recorder {
    shared: Option<Arc<Shared>>,
    storage: Option<Box<dyn FnOnce() -> JournalFile + Send>>,
    restarts: u32,
    /// Time between syncs.
    sync_every: Duration,
    /// It was waited for at its end: once is enough.
    finished: bool,
}

impl Recorder {
    /// Keeps nothing.
    pub fn off() -> Self {
        Self { shared: None, storage: None, restarts: 0, sync_every: SYNC_INTERVAL, finished: false }
    }

    /// A new journal in a folder, named by its start and never over another file. It is created with the first reading, so
    /// that a source without any leaves no run behind.
    pub fn create(folder: &Path, header: &Header) -> Self {
        let name = run_id(header.started_at);
        let folder = folder.to_owned();
        let recorder = Self::new(Box::new(move || JournalFile::new(folder, name)));
        recorder.push(journal::header_line(header) + "\n");
        recorder
    }

    /// Goes on with a journal that is open and locked; `length` are its bytes.
    pub(super) fn resume(path: PathBuf, file: std::fs::File, length: u64) -> Self {
        Self::new(Box::new(move || JournalFile::open(path, file, length)))
    }

    fn new(storage: Box<dyn FnOnce() -> JournalFile + Send>) -> Self {
        let state = State {
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            waiting_since: None,
            given: 0,
            written: 0,
            lost: 0,
            failure: None,
            path: None,
            closing: false,
            ended: None,
        };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() });
        Self { shared: Some(shared), storage: Some(storage), restarts: 0, sync_every: SYNC_INTERVAL, finished: false }
    }

    /// Syncs so seldom. Beyond a second the file is written so that a memory card is spared: a power cut then takes the readings of so
    /// long. What ends the process alone takes none.
    pub fn syncing_every(mut self, interval: Duration) -> Self {
        self.sync_every = interval.max(SYNC_INTERVAL);
        self
    }

    fn is_sparing(&self) -> bool {
        self.sync_every > SYNC_INTERVAL
    }

    /// Writes a reading down, in its own time. Never waits.
    pub fn append(&mut self, reading: &TimedReading) {
        self.push(journal::line(reading) + "\n");
        self.start();
    }

    fn push(&self, line: String) {
        let Some(shared) = &self.shared else { return };
        shared.update(|state| {
            if state.waiting_bytes + line.len() > KEPT_BYTES {
                state.lost += 1;
                return;
            }
            state.given += 1;
            state.waiting_bytes += line.len();
            state.waiting_since.get_or_insert_with(Moment::now);
            state.waiting.push_back(line.into());
        });
    }

    /// Starts the thread, or starts it again where it panicked.
    fn start(&mut self) {
        if let Some(storage) = self.storage.take() {
            self.spawn(storage().sparing(self.is_sparing()));
            return;
        }
        let Some(shared) = &self.shared else { return };
        let (ended, path) = {
            let state = shared.lock();
            (state.ended == Some(false), state.path.clone())
        };
        if let (true, true, Some(path)) = (ended, self.restarts < RESTARTS, path) {
            self.restarts += 1;
            tracing::warn!("the journal thread is started again");
            shared.lock().ended = None;
            self.spawn(JournalFile::reopen(path).sparing(self.is_sparing()));
        }
    }

    fn spawn(&mut self, storage: impl Storage + 'static) {
        let Some(shared) = &self.shared else { return };
        let (inside, sync_every) = (Arc::clone(shared), self.sync_every);
        let spawned = std::thread::Builder::new().name("journal".to_owned()).spawn(move || {
            let written = catch_unwind(AssertUnwindSafe(|| write(&inside, storage, sync_every)));
            inside.update(|state| {
                state.ended = Some(matches!(written, Ok(true)));
                if written.is_err() {
                    state.failure = Some("the journal thread failed".to_owned());
                }
            });
        });
        if let Err(error) = spawned {
            shared.update(|state| {
                state.ended = Some(false);
                state.failure = Some(format!("the journal thread cannot be started: {error}"));
            });
        }
    }

    /// Whether no reading was given yet.
    pub fn is_empty(&self) -> bool {
        self.storage.is_some() || self.shared.is_none()
    }

    /// Whether the run is kept at this moment.
    pub fn status(&self) -> RecordingStatus {
        self.shared.as_ref().map_or(RecordingStatus::Off, |shared| shared.lock().status())
    }

    /// The file, once there is one.
    pub fn path(&self) -> Option<PathBuf> {
        self.shared.as_ref().and_then(|shared| shared.lock().path.clone())
    }

    /// How many lines were given so far.
    pub fn given(&self) -> u64 {
        self.shared.as_ref().map_or(0, |shared| shared.lock().given)
    }

    /// For outputs that tell nothing before it is recorded.
    pub fn progress(&self) -> RecordingProgress {
        RecordingProgress(self.shared.clone())
    }

    /// Writes and syncs what is left, at most for `limit`. A thread that is stuck is left behind; the process ends with it.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn finish(&mut self, limit: Duration) -> Result<(), String> {
        let Some(shared) = &self.shared else { return Ok(()) };
        if self.storage.is_some() {
            return Ok(());
        }
        self.finished = true;
        shared.update(|state| state.closing = true);
        let waited = shared.changed.wait_timeout_while(shared.lock(), limit, |state| state.ended.is_none());
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        // Where there is no file yet, the first line that waits is the header.
        let header = u64::from(state.path.is_none());
        let left = (state.waiting.len() as u64 + state.lost).saturating_sub(header);
        let why = match state.status() {
            RecordingStatus::Suspended(why) => why,
            RecordingStatus::Off | RecordingStatus::Recording => "the disk does not answer".to_owned(),
        };
        match (state.ended, left) {
            (Some(true), 0) => Ok(()),
            (_, 0) => Err(format!("the run is written, but the disk has not confirmed it: {why}; wait before you switch off")),
            (_, 1) => Err(format!("the last reading could not be written: {why}; {HELP}")),
            (_, left) => Err(format!("the last {left} readings could not be written: {why}; {HELP}")),
        }
    }
}

/// What helps against a disk that refuses.
const HELP: &str = "free some space, and see that the data folder is yours and its disk answers";

/// Writes what comes until the run ends. True where all of it is written and synced.
fn write(shared: &Shared, mut storage: impl Storage, sync_every: Duration) -> bool {
    // The header has to survive a power cut from the start on: the first line is synced at once.
    let (mut dirty, mut synced) = (false, None::<Moment>);
    let mut last_attempts = LAST_ATTEMPTS;
    loop {
        let (line, closing) = {
            let idle = |state: &mut State| state.waiting.is_empty() && !state.closing;
            let waited = shared.changed.wait_timeout_while(shared.lock(), SYNC_INTERVAL, idle);
            let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
            (state.waiting.front().cloned(), state.closing)
        };
        let mut failure = None;
        if let Some(line) = &line {
            match storage.append(line) {
                Ok(()) => {
                    dirty = true;
                    taken(shared, storage.path());
                }
                Err(error) => failure = Some(error.to_string()),
            }
        }
        // What refuses at the end may be over in a moment, such as another program's lock on the file.
        last_attempts -= u32::from(closing && failure.is_some());
        let last = closing && (last_attempts == 0 || failure.is_none() && shared.lock().waiting.is_empty());
        let due = synced.is_none_or(|then| Moment::now().since(then) >= sync_every) || storage.has_filled_a_block();
        if dirty && (last || due) || last && failure.is_none() {
            match storage.sync(last) {
                Ok(()) => (dirty, synced) = (false, Some(Moment::now())),
                Err(error) => failure = failure.or(Some(error.to_string())),
            }
        }
        let failed = failure.is_some();
        if failed || !dirty || line.is_some() {
            shared.update(|state| state.failure = failure);
        }
        if last {
            return !failed && !dirty;
        }
        if failed && closing {
            std::thread::sleep(BETWEEN_LAST_ATTEMPTS);
        } else if failed {
            rest(shared);
        }
    }
}

/// The oldest line is on the disk.
fn taken(shared: &Shared, path: Option<&Path>) {
    shared.update(|state| {
        if let Some(line) = state.waiting.pop_front() {
            state.waiting_bytes -= line.len();
            state.written += 1;
        }
        state.waiting_since = (!state.waiting.is_empty()).then(Moment::now);
        if state.path.as_deref() != path {
            state.path = path.map(Path::to_owned);
        }
    });
}

/// Waits before the next attempt, unless the run ends.
fn rest(shared: &Shared) {
    drop(shared.changed.wait_timeout_while(shared.lock(), SYNC_INTERVAL, |state| !state.closing));
}

impl Drop for Recorder {
    fn drop(&mut self) {
        if self.shared.is_some() && !self.finished {
            // Whoever needs to know how it ended has asked `finish`.
            drop(self.finish(WRITE_TIMEOUT));
        }
    }
}

#[cfg(test)]
mod tests;
