//! The one place that speaks, drawn: bare in calm, outlined where it asks or tells, filled where it asks for less.

use ratatui::style::Style;

use super::canvas::{Canvas, width};
use super::glyphs::Charset;
use super::lettering::WordFace;
use super::speech::{Dress, Speech};
use super::theme::{Role, Theme};

/// The tallest letters: the number is to stay the largest thing.
const TALLEST: u16 = 7;
/// A place of fewer rows has no room for large letters below or above anything.
const LOW: u16 = 5;
/// A place of fewer columns has none either.
const NARROW: u16 = 20;

/// Draws the speech. The canvas is the place with a row above and below it, where there are such rows, which only a panel uses.
pub(super) fn draw(canvas: &mut Canvas<'_>, overshoot: u16, speech: &Speech, theme: &Theme) {
    let (columns, rows) = (canvas.width(), canvas.height());
    if rows < LOW + 2 * overshoot || columns < NARROW {
        draw_low(&mut canvas.part(0, overshoot, columns, rows.saturating_sub(2 * overshoot)), speech, theme);
    } else if speech.dress == Dress::Bare {
        let mut place = canvas.part(0, overshoot, columns, rows.saturating_sub(2 * overshoot));
        if speech.zone.is_some() { draw_calm(&mut place, speech, theme) } else { draw_block(&mut place, speech, theme, (0, 0)) }
    } else {
        if speech.dress == Dress::Filled {
            if !speech.takes_the_field() {
                canvas.fill(theme.fill(speech.ink));
            }
        } else {
            canvas.frame(theme.glyphs().outline, theme.ink(speech.ink));
        }
        draw_block(canvas, speech, theme, (if columns > 34 { 2 } else { 1 }, 1));
    }
}

/// The styles of the head and of what stands below it.
pub(super) fn styles(speech: &Speech, theme: &Theme) -> (Style, Style) {
    let strong = theme.ink(Role::Strong);
    match speech.dress {
        // The field brings its own ground and text.
        Dress::Filled if speech.takes_the_field() => (strong, strong),
        Dress::Filled => (theme.fill(speech.ink), theme.fill(speech.ink)),
        Dress::Outlined | Dress::Bare => (theme.ink(speech.ink).patch(strong), theme.ink(Role::Plain)),
    }
}

/// The five rising steps, as many lit as the zone's number: the zone's shape.
pub(super) fn draw_steps(canvas: &mut Canvas<'_>, x: u16, y: u16, lit: u8, theme: &Theme, style: Style) {
    let glyphs = theme.glyphs();
    for (step, (glyph, x)) in (1u8..).zip(glyphs.steps.into_iter().zip(x..)) {
        match (step <= lit, glyphs.unlit_step) {
            (true, _) => canvas.cell(x, y, glyph, style),
            (false, Some(unlit)) => canvas.cell(x, y, unlit, theme.ink(Role::Quiet)),
            (false, None) => canvas.cell(x, y, glyph, theme.faint()),
        }
    }
}

fn draw_calm(canvas: &mut Canvas<'_>, speech: &Speech, theme: &Theme) {
    let Some(zone) = speech.zone else { return };
    let (columns, rows) = (canvas.width(), canvas.height());
    let roomy = rows > 7;
    let (_, plain) = styles(speech, theme);
    let (text, big) = (theme.ink(Role::ZoneText(zone)).patch(theme.ink(Role::Strong)), theme.ink(Role::Zone(zone)));
    let word = calm_word(speech, columns, rows, theme.charset());
    let block = word.as_ref().map_or(3, |(lines, face)| 3 + lines.len() as u16 * (face.rows() + 1));
    let mut y = rows.saturating_sub(block) / 2;
    let mut x = 0;
    if roomy {
        draw_steps(canvas, 0, y, zone.number(), theme, big);
        x = 6;
    }
    let end = canvas.text(x, y, &format!("ZONE {}", zone.number()), text);
    if speech.rising {
        draw_rising(canvas, end + 3, y, theme);
    }
    y += if roomy && (block <= rows || word.is_none()) { 2 } else { 1 };
    match word {
        None => {
            canvas.text(0, y, &speech.head, text);
            y += 2;
        }
        Some((lines, face)) => {
            for line in &lines {
                face.draw(canvas, 0, y, line, big);
                y += face.rows() + u16::from(roomy);
            }
        }
    }
    canvas.text(0, y.min(rows.saturating_sub(1)), fitting(&speech.below, &speech.short, columns), plain);
}

/// The longer of two sayings that fits.
fn fitting<'a>(below: &'a [String], short: &'a str, columns: u16) -> &'a str {
    below.first().map(String::as_str).filter(|line| width(line) <= columns).unwrap_or(short)
}

fn draw_rising(canvas: &mut Canvas<'_>, x: u16, y: u16, theme: &Theme) {
    let style = theme.ink(Role::EaseOff).patch(theme.ink(Role::Strong));
    let rising = theme.glyphs().rising;
    let long = format!("{rising} creeping up");
    let says = if x + width(&long) <= canvas.width() { long } else { rising.to_string() };
    canvas.text(x, y, &says, style);
}

/// The word of the zone in letters as large as the place allows; none where it has to be read as text.
fn calm_word(speech: &Speech, columns: u16, rows: u16, charset: Charset) -> Option<(Vec<String>, WordFace)> {
    let in_one = WordFace::of_rows(5, charset).columns(&speech.head).is_some_and(|word| word <= columns);
    let lines: Vec<String> = if in_one { vec![speech.head.clone()] } else { speech.head.split(' ').map(str::to_owned).collect() };
    let beside = if rows > 7 { 3 } else { 1 };
    let faces = (WordFace::lowest_rows(charset)..=TALLEST).rev().map(|rows| WordFace::of_rows(rows, charset));
    let fits = |face: &WordFace| {
        let wide = lines.iter().filter_map(|line| face.columns(line)).max().is_some_and(|line| line <= columns);
        wide && lines.len() as u16 * (face.rows() + 1) + beside <= rows
    };
    let lowest = WordFace::of_rows(WordFace::lowest_rows(charset), charset);
    // The lowest letters may do without the empty rows around them.
    let tight = lines.iter().filter_map(|line| lowest.columns(line)).max().is_some_and(|line| line <= columns)
        && lines.len() as u16 * (lowest.rows() + 1) < rows;
    let face = faces.into_iter().find(fits).or_else(|| tight.then_some(lowest))?;
    Some((lines, face))
}

/// The ways to break a phrase into lines, the fewest lines first.
fn breaks(phrase: &str) -> Vec<Vec<String>> {
    let words: Vec<&str> = phrase.split(' ').collect();
    let joints = words.len().saturating_sub(1).min(4);
    let mut ways: Vec<Vec<String>> = (0u32..1 << joints)
        .map(|broken| {
            let mut lines = vec![words[0].to_owned()];
            for (i, word) in words[1..].iter().enumerate() {
                if broken & 1 << i != 0 {
                    lines.push((*word).to_owned());
                } else if let Some(line) = lines.last_mut() {
                    *line = format!("{line} {word}");
                }
            }
            lines
        })
        .collect();
    ways.sort_by_key(Vec::len);
    ways
}

/// The largest letters in which a phrase fits, and how it is broken; the fewer lines among equals.
fn arranged(phrase: &str, columns: u16, rows: u16, charset: Charset) -> Option<(Vec<String>, WordFace)> {
    let ways = breaks(phrase);
    (WordFace::lowest_rows(charset)..=TALLEST).rev().find_map(|height| {
        let face = WordFace::of_rows(height, charset);
        let fits = |lines: &&Vec<String>| {
            let lines_high = lines.len() as u16 * height + lines.len() as u16 - 1;
            lines_high <= rows && lines.iter().all(|line| face.columns(line).is_some_and(|line| line <= columns))
        };
        ways.iter().find(fits).map(|lines| (lines.clone(), face))
    })
}

/// Large words and what stands below them, in the middle of the canvas less a margin of columns and rows.
fn draw_block(canvas: &mut Canvas<'_>, speech: &Speech, theme: &Theme, (margin, above): (u16, u16)) {
    let (head, plain) = styles(speech, theme);
    let (columns, rows) = (canvas.width().saturating_sub(2 * margin), canvas.height().saturating_sub(2 * above));
    let charset = theme.charset();
    let needs = |below: usize| if below == 0 { 0 } else { 1 + below as u16 };
    // What stands below gives way to the large word, its last sentence first.
    let fits = |below: &usize| {
        let room = rows.saturating_sub(needs(*below));
        arranged(&speech.head, columns, room, charset).map(|way| (way, speech.below[..*below].to_vec()))
    };
    let counts: Vec<usize> = (1..=speech.below.len()).rev().chain([0]).collect();
    let shrunk = || {
        // Where letters are high, the first word is large and the rest is text.
        let (first, rest) = speech.head.split_once(' ')?;
        let below = speech.below.first().map_or(String::new(), |line| format!(": {line}"));
        let line = format!("{}{below}", rest.to_lowercase());
        arranged(first, columns, rows.saturating_sub(2), charset).map(|way| (way, vec![line]))
    };
    let keeps_one = counts.iter().filter(|count| **count > 0 || speech.below.is_empty());
    let way = keeps_one.clone().find_map(fits).or_else(shrunk).or_else(|| fits(&0));
    let (lines, face, below) = match way {
        Some(((lines, face), below)) => (lines, Some(face), below),
        None => (Vec::new(), None, [vec![speech.head.clone()], speech.below.clone()].concat()),
    };
    let high = face.map_or(0, |face| lines.len() as u16 * (face.rows() + 1));
    let block = high + below.len() as u16;
    let spare = u16::from(below.is_empty() || above > 0);
    let mut y = above.max((canvas.height() + spare).saturating_sub(block) / 2);
    if let Some(face) = face {
        for line in &lines {
            face.draw(canvas, margin, y, line, head);
            y += face.rows() + 1;
        }
    }
    let end = canvas.height().saturating_sub(above);
    for (i, line) in below.iter().enumerate().take(usize::from(end.saturating_sub(y))) {
        let style = if i == 0 { plain.patch(theme.ink(Role::Strong)) } else { plain };
        let (row, room) = (y + i as u16, columns);
        canvas.part(margin, row, room, 1).text(0, 0, line, style);
    }
}

/// A few rows or columns: everything as text.
fn draw_low(canvas: &mut Canvas<'_>, speech: &Speech, theme: &Theme) {
    let (columns, rows) = (canvas.width(), canvas.height());
    let (head, plain) = styles(speech, theme);
    let strong = theme.ink(Role::Strong);
    if let Some(zone) = speech.zone {
        let text = theme.ink(Role::ZoneText(zone)).patch(strong);
        if rows <= 1 {
            canvas.text(0, 0, &format!("Z{} {}", zone.number(), speech.head), text);
            return;
        }
        let face = WordFace::of_rows(3, theme.charset());
        let is_large = rows >= 4 && columns >= NARROW && theme.unicode();
        if is_large && face.columns(&speech.head).is_some_and(|word| word <= columns) {
            let end = canvas.text(0, 0, &format!("ZONE {}", zone.number()), text);
            let end = canvas.text(end + 2, 0, &speech.short, plain);
            if speech.rising {
                draw_rising(canvas, end + 2, 0, theme);
            }
            face.draw(canvas, 0, 1, &speech.head, theme.ink(Role::Zone(zone)));
            return;
        }
        draw_steps(canvas, 0, 0, zone.number(), theme, theme.ink(Role::Zone(zone)));
        let end = canvas.text(6, 0, &format!("ZONE {}", zone.number()), text);
        if speech.rising {
            draw_rising(canvas, end + 1, 0, theme);
        }
        canvas.text(0, 1, &speech.head, text);
        if rows > 2 {
            canvas.text(0, rows - 1, fitting(&speech.below, &speech.short, columns), plain);
        }
        return;
    }
    let filled = speech.dress == Dress::Filled && !speech.takes_the_field();
    if filled {
        canvas.fill(theme.fill(speech.ink));
    }
    let margin = u16::from(filled);
    let top = u16::from(rows > 3);
    canvas.text(margin, top, &speech.head, head);
    let room = columns.saturating_sub(2 * margin);
    let mut y = top + 1;
    for line in speech.below.iter().filter(|line| !line.is_empty()) {
        let says = if width(line) <= room { line.as_str() } else { continue };
        if y < rows {
            canvas.text(margin, y, says, plain);
            y += 1;
        }
    }
    if y == top + 1 && y < rows {
        // "2.5 km/h slower" as an amount, and "9.0 -> 6.5 km/h" as what to set.
        let amount = speech.short.strip_suffix(" slower").map(|amount| format!("-{amount}"));
        let set =
            speech.short.split_once(" -> ").map(|(_, speed)| speed.split(' ').next().unwrap_or(speed)).map(|speed| format!("set {speed}"));
        let says = if width(&speech.short) <= room { speech.short.clone() } else { amount.or(set).unwrap_or_default() };
        canvas.text(margin, y, &says, plain);
    }
}
