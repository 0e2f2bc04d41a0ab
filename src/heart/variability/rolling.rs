//! Quantiles of the values around each place of a series: they are ranked once, a window is the set of its ranks, and each quantile moves
//! along by a rank or two from place to place.

/// A window is a set of 64 ranks a word.
const WORDS: usize = 8;
/// So many values are ranked at once, those around the places among them.
const RANKED: usize = 64 * WORDS;

/// The ranks of the values around a place.
struct Window {
    ranks: [u64; WORDS],
    count: usize,
}

impl Window {
    fn has(&self, rank: usize) -> bool {
        self.ranks[rank / 64] >> (rank % 64) & 1 == 1
    }

    /// The next rank behind one.
    fn next(&self, rank: usize) -> Option<usize> {
        let behind = (self.ranks[rank / 64] >> (rank % 64)) >> 1;
        if behind != 0 {
            return Some(rank + 1 + behind.trailing_zeros() as usize);
        }
        let words = self.ranks.iter().enumerate().skip(rank / 64 + 1);
        words.filter(|(_, word)| **word != 0).map(|(place, word)| 64 * place + word.trailing_zeros() as usize).next()
    }

    /// The rank before one.
    fn previous(&self, rank: usize) -> Option<usize> {
        let before = (self.ranks[rank / 64] << (63 - rank % 64)) << 1;
        if before != 0 {
            return Some(rank - 1 - before.leading_zeros() as usize);
        }
        let words = self.ranks.iter().enumerate().take(rank / 64).rev();
        words.filter(|(_, word)| **word != 0).map(|(place, word)| 64 * place + 63 - word.leading_zeros() as usize).next()
    }
}

/// A quantile of a window on its way.
#[derive(Clone, Copy)]
struct Quantile {
    share: f64,
    /// The rank of the value below it, which is in the window once it has settled, and how many ranks of the window lie below that.
    rank: usize,
    below: usize,
}

impl Quantile {
    /// A rank came into the window, or went.
    fn change(&mut self, rank: usize, came: bool) {
        if rank < self.rank {
            self.below = if came { self.below + 1 } else { self.below - 1 };
        }
    }

    /// The value below which the share of the window's values lies, with a straight line between neighbours; 0 for none.
    fn settle(&mut self, window: &Window, sorted: &[f64]) -> f64 {
        let Some(last) = window.count.checked_sub(1) else { return 0.0 };
        let place = self.share * last as f64;
        let wanted = place as usize;
        if !window.has(self.rank) {
            let behind = window.next(self.rank);
            self.below -= usize::from(behind.is_none());
            self.rank = behind.or_else(|| window.previous(self.rank)).unwrap_or_default();
        }
        while self.below < wanted
            && let Some(rank) = window.next(self.rank)
        {
            (self.rank, self.below) = (rank, self.below + 1);
        }
        while self.below > wanted
            && let Some(rank) = window.previous(self.rank)
        {
            (self.rank, self.below) = (rank, self.below - 1);
        }
        let (from, to) = (sorted[self.rank], sorted[window.next(self.rank).unwrap_or(self.rank)]);
        from + (to - from) * (place - wanted as f64)
    }
}

/// For each place, `measure` of the quantiles of the values at most `reach` places away, which is less than 200: those below which the
/// shares of them lie, with a straight line between neighbours. Windows are shorter at both ends.
///
/// Values that are not numbers are sorted to the end and measured like any other.
pub(super) fn around<const N: usize>(values: &[f64], reach: usize, shares: [f64; N], measure: impl Fn([f64; N]) -> f64) -> Vec<f64> {
    let mut measured = Vec::with_capacity(values.len());
    let at_once = RANKED - 2 * reach;
    while measured.len() < values.len() {
        let from = measured.len();
        let to = (from + at_once).min(values.len());
        let first = from.saturating_sub(reach);
        let ranked = Ranked::new(&values[first..(to + reach).min(values.len())]);
        ranked.measure(from - first..to - first, reach, shares, |quantiles| measured.push(measure(quantiles)));
    }
    measured
}

/// At most so many values as are ranked at once.
struct Ranked {
    sorted: Vec<f64>,
    /// The rank of each place.
    ranks: Vec<usize>,
}

impl Ranked {
    fn new(values: &[f64]) -> Self {
        let mut order: Vec<(f64, usize)> = values.iter().copied().zip(0..).collect();
        order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut ranks = vec![0; values.len()];
        order.iter().enumerate().for_each(|(rank, (_, place))| ranks[*place] = rank);
        Self { sorted: order.into_iter().map(|(value, _)| value).collect(), ranks }
    }

    fn measure<const N: usize>(&self, places: std::ops::Range<usize>, reach: usize, shares: [f64; N], mut told: impl FnMut([f64; N])) {
        let mut window = Window { ranks: [0; WORDS], count: 0 };
        let mut quantiles = shares.map(|share| Quantile { share, rank: 0, below: 0 });
        let mut change = |window: &mut Window, quantiles: &mut [Quantile; N], rank: usize, came: bool| {
            window.ranks[rank / 64] ^= 1 << (rank % 64);
            window.count = if came { window.count + 1 } else { window.count - 1 };
            quantiles.iter_mut().for_each(|quantile| quantile.change(rank, came));
        };
        let begin = places.start.saturating_sub(reach);
        for rank in &self.ranks[begin..(places.start + reach).min(self.ranks.len())] {
            change(&mut window, &mut quantiles, *rank, true);
        }
        for place in places.clone() {
            if let Some(rank) = self.ranks.get(place + reach) {
                change(&mut window, &mut quantiles, *rank, true);
            }
            if place > places.start
                && let Some(old) = place.checked_sub(reach + 1)
            {
                change(&mut window, &mut quantiles, self.ranks[old], false);
            }
            told(quantiles.each_mut().map(|quantile| quantile.settle(&window, &self.sorted)));
        }
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
        // Longer than what is ranked at once, with many equal values and few, and values that leap from end to end.
        for (length, kinds) in [(1, 5), (120, 53), (511, 1000), (1400, 7), (1400, 100_000), (1400, 2)] {
            let values: Vec<f64> = (0..length).map(|k: u64| (k * k * 7919 % kinds) as f64 - 3.0).collect();
            for reach in [0, 1, 5, 45, 130] {
                let shares = [0.0, 0.25, 0.5, 0.75, 1.0];
                for (of, share) in shares.into_iter().enumerate() {
                    for (i, got) in around(&values, reach, shares, |quantiles| quantiles[of]).into_iter().enumerate() {
                        let mut window = values[i.saturating_sub(reach)..(i + reach + 1).min(values.len())].to_vec();
                        window.sort_by(f64::total_cmp);
                        assert_eq!(got, quantile(&window, share), "place {i} of {length}, reach {reach}, {share}");
                    }
                }
            }
        }
        assert!(around(&[], 5, [0.5], |[median]| median).is_empty());
    }
}
