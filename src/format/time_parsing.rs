//! Numbers and dates as XML and Polar's `.hrm` write them; tables, which may hold any notation, read their own.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

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
        ] {
            assert_eq!(wall(text), Some(1_616_622_055_000), "{text}");
        }
    }
}
