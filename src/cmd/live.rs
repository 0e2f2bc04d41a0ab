//! The live run with a strap: start screen, unfinished runs, and the run itself.

use super::begun::{Begun, asked, resumed};
use super::face::Face;
use super::first_run::{self, Rehearsal};
use super::profile::Profile;
use super::runner::{Next, OpenTerminal, Run, block_on, theme};
use super::{Failure, log, past_runs};
use crate::app::{StartOutcome, StartScreen};
use crate::ble::{BleCommand, BleEventKind, BleTask, Selection, Timing};
use crate::format::{DeviceIdentity, FileMetadata, Origin};
use crate::report::Provenance;
use crate::screen::{Numbers, ShutDown, Start as StartForm, StartAction};
use crate::session::{DeviceRole, HoldPlan, HoldQuestion, Plan, Session, Setup};
use crate::source::demo::{Demo, Runner};
use crate::source::{Speed, Timeline};
use crate::store::{self, DeviceMemory, Folders, StoreError, Unfinished, checked_belts, remembered_device};

/// In place of a device's name: none is looked for.
const NONE: &str = "none";

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

pub(super) fn run(options: LiveOptions, profile: Profile, folders: &Folders) -> Result<Next, Failure> {
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
    fn allow_control(hold: HoldPlan, task: &BleTask, folders: &Folders) -> Result<(), Failure> {
        if !hold.is_off() {
            task.order(BleCommand::AllowControl(checked_belts(&folders.data)?));
        }
        Ok(())
    }

    /// A setup with what the runner decided of the belt.
    fn held(hold: HoldPlan, setup: Setup) -> Setup {
        Setup { plan: Plan { hold, ..setup.plan }, ..setup }
    }
}

fn start_devices(adapter: Option<String>, devices: Wanted) -> Result<BleTask, Failure> {
    BleTask::start_on(adapter, devices, Timing::default())
        .map_err(|error| Failure::new(format!("bluetooth cannot be started: {error}; free some memory and try again")))
}

async fn headless(options: &LiveOptions, profile: &Profile, folders: &Folders, devices: Wanted) -> Result<Next, Failure> {
    let setup = LiveOptions::held(options.hold, profile.setup()?);
    finish_earlier_runs(folders);
    let mut task = start_devices(options.adapter.clone(), devices)?;
    LiveOptions::allow_control(options.hold, &task, folders)?;
    // Whether Bluetooth works at all is told first; a run that cannot find a strap before somebody helps is not begun.
    let lead = match task.events.recv().await.map(|event| (event.device, event.kind)) {
        Some((_, BleEventKind::Error(Some(error)))) if error.needs_hands() => {
            task.close().await;
            return Err(Failure::new(error.to_string()));
        }
        Some((role, BleEventKind::Reading(reading))) => vec![(role, reading)],
        Some(_) | None => Vec::new(),
    };
    let begun = Begun::new(setup, lead, options.no_record, folders);
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

async fn on_screen(options: &LiveOptions, profile: Profile, folders: &Folders, devices: Wanted) -> Result<Next, Failure> {
    let (colors, mouse, kiosk) = (profile.theme, profile.mouse, profile.keys.is_kiosk());
    let mut before = BeforeRun::new(profile, folders, options.adapter.clone(), devices)?;
    before.screen.start.hold = HoldQuestion::new(options.hold);
    let mut terminal = OpenTerminal::open(colors, mouse, kiosk)?;
    let memory = device_memory(folders);
    loop {
        let outcome = before.screen.ask(&mut terminal.screen, &mut terminal.keys).await;
        let outcome = outcome.map_err(|error| Failure::new(format!("the terminal is gone: {error}; start again")))?;
        if let (Some(identity), Some(memory)) = (before.screen.chosen.take(), &memory) {
            memory.remember(DeviceRole::HeartRate, identity);
        }
        before.remember_others(memory.as_ref());
        let begun = match outcome {
            StartOutcome::Quit | StartOutcome::ShutDown => {
                // The screen is given back first; the strap may take its three seconds.
                drop(terminal);
                before.screen.task.close().await;
                return Ok(if outcome == StartOutcome::ShutDown { Next::ShutDown } else { Next::End });
            }
            StartOutcome::Demo => return demo(before.screen, &before.profile, folders, terminal).await,
            StartOutcome::Begin(lead) => {
                let hold = before.screen.start.hold.answer().unwrap_or(HoldPlan::OFF);
                let setup = LiveOptions::held(hold, before.screen.start.setup.clone());
                LiveOptions::allow_control(hold, &before.screen.task, folders)?;
                Some(Begun::new(setup, lead, options.no_record, folders))
            }
            StartOutcome::Answer(answer) => before.carry_out(answer, &terminal)?,
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

/// Shows the form of a first run and nothing else: what is told is kept in the configuration. False where it was left on the way.
pub(super) fn fill_in_form(profile: Profile, folders: &Folders) -> Result<bool, Failure> {
    let _log = log::begin(&folders.data);
    block_on(async {
        let (colors, mouse) = (profile.theme, profile.mouse);
        let choice = Selection {
            wanted: None,
            remembered: remembered_device(&folders.data, DeviceRole::HeartRate),
            can_ask: true,
            locked: false,
            in_miles: false,
        };
        let devices = vec![(DeviceRole::HeartRate, choice)];
        let form = first_run::form(&profile, folders);
        let mut before = BeforeRun::new(profile, folders, None, devices)?;
        // An unfinished run is asked about when the next one begins.
        (before.screen.start.form, before.screen.start.unfinished) = (Some(form), None);
        before.waiting.clear();
        let mut terminal = OpenTerminal::open(colors, mouse, false)?;
        let memory = device_memory(folders);
        let mut told = true;
        while before.screen.start.form.is_some() {
            let outcome = before.screen.ask(&mut terminal.screen, &mut terminal.keys).await;
            match outcome.map_err(|error| Failure::new(format!("the terminal is gone: {error}; start again")))? {
                StartOutcome::Answer(answer) => drop(before.carry_out(answer, &terminal)?),
                StartOutcome::Quit | StartOutcome::ShutDown => {
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
    /// The treadmill, once it was connected.
    treadmill: Option<DeviceIdentity>,
}

impl<'a> BeforeRun<'a> {
    fn new(profile: Profile, folders: &'a Folders, adapter: Option<String>, devices: Wanted) -> Result<Self, Failure> {
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
        start.shut_down = profile.keys.is_kiosk().then(|| ShutDown::new(profile.keys.clone()));
        let screen = StartScreen::new(start, start_devices(adapter, devices)?);
        Ok(Self { screen, profile, folders, waiting, rehearsal: Rehearsal::default(), treadmill: None })
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
                self.tell(kept);
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
            | StartAction::ShutDown
            | StartAction::Pick(_)
            | StartAction::PickMachine(..)
            | StartAction::SwitchOn
            | StartAction::Legs(_)
            | StartAction::Redraw => return Ok(None),
        }
        self.screen.start.unfinished = self.waiting.first().map(asked);
        Ok(None)
    }

    /// What could not be kept is told; what stands there of Bluetooth is not over because something was.
    fn tell(&mut self, kept: Result<(), StoreError>) {
        if let Err(error) = kept {
            self.screen.start.trouble = Some(error.to_string());
        }
    }

    fn keep_numbers(&mut self, numbers: Numbers) -> Result<(), Failure> {
        let kept = first_run::keep_numbers(numbers, &mut self.profile, self.folders);
        self.tell(kept);
        let plan = self.screen.start.setup.plan;
        self.screen.start.setup = Setup { plan, ..self.profile.setup()? };
        Ok(())
    }
}

async fn demo(screen: StartScreen, profile: &Profile, folders: &Folders, terminal: OpenTerminal) -> Result<Next, Failure> {
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
