//! `recovery-run report`: a finished run or recording in words, or as JSON.

use clap::Args;

use super::Failure;
use super::output::say;
use super::profile::{PlanArgs, Profile, ProfileArgs};
use super::recording::open;
use crate::format::Recording;
use crate::report::{self, Provenance};
use crate::session::{Command, Event, EventKind, Session};
use crate::store::Folders;

/// Flags of `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Journals, FIT, TCX, GPX, CSV or RR text files; `-` is standard input, `last` the latest run
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// One JSON object an activity, a line each
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    profile: ProfileArgs,
}

impl ReportArgs {
    pub(super) fn run(self, configured: &Profile, folders: &Folders) -> Result<(), Failure> {
        let mut failures = Vec::new();
        for file in &self.files {
            // One bad file does not keep the others from being told.
            if let Err(failure) = self.report(file, configured, folders) {
                eprintln!("recovery-run: {failure}");
                failures.push(file.as_str());
            }
        }
        if failures.is_empty() {
            Ok(())
        } else {
            Err(Failure::new(format!("{} of {} files could not be reported: see above", failures.len(), self.files.len())))
        }
    }

    fn report(&self, file: &str, configured: &Profile, folders: &Folders) -> Result<(), Failure> {
        for (number, recording) in open(file, folders)?.into_iter().enumerate() {
            for warning in &recording.warnings {
                eprintln!("recovery-run: {file}: {warning}");
            }
            let session = fold(&recording, configured, &self.profile, self.plan)?;
            if self.json {
                let provenance = Provenance {
                    file: Some(file.to_owned()),
                    origin: recording.origin,
                    format: recording.format(),
                    started_at: recording.started_at.map(|at| at.to_string()),
                    claims: recording.claims,
                    warnings: recording.warnings,
                };
                say(report::object(&session, &provenance, None))?;
            } else {
                if self.files.len() > 1 || number > 0 {
                    say(format_args!("{}{file}", if number > 0 { "\n" } else { "" }))?;
                }
                say(report::closing(&session))?;
            }
        }
        Ok(())
    }
}

/// A recording folded to its end, by what it was measured by, or the configuration, with the flags laid over it.
pub(super) fn fold(recording: &Recording, configured: &Profile, flags: &ProfileArgs, plan: PlanArgs) -> Result<Session, Failure> {
    let setup = match &recording.setup {
        // Nothing was overridden: exactly what the run was measured by, words and all.
        Some(setup) if *flags == ProfileArgs::default() && plan == PlanArgs::default() => setup.clone(),
        Some(setup) => Profile::recorded(setup).with(flags, plan)?.setup()?,
        None => configured.clone().with(flags, plan)?.setup()?,
    };
    let mut session = Session::new(setup);
    for stamped in &recording.readings {
        session.step(&stamped.event());
    }
    session.step(&Event { at: recording.end, kind: EventKind::Command(Command::Stop) });
    Ok(session)
}
