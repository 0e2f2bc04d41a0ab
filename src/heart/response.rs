//! A run's rates and speeds on one even grid of time, and which part of it shows the response of the heart rate to speed alone.

/// The grid's step in s (design choice): short against the fastest time constant, 25 s, and long against a beat.
pub(super) const BIN_S: f64 = 5.0;
/// After anything else the heart needs three time constants, here of 60 s, to answer to speed alone: 95 % of the way.
const SETTLES_S: f64 = 180.0;
/// Below this a runner walks, which costs half as much a km/h as running (ACSM); the change of gait lies near 7 km/h, and
/// some jog below that (design choice).
const WALKS_BELOW_KMH: f64 = 6.0;
/// Faster than anybody runs: no speed.
const FASTEST_KMH: f64 = 40.0;
/// A source that tells its speed so often ...
const TELLS_OFTEN_S: f64 = 10.0;
/// ... has lost it when it is silent for so long (design choice); one that tells changes only has not.
const SILENT_S: f64 = 30.0;
/// Longer runs count up to here (design choice), so that a wrong clock costs no memory.
const LONGEST_S: f64 = 12.0 * 3600.0;

/// The grid of a run, a place each five seconds.
pub(super) struct RunGrid {
    /// Mean speed in km/h.
    speeds: Vec<f64>,
    /// Mean rate in bpm, where there is one that answers to speed alone.
    rates: Vec<Option<f64>>,
}

impl RunGrid {
    /// Of rates in bpm and speeds in km/h with their times in s, in any order. None where either is missing.
    pub(super) fn new(rates: &[(f64, f64)], speeds: &[(f64, f64)], unsettled: &[(f64, f64)]) -> Option<Self> {
        let within = |at: f64| (0.0..LONGEST_S).contains(&at);
        let rates: Vec<(f64, f64)> = rates.iter().copied().filter(|(at, bpm)| within(*at) && bpm.is_finite()).collect();
        let mut speeds: Vec<(f64, f64)> =
            speeds.iter().copied().filter(|(at, kmh)| within(*at) && (0.0..=FASTEST_KMH).contains(kmh)).collect();
        speeds.sort_by(|a, b| a.0.total_cmp(&b.0));
        let end = rates.iter().map(|(at, _)| *at).reduce(f64::max)?;
        let bins = place(end) + 1;
        let (speeds, known) = on_the_grid(&speeds, bins)?;

        let mut disturbed: Vec<bool> = speeds.iter().zip(known).map(|(kmh, known)| !known || *kmh < WALKS_BELOW_KMH).collect();
        for (from, to) in unsettled {
            if let (true, Some(from)) = (from <= to, (*from < LONGEST_S).then(|| place(from.max(0.0)))) {
                let to = place(to.clamp(0.0, LONGEST_S)).min(bins - 1);
                disturbed.iter_mut().take(to + 1).skip(from).for_each(|place| *place = true);
            }
        }
        let mut sums = vec![(0.0, 0u32); bins];
        for (at, bpm) in rates {
            let sum = &mut sums[place(at)];
            *sum = (sum.0 + bpm, sum.1 + 1);
        }
        let settles = place(SETTLES_S);
        // The start disturbs as well.
        let mut settled_from = settles;
        let rates = sums.iter().zip(disturbed).enumerate().map(|(place, (sum, disturbed))| {
            if disturbed {
                settled_from = place + 1 + settles;
            }
            (place >= settled_from && sum.1 > 0).then(|| sum.0 / f64::from(sum.1))
        });
        Some(Self { rates: rates.collect(), speeds })
    }

    /// How many places there are.
    pub(super) fn bins(&self) -> usize {
        self.rates.len()
    }

    /// The places that count, with their rates in bpm.
    pub(super) fn used(&self) -> impl Iterator<Item = (usize, f64)> {
        self.rates.iter().enumerate().filter_map(|(place, rate)| Some((place, (*rate)?)))
    }

    /// The speed put through a first-order low-pass with a time constant in s: what the heart rate follows, some places later.
    pub(super) fn filtered_speed(&self, tau_s: f64) -> Vec<f64> {
        let step = 1.0 - (-BIN_S / tau_s).exp();
        let mut filtered = self.speeds.first().copied().unwrap_or_default();
        self.speeds
            .iter()
            .map(|kmh| {
                filtered += step * (kmh - filtered);
                filtered
            })
            .collect()
    }
}

/// The place of a time in s, which is not negative.
fn place(at: f64) -> usize {
    (at / BIN_S) as usize
}

/// How long a speed holds at most that no other follows, in s, by the times in s of all that a source told, in order. A source that tells
/// its speed every few seconds has lost it when it is silent for half a minute; one that tells changes only has not.
pub fn speed_holds_s(times: impl Iterator<Item = f64>) -> f64 {
    let (mut spans, mut latest) = (Vec::with_capacity(times.size_hint().0), None);
    for at in times {
        spans.extend(latest.replace(at).map(|before| at - before));
    }
    let middle = spans.len() / 2;
    let often = middle < spans.len() && *spans.select_nth_unstable_by(middle, f64::total_cmp).1 <= TELLS_OFTEN_S;
    if often { SILENT_S } else { LONGEST_S }
}

/// Mean speeds place by place, and whether each is known. None without a speed.
fn on_the_grid(speeds: &[(f64, f64)], bins: usize) -> Option<(Vec<f64>, Vec<bool>)> {
    let (first_at, first) = *speeds.first()?;
    let holds = speed_holds_s(speeds.iter().map(|(at, _)| *at));
    let end = bins as f64 * BIN_S;
    let mut sums = vec![0.0; bins];
    let mut known = vec![true; bins];
    // Before the first and while the source is silent the last one stands in, and is not believed.
    let mut fill = |from: f64, to: f64, kmh: f64, believed: bool| {
        let (from, to) = (from.min(end), to.min(end));
        let mut at = from;
        while at < to {
            let bin = place(at).min(bins - 1);
            let until = ((bin + 1) as f64 * BIN_S).min(to);
            sums[bin] += kmh * (until - at);
            known[bin] &= believed;
            // Rounding must not stop the clock.
            at = if until > at { until } else { to };
        }
    };
    fill(0.0, first_at, first, false);
    for (number, (at, kmh)) in speeds.iter().copied().enumerate() {
        let next = speeds.get(number + 1).map_or(end, |next| next.0);
        let held = next.min(at + holds);
        fill(at, held, kmh, true);
        fill(held, next, kmh, false);
    }
    Some((sums.iter().map(|sum| sum / BIN_S).collect(), known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_second(secs: u32, value: impl Fn(u32) -> f64) -> Vec<(f64, f64)> {
        (0..secs).map(|at| (f64::from(at), value(at))).collect()
    }

    fn used_secs(grid: &RunGrid) -> Vec<(usize, usize)> {
        let mut stretches: Vec<(usize, usize)> = Vec::new();
        for (place, _) in grid.used() {
            match stretches.last_mut() {
                Some(last) if last.1 == place * 5 => last.1 += 5,
                _ => stretches.push((place * 5, place * 5 + 5)),
            }
        }
        stretches
    }

    #[test]
    fn the_start_walking_and_what_else_disturbs_are_left_out_with_three_minutes_after_them() {
        let rates = every_second(1800, |_| 130.0);
        let walks = every_second(1800, |at| if (600..660).contains(&at) { 5.0 } else { 9.0 });
        let grid = RunGrid::new(&rates, &walks, &[(1200.0, 1230.0)]).unwrap();
        assert_eq!(used_secs(&grid), [(180, 600), (840, 1200), (1415, 1800)]);
    }

    #[test]
    fn a_source_that_tells_changes_only_is_believed_in_between_and_one_that_fell_silent_is_not() {
        let rates = every_second(1200, |_| 130.0);
        let grid = RunGrid::new(&rates, &[(0.0, 8.0), (400.0, 9.0)], &[]).unwrap();
        assert_eq!(used_secs(&grid), [(180, 1200)]);
        let silent: Vec<_> = every_second(1200, |_| 9.0).into_iter().filter(|(at, _)| !(400.0..500.0).contains(at)).collect();
        // Believed for 30 s, unknown until 500.
        assert_eq!(used_secs(&RunGrid::new(&rates, &silent, &[]).unwrap()), [(180, 425), (680, 1200)]);
    }

    #[test]
    fn the_filtered_speed_has_gone_63_percent_of_a_step_after_a_time_constant() {
        let rates = every_second(600, |_| 130.0);
        let grid = RunGrid::new(&rates, &every_second(600, |at| if at < 300 { 8.0 } else { 9.0 }), &[]).unwrap();
        // 60 s after the step has come: 1 - 1/e.
        let filtered = grid.filtered_speed(60.0);
        assert!((filtered[60 + 11] - 8.632).abs() < 1e-3, "{}", filtered[71]);
    }
}
