//! What a run is told by: the dashboard, JSON lines, sound. Each is behind a bounded queue with a thread of its own, and is
//! never waited for by readings, the recorder, keys or signals.
//!
//! A new output is a file with an implementation of [`Output`], and a line where the run's outputs are listed (`cmd::runner`).

mod dashboard;
mod lines;
mod plain;
mod sound;
mod terminal;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::screen::Ui;
use crate::session::{Notice, Session};
use crate::writer::WriterState;

pub use dashboard::Dashboard;
pub use lines::JsonLines;
pub use plain::PlainLines;
pub use sound::SoundOutput;
pub use terminal::{TerminalScreen, TerminalWriter, print_within, warn_within};

/// What an output may look at beside the notice itself.
pub struct Context<'a> {
    /// The run.
    pub session: &'a Session,
    /// What the viewer chose.
    pub ui: &'a Ui,
    /// How many lines of the journal have to be written before this may be told.
    pub recorded: u64,
}

/// A way to tell a run. No method waits for whoever reads it.
pub trait Output {
    /// What it is called in messages.
    fn name(&self) -> &'static str;

    /// Something changed in the run. Called in order, and never dropped.
    fn notice(&mut self, notice: &Notice, context: &Context<'_>);

    /// Something that is shown may have changed.
    fn touch(&mut self) {}

    /// Whether it would draw a frame now: something changed, and the last frame is written.
    fn wants_frame(&self) -> bool {
        false
    }

    /// Draws a frame. What changes meanwhile is drawn by the next one.
    fn draw(&mut self, _context: &Context<'_>) {}

    /// The run has ended; its summary as JSON.
    fn end(&mut self, _summary: &str) {}

    /// Whether a source that can wait should go on.
    fn has_room(&self) -> bool {
        true
    }

    /// Whether everything it was given is told.
    fn is_idle(&self) -> bool {
        true
    }

    /// Gives the terminal back for a while, waiting at most so long for what is left.
    fn suspend(&mut self, _limit: Duration) {}

    /// Takes it again and draws everything anew.
    fn resume(&mut self) {}

    /// Ends what is being heard.
    fn hush(&mut self) {}

    /// What is wrong with it and was not told yet. It goes on all the same.
    fn trouble(&mut self) -> Option<String> {
        None
    }

    /// Whether it still works.
    fn state(&self) -> WriterState;

    /// Ends it, waiting at most so long for what is left. False where something is left.
    fn close(&mut self, _limit: Duration) -> bool {
        true
    }
}

/// The outputs of a run.
pub struct Outputs {
    outputs: Vec<Box<dyn Output>>,
    /// Signalled by the outputs' threads whenever they have written something.
    progress: Arc<Notify>,
}

impl Outputs {
    /// These outputs, whose threads signal `progress`.
    pub fn new(outputs: Vec<Box<dyn Output>>, progress: Arc<Notify>) -> Self {
        Self { outputs, progress }
    }

    /// Waits until an output has made progress.
    pub async fn progressed(&self) {
        self.progress.notified().await;
    }

    /// Hands a notice to every output.
    pub fn notice(&mut self, notice: &Notice, context: &Context<'_>) {
        self.outputs.iter_mut().for_each(|output| output.notice(notice, context));
    }

    /// Tells that something that is shown may have changed.
    pub fn touch(&mut self) {
        self.outputs.iter_mut().for_each(|output| output.touch());
    }

    /// Whether an output would draw a frame now.
    pub fn wants_frame(&self) -> bool {
        self.outputs.iter().any(|output| output.wants_frame())
    }

    /// Draws what stands on those that would.
    pub fn draw(&mut self, context: &Context<'_>) {
        self.outputs.iter_mut().filter(|output| output.wants_frame()).for_each(|output| output.draw(context));
    }

    /// Whether a source that can wait should go on.
    pub fn have_room(&self) -> bool {
        self.outputs.iter().all(|output| output.has_room())
    }

    /// Whether everything that was given is told.
    pub fn are_idle(&self) -> bool {
        self.outputs.iter().all(|output| output.is_idle())
    }

    /// Whether whoever reads an output is gone, so that the run has nobody left to be told to.
    pub fn is_anybody_gone(&self) -> bool {
        self.outputs.iter().any(|output| output.state() == WriterState::Gone)
    }

    /// Takes out the outputs that failed; what became of each.
    pub fn take_failed(&mut self) -> Vec<String> {
        let mut failed = Vec::new();
        self.outputs.retain(|output| match output.state() {
            WriterState::Failed(why) => {
                failed.push(format!("{} ended: {why}; the run goes on", output.name()));
                false
            }
            WriterState::Open | WriterState::Gone => true,
        });
        failed
    }

    /// Ends what is being heard.
    pub fn hush(&mut self) {
        self.outputs.iter_mut().for_each(|output| output.hush());
    }

    /// What is wrong with an output that goes on all the same, each trouble once.
    pub fn take_trouble(&mut self) -> Option<String> {
        self.outputs.iter_mut().find_map(|output| output.trouble())
    }

    /// The run has ended; its summary as JSON.
    pub fn end(&mut self, summary: &str) {
        self.outputs.iter_mut().for_each(|output| output.end(summary));
    }

    /// Gives the terminal back for a while, waiting at most so long for what is left.
    pub fn suspend(&mut self, limit: Duration) {
        self.outputs.iter_mut().for_each(|output| output.suspend(limit));
    }

    /// Takes it again and draws everything anew.
    pub fn resume(&mut self) {
        self.outputs.iter_mut().for_each(|output| output.resume());
    }

    /// Ends every output, waiting at most so long for each; the names of those that could not tell everything.
    pub fn close(&mut self, limit: Duration) -> Vec<&'static str> {
        let mut behind = Vec::new();
        for output in &mut self.outputs {
            let told = output.close(limit);
            // Whoever left has read all that they wanted.
            if !told && output.state() != WriterState::Gone {
                behind.push(output.name());
            }
        }
        behind
    }
}
