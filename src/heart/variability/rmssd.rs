//! The root mean square of successive differences, the common measure of quick variability.

/// Of corrected RR intervals in ms, in ms; none for fewer than two.
pub fn rmssd(rr_ms: &[f64]) -> Option<f64> {
    rmssd_of_normal(rr_ms, |_| true)
}

/// Of RR intervals as they came, in ms, over the neighbours that `normal` holds both for (it is asked with their place);
/// none where there are no such neighbours.
pub fn rmssd_of_normal(rr_ms: &[f64], normal: impl Fn(usize) -> bool) -> Option<f64> {
    let (sum, count) = (1..rr_ms.len())
        .filter(|&i| normal(i) && normal(i - 1))
        .fold((0.0, 0u32), |(sum, count), i| (sum + (rr_ms[i] - rr_ms[i - 1]).powi(2), count + 1));
    (count > 0).then(|| (sum / f64::from(count)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sound_neighbours_count() {
        assert_eq!(rmssd(&[600.0, 603.0, 599.0]), Some((25.0_f64 / 2.0).sqrt()));
        let with_fault = [600.0, 603.0, 1202.0, 601.0, 605.0];
        assert_eq!(rmssd_of_normal(&with_fault, |i| i != 2), Some((25.0_f64 / 2.0).sqrt()));
        assert_eq!(rmssd_of_normal(&with_fault, |i| i % 2 == 0), None);
        assert_eq!(rmssd(&[600.0]), None);
        assert_eq!(rmssd(&[]), None);
    }
}
