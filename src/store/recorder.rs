//! The journal on disk while a run goes on. A thread of its own writes each line at once and syncs about once a second;
//! the run waits for the write, which takes microseconds and outlives a killed process, but not for a card that stalls.
//! What cannot be written is kept and written as soon as it can be.

use std::collections::VecDeque;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::files::{create_folder, private, sync_folder};
use super::run_id::run_id;
use crate::format::TimedReading;
use crate::format::journal::{self, Header};

/// Time between syncs, and between attempts while recording is suspended.
const BEAT: Duration = Duration::from_secs(1);
/// What is kept while nothing can be written: about 300 hours of lines. Beyond it the run's newest lines are lost, since
/// a journal with a gap in its middle would tell a run that never was.
const KEPT_BYTES: usize = 64 << 20;
/// The longest a run waits for a line to be written. After a stall it waits no more until the thread has caught up.
const PATIENCE: Duration = Duration::from_millis(250);
/// Lines on their way to the thread; it empties the channel even while the disk refuses, so this bounds a time_parsing.
const UNDER_WAY: usize = 256;
/// Word from the thread that the run has not heard yet.
const UNHEARD: usize = 4096;

/// Whether the run is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordingStatus {
    /// It is not, by choice.
    Off,
    /// It is.
    Recording,
    /// It cannot be at the time_parsing, for this reason; nothing is lost yet.
    Suspended(String),
}

/// The journal of a run.
#[derive(Debug)]
pub struct Recorder {
    lines: Option<SyncSender<String>>,
    news: Receiver<News>,
    /// How many lines were sent, and how many the thread has dealt with.
    sent: u64,
    dealt: u64,
    stalled: bool,
    writer: Option<JoinHandle<()>>,
    status: RecordingStatus,
    path: Option<PathBuf>,
}

#[derive(Debug)]
enum News {
    Dealt(u64),
    Writing(PathBuf),
    Suspended(String),
}

impl Recorder {
    /// Keeps nothing.
    pub fn off() -> Self {
        Self {
            lines: None,
            news: sync_channel(1).1,
            sent: 0,
            dealt: 0,
            stalled: false,
            writer: None,
            status: RecordingStatus::Off,
            path: None,
        }
    }

    /// A new journal in a folder, named by its start and never over another file. It is there before this returns,
    /// unless the disk refuses; then recording begins when it no longer does.
    pub fn create(folder: &Path, header: &Header) -> Self {
        let name = run_id(header.started_at);
        let first = journal::header_line(header) + "\n";
        let place = Place::New { folder: folder.to_owned(), name };
        Self::start(Writer { place, file: None, length: 0, dirty: false, kept: VecDeque::from([first]), kept_bytes: 0, news: None })
    }

    /// Goes on with a journal that is open and locked.
    pub(super) fn go_on(path: PathBuf, file: File, length: u64) -> Self {
        let place = Place::At(path);
        Self::start(Writer { place, file: Some(file), length, dirty: false, kept: VecDeque::new(), kept_bytes: 0, news: None })
    }

    fn start(mut writer: Writer) -> Self {
        let (sender, lines) = sync_channel(UNDER_WAY);
        let (tell, news) = sync_channel(UNHEARD);
        writer.news = Some(tell);
        writer.write_kept();
        let spawned = std::thread::Builder::new().name("journal".to_owned()).spawn(move || writer.run(&lines));
        let mut recorder = match spawned {
            Ok(thread) => Self {
                lines: Some(sender),
                news,
                sent: 0,
                dealt: 0,
                stalled: false,
                writer: Some(thread),
                status: RecordingStatus::Recording,
                path: None,
            },
            Err(error) => {
                let mut off = Self::off();
                off.status = RecordingStatus::Suspended(error.to_string());
                off
            }
        };
        recorder.hear();
        recorder
    }

    /// Writes a reading down.
    pub fn append(&mut self, stamped: &TimedReading) {
        let Some(lines) = &self.lines else { return };
        if lines.send(journal::line(stamped) + "\n").is_err() {
            self.status = RecordingStatus::Suspended("the writing thread is gone".to_owned());
            return;
        }
        self.sent += 1;
        self.hear();
        while self.dealt < self.sent && !self.stalled {
            match self.news.recv_timeout(PATIENCE) {
                Ok(news) => self.take(news),
                Err(_) => self.stalled = true,
            }
        }
    }

    /// Whether the run is kept at this time_parsing.
    pub fn status(&mut self) -> &RecordingStatus {
        self.hear();
        &self.status
    }

    /// The file, once there is one.
    pub fn path(&mut self) -> Option<&Path> {
        self.hear();
        self.path.as_deref()
    }

    /// Writes and syncs what is left, and waits for it. True when all of it is on the disk.
    pub fn finish(&mut self) -> bool {
        self.lines = None;
        if let Some(writer) = self.writer.take()
            && writer.join().is_err()
        {
            self.status = RecordingStatus::Suspended("the writing thread broke".to_owned());
        }
        self.hear();
        !matches!(self.status, RecordingStatus::Suspended(_))
    }

    fn hear(&mut self) {
        while let Ok(news) = self.news.try_recv() {
            self.take(news);
        }
    }

    fn take(&mut self, news: News) {
        match news {
            News::Dealt(lines) => {
                self.dealt = lines;
                self.stalled &= lines < self.sent;
            }
            News::Writing(path) => {
                self.path = Some(path);
                self.status = RecordingStatus::Recording;
            }
            News::Suspended(why) => self.status = RecordingStatus::Suspended(why),
        }
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.finish();
    }
}

enum Place {
    New { folder: PathBuf, name: String },
    At(PathBuf),
}

struct Writer {
    place: Place,
    file: Option<File>,
    /// Bytes of whole lines in the file; more than that is half of a line.
    length: u64,
    dirty: bool,
    kept: VecDeque<String>,
    kept_bytes: usize,
    news: Option<SyncSender<News>>,
}

impl Writer {
    fn run(mut self, lines: &Receiver<String>) {
        let (mut dealt, mut synced) = (0, now());
        loop {
            match lines.recv_timeout(BEAT) {
                Ok(line) => {
                    self.keep(line);
                    dealt += 1;
                    // What came together is written together.
                    for line in lines.try_iter() {
                        self.keep(line);
                        dealt += 1;
                    }
                    self.write_kept();
                    self.tell(News::Dealt(dealt));
                }
                Err(RecvTimeoutError::Timeout) => self.write_kept(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if synced.elapsed() >= BEAT {
                self.sync();
                synced = now();
            }
        }
        self.write_kept();
        self.sync();
    }

    fn keep(&mut self, line: String) {
        if self.kept_bytes + line.len() <= KEPT_BYTES {
            self.kept_bytes += line.len();
            self.kept.push_back(line);
        }
    }

    fn write_kept(&mut self) {
        if self.kept.is_empty() {
            return;
        }
        match self.try_write() {
            Ok(()) => {}
            Err(error) => {
                // The next attempt opens the file again: its folder may have been removed, or the card changed.
                if !matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
                    self.file = None;
                }
                self.tell(News::Suspended(error.to_string()));
            }
        }
    }

    fn try_write(&mut self) -> io::Result<()> {
        let was_open = self.file.is_some();
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(open(&mut self.place, &mut self.length)?),
        };
        // A line of which a full disk took only a part is cut off first.
        if file.metadata()?.len() != self.length {
            file.set_len(self.length)?;
        }
        file.seek(SeekFrom::Start(self.length))?;
        while let Some(line) = self.kept.front() {
            file.write_all(line.as_bytes())?;
            self.length += line.len() as u64;
            self.kept_bytes -= line.len().min(self.kept_bytes);
            self.kept.pop_front();
        }
        self.dirty = true;
        if !was_open {
            self.sync();
        }
        if let Place::At(path) = &self.place {
            let path = path.clone();
            self.tell(News::Writing(path));
        }
        Ok(())
    }

    fn sync(&mut self) {
        if let Err(error) = self.put_back() {
            self.tell(News::Suspended(error.to_string()));
        }
        if let Some(file) = self.file.as_ref().filter(|_| self.dirty) {
            match file.sync_data() {
                Ok(()) => self.dirty = false,
                Err(error) => self.tell(News::Suspended(error.to_string())),
            }
        }
    }

    /// A journal whose name or folder was removed under a run is put back from what is still open: writing on into a
    /// file without a name would succeed and keep nothing.
    fn put_back(&mut self) -> io::Result<()> {
        let (Place::At(path), Some(old)) = (&self.place, &mut self.file) else { return Ok(()) };
        if path.exists() {
            return Ok(());
        }
        let folder = path.parent().unwrap_or(Path::new("."));
        create_folder(folder)?;
        let mut file = private().create_new(true).open(path)?;
        lock(&file)?;
        old.seek(SeekFrom::Start(0))?;
        let copied = io::copy(&mut old.take(self.length), &mut file).and_then(|_| file.sync_all()).and_then(|()| sync_folder(folder));
        if let Err(error) = copied {
            // A copy in part must not pass for the run.
            let _ = fs::remove_file(path);
            return Err(error);
        }
        tracing::warn!(path = %path.display(), "the journal was removed and has been put back");
        let path = path.clone();
        self.file = Some(file);
        self.tell(News::Writing(path));
        Ok(())
    }

    fn tell(&self, news: News) {
        if let Some(listener) = &self.news {
            // The run may be over, or so far behind that it does not matter.
            let _ = listener.try_send(news);
        }
    }
}

/// The disk's beat is no part of the run's time: nothing of it is recorded.
#[allow(clippy::disallowed_methods)]
fn now() -> Instant {
    Instant::now()
}

/// Opens the journal, creating it where it is new.
fn open(place: &mut Place, length: &mut u64) -> io::Result<File> {
    match place {
        Place::New { folder, name } => {
            create_folder(folder)?;
            let names = std::iter::once(format!("{name}.jsonl")).chain((2..1000).map(|n| format!("{name}-{n}.jsonl")));
            for candidate in names {
                let path = folder.join(candidate);
                match private().create_new(true).open(&path) {
                    Ok(file) => {
                        lock(&file)?;
                        sync_folder(folder)?;
                        *place = Place::At(path);
                        return Ok(file);
                    }
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                    Err(error) => return Err(error),
                }
            }
            Err(io::Error::new(io::ErrorKind::AlreadyExists, "a thousand runs began in this second"))
        }
        Place::At(path) => {
            let file = private().open(&*path)?;
            lock(&file)?;
            if file.metadata()?.len() < *length {
                return Err(io::Error::other("the journal was shortened by somebody else"));
            }
            Ok(file)
        }
    }
}

/// Marks a journal as being written; released when the file is closed, however the process ends.
pub(super) fn lock(file: &File) -> io::Result<()> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(io::Error::new(io::ErrorKind::ResourceBusy, "another recovery-run is writing it")),
        // Some network folders cannot lock; a run is worth more than the mark.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
