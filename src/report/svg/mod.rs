//! The run as an SVG picture: the rate over time, filled in the colours of the zones that its heights lie in, with the ceiling, the
//! prompts, pauses and lost signal. The same chart as on the screen, in the same colours.

mod axes;
mod chart;
mod colors;
mod legend;
mod marks;
mod scale;
mod text_size;
mod trace;

pub(super) use chart::{Chart, Shape};
pub(super) use colors::colors;
pub(super) use marks::Sign;

#[cfg(test)]
pub(super) use trace::tests::{beat, run, step};

use crate::session::Session;

/// Which element of the picture has which colour.
pub(super) const CHART_STYLE: &str = include_str!("chart.css");

/// The picture of a run as a file of its own: SVG that needs nothing beside it.
pub fn svg(session: &Session) -> String {
    let chart = Chart::of(session, Shape::Wide, "run");
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", chart.svg(&format!("<style>{}{CHART_STYLE}</style>", colors()), true))
}
