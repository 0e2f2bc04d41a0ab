//! The form of a first run, drawn.

use ratatui::style::Modifier;

use super::canvas::{Canvas, width};
use super::form::{Form, Step};
use super::form_bar;
use super::form_numbers::Field;
use super::glyphs::Charset;
use super::rate_digits;
use super::theme::{Role, Theme};

/// Where the values of the fields stand, and what is told beside them.
const VALUE_COLUMNS: u16 = 6;

/// The same in a window of so many columns.
fn columns(width: u16) -> (u16, u16) {
    if width < 50 { (13, 20) } else { (17, 24) }
}

/// Where the ceiling stands in a wide window.
const CEILING_AT: u16 = 45;
/// Rows of a large ceiling.
const DIGIT_ROWS: u16 = 5;

const SAFETY: [&str; 2] = ["Beta-blockers, pregnancy or heart disease: ask a clinician first.", "How you feel outranks the number."];

/// The head of the form: the steps, and a rule as far as one has come. The row after it.
pub(super) fn draw_head(canvas: &mut Canvas<'_>, form: &Form, theme: &Theme) -> u16 {
    let (strong, quiet) = (theme.ink(Role::Strong), theme.ink(Role::Quiet));
    let is_narrow = canvas.width() < 42;
    if !is_narrow {
        canvas.text(0, 0, "recovery-run", strong);
    }
    let (count, done) = match (&form.sound, form.step) {
        (None, _) => (1, 1),
        (Some(_), Step::You) => (3, 1),
        (Some(_), Step::Strap) => (3, 2),
        (Some(_), Step::Sound) => (3, 3),
    };
    let names = ["1 you", "2 strap", "3 sound"];
    let widths: u16 = names.iter().map(|name| width(name)).sum::<u16>() + 6;
    let mut x = canvas.width().saturating_sub(widths).max(if is_narrow { 0 } else { 14 });
    for (place, name) in names.iter().enumerate().take(if count == 3 { 3 } else { 0 }) {
        x = canvas.text(x, 0, name, if place + 1 == done { strong } else { quiet }) + 3;
    }
    if canvas.height() < 14 {
        return 1;
    }
    let columns = canvas.width();
    let heavy = columns * u16::try_from(done).unwrap_or(1) / u16::try_from(count).unwrap_or(1);
    for column in 0..columns {
        let (rule, style) =
            if column < heavy { (theme.glyphs().thread.0, theme.ink(Role::Plain)) } else { (theme.glyphs().thread.1, theme.faint()) };
        canvas.cell(column, 1, rule, style);
    }
    if canvas.height() >= 20 { 3 } else { 2 }
}

/// The step of the numbers, from a row on.
pub(super) fn draw_you(canvas: &mut Canvas<'_>, form: &Form, y: u16, theme: &Theme) {
    let (width, height) = (canvas.width(), canvas.height());
    // The last row is for the keys, two above it for the safety words.
    let safety_rows = if height >= 12 { 2 } else { 1 };
    let rows = height.saturating_sub(y + 1 + safety_rows);
    let fields = u16::try_from(Field::ALL.len()).unwrap_or(5);
    let has_bar = rows > fields + form_bar::WHOLE;
    let apart = if rows >= 2 * fields + form_bar::WHOLE { 2 } else { 1 };
    let has_side = width >= CEILING_AT + 24 && apart * fields >= 7;
    for place in 0..Field::ALL.len() {
        let row = y + apart * u16::try_from(place).unwrap_or(0);
        draw_field(canvas, form, place, row, if has_side { CEILING_AT - 1 } else { width }, theme);
    }
    let mut below = y + apart * fields;
    if has_side {
        let mut side = canvas.part(CEILING_AT, y, width - CEILING_AT, apart * fields);
        draw_ceiling(&mut side, form, theme);
    } else {
        draw_ceiling_line(canvas, form, below, theme);
        below += 1;
    }
    if let (Some(follows), true) = (form.you.follows(), has_bar) {
        let mut bar = canvas.part(0, below + u16::from(apart == 2 && height > 22), width, form_bar::WHOLE);
        form_bar::draw(&mut bar, &follows, theme);
    }
    let safety = height.saturating_sub(1 + safety_rows);
    draw_safety(canvas, safety, safety_rows, theme);
    if let Some((_, why)) = form.you.problem(form.you.focus) {
        // In a small window it stands in place of the safety words, which are there again with the next key.
        let row = if apart == 2 { safety.saturating_sub(1) } else { safety };
        let mut line = canvas.part(0, row, width, 1);
        line.fill(theme.paper());
        line.text(0, 0, &format!("{} {why}", theme.glyphs().trouble), theme.ink(Role::Strong));
    }
}

fn draw_field(canvas: &mut Canvas<'_>, form: &Form, place: usize, y: u16, end: u16, theme: &Theme) {
    let field = Field::ALL[place];
    let is_focused = form.you.focus == place;
    let (strong, quiet) = (theme.ink(Role::Strong), theme.ink(Role::Quiet));
    canvas.text(0, y, field.label(), if is_focused { strong } else { quiet });
    let digits = form.you.digits(place);
    let none = theme.glyphs().dash.to_string();
    let shown = format!(" {:<columns$}", if digits.is_empty() { &none } else { digits }, columns = usize::from(VALUE_COLUMNS) - 1);
    let style = match (is_focused, digits.is_empty()) {
        (true, _) => strong.add_modifier(Modifier::REVERSED),
        (false, true) => quiet,
        (false, false) => strong,
    };
    let (value_at, unit_at) = columns(canvas.width());
    canvas.text(value_at, y, &shown, style);
    let mut beside = canvas.part(unit_at, y, end.saturating_sub(unit_at), 1);
    match form.you.problem(place) {
        Some((why, _)) => beside.text(0, 0, &format!("{} {why}", theme.glyphs().trouble), strong),
        None => beside.text(0, 0, field.unit(), quiet),
    };
}

fn draw_ceiling(canvas: &mut Canvas<'_>, form: &Form, theme: &Theme) {
    let (strong, quiet) = (theme.ink(Role::Strong), theme.ink(Role::Quiet));
    canvas.text(0, 0, "YOUR CEILING", quiet.patch(strong));
    let (top, height) = if canvas.height() >= 10 { (2, DIGIT_ROWS) } else { (1, 3) };
    let Some(follows) = form.you.follows() else {
        canvas.text(0, top, "an age is enough: the rest", quiet);
        canvas.text(0, top + 1, "makes it more exact", quiet);
        return;
    };
    let mut number = canvas.part(0, top, canvas.width(), height);
    let end = rate_digits::draw(&mut number, follows.setup.ceiling(), theme, theme.ink(Role::Well));
    if end + 5 <= canvas.width() {
        canvas.text(end + 2, top, "bpm", quiet);
    }
    let [source, how] = follows.basis();
    canvas.text(0, top + height + u16::from(height == DIGIT_ROWS), &source, strong);
    canvas.text(0, top + height + 1 + u16::from(height == DIGIT_ROWS), &how, quiet);
}

/// The same in a line, for a window with no room beside the fields.
fn draw_ceiling_line(canvas: &mut Canvas<'_>, form: &Form, y: u16, theme: &Theme) {
    let Some(follows) = form.you.follows() else {
        canvas.text(0, y, "an age is enough for a ceiling", theme.ink(Role::Quiet));
        return;
    };
    let [source, how] = follows.basis();
    let between = follows.between.map_or(String::new(), |(low, high)| format!(" ({low:.0} to {high:.0})"));
    let short = format!("ceiling {:.0}{between}, {source}", follows.setup.ceiling().floor());
    let long = format!("{short}: {how}");
    let line = if width(&long) <= canvas.width() { long } else { short };
    canvas.text(0, y, &line, theme.ink(Role::Well).patch(theme.ink(Role::Strong)));
}

fn draw_safety(canvas: &mut Canvas<'_>, y: u16, rows: u16, theme: &Theme) {
    let quiet = theme.ink(Role::Quiet);
    if rows < 2 || width(SAFETY[0]) > canvas.width() {
        let [first, second] = ["Heart disease, beta-blockers, pregnant:", "ask a clinician. Feeling beats numbers."];
        if rows >= 2 {
            canvas.text(0, y, first, quiet);
            canvas.text(0, y + 1, second, quiet);
        } else {
            canvas.text(0, y, "ill, pregnant: ask a clinician first", quiet);
        }
        return;
    }
    for (line, y) in SAFETY.iter().zip(y..) {
        canvas.text(0, y, line, quiet);
    }
}

/// The keys of a step, each with its word.
pub(super) fn keys(form: &Form, offers_straps: bool, adapter_off: bool, theme: &Theme) -> Vec<(String, &'static str)> {
    let (down, left_right) = if theme.charset() == Charset::Ascii { ("tab", "left right") } else { ("↓", "← →") };
    let key = |name: &str, word| (name.to_owned(), word);
    match form.step {
        Step::You => vec![key(down, "next"), key("enter", "good, go on"), key("esc", "later")],
        Step::Strap => {
            let mut keys = Vec::new();
            if offers_straps {
                keys.push(key("1-9", "strap"));
            }
            if adapter_off {
                keys.push(key("s", "switch on"));
            }
            keys.push(key("enter", "go on"));
            keys.push(key("q", "quit"));
            keys
        }
        Step::Sound => {
            vec![key("space", "play"), key("v", "voice"), key(left_right, "volume"), key("m", "mute"), key("enter", "good, done")]
        }
    }
}

/// Draws keys with their words as far as there is room: without the words but for the one that goes on where there is little.
pub(super) fn draw_keys(canvas: &mut Canvas<'_>, y: u16, keys: &[(String, &'static str)], theme: &Theme) {
    let needed = |gap: u16| keys.iter().map(|(key, word)| width(key) + 1 + width(word) + gap).sum::<u16>().saturating_sub(gap);
    let gap = if needed(3) <= canvas.width() { 3 } else { 2 };
    let words = needed(gap) <= canvas.width();
    let mut x = 0;
    for (key, word) in keys {
        x = canvas.text(x, y, key, theme.ink(Role::Strong));
        if words || key == "enter" {
            x = canvas.text(x + 1, y, word, theme.ink(Role::Quiet));
        }
        x += gap;
    }
}
