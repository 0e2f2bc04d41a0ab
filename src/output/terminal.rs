//! The terminal behind a thread of its own: whatever is drawn reaches it in order, and a terminal that takes nothing (Ctrl-S, a
//! stopped viewer, a slow line) makes nobody wait.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::screen::{Screen, TerminalSink};
use crate::writer::{WriterState, WriterThread};

/// A full repaint of a large window is about 100 kB.
const CAPACITY: usize = 4 << 20;

/// The screen on the terminal.
pub type TerminalScreen = Screen<TerminalWriter>;

/// Writes to the terminal from a thread.
#[derive(Debug, Clone)]
pub struct TerminalWriter {
    writer: WriterThread,
    frame: Vec<u8>,
}

impl TerminalWriter {
    /// Starts the thread; `progress` is signalled whenever it has written something.
    ///
    /// # Errors
    /// The thread cannot be started, or there is no standard output.
    pub fn start(progress: Arc<Notify>) -> io::Result<Self> {
        let writer = WriterThread::start("terminal", standard_output()?, CAPACITY, move || progress.notify_one())?;
        Ok(Self { writer, frame: Vec::new() })
    }

    /// Writes bytes between frames.
    pub fn send(&self, bytes: &[u8]) {
        self.writer.send(bytes.to_vec());
    }

    /// Whether everything is written.
    pub fn is_idle(&self) -> bool {
        self.writer.is_idle()
    }

    /// Whether the terminal is still there.
    pub fn state(&self) -> WriterState {
        self.writer.state()
    }
}

impl Write for TerminalWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.frame.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Hands the frame to the thread. An error says that the terminal is gone.
    fn flush(&mut self) -> io::Result<()> {
        let frame = std::mem::take(&mut self.frame);
        if frame.is_empty() || self.writer.send(frame) {
            return Ok(());
        }
        match self.writer.state() {
            WriterState::Open => Err(io::Error::new(io::ErrorKind::WouldBlock, "the terminal takes nothing")),
            WriterState::Gone => Err(io::ErrorKind::BrokenPipe.into()),
            WriterState::Failed(why) => Err(io::Error::other(why)),
        }
    }
}

impl TerminalSink for TerminalWriter {
    fn drain(&mut self, limit: Duration) -> bool {
        self.writer.drain(limit)
    }
}

/// Prints a text on standard output, waiting at most so long until the terminal has taken it: one that takes nothing would keep the process
/// for ever. False where it has not.
pub fn print_within(text: String, limit: Duration) -> bool {
    standard_output().is_ok_and(|out| written_within(out, text, limit))
}

/// The same on standard error.
pub fn warn_within(text: String, limit: Duration) -> bool {
    standard_error().is_ok_and(|out| written_within(out, text, limit))
}

fn written_within(out: impl Write + Send + 'static, text: String, limit: Duration) -> bool {
    let started = WriterThread::start("closing lines", out, CAPACITY, || {});
    started.is_ok_and(|writer| writer.send(text.into_bytes()) && writer.drain(limit))
}

/// Standard error, likewise.
#[cfg(unix)]
fn standard_error() -> io::Result<impl Write + Send + 'static> {
    use std::os::fd::AsFd as _;
    Ok(std::fs::File::from(io::stderr().as_fd().try_clone_to_owned()?))
}

#[cfg(not(unix))]
fn standard_error() -> io::Result<impl Write + Send + 'static> {
    Ok(io::stderr())
}

/// Standard output without the lock of `std::io::Stdout`: a thread that is stuck in a write would keep it from everybody.
#[cfg(unix)]
fn standard_output() -> io::Result<impl Write + Send + 'static> {
    use std::os::fd::AsFd as _;
    Ok(std::fs::File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// The console of Windows takes text through `Stdout` only.
#[cfg(not(unix))]
fn standard_output() -> io::Result<impl Write + Send + 'static> {
    Ok(io::stdout())
}
