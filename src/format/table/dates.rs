//! Dates and clock times as exports write them. Which number of a date is the day is left open where the date alone does not
//! tell: a column decides by all of its dates.

use jiff::civil;

use super::names::fold;
use super::vocabulary::{DATE_FILLERS, MONTHS};

/// A date as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WrittenDate {
    /// A date that can be read in one way.
    Known(civil::Date),
    /// Two numbers and a year: day and month, or month and day.
    Open {
        /// The first number.
        first: i8,
        /// The second.
        second: i8,
        /// The year, of four digits.
        year: i16,
        /// Whether points stand between them, as only where the day comes first.
        points: bool,
    },
}

impl WrittenDate {
    /// The date, with the day first or the month first where that is open.
    pub(super) fn date(self, day_first: bool) -> Option<civil::Date> {
        match self {
            Self::Known(date) => Some(date),
            Self::Open { first, second, year, .. } => {
                let (day, month) = if day_first { (first, second) } else { (second, first) };
                civil::Date::new(year, month, day).ok()
            }
        }
    }
}

/// A clock time as written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct WrittenClock {
    /// Its numbers, two or three.
    pub(super) parts: [f64; 3],
    /// How many there are.
    pub(super) count: usize,
    /// AM or PM: whether it is the afternoon.
    pub(super) afternoon: Option<bool>,
}

impl WrittenClock {
    /// Milliseconds since midnight, or since the start: as `h:mm:ss`, or of two numbers as `h:mm` or `mm:ss`.
    pub(super) fn ms(&self, minutes_first: bool) -> i64 {
        let [first, second, third] = self.parts;
        let secs = match (self.count, minutes_first) {
            (2, true) => first * 60.0 + second,
            (2, false) => first * 3600.0 + second * 60.0,
            _ => first * 3600.0 + second * 60.0 + third,
        };
        let half_days = match self.afternoon {
            Some(true) if first < 12.0 => 43_200.0,
            Some(false) if first >= 12.0 => -43_200.0,
            _ => 0.0,
        };
        ((secs + half_days) * 1000.0).round() as i64
    }
}

/// What a cell says of a time.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Stamp {
    /// The date.
    pub(super) date: Option<WrittenDate>,
    /// The clock time.
    pub(super) clock: Option<WrittenClock>,
    /// Seconds east of UTC.
    pub(super) offset: Option<i64>,
}

impl Stamp {
    /// Reads a date, a clock time, or both; none where any of the text is neither.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = fold(text.split('[').next().unwrap_or_default());
        let mut stamp = Self::default();
        let mut loose = Vec::new();
        // The T between date and time, and a comma behind either.
        let apart: String = separated(&text);
        for token in apart.split_whitespace() {
            stamp.take(token, &mut loose)?;
        }
        if !loose.is_empty() {
            stamp.date = Some(of_loose(&loose).filter(|_| stamp.date.is_none())?);
        }
        (stamp.date.is_some() || stamp.clock.is_some()).then_some(stamp)
    }

    fn take(&mut self, token: &str, loose: &mut Vec<Loose>) -> Option<()> {
        let token = token.trim_matches([',', '(', ')']);
        let plain = token.trim_end_matches('.');
        let digits = token.bytes().all(|byte| byte.is_ascii_digit());
        match plain {
            "" => {}
            "am" | "a.m" | "pm" | "p.m" => self.clock.as_mut()?.afternoon = Some(plain.starts_with('p')),
            "z" | "utc" | "gmt" => self.offset = self.offset.or(Some(0)),
            _ if token.starts_with(|c: char| c.is_ascii_digit()) && token.contains(':') => self.take_clock(token)?,
            _ if self.clock.is_some() && (token.starts_with(['+', '-']) || plain.starts_with("utc") || plain.starts_with("gmt")) => {
                self.offset = Some(offset(token.trim_start_matches(['u', 't', 'c', 'g', 'm']))?);
            }
            _ if digits && token.len() == 8 && self.date.is_none() => self.date = Some(WrittenDate::Known(compact_date(token)?)),
            _ if self.date.is_some() && self.clock.is_none() && is_compact_clock(token) => {
                self.take_clock(&format!("{}:{}:{}", &token[..2], &token[2..4], &token[4..]))?;
            }
            _ if digits && matches!(token.len(), 12 | 14) && self.date.is_none() => {
                self.date = Some(WrittenDate::Known(compact_date(&token[..8])?));
                let seconds = if token.len() == 14 { &token[12..] } else { "00" };
                self.take_clock(&format!("{}:{}:{seconds}", &token[8..10], &token[10..12]))?;
            }
            _ if DATE_FILLERS.contains(&plain) => {}
            _ => match date(plain) {
                Some(date) if self.date.is_none() => self.date = Some(date),
                _ => loose.push(Loose::read(plain)?),
            },
        }
        Some(())
    }

    /// A clock time with what may stand right behind it: `Z`, an offset, `am` or `pm`.
    fn take_clock(&mut self, token: &str) -> Option<()> {
        let end = token.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ','))).unwrap_or(token.len());
        let (clock, rest) = token.split_at(end);
        let mut pieces = clock.trim_end_matches(['.', ',', ':']).split(':');
        let (mut parts, mut count) = ([0.0; 3], 0);
        for part in parts.iter_mut() {
            let Some(piece) = pieces.next() else { break };
            *part = piece.replace(',', ".").parse().ok()?;
            count += 1;
        }
        // A fraction behind a colon: "14:10:15:270".
        if let Some(fraction) = pieces.next() {
            parts[2] += fraction.parse::<u32>().ok().filter(|_| fraction.len() == 3).map(f64::from)? / 1000.0;
        }
        let in_order = count >= 2 && pieces.next().is_none() && parts[1] < 60.0 && parts[2] < 61.0 && parts[0] < 10_000.0;
        if !in_order || self.clock.is_some() {
            return None;
        }
        self.clock = Some(WrittenClock { parts, count, afternoon: None });
        match rest {
            "" => {}
            "z" => self.offset = Some(0),
            "am" | "pm" => self.clock.as_mut()?.afternoon = Some(rest == "pm"),
            _ => self.offset = Some(offset(rest)?),
        }
        Some(())
    }
}

/// Whether a token begins with the six digits of a clock time, with an offset or nothing behind them: "090507Z".
fn is_compact_clock(token: &str) -> bool {
    token.len() >= 6 && token.bytes().take(6).all(|byte| byte.is_ascii_digit()) && !token[6..].starts_with(|c: char| c.is_ascii_digit())
}

/// A part of a date that stands alone.
enum Loose {
    Number(i16),
    Month(i8),
}

impl Loose {
    fn read(token: &str) -> Option<Self> {
        let number = token.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h']);
        if !number.is_empty() && number.len() <= 4 && number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::Number(number.parse().ok()?));
        }
        month(token).map(Self::Month)
    }
}

/// "May 4 2024", "4 mai 2024".
fn of_loose(loose: &[Loose]) -> Option<WrittenDate> {
    let (month, day, year) = match loose {
        [Loose::Month(month), Loose::Number(day), Loose::Number(year)] | [Loose::Number(day), Loose::Month(month), Loose::Number(year)] => {
            (*month, *day, *year)
        }
        _ => return None,
    };
    civil::Date::new(full_year(year), month, i8::try_from(day).ok()?).ok().map(WrittenDate::Known)
}

/// A text with a blank for the T between date and time, and behind commas that end a word.
fn separated(text: &str) -> String {
    let bytes = text.as_bytes();
    let is_digit = |index: Option<usize>| index.and_then(|index| bytes.get(index)).is_some_and(u8::is_ascii_digit);
    let blank = |index: usize, c: char| match c {
        't' => is_digit(index.checked_sub(1)) && is_digit(Some(index + 1)),
        ',' => !is_digit(Some(index + 1)) || !text[..index].contains(':'),
        _ => c.is_whitespace(),
    };
    text.char_indices().map(|(index, c)| if blank(index, c) { ' ' } else { c }).collect()
}

/// `+01:00`, `-0700`, `+1`; in seconds.
fn offset(text: &str) -> Option<i64> {
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    if digits.is_empty() || digits.len() > 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = digits.split_at(if digits.len() <= 2 { digits.len() } else { digits.len().min(4) - 2 });
    let minutes: i64 = if minutes.is_empty() { 0 } else { minutes.get(..2)?.parse().ok()? };
    let hours: i64 = hours.parse().ok()?;
    (hours <= 18 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// Three numbers apart by `-`, `/` or `.`, or two with a month's name.
fn date(token: &str) -> Option<WrittenDate> {
    let separator = token.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let parts: Vec<&str> = token.split(separator).collect();
    let [first, second, third] = parts[..] else { return None };
    let number = |part: &str| part.parse::<i16>().ok().filter(|_| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit()));
    let small = |part: &str| number(part).filter(|_| part.len() <= 2).and_then(|number| i8::try_from(number).ok());
    if first.len() == 4 {
        let month = small(second).or_else(|| month(second))?;
        return civil::Date::new(number(first)?, month, small(third)?).ok().map(WrittenDate::Known);
    }
    let year = full_year(number(third).filter(|_| matches!(third.len(), 2 | 4))?);
    if let Some(month) = month(second) {
        return civil::Date::new(year, month, small(first)?).ok().map(WrittenDate::Known);
    }
    let (first, second) = (small(first)?, small(second)?);
    let possible = |day: i8, month: i8| civil::Date::new(year, month, day).is_ok();
    (possible(first, second) || possible(second, first)).then_some(WrittenDate::Open { first, second, year, points: separator == '.' })
}

/// A year of two digits is one of this century.
fn full_year(year: i16) -> i16 {
    if year < 100 { 2000 + year } else { year }
}

fn month(word: &str) -> Option<i8> {
    let is_word = word.len() >= 3 && word.chars().all(char::is_alphabetic);
    MONTHS.iter().find(|(start, _)| is_word && word.starts_with(start)).map(|(_, month)| *month)
}

fn compact_date(digits: &str) -> Option<civil::Date> {
    let date = civil::Date::new(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..8].parse().ok()?).ok()?;
    (1990..2100).contains(&date.year()).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The day at the time, in UTC, with the day first where that is open.
    fn read(text: &str) -> Option<String> {
        let stamp = Stamp::read(text)?;
        let date = stamp.date.and_then(|date| date.date(true)).map_or_else(String::new, |date| date.to_string());
        let ms = stamp.clock.map(|clock| clock.ms(false) - stamp.offset.unwrap_or(0) * 1000);
        Some(format!("{date} {}", ms.map_or_else(String::new, |ms| ms.to_string())))
    }

    #[test]
    fn one_moment_is_read_from_every_way_to_write_it() {
        let expected = Some("2024-05-04 32707000".to_owned());
        for text in [
            "2024-05-04T09:05:07Z",
            "2024-05-04T09:05:07.000Z",
            "2024-05-04 9:05:07",
            "2024/05/04 09:05:07",
            "2024.05.04 09:05:07",
            "2024-05-04T10:05:07+01:00",
            "2024-05-04 11:05:07 +0200",
            "2024-05-04 02:05:07-0700",
            "2024-05-04T09:05:07+00:00[Europe/London]",
            "04.05.2024 09:05:07",
            "4.5.2024 9:05:07",
            "04/05/2024 09:05:07 AM",
            "4/5/24 9:05:07 am",
            "04-05-2024, 09:05:07",
            "May 4, 2024, 9:05:07 AM",
            "4. Mai 2024 um 09:05:07",
            "04-May-2024 09:05:07",
            "Sat May 04 09:05:07 2024",
            "Sat, 04 May 2024 09:05:07 GMT",
            "Sat May 04 09:05:07 UTC 2024",
            "20240504T090507Z",
            "20240504 09:05:07",
            "20240504090507",
            "2024-05-04T09:05:07:000",
            "2024-05-04 09:05:07,000",
            "2024-05-04 09:05:07 UTC",
            "2024-05-04 11:05:07 UTC+2",
            "4 mai 2024 09:05:07",
            "2024-05-04 9:05:07\u{202f}AM",
            "4 toukokuuta 2024 klo 9:05:07",
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn noon_and_midnight_are_twelve() {
        assert_eq!(read("12:30:00 PM"), Some(" 45000000".to_owned()));
        assert_eq!(read("12:30:00 AM"), Some(" 1800000".to_owned()));
    }

    #[test]
    fn what_is_no_time_is_not_taken_for_one() {
        for text in ["", "x", "12", "-1", "13/13/2024", "09:75:00", "2024-13-01", "1:2:3:4:5", "8.1", "12:xx", "May", "Running 5 km"] {
            assert_eq!(Stamp::read(text), None, "{text}");
        }
    }
}
