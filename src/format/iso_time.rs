//! Times in XML, JSON and `.hrm` files: dates as ISO 8601 has them, also with digits left out, and times of day without a date.

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;

/// A day in milliseconds.
const DAY: i64 = 86_400_000;
/// The first year that a recording can be from: devices whose clock was never set count from 1970, from 1980 or from the end of
/// 1989, and none of the formats is older.
const FIRST_YEAR: i16 = 1990;

/// A date and time in milliseconds since 1970: the year first, digits padded or not, with an offset or taken as UTC.
pub(super) fn wall(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(timestamp.as_millisecond());
    }
    let (day, time) = text.split_once(['T', 't', ' '])?;
    let mut parts = day.split(['-', '/', '.']).map(|part| part.parse::<u16>().ok().filter(|_| part.len() <= 4));
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() || !(1900..=9999).contains(&year) || month > 12 || day > 31 {
        return None;
    }
    let (time, offset) = zone(time.trim())?;
    let midnight = jiff::civil::Date::new(year as i16, month as i8, day as i8).ok()?.to_zoned(TimeZone::UTC).ok()?;
    Some(midnight.timestamp().as_millisecond() + time_of_day(time)? - offset)
}

/// A clock time without its zone, and the zone's offset in milliseconds.
fn zone(time: &str) -> Option<(&str, i64)> {
    for name in ["UTC", "GMT", "Z", "z"] {
        if let Some(rest) = time.strip_suffix(name) {
            return Some((rest.trim_end(), 0));
        }
    }
    let Some(at) = time.rfind(['+', '-']) else { return Some((time, 0)) };
    let (clock, offset) = time.split_at(at);
    let (sign, digits) = offset.split_at(1);
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() > 2 && digits.is_char_boundary(digits.len() - 2) => digits.split_at(digits.len() - 2),
        None => (digits, "0"),
    };
    let (hours, minutes) = (hours.parse::<u8>().ok()?, minutes.parse::<u8>().ok()?);
    let ms = 60_000 * (60 * i64::from(hours) + i64::from(minutes));
    (hours < 24 && minutes < 60).then_some((clock.trim_end(), if sign == "-" { -ms } else { ms }))
}

/// `h:mm`, `h:mm:ss` or `h:mm:ss.fff` in milliseconds since midnight. A leap second is the second before it.
pub(super) fn time_of_day(text: &str) -> Option<i64> {
    let mut parts = text.trim().split(':');
    let whole = |part: &str| part.parse::<u8>().ok().map(i64::from);
    let (hours, minutes) = (whole(parts.next()?)?, whole(parts.next()?)?);
    let seconds: f64 = parts.next().map_or(Some(0.0), |part| part.replace(',', ".").parse().ok())?;
    if parts.next().is_some() || hours > 23 || minutes > 59 || !(0.0..61.0).contains(&seconds) {
        return None;
    }
    Some(60_000 * (60 * hours + minutes) + (seconds.min(59.999) * 1000.0).round() as i64)
}

/// The times of one file, in the order they are read: with dates, or times of a day that go on over midnight.
#[derive(Debug, Clone, Default)]
pub(super) struct FileTimes {
    latest: Option<i64>,
    days: i64,
    dated: bool,
}

impl FileTimes {
    /// Reads a time, in milliseconds on the file's clock.
    pub(super) fn read(&mut self, text: &str) -> Option<i64> {
        if let Some(ms) = self.read_date(text) {
            return Some(ms);
        }
        if self.dated {
            // Among dates it is of no day.
            return None;
        }
        let ms = time_of_day(zone(text.trim().trim_start_matches(['T', 't']))?.0)?;
        if self.latest.is_some_and(|latest| latest - ms > DAY / 2) {
            self.days += 1;
        }
        self.latest = Some(ms);
        Some(self.days * DAY + ms)
    }

    /// Reads a time that is only one with its date.
    pub(super) fn read_date(&mut self, text: &str) -> Option<i64> {
        let ms = wall(text)?;
        self.dated = true;
        Some(ms)
    }

    /// The start of a recording whose first point is at this time; none where the file has no date, or one from before any
    /// recording, which is told.
    pub(super) fn start(&self, first: Option<i64>, warnings: &mut Vec<String>) -> Option<Timestamp> {
        let started_at = first.filter(|_| self.dated).and_then(dated);
        if first.is_some() && started_at.is_none() {
            warnings.push("its times have no date: the day and hour are not known".to_owned());
        }
        started_at
    }
}

/// A time that can be a recording's.
pub(super) fn dated(ms: i64) -> Option<Timestamp> {
    let earliest = date(FIRST_YEAR, 1, 1).to_zoned(TimeZone::UTC).ok()?.timestamp();
    Timestamp::from_millisecond(ms).ok().filter(|timestamp| *timestamp >= earliest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_second_is_read_with_and_without_padding_and_in_every_zone() {
        for text in [
            "2024-05-04T09:05:07Z",
            "2024-5-4T9:5:7Z",
            "2024-05-04T9:05:07",
            "2024-5-4 9:05:07.000",
            "2024/05/04 09:05:07 UTC",
            "2024-05-04T11:05:07+02:00",
            "2024-5-4T4:35:07-0430",
            "2024-05-04T11:05:07+2",
        ] {
            assert_eq!(wall(text), Some(1_714_813_507_000), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in ["", "T", "2024", "2024-05-04", "2024-13-01T1:00:00", "2024-05-04T25:00:00", "24-05-04T09:05:07", "x:y:z", "1:2:3:4"] {
            assert_eq!(wall(text), None, "{text}");
        }
        for text in ["9", "24:00:00", "1:60", "1:00:61", "-1:00", "1:00:NaN", "é:é"] {
            assert_eq!(FileTimes::default().read(text), None, "{text}");
        }
    }

    #[test]
    fn times_of_a_day_go_on_over_midnight_and_tell_no_start() {
        let (mut times, mut warnings) = (FileTimes::default(), Vec::new());
        assert_eq!(["23:59:59", "T0:00:01Z"].map(|text| times.read(text)), [Some(DAY - 1000), Some(DAY + 1000)]);
        assert_eq!(times.start(Some(DAY - 1000), &mut warnings), None);
        assert!(times.read("2024-05-04T09:05:07Z").is_some() && times.read("9:05:08").is_none());
        assert_eq!(warnings.len(), 1);
    }

    #[test]
    fn a_clock_that_was_never_set_tells_no_start() {
        for text in ["1970-01-01T00:00:10Z", "1980-01-06T00:00:00Z", "1989-12-31T00:10:00Z"] {
            assert_eq!(wall(text).and_then(dated), None, "{text}");
        }
        assert!(wall("1996-05-04T09:05:07Z").and_then(dated).is_some());
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9:+\\-TZé. /]{0,24}|\\PC{0,24}") {
            let _ = FileTimes::default().read(&text);
        }
    }
}
