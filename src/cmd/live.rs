//! The live run with a strap: start screen, unfinished runs, and the run itself.

use std::time::SystemTime;

use super::profile::Profile;
use super::runner::{OpenTerminal, Run, block_on, theme};
use super::{Failure, header, log};
use crate::app::{StartOutcome, StartScreen};
use crate::ble::{BleEventKind, BleTask, Selection, Timing};
use crate::format::{FileMetadata, Origin, Reading};
use crate::report::Provenance;
use crate::screen::{Start as StartForm, StartAction, Unfinished as Asked};
use crate::session::{Elapsed, Session, Setup, Span};
use crate::source::demo::{Demo, Runner};
use crate::source::{LiveSource, Speed, TimeBase, Timeline};
use crate::store::{self, Config, Folders, Recorder, StoreError, Unfinished, remember_device, remembered_device};

/// A run that was left less long ago than this may be gone on with.
const RESUMABLE_FOR_S: u64 = 600;

/// What the flags say of a run with a strap.
pub(super) struct LiveOptions {
    /// The strap to take, by name or address.
    pub strap: Option<String>,
    /// No journal is kept.
    pub no_record: bool,
    /// JSON lines in place of the dashboard.
    pub headless: bool,
}

pub(super) fn run(options: LiveOptions, profile: Profile, folders: &Folders) -> Result<(), Failure> {
    if cfg!(target_os = "macos") {
        eprintln!(
            "recovery-run: if this stops right here, macOS keeps this terminal from Bluetooth: allow it in System Settings > Privacy & Security > Bluetooth"
        );
    }
    log::begin(&folders.data);
    block_on(async {
        let choice = Selection {
            wanted: options.strap.clone(),
            remembered: remembered_device(&folders.data),
            can_ask: !options.headless,
            locked: false,
        };
        if options.headless {
            headless(&options, &profile, folders, choice).await
        } else {
            on_screen(&options, profile, folders, choice).await
        }
    })?
}

fn start_strap(choice: Selection) -> Result<BleTask, Failure> {
    BleTask::start(choice, Timing::default())
        .map_err(|error| Failure::new(format!("bluetooth cannot be started: {error}; free some memory and try again")))
}

async fn headless(options: &LiveOptions, profile: &Profile, folders: &Folders, choice: Selection) -> Result<(), Failure> {
    let setup = profile.setup()?;
    finish_earlier_runs(folders);
    let mut task = start_strap(choice)?;
    // Whether Bluetooth works at all is told first; a run that cannot find a strap before somebody helps is not begun.
    let lead = match task.events.recv().await.map(|event| event.kind) {
        Some(BleEventKind::Error(Some(error))) if error.needs_hands() => {
            task.close().await;
            return Err(Failure::new(error.to_string()));
        }
        Some(BleEventKind::Reading(reading)) => vec![reading],
        Some(_) | None => Vec::new(),
    };
    let header = header(Origin::Strap, &setup);
    let recorder = if options.no_record { Recorder::off() } else { Recorder::create(&folders.runs(), &header) };
    let begun = Begun { session: Session::new(setup), recorder, lead, started_at: header.started_at, from: Elapsed::ZERO };
    begun.run(task, None, profile, folders).await
}

/// What cannot be finished now is found again next time; it must not keep a run from beginning.
fn finish_earlier_runs(folders: &Folders) {
    match store::unfinished(&folders.runs()) {
        Ok(unfinished) => {
            for Unfinished { path, .. } in unfinished {
                match store::finish(&path) {
                    Ok(_) => eprintln!("recovery-run: an unfinished run was brought to its end: {}", path.display()),
                    Err(error) => eprintln!("recovery-run: {error}"),
                }
            }
        }
        Err(error) => eprintln!("recovery-run: {error}"),
    }
}

/// A run with a strap that may begin, or go on.
struct Begun {
    session: Session,
    recorder: Recorder,
    /// What is known of the link and the strap.
    lead: Vec<Reading>,
    /// The wall clock at its start, read once: a run that is resumed keeps it.
    started_at: jiff::Timestamp,
    /// Where its time goes on from.
    from: Elapsed,
}

impl Begun {
    /// Runs it on a terminal, or headless where there is none.
    async fn run(self, task: BleTask, opened: Option<OpenTerminal>, profile: &Profile, folders: &Folders) -> Result<(), Failure> {
        let provenance = Provenance {
            file: None,
            origin: Origin::Strap,
            format: "journal",
            started_at: Some(self.started_at.to_string()),
            claims: FileMetadata::default(),
            warnings: Vec::new(),
        };
        let mut run = Run::new(self.session, provenance, opened.is_none());
        run.started_at = Some(self.started_at);
        run.bell = profile.bell;
        run.baseline = profile.usual;
        run.data.clone_from(&folders.data);
        run.recorder = self.recorder;
        run.lead = self.lead;
        run.opened = opened;
        run.run_here(|| Timeline::live(LiveSource::Ble(task), self.from, TimeBase::Clock)).await
    }
}

async fn on_screen(options: &LiveOptions, mut profile: Profile, folders: &Folders, choice: Selection) -> Result<(), Failure> {
    let mut start = StartForm::new(theme()?, profile.setup()?, profile.minutes);
    if profile.is_guesswork() {
        start.ask_age();
    }
    let mut waiting = match store::unfinished(&folders.runs()) {
        Ok(unfinished) => unfinished,
        // A folder that cannot be read must not keep a run from beginning; recording will tell as well.
        Err(error) => {
            start.trouble = Some(error.to_string());
            Vec::new()
        }
    };
    start.unfinished = waiting.first().map(asked);
    let mut terminal = OpenTerminal::open()?;
    let mut screen = StartScreen::new(start, start_strap(choice)?);
    loop {
        let outcome = screen.ask(&mut terminal.screen, &mut terminal.keys).await;
        let outcome = outcome.map_err(|error| Failure::new(format!("the terminal is gone: {error}; start again")))?;
        if let Some(identity) = screen.chosen.take()
            && let Err(error) = remember_device(&folders.data, &identity)
        {
            tracing::warn!(%error, "the strap is not remembered");
        }
        let answer = match outcome {
            StartOutcome::Quit => {
                // The screen is given back first; the strap may take its three seconds.
                drop(terminal);
                screen.task.close().await;
                return Ok(());
            }
            StartOutcome::Demo => return demo(screen, &profile, terminal).await,
            StartOutcome::Begin(lead) => {
                let setup = screen.start.setup.clone();
                let header = header(Origin::Strap, &setup);
                let recorder = if options.no_record { Recorder::off() } else { Recorder::create(&folders.runs(), &header) };
                let begun = Begun { session: Session::new(setup), recorder, lead, started_at: header.started_at, from: Elapsed::ZERO };
                return begun.run(screen.task, Some(terminal), &profile, folders).await;
            }
            StartOutcome::Answer(answer) => answer,
        };
        match answer {
            StartAction::Resume => match resumed(&waiting.remove(0), screen.known()) {
                Ok(begun) => return begun.run(screen.task, Some(terminal), &profile, folders).await,
                Err(error) => {
                    screen.start.trouble = Some(error.to_string());
                    screen.start.unfinished = waiting.first().map(asked);
                }
            },
            StartAction::Age(age) => {
                profile.athlete.age = Some(f64::from(age));
                let plan = screen.start.setup.plan;
                screen.start.setup = Setup { plan, ..profile.setup()? };
                if let Err(error) = Config::set_age(&folders.config, age) {
                    screen.start.trouble = Some(error.to_string());
                }
            }
            StartAction::Finish => {
                if let Err(error) = store::finish(&waiting.remove(0).path) {
                    screen.start.trouble = Some(error.to_string());
                }
                screen.start.unfinished = waiting.first().map(asked);
            }
            StartAction::Later => {
                waiting.remove(0);
                screen.start.unfinished = waiting.first().map(asked);
            }
            StartAction::SkipAge
            | StartAction::Begin
            | StartAction::Demo
            | StartAction::Quit
            | StartAction::Pick(_)
            | StartAction::SwitchOn
            | StartAction::Legs(_)
            | StartAction::Redraw => {}
        }
    }
}

/// An unfinished run, as far as its journal goes: what was said then is not said again, and it keeps its start.
fn resumed(run: &Unfinished, lead: Vec<Reading>) -> Result<Begun, StoreError> {
    let (journal, recorder) = store::resume(&run.path)?;
    let mut session = Session::new(journal.header.setup.clone());
    for reading in &journal.readings {
        session.step(&reading.event());
    }
    // Its time went on while nobody wrote.
    let from = journal.end() + Span::from_secs(idle_s(run));
    Ok(Begun { session, recorder, lead, started_at: journal.header.started_at, from })
}

async fn demo(screen: StartScreen, profile: &Profile, terminal: OpenTerminal) -> Result<(), Failure> {
    let setup = screen.start.setup.clone();
    let closing = tokio::spawn(screen.task.close());
    let script = Demo::new(&setup, Runner::default(), 1);
    let provenance = Provenance {
        file: None,
        origin: Origin::Demo,
        format: "journal",
        started_at: None,
        claims: FileMetadata::default(),
        warnings: Vec::new(),
    };
    let mut run = Run::new(Session::new(setup), provenance, false);
    run.source_line = Some("demo".to_owned());
    run.bell = profile.bell;
    run.opened = Some(terminal);
    let played = run.run_here(|| Timeline::scripted(Box::new(script), Speed::Times(1.0))).await;
    // It was told to end when the demo began.
    let _ = closing.await;
    played
}

fn asked(run: &Unfinished) -> Asked {
    let began = run.journal.header.started_at.to_zoned(jiff::tz::TimeZone::system());
    Asked {
        length: run.journal.end(),
        began: began.strftime("%H:%M").to_string(),
        resumable: idle_s(run) < RESUMABLE_FOR_S && run.journal.header.origin == Origin::Strap,
    }
}

/// How long ago a run was written last, in seconds. Both times are the wall clock's as it is now: a clock that was set after the
/// run's start (a Raspberry Pi has no battery behind it) does not matter.
#[allow(clippy::disallowed_methods)] // The gap lies between two processes; only the wall clock spans it.
fn idle_s(run: &Unfinished) -> u64 {
    SystemTime::now().duration_since(run.written).map_or(0, |idle| idle.as_secs())
}
