//! `recovery-run import`: recordings of other programs become runs of the history, be they single files, folders or archives.
//!
//! One thread reads files and unpacks archives, some decode, and this one writes, in the order in which files were found: which
//! of two recordings of a run comes first does not depend on the machine. What is between reading and writing is bounded.

mod budget;
mod decode;
mod feed;
mod pipeline;
mod progress;
mod queue;
mod settle;
mod sources;
mod summary;

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use clap::Args;

use super::Failure;
use super::output::{print, say};
use super::profile::{Profile, ProfileArgs};
use crate::app::Interrupt;
use crate::store::{Folders, Imports};
use decode::Decoder;
use settle::Settlement;

/// Flags of `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Recordings (journals, FIT, TCX, GPX, JSON, CSV, HRM or RR), also gzipped; folders and zip archives with any number of them, such
    /// as a site's export of all activities. Each stays where it is. The same run is added once, from the file with most in
    /// it. Ctrl-C ends it; the same command goes on where it was
    #[arg(required = true, value_name = "FILE|FOLDER|ZIP")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    profile: ProfileArgs,
}

/// What Ctrl-C is answered with.
const STOPPING: &str = "the import ends after the file at hand; Ctrl-C once more ends it at once";

impl ImportArgs {
    pub(super) fn run(self, configured: &Profile, folders: &Folders) -> Result<(), Failure> {
        let interrupt =
            Interrupt::listen(STOPPING).map_err(|error| Failure::new(format!("Ctrl-C cannot be listened for: {error}; try again")))?;
        let imports = Imports::open(folders)?;
        let (sources, unreadable) = sources::list(&self.files, folders);
        let decoder = Decoder { known: imports.known_contents(), configured, flags: &self.profile };
        let mut settlement = Settlement::new(imports, &self.files);
        for (folder, why) in unreadable {
            settlement.unreadable(&folder, &why);
        }
        let ended = pipeline::run(&sources, folders, &decoder, &mut settlement, interrupt.requested());
        let left = settlement.left();
        let was_interrupted = interrupt.requested().load(Ordering::Relaxed) && left > 0;
        let (summary, failed) = settlement.close(!was_interrupted && ended.is_ok())?;
        print(summary.kinds().as_bytes())?;
        say(summary.total())?;
        ended?;
        if was_interrupted {
            return Err(Failure::new(format!("the import was stopped with {left} files to go: the same command goes on from here")));
        }
        match failed {
            0 => Ok(()),
            _ => Err(Failure::new(format!("{failed} of {} files could not be imported: see above", self.files.len()))),
        }
    }
}
