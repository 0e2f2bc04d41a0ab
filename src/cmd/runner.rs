//! What run, demo and replay share: a session, a timeline and a face, run to the end on one thread.

use std::future::Future;
use std::io::{self, IsTerminal, Write as _};
use std::path::{Path, PathBuf};

use crossterm::event::EventStream;

use super::Failure;
use crate::analysis::Baseline;
use crate::app::{App, Dashboard, Ended, Face, Lines};
use crate::format::{self, Export, ExportSummary, Reading};
use crate::report::{self, Provenance};
use crate::screen::{AnsiPrinter, Screen, Theme, Ui};
use crate::session::{Elapsed, Session};
use crate::source::timeline::Timeline;
use crate::store::{self, Recorder, RecordingStatus};

/// A run about to be shown.
pub(super) struct Play {
    session: Session,
    provenance: Provenance,
    headless: bool,
    /// The wall clock at its start.
    pub started_at: Option<jiff::Timestamp>,
    /// Nothing is known of the runner and an age was assumed.
    pub guesswork: bool,
    /// Where the readings come from, for the screen; none for a strap, which names itself.
    pub source_line: Option<String>,
    /// The length of what is played; none in a live run.
    pub total: Option<Elapsed>,
    /// Where it is kept.
    pub recorder: Recorder,
    /// Whether audible cues ring.
    pub bell: bool,
    /// The screen and its keys, where the start screen had them already.
    pub opened: Option<(Screen, EventStream)>,
    /// What was known before the run began.
    pub lead: Vec<Reading>,
    /// Where the strap is remembered.
    pub data: PathBuf,
    /// What is usual for the runner.
    pub usual: Baseline,
}

impl Play {
    pub(super) fn new(session: Session, provenance: Provenance, headless: bool) -> Self {
        Self {
            session,
            provenance,
            headless,
            started_at: None,
            guesswork: false,
            source_line: None,
            total: None,
            recorder: Recorder::off(),
            bell: true,
            opened: None,
            lead: Vec::new(),
            data: PathBuf::new(),
            usual: Baseline::default(),
        }
    }

    /// Plays a timeline that is made when the clock may start.
    pub(super) fn run(self, timeline: impl FnOnce() -> Timeline) -> Result<(), Failure> {
        if self.guesswork {
            eprintln!("recovery-run: nothing is known of you, so an age of 40 is assumed: give --age, or `recovery-run config init`");
        }
        block_on(self.play(timeline))?
    }

    /// The same within a runtime that is there already.
    pub(super) async fn play(self, timeline: impl FnOnce() -> Timeline) -> Result<(), Failure> {
        let face = if self.headless {
            Face::Lines(Lines::default())
        } else {
            let mut ui = Ui::new(theme()?);
            ui.source_line.clone_from(&self.source_line);
            ui.bell = self.bell;
            let (screen, keys) = match self.opened {
                Some(opened) => opened,
                None => (open_screen()?, EventStream::new()),
            };
            Face::Dashboard(Box::new(Dashboard::new(screen, keys, ui, self.total)))
        };
        let app = App {
            timeline: timeline(),
            session: self.session,
            recorder: self.recorder,
            face,
            provenance: self.provenance,
            started_at: self.started_at,
            lead: self.lead,
            data: self.data,
            straps: Vec::new(),
            stays_until: None,
        };
        finish(app, &self.usual, self.headless).await
    }
}

/// Runs an app to its end, gives the terminal back, and prints how it went.
pub(super) async fn finish(mut app: App, usual: &Baseline, headless: bool) -> Result<(), Failure> {
    let ended = app.run().await.map_err(|error| Failure::new(format!("signals cannot be listened for: {error}; try again")))?;
    let App { session, face, mut recorder, timeline, .. } = app;
    // The terminal is given back before anything is printed to it.
    drop(face);
    if !headless {
        // Whoever closed the terminal reads nothing any more.
        let _ = write!(io::stdout(), "{}", report::closing(&session, usual, &paper(), report::AFTER_A_RUN));
    }
    let kept = recorder.finish();
    if let Some(path) = recorder.path() {
        let _ = writeln!(io::stderr(), "recorded: {}", path.display());
        match fit_beside(path, &session) {
            Ok(Some(fit)) => drop(writeln!(io::stderr(), "for other programs: {}", fit.display())),
            Ok(None) => {}
            // The journal is the run; a FIT can be made from it at any time.
            Err(failure) => {
                drop(writeln!(io::stderr(), "recovery-run: {failure}; `recovery-run export last --to fit -o FILE` makes it later"))
            }
        }
    }
    timeline.close().await;
    if !kept {
        let why = match recorder.status() {
            RecordingStatus::Suspended(why) => why.clone(),
            RecordingStatus::Off | RecordingStatus::Recording => String::new(),
        };
        return Err(Failure::new(format!("the run could not be kept whole: {why}; free some space and see that the data folder is yours")));
    }
    match ended {
        Ended::ByTrouble(trouble) => Err(Failure::new(trouble.to_string())),
        Ended::BySource | Ended::ByRunner | Ended::BySignal => Ok(()),
    }
}

/// Writes the run as a FIT activity beside its journal; nothing where there was no heart rate.
fn fit_beside(journal: &Path, session: &Session) -> Result<Option<PathBuf>, Failure> {
    if session.samples().is_empty() {
        return Ok(None);
    }
    let unread = |why: String| Failure::new(format!("{} cannot be read back: {why}", journal.display()));
    let bytes = std::fs::read(journal).map_err(|error| unread(error.to_string()))?;
    let recording = format::journal::read(&bytes).map_err(|error| unread(error.to_string()))?.recording();
    let path = journal.with_extension("fit");
    store::export_to(&path, &Export::Fit.write(&recording, &ExportSummary::of(session)), true)?;
    Ok(Some(path))
}

/// The theme of the terminal that standard output is.
pub(super) fn theme() -> Result<Theme, Failure> {
    if !io::stdout().is_terminal() {
        return Err(Failure::new("the dashboard cannot be shown: standard output is no terminal; run it in one, or add --headless"));
    }
    Ok(Theme::detect(|key| std::env::var(key).ok(), true))
}

/// What standard output is like, to print on.
pub(super) fn paper() -> AnsiPrinter {
    let is_terminal = io::stdout().is_terminal();
    // A pipe has no width; what is read from it later most likely has this one.
    let width = if is_terminal { crossterm::terminal::size().map_or(80, |(columns, _)| columns) } else { 80 };
    AnsiPrinter::detect(|key| std::env::var(key).ok(), is_terminal, width)
}

/// Takes the terminal over.
pub(super) fn open_screen() -> Result<Screen, Failure> {
    Screen::open().map_err(|error| Failure::new(format!("the terminal cannot be taken over: {error}; try another one, or add --headless")))
}

/// Runs a future on this thread.
pub(super) fn block_on<F: Future>(future: F) -> Result<F::Output, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("the run cannot start: {error}; free some memory or file handles and try again")))?;
    Ok(runtime.block_on(future))
}
