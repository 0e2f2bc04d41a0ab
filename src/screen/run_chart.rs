//! The chart of a run that is over, from edge to edge, with as much below it as there are rows for.

use super::canvas::Canvas;
use super::chart_data::Stretch;
use super::strata::Below;
use super::theme::Theme;
use super::ui::ChartStyle;
use super::{dot_chart, strata};
use crate::session::RunView;

/// From so many rows on there is one for the times, and one for the marks.
const AXIS_FROM: u16 = 4;
const MARKS_FROM: u16 = 6;

/// Draws the whole run.
pub(super) fn draw(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme, style: ChartStyle) {
    let below = Below { marks: canvas.height() >= MARKS_FROM, axis: canvas.height() >= AXIS_FROM };
    match style {
        ChartStyle::Strata => strata::draw(canvas, run, theme, Stretch::Run, below),
        ChartStyle::Line => dot_chart::draw(canvas, run, theme, Stretch::Run, below),
    }
}
