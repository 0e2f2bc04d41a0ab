//! A run as a table of a row a second, the beats beside it.

use std::fmt::Write as _;

use crate::format::export_points::{self, EntryKind, Sample};
use crate::format::export_summary::ExportSummary;
use crate::format::recording::Recording;
use crate::format::wall_clock::wall_clock;
use crate::session::{Command, Elapsed};

/// The first line; `csv::read` knows these names.
const HEADER: &str = "at,time,heart_rate,rr_ms,speed_kmh,grade_percent,cadence_spm,distance_m,lap,timer,prompt\n";

/// A second of the run.
#[derive(Default)]
struct Row {
    sample: Sample,
    lap: usize,
    paused: bool,
    prompt: &'static str,
}

/// Writes a recording as a table: `at` in whole seconds since the start, `time` where the wall clock is known, the last rate of
/// the second, all of its beats in ms apart by blanks, and whether the timer ran at its end. Seconds in which nothing came have
/// no row, but a pause and its end have one each.
pub fn write(recording: &Recording, export_summary: &ExportSummary) -> String {
    let mut rows: std::collections::BTreeMap<u64, Row> = std::collections::BTreeMap::new();
    let (mut lap, mut paused) = (1, false);
    for entry in export_points::export_points(recording) {
        match entry.kind {
            EntryKind::Sample(sample) => {
                let row = rows.entry(entry.at.ms() / 1000).or_default();
                (row.lap, row.paused) = (lap, paused);
                row.sample.rate = sample.rate.or(row.sample.rate);
                row.sample.rr.extend(sample.rr);
                row.sample.motion = export_points::merged(row.sample.motion, sample.motion);
            }
            EntryKind::Command(Command::Lap) => lap += 1,
            EntryKind::Command(command @ (Command::Pause | Command::Resume)) => {
                paused = command == Command::Pause;
                let row = rows.entry(entry.at.ms() / 1000).or_default();
                (row.lap, row.paused) = (lap, paused);
            }
            EntryKind::Command(Command::Stop | Command::Hold | Command::LetGo | Command::CeilingDown | Command::CeilingUp) => {}
        }
    }
    // A prompt stands at the first row from its second on.
    for prompt in &export_summary.prompts {
        if let Some((_, row)) = rows.range_mut(prompt.at.ms() / 1000..).next() {
            row.prompt = prompt.kind.word();
        }
    }
    let mut out = String::from(HEADER);
    for (second, row) in rows {
        let Row { sample, lap, paused, prompt } = row;
        let time = recording.started_at.map(|start| wall_clock(start, Elapsed::from_secs(second))).unwrap_or_default();
        let rate = sample.rate.map(|rate| rate.to_string()).unwrap_or_default();
        let beats: Vec<String> = sample.rr.iter().map(|rr| format!("{:.1}", rr.ms())).collect();
        let number = |value: Option<f64>, decimals: usize| value.map(|value| format!("{value:.decimals$}")).unwrap_or_default();
        let timer = if paused { "paused" } else { "running" };
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{second},{time},{rate},{},{},{},{},{},{lap},{timer},{prompt}",
            beats.join(" "),
            number(sample.motion.speed_kmh, 2),
            number(sample.motion.grade_percent, 1),
            number(sample.motion.cadence_spm, 1),
            number(sample.motion.distance_m, 1),
        );
    }
    out
}
