//! The rows of marks below the curve: what was said and answered, each as a shape at its time, the same as on the screen.

use std::fmt::Write as _;

use super::scale::Scale;
use super::text_size::TEXT;
use crate::analysis::{PromptOutcome, Summary};
use crate::report::coordinate::tenth;
use crate::report::words;
use crate::session::{CueKind, Elapsed, MarkKind, Session};

/// At most so many rows: what has no room in the last one covers its neighbour there.
const ROWS: usize = 3;
/// From row to row, and from the chart to the middle of the first.
const ROW: f64 = 16.0;
/// From the middle of a mark to the next one in its row.
const APART: f64 = 13.0;

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Sign {
    /// A prompt to slow down, from mild to last.
    Prompt(CueKind),
    /// The rate had settled.
    Settled,
    /// The runner was asked whether talking was easy.
    Talk,
    /// The timer was stopped.
    Pause,
}

impl Sign {
    /// Every sign, in the order of the legend.
    pub(super) const ALL: [Self; 7] = [
        Self::Prompt(CueKind::EaseOff),
        Self::Prompt(CueKind::SlowDown),
        Self::Prompt(CueKind::Walk),
        Self::Prompt(CueKind::Stop),
        Self::Settled,
        Self::Talk,
        Self::Pause,
    ];

    /// Its word in the legend.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Prompt(CueKind::EaseOff) => "ease off",
            Self::Prompt(CueKind::SlowDown) => "slow down",
            Self::Prompt(CueKind::Walk) => "walk",
            Self::Prompt(_) => "stop",
            Self::Settled => "settled",
            Self::Talk => "able to talk?",
            Self::Pause => "paused",
        }
    }

    /// The shape around 0,0. A prompt's is heavier the more it asks for.
    pub(in crate::report) fn shape(self) -> &'static str {
        match self {
            Self::Prompt(CueKind::EaseOff) => r#"<path class="ease" d="M-3.5-2.5h7L0 3.5z"/>"#,
            Self::Prompt(CueKind::SlowDown) => r#"<path class="slow" d="M-6-5H6L0 5.5z"/>"#,
            Self::Prompt(CueKind::Walk) => r#"<path class="walk" d="M-5-5H5V5H-5z"/>"#,
            // Stop is the only other one that asks for less.
            Self::Prompt(_) => r#"<circle class="stop" r="5.5"/>"#,
            Self::Settled => r#"<path class="settled" d="M-4.5.5l3 3.5 6-8"/>"#,
            Self::Talk => r#"<text class="sign" y="5" text-anchor="middle">?</text>"#,
            Self::Pause => r#"<path class="paused" d="M-2-4.5v9M2-4.5v9"/>"#,
        }
    }
}

/// A mark with its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Marker {
    pub sign: Sign,
    at: Elapsed,
    /// What happened, as a sentence for whoever points at it.
    title: String,
    /// The row it is in, 0 next to the chart.
    row: usize,
}

/// Every mark of a run with its place, in the order of time.
pub(super) fn placed(session: &Session, summary: &Summary, scale: &Scale) -> Vec<Marker> {
    let mut marks: Vec<Marker> = summary.prompts.iter().flat_map(of_prompt).collect();
    marks.extend(summary.talk.iter().map(|test| {
        let answer = test.answer.map_or_else(|| "not answered".to_owned(), |answer| answer.word().replace('-', " "));
        Marker { sign: Sign::Talk, at: test.at, title: format!("able to talk at {}: {answer}", test.at), row: 0 }
    }));
    let paused = session.marks().iter().filter(|mark| mark.kind == MarkKind::Pause);
    marks.extend(paused.map(|mark| Marker { sign: Sign::Pause, at: mark.at, title: format!("paused at {}", mark.at), row: 0 }));
    marks.sort_by_key(|mark| mark.at);
    let mut free_from = [f64::NEG_INFINITY; ROWS];
    for mark in &mut marks {
        let x = scale.x(mark.at);
        mark.row = free_from.iter().position(|free| *free <= x).unwrap_or(ROWS - 1);
        free_from[mark.row] = x + APART;
    }
    marks
}

fn of_prompt(prompt: &PromptOutcome) -> Vec<Marker> {
    let outcome = match prompt.settled_after {
        Some(after) => format!(", settled after {after}"),
        None if prompt.kind == CueKind::Stop => String::new(),
        None => ", not enough".to_owned(),
    };
    let title = format!("{} at {}{outcome}", words::cue(prompt.kind), prompt.at);
    let settled = prompt.settled_after.map(|after| prompt.at + after);
    let settled = settled.map(|at| Marker { sign: Sign::Settled, at, title: format!("settled at {at}"), row: 0 });
    [Some(Marker { sign: Sign::Prompt(prompt.kind), at: prompt.at, title, row: 0 }), settled].into_iter().flatten().collect()
}

/// How much room the rows of marks take.
pub(super) fn height(markers: &[Marker]) -> f64 {
    markers.iter().map(|marker| (marker.row + 1) as f64 * ROW).fold(0.0, f64::max)
}

pub(super) fn draw(svg: &mut String, markers: &[Marker], scale: &Scale) {
    for Marker { sign, at, title, row } in markers {
        // Whole at the edges.
        let x = scale.x(*at).clamp(scale.left + 6.0, scale.right() - 6.0);
        let y = scale.bottom() + TEXT * 0.8 + *row as f64 * ROW;
        // Writing to a String cannot fail.
        let _ =
            write!(svg, r#"<g class="mark" transform="translate({} {})"><title>{title}</title>{}</g>"#, tenth(x), tenth(y), sign.shape());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_has_a_shape_of_its_own_and_a_word() {
        for (i, sign) in Sign::ALL.iter().enumerate() {
            for other in &Sign::ALL[..i] {
                assert!(sign.word() != other.word() && sign.shape() != other.shape(), "{sign:?} {other:?}");
            }
        }
    }

    #[test]
    fn marks_that_stand_close_go_below_each_other() {
        use crate::report::svg::trace::tests::{beat, run, step};
        use crate::session::{Command, EventKind};
        let mut session = run();
        beat(&mut session, 0..100, 120);
        for at in [100, 110, 2000] {
            step(&mut session, at, EventKind::Command(Command::Pause));
            step(&mut session, at + 2, EventKind::Command(Command::Resume));
        }
        step(&mut session, 3600, EventKind::Command(Command::Stop));
        let scale = Scale { left: 0.0, top: 0.0, width: 780.0, height: 200.0, end: session.elapsed(), rates: (90.0, 160.0) };
        let markers = placed(&session, &crate::analysis::summary(&session), &scale);
        assert_eq!(markers.iter().map(|marker| marker.row).collect::<Vec<_>>(), [0, 1, 0]);
        assert!((height(&markers) - 2.0 * ROW).abs() < 1e-9);
    }
}
