//! `recovery-run demo`: a simulated heart, for trying the program without a strap.

use clap::Args;

use super::face::FaceArgs;
use super::profile::{FeatureArgs, PlanArgs, Profile, ProfileArgs};
use super::runner::Run;
use super::{Failure, header, words};
use crate::format::{FileMetadata, Origin};
use crate::report::Provenance;
use crate::session::{HoldMode, HoldPlan, Session};
use crate::source::demo::{Demo, Runner};
use crate::source::{Speed, Timeline};
use crate::store::{Folders, Recorder};

/// What `--hold` alone may take the belt up to, in km/h (design choice): nobody stands on it.
const DEMO_LIMIT_KMH: f64 = 12.0;

fn hold_mode(word: &str) -> Result<HoldMode, String> {
    HoldMode::from_word(word).filter(|mode| *mode != HoldMode::Off).ok_or_else(|| "give nothing, or dry-run".to_owned())
}

/// Flags of `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// The same seed gives the same run
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 0.1 to 1000 times real time, or max [default: 1]
    ///
    /// With `--headless` the default is max
    #[arg(long)]
    speed: Option<Speed>,
    /// How the runner takes to prompts
    #[arg(long, default_value = "obedient", value_parser = words::runner())]
    runner: Runner,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    method: FeatureArgs,
    #[command(flatten)]
    face: FaceArgs,
    /// On a simulated treadmill that tells its speed
    #[arg(long)]
    treadmill: bool,
    /// Let the simulated belt follow the heart
    ///
    /// With dry-run it shows what it would do
    #[arg(long, value_name = "dry-run", num_args = 0..=1, default_missing_value = "on", value_parser = hold_mode)]
    hold: Option<HoldMode>,
    /// The belt is never asked to go faster than this, in km/h [default: 12]
    #[arg(long, hide_short_help = true, value_name = "KMH", requires = "hold")]
    hold_limit: Option<f64>,
    /// The belt is never asked to go slower than this, in km/h [default: 4]
    #[arg(long, hide_short_help = true, value_name = "KMH", requires = "hold")]
    hold_floor: Option<f64>,
    /// Keep a journal of it, as of a run
    #[arg(long)]
    record: bool,
    #[command(flatten)]
    profile: ProfileArgs,
}

impl DemoArgs {
    pub(super) fn run(self, configured: Profile, folders: &Folders) -> Result<(), Failure> {
        let profile = configured.with(&self.profile, self.plan)?.following(&self.method);
        let mut setup = profile.setup()?;
        if let Some(mode) = self.hold {
            let limit = self.hold_limit.unwrap_or(DEMO_LIMIT_KMH);
            setup.plan.hold = HoldPlan::new(mode, limit, self.hold_floor).map_err(|error| Failure::usage(error.to_string()))?;
        }
        let script = Demo::new(&setup, self.runner, self.seed);
        let script = if self.treadmill || self.hold.is_some() { script.on_a_treadmill(&setup) } else { script };
        let speed = self.speed.unwrap_or(if self.face.is_unwatched() { Speed::Max } else { Speed::Times(1.0) });
        let provenance = Provenance {
            file: None,
            origin: Origin::Demo,
            format: "journal",
            started_at: None,
            claims: FileMetadata::default(),
            warnings: Vec::new(),
        };
        let mut recorder = Recorder::off();
        if self.record {
            recorder = Recorder::create(&folders.runs(), &header(Origin::Demo, &setup));
        }
        let mut run = Run::new(Session::new(setup), provenance, self.face.face());
        run.guesswork = profile.is_guesswork();
        run.source_line = Some("demo".to_owned());
        run.recorder = recorder;
        run.prefer(&profile, folders);
        run.run(|| Timeline::scripted(Box::new(script), speed))
    }
}
