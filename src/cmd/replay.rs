//! `recovery-run replay`: plays a recording through the same machine and screen.

use clap::Args;

use super::Failure;
use super::face::FaceArgs;
use super::profile::{PlanArgs, Profile, ProfileArgs};
use super::recording::{open, warn};
use super::runner::Run;
use crate::report::Provenance;
use crate::session::Session;
use crate::source::{Recorded, Speed, Timeline};
use crate::store::Folders;

/// Flags of `replay`.
#[derive(Debug, Args)]
pub struct ReplayArgs {
    /// A journal, FIT, TCX, GPX, JSON, CSV, HRM or RR file, gzipped or zipped too; `-` is standard input, `last` the latest run
    ///
    /// A run of the history goes by its id as well, which `history --list` shows
    file: String,
    /// 0.1 to 1000 times real time, or max [default: 1]
    ///
    /// With `--headless` the default is max
    #[arg(long)]
    speed: Option<Speed>,
    #[command(flatten)]
    face: FaceArgs,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    profile: ProfileArgs,
}

impl ReplayArgs {
    pub(super) fn run(self, configured: Profile, folders: &Folders) -> Result<(), Failure> {
        let mut activities = open(&self.file, folders)?;
        if activities.len() > 1 {
            eprintln!("recovery-run: {} holds {} activities: the first is played", self.file, activities.len());
        }
        let recording = activities.remove(0);
        warn(&self.file, &recording);
        let base = recording.setup.as_ref().map_or_else(|| configured.clone().plain(), Profile::recorded);
        let profile = base.with(&self.profile, self.plan)?;
        let guesswork = profile.is_guesswork();
        let setup = match &recording.setup {
            // Nothing was overridden: exactly what the run was measured by, words and all.
            Some(setup) if self.profile == ProfileArgs::default() && self.plan == PlanArgs::default() => setup.clone(),
            Some(_) | None => profile.setup()?,
        };
        let provenance = Provenance {
            file: None,
            origin: recording.origin,
            format: recording.format(),
            started_at: recording.started_at.filter(|_| recording.origin.has_wall_clock()).map(|at| at.to_string()),
            claims: recording.claims,
            warnings: recording.warnings,
        };
        let speed = self.speed.unwrap_or(if self.face.is_unwatched() { Speed::Max } else { Speed::Times(1.0) });
        let readings = recording.readings;
        let mut run = Run::new(Session::new(setup), provenance, self.face.face());
        run.started_at = recording.started_at;
        run.guesswork = guesswork;
        run.source_line = Some("replay".to_owned());
        run.total = Some(recording.end);
        run.prefer(&configured, folders);
        run.run(|| Timeline::scripted(Box::new(Recorded::new(readings, recording.end)), speed))
    }
}
