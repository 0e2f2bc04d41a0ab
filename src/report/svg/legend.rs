//! The legend: only what is in this picture, in as many rows as it takes.

use std::fmt::Write as _;

use super::marks::{Marker, Sign};
use super::text_size::{ROW, TEXT, width_of};
use super::trace::{Gap, Trace};
use crate::report::coordinate::tenth;
use crate::session::{MarkKind, Session};

/// A swatch, drawn around 0,0 and 18 wide, and its word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    swatch: String,
    word: &'static str,
}

/// What a picture has in it that needs an entry.
pub(super) fn entries(session: &Session, trace: &Trace, markers: &[Marker]) -> Vec<Entry> {
    let entry = |there: bool, swatch: &str, word: &'static str| there.then(|| Entry { swatch: swatch.to_owned(), word });
    // In the colours on either side of the ceiling.
    let filled = |color: &str| format!(r#"<rect style="fill:var(--{color})" x="-9" y="-6" width="18" height="12"/>"#);
    let zones = &session.setup().zones;
    let ceiling = session.setup().ceiling();
    let above = trace.curve.iter().any(|column| column.bpm > ceiling);
    let (below, over) = (zones.of_rate(ceiling - 1.0).number(), zones.of_rate(ceiling).number());
    let lost = trace.gaps.iter().any(|(gap, ..)| *gap == Gap::Lost);
    let lap = session.marks().iter().any(|mark| mark.kind == MarkKind::Lap);
    let signs = Sign::ALL.into_iter().map(|sign| {
        let there = markers.iter().any(|marker| marker.sign == sign);
        entry(there, sign.shape(), sign.word())
    });
    [
        entry(!trace.curve.is_empty(), &filled(&format!("m{below}")), "heart rate"),
        entry(above, &filled(&format!("z{over}")), "above the ceiling"),
    ]
    .into_iter()
    .chain(signs)
    .chain([
        entry(lap, r#"<path class="lap" d="M0-7V7"/>"#, "lap"),
        entry(
            lost,
            r#"<path class="lost" d="M-9 0l6-6M-9 6L3-6M-3 6L9-6M3 6l6-6"/><rect class="edge" x="-9" y="-6" width="18" height="12"/>"#,
            "no signal",
        ),
        entry(
            !trace.doubted.is_empty(),
            r#"<path class="doubt" d="M-8 1a2 2 0 1 0 4 0a2 2 0 1 0-4 0M-2-1a2 2 0 1 0 4 0a2 2 0 1 0-4 0M4 2a2 2 0 1 0 4 0a2 2 0 1 0-4 0"/>"#,
            "doubted, not counted",
        ),
    ])
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
