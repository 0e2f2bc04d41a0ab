//! The heart rate: the one number of the screen.

use ratatui::style::{Modifier, Style};

use super::canvas::Canvas;
use super::lettering::{DigitFace, Weight};
use super::prompts::{prompt_ink, standing_prompt};
use super::theme::{Role, Theme};
use crate::session::{RunState, RunView, Signal};

/// Draws it in a face, or as text where there is no room for digits.
pub(super) fn draw(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme, face: Option<DigitFace>) {
    let (number, weight, style) = look(run, theme);
    if let Some(face) = face {
        face.draw(canvas, number, weight, style);
        return;
    }
    let text = number.map_or_else(|| " --".to_owned(), |number| format!("{number:>3}"));
    // Small letters need more contrast than large digits do.
    let style = match run.rate.map(|rate| rate.zone).filter(|_| weight != Weight::Light && run.state == RunState::Running) {
        Some(zone) if standing_prompt(run).is_none() => theme.ink(Role::ZoneText(zone)),
        Some(_) => theme.ink(Role::Plain),
        None => style,
    };
    let y = canvas.height().saturating_sub(1) / 2;
    let end = canvas.text(0, y, &text, style.add_modifier(Modifier::BOLD));
    let unit = if weight == Weight::Light { " ?" } else { " bpm" };
    canvas.text(end, y, unit, theme.ink(Role::Quiet));
}

/// How the number is to be drawn: a stale or doubted one must never look alive.
fn look(run: &RunView<'_>, theme: &Theme) -> (Option<u16>, Weight, Style) {
    let Some(rate) = run.rate else { return (None, Weight::Light, theme.ink(Role::Quiet)) };
    let number = Some(u16::from(rate.bpm.whole()));
    if rate.signal != Signal::Good {
        return (number, Weight::Light, theme.ink(Role::Quiet));
    }
    let ink = match run.state {
        RunState::Running => standing_prompt(run).and_then(prompt_ink).unwrap_or(Role::Zone(rate.zone)),
        RunState::Paused { .. } | RunState::Stopped { .. } => Role::Plain,
    };
    // The field of "stop" brings its own ink.
    let style = if ink == Role::Stop { Style::new() } else { theme.ink(ink) };
    (number, if theme.is_light() { Weight::FullOnLight } else { Weight::Full }, style)
}
