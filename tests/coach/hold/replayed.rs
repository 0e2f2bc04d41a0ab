//! People on real belts, as far as a recording can be played again with another belt: the recorded rate, less what a heart of a given gain would
//! have answered to the difference between the recorded belt and the one that is held. Where the gain is the runner's own, that is what would
//! have been; where it is another, the difference is a disturbance more.
//!
//! The tests are ramps to exhaustion. From the moment at which `hold` takes the belt the hand leaves it alone.

use std::path::{Path, PathBuf};

use recovery_run::heart::HeartRateMeasurement;
use recovery_run::session::HoldState;

use super::belt::Belt;
use super::strategies::Coached;
use crate::figures::mean;
use crate::table::{Goal, Table};

/// The rates that a ceiling is set at, as parts of the highest.
const CEILINGS: [f64; 4] = [0.70, 0.75, 0.80, 0.85];
const GAINS: [f64; 3] = [5.0, 8.0, 12.0];
const FAST_S: f64 = 45.0;
const SLOW_S: f64 = 300.0;
const DELAY_S: usize = 5;

/// A recording, held to 1 Hz.
struct Recorded {
    kmh: Vec<f64>,
    bpm: Vec<f64>,
}

fn read(path: &Path) -> Option<Recorded> {
    let text = std::fs::read_to_string(path).ok()?;
    let (mut kmh, mut bpm) = (Vec::new(), Vec::new());
    let rows = text.lines().skip(1).filter_map(|line| {
        let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap_or(f64::NAN)).collect();
        Some((*cells.first()?, *cells.get(1)?, *cells.get(3)?))
    });
    let mut start = None;
    for (at, speed, rate) in rows.filter(|(.., rate)| rate.is_finite()) {
        let second = (at - *start.get_or_insert(at)) as usize;
        // Between two rows the first one holds.
        while kmh.len() <= second {
            kmh.push(speed);
            bpm.push(rate);
        }
    }
    (kmh.len() > 300).then_some(Recorded { kmh, bpm })
}

/// What came of one.
#[derive(Default)]
struct Played {
    taken: bool,
    over_min: f64,
    held_min: f64,
    recorded_over_min: f64,
    changes: f64,
}

fn play(recorded: &Recorded, ceiling: f64, gain: f64, slow: f64) -> Played {
    let mut coached = Coached::new(ceiling, Coached::holding());
    let mut belt = Belt::at(0.0);
    belt.ramp = 1.0;
    for event in belt.connects(0) {
        coached.step(&event, &mut belt);
    }
    let (mut fast, mut late, mut played) = (0.0, 0.0, Played::default());
    let (mut less, mut taken_at, mut target) = (Vec::new(), None, 0.0);
    for (second, (kmh, bpm)) in recorded.kmh.iter().zip(&recorded.bpm).enumerate() {
        if taken_at.is_none() {
            (belt.kmh, belt.target) = (*kmh, *kmh);
        }
        less.push(kmh - belt.kmh);
        let settles = gain * less[second.saturating_sub(DELAY_S)];
        fast += ((1.0 - slow) * settles - fast) / FAST_S;
        late += (slow * settles - late) / SLOW_S;
        let rate = (bpm - fast - late).clamp(40.0, 220.0);
        coached.second(second, Some(HeartRateMeasurement::of(rate.round() as u16)), &mut belt);
        if taken_at.is_none() && coached.state.is_some_and(HoldState::has_control) {
            (taken_at, belt.ramp, target) = (Some(second), 0.15, belt.target);
        }
        // A heart on its way up when the belt is taken needs some minutes: judged from two minutes after that.
        if taken_at.is_some_and(|taken| second >= taken + 120) {
            played.held_min += 1.0 / 60.0;
            played.over_min += f64::from(u8::from(rate >= ceiling + 1.0)) / 60.0;
            played.recorded_over_min += f64::from(u8::from(*bpm >= ceiling + 1.0)) / 60.0;
        }
        played.changes += f64::from(u8::from(taken_at.is_some() && (belt.target - target).abs() >= 0.05));
        target = belt.target;
    }
    played.taken = taken_at.is_some();
    played
}

/// Judges `hold` on the recordings, where they are at hand.
pub fn judge() -> Option<Table> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("RECOVERY_RUN_TEST_DATA").map_or(beside, PathBuf::from).join("belts");
    let recordings: Vec<Recorded> =
        ["gx-a", "gx-b", "zan_ramp"].iter().filter_map(|name| read(&folder.join(format!("{name}.csv")))).collect();
    if recordings.is_empty() {
        eprintln!("no recordings of belts in {}: they are left out", folder.display());
        return None;
    }
    let mut table = Table::new(
        "(e) On real belts: three people, ceilings at 70 to 85 % of their highest rate, from two minutes after the belt was taken",
        [0.0, 0.35].iter().flat_map(|slow| GAINS.map(|gain| format!("gain {gain:.0}{}", if *slow > 0.0 { ", slow" } else { "" }))),
    );
    let all: Vec<Vec<Played>> = [0.0, 0.35]
        .iter()
        .flat_map(|slow| GAINS.map(|gain| (gain, *slow)))
        .map(|(gain, slow)| {
            let of = |recorded: &Recorded| {
                let highest = recorded.bpm.iter().copied().fold(0.0, f64::max);
                CEILINGS.map(|part| play(recorded, (part * highest).round(), gain, slow))
            };
            recordings.iter().flat_map(of).filter(|played| played.taken).collect()
        })
        .collect();
    let mut row = |measure: &str, decimals, value: &dyn Fn(&Played) -> f64| {
        let values = all.iter().map(|played| mean(&played.iter().map(value).collect::<Vec<_>>())).collect();
        table.row(measure, decimals, values, Goal::None);
    };
    row("minutes held", 1, &|played| played.held_min);
    row("minutes of them at C+1", 2, &|played| played.over_min);
    row("  as recorded, on the belt of the ramp", 2, &|played| played.recorded_over_min);
    row("changes of the belt", 1, &|played| played.changes);
    Some(table)
}
