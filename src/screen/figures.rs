//! Numbers as a person reads them: the same on the screen, in a report and in a list of runs.

/// A share of 0 to 1 in whole percent, rounded down: 100 only when it is all.
pub fn percent(share: f64) -> u8 {
    // 29 of 100 come to 28.999999999999996 % in floating point.
    (share * 100.0 + 1e-9).clamp(0.0, 100.0) as u8
}

/// A difference with its sign, to so many decimals; what rounds to nothing has no sign.
pub fn signed(value: f64, places: usize) -> String {
    let text = format!("{value:+.places$}");
    if text.contains(|digit: char| ('1'..='9').contains(&digit)) { text } else { text[1..].to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_all_only_where_it_is() {
        assert_eq!([0.0, 0.29, 0.999, 0.999_999_9, 1.0].map(percent), [0, 29, 99, 99, 100]);
        for of_hundred in 0..=100u8 {
            assert_eq!(percent(f64::from(of_hundred) / 100.0), of_hundred);
        }
    }

    #[test]
    fn nothing_has_no_sign() {
        assert_eq!([-0.5001, -0.4, -0.0, 0.0, 0.4, 3.2].map(|value| signed(value, 0)), ["-1", "0", "0", "0", "0", "+3"]);
        assert_eq!([-0.04, 0.06].map(|value| signed(value, 1)), ["0.0", "+0.1"]);
    }
}
