//! What run, demo and replay share: a session, a timeline and outputs, run to the end on one thread.

use std::future::Future;
use std::io::{self, IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use tokio::sync::Notify;

use super::Failure;
use super::face::Face;
use super::kernel_console::{blanking, is_console};
use super::profile::Profile;
use super::time_zone;
use crate::analysis::Baseline;
use crate::app::{App, Ended, PacketFaults, RecordingNews, StrapQuestion};
use crate::format::{self, DeviceIdentity, Export, ExportSummary, Reading, json_lines};
use crate::output::{
    Dashboard, JsonLines, Output, Outputs, PlainLines, SoundOutput, TerminalScreen, TerminalWriter, print_within, warn_within,
};
use crate::report::{self, Provenance};
use crate::screen::{AnsiPrinter, ChartStyle, KeyMap, Layout, Modes, Screen, TerminalInput, Theme, ThemeChoice, Ui, window_size};
use crate::session::{DeviceRole, Elapsed, Session, Units};
use crate::sound::{BELL, Files, SoundSettings};
use crate::source::Timeline;
use crate::store::{self, DeviceMemory, Folders, Recorder};

/// `bell` in this variable leaves only the terminal's bell, `off` begins with the sound off; for scripts and tests.
const SOUND_VARIABLE: &str = "RECOVERY_RUN_SOUND";
/// So long a run that was asked to end waits for its disk.
const DISK_LIMIT: Duration = Duration::from_millis(1500);
/// So long the terminal may take for the closing lines.
const PRINT_LIMIT: Duration = Duration::from_secs(2);
/// And one that ended by itself: a worn card takes seconds to sync.
const PATIENT_DISK_LIMIT: Duration = Duration::from_secs(10);

/// What follows a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Whatever was before it.
    Back,
    /// The end of the program: the operating system asked for it, or the terminal is gone.
    End,
    /// The end of all: the runner wants the computer shut down.
    ShutDown,
}

/// A terminal that was taken over: the screen, the writer behind it, the keys, and what tells that something was written.
pub(super) struct OpenTerminal {
    pub screen: TerminalScreen,
    pub keys: TerminalInput,
    writer: TerminalWriter,
    progress: Arc<Notify>,
}

impl OpenTerminal {
    /// Takes the terminal over, to draw in these colours, and with reports of clicks where they are wanted.
    pub(super) fn open(choice: ThemeChoice, mouse: bool, kiosk: bool) -> Result<Self, Failure> {
        let progress = Arc::new(Notify::new());
        let failed =
            |error: io::Error| Failure::new(format!("the terminal cannot be taken over: {error}; try another one, or add --headless"));
        let writer = TerminalWriter::start(Arc::clone(&progress)).map_err(failed)?;
        let theme = theme(choice)?;
        let modes = Modes {
            background: theme.wants_background(),
            mouse,
            palette: theme.wants_palette(),
            blanking: blanking(kiosk),
            clearing: is_console(),
        };
        let screen = Screen::open(writer.clone(), modes).map_err(failed)?;
        Ok(Self { screen, keys: TerminalInput::new(), writer, progress })
    }
}

impl OpenTerminal {
    /// What rings its bell, where it takes anything.
    pub(super) fn bell(&self) -> impl Fn() + Send + 'static {
        let writer = self.writer.clone();
        // A bell for a terminal that takes nothing would ring too late to mean anything.
        move || {
            if writer.is_idle() {
                writer.send(BELL);
            }
        }
    }
}

/// A run about to be shown.
pub(super) struct Run {
    session: Session,
    provenance: Provenance,
    face: Face,
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
    /// Whether it begins with its sound on.
    bell: bool,
    /// Its colours.
    theme: ThemeChoice,
    /// Which key means what.
    key_map: KeyMap,
    /// Whether keys on the screen can be clicked.
    mouse: bool,
    /// Where everything stands, how the course is drawn, and whether what goes does so in steps.
    layout: Layout,
    chart: ChartStyle,
    motion: bool,
    units: Units,
    /// Where the layout is remembered; none where the configuration names one.
    remembers_layout: Option<PathBuf>,
    /// What is heard, and where the files for it are; nothing where none of it is wanted.
    sound: Option<(SoundSettings, PathBuf)>,
    /// The terminal, where the start screen had it already.
    pub opened: Option<OpenTerminal>,
    /// What was known before the run began.
    pub lead: Vec<(DeviceRole, Reading)>,
    /// Which strap is the runner's, while that is asked.
    pub question: StrapQuestion,
    /// The treadmill that is connected already.
    pub treadmill: Option<DeviceIdentity>,
    /// What remembers the devices that are chosen.
    pub memory: Option<DeviceMemory>,
    /// What is usual for the runner.
    pub baseline: Baseline,
    /// Time between syncs of the journal; none is as often as usual.
    sync_every: Option<Duration>,
}

impl Run {
    pub(super) fn new(session: Session, provenance: Provenance, face: Face) -> Self {
        Self {
            session,
            provenance,
            face,
            started_at: None,
            guesswork: false,
            source_line: None,
            total: None,
            recorder: Recorder::off(),
            bell: true,
            theme: ThemeChoice::default(),
            key_map: KeyMap::default(),
            mouse: false,
            layout: Layout::default(),
            chart: ChartStyle::default(),
            motion: true,
            units: Units::default(),
            remembers_layout: None,
            sound: None,
            opened: None,
            lead: Vec::new(),
            question: StrapQuestion::default(),
            treadmill: None,
            memory: None,
            baseline: Baseline::default(),
            sync_every: None,
        }
    }

    /// Takes over what the runner wants to see and hear.
    pub(super) fn prefer(&mut self, profile: &Profile, folders: &Folders) {
        let wanted = std::env::var(SOUND_VARIABLE).unwrap_or_default();
        let sound = profile.sound.clone();
        let bell_alone = SoundSettings { tones: false, voice: false, ..sound.clone() };
        self.theme = profile.theme;
        self.key_map = profile.keys.clone();
        self.mouse = profile.mouse;
        self.sync_every = profile.sync_seconds.map(|seconds| Duration::from_secs(seconds.into()));
        (self.chart, self.motion, self.units) = (profile.chart, profile.motion, profile.units);
        self.layout = profile.layout.or_else(|| store::remembered_layout(&folders.data)).unwrap_or_default();
        self.remembers_layout = profile.layout.is_none().then(|| folders.data.clone());
        self.bell = profile.bell && wanted != "off";
        self.sound = Some((if wanted == "bell" { bell_alone } else { sound }, folders.sounds()));
    }

    /// Runs a timeline that is made when the clock may start.
    pub(super) fn run(self, timeline: impl FnOnce() -> Timeline) -> Result<(), Failure> {
        if self.guesswork {
            eprintln!("recovery-run: nothing is known of you, so an age of 40 is assumed: give --age, or `recovery-run config init`");
        }
        block_on(self.run_here(timeline))?.map(|_| ())
    }

    /// The same within a runtime that is there already.
    pub(super) async fn run_here(mut self, timeline: impl FnOnce() -> Timeline) -> Result<Next, Failure> {
        let mut ui = Ui::new(if self.face != Face::Screen { Theme::detect(|_| None, false) } else { theme(self.theme)? });
        if let Some(background) = self.opened.as_ref().and_then(|opened| opened.keys.background()) {
            ui.theme = ui.theme.on(background);
        }
        ui.source_line = self.source_line.take();
        ui.bell = self.bell;
        ui.keys = std::mem::take(&mut self.key_map);
        (ui.layout, ui.chart, ui.motion, ui.units) = (self.layout, self.chart, self.motion, self.units);
        let (outputs, keys) = self.outputs()?;
        let app = App {
            timeline: timeline(),
            session: self.session,
            recorder: match self.sync_every {
                Some(interval) => self.recorder.syncing_every(interval),
                None => self.recorder,
            },
            outputs,
            keys,
            ui,
            total: self.total,
            provenance: self.provenance,
            lead: self.lead,
            memory: self.memory,
            question: self.question,
            treadmill: self.treadmill,
            stays_until: None,
            when: started(self.started_at),
            played_out: false,
            behind: Vec::new(),
            packet_faults: PacketFaults::default(),
            recording_news: RecordingNews::default(),
        };
        let memory = self.remembers_layout.map(|data| (data, self.layout));
        finish(app, &self.baseline, memory).await
    }

    /// What the run is told by. A new output is one more line here.
    fn outputs(&mut self) -> Result<(Outputs, Option<TerminalInput>), Failure> {
        if self.face == Face::Plain {
            return self.plain();
        }
        if self.face == Face::Lines {
            let progress = Arc::new(Notify::new());
            let start = json_lines::start_line(self.session.setup(), self.guesswork, self.provenance.origin, self.started_at);
            let lines = JsonLines::start(&start, self.recorder.progress(), Arc::clone(&progress))
                .map_err(|error| Failure::new(format!("the output cannot be started: {error}; free some memory and try again")))?;
            let mut outputs: Vec<Box<dyn Output>> = vec![Box::new(lines)];
            outputs.extend(self.sound(|| {}, false));
            return Ok((Outputs::new(outputs, progress), None));
        }
        let OpenTerminal { mut screen, keys, writer, progress } = match self.opened.take() {
            Some(opened) => opened,
            None => OpenTerminal::open(self.theme, self.mouse, self.key_map.is_kiosk())?,
        };
        screen.keep_lit().map_err(|error| Failure::new(format!("the terminal is gone: {error}; start again")))?;
        let mut outputs: Vec<Box<dyn Output>> = vec![Box::new(Dashboard::new(screen, writer.clone()))];
        // A bell for a terminal that takes nothing would ring too late to mean anything.
        let bell = move || {
            if writer.is_idle() {
                writer.send(BELL);
            }
        };
        outputs.extend(self.sound(bell, true));
        Ok((Outputs::new(outputs, progress), Some(keys)))
    }

    /// Plain words, with the same sounds as on the screen.
    fn plain(&mut self) -> Result<(Outputs, Option<TerminalInput>), Failure> {
        let progress = Arc::new(Notify::new());
        let lines = PlainLines::start(self.session.setup(), Arc::clone(&progress))
            .map_err(|error| Failure::new(format!("the output cannot be started: {error}; free some memory and try again")))?;
        // In a log a bell would be a stray byte.
        let bell: Box<dyn Fn() + Send> = if io::stdout().is_terminal() { Box::new(lines.bell()) } else { Box::new(|| {}) };
        let mut outputs: Vec<Box<dyn Output>> = vec![Box::new(lines)];
        outputs.extend(self.sound(bell, true));
        Ok((Outputs::new(outputs, progress), None))
    }

    /// The sound of the run. Beside JSON lines only the runner's own programs are started: whoever reads the lines makes the sounds.
    fn sound(&mut self, bell: impl Fn() + Send + 'static, heard: bool) -> Option<Box<dyn Output>> {
        let (settings, folder) = self.sound.take()?;
        let settings = if heard { settings } else { settings.commands_alone() };
        if !heard && settings.commands.is_empty() {
            return None;
        }
        let files = Files::new(folder, settings.volume);
        match SoundOutput::start(settings, files, bell) {
            Ok(sound) => Some(Box::new(sound)),
            Err(error) => {
                tracing::warn!(%error, "there is no sound: its thread cannot be started");
                None
            }
        }
    }
}

/// A start as a person reads it.
fn started(at: Option<jiff::Timestamp>) -> Option<String> {
    Some(at?.to_zoned(time_zone::local()).strftime("%A %-d %B, %H:%M").to_string())
}

/// Runs an app to its end, gives the terminal back, and prints how it went.
async fn finish(mut app: App, baseline: &Baseline, memory: Option<(PathBuf, Layout)>) -> Result<Next, Failure> {
    let ended = app.run().await.map_err(|error| Failure::new(format!("signals cannot be listened for: {error}; try again")))?;
    let App { session, outputs, mut recorder, timeline, keys, behind, ui, .. } = app;
    if let Some((data, _)) = memory.filter(|(_, before)| *before != ui.layout)
        && let Err(error) = store::remember_layout(&data, ui.layout)
    {
        tracing::warn!("{error}");
    }
    // The links are closed while the rest is written: that takes up to three seconds.
    let mut closing = timeline.into_ble().map(|task| Box::pin(task.close()));
    let closed = closing.as_mut().and_then(|closing| closing.now_or_never()).is_some();
    drop(outputs);
    let headless = keys.is_none();
    // A terminal that takes nothing would keep the process for ever.
    let mut can_print = headless || behind.is_empty();
    // In a kiosk the start screen follows at once; the summary has been seen.
    if !headless && can_print && !ui.keys.is_kiosk() {
        can_print = print_within(report::closing(&session, baseline, &printer(), report::AFTER_A_RUN), PRINT_LIMIT);
    }
    for output in behind.iter().filter(|_| can_print) {
        let _ = writeln!(io::stderr(), "recovery-run: {output} was not told to its end: its reader takes nothing");
    }
    let limit = if ended == Ended::BySource { PATIENT_DISK_LIMIT } else { DISK_LIMIT };
    let kept = recorder.finish(limit);
    if let (Some(path), true) = (recorder.path(), can_print) {
        // What the disk does not take it does not give back either.
        let fit = if kept.is_ok() { export_fit(&path, &session) } else { String::new() };
        warn_within(format!("recorded: {}\n{fit}", path.display()), PRINT_LIMIT);
    }
    if let (Some(closing), false) = (closing, closed) {
        closing.await;
    }
    match (kept, ended) {
        (Err(why), _) => Err(Failure::new(format!("the run could not be kept whole: {why}"))),
        (Ok(()), Ended::ByError(error)) => Err(Failure::new(error.to_string())),
        (Ok(()), Ended::BySource | Ended::ByRunner) => Ok(Next::Back),
        (Ok(()), Ended::BySignal) => Ok(Next::End),
        (Ok(()), Ended::ToShutDown) => Ok(Next::ShutDown),
    }
}

/// Writes the run as a FIT activity beside its journal; what is to be said of that. The journal is the run; a FIT can be made from it at any time.
fn export_fit(path: &Path, session: &Session) -> String {
    match fit_beside(path, session) {
        Ok(Some(fit)) => format!("for other programs: {}\n", fit.display()),
        Ok(None) => String::new(),
        Err(failure) => format!("recovery-run: {failure}; `recovery-run export last --to fit -o FILE` makes it later\n"),
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

/// The theme of the terminal that standard output is, in the colours that were chosen.
pub(super) fn theme(choice: ThemeChoice) -> Result<Theme, Failure> {
    if !io::stdout().is_terminal() {
        return Err(Failure::new("the dashboard cannot be shown: standard output is no terminal; run it in one, or add --headless"));
    }
    Ok(Theme::detect(|key| std::env::var(key).ok(), true).of_choice(choice))
}

/// What standard output is like, to print on.
pub(super) fn printer() -> AnsiPrinter {
    let is_terminal = io::stdout().is_terminal();
    // A pipe has no width; what is read from it later most likely has this one.
    let width = if is_terminal { window_size().0 } else { 80 };
    AnsiPrinter::detect(|key| std::env::var(key).ok(), is_terminal, width)
}

/// Runs a future on this thread.
pub(super) fn block_on<F: Future>(future: F) -> Result<F::Output, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("the run cannot start: {error}; free some memory or file handles and try again")))?;
    Ok(runtime.block_on(future))
}
