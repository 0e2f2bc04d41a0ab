//! Words three rows high, for what has to be read from the treadmill.

use ratatui::style::Style;

use super::canvas::{Canvas, width};

/// Rows a word takes.
pub(super) const HEIGHT: u16 = 3;
const SPACE: u16 = 2;

/// The shape of a letter: five lines of pixels, drawn two to a cell.
fn shape(letter: char) -> Option<[&'static str; 5]> {
    Some(match letter {
        'A' => [" ## ", "#  #", "####", "#  #", "#  #"],
        'B' => ["### ", "#  #", "### ", "#  #", "### "],
        'C' => [" ###", "#   ", "#   ", "#   ", " ###"],
        'D' => ["### ", "#  #", "#  #", "#  #", "### "],
        'E' => ["###", "#  ", "## ", "#  ", "###"],
        'F' => ["###", "#  ", "## ", "#  ", "#  "],
        'G' => [" ###", "#   ", "# ##", "#  #", " ###"],
        'H' => ["#  #", "#  #", "####", "#  #", "#  #"],
        'I' => ["#", "#", "#", "#", "#"],
        'J' => ["  ##", "   #", "   #", "#  #", " ## "],
        'K' => ["#  #", "# # ", "##  ", "# # ", "#  #"],
        'L' => ["#  ", "#  ", "#  ", "#  ", "###"],
        'M' => ["#   #", "## ##", "# # #", "#   #", "#   #"],
        'N' => ["#   #", "##  #", "# # #", "#  ##", "#   #"],
        'O' => [" ## ", "#  #", "#  #", "#  #", " ## "],
        'P' => ["### ", "#  #", "### ", "#   ", "#   "],
        'Q' => [" ## ", "#  #", "#  #", "# ##", " ###"],
        'R' => ["### ", "#  #", "### ", "# # ", "#  #"],
        'S' => [" ###", "#   ", " ## ", "   #", "### "],
        'T' => ["###", " # ", " # ", " # ", " # "],
        'U' => ["#  #", "#  #", "#  #", "#  #", " ## "],
        'V' => ["# #", "# #", "# #", "# #", " # "],
        'W' => ["#   #", "#   #", "# # #", "## ##", "#   #"],
        'X' => ["#   #", " # # ", "  #  ", " # # ", "#   #"],
        'Y' => ["# #", "# #", " # ", " # ", " # "],
        'Z' => ["####", "   #", " ## ", "#   ", "####"],
        '0' => [" ## ", "#  #", "#  #", "#  #", " ## "],
        '1' => [" # ", "## ", " # ", " # ", "###"],
        '2' => ["### ", "   #", " ## ", "#   ", "####"],
        '3' => ["### ", "   #", " ## ", "   #", "### "],
        '4' => ["#  #", "#  #", "####", "   #", "   #"],
        '5' => ["####", "#   ", "### ", "   #", "### "],
        '6' => [" ## ", "#   ", "### ", "#  #", " ## "],
        '7' => ["####", "   #", "  # ", " #  ", " #  "],
        '8' => [" ## ", "#  #", " ## ", "#  #", " ## "],
        '9' => [" ## ", "#  #", " ###", "   #", " ## "],
        '\'' => ["#", "#", " ", " ", " "],
        '-' => ["   ", "   ", "###", "   ", "   "],
        '+' => ["   ", " # ", "###", " # ", "   "],
        '?' => ["### ", "   #", " ## ", "    ", " #  "],
        _ => return None,
    })
}

/// The columns a text takes in these letters; none when a character has no shape.
pub(super) fn columns(text: &str) -> Option<u16> {
    let mut columns = 0;
    for letter in text.to_uppercase().chars() {
        columns += if letter == ' ' { SPACE } else { width(shape(letter)?[0]) } + 1;
    }
    Some(columns.saturating_sub(1))
}

/// Draws a text in capitals three rows high, or, where that does not fit or the terminal has no half blocks, in spaced
/// or plain capitals on the middle row. Returns the column after it.
pub(super) fn draw(canvas: &mut Canvas<'_>, x: u16, text: &str, unicode: bool, style: Style) -> u16 {
    let capitals = text.to_uppercase();
    let room = canvas.width().saturating_sub(x);
    let fits = columns(text).is_some_and(|columns| columns <= room) && canvas.height() >= HEIGHT;
    if !unicode || !fits {
        let spaced: String = capitals.chars().flat_map(|letter| [letter, ' ']).collect();
        let middle = canvas.height().saturating_sub(1) / 2;
        let line = if width(spaced.trim_end()) <= room && canvas.height() >= HEIGHT { spaced.trim_end() } else { &capitals };
        return canvas.text(x, middle, line, style);
    }
    let mut at = x;
    for letter in capitals.chars() {
        let Some(rows) = shape(letter) else {
            at += SPACE + 1;
            continue;
        };
        let lit = |line: usize, column: usize| rows.get(line).is_some_and(|row| row.as_bytes().get(column) == Some(&b'#'));
        for column in 0..rows[0].len() {
            for (y, line) in (0u16..).zip([0, 2, 4]) {
                let glyph = match (lit(line, column), lit(line + 1, column)) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => continue,
                };
                canvas.cell(at + u16::try_from(column).unwrap_or(0), y, glyph, style);
            }
        }
        at += width(rows[0]) + 1;
    }
    at.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heart::Zone;

    #[test]
    fn every_line_of_a_letter_is_equally_wide() {
        for letter in ('A'..='Z').chain('0'..='9').chain(['\'', '-', '?']) {
            let rows = shape(letter).unwrap();
            assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{letter}");
        }
    }

    #[test]
    fn every_zones_word_has_a_shape_and_fits_beside_the_digits_at_eighty_columns() {
        for zone in Zone::ALL {
            assert!(columns(zone.word()).unwrap() <= 38, "{}", zone.word());
        }
    }
}
