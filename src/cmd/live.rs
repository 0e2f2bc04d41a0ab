//! The live run with a strap: start screen, unfinished runs, and the run itself.

use std::time::SystemTime;

use super::face::Face;
use super::profile::Profile;
use super::runner::{OpenTerminal, Run, block_on, theme};
use super::{Failure, header, log};
use crate::app::{StartOutcome, StartScreen, StrapQuestion};
use crate::ble::{BleCommand, BleEventKind, BleTask, Selection, Timing};
use crate::format::{DeviceIdentity, FileMetadata, Origin, Reading};
use crate::report::Provenance;
use crate::screen::{Start as StartForm, StartAction, Unfinished as Asked};
use crate::session::{DeviceRole, Elapsed, HoldPlan, Link, Plan, Session, Setup, Span};
use crate::source::demo::{Demo, Runner};
use crate::source::{LiveSource, Speed, TimeBase, Timeline};
use crate::store::{self, Config, DeviceMemory, Folders, Recorder, StoreError, Unfinished, checked_belts, remembered_device};

/// In place of a device's name: none is looked for.
const NONE: &str = "none";

/// A run that was left less long ago than this may be gone on with.
const RESUMABLE_FOR_S: u64 = 600;

/// What the flags say of a run with a strap.
pub(super) struct LiveOptions {
    /// The strap to take, by name or address.
    pub strap: Option<String>,
    /// The treadmill: by name or address, or `none`.
    pub treadmill: Option<String>,
    /// The foot pod, likewise.
    pub foot_pod: Option<String>,
    /// Whether the belt follows the heart.
    pub hold: HoldPlan,
    /// The treadmill tells its speeds in miles an hour.
    pub in_miles: bool,
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
        let devices = options.devices(folders)?;
        if options.face != Face::Screen {
            headless(&options, &profile, folders, devices).await
        } else {
            on_screen(&options, profile, folders, devices).await
        }
    })?
}

/// The devices to look for, each with what is known of it.
type Wanted = Vec<(DeviceRole, Selection)>;

impl LiveOptions {
    /// The devices to look for: a strap always; a treadmill and a foot pod where they are named or were chosen before, and on the screen
    /// to be offered.
    fn devices(&self, folders: &Folders) -> Result<Wanted, Failure> {
        let can_ask = self.face == Face::Screen;
        let select = |role, named: &Option<String>| Selection {
            wanted: named.clone(),
            remembered: remembered_device(&folders.data, role),
            can_ask,
            locked: false,
            in_miles: role == DeviceRole::Treadmill && self.in_miles,
        };
        let mut devices = vec![(DeviceRole::HeartRate, select(DeviceRole::HeartRate, &self.strap))];
        for (role, named) in [(DeviceRole::Treadmill, &self.treadmill), (DeviceRole::FootPod, &self.foot_pod)] {
            let selection = select(role, named);
            let is_meant = selection.wanted.is_some() || selection.remembered.is_some() || can_ask;
            if is_meant && named.as_deref() != Some(NONE) {
                devices.push((role, selection));
            }
        }
        if !self.hold.is_off() && !devices.iter().any(|(role, _)| *role == DeviceRole::Treadmill) {
            return Err(Failure::usage("--hold needs a treadmill: none was chosen yet; name yours with --treadmill NAME"));
        }
        Ok(devices)
    }

    /// Lets the belt be controlled, where the runner asked for it.
    fn allow_control(&self, task: &BleTask, folders: &Folders) -> Result<(), Failure> {
        if !self.hold.is_off() {
            task.order(BleCommand::AllowControl(checked_belts(&folders.data)?));
        }
        Ok(())
    }

    /// A setup with what the runner decided of the belt.
    fn held(&self, setup: Setup) -> Setup {
        Setup { plan: Plan { hold: self.hold, ..setup.plan }, ..setup }
    }
}

fn start_devices(adapter: Option<String>, devices: Wanted) -> Result<BleTask, Failure> {
    BleTask::start_on(adapter, devices, Timing::default())
        .map_err(|error| Failure::new(format!("bluetooth cannot be started: {error}; free some memory and try again")))
}

async fn headless(options: &LiveOptions, profile: &Profile, folders: &Folders, devices: Wanted) -> Result<(), Failure> {
    let setup = options.held(profile.setup()?);
    finish_earlier_runs(folders);
    let mut task = start_devices(options.adapter.clone(), devices)?;
    options.allow_control(&task, folders)?;
    // Whether Bluetooth works at all is told first; a run that cannot find a strap before somebody helps is not begun.
    let lead = match task.events.recv().await.map(|event| (event.device, event.kind)) {
        Some((_, BleEventKind::Error(Some(error)))) if error.needs_hands() => {
            task.close().await;
            return Err(Failure::new(error.to_string()));
        }
        Some((role, BleEventKind::Reading(reading))) => vec![(role, reading)],
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
    /// What is known of the links and the devices.
    lead: Vec<(DeviceRole, Reading)>,
    /// Which strap is the runner's, while that is asked.
    question: StrapQuestion,
    /// The treadmill that is connected already.
    treadmill: Option<DeviceIdentity>,
    /// The wall clock at its start, read once: a run that is resumed keeps it.
    started_at: jiff::Timestamp,
    /// Where its time goes on from.
    from: Elapsed,
}

impl Begun {
    /// A run that begins now.
    fn new(setup: Setup, lead: Vec<(DeviceRole, Reading)>, options: &LiveOptions, folders: &Folders) -> Self {
        let header = header(Origin::Strap, &setup);
        let recorder = if options.no_record { Recorder::off() } else { Recorder::create(&folders.runs(), &header) };
        Self {
            session: Session::new(setup),
            recorder,
            lead,
            question: StrapQuestion::default(),
            treadmill: None,
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
        run.treadmill = self.treadmill;
        run.opened = opened;
        run.run_here(|| Timeline::live(LiveSource::Ble(task), self.from, TimeBase::Clock)).await
    }
}

async fn on_screen(options: &LiveOptions, profile: Profile, folders: &Folders, devices: Wanted) -> Result<(), Failure> {
    let mut before = BeforeRun::new(profile, folders, options.adapter.clone(), devices)?;
    let mut terminal = OpenTerminal::open()?;
    let memory = device_memory(folders);
    loop {
        let outcome = before.screen.ask(&mut terminal.screen, &mut terminal.keys).await;
        let outcome = outcome.map_err(|error| Failure::new(format!("the terminal is gone: {error}; start again")))?;
        if let (Some(identity), Some(memory)) = (before.screen.chosen.take(), &memory) {
            memory.remember(DeviceRole::HeartRate, identity);
        }
        before.remember_others(memory.as_ref());
        let begun = match outcome {
            StartOutcome::Quit => {
                // The screen is given back first; the strap may take its three seconds.
                drop(terminal);
                before.screen.task.close().await;
                return Ok(());
            }
            StartOutcome::Demo => return demo(before.screen, &before.profile, folders, terminal).await,
            StartOutcome::Begin(lead) => {
                let setup = options.held(before.screen.start.setup.clone());
                options.allow_control(&before.screen.task, folders)?;
                Some(Begun::new(setup, lead, options, folders))
            }
            StartOutcome::Answer(answer) => before.carry_out(answer)?,
        };
        if let Some(mut begun) = begun {
            begun.question = before.screen.question;
            begun.treadmill = before.treadmill;
            // What nobody chose before the run is not looked for in it.
            for role in [DeviceRole::Treadmill, DeviceRole::FootPod] {
                before.screen.task.order(BleCommand::StopLooking(role));
            }
            return begun.run(before.screen.task, Some(terminal), Face::Screen, &before.profile, folders, memory).await;
        }
    }
}

/// The start screen, and what its answers change.
struct BeforeRun<'a> {
    screen: StartScreen,
    profile: Profile,
    folders: &'a Folders,
    /// Unfinished runs that were not asked about yet, the newest first.
    waiting: Vec<Unfinished>,
    /// The treadmill, once it was connected.
    treadmill: Option<DeviceIdentity>,
}

impl<'a> BeforeRun<'a> {
    fn new(profile: Profile, folders: &'a Folders, adapter: Option<String>, devices: Wanted) -> Result<Self, Failure> {
        let mut start = StartForm::new(theme(profile.theme)?, profile.setup()?, profile.minutes);
        if profile.is_guesswork() {
            start.ask_age();
        }
        // A folder that cannot be read must not keep a run from beginning; recording will tell as well.
        let waiting = store::unfinished(&folders.runs()).unwrap_or_else(|error| {
            start.trouble = Some(error.to_string());
            Vec::new()
        });
        start.unfinished = waiting.first().map(asked);
        let screen = StartScreen::new(start, start_devices(adapter, devices)?);
        Ok(Self { screen, profile, folders, waiting, treadmill: None })
    }

    /// Remembers the treadmill and the foot pod that were connected since the last call.
    fn remember_others(&mut self, memory: Option<&DeviceMemory>) {
        for (role, identity) in self.screen.others.take_chosen() {
            if role == DeviceRole::Treadmill {
                self.treadmill = Some(identity.clone());
            }
            if let Some(memory) = memory {
                memory.remember(role, identity);
            }
        }
    }

    /// Carries out an answer; the run that it begins, where it does.
    fn carry_out(&mut self, answer: StartAction) -> Result<Option<Begun>, Failure> {
        match answer {
            StartAction::Age(age) => self.set_age(age)?,
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
            StartAction::SkipAge
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

    fn set_age(&mut self, age: u8) -> Result<(), Failure> {
        self.profile.athlete.age = Some(f64::from(age));
        let plan = self.screen.start.setup.plan;
        self.screen.start.setup = Setup { plan, ..self.profile.setup()? };
        if let Err(error) = Config::set_age(&self.folders.config, age) {
            self.screen.start.trouble = Some(error.to_string());
        }
        Ok(())
    }
}

/// An unfinished run, as far as its journal goes: what was said then is not said again, and it keeps its start.
fn resumed(run: &Unfinished, mut lead: Vec<(DeviceRole, Reading)>) -> Result<Begun, StoreError> {
    let (journal, recorder) = store::resume(&run.path)?;
    let mut session = Session::new(journal.header.setup.clone());
    for reading in &journal.readings {
        session.step(&reading.event());
    }
    // What was about to be written to the belt when the run broke off is never written.
    let _ = session.take_belt_command();
    // A command of then is not for now.
    let _ = session.take_belt_command();
    // Whatever a link was when the run broke off, it is another one now.
    let had_treadmill = session.view().devices.iter().any(|device| device.role == DeviceRole::Treadmill && device.link.is_some());
    for role in [DeviceRole::Treadmill, DeviceRole::HeartRate] {
        let is_told = lead.iter().any(|(told, reading)| *told == role && matches!(reading, Reading::Link(_)));
        if !is_told && (had_treadmill || role == DeviceRole::HeartRate) {
            lead.insert(0, (role, Reading::Link(Link::Searching)));
        }
    }
    // Its time went on while nobody wrote.
    let from = journal.end() + Span::from_secs(idle_s(run));
    Ok(Begun { session, recorder, lead, question: StrapQuestion::default(), treadmill: None, started_at: journal.header.started_at, from })
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
