//! Where everything stands in a window of any size, in each of the three layouts. Places depend on the window and the layout alone, so
//! nothing jumps during a run.

use ratatui::layout::Rect;

use super::chart_data::Stretch;
use super::glyphs::Charset;
use super::layout_name::Layout;
use super::lettering::DigitFace;
use super::strata::Below;
use super::zone_bar;
use crate::session::Span;

/// The places of the dashboard. One without size is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Places {
    /// Clock, phase, link.
    pub header: Rect,
    /// The plan as a rule.
    pub thread: Rect,
    /// A line on what is wrong.
    pub notice: Rect,
    /// The number.
    pub digits: Rect,
    /// The measures of the number; none where it is text.
    pub face: Option<DigitFace>,
    /// Where the unit stands.
    pub unit: Rect,
    /// The place that speaks, in calm.
    pub speech: Rect,
    /// How many rows above and below it a panel takes.
    pub overshoot: u16,
    /// The strip that speaks instead, across the window; and its padding.
    pub strip: Rect,
    /// See `strip`.
    pub strip_padding: (u16, u16),
    /// Zones, ceiling and pointer.
    pub bar: Rect,
    /// Its rows beside the segments.
    pub bar_rows: zone_bar::Rows,
    /// The course of the run.
    pub chart: Rect,
    /// Its rows beside the strata.
    pub chart_below: Below,
    /// Whether it shows the last minutes as a rule.
    pub chart_recent: bool,
    /// Time in zones as bars.
    pub bars: Rect,
    /// The easy share, large.
    pub share: Rect,
    /// What else is known, in lines.
    pub facts: Rect,
    /// The beats.
    pub beats: Rect,
    /// Laps.
    pub laps: Rect,
    /// Time in zones as a line.
    pub tally: Rect,
    /// Keys.
    pub footer: Rect,
    /// Whether the window is too small for more than the keys' names.
    pub small: bool,
    /// Whether rows at the top and the foot are free for a frame.
    pub frame_closes: bool,
}

/// The column of everything small, in a wide window of the detailed layout.
const SIDE: u16 = 38;

/// From so many columns on the number and a word stand in one row.
const NUMBER_AND_WORD: u16 = 26;

/// The minutes that a chart of the last minutes shows.
const RECENT: Span = Span::from_secs(300);

impl Places {
    /// The places in a window, whose corner is at the origin.
    pub(super) fn of(area: Rect, layout: Layout, charset: Charset) -> Self {
        let is_small = area.width < 60 || area.height < 16;
        match layout {
            _ if area.height < 8 || area.width < 36 => Self::tiny(area),
            Layout::Far => Self::far(area, charset),
            Layout::Balanced if is_small => Self::compact(area, charset),
            Layout::Balanced => Self::balanced(area, charset),
            Layout::Detail if is_small => Self::detail_small(area),
            Layout::Detail => Self::detail(area, charset),
        }
    }

    /// What the chart shows where nothing else was chosen.
    pub(super) fn usual_stretch(&self) -> Stretch {
        if self.chart_recent { Stretch::Last(RECENT) } else { Stretch::Plan }
    }

    /// The strap's question and the help stand between these rows: what is below the number.
    pub(super) fn below_number(&self, area: Rect) -> Rect {
        let top = self.digits.bottom().max(self.speech.bottom() + self.overshoot).min(area.bottom());
        let margin = self.header.x.saturating_sub(area.x);
        Rect { x: area.x + margin, y: top, width: area.width.saturating_sub(2 * margin), height: area.bottom().saturating_sub(top) }
    }

    /// Number, place that speaks, bar, chart: the one to choose where nothing is known.
    fn balanced(area: Rect, charset: Charset) -> Self {
        let Rect { width, height, .. } = area;
        let big = width >= 100 && height >= 32;
        let margin = if width >= 72 { 4 } else { 3 };
        let (left, right) = (margin, width - margin);
        let inner = right - left;
        let top = if big { 4 } else { 2 };
        let segments = match (big, height) {
            (true, _) => 3,
            (false, 22..) => 2,
            (false, _) => 1,
        };
        let has_names = height >= 20;
        let fixed = top + 1 + u16::from(has_names) + segments + 1 + u16::from(big) + 1 + u16::from(big);
        let free = height.saturating_sub(fixed);
        let mut chart_rows = free.saturating_sub(((f64::from(free) * 0.60).round_ties_even() as u16).max(7));
        if !big {
            if chart_rows < 4 {
                chart_rows = if free >= 12 { 4 } else { 0 };
            }
            chart_rows = chart_rows.min(5);
        }
        let number_rows = free - chart_rows - 1 - u16::from(chart_rows > 0 && !big);
        let room = if big { inner * 3 / 5 } else { inner.saturating_sub(if width >= 72 { 34 } else { 22 }) };
        let face = DigitFace::fitting(room, number_rows.min(20), charset);
        let pad = number_rows.saturating_sub(face.rows()) / 2;
        let digits = Rect::new(left, top + pad, face.columns(), face.rows().min(number_rows));
        let speech_x = digits.right() + if big { 9 } else { 3 };
        let bar_y = top + number_rows + 1;
        let chart_y = bar_y + segments + 2 + u16::from(has_names);
        let mut places = Self {
            header: Rect::new(left, u16::from(big), inner, 1),
            digits,
            face: (face.rows() <= number_rows).then_some(face),
            speech: Rect::new(speech_x, digits.y, right.saturating_sub(speech_x), digits.height),
            overshoot: 1,
            bar: Rect::new(left, bar_y, inner, segments + 2),
            bar_rows: zone_bar::Rows { names: true, numbers: true },
            frame_closes: big,
            ..Self::default()
        };
        if big {
            places.add_wide(area, left, chart_y);
        } else {
            places.notice = Rect::new(left, 1, inner, 1);
            if chart_rows > 0 {
                places.chart = Rect::new(left, chart_y, inner, (height - 2).saturating_sub(chart_y));
                places.chart_recent = true;
                places.tally = Rect::new(left, height - 2, inner, 1);
            }
            places.footer = Rect::new(left, height - 1, inner, 1);
        }
        places
    }

    /// What a wide window has beside it: the thread of the plan, the whole run, and time in zones at its right.
    fn add_wide(&mut self, area: Rect, left: u16, chart_y: u16) {
        let (right, foot) = (area.width - left, area.height - 3);
        let inner = right - left;
        self.thread = Rect::new(left, 2, inner, 1);
        self.notice = Rect::new(left, 3, inner, 1);
        self.unit = Rect::new(self.digits.right() + 2, self.digits.bottom() - 1, 3, 1);
        let columns = inner * 7 / 10;
        let side = left + columns + 4;
        let rows = foot.saturating_sub(chart_y);
        self.chart = Rect::new(left, chart_y, columns, rows);
        self.chart_below = Below { marks: true, axis: true };
        self.bars = Rect::new(side, chart_y, right.saturating_sub(side), 5.min(rows));
        if rows >= 7 {
            self.share = Rect::new(side, chart_y + 6, right - side, if rows >= 9 { 3 } else { 1 });
        }
        if rows >= 11 {
            self.facts = Rect::new(side, foot - 1, right - side, 1);
        }
        self.footer = Rect::new(left, area.height - 2, inner, 1);
    }

    /// A corner of the screen: rows in the order of their worth.
    fn compact(area: Rect, charset: Charset) -> Self {
        let Rect { width, height, .. } = area;
        let (left, right) = (2, width - 2);
        let inner = right - left;
        let top = if height >= 10 { 2 } else { 1 };
        let rows = if height >= 10 { (height - 6).max(4) } else { 3 };
        let face = DigitFace::fitting(inner.saturating_sub(16), rows, charset);
        let is_large = face.rows() <= rows;
        let number_rows = if is_large { face.rows() } else { rows.min(4) };
        let columns = if is_large { face.columns() } else { 7 };
        let speech_x = left + columns + 4;
        let bar_y = top + number_rows + u16::from(height >= 10);
        let spare = (height - 1).saturating_sub(bar_y + 1);
        let chart_rows = if spare >= 4 { spare - 1 } else { 0 };
        Self {
            header: Rect::new(left, 0, inner, 1),
            digits: Rect::new(left, top, columns, number_rows),
            face: is_large.then_some(face),
            speech: Rect::new(speech_x, top, right.saturating_sub(speech_x), number_rows),
            bar: Rect::new(left, bar_y, inner, 1),
            chart: Rect::new(left, bar_y + 2, inner, chart_rows),
            chart_recent: true,
            footer: Rect::new(left, height - 1, inner, 1),
            small: true,
            ..Self::default()
        }
    }

    /// Fewer rows or columns than that: the number as text, and what else there is room for.
    fn tiny(area: Rect) -> Self {
        let Rect { width, height, .. } = area;
        let margin = u16::from(width >= 30);
        let inner = width.saturating_sub(2 * margin);
        let row = |y: u16, from: u16| if height >= from { Rect::new(margin, y, inner, 1) } else { Rect::default() };
        let number_y = u16::from(height >= 4);
        let columns = 7.min(inner);
        // A narrow window has a row for each.
        let below = u16::from(inner < NUMBER_AND_WORD && height > 1);
        let speech_x = if below == 1 { 0 } else { columns + 1 };
        Self {
            header: row(0, 4),
            digits: Rect::new(margin, number_y, columns, height.min(1)),
            speech: Rect::new(margin + speech_x, number_y + below, inner.saturating_sub(speech_x), height.min(1)),
            bar: if height >= 3 + below { Rect::new(margin, number_y + below + 1, inner, 1) } else { Rect::default() },
            footer: row(height.saturating_sub(1), 5 + below),
            small: true,
            ..Self::default()
        }
    }

    /// Read from two metres: the number takes at least three fifths of the rows.
    fn far(area: Rect, charset: Charset) -> Self {
        let Rect { width, height, .. } = area;
        let margin = if width >= 60 { 4 } else { 2 };
        let inner = width - 2 * margin;
        let cells = charset != Charset::Unicode;
        let tiny = height < if cells { 20 } else { 14 };
        let word_rows = match (tiny, cells || height >= 30) {
            (true, _) => 1,
            (false, true) => 5,
            (false, false) => 3,
        };
        let bar_rows = match height {
            _ if tiny => 1,
            40.. => 3,
            28.. => 2,
            22.. if !cells => 2,
            _ => 1,
        };
        let padding = u16::from(height >= 20 && !(cells && height < 28));
        let foot = u16::from(height >= 28);
        let below_word = u16::from(!tiny && padding == 0);
        let top = match height {
            _ if tiny => 0,
            28.. => 2,
            _ => 1,
        };
        let bar_y = height - bar_rows - foot;
        let word_y = if tiny { bar_y - 1 } else { bar_y.saturating_sub(word_rows + padding + below_word) };
        let share = |share: f64| (f64::from(height) * share).ceil() as u16;
        let rows = if tiny {
            height - 3
        } else {
            let room = word_y.saturating_sub(padding + 1 + top);
            // The row above the letters of the word may be given up for the number.
            room.min(share(0.66)).max(share(0.6).min(room + 1))
        };
        let y = top + word_y.saturating_sub(padding + 1 + top + rows) / 2;
        // Where three digits of that height are too wide even when they are narrow, they are lower.
        let faces = (DigitFace::lowest_rows(charset)..=rows).rev().map(|rows| DigitFace::of_rows(rows, charset).stretched(inner));
        let face = faces.into_iter().find(|face| face.columns() <= inner);
        let columns = face.map_or(7, DigitFace::columns).min(inner);
        let x = margin + (inner - columns) / 2;
        Self {
            header: Rect::new(margin, 0, inner, u16::from(!tiny)),
            notice: Rect::new(margin, 0, inner.saturating_sub(4), u16::from(!tiny)),
            digits: Rect::new(x, y, columns, face.map_or(rows, DigitFace::rows)),
            face,
            strip: Rect::new(0, word_y - padding, width, word_rows + 2 * padding),
            strip_padding: (margin, padding),
            bar: Rect::new(margin, bar_y, inner, bar_rows),
            frame_closes: height >= 28,
            small: true,
            ..Self::default()
        }
    }

    /// Everything that is known.
    fn detail(area: Rect, charset: Charset) -> Self {
        let Rect { width, height, .. } = area;
        let big = width >= 100 && height >= 32;
        let margin = if width >= 72 { 4 } else { 3 };
        let (left, right) = (margin, width - margin);
        let inner = right - left;
        let rows = match (big, height) {
            (true, 46..) => 9,
            (true, _) => 7,
            (false, 20..) => 4,
            (false, _) => 3,
        };
        let rows = if charset == Charset::Unicode { rows } else { rows.max(5) };
        let face = DigitFace::of_rows(rows, charset);
        let top = if big { 4 } else { 2 };
        let digits = Rect::new(left, top, face.columns(), rows);
        let speech_x = digits.right() + if big { 5 } else { 4 };
        let side = if big { SIDE } else { 26 };
        let side_x = right.saturating_sub(side);
        let speech_end = match (big, width) {
            (true, _) => (speech_x + 52).min(side_x - 3),
            (false, 72..) => speech_x + 25,
            (false, _) => right,
        };
        let mut y = top + rows + 1;
        let segments = if big { 2 } else { 1 };
        let (names, numbers) = (big || height >= 24, height >= 22);
        let bar = Rect::new(left, y, inner, segments + u16::from(names) + u16::from(numbers));
        y = bar.bottom() + 1;
        let foot = height - 1 - u16::from(big);
        let mut places = Self {
            header: Rect::new(left, u16::from(big), inner, 1),
            notice: Rect::new(left, if big { 3 } else { 1 }, inner, 1),
            digits,
            face: Some(face),
            speech: Rect::new(speech_x, top, speech_end.saturating_sub(speech_x), rows),
            overshoot: u16::from(rows >= 7),
            bar,
            bar_rows: zone_bar::Rows { names, numbers },
            chart_below: Below { marks: true, axis: true },
            footer: Rect::new(left, foot, inner, 1),
            frame_closes: big,
            ..Self::default()
        };
        match (big, width) {
            (true, _) => places.add_details_wide(y, foot, (left, right)),
            (false, 72..) => {
                let facts_x = speech_x + 27;
                places.facts = Rect::new(facts_x, top, right.saturating_sub(facts_x), rows);
                places.chart = Rect::new(left, y, inner - side - 3, foot.saturating_sub(y));
                let rows = |from: u16, rows: u16| Rect::new(side_x, from, side, rows.min(foot.saturating_sub(from)));
                places.bars = rows(y, 5);
                places.share = rows(y + 6, 1);
                places.laps = rows(y + 8, foot.saturating_sub(y + 9));
            }
            (false, _) => {
                places.chart = Rect::new(left, y, inner, (foot - 1).saturating_sub(y));
                places.tally = Rect::new(left, foot - 1, inner, 1);
            }
        }
        places
    }

    /// What a wide window has: the beats under the chart, and a column of everything small at its right.
    fn add_details_wide(&mut self, y: u16, foot: u16, (left, right): (u16, u16)) {
        let side = SIDE;
        let side_x = right - side;
        let inner = right - left;
        self.thread = Rect::new(left, 2, inner, 1);
        self.facts = Rect::new(side_x, self.digits.y, side, self.digits.height);
        let columns = inner - side - 4;
        self.chart = Rect::new(left, y, columns, (foot - 4).saturating_sub(y));
        self.beats = Rect::new(left, foot - 3, columns, 2);
        let rows = |from: u16, rows: u16| Rect::new(side_x, from, side, rows.min(foot.saturating_sub(from)));
        self.bars = rows(y, 5);
        self.share = rows(y + 6, 3);
        self.laps = rows(y + 10, (foot - 1).saturating_sub(y + 10));
    }

    /// Forty columns: the number in a line, the chart below it.
    fn detail_small(area: Rect) -> Self {
        let Rect { width, height, .. } = area;
        let (left, inner) = (2, width - 4);
        Self {
            header: Rect::new(left, 0, inner, 1),
            digits: Rect::new(left, 1, 7, 1),
            speech: Rect::new(left + 9, 1, inner - 9, 1),
            bar: Rect::new(left, 2, inner, 1),
            chart: Rect::new(left, 4, inner, height.saturating_sub(5)),
            footer: Rect::new(left, height - 1, inner, 1),
            small: true,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests;
