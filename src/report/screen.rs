//! A finished run for its report on the screen, and its prompts for every list of them.

use super::json::Provenance;
use super::page::Run;
use super::{sentences, text, words};
use crate::analysis::{self, Summary};
use crate::screen::{AfterRun, PromptLine, ReportView, ReportWords};
use crate::session::{CueKind, Session, Span, Talk};

/// What the report of a run says on the screen. `title` is when it was, or the file it is from.
pub fn on_screen(run: &Run<'_>, title: &str) -> ReportView {
    let session = run.session;
    let summary = analysis::summary(session);
    let words = ReportWords {
        title: title.to_owned(),
        facts: facts(&summary, run.from),
        easy_share: summary.easy_share,
        is_easy: is_easy(&summary),
        sentences: sentences(session, &summary, run.usual),
        prompts: prompt_lines(&summary),
        notes: notes(run, &summary),
    };
    ReportView::new(session.clone(), words)
}

/// What is told of a run once it is over. `kept` says where it lies, a line each.
pub fn after_run(session: &Session, from: &Provenance, when: Option<&str>, kept: Vec<String>) -> AfterRun {
    let summary = analysis::summary(session);
    let ended = if summary.timer >= session.setup().plan.end() { "done" } else { "stopped" };
    let verdict = match summary.easy_share {
        _ if !summary.has_enough_rates => ended.to_owned(),
        _ if is_easy(&summary) => format!("{ended}, well run"),
        // Whoever ran too hard gets advice and no reproach.
        _ => format!("{ended}; next time: start slower"),
    };
    let now = words::AFTERWARDS;
    AfterRun {
        verdict,
        when: when.map_or_else(|| from.file.clone().unwrap_or_default(), str::to_owned),
        easy_share: summary.easy_share,
        is_easy: is_easy(&summary),
        facts: measures(session, &summary),
        prompts: prompt_lines(&summary),
        drink: if summary.heart_rate.samples > 0 { format!("Now: {now}") } else { String::new() },
        kept,
    }
}

/// Whether a run counts as easy, where that is known.
pub fn is_easy(summary: &Summary) -> bool {
    summary.has_enough_rates && summary.easy_share.is_some_and(|share| share >= words::EASY_SHARE)
}

/// What was said and asked, in the order of time, and what came of it.
pub fn prompt_lines(summary: &Summary) -> Vec<PromptLine> {
    let prompts = summary.prompts.iter().map(|prompt| {
        let (outcome, is_good) = match prompt.settled_after {
            Some(after) => (format!("settled in {after}"), true),
            None if prompt.kind == CueKind::Stop => (String::new(), false),
            None => ("not enough".to_owned(), false),
        };
        PromptLine { kind: prompt.kind, at: prompt.at, said: words::cue(prompt.kind), outcome, is_good }
    });
    let talk = summary.talk.iter().map(|test| {
        let outcome = test.answer.map_or_else(|| "not answered".to_owned(), |answer| answer.word().replace('-', " "));
        let is_good = test.answer == Some(Talk::Yes);
        PromptLine { kind: CueKind::TalkTest, at: test.at, said: "could talk".to_owned(), outcome, is_good }
    });
    let mut lines: Vec<PromptLine> = prompts.chain(talk).collect();
    lines.sort_by_key(|line| line.at);
    lines
}

/// "30:00, 4.02 km, 7:28 /km".
fn facts(summary: &Summary, from: &Provenance) -> String {
    let metres = from.distance_m(summary);
    let distance = metres.map(|metres| format!("{:.2} km", metres / 1000.0));
    let pace = metres.and_then(|metres| pace(summary.timer.since_start(), metres));
    [Some(summary.timer.to_string()), distance, pace].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Minutes and seconds a kilometre; none where hardly any way was covered.
pub(super) fn pace(timer: Span, metres: f64) -> Option<String> {
    /// Below this a pace is noise (design choice).
    const LEAST_METRES: f64 = 200.0;
    let each = (metres >= LEAST_METRES).then(|| Span::from_secs_f64((timer.secs() * 1000.0 / metres).round()))??;
    Some(format!("{each} /km"))
}

/// What the text of a report says beyond the sentences.
fn notes(run: &Run<'_>, summary: &Summary) -> Vec<String> {
    let mut notes = text::beyond_the_sentences(run.session, summary, run.usual);
    if run.age_assumed {
        notes.push("nothing is known of the runner, so an age of 40 is assumed for the zones".to_owned());
    }
    notes.extend(run.from.warnings.iter().map(|warning| format!("about the file: {warning}")));
    notes
}

/// The measures of a run as names and values, for a few lines beside it.
fn measures(session: &Session, summary: &Summary) -> Vec<(&'static str, String)> {
    let bpm = |value: f64| format!("{value:.0} bpm");
    let measures = summary.measures;
    let facts = [
        ("mean", summary.believed.mean.map(bpm)),
        ("highest", summary.believed.max.map(|max| bpm(f64::from(max)))),
        ("distance", summary.distance_m.map(|metres| format!("{:.2} km", metres / 1000.0))),
        ("pace", summary.distance_m.and_then(|metres| pace(session.timer().since_start(), metres))),
        ("drift", summary.drift_bpm.map(|drift| format!("{} bpm", crate::screen::signed(drift, 0)))),
        ("alpha1", summary.rr.dfa_alpha1.map(|alpha1| format!("{alpha1:.2}"))),
        ("load", measures.load_edwards.map(|load| format!("{load:.0}"))),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}
