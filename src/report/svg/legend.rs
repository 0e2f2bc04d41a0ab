//! The legend: only what is in this picture, in as many rows as it takes.

use std::fmt::Write as _;

use super::prompts::{Marker, SETTLED, Word, shape};
use super::text_size::{ROW, TEXT, width_of};
use super::trace::{Gap, Trace};
use crate::report::coordinate::tenth;
use crate::session::{CueKind, MarkKind, Session};

/// A swatch, drawn around 0,0 and 18 wide, and its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    swatch: &'static str,
    word: &'static str,
}

/// What a picture has in it that needs an entry.
pub(super) fn entries(session: &Session, trace: &Trace, markers: &[Marker]) -> Vec<Entry> {
    let entry = |there: bool, swatch: &'static str, word: &'static str| there.then_some(Entry { swatch, word });
    let gap = |kind: Gap| trace.gaps.iter().any(|(gap, ..)| *gap == kind);
    let above = trace.range().is_some_and(|(_, high)| f64::from(high) > session.setup().ceiling());
    let settled = markers.iter().any(|marker| marker.settled_after.is_some());
    let lap = session.marks().iter().any(|mark| mark.kind == MarkKind::Lap);
    let unsaid = |kind: CueKind| markers.iter().any(|marker| marker.kind == kind && marker.word == Word::None);
    [
        entry(!trace.line.is_empty(), r#"<path class="rate" d="M-9 2l5-3 4 2 4-4 5 2"/>"#, "heart rate"),
        entry(above, r#"<path class="above" d="M-9 2l5-3 4 2 4-4 5 2"/>"#, "above the ceiling"),
        entry(settled, SETTLED, "settled"),
        entry(unsaid(CueKind::EaseOff), shape(CueKind::EaseOff), "ease off"),
        entry(unsaid(CueKind::SlowDown), shape(CueKind::SlowDown), "slow down"),
        entry(unsaid(CueKind::Walk), shape(CueKind::Walk), "walk"),
        entry(unsaid(CueKind::Stop), shape(CueKind::Stop), "stop"),
        entry(lap, r#"<path class="lap" d="M0-7V7"/>"#, "lap"),
        entry(gap(Gap::Paused), r#"<rect class="pause" x="-9" y="-6" width="18" height="12"/><rect class="edge" x="-9" y="-6" width="18" height="12"/>"#, "paused"),
        entry(
            gap(Gap::Lost),
            r#"<path class="lost" d="M-9 0l6-6M-9 6L3-6M-3 6L9-6M3 6l6-6"/><rect class="edge" x="-9" y="-6" width="18" height="12"/>"#,
            "no signal",
        ),
        entry(
            !trace.doubted.is_empty(),
            r#"<path class="doubt" d="M-8 1a2 2 0 1 0 4 0a2 2 0 1 0-4 0M-2-1a2 2 0 1 0 4 0a2 2 0 1 0-4 0M4 2a2 2 0 1 0 4 0a2 2 0 1 0-4 0"/>"#,
            "doubted, not counted",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Draws the entries between two edges from a height downwards; how many rows they take.
pub(super) fn draw(entries: &[Entry], left: f64, top: f64, right: f64) -> (String, usize) {
    const SWATCH: f64 = 26.0;
    const BETWEEN: f64 = 22.0;
    let mut svg = String::new();
    let (mut x, mut row) = (left, 0usize);
    for entry in entries {
        let width = SWATCH + width_of(entry.word);
        if x > left && x + width > right {
            (x, row) = (left, row + 1);
        }
        // Writing to a String cannot fail.
        let _ = write!(
            svg,
            r#"<g transform="translate({} {})">{}<text x="{}" y="{}">{}</text></g>"#,
            tenth(x + 9.0),
            tenth(top + row as f64 * ROW + ROW / 2.0),
            entry.swatch,
            tenth(SWATCH - 9.0),
            tenth(TEXT * 0.36),
            entry.word
        );
        x += width + BETWEEN;
    }
    (svg, if entries.is_empty() { 0 } else { row + 1 })
}
