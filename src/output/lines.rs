//! JSON lines on standard output, each flushed as it is written, and each told only when the reading that caused it is recorded.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use super::{Context, Output};
use crate::format::json_lines;
use crate::session::Notice;
use crate::store::RecordingProgress;
use crate::writer::{WriterState, WriterThread};

/// What may wait for a reader that is behind: about ten hours of lines at four readings a second.
const CAPACITY: usize = 32 << 20;
/// A source that can wait does so from here on.
const HIGH_WATER: usize = 1 << 20;

/// JSON lines on standard output. A reader that is behind is caught up with; one that took nothing while the queue filled up
/// ends this output, not the run.
pub struct JsonLines {
    writer: WriterThread,
    recording: RecordingProgress,
    /// The queue was full once: what is told from then on would have a hole.
    overflowed: bool,
}

impl JsonLines {
    /// Lines on standard output, the first of them being `start`.
    ///
    /// # Errors
    /// The thread cannot be started.
    pub fn start(start: &str, recording: RecordingProgress, progress: Arc<Notify>) -> io::Result<Self> {
        let writer = WriterThread::start("json-lines", io::stdout(), CAPACITY, move || progress.notify_one())?;
        let mut lines = Self { writer, recording, overflowed: false };
        lines.tell(start, 0);
        Ok(lines)
    }

    fn tell(&mut self, line: &str, recorded: u64) {
        let recording = self.recording.clone();
        let bytes = format!("{line}\n").into_bytes();
        let told = !self.overflowed && self.writer.send_after(bytes, move || recording.wait_for(recorded));
        self.overflowed |= !told && self.writer.state() == WriterState::Open;
    }
}

impl Output for JsonLines {
    fn name(&self) -> &'static str {
        "the JSON output"
    }

    fn notice(&mut self, notice: &Notice, context: &Context<'_>) {
        self.tell(&json_lines::notice_line(notice), context.recorded);
    }

    fn end(&mut self, summary: &str) {
        self.tell(summary, 0);
    }

    fn has_room(&self) -> bool {
        self.writer.backlog() < HIGH_WATER
    }

    fn is_idle(&self) -> bool {
        self.writer.is_idle() || self.state() != WriterState::Open
    }

    fn state(&self) -> WriterState {
        if self.overflowed {
            return WriterState::Failed("its reader takes nothing, and no more lines can be kept for it".to_owned());
        }
        self.writer.state()
    }

    fn close(&mut self, limit: Duration) -> bool {
        self.writer.close();
        self.writer.drain(limit)
    }
}
