//! Numbers with a decimal point or comma, told apart by all numbers of a table together.

/// The decimal sign of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DecimalSign {
    /// `1.5`; a comma groups thousands.
    Point,
    /// `1,5`; a point groups thousands.
    Comma,
    /// Either, as a lone sign; where both would be read, nothing is.
    Unknown,
}

impl DecimalSign {
    /// What the cells tell. A sign before anything but three digits is decimal, and so is one behind a leading zero.
    pub(super) fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let (mut point, mut comma) = (false, false);
        for cell in cells.filter(|cell| cell.contains([',', '.'])) {
            match told_by(cell) {
                Some('.') => point = true,
                Some(',') => comma = true,
                _ => {}
            }
        }
        match (point, comma) {
            (true, false) => Self::Point,
            (false, true) => Self::Comma,
            _ => Self::Unknown,
        }
    }

    /// The number of a cell: finite, in either notation that fits the sign.
    pub(super) fn number(self, cell: &str) -> Option<f64> {
        let cell = cell.trim().trim_start_matches('\'');
        if !cell.contains(',') && (self != Self::Comma || !cell.contains('.')) {
            return finite(cell);
        }
        let (decimal, group) = match self {
            Self::Point => ('.', ','),
            Self::Comma => (',', '.'),
            Self::Unknown => match (told_by(cell), cell.contains(',')) {
                (Some(','), _) => (',', '.'),
                (Some(_), _) | (None, false) => ('.', ','),
                (None, true) => return None,
            },
        };
        let (whole, fraction) = cell.split_once(decimal).map_or((cell, None), |(whole, fraction)| (whole, Some(fraction)));
        let groups: Vec<&str> = whole.split(group).collect();
        let grouped = groups.len() == 1 || groups[1..].iter().all(|digits| digits.len() == 3) && !groups[0].is_empty();
        if !grouped || fraction.is_some_and(|fraction| fraction.contains([decimal, group])) {
            // A table of decimal commas in which one column keeps its points.
            return if cell.matches([',', '.']).count() == 1 { finite(&cell.replace(',', ".")) } else { None };
        }
        finite(&format!("{}.{}", groups.concat(), fraction.unwrap_or("0")))
    }
}

/// The sign that a number alone shows to be decimal.
fn told_by(cell: &str) -> Option<char> {
    let digits = cell.trim().trim_start_matches(['-', '+']);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','))
        || !digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
    {
        return None;
    }
    let last = digits.rfind([',', '.'])?;
    let sign = char::from(digits.as_bytes()[last]);
    let (whole, fraction) = (&digits[..last], &digits[last + 1..]);
    match whole.rfind([',', '.']) {
        Some(other) if digits[other..].starts_with(sign) => None,
        Some(_) => Some(sign),
        None => (fraction.len() != 3 || whole.starts_with('0') || whole.len() > 3 || whole.is_empty()).then_some(sign),
    }
}

fn finite(text: &str) -> Option<f64> {
    let starts_as_number = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
    text.parse().ok().filter(|number: &f64| starts_as_number && number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_is_told_by_all_numbers_together() {
        let of = |cells: &[&str]| DecimalSign::of(cells.iter().copied());
        assert_eq!(of(&["1,234", "5.5"]), DecimalSign::Point);
        assert_eq!(of(&["1.234", "5,5"]), DecimalSign::Comma);
        assert_eq!(of(&["1,234"]), DecimalSign::Unknown);
        assert_eq!(of(&["1.234,5"]), DecimalSign::Comma);
    }

    #[test]
    fn a_lone_comma_that_may_be_either_sign_is_no_number() {
        assert_eq!(DecimalSign::Unknown.number("1,234"), None);
        assert_eq!(DecimalSign::Unknown.number("0,5"), Some(0.5));
        assert_eq!(DecimalSign::Unknown.number("1.234"), Some(1.234));
        assert_eq!(DecimalSign::Point.number("1,234.5"), Some(1234.5));
        assert_eq!(DecimalSign::Comma.number("1.234,5"), Some(1234.5));
        assert_eq!(DecimalSign::Comma.number("1714813507.25"), Some(1_714_813_507.25));
        for text in ["", "NaN", "inf", "1e999", "1,2,3", "12:30"] {
            assert_eq!(DecimalSign::Point.number(text), None, "{text}");
        }
    }
}
