//! Numbers as they stand in the picture.

/// A coordinate to a tenth, without a needless point.
pub(super) fn tenth(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    // No "-0".
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short() {
        assert_eq!([0.04, -0.04, 12.0, 12.34, -3.06].map(tenth), ["0", "0", "12", "12.3", "-3.1"]);
    }
}
