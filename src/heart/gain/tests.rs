use proptest::prelude::*;

use super::*;

/// A seeded generator (SplitMix64): even and normal numbers without chance.
struct Seeded(u64);

impl Seeded {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

type Series = Vec<(f64, f64)>;

/// Half an hour on a treadmill: the speed changes by up to 0.8 km/h every two to five minutes; the heart is first order with
/// any time constant of Hunt's runners, 0 to 15 s late, drifts from minute ten on by up to 0.3 bpm a minute, and trembles
/// (AR(1), SD 1.7 bpm, 8 s).
fn simulated(seed: u64, gain: f64, minutes: u32) -> (Series, Series) {
    let mut random = Seeded(seed);
    let tau = (57.6 + 23.6 * random.normal()).clamp(25.0, 110.0);
    let late = random.between(0.0, 15.0) as usize;
    let drift = random.between(0.0, 0.3) / 60.0;
    let middle = random.between(7.5, 10.5);
    let (mut speeds, mut rates): (Series, Series) = (Vec::new(), Vec::new());
    let (mut kmh, mut until, mut rate, mut noise) = (middle - 1.0, 200.0, 85.0, 0.0);
    let keeps = (-1.0f64 / 8.0).exp();
    for second in 0..minutes * 60 {
        let at = f64::from(second);
        if at >= until {
            kmh = middle + random.between(-0.8, 0.8);
            until = at + random.between(120.0, 300.0);
        }
        speeds.push((at, kmh));
        let felt = speeds[speeds.len().saturating_sub(1 + late)].1;
        rate += (130.0 + gain * (felt - middle) + drift * (at - 600.0).max(0.0) - rate) / tau;
        noise = keeps * noise + 1.7 * (1.0 - keeps * keeps).sqrt() * random.normal();
        rates.push((at, (rate + noise).round()));
    }
    (rates, speeds)
}

#[test]
fn the_gain_of_a_simulated_heart_is_found_within_its_error() {
    let (mut known, mut within_one, mut within_two, mut off) = (0, 0, 0, 0.0);
    for seed in 0..200 {
        let truth = Seeded(1000 + seed).between(4.0, 11.0);
        let (rates, speeds) = simulated(seed, truth, 30);
        if let Some(gain) = Gain::of_run(&rates, &speeds, &[]) {
            known += 1;
            let away = (gain.bpm_per_kmh - truth).abs() / gain.sd;
            within_one += u32::from(away <= 1.0);
            within_two += u32::from(away <= 2.0);
            off += (gain.bpm_per_kmh - truth).powi(2);
        }
    }
    let rms = (off / f64::from(known)).sqrt();
    let told = format!("{known} known, {within_one} within one error, {within_two} within two, off by {rms:.2} in the mean");
    println!("{told}");
    assert!(known >= 150, "{told}");
    // Of a normal error 68 and 95 % would be.
    assert!(within_one * 100 >= known * 60 && within_two * 100 >= known * 88, "{told}");
    assert!(rms < 1.3, "{told}");
}

#[test]
fn several_runs_together_come_close() {
    let mut off = Vec::new();
    for runner in 0..40 {
        let truth = Seeded(7000 + runner).between(4.0, 11.0);
        let runs: Vec<Gain> = (0..6)
            .filter_map(|run| {
                let (rates, speeds) = simulated(100 * runner + run, truth, 30);
                Gain::of_run(&rates, &speeds, &[])
            })
            .collect();
        off.push((Gain::pooled(&runs).unwrap().bpm_per_kmh - truth).abs());
    }
    off.sort_by(f64::total_cmp);
    println!("half within {:.2}, nine in ten within {:.2}", off[20], off[36]);
    assert!(off[20] < 0.6 && off[36] < 1.4, "{off:?}");
}

#[test]
fn a_steady_speed_and_a_short_run_tell_nothing() {
    let (rates, speeds) = simulated(3, 7.0, 30);
    let steady: Vec<_> = speeds.iter().map(|(at, _)| (*at, 9.0)).collect();
    assert_eq!(Gain::of_run(&rates, &steady, &[]), None);
    let (rates, speeds) = simulated(3, 7.0, 7);
    assert_eq!(Gain::of_run(&rates, &speeds, &[]), None);
    assert_eq!(Gain::of_run(&[], &speeds, &[]), None);
    assert_eq!(Gain::of_run(&rates, &[], &[]), None);
}

#[test]
fn a_heart_that_does_not_answer_has_no_gain() {
    let mut random = Seeded(5);
    let (_, speeds) = simulated(3, 7.0, 30);
    let rates: Vec<_> = (0..1800).map(|at| (f64::from(at), 130.0 + random.normal())).collect();
    assert_eq!(Gain::of_run(&rates, &speeds, &[]), None);
}

#[test]
fn a_pause_disturbs_nothing_where_it_is_told() {
    let (mut rates, speeds) = simulated(11, 7.0, 40);
    let without = Gain::of_run(&rates, &speeds, &[]).unwrap();
    // The heart calms down in a pause that the belt's speed knows nothing of.
    for (at, bpm) in &mut rates {
        if (1500.0..1560.0).contains(at) {
            *bpm -= 40.0 * (*at - 1500.0) / 60.0;
        } else if *at >= 1560.0 {
            *bpm -= 40.0 * (-(*at - 1560.0) / 50.0).exp();
        }
    }
    let told = Gain::of_run(&rates, &speeds, &[(1500.0, 1560.0)]).unwrap();
    assert!((told.bpm_per_kmh - without.bpm_per_kmh).abs() < 1.0, "{told:?} for {without:?}");
}

#[test]
fn a_single_vague_run_leaves_the_gain_near_that_of_the_mean_runner() {
    assert_eq!(Gain::pooled(&[]), None);
    let vague = Gain { bpm_per_kmh: 12.0, sd: 3.0, tau_s: 60.0 };
    let one = Gain::pooled(&[vague]).unwrap();
    // Weights 1/10 and 1/5.29: (1.2 + 1.2665) / (0.1 + 0.1890).
    assert!((one.bpm_per_kmh - 8.53).abs() < 0.01 && one.sd < 2.3, "{one:?}");
    let sure = Gain { bpm_per_kmh: 12.0, sd: 0.5, tau_s: 60.0 };
    assert!(Gain::pooled(&[sure; 10]).unwrap().bpm_per_kmh > 11.5);
    assert_eq!(Gain::pooled(&[Gain { bpm_per_kmh: 60.0, ..sure }; 10]).unwrap().bpm_per_kmh, 15.0);
    // Runs that contradict each other are no sure thing, however sure each is of itself.
    let apart = Gain::pooled(&[sure, Gain { bpm_per_kmh: 4.0, ..sure }, sure, Gain { bpm_per_kmh: 4.0, ..sure }]).unwrap();
    assert!(apart.sd > 1.4, "{apart:?}");
    let nothing = Gain { bpm_per_kmh: f64::NAN, ..sure };
    assert_eq!(Gain::pooled(&[nothing]), None);
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![4 => 0.0..2000.0f64, 2 => 0.0..20.0f64, 1 => any::<f64>(), 1 => Just(f64::NAN), 1 => Just(f64::INFINITY)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_comes_nothing_panics_and_numbers_are_numbers(
        rates in prop::collection::vec((any_number(), any_number()), 0..400),
        speeds in prop::collection::vec((any_number(), any_number()), 0..60),
        unsettled in prop::collection::vec((any_number(), any_number()), 0..3),
        runs in prop::collection::vec((any_number(), any_number(), any_number()), 0..5),
    ) {
        let real = |gain: Option<Gain>| gain.is_none_or(|gain| gain.bpm_per_kmh.is_finite() && gain.sd.is_finite() && gain.tau_s.is_finite());
        prop_assert!(real(Gain::of_run(&rates, &speeds, &unsettled)));
        let runs: Vec<Gain> = runs.into_iter().map(|(bpm_per_kmh, sd, tau_s)| Gain { bpm_per_kmh, sd, tau_s }).collect();
        prop_assert!(real(Gain::pooled(&runs)));
    }

    #[test]
    fn likely_runs_give_real_numbers_too(seed in any::<u64>(), gain in -5.0..30.0f64, hold in 1usize..400) {
        let (rates, speeds) = simulated(seed, gain, 15);
        let speeds: Vec<_> = speeds.into_iter().step_by(hold).collect();
        if let Some(gain) = Gain::of_run(&rates, &speeds, &[]) {
            prop_assert!(gain.sd > 0.0 && gain.sd <= 3.0 && (25.0..=110.0).contains(&gain.tau_s));
        }
    }
}
