//! A finished run as text for the terminal.

use std::fmt::Write as _;

use crate::analysis::{self, Baseline, Summary};
use crate::format::ColumnUse;
use crate::heart::Zone;
use crate::heart::variability::Band;
use crate::screen::{AnsiPrinter, Role, percent, signed};
use crate::session::{CueKind, Session, Span};

use super::{comparison, words};

/// The length of the bar of a zone that all time was spent in, in characters.
const BAR: usize = 24;

/// Rows of the picture after a run, so that all fits into a window of 24 rows.
pub const AFTER_A_RUN: u16 = 7;
/// Rows of the picture in a report.
pub const IN_A_REPORT: u16 = 12;

/// The text of a finished run: its heart rate over time in so many rows, time in zones, share below the ceiling, prompts and how they
/// worked, drift and alpha1 beside what is usual for the runner, and what to do now.
pub fn closing(session: &Session, usual: &Baseline, printer: &AnsiPrinter, rows: u16) -> String {
    let summary = analysis::summary(session);
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{}", headline(session, &summary));
    if summary.heart_rate.samples > 0 {
        text.push_str(&printer.course(&session.view(), rows));
    }
    for line in zone_lines(session, &summary, printer) {
        let _ = writeln!(text, "{line}");
    }
    if let Some(share) = summary.easy_share {
        let longest =
            words::longest_above(summary.longest_excursion).map_or_else(String::new, |time| format!("  (longest at or above it: {time})"));
        let _ = writeln!(text, "  easy  {} % below the ceiling of {}{longest}", percent(share), words::ceiling(session));
    }
    let _ = writeln!(text, "{}", printer.wrapped(&format!("  {}", prompts(&summary)), 11));
    if let Some(drift) = summary.drift_bpm {
        let usual = comparison::drift(usual, drift).map_or_else(String::new, |usual| format!(", {usual}"));
        let drift = format!("  heart rate drift  {} bpm from the first half to the second{usual}", signed(drift, 0));
        let _ = writeln!(text, "{}", printer.wrapped(&drift, 20));
    }
    for line in answers(&summary) {
        let _ = writeln!(text, "{}", printer.wrapped(&format!("  {line}"), 13));
    }
    for line in beats(session, &summary, usual) {
        let _ = writeln!(text, "  {line}");
    }
    if let Some(note) = words::max_shown(session) {
        let _ = writeln!(text, "{}", printer.wrapped(&format!("  {note}"), 2));
    }
    if let Some(note) = doubts(&summary) {
        let _ = writeln!(text, "  {note}");
    }
    if summary.heart_rate.samples > 0 {
        // Praise only where it is true; whoever ran too hard gets advice and no reproach.
        let word = match summary.easy_share {
            _ if !summary.has_enough_rates => "",
            Some(share) if share >= words::EASY_SHARE => " well done for keeping it easy.",
            _ => " next time: start slower, then slower still.",
        };
        let now = format!("  now: {}{word}", words::AFTERWARDS);
        let _ = writeln!(text, "\n{}", printer.wrapped(&now, 7));
    }
    text
}

/// What the columns of a table were taken for, as a line.
pub fn columns(columns: &[ColumnUse], printer: &AnsiPrinter) -> String {
    let taken: Vec<String> = columns
        .iter()
        .map(|ColumnUse { name, meaning, unit }| {
            let unit = if unit.is_empty() { String::new() } else { format!(" in {unit}") };
            format!("\"{name}\" is {}{unit}", meaning.replace('_', " "))
        })
        .collect();
    printer.wrapped(&format!("  columns  {}", taken.join(", ")), 11)
}

fn headline(session: &Session, summary: &Summary) -> String {
    let phase = if summary.timer >= session.setup().plan.end() { ", plan done" } else { "" };
    let mean = summary.heart_rate.mean.map_or_else(|| ", no heart rate".to_owned(), |mean| format!(", mean heart rate {mean:.0} bpm"));
    let stood: Vec<String> = [(summary.paused, "paused"), (summary.slept, "asleep")]
        .into_iter()
        .filter(|(span, _)| *span >= Span::from_secs(1))
        .map(|(span, word)| format!("{span} {word}"))
        .collect();
    let pauses = if stood.is_empty() { String::new() } else { format!(" ({})", stood.join(", ")) };
    let distance = summary.distance_m.map_or_else(String::new, |metres| {
        let pace = summary.pace_s_per_km().map_or_else(String::new, |secs| format!(" at {}:{:02} min/km", secs / 60, secs % 60));
        format!(", {:.2} km{pace}", metres / 1000.0)
    });
    format!("recovery run  {}{pauses}{distance}{mean}{phase}", summary.timer)
}

fn zone_lines(session: &Session, summary: &Summary, printer: &AnsiPrinter) -> Vec<String> {
    let total: u64 = summary.believed_in_zone.iter().map(|zone| zone.ms()).sum();
    if total == 0 {
        return Vec::new();
    }
    Zone::ALL
        .into_iter()
        .filter(|zone| summary.believed_in_zone[zone.index()] > Span::ZERO)
        .map(|zone| {
            let time = summary.believed_in_zone[zone.index()];
            let share = time.ms() as f64 / total as f64;
            let filled = ((share * BAR as f64).round() as usize).max(1);
            let range = session.setup().zones.range(zone);
            let bar = printer.ink(&printer.solid().to_string().repeat(filled), Role::Zone(zone));
            format!("  Z{}  {range:>7}  {:>7}  {:>3} %  {bar}", zone.number(), time.to_string(), percent(share))
        })
        .collect()
}

fn prompts(summary: &Summary) -> String {
    if summary.prompts.is_empty() {
        return if summary.has_enough_rates { "prompts  none: nothing had to be said" } else { "prompts  none" }.to_owned();
    }
    let outcomes: Vec<String> = summary
        .prompts
        .iter()
        .map(|prompt| {
            let worked = match prompt.settled_after {
                Some(after) => format!("settled after {after}"),
                None if prompt.kind == CueKind::Stop => "said".to_owned(),
                None => "not enough".to_owned(),
            };
            format!("{} at {} ({worked})", words::cue(prompt.kind), prompt.at)
        })
        .collect();
    format!("prompts  {}: {}", summary.prompts.len(), outcomes.join(", "))
}

/// What the runner answered, and how the rate came down: shown, not graded.
fn answers(summary: &Summary) -> Vec<String> {
    let mut lines = Vec::new();
    let answers: Vec<String> =
        summary.talk.iter().filter_map(|test| Some(format!("{} at {}", test.answer?.word().replace('-', " "), test.at))).collect();
    if !answers.is_empty() {
        let tighter = if summary.ceiling_reduction_bpm > 0.0 {
            format!(" (the ceiling came down by {:.0} bpm)", summary.ceiling_reduction_bpm)
        } else {
            String::new()
        };
        lines.push(format!("able to talk  {}{tighter}", answers.join(", ")));
    }
    if let Some(effort) = summary.effort {
        lines.push(format!("effort  {} of 10", effort.rating()));
    }
    if let Some(fell) = summary.measures.recovery_hr_bpm {
        lines.push(format!("recovery  {} bpm in the first minute after", signed(-fell, 0)));
    }
    lines
}

/// What the beats tell. The rate at the threshold is offered, never applied: it is for the runner to take it for a ceiling.
fn beats(session: &Session, summary: &Summary, usual: &Baseline) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(alpha1) = summary.rr.dfa_alpha1 {
        let band = match Band::of(alpha1) {
            Band::Below => "below",
            Band::Around => "around",
            Band::Above => "above",
        };
        lines.push(format!("alpha1  {alpha1:.2} in the middle of the run: {band} your aerobic threshold"));
    }
    if let Some(early) = summary.rr.early_alpha1
        && let Some(usual) = comparison::alpha1(usual, early)
    {
        lines.push(format!("alpha1  {early:.2} in minutes 5-12, {usual}"));
    }
    if let Some(estimate) = summary.rr.threshold
        && (estimate.bpm - session.setup().ceiling()).abs() > estimate.uncertainty_bpm
    {
        let bpm = estimate.bpm;
        lines.push(format!(
            "your beats put the aerobic threshold near {bpm:.0} bpm (+-{:.0}): --ceiling {bpm:.0} would try it",
            estimate.uncertainty_bpm.max(5.0)
        ));
    }
    lines
}

/// What the report on the screen says below its sentences.
pub(super) fn beyond_the_sentences(session: &Session, summary: &Summary, usual: &Baseline) -> Vec<String> {
    let mut lines = answers(summary);
    lines.extend(beats(session, summary, usual));
    lines.extend(words::max_shown(session));
    lines.extend(doubts(summary));
    lines
}

fn doubts(summary: &Summary) -> Option<String> {
    let rates = summary.heart_rate.samples;
    (summary.doubted * 20 > rates && summary.doubted > 10)
        .then(|| format!("the strap was doubted for {} of {rates} readings: moisten it next time", summary.doubted))
}
