//! The run as one HTML page that needs nothing beside it: no network, no script, no fonts; for a screen of any width, light
//! or dark, and for paper.

mod numbers;
mod sections;

use std::fmt::Write as _;
use std::path::Path;

use super::svg::{CHART_STYLE, Chart, Shape, colors};
use super::{Provenance, sentences, words};
use crate::analysis::{self, Baseline, Summary};
use crate::format::markup::escape;
use crate::heart::MaxSource;
use crate::screen::percent;
use crate::session::{Session, Span};

const STYLE: &str = include_str!("page.css");

/// One run of a page, with its provenance and what is usual for the runner.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// The run, folded to its end.
    pub session: &'a Session,
    /// Where it came from.
    pub from: &'a Provenance,
    /// Its start as a person reads it, where the wall clock is known.
    pub when: Option<&'a str>,
    /// What was usual for the runner before it.
    pub usual: &'a Baseline,
    /// Nothing was known of the runner and an age was assumed.
    pub age_assumed: bool,
}

/// A page of one run or more, one after the other.
pub fn page(runs: &[Run<'_>]) -> String {
    let title = match runs {
        [run] => run.when.map_or_else(|| "Recovery run".to_owned(), |when| format!("Recovery run, {when}")),
        _ => format!("{} recovery runs", runs.len()),
    };
    let articles: String = (1..).zip(runs).map(|(number, run)| article(number, run)).collect();
    format!(
        r#"<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/><meta name="color-scheme" content="light dark"/><title>{}</title>
<style>{}{CHART_STYLE}{STYLE}</style></head>
<body><main>
{articles}</main></body></html>
"#,
        escape(&title),
        colors()
    )
}

fn article(number: usize, run: &Run<'_>) -> String {
    let session = run.session;
    let summary = analysis::summary(session);
    let names = [format!("r{number}w"), format!("r{number}n")];
    let chart = |shape: Shape, name: &str| Chart::of(session, shape, name).svg("", false);
    let numbers = numbers::section(&summary, run.usual);
    let (zones, prompts) = (sections::zones(session, &summary), sections::prompts(&summary));
    format!(
        "<article>\n<p class=\"when\">{}</p>\n{}\n{}\n<figure>{}\n{}</figure>\n<div class=\"columns\"><section><h2>Time in zone</h2>{zones}</section>\n<section><h2>Prompts</h2>{prompts}</section></div>\n{numbers}{}</article>\n",
        escape(run.when.unwrap_or("Recovery run")),
        headline(run, &summary),
        facts(run, &summary),
        chart(Shape::Wide, &names[0]),
        chart(Shape::Narrow, &names[1]),
        notes(run),
    )
}

/// The answer to "did I stay easy?", large, and the run in three sentences beside it.
fn headline(run: &Run<'_>, summary: &Summary) -> String {
    let (class, answer) = match summary.easy_share {
        None => (" class=\"unknown\"", "Nobody knows.".to_owned()),
        Some(share) => {
            let class = if summary.has_enough_rates && share >= words::EASY_SHARE { " class=\"good\"" } else { "" };
            (class, format!("{}<span class=\"unit\"> % easy</span>", percent(share)))
        }
    };
    let told = sentences(run.session, summary, run.usual);
    let told: String = told.iter().map(|sentence| format!("<p class=\"answer\">{}</p>", escape(&sentence.replace(" -", " −")))).collect();
    format!("<div class=\"head\"><h1>Did I stay easy? <strong{class}>{answer}</strong></h1>\n<div>{told}</div></div>")
}

fn facts(run: &Run<'_>, summary: &Summary) -> String {
    let mut facts = String::from("<dl class=\"facts\">");
    let mut fact = |name: &str, value: &str| {
        // Writing to a String cannot fail.
        let _ = write!(facts, "<div><dt>{name}</dt><dd>{value}</dd></div>");
    };
    let claims = &run.from.claims;
    let or_computed = |claimed: Option<f64>, computed: Span| claimed.and_then(Span::from_secs_f64).unwrap_or(computed);
    let (timer, elapsed) =
        (or_computed(claims.timer_s, summary.timer.since_start()), or_computed(claims.elapsed_s, summary.elapsed.since_start()));
    fact("timer", &timer.to_string());
    if elapsed - timer >= Span::from_secs(1) {
        fact("with pauses", &elapsed.to_string());
    }
    if summary.slept >= Span::from_secs(1) {
        fact("asleep", &summary.slept.to_string());
    }
    if let Some(metres) = run.from.distance_m(summary) {
        fact("distance", &format!("{:.2} <small>km</small>", metres / 1000.0));
    }
    if let Some(mean) = summary.believed.mean {
        fact("mean", &format!("{mean:.0} <small>bpm</small>"));
    }
    if let Some(max) = summary.believed.max {
        fact("highest", &format!("{max} <small>bpm</small>"));
    }
    let laps = claims.laps.unwrap_or(summary.laps);
    if laps > 1 {
        fact("laps", &laps.to_string());
    }
    if let Some(device) = run.from.device(summary) {
        fact("recorded by", &format!("<small>{}</small>", escape(&device)));
    }
    facts.push_str("</dl>");
    facts
}

/// Where zones and maximum come from, what was doubted, and the medical disclaimer.
fn notes(run: &Run<'_>) -> String {
    let setup = run.session.setup();
    let mut notes = vec![format!("Zones: {}.", setup.zones.basis())];
    if run.age_assumed {
        notes.push("Nothing is known of the runner, so an age of 40 is assumed: give --age, or edit the configuration.".to_owned());
    }
    if let Some((max, MaxSource::Estimated)) = setup.athlete.max() {
        notes.push(format!("The maximal rate of {max:.0} bpm is estimated from the age, +-11 bpm, and so is all that is made of it."));
    }
    notes.extend(words::max_shown(run.session).map(|note| format!("{note}.")));
    let summary = analysis::summary(run.session);
    if summary.doubted > 0 {
        notes.push(format!(
            "{} of {} readings were doubted and count nowhere on this page; they do in `report --json`, where it says so.",
            summary.doubted, summary.heart_rate.samples
        ));
    }
    notes.extend(run.from.warnings.iter().map(|warning| format!("About the file: {warning}.")));
    notes.push(
        "Zones are a guide, and this is no medical device. Beta-blockers, pregnancy or heart disease make zones invalid: ask a clinician. \
         How you feel outranks the number."
            .to_owned(),
    );
    // The name without its folders: a page is passed on, and need not show how somebody's disk is laid out.
    if let Some(file) = run.from.file.as_deref().and_then(|file| Path::new(file).file_name()) {
        let file = file.to_string_lossy();
        notes.push(format!("From {file}, by recovery-run {}.", env!("CARGO_PKG_VERSION")));
    }
    let notes: String = notes.iter().map(|note| format!("<p>{}</p>", escape(&note.replace("+-", "±")))).collect();
    format!("<footer class=\"notes\">{notes}</footer>\n")
}

#[cfg(test)]
mod tests;
