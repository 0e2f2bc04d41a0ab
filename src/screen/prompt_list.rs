//! What was said in a run and what came of it, a line each.

use super::canvas::Canvas;
use super::chart_axis::cue_glyph;
use super::prompt_line::PromptLine;
use super::prompts::prompt_ink;
use super::theme::{Role, Theme};

/// Draws the list under its title, as many as there is room for; how many could not be shown stands in the last row.
pub(super) fn draw(canvas: &mut Canvas<'_>, lines: &[PromptLine], theme: &Theme) {
    let quiet = theme.ink(Role::Quiet);
    canvas.text(0, 0, "PROMPTS", quiet.patch(theme.ink(Role::Strong)));
    if lines.is_empty() {
        canvas.text(0, 1, "none: nothing had to be said", quiet);
        return;
    }
    let room = usize::from(canvas.height().saturating_sub(1));
    let shown = if lines.len() > room { room.saturating_sub(1) } else { lines.len() };
    for (line, y) in lines.iter().take(shown).zip(1..) {
        let mark = cue_glyph(line.kind, theme.glyphs()).unwrap_or(' ');
        canvas.cell(0, y, mark, theme.ink(prompt_ink(line.kind).unwrap_or(Role::Note)));
        let time = line.at.to_string();
        canvas.text_before(8.max(3 + time.len() as u16), y, &time, quiet);
        canvas.text(10, y, &line.said, theme.ink(Role::Plain));
        canvas.text(21, y, &line.outcome, if line.is_good { theme.ink(Role::Well) } else { quiet });
    }
    if shown < lines.len() {
        canvas.text(10, 1 + shown as u16, &format!("and {} more", lines.len() - shown), quiet);
    }
}
