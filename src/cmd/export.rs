//! `recovery-run export`: a run or recording in a format that other programs take.

use std::path::PathBuf;

use clap::Args;

use super::output::write_to;
use super::profile::{PlanArgs, Profile, ProfileArgs};
use super::recording::{open, warn};
use super::report::fold;
use super::{Failure, words};
use crate::format::{Export, ExportSummary};
use crate::store::Folders;

/// Flags of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// A journal, FIT, TCX, GPX, JSON, CSV, HRM or RR file, gzipped or zipped too; `-` is standard input, `last` the latest run
    ///
    /// A run of the history goes by its id as well, which `history --list` shows
    file: String,
    /// The format
    #[arg(long, value_parser = words::export())]
    to: Export,
    /// Where to; `-` is standard output
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// Overwrite OUT if it is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    profile: ProfileArgs,
}

impl ExportArgs {
    pub(super) fn run(self, configured: &Profile, folders: &Folders) -> Result<(), Failure> {
        let mut activities = open(&self.file, folders)?;
        if activities.len() > 1 {
            eprintln!("recovery-run: {} holds {} activities: the first is exported", self.file, activities.len());
        }
        let recording = activities.remove(0);
        warn(&self.file, &recording);
        let session = fold(&recording, configured, &self.profile, PlanArgs::default())?;
        let bytes = self.to.write(&recording, &ExportSummary::of(&session));
        write_to(&self.output, &bytes, self.force)
    }
}
