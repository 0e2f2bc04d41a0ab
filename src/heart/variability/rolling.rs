//! Quantiles of the values around each place of a series: they are ranked once, and a window is the set of its ranks.

/// A window is a set of 64 ranks a word.
const WORDS: usize = 8;
/// So many values are ranked at once, those around the places among them.
const RANKED: usize = 64 * WORDS;

/// The values around a place.
pub(super) struct Window<'a> {
    /// All ranked values in order.
    sorted: &'a [f64],
    /// Which of them are around the place.
    ranks: [u64; WORDS],
    count: usize,
}

impl Window<'_> {
    fn insert(&mut self, rank: usize) {
        self.ranks[rank / 64] |= 1 << (rank % 64);
        self.count += 1;
    }

    fn remove(&mut self, rank: usize) {
        self.ranks[rank / 64] &= !(1 << (rank % 64));
        self.count -= 1;
    }

    /// The value below which a share of the window's values lies, with a straight line between neighbours; 0 for none.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let Some(last) = self.count.checked_sub(1) else { return 0.0 };
        let place = share * last as f64;
        let below = self.rank_of(place as usize);
        let part = place - (place as usize) as f64;
        let (from, to) = (self.sorted[below], self.sorted[self.next_rank(below)]);
        from + (to - from) * part
    }

    /// The rank of the nth value of the window, which is there.
    fn rank_of(&self, nth: usize) -> usize {
        let mut left = nth as u32;
        for (place, word) in self.ranks.iter().enumerate() {
            let ones = word.count_ones();
            if left < ones {
                return 64 * place + nth_bit(*word, left);
            }
            left -= ones;
        }
        0
    }

    /// The next rank of the window, or the same at its end.
    fn next_rank(&self, rank: usize) -> usize {
        let after = (self.ranks[rank / 64] >> (rank % 64)) >> 1;
        if after != 0 {
            return rank + 1 + after.trailing_zeros() as usize;
        }
        let words = self.ranks.iter().enumerate().skip(rank / 64 + 1);
        words.filter(|(_, word)| **word != 0).map(|(place, word)| 64 * place + word.trailing_zeros() as usize).next().unwrap_or(rank)
    }
}

/// The place of the nth bit that is set, by halves.
fn nth_bit(mut word: u64, mut nth: u32) -> usize {
    let mut place = 0;
    for half in [32, 16, 8, 4, 2, 1] {
        let ones = (word & ((1 << half) - 1)).count_ones();
        if nth >= ones {
            nth -= ones;
            place += half;
            word >>= half;
        }
    }
    place
}

/// For each place, `measure` of the values at most `reach` places away, which is less than 200; windows are shorter at both ends.
///
/// Values that are not numbers are sorted to the end and measured like any other.
pub(super) fn around(values: &[f64], reach: usize, measure: impl Fn(&Window<'_>) -> f64) -> Vec<f64> {
    let mut measured = Vec::with_capacity(values.len());
    let at_once = RANKED - 2 * reach;
    while measured.len() < values.len() {
        let from = measured.len();
        let to = (from + at_once).min(values.len());
        let first = from.saturating_sub(reach);
        measure_places(&values[first..(to + reach).min(values.len())], from - first..to - first, reach, &measure, &mut measured);
    }
    measured
}

/// The same for some of the places of at most so many values as are ranked at once.
fn measure_places(
    values: &[f64],
    places: std::ops::Range<usize>,
    reach: usize,
    measure: impl Fn(&Window<'_>) -> f64,
    measured: &mut Vec<f64>,
) {
    let mut order: Vec<(f64, usize)> = values.iter().copied().zip(0..).collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut ranks = vec![0; values.len()];
    order.iter().enumerate().for_each(|(rank, (_, place))| ranks[*place] = rank);
    let sorted: Vec<f64> = order.into_iter().map(|(value, _)| value).collect();
    let mut window = Window { sorted: &sorted, ranks: [0; WORDS], count: 0 };
    let begin = places.start.saturating_sub(reach);
    ranks[begin..(places.start + reach).min(values.len())].iter().for_each(|rank| window.insert(*rank));
    for place in places.clone() {
        if let Some(rank) = ranks.get(place + reach) {
            window.insert(*rank);
        }
        if place > places.start
            && let Some(old) = place.checked_sub(reach + 1)
        {
            window.remove(ranks[old]);
        }
        measured.push(measure(&window));
    }
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
    fn a_window_of_ranks_gives_what_sorting_each_window_gives() {
        // Longer than what is ranked at once, with many equal values and few.
        for (length, kinds) in [(1, 5), (120, 53), (511, 1000), (1400, 7), (1400, 100_000)] {
            let values: Vec<f64> = (0..length).map(|k: u64| (k * k * 7919 % kinds) as f64 - 3.0).collect();
            for reach in [0, 1, 5, 45, 130] {
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
    fn the_nth_bit_is_the_one_with_so_many_below_it() {
        let word = 0x8000_0401_0010_0203u64;
        let bits: Vec<usize> = (0..word.count_ones()).map(|nth| nth_bit(word, nth)).collect();
        assert_eq!(bits, (0..64).filter(|bit| word >> bit & 1 == 1).collect::<Vec<usize>>());
    }
}
