//! Variability of real recordings, against references by other programs and against faults planted at known places. The
//! recordings lie outside the project, in `../shared/data` or the folder named by `RECOVERY_RUN_TEST_DATA`; without them
//! these tests say that they were skipped.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use std::path::{Path, PathBuf};

use recovery_run::heart::RrInterval;
use recovery_run::heart::variability::{self, Alpha1, BeatClass, Quality, ThresholdEstimate, Variability};
use serde_json::Value;

fn data() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("RECOVERY_RUN_TEST_DATA").map_or(beside, PathBuf::from);
    if folder.join("recordings").is_dir() {
        return Some(folder);
    }
    println!("skipped: no recordings at {}", folder.display());
    None
}

/// A recording's RR intervals in ms, as the reference took them, and the reference.
struct Beats {
    name: String,
    rr_ms: Vec<f64>,
    reference: Value,
}

fn recordings(data: &Path) -> Vec<Beats> {
    let text = |path: &str| std::fs::read_to_string(data.join(path)).unwrap();
    let column = |path: &str, column: usize| -> Vec<f64> {
        text(path).lines().filter_map(|line| line.split(',').nth(column)?.trim().parse().ok()).collect()
    };
    let after_header = |text: String| text.lines().skip_while(|line| *line != "[HRData]").filter_map(|line| line.trim().parse().ok()).collect();
    let mut found = Vec::new();
    let mut add = |name: &str, rr_ms: Vec<f64>, reference: &str| {
        found.push(Beats { name: name.to_owned(), rr_ms, reference: serde_json::from_str(&text(reference)).unwrap() });
    };
    for name in ["edge530-indoor-hrv", "fenix5x-runpower-hrv-run", "fenix5-run-short", "fenix5-walk-short"] {
        add(name, column(&format!("reference/fit/{name}.fit.rr_ms.txt"), 0), &format!("reference/fit/{name}.fit.rr.json"));
    }
    add("fatmaxxer", column("recordings/rr/fatmaxxer-20210606.rr.csv", 1), "reference/rr/fatmaxxer-20210606.rr.csv.rr.json");
    add("polar", after_header(text("recordings/rr/polar-exercise_rri.hrm")), "reference/rr/polar-exercise_rri.hrm.rr.json");
    for beats in &found {
        assert_eq!(beats.rr_ms.len() as u64, beats.reference["n_beats"].as_u64().unwrap(), "{}", beats.name);
    }
    found
}

/// The beats that end in the 120 s up to a time after the first began, in s.
fn window(rr_ms: &[f64], end_s: f64) -> &[f64] {
    let ends: Vec<f64> = rr_ms.iter().scan(0.0, |sum, rr| (*sum += rr, Some(*sum)).1).collect();
    let from = ends.partition_point(|end| *end <= end_s * 1000.0 - 120_000.0 + 0.5);
    let to = ends.partition_point(|end| *end <= end_s * 1000.0 + 0.5);
    &rr_ms[from..to]
}

/// The reference's idea of a fault: 20 % off the median of the eleven around, or outside 300 to 2000 ms.
fn without_faults(rr_ms: &[f64]) -> Vec<f64> {
    let sound = |i: usize| {
        let mut around = rr_ms[i.saturating_sub(5)..(i + 6).min(rr_ms.len())].to_vec();
        around.sort_by(f64::total_cmp);
        let median = f64::midpoint(around[(around.len() - 1) / 2], around[around.len() / 2]);
        (300.0..=2000.0).contains(&rr_ms[i]) && (rr_ms[i] - median).abs() <= 0.2 * median
    };
    (0..rr_ms.len()).filter(|&i| sound(i)).map(|i| rr_ms[i]).collect()
}

fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get((share * sorted.len() as f64) as usize).copied().unwrap_or(f64::NAN)
}

#[test]
fn every_reference_window_is_met_in_its_convention() {
    let Some(data) = data() else { return };
    let mut off = Vec::new();
    for beats in recordings(&data) {
        for reference in beats.reference["windows_120s"].as_array().unwrap() {
            let end = reference["end_s"].as_f64().unwrap();
            let raw = window(&beats.rr_ms, end);
            println!("{} {end}: {} of {}", beats.name, raw.len(), reference["beats"]);
            for (kind, rr_ms) in [("raw", raw.to_vec()), ("clean", without_faults(raw))] {
                let want = reference[kind]["a1_two_sided"].as_f64().unwrap();
                let got = variability::scaling_exponent(&rr_ms).unwrap();
                println!("   {kind} {got:.4} {want} {:.4} rmssd {:?} {}", got - want, variability::rmssd(&rr_ms), reference[kind]["rmssd_ms"]);
                off.push((got - want).abs());
            }
            let corrected = variability::correct(raw);
            println!("   corrected {:?} share {:.4} e{} l{} m{} x{} artefacts {}", variability::alpha1(&corrected.rr_ms), corrected.share(), corrected.ectopic, corrected.long_short, corrected.missed, corrected.extra, reference["artefacts"]);
        }
    }
    println!("{} windows, median {:.5}, most {:.5}", off.len(), quantile(&off, 0.5), quantile(&off, 0.99999));
}

#[test]
fn published() {
    let Some(data) = data() else { return };
    let beats = recordings(&data).into_iter().find(|beats| beats.name == "fatmaxxer").unwrap();
    let published = std::fs::read_to_string(data.join("recordings/rr/fatmaxxer-20210606.python_features.csv")).unwrap();
    let mut off = Vec::new();
    let mut signed = Vec::new();
    for line in published.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let (start, want): (f64, f64) = (fields[1].parse().unwrap(), fields[5].parse().unwrap());
        let raw = window(&beats.rr_ms, start + 120.0);
        let corrected = variability::correct(raw);
        let Some(got) = (if std::env::var_os("PRIORS").is_some() {variability::alpha1(&corrected.rr_ms)} else {variability::scaling_exponent(&corrected.rr_ms)}) else { println!("none at {start}"); continue };
        if corrected.share() <= 0.05 { signed.push(got - want); }
        off.push((got - want).abs());
        if (got-want).abs() > 0.25 { println!("{start}: {got:.3} {want:.3} filtered {} ours {}", fields[6], corrected.faults()); }
    }
    let over = off.iter().filter(|o| **o > 0.1).count();
    println!("{} windows, {} judged good, median {:.4}, p90 {:.4}, most {:.4}, over 0.10: {over}; bias good {:.4}", off.len(), signed.len(), quantile(&off, 0.5), quantile(&off, 0.9), quantile(&off, 0.99999), signed.iter().sum::<f64>() / signed.len() as f64);
    let good: Vec<f64> = signed.iter().map(|s| s.abs()).collect();
    println!("good: median {:.4}, p90 {:.4}, over {}", quantile(&good, 0.5), quantile(&good, 0.9), good.iter().filter(|o| **o > 0.1).count());
}

#[test]
fn found_faults() {
    let Some(data) = data() else { return };
    for beats in recordings(&data) {
        let corrected = variability::correct(&beats.rr_ms);
        // "False": an interval called a fault that is within 5 % / 10 % of its median of 11.
        let classes = variability::classify(&beats.rr_ms);
        let mut tiny = [0usize; 3];
        let mut n = 0;
        for i in 0..classes.len() {
            if classes[i] == BeatClass::Sound { continue; }
            n += 1;
            let mut around = beats.rr_ms[i.saturating_sub(5)..(i + 6).min(beats.rr_ms.len())].to_vec();
            around.sort_by(f64::total_cmp);
            let m = around[around.len() / 2];
            let rel = (beats.rr_ms[i] - m).abs() / m;
            tiny[if rel < 0.03 { 0 } else if rel < 0.08 { 1 } else { 2 }] += 1;
        }
        println!("{}: share {:.4} e{} l{} m{} x{}; intervals {n}: <3% {} 3-8% {} >8% {}; ref rate {}", beats.name, corrected.share(), corrected.ectopic, corrected.long_short, corrected.missed, corrected.extra, tiny[0], tiny[1], tiny[2], beats.reference["artefact_rate_local_median20"]);
    }
}

/// A fault planted at a place, the length of the recording changed or not, and the places of the intervals it made.
type Plant = fn(&mut Vec<f64>, usize) -> usize;

/// The strap misses a beat: two intervals in one.
fn missed(rr_ms: &mut Vec<f64>, place: usize) -> usize {
    let second = rr_ms.remove(place + 1);
    rr_ms[place] += second;
    1
}

/// The strap sees a beat that was none, at 30 to 70 % of the interval.
fn extra(rr_ms: &mut Vec<f64>, place: usize) -> usize {
    let part = 0.3 + 0.1 * (place % 5) as f64;
    let whole = rr_ms[place];
    rr_ms[place] = part * whole;
    rr_ms.insert(place + 1, (1.0 - part) * whole);
    2
}

/// A beat comes a quarter of an interval early, the next where it would have.
fn ectopic(rr_ms: &mut Vec<f64>, place: usize) -> usize {
    let early = 0.25 * rr_ms[place];
    rr_ms[place] -= early;
    rr_ms[place + 1] += early;
    2
}

/// As small as a beat out of place gets noticed at all: an eighth.
fn slight(rr_ms: &mut Vec<f64>, place: usize) -> usize {
    let early = 0.125 * rr_ms[place];
    rr_ms[place] -= early;
    rr_ms[place + 1] += early;
    2
}

/// An interval that lasts too long, by half and by 2.5 s.
fn long(rr_ms: &mut Vec<f64>, place: usize) -> usize {
    rr_ms[place] *= 1.5;
    1
}
fn pause(rr_ms: &mut Vec<f64>, place: usize) -> usize {
    rr_ms[place] += 2500.0;
    1
}

#[test]
fn planted() {
    let Some(data) = data() else { return };
    let kinds: [(&str, Plant, BeatClass); 6] = [
        ("missed", missed, BeatClass::Missed),
        ("extra", extra, BeatClass::Extra),
        ("ectopic", ectopic, BeatClass::Ectopic),
        ("slight", slight, BeatClass::Ectopic),
        ("long", long, BeatClass::LongShort),
        ("pause", pause, BeatClass::LongShort),
    ];
    for (kind, plant, class) in kinds {
        let (mut planted, mut found, mut named, mut elsewhere, mut beats_in_all) = (0, 0, 0, 0i64, 0);
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for beats in recordings(&data) {
            let mut end = 120.0;
            let total: f64 = beats.rr_ms.iter().sum::<f64>() / 1000.0;
            while end < total {
                let raw = window(&beats.rr_ms, end);
                end += 60.0;
                let sound = variability::correct(raw);
                if raw.len() < 100 || sound.share() > 0.05 { continue; }
                let rr_ms = sound.rr_ms;
                if variability::correct(&rr_ms).faults() > 2 { continue; }
                for share in [0.02, 0.25, 0.5, 0.77, 0.97] {
                    let place = (share * rr_ms.len() as f64) as usize;
                    let mut with_fault = rr_ms.clone();
                    let width = plant(&mut with_fault, place);
                    let classes = variability::classify(&with_fault);
                    planted += 1;
                    found += usize::from(classes[place..place + width].iter().all(|class| *class != BeatClass::Sound));
                    named += usize::from(classes[place..place + width].iter().all(|c| *c == class));
                    let others = |classes: &[BeatClass]| classes.iter().filter(|class| **class != BeatClass::Sound).count() as i64;
                    elsewhere += others(&classes[..place]) + others(&classes[place + width..]);
                    beats_in_all += classes.len() - width;
                    let truth = variability::alpha1(&rr_ms).unwrap();
                    before.push((variability::alpha1(&with_fault).unwrap() - truth).abs());
                    after.push((variability::alpha1(&variability::correct(&with_fault).rr_ms).unwrap() - truth).abs());
                }
            }
        }
        println!("{kind}: planted {planted}, found {:.4}, named {:.4}, elsewhere {elsewhere} of {beats_in_all} = {:.5}; alpha off before {:.3}/{:.3}, after {:.4}/{:.4}/{:.4}",
            found as f64 / planted as f64, named as f64 / planted as f64, elsewhere as f64 / beats_in_all as f64, quantile(&before, 0.5), quantile(&before, 0.9), quantile(&after, 0.5), quantile(&after, 0.9), quantile(&after, 0.99));
    }
}
