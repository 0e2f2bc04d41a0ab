//! Real recordings as one measurement a second. They lie outside the project, in `../shared/data` or the folder named by
//! `RECOVERY_RUN_TEST_DATA`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use recovery_run::format::{Reading, Recording, read};
use recovery_run::heart::HeartRateMeasurement;
use recovery_run::session::Motion;

/// A rate holds until the next one, but no longer than this; what is left is no data.
const HOLDS_S: usize = 10;

/// A recording, resampled.
#[derive(Debug, Clone)]
pub struct Series {
    /// The file's name without its ending.
    pub name: String,
    /// What the strap sent in each second.
    pub seconds: Vec<Option<HeartRateMeasurement>>,
    /// Steps a minute, where the file tells them, held like the rate.
    pub cadence: Vec<Option<f64>>,
    /// Speed in km/h, likewise.
    pub speed: Vec<Option<f64>>,
}

impl Series {
    /// The rate in each second.
    pub fn rates(&self) -> Vec<Option<f64>> {
        self.seconds.iter().map(|second| second.as_ref()?.bpm().map(|bpm| bpm.beats())).collect()
    }

    /// Whether it is kept back from tuning: every second recording, by the FNV-1a hash of its name.
    pub fn is_held_back(&self) -> bool {
        let hash = self.name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        (hash >> 32).is_multiple_of(2)
    }

    /// Whether beats came with the rates.
    pub fn has_beats(&self) -> bool {
        self.seconds.iter().flatten().any(|measurement| !measurement.rr.is_empty())
    }

    fn of(name: &str, recording: &Recording) -> Self {
        let length = recording.readings.last().map_or(0, |last| last.at.ms() as usize / 1000 + 1);
        let mut measured: Vec<Option<HeartRateMeasurement>> = vec![None; length];
        let mut cadence: Vec<Option<f64>> = vec![None; length];
        let mut speed: Vec<Option<f64>> = vec![None; length];
        for stamped in &recording.readings {
            let second = stamped.at.ms() as usize / 1000;
            match &stamped.reading {
                Reading::Measurement(measurement) => {
                    // Beats of one second belong together, whatever the last rate of it is.
                    let mut rr = measured[second].take().map(|before| before.rr).unwrap_or_default();
                    rr.extend(&measurement.rr);
                    measured[second] = Some(HeartRateMeasurement { rr, ..measurement.clone() });
                }
                Reading::Motion(Motion { cadence_spm, speed_kmh, .. }) => {
                    cadence[second] = cadence_spm.or(cadence[second]);
                    speed[second] = speed_kmh.or(speed[second]);
                }
                _ => {}
            }
        }
        Self {
            name: name.to_owned(),
            seconds: held(&measured, |measurement| HeartRateMeasurement::of(measurement.rate)),
            cadence: held(&cadence, |spm| *spm),
            speed: held(&speed, |kmh| *kmh),
        }
    }
}

/// Fills short gaps with what came before; `repeat` makes the copy.
fn held<T: Clone>(values: &[Option<T>], repeat: impl Fn(&T) -> T) -> Vec<Option<T>> {
    let mut last: Option<(usize, &T)> = None;
    let mut next = values.len();
    // The next value's second for each second, since a gap that is too long holds nothing at all.
    let following: Vec<usize> = (0..values.len())
        .rev()
        .map(|second| {
            let after = next;
            if values[second].is_some() {
                next = second;
            }
            after
        })
        .collect();
    let mut filled = Vec::with_capacity(values.len());
    for (second, value) in values.iter().enumerate() {
        if let Some(value) = value {
            last = Some((second, value));
            filled.push(Some(value.clone()));
            continue;
        }
        let gap = following[values.len() - 1 - second];
        filled.push(last.filter(|(then, _)| gap - then <= HOLDS_S).map(|(_, value)| repeat(value)));
    }
    filled
}

/// All recordings with heart rates, the same run once; none when the folder is not there.
pub fn all() -> Option<Vec<Series>> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("RECOVERY_RUN_TEST_DATA").map_or(beside, PathBuf::from).join("recordings");
    if !folder.is_dir() {
        eprintln!("skipped: no recordings at {}", folder.display());
        return None;
    }
    let mut paths = Vec::new();
    for kind in std::fs::read_dir(folder).unwrap() {
        paths.extend(std::fs::read_dir(kind.unwrap().path()).unwrap().map(|file| file.unwrap().path()));
    }
    paths.sort();
    // The same run in several formats or as an app's derived tables shares what stands before the first dot.
    let mut runs: BTreeMap<String, Series> = BTreeMap::new();
    for path in &paths {
        for (part, series) in read_all(path).into_iter().enumerate() {
            let stem = if part == 0 { series.name.clone() } else { format!("{}#{}", series.name, part + 1) };
            let samples = |series: &Series| series.seconds.iter().flatten().count();
            // Beat by beat is nearer to a strap than a table of means.
            let rank = |series: &Series| (series.has_beats(), samples(series));
            if runs.get(&stem).is_none_or(|known| rank(known) < rank(&series)) {
                runs.insert(stem, series);
            }
        }
    }
    Some(runs.into_values().filter(|series| series.seconds.iter().flatten().any(|second| second.bpm().is_some())).collect())
}

fn read_all(path: &Path) -> Vec<Series> {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let stem = name.split('.').next().unwrap_or(&name);
    // Files that hold no recording are here on purpose; other tests look at what is said of them.
    let recordings = read(&std::fs::read(path).unwrap()).unwrap_or_default();
    recordings.iter().map(|recording| Series::of(stem, recording)).collect()
}
