//! The log of a live run: a plain text file in the data folder, for finding out why something went wrong.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::store::begin_log;
use crate::writer::WriterThread;

/// Lines that wait for a disk that does not answer; beyond them the log has a hole.
const CAPACITY: usize = 1 << 20;
/// So long the end of a run waits for its log.
const LIMIT: Duration = Duration::from_millis(200);

/// The log of a run. Lines are written by a thread: a disk that hangs must not hold up whoever has something to say.
pub(super) struct Log(Option<WriterThread>);

/// Begins the log, at the level that `RECOVERY_RUN_LOG` names. A run without a log is a run all the same.
pub(super) fn begin(data: &Path) -> Log {
    let Ok(file) = begin_log(data) else { return Log(None) };
    let Ok(writer) = WriterThread::start("log", file, CAPACITY, || {}) else { return Log(None) };
    let filter = EnvFilter::try_from_env("RECOVERY_RUN_LOG").unwrap_or_else(|_| EnvFilter::new("info,bluez_async=warn,btleplug=warn"));
    let subscriber = tracing_subscriber::fmt().with_writer(Lines(writer.clone())).with_ansi(false).with_env_filter(filter);
    // Only the first run of a process logs.
    let _ = subscriber.try_init();
    Log(Some(writer))
}

impl Drop for Log {
    fn drop(&mut self) {
        if let Some(writer) = &self.0 {
            // Whoever waits longer for a log than this is held up by it.
            writer.drain(LIMIT);
        }
    }
}

/// Makes a writer for each line.
struct Lines(WriterThread);

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Self::Writer {
        Line { writer: &self.0, text: Vec::new() }
    }
}

/// A line in the making; it is handed over whole.
struct Line<'a> {
    writer: &'a WriterThread,
    text: Vec<u8>,
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        self.writer.send(std::mem::take(&mut self.text));
    }
}
