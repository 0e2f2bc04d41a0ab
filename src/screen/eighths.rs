//! Bars that end within a cell: in eighths where a terminal has the blocks, else in whole cells with a pattern.

use ratatui::style::Style;

use super::canvas::Canvas;
use super::theme::Theme;
use crate::heart::Zone;

/// A bar that stands on the lowest row of its canvas and is as wide as that.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bar {
    /// In eighths of a row.
    pub height: f64,
    /// Whose pattern it has where there is no colour to tell it by.
    pub zone: Zone,
    /// How it is drawn.
    pub style: Style,
}

/// So many eighths of a cell, 1 to 8, as this terminal has them; a cell that is less than half full is empty where it has none.
pub(super) fn glyph(eighths: u8, zone: Zone, theme: &Theme) -> char {
    match eighths {
        0 => ' ',
        _ if theme.unicode() => theme.glyphs().eighths[usize::from(eighths.min(8))],
        1..=3 => ' ',
        _ => theme.glyphs().weave[zone.index()],
    }
}

/// Draws a bar, the lower part of it as another one.
pub(super) fn draw_bar(canvas: &mut Canvas<'_>, bar: Bar, lower: Option<Bar>, theme: &Theme) {
    let rows = canvas.height();
    let eighths = |height: f64, row: u16| (height.round() - f64::from(row) * 8.0).clamp(0.0, 8.0) as u8;
    for row in 0..rows {
        let all = eighths(bar.height, row);
        let below = lower.map_or(0, |lower| eighths(lower.height, row));
        let (glyph, style) = match (lower, bar.style.fg) {
            (Some(lower), _) if below >= all => (glyph(all, lower.zone, theme), lower.style),
            (Some(lower), Some(above)) if below > 0 && all == 8 && theme.unicode() => {
                (glyph(below, lower.zone, theme), lower.style.bg(above))
            }
            // A cell that neither fills belongs to the one that has more of it.
            (Some(lower), _) if all < 8 && 2 * below > all => (glyph(all, lower.zone, theme), lower.style),
            _ => (glyph(all, bar.zone, theme), bar.style),
        };
        if glyph != ' ' {
            for x in 0..canvas.width() {
                canvas.cell(x, rows - 1 - row, glyph, style);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::Color;
    use termprofile::TermProfile;

    use super::*;
    use crate::screen::Role;

    fn drawn(height: f64, lower: Option<f64>, theme: Theme) -> Vec<(String, Color, Color)> {
        let area = Rect::new(0, 0, 1, 3);
        let mut buffer = Buffer::empty(area);
        let bar = |height: f64, zone: Zone| Bar { height, zone, style: theme.ink(Role::Zone(zone)) };
        let lower = lower.map(|height| bar(height, Zone::ALL[2]));
        draw_bar(&mut Canvas::new(&mut buffer, area), bar(height, Zone::ALL[3]), lower, &theme);
        buffer.content.iter().rev().map(|cell| (cell.symbol().to_owned(), cell.fg, cell.bg)).collect()
    }

    #[test]
    fn a_bar_ends_where_it_ends_and_what_is_above_the_ceiling_stands_on_what_is_below() {
        let theme = Theme::new(TermProfile::TrueColor, true);
        let symbols = |cells: &[(String, Color, Color)]| cells.iter().map(|cell| cell.0.clone()).collect::<String>();
        assert_eq!(symbols(&drawn(12.0, None, theme)), "█▄ ");
        let parted = drawn(20.0, Some(11.0), theme);
        assert_eq!(symbols(&parted), "█▃▄");
        let (easy, over) = (Color::Rgb(0x34, 0xDD, 0xB3), Color::Rgb(0xE6, 0xA0, 0x00));
        assert_eq!((parted[0].1, parted[1].1, parted[1].2, parted[2].1), (easy, easy, over, over));
        assert_eq!(symbols(&drawn(0.2, None, theme)), "   ");
    }

    #[test]
    fn without_eighths_cells_are_whole_and_told_apart_by_their_pattern() {
        let theme = Theme::new(TermProfile::NoColor, false);
        let symbols: String = drawn(20.0, Some(11.0), theme).into_iter().map(|cell| cell.0).collect();
        assert_eq!(symbols, ":==");
    }
}
