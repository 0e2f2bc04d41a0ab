//! How numbers of a run are rounded for people, in one place, so that screen, report and page never disagree.

/// A share as whole percent, rounded down: 100 % only where nothing is missing. Outside of 0 to 1 it is the nearer end.
pub fn whole_percent(share: f64) -> u8 {
    (share * 100.0).clamp(0.0, 100.0) as u8
}

/// A difference as a whole number with its sign; what rounds to nothing is "+0", whichever side it came from.
pub fn signed(value: f64) -> String {
    let rounded = value.round();
    format!("{:+.0}", if rounded == 0.0 { 0.0 } else { rounded })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_percent_is_all_of_it() {
        assert_eq!([0.0, 0.4999, 0.9999, 1.0, 1.5, -0.1, f64::NAN].map(whole_percent), [0, 49, 99, 100, 100, 0, 0]);
    }

    #[test]
    fn nothing_has_no_minus() {
        assert_eq!([-0.4, 0.4, -1.6, 12.3].map(signed), ["+0", "+0", "-2", "+12"]);
    }
}
