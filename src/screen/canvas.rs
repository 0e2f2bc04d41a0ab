//! Drawing clipped to one rectangle of the screen, so that no window is too small for it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

/// Writes into a rectangle of a buffer; positions are relative to its upper left corner.
pub(super) struct Canvas<'a> {
    buffer: &'a mut Buffer,
    area: Rect,
}

impl<'a> Canvas<'a> {
    /// A canvas for the part of an area that lies in the buffer.
    pub(super) fn new(buffer: &'a mut Buffer, area: Rect) -> Self {
        let area = area.intersection(*buffer.area());
        Self { buffer, area }
    }

    /// Columns there are.
    pub(super) fn width(&self) -> u16 {
        self.area.width
    }

    /// Rows there are.
    pub(super) fn height(&self) -> u16 {
        self.area.height
    }

    /// The row of the screen that the first row is.
    pub(super) fn y(&self) -> u16 {
        self.area.y
    }

    /// A canvas for a part of this one's area.
    pub(super) fn part(&mut self, x: u16, y: u16, width: u16, height: u16) -> Canvas<'_> {
        let wanted = Rect::new(self.area.x.saturating_add(x), self.area.y.saturating_add(y), width, height);
        // An intersection with nothing in common has no size but may lie outside; it draws nothing then.
        let area = wanted.intersection(self.area);
        Canvas { buffer: self.buffer, area }
    }

    /// Writes text and returns the column after it; what does not fit is cut.
    pub(super) fn text(&mut self, x: u16, y: u16, text: &str, style: Style) -> u16 {
        if x >= self.area.width || y >= self.area.height {
            return x;
        }
        let room = usize::from(self.area.width - x);
        let (end, _) = self.buffer.set_stringn(self.area.x + x, self.area.y + y, text, room, style);
        end - self.area.x
    }

    /// Writes text that ends before a column; what does not fit is cut at its end.
    pub(super) fn text_before(&mut self, end: u16, y: u16, text: &str, style: Style) -> u16 {
        let start = end.min(self.area.width).saturating_sub(width(text));
        self.text(start, y, text, style);
        start
    }

    /// One character, whatever was there before.
    pub(super) fn cell(&mut self, x: u16, y: u16, glyph: char, style: Style) {
        if x < self.area.width && y < self.area.height {
            let cell = &mut self.buffer[(self.area.x + x, self.area.y + y)];
            let ground = cell.style().bg;
            cell.reset();
            if let Some(ground) = ground {
                cell.set_bg(ground);
            }
            cell.set_char(glyph).set_style(style);
        }
    }

    /// One character on what the cell stands on, where nothing is drawn in it.
    pub(super) fn cell_where_empty(&mut self, x: u16, y: u16, glyph: char, style: Style) {
        if x < self.area.width && y < self.area.height {
            let cell = &mut self.buffer[(self.area.x + x, self.area.y + y)];
            if cell.symbol() == " " {
                cell.set_char(glyph).set_style(style);
            }
        }
    }

    /// A frame along the area's edges: its corners from the upper left to the lower right, row by row, then across and down.
    pub(super) fn frame(&mut self, [upper_left, upper_right, lower_left, lower_right, across, down]: [char; 6], style: Style) {
        let (right, foot) = (self.width().saturating_sub(1), self.height().saturating_sub(1));
        for x in 1..right {
            self.cell(x, 0, across, style);
            self.cell(x, foot, across, style);
        }
        for y in 1..foot {
            self.cell(0, y, down, style);
            self.cell(right, y, down, style);
        }
        for (x, y, corner) in [(0, 0, upper_left), (right, 0, upper_right), (0, foot, lower_left), (right, foot, lower_right)] {
            self.cell(x, y, corner, style);
        }
    }

    /// Empties the area and gives it a style.
    pub(super) fn fill(&mut self, style: Style) {
        for y in 0..self.area.height {
            for x in 0..self.area.width {
                let cell = &mut self.buffer[(self.area.x + x, self.area.y + y)];
                cell.reset();
                cell.set_style(style);
            }
        }
    }
}

/// The columns a text takes.
pub(super) fn width(text: &str) -> u16 {
    u16::try_from(Span::raw(text).width()).unwrap_or(u16::MAX)
}
