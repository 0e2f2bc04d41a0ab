//! Where everything stands on the screen after a run, in a window of any size.

use ratatui::layout::Rect;

use super::margin::margin;
use super::zone_times;

/// The right column, which says everything small, and what is left of it.
const RIGHT: u16 = 38;
const BETWEEN: u16 = 5;
/// Names and values.
const FACTS: u16 = 18;
/// The number of the recovery with its words.
const RECOVERY: u16 = 32;

/// The places. One without size is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Places {
    pub header: Rect,
    pub rule: Rect,
    pub share: Rect,
    pub recovery: Rect,
    pub facts: Rect,
    pub chart: Rect,
    pub zones: Rect,
    pub prompts: Rect,
    pub effort: Rect,
    pub kept: Rect,
    pub drink: Rect,
    pub keys: Rect,
}

impl Places {
    /// The places in a window. Under 100 columns: share, recovery, chart, effort.
    pub(super) fn of(area: Rect) -> Self {
        let margin = margin(area.width);
        let inner = Rect { x: area.x + margin, width: area.width.saturating_sub(2 * margin), ..area };
        if area.width >= 100 && area.height >= 32 {
            Self::full(inner)
        } else if area.height >= 16 {
            Self::middle(inner)
        } else {
            Self::small(inner)
        }
    }

    fn full(area: Rect) -> Self {
        let row = |y: u16, rows: u16| Rect { y: area.y + y, height: rows, ..area };
        let tall = area.height >= 38;
        let number = if tall { 9 } else { 7 };
        let head = row(4, number);
        let facts = right(head, FACTS);
        let middle = Rect { width: head.width.saturating_sub(FACTS + 2), ..head };
        let recovery = right(middle, RECOVERY.min(middle.width * 2 / 5));
        let share = Rect { width: middle.width.saturating_sub(recovery.width + 2), ..middle };
        // The fewer rows there are, the more of them the course has: what is asked and where it lies need little.
        let foot = area.height - if tall { 11 } else { 10 };
        let course_top = 4 + number + 1 + u16::from(tall);
        let course = row(course_top, foot - course_top);
        let aside = right(course, RIGHT);
        let zones = Rect { height: zone_times::ROWS, ..aside };
        // An empty row between them, where there is one to spare.
        let prompts = below(aside, zone_times::ROWS + u16::from(aside.height > zone_times::ROWS + 4));
        let effort = row(foot + 1, 4 + u16::from(tall));
        let kept = Rect { height: effort.height + 1, ..right(effort, RIGHT) };
        Self {
            header: row(1, 1),
            rule: row(2, 1),
            share,
            recovery,
            facts,
            chart: Rect { width: course.width - RIGHT - BETWEEN, ..course },
            zones,
            prompts,
            effort: Rect { width: effort.width - RIGHT - BETWEEN + 2, ..effort },
            kept,
            drink: row(area.height - 4, 1),
            keys: row(area.height - 2, 1),
        }
    }

    fn middle(area: Rect) -> Self {
        let row = |y: u16, rows: u16| Rect { y: area.y + y, height: rows, ..area };
        let number = if area.height >= 22 { 6 } else { 5 };
        let head = row(2 + u16::from(area.height >= 20), number);
        let recovery = right(head, RECOVERY.min(head.width / 2));
        let effort_rows = if area.height >= 22 { 4 } else { 2 };
        let drink_rows = if area.height >= 20 { 2 } else { 0 };
        let keys = area.height - 1;
        let drink = keys - drink_rows;
        let effort = drink - effort_rows;
        let chart_top = head.y - area.y + number + 1;
        Self {
            header: row(0, 1),
            rule: row(1, 1),
            share: Rect { width: head.width.saturating_sub(recovery.width + 2), ..head },
            recovery,
            chart: row(chart_top, effort.saturating_sub(chart_top)),
            effort: row(effort, effort_rows),
            drink: row(drink, drink_rows),
            keys: row(keys, 1),
            ..Self::default()
        }
    }

    /// Rows in the order of their worth: the fewer there are, the more of the list is left out.
    fn small(area: Rect) -> Self {
        let mut y = 0;
        let mut take = |rows: u16, least: u16| {
            let rows = if area.height >= least { rows } else { 0 };
            let place = Rect { y: area.y + y, height: rows.min(area.height.saturating_sub(y)), ..area };
            y += rows;
            place
        };
        let header = take(1, 4);
        let head = take(if area.height >= 7 { 3 } else { 1 }, 1);
        let chart = take(area.height.saturating_sub(6), 9);
        let effort = take(1, 6);
        let keys = take(1, 2);
        let recovery = right(head, head.width * 2 / 5);
        let share = Rect { width: head.width.saturating_sub(recovery.width), ..head };
        Self { header, share, recovery, chart, effort, keys, ..Self::default() }
    }
}

/// Columns at the right.
fn right(area: Rect, columns: u16) -> Rect {
    let columns = columns.min(area.width);
    Rect { x: area.x + area.width - columns, width: columns, ..area }
}

/// What is left below some rows.
fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rects(places: Places) -> [Rect; 12] {
        let Places { header, rule, share, recovery, facts, chart, zones, prompts, effort, kept, drink, keys } = places;
        [header, rule, share, recovery, facts, chart, zones, prompts, effort, kept, drink, keys]
    }

    #[test]
    fn no_place_covers_another_or_leaves_the_window_at_any_size() {
        for height in 0..=60 {
            for width in 0..=200 {
                let window = Rect::new(0, 0, width, height);
                let shown: Vec<Rect> = rects(Places::of(window)).into_iter().filter(|rect| !rect.is_empty()).collect();
                for (i, rect) in shown.iter().enumerate() {
                    assert_eq!(rect.intersection(window), *rect, "{width}x{height}");
                    assert!(shown[..i].iter().all(|other| !other.intersects(*rect)), "{width}x{height}: {rect:?}");
                }
            }
        }
    }

    #[test]
    fn share_recovery_chart_effort_and_keys_are_there_from_forty_columns_and_ten_rows() {
        for (width, height) in [(40, 10), (60, 18), (80, 24), (100, 32), (120, 40), (160, 50)] {
            let Places { share, recovery, chart, effort, keys, .. } = Places::of(Rect::new(0, 0, width, height));
            for place in [share, recovery, chart, effort, keys] {
                assert!(!place.is_empty(), "{width}x{height}");
            }
        }
    }
}
