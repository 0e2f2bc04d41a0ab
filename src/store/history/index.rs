//! The index of past runs as a CSV file: a row a run with the journal's size and time of change, so that journals are read
//! once. Each row carries a checksum; a row that does not match it counts as absent.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt::{Display, Write as _};
use std::fs;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::str::FromStr;
use std::time::UNIX_EPOCH;

use jiff::Timestamp;

use super::{HistoryEntry, PastRun, PastState};
use crate::heart::Gain;
use crate::heart::variability::ThresholdEstimate;
use crate::session::{Elapsed, RunShape, Span, Timer};
use crate::store::checksum::checksum;
use crate::store::files;

/// The first line. An index with another one was written by another program and is made anew.
const HEADER: &str = "id,size,changed_ns,program,started_at,state,why,elapsed_ms,timer_ms,mean_bpm,z0_ms,z1_ms,z2_ms,z3_ms,z4_ms,z5_ms,easy_share,prompts,drift_bpm,end_bpm,end_kmh,own,gain,gain_sd,gain_tau_s,early_alpha1,threshold_bpm,threshold_within,threshold_windows,shape,check";
/// Another version may fold a journal to other numbers, so its rows are computed again.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");
/// The states in a row.
const FINISHED: &str = "finished";
const UNFINISHED: &str = "unfinished";
const DAMAGED: &str = "damaged";

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

/// What was known of runs when an index was written.
#[derive(Debug, Default)]
pub(super) struct Index {
    text: String,
    /// Where the row of a run stands, by the checksum of its id.
    rows: HashMap<u64, Range<usize>>,
    /// Each of its rows is whole and of this program.
    is_whole: bool,
}

/// A row of the next index.
#[derive(Debug)]
pub(super) enum Row {
    /// As it stands in this one.
    Known(Range<usize>),
    /// Computed anew.
    New(String),
}

impl Index {
    /// Reads what can be believed of an index; the rest, or all of it, counts as absent.
    pub(super) fn read(path: &Path) -> Self {
        // Damage can make it no text; then what is left of it is found out by the checksums.
        let text = String::from_utf8(fs::read(path).unwrap_or_default())
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        let mut lines = text.split_inclusive('\n');
        let header = lines.next().unwrap_or_default();
        let mut index = Self { is_whole: header.strip_suffix('\n') == Some(HEADER), ..Self::default() };
        if index.is_whole {
            let mut at = header.len();
            for line in lines {
                match whole_row(line) {
                    Some(row) => drop(index.rows.insert(checksum(id_of(row).as_bytes()), at..at + row.len())),
                    None => index.is_whole = false,
                }
                at += line.len();
            }
        }
        Self { text, ..index }
    }

    /// The same for a few runs: the other rows are passed over unread.
    pub(super) fn read_some<'a>(path: &Path, ids: impl Iterator<Item = &'a str>) -> Self {
        let wanted: HashSet<Cow<'a, str>> = ids.map(escaped).collect();
        let text = if wanted.is_empty() { String::new() } else { fs::read_to_string(path).unwrap_or_default() };
        let mut rows = HashMap::new();
        if let Some(below) = text.strip_prefix(HEADER).and_then(|below| below.strip_prefix('\n')) {
            let mut at = text.len() - below.len();
            for line in below.split_inclusive('\n') {
                if rows.len() == wanted.len() {
                    break;
                }
                if wanted.contains(id_of(line))
                    && let Some(row) = whole_row(line)
                {
                    rows.insert(checksum(id_of(row).as_bytes()), at..at + row.len());
                }
                at += line.len();
            }
        }
        Self { text, rows, is_whole: false }
    }

    /// What is known of a journal that is still as it was, and the row that tells it.
    pub(super) fn find(&self, id: &str, fingerprint: Fingerprint) -> Option<(Option<Timestamp>, PastState, Row)> {
        let escaped = escaped(id);
        let place = self.rows.get(&checksum(escaped.as_bytes()))?;
        let row = self.text.get(place.clone()).filter(|row| id_of(row) == escaped)?;
        let (started_at, state) = past_state(row, fingerprint)?;
        Some((started_at, state, Row::Known(place.clone())))
    }

    /// Writes the next index, with its rows in the order of the history, where it differs from this one.
    pub(super) fn write(&self, path: &Path, rows: &[Row]) -> io::Result<()> {
        let is_same = self.is_whole && rows.len() == self.rows.len() && rows.iter().all(|row| matches!(row, Row::Known(_)));
        // Before the first run nothing is left behind.
        if is_same || (rows.is_empty() && !path.exists()) {
            return Ok(());
        }
        let row = |row: &'_ Row| match row {
            Row::Known(place) => self.text.get(place.clone()).unwrap_or_default().to_owned(),
            Row::New(row) => row.clone(),
        };
        files::replace(path, sealed(rows.iter().map(row)).as_bytes())
    }
}

/// The text of an index: the header, then each row with its checksum.
fn sealed(rows: impl Iterator<Item = String>) -> String {
    let mut text = HEADER.to_owned() + "\n";
    for row in rows {
        text.push_str(&row);
        text.push_str(&seal(&row));
    }
    text
}

/// The last cell of a row, and the line's end.
fn seal(row: &str) -> String {
    format!(",{:016x}\n", checksum(row.as_bytes()))
}

/// An index as it would be, had its rows been written with this content.
#[cfg(test)]
pub(super) fn resealed(text: &str) -> Vec<u8> {
    sealed(text.lines().skip(1).filter_map(|line| Some(line.rsplit_once(',')?.0.to_owned()))).into_bytes()
}

/// A line's row, where it is whole and as it was written.
fn whole_row(line: &str) -> Option<&str> {
    let row = &line[..line.strip_suffix('\n')?.rfind(',')?];
    (line[row.len()..] == seal(row)).then_some(row)
}

fn id_of(row: &str) -> &str {
    row.split(',').next().unwrap_or_default()
}

/// A text as a cell: without commas.
fn escaped(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte == b',' || byte == b'\\') {
        Cow::Owned(text.replace('\\', "\\b").replace(',', "\\c"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text of a cell.
fn unescaped(cell: &str) -> String {
    cell.replace("\\c", ",").replace("\\b", "\\")
}

/// The row of a run that has just been read; none for a name with control characters, since a row is a line. Such a name was
/// given by hand, and its run is read each time.
pub(super) fn new_row(run: &PastRun, fingerprint: Fingerprint) -> Option<Row> {
    if run.id.contains(char::is_control) {
        return None;
    }
    let nothing = HistoryEntry::default();
    let (state, why, entry) = match &run.state {
        PastState::Finished(entry) => (FINISHED, "", entry),
        PastState::Unfinished(entry) => (UNFINISHED, "", entry),
        PastState::Damaged(why) => (DAMAGED, why.as_str(), &nothing),
    };
    let mut row = escaped(&run.id).into_owned();
    let mut cell = |value: &dyn Display| write!(row, ",{value}").expect("a string takes all");
    cell(&fingerprint.size);
    cell(&fingerprint.changed_ns);
    cell(&PROGRAM);
    cell(&OrEmpty(run.started_at));
    cell(&state);
    cell(&escaped(why));
    cell(&entry.elapsed.ms());
    cell(&entry.timer.ms());
    cell(&OrEmpty(entry.mean_bpm));
    entry.in_zone.iter().for_each(|zone| cell(&zone.ms()));
    cell(&OrEmpty(entry.easy_share));
    cell(&entry.prompts);
    cell(&OrEmpty(entry.drift_bpm));
    cell(&OrEmpty(entry.end_bpm));
    cell(&OrEmpty(entry.end_kmh));
    cell(&entry.own);
    cell(&OrEmpty(entry.gain.map(|gain| gain.bpm_per_kmh)));
    cell(&OrEmpty(entry.gain.map(|gain| gain.sd)));
    cell(&OrEmpty(entry.gain.map(|gain| gain.tau_s)));
    cell(&OrEmpty(entry.early_alpha1));
    cell(&OrEmpty(entry.threshold.map(|estimate| estimate.bpm)));
    cell(&OrEmpty(entry.threshold.map(|estimate| estimate.uncertainty_bpm)));
    cell(&OrEmpty(entry.threshold.map(|estimate| estimate.windows)));
    cell(&entry.shape.letters());
    Some(Row::New(row))
}

/// A cell that may be empty.
struct OrEmpty<T>(Option<T>);

impl<T: Display> Display for OrEmpty<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.as_ref().map_or(Ok(()), |value| value.fmt(f))
    }
}

/// What a row tells of a journal; none where the journal has changed since, or another program wrote the row.
fn past_state(row: &str, fingerprint: Fingerprint) -> Option<(Option<Timestamp>, PastState)> {
    let mut cells = Cells(Some(row));
    cells.text()?;
    let known = Fingerprint { size: cells.number()?, changed_ns: cells.number()? };
    if known != fingerprint || cells.text()? != PROGRAM {
        return None;
    }
    let (started_at, state, why) = (cells.optional()?, cells.text()?, cells.text()?);
    let mut entry = HistoryEntry {
        elapsed: Elapsed::from_ms(cells.number()?),
        timer: Timer::from_ms(cells.number()?),
        mean_bpm: cells.optional()?,
        ..HistoryEntry::default()
    };
    for zone in &mut entry.in_zone {
        *zone = Span::from_ms(cells.number()?);
    }
    entry.easy_share = cells.optional()?;
    entry.prompts = cells.number()?;
    entry.drift_bpm = cells.optional()?;
    entry.end_bpm = cells.optional()?;
    entry.end_kmh = cells.optional()?;
    entry.own = cells.number()?;
    entry.gain = match (cells.optional()?, cells.optional()?, cells.optional()?) {
        (Some(bpm_per_kmh), Some(sd), Some(tau_s)) => Some(Gain { bpm_per_kmh, sd, tau_s }),
        _ => None,
    };
    entry.early_alpha1 = cells.optional()?;
    entry.threshold = match (cells.optional()?, cells.optional()?, cells.optional()?) {
        (Some(bpm), Some(uncertainty_bpm), Some(windows)) => Some(ThresholdEstimate { bpm, uncertainty_bpm, windows }),
        _ => None,
    };
    entry.shape = RunShape::from_letters(cells.text()?)?;
    let state = match state {
        FINISHED => PastState::Finished(entry),
        UNFINISHED => PastState::Unfinished(entry),
        DAMAGED => PastState::Damaged(unescaped(why)),
        _ => return None,
    };
    Some((started_at, state))
}

/// The cells of a row, one after the other; none where there is no further one or where it is not what it should be.
struct Cells<'a>(Option<&'a str>);

impl<'a> Cells<'a> {
    fn text(&mut self) -> Option<&'a str> {
        let rest = self.0?;
        // Cells are short, and there are a quarter of a million of them: the general search for a letter takes longer to begin than to end.
        let (cell, rest) = match rest.bytes().position(|byte| byte == b',') {
            Some(end) => (&rest[..end], Some(&rest[end + 1..])),
            None => (rest, None),
        };
        self.0 = rest;
        Some(cell)
    }

    fn number<T: FromStr>(&mut self) -> Option<T> {
        self.text()?.parse().ok()
    }

    fn optional<T: FromStr>(&mut self) -> Option<Option<T>> {
        match self.text()? {
            "" => Some(None),
            cell => cell.parse().ok().map(Some),
        }
    }
}
