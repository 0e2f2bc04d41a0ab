//! The number and the words in large letters of any height, on terminals with quadrant blocks and on those with whole cells alone.

use ratatui::style::Style;

use super::canvas::Canvas;
use super::glyphs::Charset;
use super::letter_cache::letter;
use super::letterforms::{Form, paths, width_share};
use super::nib::{Bitmap, Grain, Nib};

/// How much a number is to be trusted: weight says it, colour only repeats it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// It is now and believed.
    Full,
    /// The same on light paper, where ink looks thinner than light does on dark.
    FullOnLight,
    /// It is old or doubted.
    Light,
}

/// The light cut's nib, as a share of the full one's.
const LIGHT_NIB: f64 = 0.34;
/// From this many rows on, a number on light paper takes a stem that is half a column thicker.
const THICKER_FROM: u16 = 12;
/// The widest a digit may be, as a share of its height.
const WIDEST: f64 = 0.76;

fn grain(charset: Charset) -> Grain {
    match charset {
        Charset::Unicode => Grain::Quadrants,
        Charset::Console | Charset::Ascii => Grain::Cells,
    }
}

/// The measures of the number's digits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct DigitFace {
    rows: u16,
    width: f64,
    nib: Nib,
    gap: f64,
    charset: Charset,
}

impl DigitFace {
    /// Digits of so many rows.
    pub(super) fn of_rows(rows: u16, charset: Charset) -> Self {
        let height = f64::from(rows) * 2.0;
        if grain(charset) == Grain::Cells {
            let stem = (height / 6.0).round_ties_even().max(2.0);
            let nib = Nib { stem, bar: (2.0 * (height / 14.0).round_ties_even()).max(2.0) };
            let width = (height * 0.68).round_ties_even().max(stem * 2.0 + 2.0);
            return Self { rows, width, nib, gap: (height * 0.12).round_ties_even().max(2.0), charset };
        }
        let thick = ((height / if height < 22.0 { 6.0 } else { 6.6 } * 2.0).round_ties_even() / 2.0).max(1.5);
        let (stem, bar) = match rows {
            ..=3 => (1.5, 1.0),
            4 => (2.0, 1.0),
            5 => (2.0, 2.0),
            6 => (2.5, 2.0),
            _ => (thick, (height / 7.6).round_ties_even().max(1.0)),
        };
        let least = stem * 2.0 + if rows < 5 { 2.0 } else { 1.5 };
        let width = Grain::Quadrants.snap(height * 0.67).max(least);
        let gap = Grain::Quadrants.snap(height * 0.125).max(1.5);
        Self { rows, width, nib: Nib { stem, bar }, gap, charset }
    }

    /// The tallest face of which three digits fit; the lowest that there is where none does.
    pub(super) fn fitting(columns: u16, rows: u16, charset: Charset) -> Self {
        let lowest = Self::lowest_rows(charset);
        let fits = (lowest..=rows.max(lowest)).rev().map(|rows| Self::of_rows(rows, charset)).find(|face| face.columns() <= columns);
        fits.unwrap_or(Self::of_rows(lowest, charset))
    }

    /// The fewest rows in which digits can be told apart.
    pub(super) fn lowest_rows(charset: Charset) -> u16 {
        match grain(charset) {
            Grain::Quadrants => 3,
            Grain::Cells => 5,
        }
    }

    /// The same with digits as wide as the columns allow, up to three quarters of their height; and narrower where they must be.
    #[must_use]
    pub(super) fn stretched(self, columns: u16) -> Self {
        let step = if grain(self.charset) == Grain::Cells { 1.0 } else { 0.5 };
        let mut face = self;
        let widest = f64::from(self.rows) * 2.0 * WIDEST;
        while face.width < widest && (Self { width: face.width + 1.0, ..face }).columns() <= columns {
            face.width += step;
        }
        while face.columns() > columns && face.width > self.nib.stem * 2.0 + 2.0 {
            face.width -= step;
        }
        face
    }

    /// How many rows.
    pub(super) fn rows(self) -> u16 {
        self.rows
    }

    /// The columns of three digits, the hundreds' place as wide as a 1.
    pub(super) fn columns(self) -> u16 {
        (self.one() + 2.0 * self.width + 2.0 * self.gap).ceil() as u16
    }

    /// The columns of a 1.
    fn one(self) -> f64 {
        let stem = self.nib.stem;
        match grain(self.charset) {
            Grain::Cells => (self.width * 0.80).round_ties_even().max(stem * 2.0 + 1.0),
            Grain::Quadrants => Grain::Quadrants.snap(self.width * 0.80).max(stem * 2.0 + if stem >= 2.0 { 1.0 } else { 1.5 }),
        }
    }

    /// Draws a number at the canvas's upper left corner, each digit at its place whatever the others are; two dashes where there is none.
    pub(super) fn draw(self, canvas: &mut Canvas<'_>, number: Option<u16>, weight: Weight, style: Style) {
        let text = number.map_or_else(|| " --".to_owned(), |number| format!("{:>3}", number.min(999)));
        let grain = grain(self.charset);
        let mut face = self;
        if text.starts_with(|digit: char| ('2'..='9').contains(&digit)) {
            // A hundreds' place as wide as the others: narrower digits in the same columns.
            let columns = |face: Self| (3.0 * face.width + 2.0 * face.gap).ceil() as u16;
            while columns(face) > self.columns() && face.width > face.nib.stem * 2.0 + 1.0 {
                face.width -= if grain == Grain::Cells { 1.0 } else { 0.5 };
            }
        }
        let nib = face.nib_of(weight);
        let mut bitmap = Bitmap::empty(face.width * 3.0 + face.gap * 2.0, face.rows, grain);
        let mut x = 0.0;
        for (place, digit) in text.chars().enumerate() {
            let narrow = place == 0 && matches!(digit, ' ' | '1');
            let advance = if narrow { face.one() } else { face.width };
            let (width, share) = match digit {
                // A 1 in a full place stands a little right of its middle.
                '1' => (face.one(), 0.55),
                '-' => (face.width * 0.6, 0.5),
                _ => (face.width, 0.0),
            };
            let aside = (2.0 * share * (advance - width)).round_ties_even() / 2.0;
            let aside = if grain == Grain::Cells { aside.round_ties_even() } else { aside };
            let form = Form { width, height: f64::from(face.rows) * 2.0, nib, grain };
            if let Some(drawn) = letter(digit, &form) {
                bitmap.stamp(&drawn, ((x + aside) * grain.sub_cells() as f64).round_ties_even() as usize);
            }
            x += advance + face.gap;
        }
        let doubted = weight == Weight::Light && grain == Grain::Cells;
        draw(canvas, &bitmap, self.charset, doubted, style);
    }

    fn nib_of(self, weight: Weight) -> Nib {
        let Nib { stem, bar } = self.nib;
        match weight {
            Weight::Light if grain(self.charset) == Grain::Quadrants => {
                Nib { stem: ((stem * LIGHT_NIB * 2.0).round_ties_even() / 2.0).max(1.0), bar: (bar * LIGHT_NIB).round_ties_even().max(1.0) }
            }
            Weight::FullOnLight if self.rows >= THICKER_FROM => Nib { stem: stem + 0.5, bar },
            Weight::Full | Weight::FullOnLight | Weight::Light => self.nib,
        }
    }
}

/// The measures of a line of capitals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct WordFace {
    rows: u16,
    width: f64,
    nib: Nib,
    gap: f64,
    charset: Charset,
}

impl WordFace {
    /// Letters of so many rows.
    pub(super) fn of_rows(rows: u16, charset: Charset) -> Self {
        let height = f64::from(rows) * 2.0;
        let (width, stem, bar, gap) = match (grain(charset), rows) {
            (Grain::Cells, ..=7) => (f64::from(rows) + 1.0, 2.0, 2.0, if rows < 6 { 1.0 } else { 2.0 }),
            (Grain::Cells, _) => (f64::from(rows) + 1.0, 3.0, 2.0, 2.0),
            (Grain::Quadrants, ..=2) => (4.0, 1.0, 1.0, 1.0),
            (Grain::Quadrants, 3) => (5.0, 1.5, 1.0, 1.0),
            (Grain::Quadrants, 4) => (6.5, 2.0, 1.0, 1.0),
            (Grain::Quadrants, 5) => (7.5, 2.0, 2.0, 1.5),
            (Grain::Quadrants, 6) => (9.0, 2.5, 2.0, 2.0),
            (Grain::Quadrants, 7) => (10.5, 3.0, 2.0, 2.0),
            (Grain::Quadrants, _) => {
                let whole = |share: f64| (height / share).round_ties_even();
                (height * 0.75, (height / 5.0 * 2.0).round_ties_even() / 2.0, whole(6.0), whole(7.0))
            }
        };
        Self { rows, width, nib: Nib { stem, bar }, gap, charset }
    }

    /// The fewest rows in which letters can be told apart.
    pub(super) fn lowest_rows(charset: Charset) -> u16 {
        DigitFace::lowest_rows(charset)
    }

    /// How many rows.
    pub(super) fn rows(self) -> u16 {
        self.rows
    }

    /// The columns of a text; none where a character has no form.
    pub(super) fn columns(self, text: &str) -> Option<u16> {
        let widths: Option<Vec<f64>> = text.chars().map(|character| self.width_of(character)).collect();
        let widths = widths?;
        let gaps = self.gap * widths.len().saturating_sub(1) as f64;
        Some((widths.iter().sum::<f64>() + gaps).ceil() as u16)
    }

    fn width_of(self, character: char) -> Option<f64> {
        let form = Form { width: self.width, height: f64::from(self.rows) * 2.0, nib: self.nib, grain: grain(self.charset) };
        paths(character, &form)?;
        let stem = self.nib.stem;
        Some(match (character, grain(self.charset)) {
            ('1', Grain::Cells) => (self.width * 0.80).round_ties_even().max(stem * 2.0 + 1.0),
            ('1', Grain::Quadrants) => Grain::Quadrants.snap(self.width * 0.80).max(stem * 2.0 + if stem >= 2.0 { 1.0 } else { 1.5 }),
            (_, grain) => match width_share(character) {
                None => stem,
                Some(share) if grain == Grain::Cells => (self.width * share - 0.01).ceil().max(stem),
                Some(share) => grain.snap(self.width * share).max(stem),
            },
        })
    }

    /// Draws a text with its upper left corner at a place of the canvas; the columns it took.
    pub(super) fn draw(self, canvas: &mut Canvas<'_>, x: u16, y: u16, text: &str, style: Style) -> u16 {
        let grain = grain(self.charset);
        let columns = self.columns(text).unwrap_or(0);
        let mut bitmap = Bitmap::empty(f64::from(columns), self.rows, grain);
        let mut at = 0.0;
        for character in text.chars() {
            let width = self.width_of(character).unwrap_or(0.0);
            let form = Form { width, height: f64::from(self.rows) * 2.0, nib: self.nib, grain };
            if let Some(drawn) = letter(character, &form) {
                bitmap.stamp(&drawn, (at * grain.sub_cells() as f64).round_ties_even() as usize);
            }
            at += width + self.gap;
        }
        let (rest, rows) = (canvas.width().saturating_sub(x), self.rows);
        draw(&mut canvas.part(x, y, rest, rows), &bitmap, self.charset, false, style);
        columns
    }
}

/// The quadrant blocks, by the bits upper left, upper right, lower left, lower right.
const QUADRANTS: [char; 16] = [' ', '▘', '▝', '▀', '▖', '▌', '▞', '▛', '▗', '▚', '▐', '▜', '▄', '▙', '▟', '█'];

fn draw(canvas: &mut Canvas<'_>, bitmap: &Bitmap, charset: Charset, doubted: bool, style: Style) {
    let glyphs = charset.glyphs();
    let a_cell = grain(charset).sub_cells();
    for y in 0..canvas.height() {
        for x in 0..canvas.width().min(bitmap.columns().div_ceil(a_cell) as u16) {
            let (column, row) = (usize::from(x) * a_cell, usize::from(y) * a_cell);
            let glyph = match grain(charset) {
                Grain::Cells if !bitmap.is_drawn(column, row) => ' ',
                Grain::Cells => {
                    if doubted {
                        glyphs.hollow
                    } else {
                        glyphs.solid
                    }
                }
                Grain::Quadrants => {
                    let bit = |dx, dy| usize::from(bitmap.is_drawn(column + dx, row + dy));
                    QUADRANTS[bit(0, 0) | bit(1, 0) << 1 | bit(0, 1) << 2 | bit(1, 1) << 3]
                }
            };
            if glyph != ' ' {
                canvas.cell(x, y, glyph, style);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;

    use super::*;

    fn number(face: DigitFace, number: Option<u16>, weight: Weight) -> Vec<String> {
        let area = Rect::new(0, 0, face.columns(), face.rows());
        let mut buffer = Buffer::empty(area);
        face.draw(&mut Canvas::new(&mut buffer, area), number, weight, Style::new());
        let line = |y| (0..area.width).map(|x| buffer[(x, y)].symbol().to_owned()).collect::<String>().trim_end().to_owned();
        (0..area.height).map(line).collect()
    }

    #[test]
    fn three_digits_of_four_rows_are_told_apart_on_every_charset_that_draws_them() {
        let drawn = number(DigitFace::of_rows(4, Charset::Unicode), Some(118), Weight::Full);
        assert!(drawn[3].chars().filter(|glyph| *glyph != ' ').count() > 6, "{drawn:#?}");
        for charset in [Charset::Unicode, Charset::Console, Charset::Ascii] {
            for rows in (DigitFace::lowest_rows(charset)..=40).step_by(3) {
                let face = DigitFace::of_rows(rows, charset);
                let shapes: Vec<Vec<String>> = (0..10).map(|digit| number(face, Some(100 + digit), Weight::Full)).collect();
                for (i, shape) in shapes.iter().enumerate() {
                    assert!(!shapes[..i].contains(shape), "{charset:?} {rows} rows: {i} looks like another digit");
                }
            }
        }
    }

    #[test]
    fn nothing_moves_when_a_digit_changes() {
        for rows in (3..=40).step_by(3) {
            let face = DigitFace::of_rows(rows, Charset::Unicode);
            let hundreds = face.one().floor() as usize;
            let of = |value| {
                let drawn = number(face, Some(value), Weight::Full);
                drawn.iter().map(|line| line.chars().take(hundreds).collect::<String>().trim_end().to_owned()).collect::<Vec<String>>()
            };
            assert_eq!(of(119), of(120), "{rows} rows");
        }
    }

    #[test]
    fn two_hundred_fits_where_a_hundred_does() {
        for rows in 3..=40 {
            for charset in [Charset::Unicode, Charset::Console] {
                let face = DigitFace::of_rows(rows.max(DigitFace::lowest_rows(charset)), charset);
                let widest = number(face, Some(208), Weight::Full).iter().map(|line| line.chars().count()).max();
                assert!(widest <= Some(usize::from(face.columns())), "{rows}");
            }
        }
    }

    #[test]
    fn the_light_cut_takes_less_ink_at_the_same_place() {
        for rows in (4..=40).step_by(3) {
            let face = DigitFace::of_rows(rows, Charset::Unicode);
            let ink = |weight| number(face, Some(164), weight).concat().chars().filter(|glyph| *glyph != ' ').count();
            assert!(ink(Weight::Light) < ink(Weight::Full), "{rows} rows");
        }
    }

    #[test]
    fn every_word_that_is_shown_large_has_letters() {
        for charset in [Charset::Unicode, Charset::Console] {
            for rows in 3..=9 {
                let face = WordFace::of_rows(rows, charset);
                for word in
                    ["RESTING", "VERY EASY", "MODERATE", "HARD", "MAXIMAL", "THAT'S IT", "CHECK STRAP", "CHAT?", "12:34", "BQJXZ-24+."]
                {
                    assert!(face.columns(word).is_some_and(|columns| columns > 0), "{word}");
                }
                assert_eq!(face.columns("~"), None);
            }
        }
    }
}
