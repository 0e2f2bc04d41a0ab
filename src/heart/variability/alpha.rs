//! The short-term scaling exponent alpha1 by detrended fluctuation analysis.

use std::ops::RangeInclusive;

use super::detrend::without_trend;

/// Box lengths in beats: 4 to 16 (Peng 1995; the range in which the threshold of 0.75 was found, Rogers 2021).
const BOXES: RangeInclusive<usize> = 4..=16;
/// The fewest beats: two of the longest boxes. A number to show asks for more, see [`super::Variability`].
const FEWEST: usize = 32;
/// A fluctuation below this, in ms, is rounding error of beats that do not vary: straps count in about 1 ms.
const NO_FLUCTUATION: f64 = 1e-6;

/// Where the boxes are laid from. What is left over at one end is covered from the other.
#[derive(Clone, Copy)]
enum From {
    Start,
    End,
}

/// The exponent alpha1 of RR intervals in ms, in order and already corrected; without a unit, about 0.2 to 1.8.
///
/// Smoothness priors with lambda 500, then boxes of 4 to 16 beats from the start and from the end, a line fitted in each,
/// and the slope of log F(n) on log n. The convention matters: others in use differ by 0.07 in the median window and 0.4
/// at worst.
///
/// None for fewer than 32 beats, beats that do not vary, or values that are not numbers.
pub fn alpha1(rr_ms: &[f64]) -> Option<f64> {
    scaling_exponent(&without_trend(rr_ms))
}

/// The same of a series as it is, its slow trend included: the convention of programs that do not detrend (among them
/// the notebook that FatMaxxer's features come from), for comparing with their numbers. Reads higher when the rate
/// drifts.
pub fn scaling_exponent(series_ms: &[f64]) -> Option<f64> {
    exponent(series_ms, &[From::Start, From::End])
}

fn exponent(series: &[f64], from: &[From]) -> Option<f64> {
    if series.len() < FEWEST {
        return None;
    }
    let mean = series.iter().sum::<f64>() / series.len() as f64;
    let mut sum = 0.0;
    let profile: Vec<f64> = series
        .iter()
        .map(|x| {
            sum += x - mean;
            sum
        })
        .collect();
    let mut points = Vec::with_capacity(BOXES.count());
    for length in BOXES {
        let fluctuation = fluctuation(&profile, length, from);
        // Not a plain `<=`, so that what is not a number is refused as well.
        if !(fluctuation > NO_FLUCTUATION && fluctuation.is_finite()) {
            return None;
        }
        points.push(((length as f64).ln(), fluctuation.ln()));
    }
    Some(slope(&points))
}

/// The root of the mean squared distance from the lines through the boxes of one length.
fn fluctuation(profile: &[f64], length: usize, from: &[From]) -> f64 {
    let boxes = profile.len() / length;
    let left_over = profile.len() - boxes * length;
    let mut squares = 0.0;
    for from in from {
        let covered = match from {
            From::Start => &profile[..boxes * length],
            From::End => &profile[left_over..],
        };
        squares += squares_off_lines(covered, length);
    }
    (squares / (from.len() * boxes * length) as f64).sqrt()
}

/// The sum of squared distances from the best lines through boxes of one of the lengths in use. Each length has code of its own, since
/// loops whose ends are known when it is compiled take a third of the time.
fn squares_off_lines(values: &[f64], length: usize) -> f64 {
    fn of<const LENGTH: usize>(values: &[f64]) -> f64 {
        values.as_chunks::<LENGTH>().0.iter().map(squares_off_line).sum()
    }
    match length {
        4 => of::<4>(values),
        5 => of::<5>(values),
        6 => of::<6>(values),
        7 => of::<7>(values),
        8 => of::<8>(values),
        9 => of::<9>(values),
        10 => of::<10>(values),
        11 => of::<11>(values),
        12 => of::<12>(values),
        13 => of::<13>(values),
        14 => of::<14>(values),
        15 => of::<15>(values),
        _ => of::<16>(values),
    }
}

/// The sum of squared distances from the best line. Both sums run over centred values: the difference of large squares
/// would lose the digits that count.
fn squares_off_line<const LENGTH: usize>(values: &[f64; LENGTH]) -> f64 {
    let n = LENGTH as f64;
    let mean = values.iter().sum::<f64>() / n;
    let middle = (n - 1.0) / 2.0;
    let (mut with_place, mut own) = (0.0, 0.0);
    for (i, value) in values.iter().enumerate() {
        let off = value - mean;
        with_place += (i as f64 - middle) * off;
        own += off * off;
    }
    let places = n * (n * n - 1.0) / 12.0;
    (own - with_place * with_place / places).max(0.0)
}

fn slope(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0 / n, y + point.1 / n));
    let (both, own) = points.iter().fold((0.0, 0.0), |(both, own), p| (both + (p.0 - x) * (p.1 - y), own + (p.0 - x) * (p.0 - x)));
    both / own
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    /// Two sines, a slow and a fast one, about 600 ms.
    fn vector() -> Vec<f64> {
        (0..200).map(f64::from).map(|k| 600.0 + 10.0 * (TAU * k / 40.0).sin() + 5.0 * (TAU * k / 3.7).sin()).collect()
    }

    #[test]
    fn the_vectors_of_two_conventions_are_met_to_every_digit() {
        let both = [From::Start, From::End];
        for (got, want) in [
            (exponent(&vector(), &both), 1.146_558_696_7),
            (exponent(&vector(), &[From::Start]), 1.146_600_675_3),
            (alpha1(&vector()), 1.139_329_195_5),
            (exponent(&without_trend(&vector()), &[From::Start]), 1.139_201_519_8),
        ] {
            assert!((got.unwrap() - want).abs() < 1e-9, "{got:?} for {want}");
        }
    }

    #[test]
    fn beats_that_cannot_be_judged_give_none() {
        assert_eq!(alpha1(&[]), None);
        assert_eq!(alpha1(&vector()[..31]), None);
        assert!(alpha1(&vector()[..32]).is_some());
        assert_eq!(alpha1(&[600.0; 200]), None);
        let line: Vec<f64> = (0..200).map(|k| 600.0 + f64::from(k)).collect();
        assert_eq!(alpha1(&line), None);
        for odd in [f64::NAN, f64::INFINITY, f64::MAX] {
            let mut beats = vector();
            beats[77] = odd;
            let _ = alpha1(&beats);
            beats[78] = f64::NAN;
            assert_eq!(alpha1(&beats), None);
        }
    }

    #[test]
    fn noise_has_a_half_and_its_running_sum_one_and_a_half() {
        // A fixed generator: the same numbers every time.
        let mut state = 7u64;
        let mut noise = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as f64 / f64::from(1u32 << 31) - 0.5
        };
        let white: Vec<f64> = (0..20_000).map(|_| noise()).collect();
        let mut sum = 0.0;
        let brown: Vec<f64> = white.iter().map(|step| (sum += step, sum).1).collect();
        // Short boxes are known to read a little high on noise.
        assert!((alpha1(&white).unwrap() - 0.5).abs() < 0.12, "{:?}", alpha1(&white));
        assert!((alpha1(&brown).unwrap() - 1.5).abs() < 0.12, "{:?}", alpha1(&brown));
    }
}
