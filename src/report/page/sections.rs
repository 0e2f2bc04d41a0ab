//! The tables below the picture: time in zone as bars, and each prompt with what came of it.

use std::fmt::Write as _;

use crate::analysis::Summary;
use crate::heart::Zone;
use crate::report::svg::Sign;
use crate::report::words;
use crate::screen::percent;
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
        // Zone 0 lies below any running; an empty row of it is left out.
        if zone.number() == 0 && time.ms() == 0 {
            continue;
        }
        let range = session.setup().zones.range(zone).replace('-', "–");
        let width = 100.0 * time.ms() as f64 / longest as f64;
        let bar = if time.ms() == 0 {
            String::new()
        } else {
            format!(r#"<span class="bar z{}" style="width:{width:.1}%"></span>"#, zone.number())
        };
        // Writing to a String cannot fail.
        let _ = write!(
            rows,
            r#"<tr><th scope="row"><span class="word">Z{} {}</span> <span class="range">{range}</span></th><td class="track">{bar}</td><td class="n">{time}</td><td class="n">{} %</td></tr>"#,
            zone.number(),
            zone.word(),
            percent(time.ms() as f64 / total as f64)
        );
    }
    rows.push_str("</tbody></table>");
    rows
}

/// Each prompt, when, and how long until the rate had settled.
pub(super) fn prompts(summary: &Summary) -> String {
    if summary.prompts.is_empty() {
        return if summary.has_enough_rates { "<p>None: nothing had to be said.</p>" } else { "<p>None.</p>" }.to_owned();
    }
    let mut rows = String::from(
        r#"<table><thead><tr><th scope="col">said</th><th scope="col" class="n">at</th><th scope="col" class="n">settled</th></tr></thead><tbody>"#,
    );
    for prompt in &summary.prompts {
        let settled = match prompt.settled_after {
            Some(after) => format!("<span class=\"good\">after {after}</span>"),
            None if prompt.kind == CueKind::Stop => "–".to_owned(),
            None => "not enough".to_owned(),
        };
        // Writing to a String cannot fail.
        let _ = write!(
            rows,
            r#"<tr><th scope="row"><svg class="chart" viewBox="-8 -8 16 16" aria-hidden="true">{}</svg>{}</th><td class="n">{}</td><td class="n">{settled}</td></tr>"#,
            Sign::Prompt(prompt.kind).shape(),
            words::cue(prompt.kind),
            prompt.at
        );
    }
    rows.push_str("</tbody></table>");
    rows
}
