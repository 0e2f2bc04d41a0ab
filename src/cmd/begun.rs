//! A run with a strap that begins, or goes on where an earlier one broke off.

use std::time::SystemTime;

use super::face::Face;
use super::profile::Profile;
use super::runner::{Next, OpenTerminal, Run};
use super::{Failure, header};
use crate::app::StrapQuestion;
use crate::ble::BleTask;
use crate::format::{DeviceIdentity, FileMetadata, Origin, Reading};
use crate::report::Provenance;
use crate::screen::Unfinished as Asked;
use crate::session::{DeviceRole, Elapsed, Link, Session, Setup, Span};
use crate::source::{LiveSource, TimeBase, Timeline};
use crate::store::{self, DeviceMemory, Folders, Recorder, StoreError, Unfinished};

/// A run that was left less long ago than this may be gone on with.
const RESUMABLE_FOR_S: u64 = 600;

/// A run with a strap that may begin, or go on.
pub(super) struct Begun {
    session: Session,
    recorder: Recorder,
    /// What is known of the links and the devices.
    lead: Vec<(DeviceRole, Reading)>,
    /// Which strap is the runner's, while that is asked.
    pub question: StrapQuestion,
    /// The treadmill that is connected already.
    pub treadmill: Option<DeviceIdentity>,
    /// The wall clock at its start, read once: a run that is resumed keeps it.
    started_at: jiff::Timestamp,
    /// Where its time goes on from.
    from: Elapsed,
}

impl Begun {
    /// A run that begins now.
    pub(super) fn new(setup: Setup, lead: Vec<(DeviceRole, Reading)>, no_record: bool, folders: &Folders) -> Self {
        let header = header(Origin::Strap, &setup);
        let recorder = if no_record { Recorder::off() } else { Recorder::create(&folders.runs(), &header) };
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
    pub(super) async fn run(
        self,
        task: BleTask,
        opened: Option<OpenTerminal>,
        face: Face,
        profile: &Profile,
        folders: &Folders,
        memory: Option<DeviceMemory>,
    ) -> Result<Next, Failure> {
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

/// An unfinished run, as far as its journal goes: what was said then is not said again, and it keeps its start.
pub(super) fn resumed(run: &Unfinished, mut lead: Vec<(DeviceRole, Reading)>) -> Result<Begun, StoreError> {
    let (journal, recorder) = store::resume(&run.path)?;
    let mut session = Session::new(journal.header.setup.clone());
    for reading in &journal.readings {
        session.step(&reading.event());
    }
    // What was about to be written to the belt when the run broke off is never written.
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

/// What is asked of an unfinished run.
pub(super) fn asked(run: &Unfinished) -> Asked {
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
