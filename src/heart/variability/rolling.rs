//! Quantiles of the values around each place of a series, by one sorted window that slides along. It holds whole numbers in the order of
//! the values, which are compared in a fraction of the time.

/// A value as a whole number: one that is greater for a greater value, as [`f64::total_cmp`] has it.
fn key(value: f64) -> i64 {
    ordered(value.to_bits() as i64)
}

fn value(key: i64) -> f64 {
    f64::from_bits(ordered(key) as u64)
}

/// Negative numbers are told by their size behind the sign: turned round, and back again by the same.
fn ordered(bits: i64) -> i64 {
    bits ^ ((bits >> 63) as u64 >> 1) as i64
}

/// The values around a place, in order.
pub(super) struct Window(Vec<i64>);

impl Window {
    fn place(&self, key: i64) -> usize {
        self.0.partition_point(|other| *other < key)
    }

    /// One value comes and another goes: only those between them move.
    fn replace(&mut self, old: i64, new: i64) {
        let (from, to) = (self.place(old), self.place(new));
        if from < to {
            self.0.copy_within(from + 1..to, from);
            self.0[to - 1] = new;
        } else {
            self.0.copy_within(to..from, to + 1);
            self.0[to] = new;
        }
    }

    /// The value below which a share of the values lies, with a straight line between neighbours; 0 for none.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let Some(last) = self.0.len().checked_sub(1) else { return 0.0 };
        let place = share * last as f64;
        let below = place as usize;
        let (from, to) = (value(self.0[below]), value(self.0[(below + 1).min(last)]));
        from + (to - from) * (place - below as f64)
    }
}

/// For each place, `measure` of the values at most `reach` places away; windows are shorter at both ends.
///
/// Values that are not numbers are sorted to the end and measured like any other.
pub(super) fn around(values: &[f64], reach: usize, measure: impl Fn(&Window) -> f64) -> Vec<f64> {
    let keys: Vec<i64> = values.iter().copied().map(key).collect();
    let mut sorted = Vec::with_capacity(2 * reach + 1);
    sorted.extend_from_slice(&keys[..reach.min(keys.len())]);
    sorted.sort_unstable();
    let mut window = Window(sorted);
    (0..keys.len())
        .map(|place| {
            let new = keys.get(place + reach).copied();
            let old = place.checked_sub(reach + 1).map(|old| keys[old]);
            match (old, new) {
                (Some(old), Some(new)) => window.replace(old, new),
                (None, Some(new)) => window.0.insert(window.place(new), new),
                (Some(old), None) => drop(window.0.remove(window.place(old))),
                (None, None) => {}
            }
            measure(&window)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value below which a share of sorted values lies.
    fn quantile(sorted: &[f64], share: f64) -> f64 {
        let place = share * (sorted.len() - 1) as f64;
        let below = place as usize;
        let above = (below + 1).min(sorted.len() - 1);
        sorted[below] + (sorted[above] - sorted[below]) * (place - below as f64)
    }

    #[test]
    fn the_sliding_window_gives_what_sorting_each_one_gives() {
        // With many equal values and few, negative ones among them.
        for (length, kinds) in [(1, 5), (120, 53), (511, 1000), (900, 7), (900, 100_000), (900, 2)] {
            let values: Vec<f64> = (0..length).map(|k: u64| (k * k * 7919 % kinds) as f64 * 0.7 - 3.0).collect();
            for reach in [0, 1, 5, 45, 1000] {
                for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
                    for (i, got) in around(&values, reach, |window| window.quantile(share)).into_iter().enumerate() {
                        let mut window = values[i.saturating_sub(reach)..(i + reach + 1).min(values.len())].to_vec();
                        window.sort_by(f64::total_cmp);
                        assert_eq!(got, quantile(&window, share), "place {i} of {length}, reach {reach}, {share}");
                    }
                }
            }
        }
        assert!(around(&[], 5, |window| window.quantile(0.5)).is_empty());
    }

    #[test]
    fn keys_are_in_the_order_of_their_values_and_come_back_as_these() {
        let values = [f64::NEG_INFINITY, -7.5, -1e-300, -0.0, 0.0, 1e-300, 3.25, f64::MAX, f64::INFINITY, f64::NAN];
        assert!(values.is_sorted_by(|a, b| key(*a) < key(*b)));
        assert!(values.iter().all(|one| value(key(*one)).to_bits() == one.to_bits()));
    }
}
