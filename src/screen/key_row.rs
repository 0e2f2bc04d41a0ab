//! A row of keys and what they do.

use super::canvas::{Canvas, width};
use super::export_as::ExportAs;
use super::theme::{Role, Theme};

const GAP: u16 = 3;

/// Draws keys and what they do, as many as there is room for; the column after them.
pub(super) fn draw_keys(canvas: &mut Canvas<'_>, keys: &[(&str, &str)], theme: &Theme) -> u16 {
    let mut x = 0;
    for (key, does) in keys {
        let begin = if x == 0 { 0 } else { x + GAP };
        if begin + width(key) + 1 + width(does) > canvas.width() {
            break;
        }
        x = canvas.text(begin, 0, key, theme.ink(Role::Strong));
        x = canvas.text(x + 1, 0, does, theme.ink(Role::Quiet));
    }
    x
}

/// Draws the question what to export as: with the words of the kinds where there is room, else with their keys.
pub(super) fn draw_export(canvas: &mut Canvas<'_>, theme: &Theme) {
    let columns = canvas.width();
    let start = canvas.text(0, 0, if columns < 60 { "as " } else { "export as  " }, theme.ink(Role::Strong));
    let mut x = start;
    for (letter, word, _) in ExportAs::KEYS {
        x = canvas.text(x, 0, &letter.to_string(), theme.ink(Role::Strong));
        x = canvas.text(x + 1, 0, word, theme.ink(Role::Quiet)) + if columns < 60 { 1 } else { GAP };
    }
}
