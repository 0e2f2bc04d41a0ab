//! `recovery-run import`: recordings of other programs become runs of the history.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::{SignedDuration, Timestamp};

use super::Failure;
use super::output::{runs, say};
use super::profile::{PlanArgs, Profile, ProfileArgs};
use super::recording::{activities, warn};
use crate::format::Recording;
use crate::format::journal::{Header, Imported};
use crate::store::{self, Folders, ImportOutcome};

/// Flags of `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Journals, FIT, TCX, GPX, JSON, CSV, HRM or RR files; each stays where it is
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    profile: ProfileArgs,
}

/// How many activities were added and how many were known.
#[derive(Debug, Default)]
struct Count {
    added: usize,
    known: usize,
}

impl ImportArgs {
    pub(super) fn run(self, configured: &Profile, folders: &Folders) -> Result<(), Failure> {
        let (mut count, mut failed) = (Count::default(), 0);
        for file in &self.files {
            // One bad file does not keep the others out.
            if let Err(failure) = self.import(file, configured, folders, &mut count) {
                eprintln!("recovery-run: {failure}");
                failed += 1;
            }
        }
        say(format_args!("{} added, {} there already", runs(count.added), count.known))?;
        if failed == 0 {
            Ok(())
        } else {
            Err(Failure::new(format!("{failed} of {} files could not be imported: see above", self.files.len())))
        }
    }

    fn import(&self, file: &Path, configured: &Profile, folders: &Folders, count: &mut Count) -> Result<(), Failure> {
        let shown = file.display().to_string().replace(char::is_control, " ");
        let bytes = fs::read(file).map_err(|error| Failure::new(format!("{shown} cannot be read: {error}; check the name")))?;
        if let Some(id) = store::run_from_original(folders, &bytes)? {
            say(format_args!("{id}  there already: {shown}"))?;
            count.known += 1;
            return Ok(());
        }
        let mut first = None;
        for recording in activities(&shown, &bytes)? {
            warn(&shown, &recording);
            let header = self.header(file, &recording, configured)?;
            match store::import_run(folders, &header, &recording)? {
                ImportOutcome::Added(id) => {
                    say(format_args!("{id}  {}  {shown}", recording.end))?;
                    count.added += 1;
                    first.get_or_insert(id);
                }
                ImportOutcome::Known(id) => {
                    say(format_args!("{id}  there already: {shown}"))?;
                    count.known += 1;
                }
            }
        }
        match first {
            Some(id) => Ok(store::keep_original(folders, &id, file, &bytes)?),
            None => Ok(()),
        }
    }

    fn header(&self, file: &Path, recording: &Recording, configured: &Profile) -> Result<Header, Failure> {
        let setup = match &recording.setup {
            Some(setup) => Profile::recorded(setup),
            None => configured.clone().plain(),
        }
        .with(&self.profile, PlanArgs::default())?
        .setup()?;
        let from = file.file_name().unwrap_or_default().to_string_lossy().replace(char::is_control, " ");
        Ok(Header {
            app: env!("CARGO_PKG_VERSION").to_owned(),
            started_at: began(file, recording)?,
            origin: recording.origin,
            setup,
            imported: Some(Imported { from, claims: recording.claims.clone() }),
        })
    }
}

/// When a recording began. A file without a start is assumed to have been closed when the run ended.
fn began(file: &Path, recording: &Recording) -> Result<Timestamp, Failure> {
    if let Some(start) = recording.started_at {
        return Ok(start);
    }
    let unknown = || Failure::new(format!("{} does not tell when it began: nothing in it does; convert it to FIT first", file.display()));
    let changed = fs::metadata(file).and_then(|meta| meta.modified()).map_err(|_| unknown())?;
    let ended = Timestamp::try_from(changed).map_err(|_| unknown())?;
    eprintln!("recovery-run: {}: it does not tell when it began; the file's own time is taken for its end", file.display());
    ended.checked_sub(SignedDuration::from_millis(recording.end.ms().try_into().unwrap_or(i64::MAX))).map_err(|_| unknown())
}
