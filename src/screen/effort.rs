//! How hard the run was, 1 to 10, as ten rising steps.

use ratatui::style::Modifier;

use super::canvas::{Canvas, width};
use super::eighths::glyph;
use super::theme::{Role, Theme};
use crate::heart::Zone;

/// The zone whose colour each step has: very easy, easy, moderate, hard, all out (design choice).
const ZONES: [u8; 10] = [1, 2, 3, 3, 4, 4, 4, 5, 5, 5];
/// Words below the steps, with the step that each begins at.
const WORDS: [(usize, &str); 4] = [(0, "very easy"), (2, "moderate"), (4, "hard"), (9, "all out")];
/// The least columns of a step with the one after it, and the most.
const STEP: (u16, u16) = (3, 8);

/// Draws the question, the steps with the chosen one filled, their keys, and as many words as there are rows for.
pub(super) fn draw(canvas: &mut Canvas<'_>, chosen: Option<u8>, asks: bool, theme: &Theme) {
    let (columns, rows) = (canvas.width(), canvas.height());
    let title = match chosen {
        Some(_) => "effort",
        None if asks => "how hard was it?",
        None => return,
    };
    let quiet = theme.ink(Role::Quiet);
    if rows == 1 {
        let told = chosen.map_or_else(|| format!("{title} 1 to 9, 0 is 10"), |effort| format!("effort {effort} of 10"));
        canvas.text(0, 0, &told, theme.ink(Role::Strong));
        return;
    }
    let step = (columns / 10).clamp(STEP.0, STEP.1);
    let mut y = 0;
    if rows >= 3 {
        canvas.text(0, 0, &title.to_uppercase(), quiet.patch(theme.ink(Role::Strong)));
        y = 1 + u16::from(rows >= 5);
    }
    for (number, zone) in (0u16..).zip(ZONES) {
        let zone = Zone::ALL[usize::from(zone)];
        let is_chosen = chosen.is_some_and(|effort| u16::from(effort) == number + 1);
        draw_step(&mut canvas.part(number * step, y, step - 1, 1), number, zone, is_chosen, theme);
    }
    y += 1;
    for number in 0..10u16 {
        let is_chosen = chosen.is_some_and(|effort| u16::from(effort) == number + 1);
        let key = if number == 9 { "0".to_owned() } else { (number + 1).to_string() };
        canvas.text(number * step + (step - 1) / 2, y, &key, if is_chosen { theme.ink(Role::Strong) } else { quiet });
    }
    if y + 1 < rows && step > 4 {
        for (place, word) in WORDS {
            // The last word ends where the steps do.
            let x = if place == 9 { 10 * step - 1 - width(word) } else { place as u16 * step };
            canvas.text(x, y + 1, word, quiet);
        }
    }
}

fn draw_step(canvas: &mut Canvas<'_>, number: u16, zone: Zone, is_chosen: bool, theme: &Theme) {
    let columns = canvas.width();
    if is_chosen {
        canvas.fill(theme.ink(Role::ZoneText(zone)).add_modifier(Modifier::REVERSED | Modifier::BOLD));
        let place = (number + 1).to_string();
        canvas.text(
            (columns.saturating_sub(1)) / 2,
            0,
            &place,
            theme.ink(Role::ZoneText(zone)).add_modifier(Modifier::REVERSED | Modifier::BOLD),
        );
        return;
    }
    let eighths = ((number + 1) * 8).div_ceil(10) as u8;
    let step = if theme.unicode() { glyph(eighths, zone, theme) } else { theme.glyphs().weave[zone.index()] };
    for x in 0..columns {
        canvas.cell(x, 0, step, theme.distant(zone));
    }
}
