//! Variability of real recordings, against references by other programs and against faults planted at known places. The
//! recordings lie outside the project, in `../shared/data` or the folder named by `RECOVERY_RUN_TEST_DATA`; without them
//! these tests say that they were skipped.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.
#![allow(clippy::ptr_arg)] // Planted faults share one signature; some change the length.

mod requirements;

use std::path::{Path, PathBuf};

use recovery_run::format::{Reading, read};
use recovery_run::heart::variability::{self, Alpha1, BeatClass, Quality, ThresholdEstimate, Variability};
use serde_json::Value;

fn data() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("RECOVERY_RUN_TEST_DATA").map_or(beside, PathBuf::from);
    if folder.join("recordings").is_dir() {
        return Some(folder);
    }
    requirements::missing(&format!("no recordings at {}", folder.display()));
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
    let after_header =
        |text: String| text.lines().skip_while(|line| *line != "[HRData]").filter_map(|line| line.trim().parse().ok()).collect();
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
    let normal = |i: usize| {
        let mut around = rr_ms[i.saturating_sub(5)..(i + 6).min(rr_ms.len())].to_vec();
        around.sort_by(f64::total_cmp);
        let median = f64::midpoint(around[(around.len() - 1) / 2], around[around.len() / 2]);
        (300.0..=2000.0).contains(&rr_ms[i]) && (rr_ms[i] - median).abs() <= 0.2 * median
    };
    (0..rr_ms.len()).filter(|&i| normal(i)).map(|i| rr_ms[i]).collect()
}

fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get((share * sorted.len() as f64) as usize).copied().unwrap_or(f64::NAN)
}

/// In the reference's convention (boxes of 4 to 16 from both ends, the trend left in; a "clean" window has its faults
/// dropped), all 64 values of 32 windows are met to the four digits that are printed; the goal was 0.02. RMSSD likewise to
/// two digits. That the trend is taken out as others do is held by the vectors in `heart::variability`.
#[test]
fn every_reference_window_is_met_to_the_last_digit() {
    let Some(data) = data() else { return };
    let mut compared = 0;
    for beats in recordings(&data) {
        for reference in beats.reference["windows_120s"].as_array().unwrap() {
            let end = reference["end_s"].as_f64().unwrap();
            let raw = window(&beats.rr_ms, end);
            assert_eq!(raw.len() as u64, reference["beats"].as_u64().unwrap(), "{} at {end}", beats.name);
            for (kind, rr_ms) in [("raw", raw.to_vec()), ("clean", without_faults(raw))] {
                let close = |what: &str, got: Option<f64>, by: f64| {
                    let want = reference[kind][what].as_f64().unwrap();
                    assert!((got.unwrap() - want).abs() <= by, "{} at {end}, {kind}: {what} {got:?} for {want}", beats.name);
                };
                close("a1_two_sided", variability::scaling_exponent(&rr_ms), 0.0001);
                close("rmssd_ms", variability::rmssd(&rr_ms), 0.006);
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 64);
}

/// Against values published with a recording (a notebook's 1202 windows of 120 s, every 5 s), which leave the trend in,
/// space their boxes otherwise and drop beats that change by more than 5 %. The goal of 0.10 holds for the median window,
/// not for all of them: without the priors the median distance is 0.053, the bias -0.004, and 246 windows are further
/// off than 0.10; with them, as the runner sees it, 0.071, -0.059 and 395 windows. That is the distance of conventions:
/// four others differ among each other by 0.07 in the median window and 0.15 in one out of ten.
#[test]
fn published_values_are_met_within_what_conventions_differ_by() {
    let Some(data) = data() else { return };
    let beats = recordings(&data).into_iter().find(|beats| beats.name == "fatmaxxer").unwrap();
    let published = std::fs::read_to_string(data.join("recordings/rr/fatmaxxer-20210606.python_features.csv")).unwrap();
    let (mut with_trend, mut without) = (Vec::new(), Vec::new());
    for line in published.lines().skip(1) {
        let fields: Vec<f64> = line.split(',').map(|field| field.parse().unwrap()).collect();
        let (start, want) = (fields[1], fields[5]);
        let rr_ms = variability::correct(window(&beats.rr_ms, start + 120.0)).rr_ms;
        with_trend.push(variability::scaling_exponent(&rr_ms).unwrap() - want);
        without.push(variability::alpha1(&rr_ms).unwrap() - want);
    }
    assert_eq!(without.len(), 1202);
    for (name, off, median, bias, beyond) in [("trend in", with_trend, 0.055, 0.005, 250), ("trend out", without, 0.072, 0.061, 400)] {
        let sizes: Vec<f64> = off.iter().map(|off| off.abs()).collect();
        let further = sizes.iter().filter(|size| **size > 0.10).count();
        let mean = off.iter().sum::<f64>() / off.len() as f64;
        println!("{name}: median {:.4}, p90 {:.4}, bias {mean:.4}, {further} beyond 0.10", quantile(&sizes, 0.5), quantile(&sizes, 0.9));
        assert!(quantile(&sizes, 0.5) < median && mean.abs() < bias && further < beyond, "{name}");
    }
}

/// What the tracker makes of whole recordings as they are replayed: how many stretches it judged and how many of them are
/// worth showing. The bike computer missed 85 of 2700 beats, which the gate tells; the short run is too short.
#[test]
fn recordings_are_judged_every_twenty_seconds_and_faulty_ones_are_told() {
    let Some(data) = data() else { return };
    for (name, judged, shown, hidden) in [
        ("fit/edge530-indoor-hrv.fit", 48, 15, 9),
        ("fit/fenix5x-runpower-hrv-run.fit", 79, 76, 0),
        ("fit/fenix5-run-short.fit", 0, 0, 0),
        ("rr/fatmaxxer-20210606.rr.csv", 301, 297, 1),
        ("rr/polar-exercise_rri.hrm", 123, 123, 0),
    ] {
        let windows = judge(&data.join("recordings").join(name));
        let count = |quality| windows.iter().filter(|window| window.quality == quality).count();
        assert_eq!((windows.len(), count(Quality::Show), count(Quality::Hide)), (judged, shown, hidden), "{name}");
        assert!(windows.iter().all(|window| (0.2..1.9).contains(&window.value) && window.beats >= 100), "{name}");
        let threshold = ThresholdEstimate::from_windows(&windows);
        println!("{name}: {threshold:?}");
        // The only one that spends time on both sides of its threshold, in steps and without intervals.
        assert_eq!(threshold.is_some(), name.contains("fatmaxxer"), "{name}");
        if let Some(threshold) = threshold {
            assert!((threshold.bpm - 138.8).abs() < 0.1 && threshold.uncertainty_bpm < 2.0, "{threshold:?}");
        }
    }
}

fn judge(path: &Path) -> Vec<Alpha1> {
    let mut variability = Variability::default();
    let mut windows = Vec::new();
    for stamped in read(&std::fs::read(path).unwrap()).unwrap().iter().flat_map(|recording| &recording.readings) {
        if let Reading::Measurement(measurement) = &stamped.reading {
            windows.extend(measurement.rr.iter().filter_map(|rr| variability.beat(stamped.at.ms(), *rr)));
        }
    }
    windows
}

/// A fault planted at a place; gives how many intervals it made of those there.
type Plant = fn(&mut Vec<f64>, usize) -> usize;

/// The strap misses a beat: two intervals in one.
fn missed(rr_ms: &mut Vec<f64>, place: usize) -> usize {
    let second = rr_ms.remove(place + 1);
    rr_ms[place] += second;
    1
}

/// The strap sees a beat that was none, at 30 to 70 % of the interval.
fn extra(rr_ms: &mut Vec<f64>, place: usize) -> usize {
    let part = (0.3 + 0.1 * (place % 5) as f64) * rr_ms[place];
    rr_ms[place] -= part;
    rr_ms.insert(place, part);
    2
}

fn early(rr_ms: &mut [f64], place: usize, share: f64) -> usize {
    let early = share * rr_ms[place];
    rr_ms[place] -= early;
    rr_ms[place + 1] += early;
    2
}

/// A beat comes a quarter of an interval early, the next where it would have.
fn ectopic(rr_ms: &mut Vec<f64>, place: usize) -> usize {
    early(rr_ms, place, 0.25)
}

/// The same by an eighth.
fn slight(rr_ms: &mut Vec<f64>, place: usize) -> usize {
    early(rr_ms, place, 0.125)
}

/// An interval lasts half as long again.
fn long(rr_ms: &mut Vec<f64>, place: usize) -> usize {
    rr_ms[place] *= 1.5;
    1
}

/// The heart, or the strap, pauses for 2.5 s.
fn pause(rr_ms: &mut Vec<f64>, place: usize) -> usize {
    rr_ms[place] += 2500.0;
    1
}

/// One fault of a kind at each of five places of every 120 s window that is fit for it: 91 windows, corrected once, so that
/// the place of every fault is known. 455 of each kind were planted:
///
/// | kind | found | of the right class | alpha1 off before | after | after, 9 of 10 |
/// |---|---|---|---|---|---|
/// | missed | 100 % | 99.1 % | 0.52 | 0.001 | 0.005 |
/// | extra | 100 % | 99.8 % | 0.37 | 0.000 | 0.000 |
/// | ectopic, a quarter early | 100 % | 99.3 % | 0.49 | 0.003 | 0.013 |
/// | ectopic, an eighth early | 99.6 % | 98.2 % | 0.26 | 0.003 | 0.014 |
/// | half as long again | 100 % | 99.1 % | 0.38 | 0.001 | 0.008 |
/// | a pause of 2.5 s | 100 % | 100 % | 0.62 | 0.001 | 0.008 |
///
/// One window in a hundred is still off by 0.08 to 0.10. Of the other intervals 0.03 % were called faults; that is less
/// than in life, since these windows had been corrected once: see the next test.
#[test]
fn planted_faults_are_found_and_hardly_anything_else() {
    let Some(data) = data() else { return };
    let normal: Vec<Vec<f64>> = recordings(&data).iter().flat_map(normal_windows).collect();
    for (name, plant, class, sensitivity, alike) in [
        ("missed", missed as Plant, BeatClass::Missed, 1.0, 0.98),
        ("extra", extra, BeatClass::Extra, 1.0, 0.98),
        ("ectopic", ectopic, BeatClass::Ectopic, 1.0, 0.98),
        ("slight", slight, BeatClass::Ectopic, 0.99, 0.96),
        ("long", long, BeatClass::LongShort, 1.0, 0.98),
        ("pause", pause, BeatClass::LongShort, 1.0, 1.0),
    ] {
        let (mut found, mut named, mut elsewhere, mut others) = (0, 0, 0, 0);
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for rr_ms in &normal {
            let truth = variability::alpha1(rr_ms).unwrap();
            for share in [0.02, 0.25, 0.5, 0.77, 0.97] {
                let place = (share * rr_ms.len() as f64) as usize;
                let mut faulty = rr_ms.clone();
                let width = plant(&mut faulty, place);
                let classes = variability::classify(&faulty);
                let (here, there) = (&classes[place..place + width], [&classes[..place], &classes[place + width..]].concat());
                found += usize::from(here.iter().all(|class| *class != BeatClass::Normal));
                named += usize::from(here.iter().all(|other| *other == class));
                elsewhere += there.iter().filter(|class| **class != BeatClass::Normal).count();
                others += there.len();
                before.push((variability::alpha1(&faulty).unwrap() - truth).abs());
                after.push((variability::alpha1(&variability::correct(&faulty).rr_ms).unwrap() - truth).abs());
            }
        }
        let planted = before.len() as f64;
        let (found, named, elsewhere) = (found as f64 / planted, named as f64 / planted, elsewhere as f64 / others as f64);
        println!(
            "{name}: {planted} planted, {:.1} % found, {:.1} % named, {:.3} % of others; alpha1 off by {:.2} before, {:.4} after (9 of 10: {:.4}, 99 of 100: {:.4})",
            100.0 * found,
            100.0 * named,
            100.0 * elsewhere,
            quantile(&before, 0.5),
            quantile(&after, 0.5),
            quantile(&after, 0.9),
            quantile(&after, 0.99)
        );
        assert!(planted > 400.0 && found >= sensitivity && named >= alike && elsewhere < 0.001, "{name}");
        assert!(quantile(&before, 0.5) > 0.2 && quantile(&after, 0.5) < 0.005 && quantile(&after, 0.9) < 0.02, "{name}");
    }
}

/// In the recordings as they are nobody knows the faults. An interval that is called one and yet lies within 3 % of the
/// median of the eleven around, though, is most likely none (or the mild half of an ectopic pair): 26 of 22,820
/// intervals, 0.11 %, half of them on a bike computer that missed every thirtieth beat. Thresholds by the spread of sizes
/// instead of signed differences, as some programs read the paper, would make it ten times that, 1.1 %, and call 3.8 % of
/// a running watch's beats faulty instead of 1.8 %, enough to turn it grey for no reason.
#[test]
fn sound_beats_of_recordings_are_hardly_ever_called_faults() {
    let Some(data) = data() else { return };
    let (mut mild, mut all) = (0, 0);
    for beats in recordings(&data) {
        let classes = variability::classify(&beats.rr_ms);
        let of_recording = (0..classes.len()).filter(|&i| {
            let around = &beats.rr_ms[i.saturating_sub(5)..(i + 6).min(classes.len())];
            let median = quantile(around, 0.5);
            classes[i] != BeatClass::Normal && (beats.rr_ms[i] - median).abs() < 0.03 * median
        });
        let count = of_recording.count();
        println!("{}: {count} of {}", beats.name, classes.len());
        mild += count;
        all += classes.len();
    }
    println!("{mild} of {all}");
    assert!(all > 22_000 && mild * 500 < all);
}

fn normal_windows(beats: &Beats) -> Vec<Vec<f64>> {
    let whole = beats.rr_ms.iter().sum::<f64>() / 1000.0;
    (1..)
        .map(|k| 120.0 * f64::from(k))
        .take_while(|end| *end < whole)
        .map(|end| variability::correct(window(&beats.rr_ms, end)))
        .filter(|corrected| corrected.rr_ms.len() >= 100 && corrected.share() <= 0.05)
        .map(|corrected| corrected.rr_ms)
        .filter(|rr_ms| variability::correct(rr_ms).faults() <= 2)
        .collect()
}

/// What one judgement costs, for `cargo test --release --test variability -- --ignored --nocapture`. On a server core:
/// 62 us for 300 beats (45 to correct, 18 for alpha1), 77 us for 363 beats; a Raspberry Pi is some ten times slower.
#[test]
#[ignore = "a measurement"]
#[allow(clippy::disallowed_methods)]
fn cost_of_a_judgement() {
    let rr_ms: Vec<f64> = (0..300).map(|k| 400.0 + f64::from(k * 37 % 23)).collect();
    let start = std::time::Instant::now();
    for _ in 0..1000 {
        std::hint::black_box(variability::alpha1(&variability::correct(std::hint::black_box(&rr_ms)).rr_ms));
    }
    println!("{:?} for 300 beats", start.elapsed() / 1000);
}
