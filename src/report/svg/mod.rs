//! The run as an SVG picture: the rate over time on its zones, with the ceiling, the prompts, pauses and lost signal.

mod axes;
mod chart;
mod legend;
mod prompts;
mod scale;
mod text_size;
mod trace;

pub(super) use chart::{Chart, Shape};

#[cfg(test)]
pub(super) use trace::tests::{beat, run, step};

use crate::session::Session;

/// The colours, for light and dark, by name.
pub(super) const PALETTE: &str = include_str!("palette.css");
/// Which element of the picture has which colour.
pub(super) const CHART_STYLE: &str = include_str!("chart.css");

/// The picture of a run as a file of its own: SVG that needs nothing beside it.
pub fn svg(session: &Session) -> String {
    let chart = Chart::of(session, Shape::Wide, "run");
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", chart.svg(&format!("<style>{PALETTE}{CHART_STYLE}</style>"), true))
}
