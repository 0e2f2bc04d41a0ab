//! A number in digits that read from two metres, of any height.

use ratatui::style::Style;

use super::block_font;
use super::canvas::Canvas;
use super::theme::Theme;

/// Segments of a digit: top, upper left, upper right, middle, lower left, lower right, bottom.
const SEGMENTS: [[bool; 7]; 10] = {
    const O: bool = false;
    const X: bool = true;
    [
        [X, X, X, O, X, X, X],
        [O, O, X, O, O, X, O],
        [X, O, X, X, X, O, X],
        [X, O, X, X, O, X, X],
        [O, X, X, X, O, X, O],
        [X, X, O, X, O, X, X],
        [X, X, O, X, X, X, X],
        [X, O, X, O, O, X, O],
        [X, X, X, X, X, X, X],
        [X, X, X, X, O, X, X],
    ]
};

/// How a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Freshness {
    /// It is now and believed: solid.
    Alive,
    /// It is old or doubted: hollow.
    Doubtful,
}

/// The measures of a digit, in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Face {
    width: u16,
    height: u16,
    stroke: u16,
}

impl Face {
    /// The largest face of which three digits fit; none below five rows.
    pub(super) fn fitting(width: u16, height: u16) -> Option<Self> {
        (5..=height.min(40)).rev().map(Self::of_height).find(|face| face.columns() <= width)
    }

    fn of_height(height: u16) -> Self {
        // Cells are about twice as high as wide: a stroke is twice as many columns as rows.
        let stroke = (height / 7).max(1);
        Self { width: (height * 5).div_ceil(4).max(4 * stroke + 2), height, stroke }
    }

    fn gap(self) -> u16 {
        2 * self.stroke
    }

    /// The columns of three digits.
    pub(super) fn columns(self) -> u16 {
        3 * self.width + 2 * self.gap()
    }

    /// The rows of a digit.
    pub(super) fn rows(self) -> u16 {
        self.height
    }

    fn lit(self, digit: usize, x: u16, y: u16) -> bool {
        let Self { width, height, stroke } = self;
        let thick = 2 * stroke;
        let middle = (height - stroke) / 2;
        if digit == 1 {
            let stem = (width - thick) / 2;
            let in_stem = (stem..stem + thick).contains(&x);
            let flag = (stroke..2 * stroke).contains(&y) && (stem.saturating_sub(thick)..stem).contains(&x);
            let foot = y >= height - stroke && (stem.saturating_sub(thick)..stem + 2 * thick).contains(&x);
            return in_stem || flag || foot;
        }
        let [top, upper_left, upper_right, bar, lower_left, lower_right, bottom] = SEGMENTS[digit];
        let (upper, lower) = (y < middle + stroke, y >= middle);
        let (left, right) = (x < thick, x >= width - thick);
        (top && y < stroke)
            || (bar && upper && lower)
            || (bottom && y >= height - stroke)
            || (left && (upper_left && upper || lower_left && lower))
            || (right && (upper_right && upper || lower_right && lower))
    }

    /// Whether a lit cell is an outer corner, to be rounded: the upper or the lower edge.
    fn corner(self, digit: usize, x: u16, y: u16) -> Option<bool> {
        if digit == 1 || digit == 4 {
            return None;
        }
        let [top, upper_left, upper_right, _, lower_left, lower_right, bottom] = SEGMENTS[digit];
        let (left, right) = (x < self.stroke, x >= self.width - self.stroke);
        if y == 0 && top && (left && upper_left || right && upper_right) {
            Some(true)
        } else if y == self.height - 1 && bottom && (left && lower_left || right && lower_right) {
            Some(false)
        } else {
            None
        }
    }

    /// Draws a number of up to three digits, right-aligned in the place of three; none is three bars in their middle.
    pub(super) fn draw(self, canvas: &mut Canvas<'_>, number: Option<u8>, standing: Freshness, theme: &Theme, style: Style) {
        let glyphs = theme.glyphs();
        let digits: Vec<Option<usize>> = match number {
            Some(number) => format!("{number:>3}").bytes().map(|byte| byte.checked_sub(b'0').map(usize::from)).collect(),
            None => vec![None; 3],
        };
        for (place, digit) in (0u16..).zip(digits) {
            let from = place * (self.width + self.gap());
            for y in 0..self.height {
                for x in 0..self.width {
                    let lit = match (digit, number) {
                        (Some(digit @ 0..=9), _) => self.lit(digit, x, y),
                        (_, None) => y == self.height / 2 && (self.stroke..self.width - self.stroke).contains(&x),
                        _ => false,
                    };
                    if !lit {
                        continue;
                    }
                    let glyph = match (standing, digit.and_then(|digit| self.corner(digit, x, y))) {
                        (Freshness::Doubtful, _) => glyphs.hollow,
                        (Freshness::Alive, None) => glyphs.solid,
                        (Freshness::Alive, Some(true)) => glyphs.corners.0,
                        (Freshness::Alive, Some(false)) => glyphs.corners.1,
                    };
                    canvas.cell(from + x, y, glyph, style);
                }
            }
        }
    }
}

/// Draws a number three rows high, or as plain text where that has no room; returns the column after it.
pub(super) fn draw_small(canvas: &mut Canvas<'_>, number: Option<u8>, standing: Freshness, theme: &Theme, style: Style) -> u16 {
    let text = number.map_or("---".to_owned(), |number| format!("{number:>3}"));
    let tall = theme.unicode() && canvas.height() >= block_font::HEIGHT && standing == Freshness::Alive;
    if tall {
        let columns = block_font::columns(text.trim_start()).unwrap_or(0);
        let place = block_font::columns("888").unwrap_or(0);
        block_font::draw(canvas, place.saturating_sub(columns), text.trim_start(), true, style);
        place
    } else {
        let shown = if standing == Freshness::Doubtful { format!("({})", text.trim_start()) } else { text };
        let middle = canvas.height().saturating_sub(1) / 2;
        canvas.text(0, middle, &shown, style)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faces_are_seven_rows_at_least_where_there_is_room_and_grow_with_it() {
        assert_eq!(Face::fitting(44, 8).map(Face::rows), Some(8));
        assert_eq!(Face::fitting(80, 16).map(Face::rows), Some(16));
        assert_eq!(Face::fitting(10, 16), None);
        assert_eq!(Face::fitting(80, 4), None);
    }

    #[test]
    fn no_two_digits_look_alike_at_any_height() {
        for height in 5..=40 {
            let face = Face::of_height(height);
            let picture = |digit| {
                (0..face.height).flat_map(|y| (0..face.width).map(move |x| (x, y))).map(|(x, y)| face.lit(digit, x, y)).collect::<Vec<_>>()
            };
            let pictures: Vec<_> = (0..10).map(picture).collect();
            for (i, picture) in pictures.iter().enumerate() {
                assert!(!pictures[..i].contains(picture), "{i} at {height}");
            }
        }
    }
}
