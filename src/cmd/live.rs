//! The live run with a strap: start screen, unfinished runs, and the run itself.

use std::time::SystemTime;

use super::face::Face;
use super::first_run::{self, Rehearsal};
use super::profile::Profile;
use super::runner::{OpenTerminal, Run, block_on, theme};
use super::{Failure, header, log, past_runs};
use crate::app::{StartOutcome, StartScreen, StrapQuestion};
use crate::ble::{BleEventKind, BleTask, Selection, Timing};
use crate::format::{FileMetadata, Origin, Reading};
use crate::report::Provenance;
use crate::screen::{Numbers, Start as StartForm, StartAction, Unfinished as Asked};
use crate::session::{DeviceRole, Elapsed, Link, Session, Setup, Span};
use crate::source::demo::{Demo, Runner};
use crate::source::{LiveSource, Speed, TimeBase, Timeline};
use crate::store::{self, DeviceMemory, Folders, Recorder, StoreError, Unfinished, remembered_device};

/// A run that was left less long ago than this may be gone on with.
const RESUMABLE_FOR_S: u64 = 600;

/// What the flags say of a run with a strap.
pub(super) struct LiveOptions {
    /// The strap to take, by name or address.
    pub strap: Option<String>,
    /// The adapter to use, by name or address.
    pub adapter: Option<String>,
    /// No journal is kept.
    pub no_record: bool,
    /// JSON lines in place of the dashboard.
    pub face: Face,
}

pub(super) fn run(options: LiveOptions, profile: Profile, folders: &Folders) -> Result<(), Failure> {
    if cfg!(target_os = "macos") {
        eprintln!(
            "recovery-run: if this stops right here, macOS keeps this terminal from Bluetooth: allow it in System Settings > Privacy & Security > Bluetooth"
        );
    }
    let _log = log::begin(&folders.data);
    block_on(async {
        let choice = Selection {
            wanted: options.strap.clone(),
            remembered: remembered_device(&folders.data, DeviceRole::HeartRate),
            can_ask: options.face == Face::Screen,
            locked: false,
        };
        if options.face != Face::Screen {
            headless(&options, &profile, folders, choice).await
        } else {
            on_screen(&options, profile, folders, choice).await
        }
    })?
}

fn start_strap(adapter: Option<String>, choice: Selection) -> Result<BleTask, Failure> {
    BleTask::start_on(adapter, vec![(DeviceRole::HeartRate, choice)], Timing::default())
        .map_err(|error| Failure::new(format!("bluetooth cannot be started: {error}; free some memory and try again")))
}

async fn headless(options: &LiveOptions, profile: &Profile, folders: &Folders, choice: Selection) -> Result<(), Failure> {
    let setup = profile.setup()?;
    finish_earlier_runs(folders);
    let mut task = start_strap(options.adapter.clone(), choice)?;
    // Whether Bluetooth works at all is told first; a run that cannot find a strap before somebody helps is not begun.
    let lead = match task.events.recv().await.map(|event| event.kind) {
        Some(BleEventKind::Error(Some(error))) if error.needs_hands() => {
            task.close().await;
            return Err(Failure::new(error.to_string()));
        }
        Some(BleEventKind::Reading(reading)) => vec![reading],
        Some(_) | None => Vec::new(),
    };
    let begun = Begun::new(setup, lead, options, folders);
    begun.run(task, None, options.face, profile, folders, device_memory(folders)).await
}

/// What remembers the strap. A run without it is a run all the same.
fn device_memory(folders: &Folders) -> Option<DeviceMemory> {
    DeviceMemory::start(folders.data.clone()).inspect_err(|error| tracing::warn!(%error, "the strap is not remembered")).ok()
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
    /// Which strap is the runner's, while that is asked.
    question: StrapQuestion,
    /// The wall clock at its start, read once: a run that is resumed keeps it.
    started_at: jiff::Timestamp,
    /// Where its time goes on from.
    from: Elapsed,
}

impl Begun {
    /// A run that begins now.
    fn new(setup: Setup, lead: Vec<Reading>, options: &LiveOptions, folders: &Folders) -> Self {
        let header = header(Origin::Strap, &setup);
        let recorder = if options.no_record { Recorder::off() } else { Recorder::create(&folders.runs(), &header) };
        Self {
            session: Session::new(setup),
            recorder,
            lead,
            question: StrapQuestion::default(),
            started_at: header.started_at,
            from: Elapsed::ZERO,
        }
    }

    /// Runs it on a terminal, or headless where there is none.
    async fn run(
        self,
        task: BleTask,
        opened: Option<OpenTerminal>,
        face: Face,
        profile: &Profile,
        folders: &Folders,
        memory: Option<DeviceMemory>,
    ) -> Result<(), Failure> {
        let provenance = Provenance {
            file: None,
            origin: Origin::Strap,
            format: "journal",
            started_at: Some(self.started_at.to_string()),
            claims: FileMetadata::default(),
            warnings: Vec::new(),
        };
        let mut run = Run::new(self.session, provenance, face);
        run.started_at = Some(self.started_at);
        run.prefer(profile, folders);
        run.baseline = profile.usual;
        run.memory = memory;
        run.recorder = self.recorder;
        run.lead = self.lead;
        run.question = self.question;
        run.opened = opened;
        run.run_here(|| Timeline::live(LiveSource::Ble(task), self.from, TimeBase::Clock)).await
    }
}

async fn on_screen(options: &LiveOptions, profile: Profile, folders: &Folders, choice: Selection) -> Result<(), Failure> {
    let (colors, mouse) = (profile.theme, profile.mouse);
    let mut before = BeforeRun::new(profile, folders, options.adapter.clone(), choice)?;
    let mut terminal = OpenTerminal::open(colors, mouse)?;
    let memory = device_memory(folders);
    loop {
        let outcome = before.screen.ask(&mut terminal.screen, &mut terminal.keys).await;
        let outcome = outcome.map_err(|error| Failure::new(format!("the terminal is gone: {error}; start again")))?;
        if let (Some(identity), Some(memory)) = (before.screen.chosen.take(), &memory) {
            memory.remember(DeviceRole::HeartRate, identity);
        }
        let begun = match outcome {
            StartOutcome::Quit => {
                // The screen is given back first; the strap may take its three seconds.
                drop(terminal);
                before.screen.task.close().await;
                return Ok(());
            }
            StartOutcome::Demo => return demo(before.screen, &before.profile, folders, terminal).await,
            StartOutcome::Begin(lead) => Some(Begun::new(before.screen.start.setup.clone(), lead, options, folders)),
            StartOutcome::Answer(answer) => before.carry_out(answer, &terminal)?,
        };
        if let Some(mut begun) = begun {
            begun.question = before.screen.question;
            return begun.run(before.screen.task, Some(terminal), Face::Screen, &before.profile, folders, memory).await;
        }
    }
}

/// Shows the form of a first run and nothing else: what is told is kept in the configuration. False where it was left on the way.
pub(super) fn fill_in_form(profile: Profile, folders: &Folders) -> Result<bool, Failure> {
    let _log = log::begin(&folders.data);
    block_on(async {
        let (colors, mouse) = (profile.theme, profile.mouse);
        let choice =
            Selection { wanted: None, remembered: remembered_device(&folders.data, DeviceRole::HeartRate), can_ask: true, locked: false };
        let form = first_run::form(&profile, folders);
        let mut before = BeforeRun::new(profile, folders, None, choice)?;
        // An unfinished run is asked about when the next one begins.
        (before.screen.start.form, before.screen.start.unfinished) = (Some(form), None);
        before.waiting.clear();
        let mut terminal = OpenTerminal::open(colors, mouse)?;
        let memory = device_memory(folders);
        let mut told = true;
        while before.screen.start.form.is_some() {
            let outcome = before.screen.ask(&mut terminal.screen, &mut terminal.keys).await;
            match outcome.map_err(|error| Failure::new(format!("the terminal is gone: {error}; start again")))? {
                StartOutcome::Answer(answer) => drop(before.carry_out(answer, &terminal)?),
                StartOutcome::Quit => {
                    told = false;
                    break;
                }
                StartOutcome::Begin(_) | StartOutcome::Demo => {}
            }
            if let (Some(identity), Some(memory)) = (before.screen.chosen.take(), &memory) {
                memory.remember(DeviceRole::HeartRate, identity);
            }
        }
        drop(terminal);
        before.screen.task.close().await;
        Ok(told)
    })?
}

/// The start screen, and what its answers change.
struct BeforeRun<'a> {
    screen: StartScreen,
    profile: Profile,
    folders: &'a Folders,
    /// Unfinished runs that were not asked about yet, the newest first.
    waiting: Vec<Unfinished>,
    /// Plays the cues of the form.
    rehearsal: Rehearsal,
}

impl<'a> BeforeRun<'a> {
    fn new(profile: Profile, folders: &'a Folders, adapter: Option<String>, choice: Selection) -> Result<Self, Failure> {
        let mut start = StartForm::new(theme(profile.theme)?, profile.setup()?, profile.minutes);
        if profile.is_guesswork() {
            start.form = Some(first_run::form(&profile, folders));
        }
        // A folder that cannot be read must not keep a run from beginning; recording will tell as well.
        let waiting = store::unfinished(&folders.runs()).unwrap_or_else(|error| {
            start.trouble = Some(error.to_string());
            Vec::new()
        });
        start.unfinished = waiting.first().map(asked);
        start.last = past_runs::last(folders);
        Ok(Self {
            screen: StartScreen::new(start, start_strap(adapter, choice)?),
            profile,
            folders,
            waiting,
            rehearsal: Rehearsal::default(),
        })
    }

    /// Carries out an answer; the run that it begins, where it does.
    fn carry_out(&mut self, answer: StartAction, terminal: &OpenTerminal) -> Result<Option<Begun>, Failure> {
        match answer {
            StartAction::Numbers(numbers) => self.keep_numbers(numbers)?,
            StartAction::Play(place, choice) => {
                let trouble = self.rehearsal.play(place, choice, self.folders.sounds(), terminal.bell());
                if let Some(sound) = self.screen.start.form.as_mut().and_then(|form| form.sound_step()) {
                    sound.trouble = trouble;
                }
            }
            StartAction::Sound(choice) => {
                let kept = first_run::keep_sound(choice, &mut self.profile, self.folders);
                self.screen.start.trouble = kept.err().map(|error| error.to_string());
            }
            StartAction::Resume => match resumed(&self.waiting.remove(0), self.screen.known()) {
                Ok(begun) => return Ok(Some(begun)),
                Err(error) => self.screen.start.trouble = Some(error.to_string()),
            },
            StartAction::Finish => {
                if let Err(error) = store::finish(&self.waiting.remove(0).path) {
                    self.screen.start.trouble = Some(error.to_string());
                }
            }
            StartAction::Later => drop(self.waiting.remove(0)),
            // The screen carries these out by itself, or they are outcomes of their own.
            StartAction::SkipNumbers
            | StartAction::Begin
            | StartAction::Demo
            | StartAction::Quit
            | StartAction::Pick(_)
            | StartAction::SwitchOn
            | StartAction::Legs(_)
            | StartAction::Redraw => return Ok(None),
        }
        self.screen.start.unfinished = self.waiting.first().map(asked);
        Ok(None)
    }

    fn keep_numbers(&mut self, numbers: Numbers) -> Result<(), Failure> {
        let kept = first_run::keep_numbers(numbers, &mut self.profile, self.folders);
        self.screen.start.trouble = kept.err().map(|error| error.to_string());
        let plan = self.screen.start.setup.plan;
        self.screen.start.setup = Setup { plan, ..self.profile.setup()? };
        Ok(())
    }
}

/// An unfinished run, as far as its journal goes: what was said then is not said again, and it keeps its start.
fn resumed(run: &Unfinished, mut lead: Vec<Reading>) -> Result<Begun, StoreError> {
    let (journal, recorder) = store::resume(&run.path)?;
    let mut session = Session::new(journal.header.setup.clone());
    for reading in &journal.readings {
        session.step(&reading.event());
    }
    // Whatever the link was when the run broke off, it is another one now.
    if !lead.iter().any(|reading| matches!(reading, Reading::Link(_))) {
        lead.insert(0, Reading::Link(Link::Searching));
    }
    // Its time went on while nobody wrote.
    let from = journal.end() + Span::from_secs(idle_s(run));
    Ok(Begun { session, recorder, lead, question: StrapQuestion::default(), started_at: journal.header.started_at, from })
}

async fn demo(screen: StartScreen, profile: &Profile, folders: &Folders, terminal: OpenTerminal) -> Result<(), Failure> {
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
    let mut run = Run::new(Session::new(setup), provenance, Face::Screen);
    run.source_line = Some("demo".to_owned());
    run.prefer(profile, folders);
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
