//! The parts below the picture: time in zone as bars, each prompt and what came of it, and the measures.

use std::fmt::Write as _;

use crate::analysis::{Baseline, Summary};
use crate::heart::Zone;
use crate::report::comparison;
use crate::session::{CueKind, Session};

/// Time in zone by believed samples, the hardest on top as in the picture.
pub(super) fn zones(session: &Session, summary: &Summary) -> String {
    let total: u64 = summary.believed_in_zone.iter().map(|time| time.ms()).sum();
    if total == 0 {
        return "<p>none: there was no heart rate that could be believed</p>".to_owned();
    }
    let longest = summary.believed_in_zone.iter().map(|time| time.ms()).max().unwrap_or(total).max(1);
    let mut rows = String::from("<table class=\"zones\"><tbody>");
    for zone in Zone::ALL.into_iter().rev() {
        let time = summary.believed_in_zone[zone.index()];
        // Zone 0 is where nobody runs.
        if zone.number() == 0 && time.ms() == 0 {
            continue;
        }
        let range = match session.setup().zones.shown(zone) {
            (Some(low), Some(high)) => format!("{low}–{high}"),
            (None, Some(high)) => format!("to {high}"),
            (Some(low), None) => format!("{low} on"),
            (None, None) => String::new(),
        };
        let width = 100.0 * time.ms() as f64 / longest as f64;
        let bar = if time.ms() == 0 {
            String::new()
        } else {
            format!(r#"<span class="bar z{}" style="width:{width:.1}%"></span>"#, zone.number())
        };
        // Writing to a String cannot fail.
        let _ = write!(
            rows,
            r#"<tr><th scope="row"><span class="word">Z{} {}</span> <span class="range">{range}</span></th><td class="track">{bar}</td><td class="n">{time}</td><td class="n">{:.0} %</td></tr>"#,
            zone.number(),
            zone.word(),
            100.0 * time.ms() as f64 / total as f64
        );
    }
    rows.push_str("</tbody></table>");
    rows
}

/// Each prompt, when, and how long until the rate had settled.
pub(super) fn prompts(summary: &Summary) -> String {
    if summary.prompts.is_empty() {
        return "<p>None: nothing had to be said.</p>".to_owned();
    }
    let mut rows = String::from(
        r#"<table><thead><tr><th scope="col">said</th><th scope="col" class="n">at</th><th scope="col" class="n">settled</th></tr></thead><tbody>"#,
    );
    for prompt in &summary.prompts {
        let settled = match prompt.settled_after {
            Some(after) => format!("after {after}"),
            None if prompt.kind == CueKind::Stop => "–".to_owned(),
            None => "not enough".to_owned(),
        };
        // Writing to a String cannot fail.
        let _ = write!(
            rows,
            r#"<tr><th scope="row">{}</th><td class="n">{}</td><td class="n">{settled}</td></tr>"#,
            prompt.kind.word().replace('-', " "),
            prompt.at
        );
    }
    rows.push_str("</tbody></table>");
    rows
}

/// The measures that are known, beside what is usual for the runner; nothing where none is.
pub(super) fn numbers(summary: &Summary, usual: &Baseline) -> String {
    let measures = summary.measures;
    let mut numbers = Vec::new();
    let mut number = |name: &str, value: String, means: &str| {
        numbers.push(format!("<div><dt>{name}</dt><dd>{value}</dd><dd class=\"means\">{means}</dd></div>"));
    };
    if let Some(drift) = summary.drift_bpm {
        number(
            "heart rate drift",
            format!("{} <small>bpm</small>", signed(drift, 0)),
            &with("second half against the first, without the first ten minutes and pauses", comparison::drift(usual, drift)),
        );
    }
    if let (Some(metres), Some(percent)) = (measures.metres_a_beat, measures.decoupling_percent) {
        number("metres a heartbeat", format!("{metres:.2}"), "speed by heart rate, after the first ten minutes");
        number(
            "decoupling",
            format!("{} <small>%</small>", signed(percent, 1)),
            "how much of that was lost from the first half to the second; above 5 % suggests a pace above the aerobic threshold",
        );
    }
    if let Some(fall) = measures.recovery_hr_bpm {
        number(
            "a minute after the end",
            format!("{} <small>bpm</small>", signed(-fall, 0)),
            "how far the rate had come down; compare it with your own other runs only",
        );
    }
    if let Some(effort) = summary.effort {
        number("effort", format!("{} <small>of 10</small>", effort.rating()), "as the runner rated it; a recovery run is a 1 to 3");
    }
    let answers: Vec<String> = summary.talk.iter().filter_map(|test| Some(test.answer?.word().replace('-', " "))).collect();
    if !answers.is_empty() {
        let tighter = summary.ceiling_reduction_bpm;
        let came_down = if tighter > 0.0 { format!("; the ceiling came down by {tighter:.0} bpm") } else { String::new() };
        number("able to talk", answers.join(", "), &format!("asked after 8, 18 and 28 minutes{came_down}"));
    }
    if let Some(gain) = summary.gain {
        number(
            "bpm for each km/h",
            format!("{:.1}", gain.bpm_per_kmh),
            "how much higher the heart settles; 6.7 in the mean of runners (Hunt 2015)",
        );
    }
    if let Some(load) = measures.load_edwards {
        number("load, Edwards", format!("{load:.0}"), "minutes times 1 to 5, by tenths of the maximal rate from 50 % on");
    }
    if let Some(load) = measures.load_banister {
        number("load, Banister", format!("{load:.0}"), "minutes weighed by the share of the heart-rate reserve");
    }
    let rr = summary.rr;
    if rr.count > 0 {
        let artefacts = rr.artefact_percent.map_or_else(String::new, |percent| format!(", {percent:.1} % of them artefacts"));
        number("beat-to-beat intervals", rr.count.to_string(), &format!("as stored{artefacts}"));
    }
    if let Some(ms) = rr.rmssd_ms {
        number("RMSSD", format!("{ms:.1} <small>ms</small>"), "how much successive intervals differ, over the whole run");
    }
    if let Some(alpha) = rr.dfa_alpha1 {
        number("DFA alpha 1", format!("{alpha:.2}"), "how the intervals hang together; about 0.75 at the aerobic threshold");
    }
    if let Some(early) = rr.early_alpha1 {
        number(
            "DFA alpha 1, minutes 5 to 12",
            format!("{early:.2}"),
            &with("while easy; after hard days it is lower than usual", comparison::alpha1(usual, early)),
        );
    }
    if let Some(gain) = summary.gain {
        number(
            "bpm for each km/h more",
            format!("{:.1} <small>± {:.1}</small>", gain.bpm_per_kmh, gain.sd),
            "how much higher the rate settles when you run faster, as this run shows it",
        );
    }
    if numbers.is_empty() {
        String::new()
    } else {
        format!("<section><h2>In numbers</h2><dl class=\"numbers\">{}</dl></section>\n", numbers.concat())
    }
}

/// What a number means, and what is usual.
fn with(means: &str, usual: Option<String>) -> String {
    usual.map_or_else(|| means.to_owned(), |usual| format!("{means}; {usual}"))
}

/// With its sign, the minus as long as the plus is wide.
fn signed(value: f64, places: usize) -> String {
    let text = format!("{:.places$}", value.abs());
    let zero = text.trim_matches(['0', '.']).is_empty();
    match (zero, value < 0.0) {
        (true, _) => text,
        (false, true) => format!("−{text}"),
        (false, false) => format!("+{text}"),
    }
}
