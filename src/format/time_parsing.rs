//! Times as exports write them: dates, Unix counts, clock times since the start.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// A time in milliseconds, on the clock it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// Since 1970, UTC.
    Wall(i64),
    /// Since the start of the recording.
    Run(i64),
}

impl Moment {
    /// The count, whatever it counts from.
    pub(super) fn ms(self) -> i64 {
        match self {
            Self::Wall(ms) | Self::Run(ms) => ms,
        }
    }

    /// Reads a time: a date with its offset (without one it is taken as UTC), Unix seconds or milliseconds, seconds since the
    /// start, or `h:mm:ss` since the start.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(count) = number(text) {
            return Self::of_count(count);
        }
        wall(text).map(Self::Wall).or_else(|| clock(text).map(Self::Run))
    }

    /// A bare number: who counts from 1970 is beyond any run, in seconds from 10^8 and in milliseconds from 10^11 on.
    fn of_count(count: f64) -> Option<Self> {
        match count {
            _ if !(0.0..1e14).contains(&count) => None,
            ms if ms >= 1e11 => Some(Self::Wall(ms as i64)),
            s if s >= 1e8 => Some(Self::Wall((s * 1000.0).round() as i64)),
            s => Some(Self::Run((s * 1000.0).round() as i64)),
        }
    }
}

/// A finite number, with a decimal point or a lone decimal comma.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let parsed = text.parse().ok().or_else(|| text.replacen(',', ".", 1).parse().ok());
    parsed.filter(|number: &f64| number.is_finite())
}

/// A date and time in milliseconds since 1970.
pub(super) fn wall(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(timestamp.as_millisecond());
    }
    // "2021-10-09 08:11:04 +0000", as HRV Logger has it.
    if let Ok(timestamp) = text.replacen(" +", "+", 1).replacen(" -", "-", 1).parse::<Timestamp>() {
        return Some(timestamp.as_millisecond());
    }
    if !text.contains(':') {
        return None;
    }
    let local: DateTime = text.replacen('/', "-", 2).parse().ok()?;
    Some(local.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond())
}

/// `h:mm:ss` or `mm:ss`, with or without a fraction, in milliseconds.
fn clock(text: &str) -> Option<i64> {
    let parts: Vec<f64> = text.split(':').map(number).collect::<Option<_>>()?;
    let in_range = (2..=3).contains(&parts.len()) && parts.iter().all(|part| (0.0..10_000.0).contains(part));
    in_range.then(|| (parts.iter().fold(0.0, |sum, part| sum * 60.0 + part) * 1000.0).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_second_is_read_from_every_way_to_write_it() {
        for text in [
            "2021-03-24T21:40:55Z",
            "2021-03-24T21:40:55.000Z",
            "2021-03-24T22:40:55+01:00",
            "2021-03-24 21:40:55+00:00",
            "2021-03-24 21:40:55 +0000",
            "2021-03-24 21:40:55",
            "2021/03/24 21:40:55",
            "1616622055",
            "1616622055000",
        ] {
            assert_eq!(Moment::read(text), Some(Moment::Wall(1_616_622_055_000)), "{text}");
        }
    }

    #[test]
    fn small_numbers_and_clock_times_count_from_the_start() {
        assert_eq!(Moment::read("12.5"), Some(Moment::Run(12_500)));
        assert_eq!(Moment::read("0:01:02.5"), Some(Moment::Run(62_500)));
        assert_eq!(Moment::read("61:00"), Some(Moment::Run(3_660_000)));
        for text in ["", "x", "-1", "NaN", "1e300", "12:xx"] {
            assert_eq!(Moment::read(text), None, "{text}");
        }
    }
}
