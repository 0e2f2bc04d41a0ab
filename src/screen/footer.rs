//! The lowest line: keys on the left, what is kept and heard on the right; and the line on what is wrong.

use super::canvas::{Canvas, width};
use super::footer_keys::FooterKeys;
use super::keys::Purpose;
use super::theme::Role;
use super::time_in_zone::easy;
use super::ui::{RecordingLine, Ui, asks_effort};
use crate::session::RunView;

/// What is wrong at present, in one line; none when nothing is.
fn trouble(ui: &Ui) -> Option<String> {
    let glyphs = ui.theme.glyphs();
    let recording = match &ui.recording {
        RecordingLine::Suspended(reason) => Some(format!("recording suspended: {reason}")),
        RecordingLine::Off | RecordingLine::On => None,
    };
    let parts: Vec<String> = [recording, ui.trouble.clone()].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("{} {}", glyphs.trouble, parts.join(&format!(" {} ", glyphs.dot))))
}

/// The way out of a held belt, or back in, by the key that the runner gave it.
fn way_out(run: &RunView<'_>, ui: &Ui) -> Option<String> {
    let line = run.hold_key()?;
    let (key, does) = line.split_once(' ')?;
    let purpose = if key == "x" { Purpose::LetGo } else { Purpose::Hold };
    Some(format!("{} {does}", ui.keys.name(purpose)))
}

/// Draws what the belt does by itself, and the way out; whether there was anything.
fn draw_hold(canvas: &mut Canvas<'_>, run: &RunView<'_>, ui: &Ui) -> bool {
    let Some(line) = run.hold_line() else { return false };
    canvas.fill(ui.theme.paper());
    let key = way_out(run, ui).unwrap_or_default();
    // The way out is worth more than the reason.
    let room = canvas.width().saturating_sub(width(&key) + 3);
    let line = if width(&line) <= room { &line } else { line.split([',', ':']).next().unwrap_or_default() };
    let end = canvas.text(0, 0, line, ui.theme.ink(Role::Note));
    canvas.text(end + 3, 0, &key, ui.theme.ink(Role::Strong));
    true
}

/// Puts the way out at the end of a line that says something else: it is always shown.
fn keep_way_out(canvas: &mut Canvas<'_>, run: &RunView<'_>, ui: &Ui) {
    if let Some(key) = way_out(run, ui) {
        canvas.text_before(canvas.width(), 0, &format!("  {key}"), ui.theme.ink(Role::Strong));
    }
}

/// Draws the line on what is wrong, or on what the belt does.
pub(super) fn draw_notice(canvas: &mut Canvas<'_>, run: &RunView<'_>, ui: &Ui) {
    if let Some(note) = ui.note(run) {
        canvas.fill(ui.theme.paper());
        canvas.text(0, 0, &note, ui.theme.ink(Role::Strong));
        keep_way_out(canvas, run, ui);
    } else if let Some(trouble) = trouble(ui) {
        canvas.fill(ui.theme.paper());
        draw_trouble(canvas, &trouble, ui);
        keep_way_out(canvas, run, ui);
    } else if draw_hold(canvas, run, ui) {
    } else if ui.playback.is_none() && asks_effort(run) && canvas.y() > 0 {
        canvas.text(0, 0, "now: water, and a normal meal with some protein within two hours", ui.theme.ink(Role::Plain));
    }
}

/// What does not fit is seen to be cut.
fn draw_trouble(canvas: &mut Canvas<'_>, trouble: &str, ui: &Ui) {
    let style = ui.theme.ink(Role::Strong);
    canvas.text(0, 0, trouble, style);
    if width(trouble) > canvas.width() {
        let more = if ui.theme.unicode() { "…" } else { ".." };
        canvas.text_before(canvas.width(), 0, more, style);
    }
}

/// Draws the keys and the state of recording and sound.
pub(super) fn draw(canvas: &mut Canvas<'_>, run: &RunView<'_>, ui: &Ui) {
    let quiet = ui.theme.ink(Role::Quiet);
    let end = FooterKeys::of(run, ui).draw(canvas, &ui.theme);
    let kept = match ui.recording {
        RecordingLine::On => "recorded",
        RecordingLine::Suspended(_) => "not recorded at present",
        RecordingLine::Off if ui.playback.is_some() => "",
        RecordingLine::Off => "not recorded",
    };
    let heard = if ui.bell { "" } else { "sound off" };
    let state = [heard, kept].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(&format!(" {} ", ui.theme.glyphs().dot));
    if end + 3 + width(&state) <= canvas.width() {
        canvas.text_before(canvas.width(), 0, &state, quiet);
    }
}

/// The one line a small window has: what is wrong, or the easy share and the keys' names.
pub(super) fn draw_compact(canvas: &mut Canvas<'_>, run: &RunView<'_>, ui: &Ui) {
    if let Some(note) = ui.note(run) {
        canvas.text(0, 0, &note, ui.theme.ink(Role::Strong));
        keep_way_out(canvas, run, ui);
        return;
    }
    if let Some(trouble) = trouble(ui) {
        draw_trouble(canvas, &trouble, ui);
        keep_way_out(canvas, run, ui);
        return;
    }
    if draw_hold(canvas, run, ui) {
        return;
    }
    let end = canvas.text(0, 0, &easy(run), ui.theme.ink(Role::Strong));
    let keys = FooterKeys::of(run, ui).names();
    if end + 2 + width(&keys) <= canvas.width() {
        canvas.text_before(canvas.width(), 0, &keys, ui.theme.ink(Role::Quiet));
    }
}
