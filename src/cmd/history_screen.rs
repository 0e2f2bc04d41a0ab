//! The history on the screen: what of past runs its list shows, and what its keys do to them.

use std::path::PathBuf;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::Failure;
use super::exported::{exported, told};
use super::output::runs as counted;
use super::profile::{PlanArgs, Profile, ProfileArgs};
use super::recording::open;
use super::report::{Reported, fold, reported};
use super::runner::{OpenTerminal, block_on, theme};
use crate::app::{self, Shelf};
use crate::format::Recording;
use crate::format::sanitize::sanitize_name;
use crate::heart::Gain;
use crate::report;
use crate::screen::{ExportAs, History, HistoryRow, HistoryTrend, HistoryWeek, ReportView, percent};
use crate::session::Span;
use crate::store::{self, Folders, PastRun, PastState, SameSpeed, Week};

/// So many weeks are shown.
const WEEKS: usize = 12;
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Shows the list until it is left.
pub(super) fn browse(runs: &[PastRun], zone: &TimeZone, configured: &Profile, folders: &Folders) -> Result<(), Failure> {
    let weeks = store::weeks(runs, zone);
    let newest = runs.iter().find_map(|run| run.started_at).map(|at| zone.to_datetime(at));
    let rows = runs.iter().map(|run| row(run, zone, newest)).collect();
    let gain = store::usual(runs).gain.map_or(Gain::TYPICAL, |usual| usual.gain);
    let history = History::new(rows, trend(runs, &weeks, gain, zone), theme(configured.theme)?);
    let mut shelf = Runs { runs, configured, folders };
    block_on(async {
        let OpenTerminal { screen, keys, .. } = OpenTerminal::open(configured.theme, false, false)?;
        let shown = app::browse(screen, keys, history, &mut shelf).await;
        shown.map_err(|error| Failure::new(format!("the terminal is gone: {error}; try another one, or add --list")))
    })?
}

/// The runs behind the list.
struct Runs<'a> {
    runs: &'a [PastRun],
    configured: &'a Profile,
    folders: &'a Folders,
}

impl Shelf for Runs<'_> {
    fn report(&self, place: usize) -> Result<ReportView, String> {
        let (_, told) = self.read(place).map_err(|failure| failure.to_string())?;
        let title = told.when.as_deref().unwrap_or(&self.runs[place].id);
        Ok(report::on_screen(&told.run(), title))
    }

    fn export(&self, place: usize, kind: ExportAs) -> String {
        told(self.written(place, kind))
    }
}

impl Runs<'_> {
    /// A run folded to its end, with what it was read from.
    fn read(&self, place: usize) -> Result<(Recording, Reported), Failure> {
        let run = &self.runs[place];
        let file = run.path.display().to_string();
        let recording = open(&file, self.folders)?.remove(0);
        let session = fold(&recording, self.configured, &ProfileArgs::default(), PlanArgs::default())?;
        let usual = store::usual_before(self.runs, &run.id).unwrap_or_default();
        let told = reported(&file, recording.clone(), session, usual, true);
        Ok((recording, told))
    }

    fn written(&self, place: usize, kind: ExportAs) -> Result<PathBuf, Failure> {
        let (recording, told) = self.read(place)?;
        exported(&recording, &told.run(), kind, &format!("recovery-run-{}", self.runs[place].id))
    }
}

/// A run in the list. Its time of day gives way to the year where that is another than the newest run's.
fn row(run: &PastRun, zone: &TimeZone, newest: Option<DateTime>) -> HistoryRow {
    let at = run.started_at.map(|at| zone.to_datetime(at));
    let began = at.map_or_else(String::new, |at| label(at, newest));
    let (entry, note) = match &run.state {
        PastState::Finished(entry) => (Some(entry), String::new()),
        PastState::Unfinished(entry) => (Some(entry), "unfinished".to_owned()),
        PastState::Damaged(why) => (None, format!("damaged: {} ({})", sanitize_name(why), sanitize_name(&run.id))),
    };
    let date = at.map_or_else(String::new, |at| format!("{:04}-{:02}-{:02}", at.year(), at.month(), at.day()));
    let search = format!("{} {date} {note}", began.to_lowercase());
    let Some(entry) = entry else { return HistoryRow { began, search, note, ..HistoryRow::default() } };
    HistoryRow {
        began,
        search,
        note,
        timer: Some(entry.timer.since_start()),
        mean_bpm: entry.mean_bpm,
        shape: entry.shape,
        easy_share: entry.easy_share,
        prompts: entry.prompts,
        drift_bpm: entry.drift_bpm,
    }
}

/// "Thu 26 Nov 18:42", of another year "Thu 26 Nov 2025".
fn label(at: DateTime, newest: Option<DateTime>) -> String {
    let day = DAYS[at.weekday().to_monday_zero_offset().unsigned_abs() as usize];
    let month = MONTHS[(at.month() - 1).unsigned_abs() as usize];
    if newest.is_some_and(|newest| newest.year() != at.year()) {
        format!("{day} {:>2} {month} {}", at.day(), at.year())
    } else {
        format!("{day} {:>2} {month} {:02}:{:02}", at.day(), at.hour(), at.minute())
    }
}

/// The weeks up to that of the newest run, those without a run among them.
fn trend(runs: &[PastRun], weeks: &[Week], gain: Gain, zone: &TimeZone) -> HistoryTrend {
    let finished = || weeks.iter().flat_map(|week| week.easy_share.map(|share| (week.timer, share)));
    let timer: Span = weeks.iter().map(|week| week.timer).sum();
    let known: f64 = finished().map(|(timer, _)| timer.secs()).sum();
    let easy: f64 = finished().map(|(timer, share)| timer.secs() * share).sum();
    let minutes = timer.ms() / 60_000;
    let share = if known > 0.0 { format!(", {} % easy", percent(easy / known)) } else { String::new() };
    let first = runs.iter().rev().find_map(|run| run.started_at).map(|at| zone.to_datetime(at).date());
    let since = first.map_or_else(String::new, |day| format!(" since {}", long_date(day)));
    let shown = &weeks[..weeks.iter().position(|week| is_too_old(week, weeks)).unwrap_or(weeks.len())];
    let same = SameSpeed::of(shown, gain);
    let (rate_title, rate_caption) = match &same {
        Some(same) => ("rate at the same speed", format!("at {:.1} km/h", same.kmh)),
        None => ("rate at the end", "last 5 min".to_owned()),
    };
    HistoryTrend {
        weeks: weeks.first().map(|newest| columns(newest.monday, shown, same.as_ref())).unwrap_or_default(),
        rate_title: rate_title.to_owned(),
        rate_caption,
        runs: format!("{}{since}", counted(runs.len())),
        total: format!("{} h {} min{share}", minutes / 60, minutes % 60),
    }
}

fn long_date(day: Date) -> String {
    format!("{} {} {}", day.day(), MONTHS[(day.month() - 1).unsigned_abs() as usize], day.year())
}

/// Whether a week lies before the twelve that end with the newest.
fn is_too_old(week: &Week, weeks: &[Week]) -> bool {
    weeks.first().is_some_and(|newest| weeks_between(week.monday, newest.monday) >= WEEKS)
}

fn weeks_between(from: Date, to: Date) -> usize {
    usize::try_from((to - from).get_days() / 7).unwrap_or(0)
}

/// A column for each of the twelve weeks, the oldest first.
fn columns(newest: Date, shown: &[Week], same: Option<&SameSpeed>) -> Vec<HistoryWeek> {
    let mut columns = vec![HistoryWeek::default(); WEEKS];
    for (place, week) in shown.iter().enumerate() {
        let bpm = same.map_or(week.end_bpm, |same| same.bpm[place]);
        let column = &mut columns[WEEKS - 1 - weeks_between(week.monday, newest)];
        *column = HistoryWeek { label: String::new(), timer: week.timer, easy_share: week.easy_share, bpm };
    }
    let mut month = 0;
    for (place, column) in columns.iter_mut().enumerate() {
        let monday = newest.saturating_sub(jiff::Span::new().weeks(i64::try_from(WEEKS - 1 - place).unwrap_or(0)));
        if monday.month() != month {
            month = monday.month();
            column.label = MONTHS[(month - 1).unsigned_abs() as usize].to_owned();
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(monday: &str, end_bpm: f64, kmh: Option<f64>) -> Week {
        Week {
            monday: monday.parse().unwrap(),
            runs: 1,
            timer: Span::from_secs(1800),
            easy_share: Some(0.9),
            end_bpm: Some(end_bpm),
            drift_bpm: None,
            pace: kmh.map(|kmh| (kmh, end_bpm)),
        }
    }

    #[test]
    fn twelve_weeks_end_with_the_newest_and_weeks_without_a_run_have_their_place() {
        let weeks = [week("2026-11-23", 120.0, None), week("2026-11-09", 124.0, None), week("2026-08-31", 130.0, None)];
        let trend = trend(&[], &weeks, Gain::TYPICAL, &TimeZone::UTC);
        let rates: Vec<Option<f64>> = trend.weeks.iter().map(|week| week.bpm).collect();
        assert_eq!((rates.len(), rates[11], rates[10], rates[9], rates[0]), (12, Some(120.0), None, Some(124.0), None));
        let labels: Vec<&str> = trend.weeks.iter().map(|week| week.label.as_str()).filter(|label| !label.is_empty()).collect();
        assert_eq!(labels, ["Sep", "Oct", "Nov"]);
        assert_eq!((trend.rate_title.as_str(), trend.total.as_str()), ("rate at the end", "1 h 30 min, 90 % easy"));
    }

    #[test]
    fn with_speeds_the_weeks_are_compared_at_one() {
        let weeks = [week("2026-11-23", 120.0, Some(8.0)), week("2026-11-16", 134.0, Some(9.0))];
        let trend = trend(&[], &weeks, Gain { bpm_per_kmh: 7.0, ..Gain::TYPICAL }, &TimeZone::UTC);
        assert_eq!((trend.rate_title.as_str(), trend.rate_caption.as_str()), ("rate at the same speed", "at 9.0 km/h"));
        assert_eq!((trend.weeks[11].bpm, trend.weeks[10].bpm), (Some(127.0), Some(134.0)));
    }

    #[test]
    fn a_run_is_called_by_its_day_and_one_of_another_year_by_that_too() {
        let (newest, old) = ("2026-11-26T18:42:00".parse().unwrap(), "2025-03-02T07:01:00".parse().unwrap());
        assert_eq!((label(newest, Some(newest)), label(old, Some(newest))), ("Thu 26 Nov 18:42".to_owned(), "Sun  2 Mar 2025".to_owned()));
    }
}
