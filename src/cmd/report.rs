//! `recovery-run report`: a finished run or recording in words, as JSON, or as a picture.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use super::exported::{exported, name_of, told};
use super::output::{say, write_to};
use super::profile::{PlanArgs, Profile, ProfileArgs};
use super::recording::{open, own_run, warn};
use super::runner::{OpenTerminal, block_on, printer, theme};
use super::{past_runs, time_zone};
use crate::analysis::Baseline;
use crate::app;
use crate::format::Recording;
use crate::format::sanitize::plain;
use crate::report::{self, Provenance, Run};
use crate::session::{Command, Event, EventKind, Session};
use crate::store::Folders;

/// Flags of `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Journals, FIT, TCX, GPX, JSON, CSV, HRM or RR files, gzipped or zipped too; `-` is standard input, `last` the latest run
    ///
    /// A run of the history goes by its id as well, which `history --list` shows
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// One JSON object an activity, a line each
    #[arg(long)]
    json: bool,
    /// Write a page of all activities
    ///
    /// For a browser or for paper; `-` is standard output
    #[arg(long, value_name = "OUT")]
    html: Option<PathBuf>,
    /// Write the picture alone, of one activity
    ///
    /// `-` is standard output
    #[arg(long, value_name = "OUT")]
    svg: Option<PathBuf>,
    /// Read it on the screen instead, one activity
    #[arg(long, conflicts_with_all = ["json", "html", "svg"])]
    screen: bool,
    /// Overwrite OUT if it is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    profile: ProfileArgs,
}

/// A run, folded to its end, and what is known around it.
pub(super) struct Reported {
    pub(super) session: Session,
    pub(super) from: Provenance,
    /// Its start in words, where somebody reads it.
    pub(super) when: Option<String>,
    /// What was usual before it; nothing for a file that is no run of the history.
    usual: Baseline,
    age_assumed: bool,
}

impl Reported {
    pub(super) fn run(&self) -> Run<'_> {
        Run { session: &self.session, from: &self.from, when: self.when.as_deref(), usual: &self.usual, age_assumed: self.age_assumed }
    }
}

/// A recording that was folded, with what is told of its file.
pub(super) fn reported(file: &str, recording: Recording, session: Session, usual: Baseline, has_words: bool) -> Reported {
    let started = recording.started_at;
    Reported {
        session,
        usual,
        // Looking up the time zone takes longer than reading a short run.
        when: started.filter(|_| has_words).map(|at| at.to_zoned(time_zone::local()).strftime("%A, %-d %B %Y, %H:%M").to_string()),
        age_assumed: false,
        from: Provenance {
            file: Some(file.to_owned()),
            origin: recording.origin,
            format: recording.format(),
            started_at: started.map(|at| at.to_string()),
            claims: recording.claims,
            warnings: recording.warnings,
        },
    }
}

impl ReportArgs {
    pub(super) fn run(self, configured: &Profile, folders: &Folders) -> Result<(), Failure> {
        let pictured = self.html.is_some() || self.svg.is_some();
        if self.html == self.svg && pictured {
            return Err(Failure::usage("--html and --svg cannot go to the same place: give two names"));
        }
        if self.screen {
            return self.show(configured, folders);
        }
        let (mut failures, mut drawn) = (0, Vec::new());
        for file in &self.files {
            // One bad file does not keep the others from being reported.
            match self.read(file, configured, folders) {
                Ok(activities) => {
                    if self.json || !pictured {
                        self.print(file, &activities)?;
                    }
                    drawn.extend(activities);
                }
                Err(failure) => {
                    eprintln!("recovery-run: {failure}");
                    failures += 1;
                }
            }
        }
        if pictured && !drawn.is_empty() {
            self.draw(&drawn)?;
        }
        match failures {
            0 => Ok(()),
            _ => Err(Failure::new(format!("{failures} of {} files could not be reported: see above", self.files.len()))),
        }
    }

    /// Shows the report of the one activity of the one file.
    fn show(&self, configured: &Profile, folders: &Folders) -> Result<(), Failure> {
        let [file] = self.files.as_slice() else {
            return Err(Failure::usage(format!("--screen shows one file: {} were given; name one", self.files.len())));
        };
        let theme = theme(configured.theme)?;
        let activities = self.read(file, configured, folders)?;
        let [one] = activities.as_slice() else {
            return Err(Failure::usage(format!("--screen shows one activity: {file} holds {}; leave --screen away", activities.len())));
        };
        let title = one.when.clone().unwrap_or_else(|| plain(file).to_string());
        let view = report::on_screen(&one.run(), &title);
        let recordings = open(file, folders)?;
        let export = |kind| told(exported(&recordings[0], &one.run(), kind, &name_of(file)));
        block_on(async {
            let OpenTerminal { screen, keys, .. } = OpenTerminal::open(configured.theme, false, false)?;
            let shown = app::read_report(screen, keys, view, theme, export).await;
            shown.map_err(|error| Failure::new(format!("the terminal is gone: {error}; try another one, or leave --screen away")))
        })?
    }

    fn read(&self, file: &str, configured: &Profile, folders: &Folders) -> Result<Vec<Reported>, Failure> {
        // The JSON compares with no other runs: the same file gives the same bytes wherever it lies.
        let compared = !self.json || self.html.is_some();
        let usual = own_run(file, folders)?.filter(|_| compared).map_or_else(Baseline::default, |id| past_runs::usual_before(folders, &id));
        open(file, folders)?
            .into_iter()
            .map(|recording| {
                warn(file, &recording);
                let session = fold(&recording, configured, &self.profile, self.plan)?;
                let is_guess = recording.setup.is_none() && configured.clone().with(&self.profile, self.plan)?.is_guesswork();
                let has_words = self.html.is_some() || self.screen;
                Ok(Reported { age_assumed: is_guess, ..reported(file, recording, session, usual, has_words) })
            })
            .collect()
    }

    fn print(&self, file: &str, activities: &[Reported]) -> Result<(), Failure> {
        for (number, Reported { session, from, usual, age_assumed, .. }) in activities.iter().enumerate() {
            if self.json {
                say(report::object(session, from, None))?;
                continue;
            }
            if self.files.len() > 1 || number > 0 {
                say(format_args!("{}{}", if number > 0 { "\n" } else { "" }, plain(file)))?;
            }
            say(report::closing(session, usual, &printer(), report::IN_A_REPORT))?;
            if !from.claims.columns.is_empty() {
                say(report::columns(&from.claims.columns, &printer()))?;
            }
            if *age_assumed {
                say(
                    "  nothing is known of the runner, so an age of 40 is assumed for the zones: give --age, or `recovery-run config init`",
                )?;
            }
        }
        Ok(())
    }

    fn draw(&self, activities: &[Reported]) -> Result<(), Failure> {
        if self.svg.is_some() && activities.len() > 1 {
            return Err(Failure::usage(format!(
                "--svg draws one activity: {} were given; name one file with one, or take --html, which holds them all",
                activities.len()
            )));
        }
        if let (Some(out), [one]) = (&self.svg, activities) {
            write_to(out, report::svg(&one.session).as_bytes(), self.force)?;
        }
        if let Some(out) = &self.html {
            let runs: Vec<Run<'_>> = activities.iter().map(Reported::run).collect();
            write_to(out, report::page(&runs).as_bytes(), self.force)?;
        }
        Ok(())
    }
}

/// A recording folded to its end, by its own setup, else the configuration's, with the flags laid over it.
pub(super) fn fold(recording: &Recording, configured: &Profile, flags: &ProfileArgs, plan: PlanArgs) -> Result<Session, Failure> {
    let setup = match &recording.setup {
        // Nothing was overridden: exactly what the run was measured by, words and all.
        Some(setup) if *flags == ProfileArgs::default() && plan == PlanArgs::default() => setup.clone(),
        Some(setup) => Profile::recorded(setup).with(flags, plan)?.setup()?,
        None => configured.clone().plain().with(flags, plan)?.setup()?,
    };
    let mut session = Session::new(setup);
    for stamped in &recording.readings {
        session.step(&stamped.event());
    }
    session.step(&Event::new(recording.end, EventKind::Command(Command::Stop)));
    Ok(session)
}
