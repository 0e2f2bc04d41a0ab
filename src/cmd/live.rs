//! The live run with a strap: start screen, unfinished runs, and the run itself.

use std::time::SystemTime;

use crossterm::event::EventStream;

use super::profile::Profile;
use super::run::RunArgs;
use super::runner::{Play, block_on, open_screen, theme};
use super::{Failure, header, log};
use crate::app::{StartOutcome, StartScreen};
use crate::ble::{BleEventKind, BleTask, Selection, Timing};
use crate::format::journal::Journal;
use crate::format::{FileMetadata, Origin, Reading};
use crate::report::Provenance;
use crate::screen::{Start, StartAction, Unfinished as Asked};
use crate::session::{DeviceRole, Elapsed, Session, Setup};
use crate::source::demo::{Demo, Runner};
use crate::source::timeline::{LiveSource, Speed, TimeBase, Timeline};
use crate::store::{self, Config, Folders, Recorder, Unfinished, remember_device, remembered_device};

/// A run that was left less long ago than this may be gone on with.
const RESUMABLE_FOR_S: u64 = 600;

pub(super) fn run(args: RunArgs, profile: Profile, folders: &Folders) -> Result<(), Failure> {
    if cfg!(target_os = "macos") {
        eprintln!(
            "recovery-run: if this stops right here, macOS keeps this terminal from Bluetooth: allow it in System Settings > Privacy & Security > Bluetooth"
        );
    }
    log::begin(&folders.data);
    block_on(async {
        let choice = Selection {
            wanted: args.strap.clone(),
            remembered: remembered_device(&folders.data, DeviceRole::HeartRate),
            can_ask: !args.headless,
            locked: false,
        };
        if args.headless { headless(&args, &profile, folders, choice).await } else { on_screen(&args, profile, folders, choice).await }
    })?
}

fn start_strap(choice: Selection) -> Result<BleTask, Failure> {
    BleTask::start(vec![(DeviceRole::HeartRate, choice)], Timing::default())
        .map_err(|error| Failure::new(format!("bluetooth cannot be started: {error}; free some memory and try again")))
}

async fn headless(args: &RunArgs, profile: &Profile, folders: &Folders, choice: Selection) -> Result<(), Failure> {
    let setup = profile.setup()?;
    // What cannot be mended now is found again next time; it must not keep a run from beginning.
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
    let mut task = start_strap(choice)?;
    // Whether Bluetooth works at all is told first; a run that cannot find a strap before somebody helps is not begun.
    let lead = match task.events.recv().await.map(|event| event.kind) {
        Some(BleEventKind::Error(Some(trouble))) if trouble.needs_hands() => {
            task.close().await;
            return Err(Failure::new(trouble.to_string()));
        }
        Some(BleEventKind::Reading(reading)) => vec![reading],
        Some(_) | None => Vec::new(),
    };
    let recorder = if args.no_record { None } else { Some(Recorder::create(&folders.runs(), &header(Origin::Strap, &setup))) };
    let mut play = live_play(Session::new(setup), profile, folders, true);
    play.guesswork = profile.is_guesswork();
    play.recorder = recorder.unwrap_or_else(Recorder::off);
    play.lead = lead;
    play.play(|| Timeline::live(LiveSource::Strap(task), Elapsed::ZERO, TimeBase::Wall)).await
}

fn live_play(session: Session, profile: &Profile, folders: &Folders, headless: bool) -> Play {
    let started = header(Origin::Strap, session.setup()).started_at;
    let provenance = Provenance {
        file: None,
        origin: Origin::Strap,
        format: "journal",
        started_at: Some(started.to_string()),
        claims: FileMetadata::default(),
        warnings: Vec::new(),
    };
    let mut play = Play::new(session, provenance, headless);
    play.started_at = Some(started);
    play.bell = profile.bell;
    play.usual = profile.usual;
    play.data.clone_from(&folders.data);
    play
}

async fn on_screen(args: &RunArgs, mut profile: Profile, folders: &Folders, choice: Selection) -> Result<(), Failure> {
    let theme = theme()?;
    let setup = profile.setup()?;
    let mut start = Start::new(theme, setup, profile.minutes);
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
    let screen = open_screen()?;
    let mut prelude = StartScreen::new(screen, EventStream::new(), start, start_strap(choice)?);
    loop {
        let decided = prelude.ask().await.map_err(|error| Failure::new(format!("the terminal is gone: {error}; start again")))?;
        if let Some(identity) = prelude.chosen.take()
            && let Err(error) = remember_device(&folders.data, DeviceRole::HeartRate, &identity)
        {
            tracing::warn!(%error, "the strap is not remembered");
        }
        match decided {
            StartOutcome::Quit => {
                // The screen is given back first; the strap may take its three seconds.
                drop(prelude.screen);
                prelude.task.close().await;
                return Ok(());
            }
            StartOutcome::Demo => {
                let task = prelude.task;
                let setup = prelude.start.setup.clone();
                let opened = (prelude.screen, prelude.keys);
                let closing = tokio::spawn(task.close());
                let played = demo(setup, &profile, opened).await;
                // It was told to end when the demo began.
                let _ = closing.await;
                return played;
            }
            StartOutcome::Begin(lead) => {
                let setup = prelude.start.setup.clone();
                let recorder =
                    if args.no_record { Recorder::off() } else { Recorder::create(&folders.runs(), &header(Origin::Strap, &setup)) };
                return begin(prelude, Session::new(setup), recorder, lead, Elapsed::ZERO, &profile, folders).await;
            }
            StartOutcome::Answer(answer) => match answer {
                StartAction::Age(age) => {
                    profile.athlete.age = Some(f64::from(age));
                    let plan = prelude.start.setup.plan;
                    prelude.start.setup = Setup { plan, ..profile.setup()? };
                    if let Err(error) = Config::set_age(&folders.config, age) {
                        prelude.start.trouble = Some(error.to_string());
                    }
                }
                StartAction::Resume => {
                    let (journal, recorder) = match store::resume(&waiting.remove(0).path) {
                        Ok(resumed) => resumed,
                        Err(error) => {
                            prelude.start.trouble = Some(error.to_string());
                            continue;
                        }
                    };
                    let from = elapsed_now(&journal);
                    let (session, lead) = (folded(&journal), Vec::new());
                    return begin(prelude, session, recorder, lead, from, &profile, folders).await;
                }
                StartAction::Finish => {
                    if let Err(error) = store::finish(&waiting.remove(0).path) {
                        prelude.start.trouble = Some(error.to_string());
                    }
                    prelude.start.unfinished = waiting.first().map(asked);
                }
                StartAction::Later => {
                    waiting.remove(0);
                    prelude.start.unfinished = waiting.first().map(asked);
                }
                _ => {}
            },
        }
    }
}

async fn begin(
    prelude: StartScreen,
    session: Session,
    recorder: Recorder,
    lead: Vec<Reading>,
    from: Elapsed,
    profile: &Profile,
    folders: &Folders,
) -> Result<(), Failure> {
    let mut play = live_play(session, profile, folders, false);
    play.recorder = recorder;
    play.lead = lead;
    play.opened = Some((prelude.screen, prelude.keys));
    let task = prelude.task;
    play.play(|| Timeline::live(LiveSource::Strap(task), from, TimeBase::Wall)).await
}

async fn demo(setup: Setup, profile: &Profile, opened: (crate::screen::Screen, EventStream)) -> Result<(), Failure> {
    let script = Demo::new(&setup, Runner::default(), 1);
    let provenance = Provenance {
        file: None,
        origin: Origin::Demo,
        format: "journal",
        started_at: None,
        claims: FileMetadata::default(),
        warnings: Vec::new(),
    };
    let mut play = Play::new(Session::new(setup), provenance, false);
    play.source_line = Some("demo".to_owned());
    play.bell = profile.bell;
    play.opened = Some(opened);
    play.play(|| Timeline::scripted(Box::new(script), Speed::Times(1.0))).await
}

/// A run as far as its journal goes: what was said then is not said again.
fn folded(journal: &Journal) -> Session {
    let mut session = Session::new(journal.header.setup.clone());
    for stamped in &journal.readings {
        session.step(&stamped.event());
    }
    session
}

#[allow(clippy::disallowed_methods)] // How long ago a run was left is a question of the wall clock.
fn asked(run: &Unfinished) -> Asked {
    let idle = SystemTime::now().duration_since(run.written).map_or(0, |idle| idle.as_secs());
    let began = run.journal.header.started_at.to_zoned(jiff::tz::TimeZone::system());
    Asked {
        length: run.journal.end(),
        began: began.strftime("%H:%M").to_string(),
        resumable: idle < RESUMABLE_FOR_S && run.journal.header.origin == Origin::Strap,
    }
}

/// Where a run that is gone on with stands: time went on while nobody wrote.
#[allow(clippy::disallowed_methods)] // The gap lies between two processes; only the wall clock spans it.
fn elapsed_now(journal: &Journal) -> Elapsed {
    let since = jiff::Timestamp::now().as_millisecond() - journal.header.started_at.as_millisecond();
    Elapsed::from_ms(u64::try_from(since).unwrap_or(0)).max(journal.end())
}
