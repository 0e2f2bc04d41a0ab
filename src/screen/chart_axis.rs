//! Below a chart: what was said, laps and pauses at their times, and the times themselves.

use super::canvas::{Canvas, width};
use super::chart_data::{Stretch, Window};
use super::glyphs::Glyphs;
use super::prompts::prompt_ink;
use super::theme::{Role, Theme};
use crate::session::{CueFamily, CueKind, MarkKind, RunView, Span};

/// From so many columns on the quarters are named too.
const QUARTERS_FROM: u16 = 70;

/// Draws the marks.
pub(super) fn draw_marks(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme, window: Window) {
    let glyphs = theme.glyphs();
    for mark in run.marks {
        let Some(column) = window.column(mark.at) else { continue };
        let (glyph, ink) = match &mark.kind {
            MarkKind::Lap => (Some(glyphs.lap_foot), Role::Quiet),
            MarkKind::Pause | MarkKind::Slept(_) => (Some(glyphs.pause_mark), Role::Quiet),
            MarkKind::Resume => (None, Role::Quiet),
            MarkKind::Cue(cue) => (cue_glyph(cue.kind, glyphs), prompt_ink(cue.kind).unwrap_or(cue_ink(cue.kind))),
        };
        if let Some(glyph) = glyph {
            canvas.cell(column, 0, glyph, theme.emphasis(ink));
        }
    }
}

fn cue_ink(kind: CueKind) -> Role {
    if kind.family() == CueFamily::Settled { Role::Well } else { Role::Quiet }
}

/// The glyph of a cue; none for those that are no part of how the run went.
pub(super) fn cue_glyph(kind: CueKind, glyphs: &Glyphs) -> Option<char> {
    let words = match kind {
        CueKind::EaseOff => glyphs.ease_off,
        CueKind::SlowDown => glyphs.slow_down,
        CueKind::Walk => glyphs.walk,
        CueKind::Stop => glyphs.stop,
        CueKind::Settled => return Some(glyphs.answers.0),
        CueKind::TalkTest => return Some(glyphs.answers.1),
        _ => return None,
    };
    words.chars().next()
}

/// Draws the times: the quarters of a whole run, and how long ago in the last minutes.
pub(super) fn draw_times(canvas: &mut Canvas<'_>, theme: &Theme, window: Window, stretch: Stretch) {
    let quiet = theme.ink(Role::Quiet);
    let columns = canvas.width();
    let ms = u64::try_from(window.span_ms).unwrap_or(0);
    if let Stretch::Last(_) = stretch {
        canvas.text(0, 0, &format!("{} min ago", ms.div_ceil(60_000)), quiet);
        canvas.text_before(columns, 0, "now", quiet);
        return;
    }
    let at = |quarter: u64| Span::from_ms(ms * quarter / 4).to_string();
    let quarters: &[u64] = if columns >= QUARTERS_FROM { &[1, 2, 3] } else { &[2] };
    canvas.text(0, 0, &at(0), quiet);
    for quarter in quarters {
        let name = at(*quarter);
        let middle = u16::try_from(u64::from(columns) * quarter / 4).unwrap_or(0);
        canvas.text(middle.saturating_sub(width(&name) / 2), 0, &name, quiet);
    }
    canvas.text_before(columns, 0, &at(4), quiet);
}
