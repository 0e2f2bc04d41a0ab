//! `recovery-run history`: past runs, newest first.

use clap::Args;
use serde_json::json;

use super::Failure;
use super::output::say;
use crate::format::airname::harmless;
use crate::format::journal::Journal;
use crate::session::Session;
use crate::store::{self, Digest, Folders, PastRun, PastState};

/// Flags of `history`.
#[derive(Debug, Args)]
pub struct HistoryArgs {
    /// As JSON: an object a run, a line each
    #[arg(long)]
    json: bool,
}

impl HistoryArgs {
    pub(super) fn run(self, folders: &Folders) -> Result<(), Failure> {
        let runs = store::past_runs(folders, |journal| digest(&journal))?;
        if runs.is_empty() && !self.json {
            say(format_args!("no runs yet: {} holds none", folders.runs().display()))?;
        } else if !self.json {
            say(format_args!(
                "{:<28} {:>16}  {:>7}  {:>8}  {:>5}  {:>7}  {:>5}",
                "id", "began", "timer", "mean bpm", "easy", "prompts", "drift"
            ))?;
        }
        for run in &runs {
            say(if self.json { object(run) } else { row(run) })?;
        }
        Ok(())
    }
}

fn digest(journal: &Journal) -> Digest {
    let mut session = Session::new(journal.header.setup.clone());
    for stamped in &journal.readings {
        session.step(&stamped.event());
    }
    Digest::from(&session.summary())
}

fn row(run: &PastRun) -> String {
    let began =
        run.started_at.map_or_else(String::new, |at| at.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string());
    // Ids are file names, which anybody may have given.
    let id = harmless(&run.id);
    let (digest, note) = match &run.state {
        PastState::Finished(digest) => (digest, ""),
        PastState::Unfinished(digest) => (digest, "  unfinished"),
        PastState::Damaged(why) => return format!("{id:<28} {began:>16}  damaged: {}", harmless(why)),
    };
    let mean = digest.mean_bpm.map_or_else(|| "-".to_owned(), |mean| format!("{mean:.0}"));
    let easy = digest.easy_share.map_or_else(|| "-".to_owned(), |share| format!("{:.0} %", 100.0 * share));
    let drift = digest.drift_bpm.map_or_else(|| "-".to_owned(), |drift| format!("{drift:+.0}"));
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
    })
    .to_string()
}
