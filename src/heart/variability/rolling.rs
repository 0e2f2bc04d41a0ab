//! Quantiles of the values around each place of a series, by one sorted window that slides along.

/// For each place, `measure` of the sorted values at most `reach` places away; windows are shorter at both ends.
///
/// Values that are not numbers are sorted to the end and measured like any other.
pub(super) fn around(values: &[f64], reach: usize, measure: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let mut sorted: Vec<f64> = values[..reach.min(values.len())].to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    (0..values.len())
        .map(|i| {
            if let Some(new) = values.get(i + reach) {
                let place = sorted.partition_point(|value| value.total_cmp(new).is_lt());
                sorted.insert(place, *new);
            }
            if let Some(old) = i.checked_sub(reach + 1).and_then(|i| values.get(i)) {
                sorted.remove(sorted.partition_point(|value| value.total_cmp(old).is_lt()));
            }
            measure(&sorted)
        })
        .collect()
}

/// The value below which a share of the sorted values lies, with a straight line between neighbours; 0 for none.
pub(super) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let place = share * last as f64;
    let below = place as usize;
    let above = (below + 1).min(last);
    sorted[below] + (sorted[above] - sorted[below]) * (place - below as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sliding_window_gives_what_sorting_each_one_gives() {
        let values: Vec<f64> = (0..120).map(|k| f64::from(k * 37 % 53)).collect();
        for reach in [0, 1, 5, 45, 200] {
            let got = around(&values, reach, |sorted| quantile(sorted, 0.75) - quantile(sorted, 0.25));
            for (i, got) in got.into_iter().enumerate() {
                let mut window = values[i.saturating_sub(reach)..(i + reach + 1).min(values.len())].to_vec();
                window.sort_by(f64::total_cmp);
                assert_eq!(got, quantile(&window, 0.75) - quantile(&window, 0.25), "place {i}, reach {reach}");
            }
        }
        assert!(around(&[], 5, |sorted| quantile(sorted, 0.5)).is_empty());
    }

    #[test]
    fn quantiles_lie_on_the_line_between_neighbours() {
        assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0], 0.25), 1.75);
        assert_eq!(quantile(&[1.0, 2.0], 0.5), 1.5);
        assert_eq!(quantile(&[3.0], 0.5), 3.0);
        assert_eq!(quantile(&[], 0.5), 0.0);
    }
}
