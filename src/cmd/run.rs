//! `recovery-run run`: the main job, a live run.

use clap::{Args, ValueEnum};

use super::face::{Face, FaceArgs};
use super::live::{self, LiveOptions};
use super::past_runs;
use super::profile::{FeatureArgs, PlanArgs, Profile, ProfileArgs};
use super::runner::{Next, Run};
use super::{Failure, header};
use crate::format::{FileMetadata, Origin};
use crate::report::Provenance;
use crate::session::{Elapsed, HoldMode, HoldPlan, Plan, Session, Setup};
use crate::source::stdin;
use crate::source::{LiveSource, TimeBase, Timeline};
use crate::store::{Folders, Recorder, TreadmillUnit};

/// Where readings come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Source {
    /// A Bluetooth heart-rate strap
    #[default]
    Strap,
    /// Standard input, a reading a line: `132`, `{"bpm":132,"rr_ms":[455,460],"contact":true}`,
    /// `{"gatt":"2a37","hex":"1659a202"}` (2acd, 2ada, 2a53 as well), `{"speed_kmh":8.2,"grade_percent":1.0}`,
    /// `{"command":"pause|resume|lap|stop|ceiling-down|ceiling-up"}`, `{"talk":"yes|just-about|no"}`, `{"effort":3}`;
    /// `"at":SECONDS` gives a line its time
    #[value(name = "-")]
    Stdin,
}

/// An appliance writes on a memory card: 0.98 MB in an hour with this, 1.18 MB with 30 s, and many times that with a sync a second
/// (tests/benches/README.md). The goal is 1 MB.
const KIOSK_SYNC_SECONDS: u8 = 45;

fn hold_mode(word: &str) -> Result<HoldMode, String> {
    HoldMode::from_word(word).filter(|mode| *mode != HoldMode::Off).ok_or_else(|| "give nothing, or dry-run".to_owned())
}

/// Flags of `run`.
#[derive(Debug, Clone, Default, Args)]
pub struct RunArgs {
    /// The strap, by name (or a part of it) or address
    #[arg(long, value_name = "NAME")]
    strap: Option<String>,
    /// The treadmill, likewise; `none` looks for none
    ///
    /// It is remembered, and never connected unasked
    #[arg(long, value_name = "NAME")]
    treadmill: Option<String>,
    /// The foot pod, likewise
    #[arg(long, value_name = "NAME")]
    foot_pod: Option<String>,
    /// Let the belt slow down for your heart (never tried on a real treadmill: begin with dry-run)
    ///
    /// A dry run shows what would be asked of the belt, and sends nothing
    #[arg(long, value_name = "dry-run", num_args = 0..=1, default_missing_value = "on", value_parser = hold_mode)]
    hold: Option<HoldMode>,
    /// The belt is never asked for more than this, in km/h (3-20); the start screen asks for it where it is not given
    #[arg(long, hide_short_help = true, value_name = "KMH", requires = "hold")]
    hold_limit: Option<f64>,
    /// The belt is never asked for less than this, in km/h (2-12) [default: 4]
    #[arg(long, hide_short_help = true, value_name = "KMH", requires = "hold")]
    hold_floor: Option<f64>,
    /// The Bluetooth adapter, by name (hci1) or address
    ///
    /// `doctor` lists them
    #[arg(long, value_name = "NAME")]
    adapter: Option<String>,
    /// Where readings come from
    #[arg(long, default_value = "strap", hide_short_help = true)]
    source: Source,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    method: FeatureArgs,
    /// Keep no journal of this run
    #[arg(long)]
    no_record: bool,
    /// For a computer that does nothing else: back to the start screen after each run, Q twice shuts it down (see `kiosk`)
    #[arg(long, hide_short_help = true, conflicts_with_all = ["source", "headless", "plain"])]
    pub(super) kiosk: bool,
    #[command(flatten)]
    face: FaceArgs,
    #[command(flatten)]
    profile: ProfileArgs,
}

impl RunArgs {
    pub(super) fn run(self, configured: Profile, folders: &Folders) -> Result<Next, Failure> {
        let mut profile = configured.with(&self.profile, self.plan)?.following(&self.method);
        if self.kiosk {
            profile.keys = profile.keys.in_kiosk();
            profile.sync_seconds = profile.sync_seconds.or(Some(KIOSK_SYNC_SECONDS));
        }
        if self.source == Source::Strap {
            // A pipe's lines alone make its run: the same input gives the same bytes, whatever was run before.
            profile.usual = past_runs::usual(folders);
            profile.own = profile.usual.learned();
        }
        let setup = profile.setup()?;
        match self.source {
            Source::Strap => {
                let hold = self.hold_plan()?;
                let options = LiveOptions {
                    strap: self.strap,
                    treadmill: self.treadmill,
                    foot_pod: self.foot_pod,
                    hold,
                    in_miles: profile.treadmill_unit == TreadmillUnit::Mph,
                    adapter: self.adapter,
                    no_record: self.no_record,
                    face: self.face.face(),
                };
                live::run(options, profile, folders)
            }
            Source::Stdin if self.hold == Some(HoldMode::On) => Err(Failure::usage(
                "--hold needs a treadmill on Bluetooth: standard input takes no commands; --hold=dry-run shows what it would ask",
            )),
            Source::Stdin => {
                let setup = Setup { plan: Plan { hold: self.hold_plan()?, ..setup.plan }, ..setup };
                self.piped(setup, &profile, folders).map(|()| Next::Back)
            }
        }
    }

    /// What the flags say of the belt.
    fn hold_plan(&self) -> Result<HoldPlan, Failure> {
        let plan = |mode, limit| HoldPlan::new(mode, limit, self.hold_floor).map_err(|error| Failure::usage(error.to_string()));
        let asks = self.source == Source::Strap && self.face.face() == Face::Screen;
        match (self.hold, self.hold_limit) {
            (None, _) => Ok(HoldPlan::OFF),
            (Some(mode), Some(limit)) => plan(mode, limit),
            (Some(mode), None) if asks => Ok(HoldPlan { limit: None, ..plan(mode, *HoldPlan::LIMITS_KMH.end())? }),
            (Some(_), None) => {
                Err(Failure::usage("--hold needs a limit where no start screen asks for it: give --hold-limit KMH, the fastest you allow"))
            }
        }
    }

    fn piped(&self, setup: Setup, profile: &Profile, folders: &Folders) -> Result<(), Failure> {
        let provenance = Provenance {
            file: None,
            origin: Origin::Pipe,
            format: "journal",
            started_at: None,
            claims: FileMetadata::default(),
            warnings: Vec::new(),
        };
        let events = stdin::open(profile.treadmill_unit == TreadmillUnit::Mph)
            .map_err(|error| Failure::new(format!("standard input cannot be read: {error}; try again")))?;
        let recorder = if self.no_record { Recorder::off() } else { Recorder::create(&folders.runs(), &header(Origin::Pipe, &setup)) };
        let mut run = Run::new(Session::new(setup), provenance, self.face.face());
        run.guesswork = profile.is_guesswork();
        run.source_line = Some("pipe".to_owned());
        run.recorder = recorder;
        run.prefer(profile, folders);
        run.run(|| Timeline::live(LiveSource::Stdin(events), Elapsed::ZERO, TimeBase::Undecided))
    }
}
