//! Where everything stands in a window of any size. Places depend on the window alone, so nothing jumps during a run.

use ratatui::layout::Rect;

/// The places of the dashboard. One without size is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Places {
    /// Clock, phase, link.
    pub header: Rect,
    /// Prompts, or nothing.
    pub banner: Rect,
    /// The number.
    pub digits: Rect,
    /// The zone, beside the number.
    pub side: Rect,
    /// A line on what is wrong.
    pub notice: Rect,
    /// Zones, ceiling and pointer.
    pub bar: Rect,
    /// The course of the run.
    pub chart: Rect,
    /// Time in zones as bars.
    pub bars: Rect,
    /// Time in zones as a line.
    pub tally: Rect,
    /// Keys.
    pub footer: Rect,
}

/// The kinds of window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// At least 100x32: the whole run and bars.
    Wide,
    /// At least 60x16.
    Regular,
    /// A corner of the screen.
    Compact,
}

/// Room for the longest word beside the digits.
const SIDE: u16 = 38;
/// Room for three digits of seven rows, the unit and the hint.
const DIGITS: u16 = 39;
/// Columns of the bars of time in zone.
const BARS: u16 = 34;

impl Format {
    /// The kind of a window.
    pub(super) fn of(area: Rect) -> Self {
        if area.width >= 100 && area.height >= 32 {
            Self::Wide
        } else if area.width >= 60 && area.height >= 16 {
            Self::Regular
        } else {
            Self::Compact
        }
    }
}

impl Places {
    /// The places in a window.
    pub(super) fn of(area: Rect) -> Self {
        match Format::of(area) {
            Format::Wide | Format::Regular => Self::full(area),
            Format::Compact => Self::compact(area),
        }
    }

    fn full(area: Rect) -> Self {
        let wide = Format::of(area) == Format::Wide;
        let margin = if wide { 3 } else { 1 };
        let (gap, bar_rows) = match area.height {
            ..22 => (0, 3),
            22..32 => (0, 4),
            _ => (1, 5),
        };
        // Header, banner, notice and footer, and in windows without bars the line of time in zones.
        let fixed = 1 + 3 + 1 + 1 + u16::from(!wide) + bar_rows + 3 * gap;
        let free = area.height.saturating_sub(fixed);
        let chart_rows = match free - free.min((free * 3 / 5).max(7)) {
            ..3 => 0,
            rows => rows,
        };
        let digit_rows = free - chart_rows;
        let mut rows = Rows { area, margin, y: 0 };
        let header = rows.take(1);
        rows.skip(gap);
        let banner = rows.take(3);
        // Empty as a rule, it also keeps a filled banner off the digits.
        let notice = rows.take(1);
        let number = rows.take(digit_rows);
        let bar = rows.take(bar_rows);
        rows.skip(gap);
        let course = rows.take(chart_rows);
        rows.skip(gap);
        let tally = if wide { Rect::default() } else { rows.take(1) };
        let footer = rows.take(1);
        let side_columns = SIDE.max(number.width * 2 / 5).min(number.width.saturating_sub(DIGITS));
        let (digits, side) = split(number, side_columns);
        let (chart, bars) = if wide && course.height >= 6 { split(course, BARS) } else { (course, Rect::default()) };
        Self { header, banner, digits, side, notice, bar, chart, bars, tally, footer }
    }

    /// Rows in the order of their worth: the fewer there are, the more of the list is left out.
    fn compact(area: Rect) -> Self {
        let height = area.height;
        let number_rows = if height >= 8 { 3 } else { 1 };
        let chart_rows = match height {
            ..8 => 0,
            8..10 => height - 7,
            _ => (height - 8).min(6),
        };
        let mut rows = Rows { area, margin: u16::from(area.width >= 30), y: 0 };
        let header = rows.take(u16::from(height >= 4));
        let banner = rows.take(u16::from(height >= 2));
        let number = rows.take(number_rows);
        let bar = rows.take(match height {
            ..3 => 0,
            3..10 => 1,
            _ => 2,
        });
        let chart = rows.take(chart_rows);
        let footer = rows.take(u16::from(height >= 5));
        // "888 bpm" and a hint, or the digits three rows high.
        let (digits, side) = split(number, number.width.saturating_sub(if number_rows == 3 { 21 } else { 12 }));
        Self { header, banner, digits, side, bar, chart, footer, ..Self::default() }
    }
}

/// Hands out rows from the top.
struct Rows {
    area: Rect,
    margin: u16,
    y: u16,
}

impl Rows {
    fn take(&mut self, rows: u16) -> Rect {
        let rows = rows.min(self.area.height.saturating_sub(self.y));
        let margin = self.margin.min(self.area.width / 2);
        let taken = Rect::new(self.area.x + margin, self.area.y + self.y, self.area.width - 2 * margin, rows);
        self.y += rows;
        taken
    }

    fn skip(&mut self, rows: u16) {
        self.y = (self.y + rows).min(self.area.height);
    }
}

/// Cuts columns off the right.
fn split(area: Rect, columns: u16) -> (Rect, Rect) {
    let columns = columns.min(area.width);
    let left = area.width - columns;
    (Rect { width: left, ..area }, Rect { x: area.x + left, width: columns, ..area })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rects(places: Places) -> [Rect; 10] {
        let Places { header, banner, digits, side, notice, bar, chart, bars, tally, footer } = places;
        [header, banner, digits, side, notice, bar, chart, bars, tally, footer]
    }

    #[test]
    fn no_place_covers_another_or_leaves_the_window_at_any_size() {
        for height in 0..=60 {
            for width in 0..=200 {
                let window = Rect::new(0, 0, width, height);
                let shown: Vec<Rect> = rects(Places::of(window)).into_iter().filter(|rect| !rect.is_empty()).collect();
                for (i, rect) in shown.iter().enumerate() {
                    assert_eq!(rect.intersection(window), *rect, "{width}x{height}");
                    assert!(shown[..i].iter().all(|other| !other.intersects(*rect)), "{width}x{height}");
                }
            }
        }
    }

    #[test]
    fn the_number_has_a_place_in_every_window_with_one_cell() {
        for height in 1..=60 {
            for width in 1..=200 {
                assert!(!Places::of(Rect::new(0, 0, width, height)).digits.is_empty(), "{width}x{height}");
            }
        }
    }

    #[test]
    fn digits_are_seven_rows_at_eighty_columns_and_grow_to_about_half_the_height() {
        assert!((7..=9).contains(&Places::of(Rect::new(0, 0, 80, 24)).digits.height));
        assert!((14..=20).contains(&Places::of(Rect::new(0, 0, 120, 40)).digits.height));
    }
}
