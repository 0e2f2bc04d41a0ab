//! `recovery-run history`: past runs, newest first: a list that fills the screen, or lines.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};

use clap::Args;
use jiff::tz::TimeZone;
use serde_json::json;

use super::Failure;
use super::history_screen::browse;
use super::output::{print, say};
use super::profile::Profile;
use super::{past_runs, time_zone};
use crate::format::sanitize::sanitize_name;
use crate::screen::{percent, signed};
use crate::store::{self, Folders, HistoryEntry, PastRun, PastState, Week};

/// About so long is a line of the list.
const LINE: usize = 90;

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
        let zone = time_zone::local();
        if runs.is_empty() && !self.json {
            return say(format_args!("no runs yet: {} holds none", folders.runs().display()));
        }
        if self.weeks {
            return self.say_weeks(&store::weeks(&runs, &zone));
        }
        if !self.json && !self.list && io::stdout().is_terminal() && io::stdin().is_terminal() {
            return browse(&runs, &zone, configured, folders);
        }
        if self.json {
            let lines: Vec<String> = runs.iter().map(object).collect();
            return if lines.is_empty() { Ok(()) } else { say(lines.join("\n")) };
        }
        let mut text = String::with_capacity(LINE * (runs.len() + 1));
        let _ = writeln!(
            text,
            "{:<28} {:>16}  {:>7}  {:>8}  {:>5}  {:>7}  {:>5}",
            "id", "began", "timer", "mean bpm", "easy", "prompts", "drift"
        );
        runs.iter().for_each(|run| add_row(&mut text, run, &zone));
        print(text.as_bytes())
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

/// Adds the line of a run. Written into one text, since a history has ten thousand of them.
fn add_row(text: &mut String, run: &PastRun, zone: &TimeZone) {
    let began = began(run, zone);
    // Ids are file names, and may hold anything.
    let id = sanitize_name(&run.id);
    // Writing to a String cannot fail.
    let _ = write!(text, "{id:<28} {began:>16}  ");
    let (entry, note) = match &run.state {
        PastState::Finished(entry) => (entry, ""),
        PastState::Unfinished(entry) => (entry, "  unfinished"),
        PastState::Damaged(why) => {
            let _ = writeln!(text, "damaged: {}", sanitize_name(why));
            return;
        }
    };
    let [mean, easy, drift] = cells(entry);
    let (timer, prompts) = (entry.timer.to_string(), entry.prompts);
    for (cell, columns) in [(timer.as_str(), 7), (&mean, 10), (&easy, 7), (&prompts.to_string(), 9), (&drift, 7)] {
        // By hand: padding by a pattern takes as long as all the rest of a row.
        text.extend(std::iter::repeat_n(' ', usize::saturating_sub(columns, cell.len())));
        text.push_str(cell);
    }
    text.push_str(note);
    text.push('\n');
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
