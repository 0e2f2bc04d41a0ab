//! The median, plain and weighted: the middle of values that one outlier must not move.

/// The middle value, or the middle of the two middle ones; none for no values.
pub fn median(values: &[f64]) -> Option<f64> {
    let upper = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    let mut values = values.to_vec();
    let even = values.len().is_multiple_of(2);
    let (below, middle, _) = values.select_nth_unstable_by(upper, f64::total_cmp);
    // With an even count the lower of the two is the highest of those below.
    let lower = below.iter().copied().max_by(f64::total_cmp).filter(|_| even).unwrap_or(*middle);
    Some(f64::midpoint(lower, *middle))
}

/// The value with half of the weight on either side; between two where the halves meet. Pairs are value and weight.
pub fn weighted_median(weighted: &[(f64, f64)]) -> Option<f64> {
    let mut sorted = weighted.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sorted.iter().map(|(_, weight)| weight).sum::<f64>() / 2.0;
    let mut so_far = 0.0;
    for (place, (value, weight)) in sorted.iter().enumerate() {
        so_far += weight;
        // With some room, so that equal halves are not made unequal by rounding.
        if (so_far - half).abs() <= 1e-9 * half {
            return Some(sorted.get(place + 1).map_or(*value, |next| f64::midpoint(*value, next.0)));
        }
        if so_far > half {
            return Some(*value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_even_count_has_its_median_between_the_two_middle_values() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0]), Some(3.0));
        assert_eq!(median(&[9.0, 1.0]), Some(5.0));
        assert_eq!(median(&[5.0, 1.0, 100.0]), Some(5.0));
        assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]), Some(2.5));
    }

    #[test]
    fn the_heaviest_value_is_the_weighted_median() {
        assert_eq!(weighted_median(&[]), None);
        assert_eq!(weighted_median(&[(1.0, 1.0), (2.0, 1.0), (3.0, 1.0), (4.0, 1.0)]), Some(2.5));
        assert_eq!(weighted_median(&[(1.0, 9.0), (2.0, 1.0), (3.0, 1.0)]), Some(1.0));
    }
}
