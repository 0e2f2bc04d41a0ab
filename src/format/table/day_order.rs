//! Whether the day or the month comes first in dates such as 04/05/2024: by all dates of a file, else not at all.

use jiff::civil::Date;

use super::dates::{Stamp, WrittenDate};
use super::error::TableError;
use super::time_column::wall_ms;

/// A recording is no longer than so many days; a reading of its dates by which it is, is the wrong one. A design choice.
const LONGEST_RECORDING_DAYS: i64 = 4;
const MS_OF_A_DAY: i64 = 86_400_000;

/// The order of day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayOrder {
    /// No date is open.
    Given,
    /// As the dates themselves tell.
    DayFirst,
    /// As the dates themselves tell.
    MonthFirst,
    /// Month first, since the clock has AM and PM: told as an assumption.
    MonthFirstByClock,
}

impl DayOrder {
    /// Whether the day is first.
    pub(super) fn day_first(self) -> bool {
        matches!(self, Self::Given | Self::DayFirst)
    }

    /// Decides by stamps in the file's order, and by other dates of the file that are known. `where_they_are` names the place of the dates in
    /// a refusal.
    ///
    /// # Errors
    /// Both orders are possible.
    pub(super) fn of(stamps: &[(WrittenDate, Stamp)], others: &[Date], where_they_are: &str) -> Result<Self, TableError> {
        let open: Vec<(WrittenDate, Stamp)> = stamps.iter().filter(|(date, _)| matches!(date, WrittenDate::Open { .. })).copied().collect();
        let (Some((first, _)), Some((last, _))) = (open.first(), open.last()) else { return Ok(Self::Given) };
        let possible = |day_first: bool| open.iter().all(|(date, _)| date.date(day_first).is_some());
        match (possible(true), possible(false)) {
            (true, false) => return Ok(Self::DayFirst),
            (false, true) => return Ok(Self::MonthFirst),
            (false, false) => {
                return Err(TableError::Times {
                    why: format!("the dates in {where_they_are} have the day first in some rows and the month first in others"),
                    remedy: "write them as in 2024-05-31",
                });
            }
            (true, true) => {}
        }
        // 05/05/2024 is the same either way.
        if open.iter().all(|(date, _)| date.date(true) == date.date(false)) {
            return Ok(Self::Given);
        }
        if open.iter().any(|(date, _)| matches!(date, WrittenDate::Open { points: true, .. })) {
            return Ok(Self::DayFirst);
        }
        let of_a_recording = |day_first: bool| {
            let times: Vec<i64> = open.iter().filter_map(|(_, stamp)| wall_ms(stamp, day_first)).collect();
            let span = times.iter().max().zip(times.iter().min()).map_or(0, |(last, first)| last - first);
            span <= LONGEST_RECORDING_DAYS * MS_OF_A_DAY
        };
        let matching = |day_first: bool| {
            first.date(day_first).is_some_and(|date| others.contains(&date))
                || last.date(day_first).is_some_and(|date| others.contains(&date))
        };
        let ways: [&dyn Fn(bool) -> bool; 2] = [&of_a_recording, &matching];
        for told in ways {
            match (told(true), told(false)) {
                (true, false) => return Ok(Self::DayFirst),
                (false, true) => return Ok(Self::MonthFirst),
                _ => {}
            }
        }
        if open.iter().any(|(_, stamp)| stamp.clock.is_some_and(|clock| clock.afternoon.is_some())) {
            return Ok(Self::MonthFirstByClock);
        }
        let as_read = |day_first: bool| first.date(day_first).map_or_else(String::new, |date| date.to_string());
        Err(TableError::Ambiguous {
            what: format!("the date in {where_they_are}"),
            first: format!("{} (day first)", as_read(true)),
            second: format!("{} (month first)", as_read(false)),
            remedy: "write dates as in 2024-05-31".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(texts: &[&str]) -> Result<DayOrder, TableError> {
        let stamps: Vec<(WrittenDate, Stamp)> =
            texts.iter().map(|text| Stamp::read(text).unwrap()).map(|stamp| (stamp.date.unwrap(), stamp)).collect();
        DayOrder::of(&stamps, &[], "\"Date\"")
    }

    #[test]
    fn the_order_is_told_by_the_dates_themselves() {
        assert_eq!(order(&["2024-05-04 09:00:00"]), Ok(DayOrder::Given));
        assert_eq!(order(&["31/05/2024 09:00:00"]), Ok(DayOrder::DayFirst));
        assert_eq!(order(&["05/31/2024 09:00:00"]), Ok(DayOrder::MonthFirst));
        assert_eq!(order(&["04.05.2024 09:00:00"]), Ok(DayOrder::DayFirst));
        assert_eq!(order(&["05/05/2024 09:00:00"]), Ok(DayOrder::Given));
    }

    #[test]
    fn midnight_tells_which_number_is_the_day() {
        assert_eq!(order(&["04/05/2024 23:59:59", "05/05/2024 00:00:01"]), Ok(DayOrder::DayFirst));
        assert_eq!(order(&["04/05/2024 23:59:59", "04/06/2024 00:00:01"]), Ok(DayOrder::MonthFirst));
    }

    #[test]
    fn a_clock_of_am_and_pm_stands_behind_the_month_and_nothing_else_does() {
        assert_eq!(order(&["05/04/2024 09:00:00 AM"]), Ok(DayOrder::MonthFirstByClock));
        assert!(matches!(order(&["05/04/2024 09:00:00"]), Err(TableError::Ambiguous { .. })));
    }

    #[test]
    fn another_date_of_the_file_tells_it_too() {
        let stamp = Stamp::read("05/04/2024 09:00:00").unwrap();
        let other = jiff::civil::date(2024, 5, 4);
        assert_eq!(DayOrder::of(&[(stamp.date.unwrap(), stamp)], &[other], "\"Date\""), Ok(DayOrder::MonthFirst));
    }
}
