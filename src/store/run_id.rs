//! What a run is called by: its start, and the files that have it as their name.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// The start in UTC to the second: `2026-11-23T10-00-00Z`.
const FORMAT: &str = "%Y-%m-%dT%H-%M-%SZ";
/// The same, a 0 standing for any digit.
const PATTERN: &[u8; LENGTH] = b"0000-00-00T00-00-00Z";
/// The length of such an id.
const LENGTH: usize = 20;

/// The id of the first run that begins in this second.
pub(super) fn run_id(started_at: Timestamp) -> String {
    started_at.strftime(FORMAT).to_string()
}

/// The id of a run by its number among those that begin in this second, 1 for the first.
pub(super) fn numbered_id(started_at: Timestamp, number: u32) -> String {
    let first = run_id(started_at);
    if number == 1 { first } else { format!("{first}-{number}") }
}

/// The start in an id, and its number among the runs that began in that second: 1 for `2026-11-23T10-00-00Z`, 2 for
/// `2026-11-23T10-00-00Z-2`. None for a name that was given by hand.
pub(super) fn started_by_id(id: &str) -> Option<(Timestamp, u32)> {
    let (start, number) = id.split_at_checked(LENGTH)?;
    // By hand, since a history has ten thousand of them: the general reader of dates takes ten times as long.
    let digits = start.bytes().zip(PATTERN).all(|(byte, pattern)| if *pattern == b'0' { byte.is_ascii_digit() } else { byte == *pattern });
    if !digits {
        return None;
    }
    let part = |from: usize, to: usize| start[from..to].parse::<i16>().ok();
    let small = |from: usize| part(from, from + 2).and_then(|number| i8::try_from(number).ok());
    let start = DateTime::new(part(0, 4)?, small(5)?, small(8)?, small(11)?, small(14)?, small(17)?, 0).ok()?;
    let start = Offset::UTC.to_timestamp(start).ok()?;
    let number = if number.is_empty() { 1 } else { number.strip_prefix('-')?.parse().ok()? };
    Some((start, number))
}

/// The journal with this id in the folder of runs.
pub(super) fn journal_path(runs: &Path, id: &str) -> PathBuf {
    runs.join(format!("{id}.jsonl"))
}

/// The id of the run whose journal has this path; none for any other file.
pub(super) fn id_of_journal(path: &Path) -> Option<String> {
    let stem = path.file_stem().filter(|_| path.extension().is_some_and(|end| end == "jsonl"))?;
    Some(stem.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_its_start_and_its_number() {
        let start: Timestamp = "2026-11-23T10:00:00.7Z".parse().unwrap();
        assert_eq!(run_id(start), "2026-11-23T10-00-00Z");
        let second = "2026-11-23T10:00:00Z".parse().unwrap();
        assert_eq!(started_by_id("2026-11-23T10-00-00Z"), Some((second, 1)));
        assert_eq!(started_by_id("2026-11-23T10-00-00Z-12"), Some((second, 12)));
        for other in ["", "tempo", "2026-11-23", "2026-11-23T10-00-00Z2", "2026-13-23T10-00-00Z", "2026-11-23T10-00-00Ä"] {
            assert_eq!(started_by_id(other), None, "{other}");
        }
        assert_eq!(id_of_journal(&journal_path(Path::new("runs"), "a.b")).as_deref(), Some("a.b"));
        assert_eq!(id_of_journal(Path::new("runs/a.fit")), None);
    }
}
