//! The threads of an import, and the order among what they bring.

use std::io::{self, Read, Seek as _};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use super::budget::Budget;
use super::decode::{Decoded, Decoder};
use super::feed::{self, Content, Job, Sink};
use super::queue::{Queue, Writer};
use super::settle::Settlement;
use super::sources::Source;
use crate::cmd::Failure;
use crate::format::archive::ReadSeek;
use crate::store::{Folders, ScratchFile};

/// The most threads that decode. A design choice: beyond it the disk and the one that writes are what is waited for.
const MOST_THREADS: usize = 4;

/// A job with its place among all, and the bytes that it is counted with.
struct Numbered<T> {
    place: usize,
    bytes: usize,
    is: T,
}

/// Reads, decodes and settles all sources, until all is done or `stop` is set.
///
/// # Errors
/// What was decoded cannot be written, or a thread cannot be started.
pub(super) fn run(
    sources: &[Source],
    folders: &Folders,
    decoder: &Decoder<'_>,
    settlement: &mut Settlement,
    stop: &AtomicBool,
) -> Result<(), Failure> {
    let (budget, all) = (Budget::default(), AtomicUsize::new(sources.len()));
    let (jobs, decoded) = (Queue::new(), Queue::new());
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    thread::scope(|scope| {
        let reader = Reader { folders, jobs: jobs.writer(), budget: &budget, all: &all, stop, place: 0 };
        let mut started = start(scope, "import-read", move || read(sources, reader));
        for _ in 0..threads {
            let (jobs, done) = (&jobs, decoded.writer());
            started = started.and_then(|()| start(scope, "import-decode", move || decode(jobs, &done, decoder)));
        }
        let settled = started.and_then(|()| settle(&decoded, &budget, &all, settlement, stop));
        budget.close();
        settled
    })
}

fn start<'scope>(scope: &'scope thread::Scope<'scope, '_>, name: &str, work: impl FnOnce() + Send + 'scope) -> Result<(), Failure> {
    let started = thread::Builder::new().name(name.to_owned()).spawn_scoped(scope, work);
    started.map(drop).map_err(|error| Failure::new(format!("a thread cannot be started: {error}; close other programs")))
}

fn read(sources: &[Source], mut reader: Reader<'_>) {
    for source in sources {
        if feed::read(source, &mut reader).is_break() {
            return;
        }
    }
}

/// The thread that reads.
struct Reader<'a> {
    folders: &'a Folders,
    jobs: Writer<'a, Numbered<Job>>,
    budget: &'a Budget,
    all: &'a AtomicUsize,
    stop: &'a AtomicBool,
    place: usize,
}

impl Sink for Reader<'_> {
    fn more(&mut self, files: usize) {
        self.all.fetch_add(files, Ordering::Relaxed);
    }

    fn take(&mut self, job: Job) -> ControlFlow<()> {
        let bytes = match &job.content {
            Content::Bytes(bytes) => bytes.len(),
            Content::Unreadable(_) | Content::Other => 0,
        };
        if self.stop.load(Ordering::Relaxed) || !self.budget.take(bytes) {
            return ControlFlow::Break(());
        }
        self.jobs.put(Numbered { place: self.place, bytes, is: job });
        self.place += 1;
        ControlFlow::Continue(())
    }

    /// On the disk: one maker's export has all recordings in one archive in an archive, which may be larger than the memory.
    fn hold(&mut self, archive: &mut dyn Read) -> io::Result<Box<dyn ReadSeek>> {
        let mut file = ScratchFile::new(self.folders)?;
        io::copy(archive, &mut file)?;
        file.rewind()?;
        Ok(Box::new(file))
    }
}

fn decode(jobs: &Queue<Numbered<Job>>, done: &Writer<'_, Numbered<Decoded>>, decoder: &Decoder<'_>) {
    while let Some(Numbered { place, bytes, is }) = jobs.next() {
        done.put(Numbered { place, bytes, is: decoder.decode(is) });
    }
}

/// Settles what was decoded in the order in which it was found.
fn settle(
    decoded: &Queue<Numbered<Decoded>>,
    budget: &Budget,
    all: &AtomicUsize,
    settlement: &mut Settlement,
    stop: &AtomicBool,
) -> Result<(), Failure> {
    // Those that came before their turn; the budget keeps them few.
    let (mut early, mut next) = (Vec::new(), 0);
    while let Some(item) = decoded.next() {
        early.push(item);
        while let Some(turn) = early.iter().position(|item| item.place == next) {
            let Numbered { bytes, is, .. } = early.swap_remove(turn);
            next += 1;
            if stop.load(Ordering::Relaxed) {
                budget.close();
            } else {
                settlement.settle(is, all.load(Ordering::Relaxed))?;
            }
            budget.give_back(bytes);
        }
    }
    settlement.found(all.load(Ordering::Relaxed));
    Ok(())
}
