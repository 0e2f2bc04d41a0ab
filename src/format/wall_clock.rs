//! Times of the run as dates in exports.

use jiff::Timestamp;

use crate::session::Elapsed;

/// A time of a run that began then, in UTC with three decimals; what is beyond the calendar is its last moment.
pub(super) fn wall_clock(start: Timestamp, at: Elapsed) -> String {
    let ms = start.as_millisecond().saturating_add(i64::try_from(at.ms()).unwrap_or(i64::MAX));
    format!("{:.3}", Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_its_milliseconds_and_never_leaves_the_calendar() {
        let start: Timestamp = "2026-11-22T10:00:00.25Z".parse().unwrap();
        assert_eq!(wall_clock(start, Elapsed::from_ms(61_005)), "2026-11-22T10:01:01.255Z");
        assert!(wall_clock(Timestamp::MAX, Elapsed::from_secs(1_000_000)).starts_with("9999-12-3"));
    }
}
