//! What a series of times tells of itself: whether it goes forward, how fine it is, how far it goes.

/// A fall of a clock by more than half a day is a midnight. In milliseconds.
const HALF_A_DAY: i64 = 43_200_000;
/// A clock of twelve hours falls by up to that and at least eleven hours where it begins anew.
const ELEVEN_HOURS: i64 = 39_600_000;
/// So many rows a time, on average, are more than one is read from.
const ROWS_OF_A_TIME: f64 = 1.5;
/// Several rows may share a second, but not more.
const FINEST_STEP_MS: i64 = 1500;

/// The row in which a series turns back; none where it goes forward, or back, all the way.
pub(super) fn in_order(times: &[Option<i64>]) -> Option<usize> {
    let filled: Vec<(usize, i64)> = times.iter().enumerate().filter_map(|(row, time)| Some((row, (*time)?))).collect();
    let forward = filled.windows(2).find(|pair| pair[1].1 < pair[0].1).map(|pair| pair[1].0);
    let back = filled.windows(2).all(|pair| pair[1].1 <= pair[0].1);
    forward.filter(|_| !back)
}

/// Clock times past midnight: a fall by more than half a day, or by twelve hours of a clock that has no more, goes on with the next.
pub(super) fn unwrapped(times: Vec<Option<i64>>, half_day: bool) -> Vec<Option<i64>> {
    // From the latest row to the first, the clock falls, and rises where it goes past midnight.
    let filled: Vec<i64> = times.iter().flatten().copied().collect();
    let goes_back = |pair: &&[i64]| (-ELEVEN_HOURS..0).contains(&(pair[1] - pair[0])) || pair[1] - pair[0] > HALF_A_DAY;
    let backwards = filled.windows(2).filter(goes_back).count() * 2 > filled.len().saturating_sub(1);
    let (mut before, mut carried) = (None, 0);
    let direction = if backwards { -1 } else { 1 };
    times
        .into_iter()
        .map(|time| {
            let time = time?;
            let step = before.map_or(0, |before| (time - before) * direction);
            if step < -HALF_A_DAY {
                carried += 2 * HALF_A_DAY * direction;
            } else if half_day && step <= -ELEVEN_HOURS {
                carried += HALF_A_DAY * direction;
            }
            before = Some(time);
            Some(time + carried)
        })
        .collect()
}

/// Whether many rows share each time, and the times are more than a second apart.
pub(super) fn is_coarse(times: &[Option<i64>]) -> bool {
    let mut filled: Vec<i64> = times.iter().flatten().copied().collect();
    let rows = filled.len();
    filled.sort_unstable();
    filled.dedup();
    let finest = filled.windows(2).map(|pair| pair[1] - pair[0]).min();
    rows >= 6 && rows as f64 > ROWS_OF_A_TIME * filled.len() as f64 && finest.is_none_or(|step| step > FINEST_STEP_MS)
}

/// Whether a series counts its rows: each a second or a millisecond after the one before, as a bare 1, 2, 3 is read.
pub(super) fn is_count_of_rows(times: &[Option<i64>]) -> bool {
    let filled: Vec<i64> = times.iter().flatten().copied().collect();
    let step = filled.get(1).zip(filled.first()).map_or(0, |(second, first)| second - first);
    matches!(step, 1 | 1000 | 60_000) && filled.windows(2).all(|pair| pair[1] - pair[0] == step)
}

/// The places of rows without times by their lines, so that an empty line is a reading that is missing: counted in the usual distance of two
/// rows.
pub(super) fn places(lines: &[u64]) -> Vec<u64> {
    let step = lines.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).filter(|step| *step > 0).min().unwrap_or(1);
    lines.iter().map(|line| (line - lines[0].min(*line)) / step).collect()
}

/// How long a series is, in milliseconds.
pub(super) fn span(times: &[Option<i64>]) -> i64 {
    let filled = || times.iter().flatten();
    filled().max().zip(filled().min()).map_or(0, |(last, first)| last - first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(times: &[i64]) -> Vec<Option<i64>> {
        times.iter().map(|time| Some(*time)).collect()
    }

    #[test]
    fn a_midnight_is_passed_in_either_order_of_rows() {
        let day = 2 * HALF_A_DAY;
        assert_eq!(unwrapped(some(&[day - 2000, day - 1000, 0, 1000]), false), some(&[day - 2000, day - 1000, day, day + 1000]));
        assert_eq!(unwrapped(some(&[1000, 0, day - 1000, day - 2000]), false), some(&[1000, 0, -1000, -2000]));
        let hour = 3_600_000;
        assert_eq!(unwrapped(some(&[13 * hour - 1000, hour]), true), some(&[13 * hour - 1000, 13 * hour]));
    }

    #[test]
    fn an_empty_line_is_a_missing_reading_unless_all_lines_are_apart() {
        assert_eq!(places(&[2, 3, 5, 6]), [0, 1, 3, 4]);
        assert_eq!(places(&[2, 4, 6, 8]), [0, 1, 2, 3]);
    }

    #[test]
    fn a_series_that_begins_anew_is_not_in_order() {
        assert_eq!(in_order(&some(&[0, 1, 2, 0, 1])), Some(3));
        assert_eq!(in_order(&some(&[3, 2, 2, 1])), None);
    }

    #[test]
    fn times_without_seconds_are_coarse_for_rows_of_a_second() {
        let minutes: Vec<i64> = (0..120).map(|second| second / 60 * 60_000).collect();
        assert!(is_coarse(&some(&minutes)));
        let seconds: Vec<i64> = (0..120).map(|beat| beat / 2 * 1000).collect();
        assert!(!is_coarse(&some(&seconds)));
    }
}
