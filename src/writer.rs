//! A thread that writes bytes to a terminal, a pipe or a file, so that nobody waits for whoever reads them.
//!
//! Chunks are written in order, each followed by a flush. The queue is bounded: [`WriterThread::send`] never waits and refuses
//! what does not fit. A panic of the thread or an error of the writer closes the queue and is told by [`WriterThread::state`].

use std::collections::VecDeque;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What became of the writer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriterState {
    /// It takes chunks.
    Open,
    /// Whoever read it is gone (a closed pipe, a terminal that hung up); nothing more can be written.
    Gone,
    /// It failed for this reason; nothing more is written.
    Failed(String),
}

/// A chunk to be written, and what has to happen first.
struct Chunk {
    bytes: Vec<u8>,
    /// Called on the writing thread before the chunk is written; it may wait.
    before: Option<Box<dyn FnOnce() + Send>>,
}

struct Queue {
    chunks: VecDeque<Chunk>,
    /// Bytes that are queued or being written.
    bytes: usize,
    state: WriterState,
    closing: bool,
    ended: bool,
}

struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
    /// Called after each chunk and at the end.
    progress: Box<dyn Fn() + Send + Sync>,
}

impl Shared {
    /// A panic while the lock is held leaves the queue whole: each change of it is a single step.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update(&self, change: impl FnOnce(&mut Queue)) {
        change(&mut self.lock());
        self.changed.notify_all();
        (self.progress)();
    }
}

/// The handle to a writing thread. Clones share the queue.
#[derive(Clone)]
pub struct WriterThread {
    shared: Arc<Shared>,
    /// Bytes that may be queued.
    capacity: usize,
}

impl std::fmt::Debug for WriterThread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WriterThread").field("backlog", &self.backlog()).finish_non_exhaustive()
    }
}

impl WriterThread {
    /// Starts a thread of this name that writes to `out`. At most `capacity` bytes are queued. `progress` is called on that
    /// thread whenever something was written and when it ends.
    ///
    /// # Errors
    /// The thread cannot be started.
    pub fn start(
        name: &str,
        out: impl Write + Send + 'static,
        capacity: usize,
        progress: impl Fn() + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let queue = Queue { chunks: VecDeque::new(), bytes: 0, state: WriterState::Open, closing: false, ended: false };
        let shared = Arc::new(Shared { queue: Mutex::new(queue), changed: Condvar::new(), progress: Box::new(progress) });
        let inside = Arc::clone(&shared);
        std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            let ended = catch_unwind(AssertUnwindSafe(|| run(&inside, out)));
            inside.update(|queue| {
                queue.ended = true;
                if ended.is_err() {
                    queue.state = WriterState::Failed("its thread failed".to_owned());
                }
            });
        })?;
        Ok(Self { shared, capacity })
    }

    /// Queues bytes to be written as they are. False where they do not fit or nothing is written any more.
    pub fn send(&self, bytes: Vec<u8>) -> bool {
        self.push(Chunk { bytes, before: None })
    }

    /// Queues bytes that are written once `before` has returned on the writing thread.
    pub fn send_after(&self, bytes: Vec<u8>, before: impl FnOnce() + Send + 'static) -> bool {
        self.push(Chunk { bytes, before: Some(Box::new(before)) })
    }

    fn push(&self, chunk: Chunk) -> bool {
        let mut queue = self.shared.lock();
        let fits = queue.bytes == 0 || queue.bytes + chunk.bytes.len() <= self.capacity;
        if !fits || queue.closing || queue.state != WriterState::Open {
            return false;
        }
        queue.bytes += chunk.bytes.len();
        queue.chunks.push_back(chunk);
        drop(queue);
        self.shared.changed.notify_all();
        true
    }

    /// Bytes that are queued or being written at the moment.
    pub fn backlog(&self) -> usize {
        self.shared.lock().bytes
    }

    /// Whether everything that was queued is written.
    pub fn is_idle(&self) -> bool {
        self.backlog() == 0
    }

    /// What became of it.
    pub fn state(&self) -> WriterState {
        self.shared.lock().state.clone()
    }

    /// Waits until all that is queued is written, at most for `limit`. False where something is left or was refused.
    pub fn drain(&self, limit: Duration) -> bool {
        let busy = |queue: &mut Queue| queue.bytes > 0 && !queue.ended;
        let waited = self.shared.changed.wait_timeout_while(self.shared.lock(), limit, busy);
        let (queue, _) = waited.unwrap_or_else(PoisonError::into_inner);
        queue.bytes == 0 && queue.state == WriterState::Open
    }

    /// Writes what is queued and ends the thread. Does not wait: a thread that is stuck ends with the process.
    pub fn close(&self) {
        self.shared.lock().closing = true;
        self.shared.changed.notify_all();
    }
}

fn run(shared: &Shared, mut out: impl Write) {
    loop {
        let idle = |queue: &mut Queue| queue.chunks.is_empty() && !queue.closing;
        let mut queue = shared.changed.wait_while(shared.lock(), idle).unwrap_or_else(PoisonError::into_inner);
        let Some(mut chunk) = queue.chunks.pop_front() else { return };
        drop(queue);
        if let Some(before) = chunk.before.take() {
            before();
        }
        let written = out.write_all(&chunk.bytes).and_then(|()| out.flush());
        let failed = written.is_err();
        shared.update(|queue| {
            queue.bytes -= chunk.bytes.len();
            if let Err(error) = written {
                queue.state = state_after(&error);
                queue.chunks.clear();
                queue.bytes = 0;
            }
        });
        if failed {
            return;
        }
    }
}

/// A reader that left is no failure; everything else is.
fn state_after(error: &io::Error) -> WriterState {
    // A terminal that hung up answers with EIO, which has no kind of its own.
    const HUNG_UP: i32 = 5;
    match error.kind() {
        io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset => WriterState::Gone,
        _ if cfg!(unix) && error.raw_os_error() == Some(HUNG_UP) => WriterState::Gone,
        _ => WriterState::Failed(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    const LONG: Duration = Duration::from_secs(60);

    /// Takes a chunk each time it is allowed to, as a reader does that is slow or has stopped.
    struct Gated {
        allowed: mpsc::Receiver<()>,
        taken: Arc<Mutex<Vec<u8>>>,
    }

    impl Write for Gated {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.allowed.recv().is_err() {
                return Err(io::Error::from(io::ErrorKind::BrokenPipe));
            }
            self.taken.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn gated(capacity: usize) -> (mpsc::Sender<()>, Arc<Mutex<Vec<u8>>>, WriterThread) {
        let (allow, allowed) = mpsc::channel();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let writer = WriterThread::start("test", Gated { allowed, taken: Arc::clone(&taken) }, capacity, || {}).unwrap();
        (allow, taken, writer)
    }

    #[test]
    fn a_reader_that_stops_makes_nobody_wait_and_is_caught_up_with() {
        let (allow, taken, writer) = gated(100);
        assert!((0..10).all(|n| writer.send(vec![n; 10])));
        assert!(!writer.send(vec![99]), "more than the capacity was taken");
        assert!(!writer.drain(Duration::ZERO));
        (0..10).for_each(|_| allow.send(()).unwrap());
        assert!(writer.drain(LONG) && writer.is_idle());
        assert_eq!(*taken.lock().unwrap(), (0..10).flat_map(|n| [n; 10]).collect::<Vec<u8>>());
    }

    #[test]
    fn a_reader_that_left_is_told_apart_from_a_failure() {
        let (allow, _, writer) = gated(100);
        drop(allow);
        writer.send(vec![1]);
        assert!(!writer.drain(LONG));
        assert_eq!(writer.state(), WriterState::Gone);
        assert!(!writer.send(vec![2]));
        let full = |_: &[u8]| Err(io::Error::from(io::ErrorKind::StorageFull));
        assert!(matches!(failing(full), WriterState::Failed(why) if !why.is_empty()));
    }

    #[test]
    fn a_panic_of_the_thread_closes_it_and_is_told() {
        assert_eq!(failing(|_| panic!("broken on purpose")), WriterState::Failed("its thread failed".to_owned()));
    }

    fn failing(write: impl FnMut(&[u8]) -> io::Result<usize> + Send + 'static) -> WriterState {
        struct Calling<F>(F);
        impl<F: FnMut(&[u8]) -> io::Result<usize>> Write for Calling<F> {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                (self.0)(bytes)
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let writer = WriterThread::start("test", Calling(write), 100, || {}).unwrap();
        writer.send(vec![1]);
        assert!(!writer.drain(LONG));
        writer.state()
    }

    #[test]
    fn a_chunk_waits_for_what_has_to_happen_first() {
        let (allow, taken, writer) = gated(100);
        let (go, gone) = mpsc::channel::<()>();
        (0..2).for_each(|_| allow.send(()).unwrap());
        writer.send_after(vec![1], move || assert!(gone.recv().is_ok()));
        writer.send(vec![2]);
        assert!(taken.lock().unwrap().is_empty());
        go.send(()).unwrap();
        assert!(writer.drain(LONG));
        assert_eq!(*taken.lock().unwrap(), [1, 2]);
    }

    #[test]
    fn what_is_queued_when_it_closes_is_still_written() {
        let (allow, taken, writer) = gated(100);
        writer.send(vec![1]);
        writer.send(vec![2]);
        writer.close();
        assert!(!writer.send(vec![3]));
        (0..2).for_each(|_| allow.send(()).unwrap());
        assert!(writer.drain(LONG));
        assert_eq!(*taken.lock().unwrap(), [1, 2]);
    }
}
