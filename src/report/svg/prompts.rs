//! The prompts above the line: a shape and a word at the time of each, and a tick where the rate had settled.

use std::fmt::Write as _;

use super::scale::Scale;
use super::text_size::{ROW, width_of};
use crate::analysis;
use crate::report::coordinate::tenth;
use crate::report::words;
use crate::session::{CueKind, Elapsed, Session, Signal, Span};

/// At most this many rows of words.
const LANES: usize = 4;
/// From the middle of a shape to its word.
const TO_WORD: f64 = 10.0;
/// From the middle of a shape to where another may begin.
const SHAPE: f64 = 9.0;
/// From a stem to where a word may begin.
const STEM: f64 = 3.0;

/// A prompt with its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Marker {
    pub kind: CueKind,
    pub at: Elapsed,
    pub settled_after: Option<Span>,
    /// The row of words it is in, 0 next to the line.
    lane: usize,
    /// Where the word stands.
    pub word: Word,
    /// Whether the stem may run through the rows below without crossing a word.
    clear: bool,
}

/// Where the word of a marker stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Right,
    Left,
    /// There is no room: the legend explains the shape.
    None,
}

/// Finds a place for every prompt, and how many rows that takes. From the last to the first, so that of words that stand
/// close the earlier ones go up and no stem runs through a word.
pub(super) fn placed(session: &Session, scale: &Scale, width: f64) -> (Vec<Marker>, usize) {
    let mut lanes = Lanes::default();
    let mut markers: Vec<Marker> = analysis::summary(session)
        .prompts
        .iter()
        .rev()
        .map(|prompt| {
            let x = scale.x(prompt.at);
            let Place { lane, word, clear } = lanes.place(x, width_of(&words::cue(prompt.kind)), width);
            Marker { kind: prompt.kind, at: prompt.at, settled_after: prompt.settled_after, lane, word, clear }
        })
        .collect();
    markers.reverse();
    let rows = markers.iter().map(|marker| marker.lane + 1).max().unwrap_or(0);
    (markers, rows)
}

/// What of the rows above the line is taken, from where to where.
#[derive(Debug, Default)]
struct Lanes([Vec<(f64, f64)>; LANES]);

#[derive(Debug, Clone, Copy)]
struct Place {
    lane: usize,
    word: Word,
    clear: bool,
}

impl Lanes {
    /// A place for a shape at x with a word of this length: best with a clear stem, else with a stem that begins below the
    /// rows; where there is no room for the word, the shape stands alone.
    fn place(&mut self, x: f64, word: f64, width: f64) -> Place {
        let right = (Word::Right, (x - SHAPE, x + TO_WORD + word + 6.0));
        let left = (Word::Left, (x - TO_WORD - word - 6.0, x + SHAPE));
        let alone = (Word::None, (x - SHAPE, x + SHAPE));
        let within = |(_, (from, to)): &(Word, (f64, f64))| *from >= 0.0 && *to <= width;
        let wanted = [(right, true), (left, true), (right, false), (left, false), (alone, true), (alone, false)];
        let (word, span, lane, clear) = wanted
            .into_iter()
            .filter(|(place, _)| place.0 == Word::None || within(place))
            .find_map(|((word, span), clear)| {
                (0..LANES).find(|lane| self.is_free(*lane, span, x, clear)).map(|lane| (word, span, lane, clear))
            })
            .unwrap_or((alone.0, alone.1, 0, false));
        self.0[lane].push(span);
        if clear {
            for below in &mut self.0[..lane] {
                below.push((x - STEM, x + STEM));
            }
        }
        Place { lane, word, clear }
    }

    /// Whether nothing is in the way of a shape with its word, and where it shall be clear, of its stem.
    fn is_free(&self, lane: usize, span: (f64, f64), x: f64, clear: bool) -> bool {
        let free = |lane: &Vec<(f64, f64)>, (from, to): (f64, f64)| lane.iter().all(|(start, end)| to <= *start || from >= *end);
        free(&self.0[lane], span) && (!clear || self.0[..lane].iter().all(|below| free(below, (x - STEM, x + STEM))))
    }
}

/// The shape of a prompt around 0,0, heavier the more it asks for. The legend shows the same.
pub(super) fn shape(kind: CueKind) -> &'static str {
    match kind {
        CueKind::EaseOff => r#"<path class="prompt hollow" d="M-5-4H5L0 4.5z"/>"#,
        CueKind::SlowDown => r#"<path class="prompt" d="M-5-4H5L0 4.5z"/>"#,
        CueKind::Walk => r#"<path class="prompt" d="M-4.5-4.5h9v9h-9z"/>"#,
        // Stop is the only other one that asks for less.
        _ => r#"<path class="prompt" d="M-2-5h4l3 3v4l-3 3h-4l-3-3v-4z"/>"#,
    }
}

/// The tick of a rate that has settled, around 0,0.
pub(super) const SETTLED: &str = r#"<path class="settled" d="M-4 .5l3 3 5.5-7"/>"#;

pub(super) fn draw(svg: &mut String, markers: &[Marker], session: &Session, scale: &Scale) {
    for marker in markers {
        let (x, y) = (scale.x(marker.at), scale.top - 12.0 - marker.lane as f64 * ROW);
        let down_to = rate_at(session, marker.at).map_or(scale.y(session.setup().ceiling()), |rate| scale.y(rate));
        let from = if marker.clear { 9.0 } else { scale.top - y };
        let word = words::cue(marker.kind);
        let outcome = match marker.settled_after {
            Some(after) => format!(", settled after {after}"),
            None if marker.kind == CueKind::Stop => String::new(),
            None => ", not enough".to_owned(),
        };
        // Writing to a String cannot fail.
        let _ = write!(
            svg,
            r#"<g class="mark" transform="translate({} {})"><title>{word} at {}{outcome}</title><path class="stem" d="M0 {}V{}"/>{}"#,
            tenth(x),
            tenth(y),
            marker.at,
            tenth(from),
            tenth((down_to - y).max(from)),
            shape(marker.kind)
        );
        let _ = match marker.word {
            Word::Right => write!(svg, r#"<text class="said" x="{TO_WORD}" y="5">{word}</text>"#),
            Word::Left => write!(svg, r#"<text class="said" x="-{TO_WORD}" y="5" text-anchor="end">{word}</text>"#),
            Word::None => Ok(()),
        };
        svg.push_str("</g>");
        if let Some(after) = marker.settled_after {
            let at = marker.at + after;
            let y = rate_at(session, at).map_or(scale.y(session.setup().ceiling()), |rate| scale.y(rate));
            let _ = write!(
                svg,
                r#"<g transform="translate({} {})"><title>settled at {at}</title>{SETTLED}</g>"#,
                // Left below: a rate that settles comes from above.
                tenth(scale.x(at) - 8.0),
                tenth(y + 9.0)
            );
        }
    }
}

/// The believed rate at a time, in bpm.
fn rate_at(session: &Session, at: Elapsed) -> Option<f64> {
    let until = session.samples().partition_point(|sample| sample.at <= at);
    let believed = session.samples()[..until].iter().rev().find(|sample| sample.signal == Signal::Good)?;
    Some(believed.bpm.beats())
}
