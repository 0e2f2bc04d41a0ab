//! `recovery-run history`: past runs, newest first: a list that fills the screen, or lines.

use std::io::{self, IsTerminal as _};
use std::path::Path;

use clap::Args;
use jiff::tz::TimeZone;
use serde_json::json;

use super::Failure;
use super::output::say;
use super::past_runs;
use super::profile::{PlanArgs, Profile, ProfileArgs};
use super::recording::open;
use super::report::fold;
use super::runner::{block_on, open_screen, theme};
use crate::analysis::Baseline;
use crate::app;
use crate::format::sanitize::sanitize_name;
use crate::report;
use crate::screen::{AnsiPrinter, History, HistoryRow, HistoryWeek};
use crate::store::{self, Folders, HistoryEntry, PastRun, PastState, Week};

/// Flags of `history`.
#[derive(Debug, Args)]
pub struct HistoryArgs {
    /// As JSON: an object a run, a line each
    #[arg(long)]
    json: bool,
    /// Week by week: runs, time, share easy, rate at the end, drift
    #[arg(long)]
    weeks: bool,
    /// As lines on a terminal too, where a list to choose from would fill the screen
    #[arg(long)]
    list: bool,
}

impl HistoryArgs {
    pub(super) fn run(self, configured: &Profile, folders: &Folders) -> Result<(), Failure> {
        let runs = past_runs::runs(folders)?;
        let zone = TimeZone::system();
        if runs.is_empty() && !self.json {
            return say(format_args!("no runs yet: {} holds none", folders.runs().display()));
        }
        if self.weeks {
            return self.say_weeks(&store::weeks(&runs, &zone));
        }
        if !self.json && !self.list && io::stdout().is_terminal() && io::stdin().is_terminal() {
            return browse(&runs, &zone, configured, folders);
        }
        let mut lines = Vec::with_capacity(runs.len() + 1);
        if !self.json {
            lines.push(format!(
                "{:<28} {:>16}  {:>7}  {:>8}  {:>5}  {:>7}  {:>5}",
                "id", "began", "timer", "mean bpm", "easy", "prompts", "drift"
            ));
        }
        lines.extend(runs.iter().map(|run| if self.json { object(run) } else { row(run, &zone) }));
        if lines.is_empty() { Ok(()) } else { say(lines.join("\n")) }
    }

    fn say_weeks(&self, weeks: &[Week]) -> Result<(), Failure> {
        if !self.json {
            say(format_args!("{:<10}  {:>4}  {:>8}  {:>5}  {:>10}  {:>5}", "week from", "runs", "timer", "easy", "at the end", "drift"))?;
        }
        for week in weeks {
            if self.json {
                say(json!({
                    "monday": week.monday.to_string(),
                    "runs": week.runs,
                    "timer_s": week.timer.secs(),
                    "easy_percent": week.easy_share.map(|share| 100.0 * share),
                    "end_bpm": week.end_bpm,
                    "drift_bpm": week.drift_bpm,
                }))?;
            } else {
                let [runs, timer, easy, end, drift] = week_cells(week);
                say(format_args!("{:<10}  {runs:>4}  {timer:>8}  {easy:>5}  {end:>10}  {drift:>5}", week.monday.to_string()))?;
            }
        }
        Ok(())
    }
}

/// The list that fills the screen, with a run's report on Enter.
fn browse(runs: &[PastRun], zone: &TimeZone, configured: &Profile, folders: &Folders) -> Result<(), Failure> {
    let rows = runs.iter().map(|run| list_row(run, zone)).collect();
    let weeks = store::weeks(runs, zone)
        .iter()
        .map(|week| HistoryWeek { monday: week.monday.to_string(), cells: week_cells(week), easy_share: week.easy_share })
        .collect();
    let history = History::new(rows, weeks, theme()?);
    let screen = open_screen()?;
    let shown = app::browse(screen, history, |place| {
        report_of(&runs[place].path, &usual_before(runs, place), configured, folders).unwrap_or_else(|failure| failure.to_string())
    });
    block_on(shown)?.map_err(|error| Failure::new(format!("the terminal is gone: {error}; try another one, or add --list")))
}

fn usual_before(runs: &[PastRun], place: usize) -> Baseline {
    store::usual_before(runs, &runs[place].id).unwrap_or_default()
}

fn report_of(path: &Path, usual: &Baseline, configured: &Profile, folders: &Folders) -> Result<String, Failure> {
    let mut text = String::new();
    for recording in open(&path.display().to_string(), folders)? {
        let session = fold(&recording, configured, &ProfileArgs::default(), PlanArgs::default())?;
        // The screen has its own colours; what is shown in it is plain.
        text += &report::closing(&session, usual, &AnsiPrinter::detect(|key| std::env::var(key).ok(), false, 80), report::IN_A_REPORT);
    }
    Ok(text)
}

fn began(run: &PastRun, zone: &TimeZone) -> String {
    run.started_at.map_or_else(String::new, |at| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string())
}

/// Mean, share easy, drift.
fn figures(digest: &HistoryEntry) -> [String; 3] {
    let none = || "-".to_owned();
    [
        digest.mean_bpm.map_or_else(none, |mean| format!("{mean:.0}")),
        digest.easy_share.map_or_else(none, |share| format!("{:.0} %", 100.0 * share)),
        digest.drift_bpm.map_or_else(none, |drift| format!("{drift:+.0}")),
    ]
}

fn week_cells(week: &Week) -> [String; 5] {
    let none = || "-".to_owned();
    [
        week.runs.to_string(),
        week.timer.to_string(),
        week.easy_share.map_or_else(none, |share| format!("{:.0} %", 100.0 * share)),
        week.end_bpm.map_or_else(none, |bpm| format!("{bpm:.0}")),
        week.drift_bpm.map_or_else(none, |drift| format!("{drift:+.0}")),
    ]
}

fn list_row(run: &PastRun, zone: &TimeZone) -> HistoryRow {
    let (digest, note) = match &run.state {
        PastState::Finished(digest) => (digest, String::new()),
        PastState::Unfinished(digest) => (digest, "unfinished".to_owned()),
        PastState::Damaged(why) => {
            let id = sanitize_name(&run.id);
            return HistoryRow {
                began: began(run, zone),
                note: format!("damaged: {} ({id})", sanitize_name(why)),
                ..HistoryRow::default()
            };
        }
    };
    let [mean, easy, drift] = figures(digest);
    HistoryRow { began: began(run, zone), cells: [digest.timer.to_string(), mean, easy, digest.prompts.to_string(), drift], note }
}

fn row(run: &PastRun, zone: &TimeZone) -> String {
    let began = began(run, zone);
    // Ids are file names, which anybody may have given.
    let id = sanitize_name(&run.id);
    let (digest, note) = match &run.state {
        PastState::Finished(digest) => (digest, ""),
        PastState::Unfinished(digest) => (digest, "  unfinished"),
        PastState::Damaged(why) => return format!("{id:<28} {began:>16}  damaged: {}", sanitize_name(why)),
    };
    let [mean, easy, drift] = figures(digest);
    format!("{id:<28} {began:>16}  {:>7}  {mean:>8}  {easy:>5}  {:>7}  {drift:>5}{note}", digest.timer.to_string(), digest.prompts)
}

fn object(run: &PastRun) -> String {
    let (state, digest, why) = match &run.state {
        PastState::Finished(digest) => ("finished", Some(digest), None),
        PastState::Unfinished(digest) => ("unfinished", Some(digest), None),
        PastState::Damaged(why) => ("damaged", None, Some(why)),
    };
    json!({
        "id": run.id,
        "file": run.path.display().to_string(),
        "started_at": run.started_at.map(|at| at.to_string()),
        "state": state,
        "damage": why,
        "elapsed_s": digest.map(|digest| digest.elapsed.secs()),
        "timer_s": digest.map(|digest| digest.timer.secs()),
        "mean_bpm": digest.and_then(|digest| digest.mean_bpm),
        "time_in_zone_s": digest.map(|digest| digest.in_zone.map(|zone| zone.secs())),
        "easy_percent": digest.and_then(|digest| digest.easy_share).map(|share| 100.0 * share),
        "prompts": digest.map(|digest| digest.prompts),
        "drift_bpm": digest.and_then(|digest| digest.drift_bpm),
        "end_bpm": digest.and_then(|digest| digest.end_bpm),
    })
    .to_string()
}
