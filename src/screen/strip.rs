//! The layout that is read from afar says its word in a row of large letters across the window, with the clock at its end.

use ratatui::style::Style;

use super::canvas::{Canvas, width};
use super::lettering::WordFace;
use super::speaking_place::styles;
use super::speech::{Dress, Speech};
use super::theme::{Role, Theme};

/// Where the strip lies in its canvas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Padding {
    /// Rows above and below the letters that only a filled strip takes.
    pub rows: u16,
    /// Columns left and right of the letters.
    pub columns: u16,
}

/// Draws a speech and the clock; the canvas is as wide as the window.
pub(super) fn draw(canvas: &mut Canvas<'_>, padding: Padding, speech: &Speech, clock: &str, theme: &Theme) {
    let filled = speech.dress == Dress::Filled && !speech.takes_the_field();
    if filled {
        canvas.fill(theme.fill(speech.ink));
    }
    let (head, below) = styles(speech, theme);
    let head = speech.zone.map_or(head, |zone| theme.ink(Role::Zone(zone)));
    let beside = if speech.dress == Dress::Filled { head } else { below.patch(theme.ink(Role::Strong)) };
    let (columns, rows) = (canvas.width().saturating_sub(2 * padding.columns), canvas.height().saturating_sub(2 * padding.rows));
    let mut letters = canvas.part(padding.columns, padding.rows, columns, rows);
    if rows < WordFace::lowest_rows(theme.charset()) {
        draw_line(&mut letters, speech, clock, head, beside, theme);
        return;
    }
    let inset = u16::from(filled);
    let face = WordFace::of_rows(rows, theme.charset());
    let word = |text: &str| face.columns(text).unwrap_or(u16::MAX);
    let clock_columns = word(clock);
    // Where both do not fit, the first word says enough; the clock gives way to two words.
    let first = speech.head.split(' ').next().unwrap_or_default();
    let both = |text: &str| word(text).saturating_add(clock_columns).saturating_add(if filled { 8 } else { 4 }) <= columns;
    let text = if word(&speech.head) <= columns.saturating_sub(2 * inset) { speech.head.as_str() } else { first };
    let has_clock = both(text);
    let mut end = if word(text) <= columns {
        inset + face.draw(&mut letters, inset, 0, text, head)
    } else {
        letters.text(inset, rows / 2, text, head)
    };
    let mut last = columns.saturating_sub(inset);
    if has_clock {
        last = columns.saturating_sub(clock_columns + inset);
        face.draw(&mut letters, last, 0, clock, beside);
        last = last.saturating_sub(1);
    }
    if speech.rising {
        end = draw_arrow(&mut letters, end, last, face, theme);
    }
    let said: Vec<&str> = if has_clock { vec![&speech.short] } else { vec![&speech.short, clock] };
    let said = said.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>();
    for (i, words) in said.iter().enumerate() {
        let y = (rows - 1).saturating_sub(2 * (said.len() - 1 - i) as u16);
        if end + 2 + width(words) > last {
            continue;
        }
        if has_clock {
            letters.text(end + 2, y, words, beside);
        } else {
            letters.text_before(last, y, words, beside);
        }
    }
}

fn draw_arrow(letters: &mut Canvas<'_>, end: u16, last: u16, face: WordFace, theme: &Theme) -> u16 {
    let style = theme.ink(Role::EaseOff);
    let rising = theme.glyphs().rising;
    match face.columns(&rising.to_string()) {
        Some(columns) if end + 3 + columns < last => end + 3 + face.draw(letters, end + 3, 0, &rising.to_string(), style),
        _ => letters.text(end + 2, 0, &rising.to_string(), style.patch(theme.ink(Role::Strong))),
    }
}

/// One row: text alone.
fn draw_line(canvas: &mut Canvas<'_>, speech: &Speech, clock: &str, head: Style, beside: Style, theme: &Theme) {
    let strong = theme.ink(Role::Strong);
    let zone = speech.zone.map_or(String::new(), |zone| format!("Z{} ", zone.number()));
    let head = speech.zone.map_or(head, |zone| theme.ink(Role::ZoneText(zone))).patch(strong);
    let start = canvas.text_before(canvas.width(), 0, clock, beside.patch(strong));
    let x = u16::from(speech.dress == Dress::Filled);
    let end = canvas.text(x, 0, &format!("{zone}{}", speech.head), head);
    if end + 2 + width(&speech.short) < start {
        canvas.text(end + 2, 0, &speech.short, head);
    }
}
