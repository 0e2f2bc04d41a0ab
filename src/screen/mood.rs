//! The mood of the whole screen: the frame closes in by one side a level, and the paper takes a wash. It rises at once and falls in steps.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::layout::Places;
use super::prompts::{Remnant, prompt_ink, standing_prompt};
use super::scenery::Wash;
use super::theme::{Role, Theme};
use super::ui::{Overlay, Ui};
use crate::session::{CueFamily, CueKind, RunState, RunView, Span};

/// What the frame and the paper say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    /// Nothing.
    Calm,
    /// Rails at the sides, so many columns of them as a rule.
    Rails(CueKind),
    /// What is left of them while they go, without a wash.
    Going(Remnant),
    /// The whole field.
    Field,
    /// What was asked for is done.
    Settled,
}

/// The wash of "settled" goes this long before its outline does (design choice).
const WASH_GOES_FIRST: Span = Span::from_secs(1);

impl Mood {
    /// The mood at this moment.
    pub(super) fn of(run: &RunView<'_>, ui: &Ui) -> Self {
        if ui.overlay == Overlay::ConfirmStop || run.state != RunState::Running {
            return Self::Calm;
        }
        match standing_prompt(run) {
            Some(CueKind::Stop) => return Self::Field,
            Some(kind @ (CueKind::SlowDown | CueKind::Walk)) => return Self::Rails(kind),
            _ => {}
        }
        if let Some(remnant) = ui.last_prompt.remnant(run.now).filter(|_| ui.motion) {
            return Self::Going(remnant);
        }
        match &run.banner {
            Some(banner) if banner.cue.kind.family() == CueFamily::Settled && run.now - banner.since + WASH_GOES_FIRST < SETTLED_FOR => {
                Self::Settled
            }
            _ => Self::Calm,
        }
    }
}

/// As long as a cue that asks nothing stays on the screen.
const SETTLED_FOR: Span = Span::from_secs(8);

/// Draws frame and wash over a screen that is otherwise done.
pub(super) fn draw(buffer: &mut Buffer, area: Rect, mood: Mood, places: &Places, theme: &Theme) {
    let ground = match mood {
        Mood::Field => {
            draw_field(buffer, area, theme);
            return;
        }
        Mood::Rails(kind) => {
            draw_rails(buffer, area, (kind, false), places.frame_closes, theme);
            theme.washed(if kind == CueKind::Walk { Wash::Walk } else { Wash::SlowDown })
        }
        Mood::Going(Remnant::Rails(kind)) => {
            draw_rails(buffer, area, (kind, false), places.frame_closes, theme);
            None
        }
        Mood::Going(Remnant::ThinRails(kind)) => {
            draw_rails(buffer, area, (kind, true), false, theme);
            None
        }
        Mood::Settled => theme.washed(Wash::Settled),
        Mood::Calm => None,
    };
    lay_paper(buffer, area, ground, theme);
}

/// What stands on nothing stands on the paper, or on its wash.
fn lay_paper(buffer: &mut Buffer, area: Rect, ground: Option<Color>, theme: &Theme) {
    let paper = theme.paper();
    let ground = ground.or(paper.bg);
    if ground.is_none() && paper.fg.is_none() {
        return;
    }
    for cell in cells(buffer, area) {
        if let (Color::Reset, Some(ground)) = (cell.bg, ground) {
            cell.bg = ground;
        }
        if let (Color::Reset, Some(ink)) = (cell.fg, paper.fg) {
            cell.fg = ink;
        }
    }
}

fn cells(buffer: &mut Buffer, area: Rect) -> impl Iterator<Item = &mut ratatui::buffer::Cell> {
    let area = area.intersection(*buffer.area());
    let width = usize::from(buffer.area().width.max(1));
    let (left, right) = (usize::from(area.x), usize::from(area.right()));
    let rows = usize::from(area.y)..usize::from(area.bottom());
    buffer
        .content
        .iter_mut()
        .enumerate()
        .filter(move |(i, _)| rows.contains(&(i / width)) && (left..right).contains(&(i % width)))
        .map(|(_, cell)| cell)
}

/// Columns of a rail: two as a rule; three where top and foot carry text, so that "walk" still differs.
fn rail_columns(area: Rect, kind: CueKind, closes: bool) -> u16 {
    match (area.width, kind) {
        (..60, _) => 1,
        (_, CueKind::Walk) if !closes => 3,
        _ => 2,
    }
}

fn draw_rails(buffer: &mut Buffer, area: Rect, (kind, thin): (CueKind, bool), closes: bool, theme: &Theme) {
    let glyphs = theme.glyphs();
    let style = theme.ink(prompt_ink(kind).unwrap_or(Role::SlowDown));
    let columns = if thin { 1 } else { rail_columns(area, kind, closes) };
    let mut put = |x: u16, y: u16, glyph: char| {
        let cell = &mut buffer[(x, y)];
        if cell.symbol() == " " && cell.bg == Color::Reset && !cell.modifier.contains(Modifier::REVERSED) {
            cell.set_char(glyph).set_style(style);
        }
    };
    for y in area.top()..area.bottom() {
        for x in (area.left()..area.left() + columns.min(area.width)).chain(area.right().saturating_sub(columns)..area.right()) {
            put(x, y, glyphs.solid);
        }
    }
    if kind == CueKind::Walk && closes && area.height > 1 {
        for x in area.left()..area.right() {
            put(x, area.top(), glyphs.half_rows.1);
            put(x, area.bottom() - 1, glyphs.half_rows.0);
        }
    }
}

/// The whole field: one ground, one ink, and what is held back a little of both.
fn draw_field(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let field = theme.field();
    for cell in cells(buffer, area) {
        match field {
            None => cell.modifier.toggle(Modifier::REVERSED),
            Some((ground, ink, held_back)) => {
                let is_held_back = !matches!(cell.fg, Color::Reset) && !cell.modifier.contains(Modifier::BOLD);
                let style = Style::new().bg(ground).fg(if is_held_back { held_back } else { ink });
                let style = style.remove_modifier(Modifier::REVERSED | Modifier::DIM);
                cell.set_style(style);
            }
        }
    }
}
