//! Takes the slow trend out of a series of beats by smoothness priors, as Kubios does before alpha1.

/// How stiff the trend is: the usual setting for RR intervals (Tarvainen 2002, Kubios' default), without a unit.
const LAMBDA: f64 = 500.0;

/// The series without its trend: `x - (I + lambda^2 D2' D2)^-1 x` with lambda 500 and D2 the second difference.
///
/// In the unit of the series. Linear in its length: the matrix has five diagonals and is solved as such. Fewer than
/// three values have no curvature: all of them is trend and zeros come back.
pub fn without_trend(series: &[f64]) -> Vec<f64> {
    let n = series.len();
    if n < 3 {
        return vec![0.0; n];
    }
    // A straight line is all trend. Taking the mean out first changes nothing but the rounding error, which would
    // otherwise be that of beats of 600 ms in a matrix of condition 4e6.
    let mean = series.iter().sum::<f64>() / n as f64;
    let centred: Vec<f64> = series.iter().map(|x| x - mean).collect();
    let trend = solve(&centred);
    centred.iter().zip(&trend).map(|(x, trend)| x - trend).collect()
}

/// `(I + lambda^2 D2' D2)^-1 x` by the factors L D L' of a symmetric matrix with two diagonals on each side.
fn solve(x: &[f64]) -> Vec<f64> {
    let n = x.len();
    let weight = LAMBDA * LAMBDA;
    let (mut main, mut first, mut second) = (vec![1.0; n], vec![0.0; n], vec![0.0; n]);
    // Every row (1, -2, 1) of D2 adds its outer product; this is right at the edges without special cases.
    for i in 0..n - 2 {
        main[i] += weight;
        main[i + 1] += 4.0 * weight;
        main[i + 2] += weight;
        first[i] -= 2.0 * weight;
        first[i + 1] -= 2.0 * weight;
        second[i] += weight;
    }
    // In place: `main` becomes D, `first` and `second` the subdiagonals of L.
    for i in 0..n {
        if i >= 1 {
            main[i] -= first[i - 1] * first[i - 1] * main[i - 1];
        }
        if i >= 2 {
            main[i] -= second[i - 2] * second[i - 2] * main[i - 2];
        }
        if i >= 1 {
            first[i] -= first[i - 1] * second[i - 1] * main[i - 1];
        }
        first[i] /= main[i];
        second[i] /= main[i];
    }
    let mut solved = x.to_vec();
    for i in 0..n {
        if i >= 1 {
            solved[i] -= first[i - 1] * solved[i - 1];
        }
        if i >= 2 {
            solved[i] -= second[i - 2] * solved[i - 2];
        }
    }
    for i in (0..n).rev() {
        solved[i] /= main[i];
        if i + 1 < n {
            solved[i] -= first[i] * solved[i + 1];
        }
        if i + 2 < n {
            solved[i] -= second[i] * solved[i + 2];
        }
    }
    solved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_solution_fulfils_the_equation_it_is_named_for() {
        let x: Vec<f64> = (0..60).map(|k| f64::from(k * k % 17) - 8.0).collect();
        let z = solve(&x);
        let curve = |i: usize| z[i] - 2.0 * z[i + 1] + z[i + 2];
        for (row, want) in x.iter().enumerate() {
            let mut got = z[row];
            for (i, factor) in [(row, 1.0), (row.wrapping_sub(1), -2.0), (row.wrapping_sub(2), 1.0)] {
                if i < z.len() - 2 {
                    got += LAMBDA * LAMBDA * factor * curve(i);
                }
            }
            assert!((got - want).abs() < 1e-6, "row {row}: {got} for {want}");
        }
    }

    #[test]
    fn a_straight_line_is_all_trend() {
        let line: Vec<f64> = (0..100).map(|k| 600.0 - 0.7 * f64::from(k)).collect();
        assert!(without_trend(&line).iter().all(|z| z.abs() < 1e-6));
        assert_eq!(without_trend(&[600.0, 610.0]), [0.0, 0.0]);
        assert!(without_trend(&[]).is_empty());
    }
}
