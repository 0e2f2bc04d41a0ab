//! The index of past runs as a CSV file: a row a run with the journal's size and time of change, so that journals are read
//! once. Each row carries a checksum; a row that does not match it counts as absent.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{HistoryEntry, PastRun, PastState};
use crate::heart::Gain;
use crate::heart::variability::ThresholdEstimate;
use crate::session::{Elapsed, Span, Timer};
use crate::store::files;

/// The first line. An index with another one was written by another program and is made anew.
const HEADER: &str = "id,size,changed_ns,program,started_at,state,why,elapsed_ms,timer_ms,mean_bpm,z0_ms,z1_ms,z2_ms,z3_ms,z4_ms,z5_ms,easy_share,prompts,drift_bpm,end_bpm,own,gain,gain_sd,gain_tau_s,early_alpha1,threshold_bpm,threshold_within,threshold_windows,check";
/// Another version may fold a journal to other numbers, so its rows are computed again.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// By what a change of a journal is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fingerprint {
    size: u64,
    /// Nanoseconds since 1970.
    changed_ns: u64,
}

impl Fingerprint {
    /// None where the system does not tell when it was changed.
    pub(super) fn of(meta: &fs::Metadata) -> Option<Self> {
        let changed = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(Self { size: meta.len(), changed_ns: u64::try_from(changed.as_nanos()).ok()? })
    }
}

/// The columns before the checksum, in the order of [`HEADER`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Row {
    id: String,
    size: u64,
    changed_ns: u64,
    program: String,
    started_at: Option<Timestamp>,
    state: State,
    why: String,
    elapsed_ms: u64,
    timer_ms: u64,
    mean_bpm: Option<f64>,
    z0_ms: u64,
    z1_ms: u64,
    z2_ms: u64,
    z3_ms: u64,
    z4_ms: u64,
    z5_ms: u64,
    easy_share: Option<f64>,
    prompts: usize,
    drift_bpm: Option<f64>,
    end_bpm: Option<f64>,
    own: bool,
    gain: Option<f64>,
    gain_sd: Option<f64>,
    gain_tau_s: Option<f64>,
    early_alpha1: Option<f64>,
    threshold_bpm: Option<f64>,
    threshold_within: Option<f64>,
    threshold_windows: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Finished,
    Unfinished,
    Damaged,
}

/// What was known, and what is known now.
#[derive(Debug, Default)]
pub(super) struct Index {
    known: HashMap<String, Row>,
    /// Rows for the next file, in the order of the history.
    now: Vec<Row>,
    /// Something was computed again, or the file was not as it should be.
    changed: bool,
}

impl Index {
    /// Reads what can be believed of an index; the rest, or all of it, counts as absent.
    pub(super) fn read(path: &Path) -> Self {
        let text = fs::read(path).unwrap_or_default();
        let mut lines = text.split_inclusive(|byte| *byte == b'\n');
        let header = lines.next().and_then(|line| line.strip_suffix(b"\n"));
        let mut index = Self { changed: header != Some(HEADER.as_bytes()), ..Self::default() };
        if index.changed {
            return index;
        }
        let mut rows = Vec::with_capacity(text.len());
        for line in lines {
            match whole_row(line) {
                Some(row) => {
                    rows.extend_from_slice(row);
                    rows.push(b'\n');
                }
                None => index.changed = true,
            }
        }
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&rows[..]);
        for row in reader.deserialize::<Row>() {
            match row {
                Ok(row) if row.program == PROGRAM => {
                    index.known.insert(row.id.clone(), row);
                }
                Ok(_) | Err(_) => index.changed = true,
            }
        }
        index
    }

    /// What is known of a journal that is still as it was.
    pub(super) fn take(&mut self, id: &str, fingerprint: Fingerprint) -> Option<(Option<Timestamp>, PastState)> {
        let row = self.known.remove(id)?;
        if (Fingerprint { size: row.size, changed_ns: row.changed_ns }) != fingerprint {
            return None;
        }
        let known = (row.started_at, row.past_state());
        self.now.push(row);
        Some(known)
    }

    /// Keeps what a run has just been found to come to.
    pub(super) fn keep(&mut self, run: &PastRun, fingerprint: Fingerprint) {
        // A row is a line; such a name was given by hand, and its run is read each time.
        if !run.id.contains(char::is_control) {
            self.now.push(Row::of(run, fingerprint));
            self.changed = true;
        }
    }

    /// Writes the index where it has changed.
    pub(super) fn write(self, path: &Path) -> io::Result<()> {
        // What was not asked for is no longer there, or no longer as it was. Before the first run nothing is left behind.
        let nothing_yet = self.now.is_empty() && !path.exists();
        if nothing_yet || (!self.changed && self.known.is_empty()) {
            return Ok(());
        }
        let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
        for row in &self.now {
            writer.serialize(row)?;
        }
        let rows = writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        files::replace(path, &sealed(&rows))
    }
}

/// The text of an index: the header, then each row with its checksum.
fn sealed(rows: &[u8]) -> Vec<u8> {
    let mut text = HEADER.as_bytes().to_vec();
    text.push(b'\n');
    for row in rows.split(|byte| *byte == b'\n').filter(|row| !row.is_empty()) {
        text.extend_from_slice(row);
        text.extend_from_slice(format!(",{:016x}\n", checksum(row)).as_bytes());
    }
    text
}

/// An index as it would be, had its rows been written with this content.
#[cfg(test)]
pub(super) fn resealed(text: &str) -> Vec<u8> {
    let rows: Vec<&str> = text.lines().skip(1).filter_map(|line| Some(line.rsplit_once(',')?.0)).collect();
    sealed(rows.join("\n").as_bytes())
}

/// A line's row, where it is whole and as it was written.
fn whole_row(line: &[u8]) -> Option<&[u8]> {
    let line = line.strip_suffix(b"\n")?;
    let comma = line.iter().rposition(|byte| *byte == b',')?;
    let (row, check) = (&line[..comma], &line[comma + 1..]);
    (check == format!("{:016x}", checksum(row)).as_bytes()).then_some(row)
}

/// FNV-1a with 64 bits: tells a torn or flipped row from a whole one; it is no guard against malice.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

impl Row {
    fn of(run: &PastRun, fingerprint: Fingerprint) -> Self {
        let nothing = HistoryEntry::default();
        let (state, why, entry) = match &run.state {
            PastState::Finished(entry) => (State::Finished, "", entry),
            PastState::Unfinished(entry) => (State::Unfinished, "", entry),
            PastState::Damaged(why) => (State::Damaged, why.as_str(), &nothing),
        };
        let [z0_ms, z1_ms, z2_ms, z3_ms, z4_ms, z5_ms] = entry.in_zone.map(Span::ms);
        Self {
            id: run.id.clone(),
            size: fingerprint.size,
            changed_ns: fingerprint.changed_ns,
            program: PROGRAM.to_owned(),
            started_at: run.started_at,
            state,
            why: why.to_owned(),
            elapsed_ms: entry.elapsed.ms(),
            timer_ms: entry.timer.ms(),
            mean_bpm: entry.mean_bpm,
            z0_ms,
            z1_ms,
            z2_ms,
            z3_ms,
            z4_ms,
            z5_ms,
            easy_share: entry.easy_share,
            prompts: entry.prompts,
            drift_bpm: entry.drift_bpm,
            end_bpm: entry.end_bpm,
            own: entry.own,
            gain: entry.gain.map(|gain| gain.bpm_per_kmh),
            gain_sd: entry.gain.map(|gain| gain.sd),
            gain_tau_s: entry.gain.map(|gain| gain.tau_s),
            early_alpha1: entry.early_alpha1,
            threshold_bpm: entry.threshold.map(|estimate| estimate.bpm),
            threshold_within: entry.threshold.map(|estimate| estimate.uncertainty_bpm),
            threshold_windows: entry.threshold.map(|estimate| estimate.windows),
        }
    }

    fn gain(&self) -> Option<Gain> {
        Some(Gain { bpm_per_kmh: self.gain?, sd: self.gain_sd?, tau_s: self.gain_tau_s? })
    }

    fn threshold(&self) -> Option<ThresholdEstimate> {
        let (bpm, uncertainty_bpm) = (self.threshold_bpm?, self.threshold_within?);
        Some(ThresholdEstimate { bpm, uncertainty_bpm, windows: self.threshold_windows? })
    }

    fn past_state(&self) -> PastState {
        let entry = HistoryEntry {
            elapsed: Elapsed::from_ms(self.elapsed_ms),
            timer: Timer::from_ms(self.timer_ms),
            mean_bpm: self.mean_bpm,
            in_zone: [self.z0_ms, self.z1_ms, self.z2_ms, self.z3_ms, self.z4_ms, self.z5_ms].map(Span::from_ms),
            easy_share: self.easy_share,
            prompts: self.prompts,
            drift_bpm: self.drift_bpm,
            end_bpm: self.end_bpm,
            gain: self.gain(),
            early_alpha1: self.early_alpha1,
            threshold: self.threshold(),
            own: self.own,
        };
        match self.state {
            State::Finished => PastState::Finished(entry),
            State::Unfinished => PastState::Unfinished(entry),
            State::Damaged => PastState::Damaged(self.why.clone()),
        }
    }
}
