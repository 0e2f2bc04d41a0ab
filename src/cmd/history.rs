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
use super::runner::{OpenTerminal, block_on, theme};
use crate::analysis::Baseline;
use crate::app;
use crate::format::sanitize::sanitize_name;
use crate::report;
use crate::screen::{AnsiPrinter, History, HistoryRow, HistoryWeek, percent, signed};
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
    let history = History::new(rows, weeks, theme(configured.theme)?);
    let report = |place: usize| {
        report_of(&runs[place].path, &usual_before(runs, place), configured, folders).unwrap_or_else(|failure| failure.to_string())
    };
    block_on(async {
        let OpenTerminal { screen, keys, .. } = OpenTerminal::open(configured.theme, false)?;
        let shown = app::browse(screen, keys, history, report).await;
        shown.map_err(|error| Failure::new(format!("the terminal is gone: {error}; try another one, or add --list")))
    })?
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
    run.started_at.map_or_else(String::new, |at| {
        // Not by a pattern, whose reader takes longer than all the rest of a row.
        let at = zone.to_datetime(at);
        format!("{:04}-{:02}-{:02} {:02}:{:02}", at.year(), at.month(), at.day(), at.hour(), at.minute())
    })
}

/// Mean, share easy, drift.
fn cells(entry: &HistoryEntry) -> [String; 3] {
    [cell(entry.mean_bpm, whole), cell(entry.easy_share, share), cell(entry.drift_bpm, |drift| signed(drift, 0))]
}

/// Runs, time, share easy, rate at the end, drift.
fn week_cells(week: &Week) -> [String; 5] {
    let [easy, end, drift] = [cell(week.easy_share, share), cell(week.end_bpm, whole), cell(week.drift_bpm, |drift| signed(drift, 0))];
    [week.runs.to_string(), week.timer.to_string(), easy, end, drift]
}

/// A number of a table; "-" where it is not known.
fn cell(value: Option<f64>, written: impl FnOnce(f64) -> String) -> String {
    value.map_or_else(|| "-".to_owned(), written)
}

fn whole(value: f64) -> String {
    format!("{value:.0}")
}

fn share(value: f64) -> String {
    format!("{} %", percent(value))
}

fn list_row(run: &PastRun, zone: &TimeZone) -> HistoryRow {
    let (entry, note) = match &run.state {
        PastState::Finished(entry) => (entry, String::new()),
        PastState::Unfinished(entry) => (entry, "unfinished".to_owned()),
        PastState::Damaged(why) => {
            let id = sanitize_name(&run.id);
            return HistoryRow {
                began: began(run, zone),
                note: format!("damaged: {} ({id})", sanitize_name(why)),
                ..HistoryRow::default()
            };
        }
    };
    let [mean, easy, drift] = cells(entry);
    HistoryRow { began: began(run, zone), cells: [entry.timer.to_string(), mean, easy, entry.prompts.to_string(), drift], note }
}

fn row(run: &PastRun, zone: &TimeZone) -> String {
    let began = began(run, zone);
    // Ids are file names, and may hold anything.
    let id = sanitize_name(&run.id);
    let (entry, note) = match &run.state {
        PastState::Finished(entry) => (entry, ""),
        PastState::Unfinished(entry) => (entry, "  unfinished"),
        PastState::Damaged(why) => return format!("{id:<28} {began:>16}  damaged: {}", sanitize_name(why)),
    };
    let [mean, easy, drift] = cells(entry);
    format!("{id:<28} {began:>16}  {:>7}  {mean:>8}  {easy:>5}  {:>7}  {drift:>5}{note}", entry.timer.to_string(), entry.prompts)
}

fn object(run: &PastRun) -> String {
    let (state, entry, why) = match &run.state {
        PastState::Finished(entry) => ("finished", Some(entry), None),
        PastState::Unfinished(entry) => ("unfinished", Some(entry), None),
        PastState::Damaged(why) => ("damaged", None, Some(why)),
    };
    json!({
        "id": run.id,
        "file": run.path.display().to_string(),
        "started_at": run.started_at.map(|at| at.to_string()),
        "state": state,
        "damage": why,
        "elapsed_s": entry.map(|entry| entry.elapsed.secs()),
        "timer_s": entry.map(|entry| entry.timer.secs()),
        "mean_bpm": entry.and_then(|entry| entry.mean_bpm),
        "time_in_zone_s": entry.map(|entry| entry.in_zone.map(|zone| zone.secs())),
        "easy_percent": entry.and_then(|entry| entry.easy_share).map(|share| 100.0 * share),
        "prompts": entry.map(|entry| entry.prompts),
        "drift_bpm": entry.and_then(|entry| entry.drift_bpm),
        "end_bpm": entry.and_then(|entry| entry.end_bpm),
    })
    .to_string()
}
