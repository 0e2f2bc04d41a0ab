//! Unfinished runs: found at the next start, their torn last line cut off, and resumed or finished.

use std::fs::{self, DirEntry, File};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::recorder::lock;
use super::run_id::id_of_journal;
use super::{Recorder, StoreError, files};
use crate::format::journal::{self, Journal};
use crate::format::{Reading, TimedReading};
use crate::session::Command;

/// How many runs are looked at, from the newest: older ones were looked at in a hundred starts before, and opening ten
/// thousand takes 0.1 s on a fast disk, three times as long as the first frame may.
const LOOKED_AT: usize = 100;

/// A run that was not finished.
#[derive(Debug)]
pub struct Unfinished {
    /// Its file.
    pub path: PathBuf,
    /// What it holds.
    pub journal: Journal,
    /// When it was last written.
    pub written: SystemTime,
}

/// The unfinished runs among the newest hundred in a folder, newest first. Runs that another process is writing, and files that are no journals,
/// are left alone.
///
/// # Errors
/// The folder cannot be read; that it is not there yet is no error.
pub fn unfinished(runs: &Path) -> Result<Vec<Unfinished>, StoreError> {
    let mut paths: Vec<PathBuf> = files::entries(runs)?.iter().map(DirEntry::path).filter(|path| id_of_journal(path).is_some()).collect();
    // Their names are their starts.
    paths.sort_unstable_by(|a, b| b.cmp(a));
    let mut found = Vec::new();
    for path in paths.into_iter().take(LOOKED_AT).filter(|path| !stops_near_its_end(path)) {
        // One damaged file must not hide the others.
        let Ok((_, journal, written)) = open(&path) else { continue };
        if !journal.is_finished() {
            found.push(Unfinished { path, journal, written });
        }
    }
    found.sort_by_key(|run| std::cmp::Reverse(run.journal.header.started_at));
    Ok(found)
}

/// Whether a stop is among the last whole lines of a journal, within 64 KiB: spares reading and decoding every run at every
/// start. Rates are still recorded for up to three minutes after the stop, about 20 KiB from a strap that sends beats. A stop
/// that lies further back is not seen here.
fn stops_near_its_end(path: &Path) -> bool {
    const TAIL_BYTES: u64 = 64 << 10;
    const STOP: &str = "\"command\":\"stop\"";
    let tail = || -> io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        let from = file.metadata()?.len().saturating_sub(TAIL_BYTES);
        file.seek(SeekFrom::Start(from))?;
        let mut tail = Vec::new();
        file.take(TAIL_BYTES).read_to_end(&mut tail)?;
        Ok(tail)
    };
    tail().is_ok_and(|tail| {
        let text = String::from_utf8_lossy(&tail);
        let mut lines = text.split('\n');
        // The first piece may be half a line, or the header; the last one has not been written whole.
        let _ = (lines.next(), lines.next_back());
        lines.rev().any(|line| line.contains(STOP))
    })
}

fn open(path: &Path) -> Result<(File, Journal, SystemTime), StoreError> {
    let unreadable = |why| StoreError::Unreadable { path: path.to_owned(), why };
    let in_use = || StoreError::InUse { path: path.to_owned() };
    let file = files::owned().open(path).map_err(|why| if files::is_taken(&why) { in_use() } else { unreadable(why) })?;
    lock(&file).map_err(|_| in_use())?;
    let written = file.metadata().and_then(|meta| meta.modified()).map_err(unreadable)?;
    let bytes = fs::read(path).map_err(unreadable)?;
    let journal = journal::read(&bytes).map_err(|why| StoreError::Journal { path: path.to_owned(), why })?;
    Ok((file, journal, written))
}

/// Cuts off a torn last line and the room for more; returns the length of what is whole.
fn cut(path: &Path, file: &mut File, journal: &Journal) -> Result<u64, StoreError> {
    let unwritable = |why| StoreError::Unwritable { path: path.to_owned(), why };
    let whole = journal.whole as u64;
    if file.metadata().map_err(unwritable)?.len() > whole {
        file.set_len(whole).and_then(|()| file.sync_data()).map_err(unwritable)?;
    }
    file.seek(SeekFrom::End(0)).map_err(unwritable)
}

/// Resumes an unfinished run in its own file.
///
/// # Errors
/// It cannot be read or written, or another process is writing it.
pub fn resume(path: &Path) -> Result<(Journal, Recorder), StoreError> {
    let (mut file, journal, _) = open(path)?;
    let length = cut(path, &mut file, &journal)?;
    Ok((journal, Recorder::resume(path.to_owned(), file, length)))
}

/// Finishes an unfinished run at its last reading. A run that is finished already stays as it is.
///
/// # Errors
/// It cannot be read or written, or another process is writing it.
pub fn finish(path: &Path) -> Result<Journal, StoreError> {
    let (mut file, mut journal, _) = open(path)?;
    cut(path, &mut file, &journal)?;
    if !journal.is_finished() {
        let stop = TimedReading::new(journal.end(), Reading::Command(Command::Stop));
        let line = journal::line(&stop) + "\n";
        file.write_all(line.as_bytes())
            .and_then(|()| file.sync_data())
            .map_err(|why| StoreError::Unwritable { path: path.to_owned(), why })?;
        journal.readings.push(stop);
    }
    journal.truncated_at = None;
    Ok(journal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Characteristic;
    use crate::format::Origin;
    use crate::format::journal::Header;
    use crate::heart::{Athlete, ZoneModel};
    use crate::session::{Answer, Effort, Elapsed, Legs, Plan, Setup};

    fn header() -> Header {
        let athlete = Athlete { age: Some(40.0), ..Athlete::default() };
        let zones = ZoneModel::PercentMax.zones(&athlete, None).unwrap();
        let setup = Setup { own: crate::session::Learned::default(), athlete, zones, ceiling: None, plan: Plan::new(None, Legs::Fresh) };
        Header {
            app: "0.1.0".to_owned(),
            started_at: "2026-11-23T10:00:00Z".parse().unwrap(),
            origin: Origin::Strap,
            setup,
            imported: None,
        }
    }

    fn found(runs: &Path) -> Vec<String> {
        unfinished(runs).unwrap().iter().map(|run| run.path.file_stem().unwrap().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_start_looks_at_the_newest_runs_however_many_there_are() {
        let runs = tempfile::tempdir().unwrap();
        let open = journal::header_line(&header()) + "\n";
        let stopped = open.clone() + &journal::line(&TimedReading::new(Elapsed::ZERO, Reading::Command(Command::Stop))) + "\n";
        for number in 0..150 {
            let text = if [20, 60, 140].contains(&number) { &open } else { &stopped };
            fs::write(runs.path().join(format!("2026-01-01T00-00-{number:03}Z.jsonl")), text).unwrap();
        }
        let mut found = found(runs.path());
        found.sort();
        assert_eq!(found, ["2026-01-01T00-00-060Z", "2026-01-01T00-00-140Z"]);
    }

    /// A journal of a minute of packets and a stop, with so many readings and a rating after it.
    fn stopped_before(readings: u64) -> String {
        let packet = |at: u64| {
            TimedReading::new(Elapsed::from_secs(at), Reading::Packet(Characteristic::HeartRateMeasurement, vec![0x16, 0x59, 0xa2, 2]))
        };
        let stop = TimedReading::new(Elapsed::from_secs(60), Reading::Command(Command::Stop));
        let effort = TimedReading::new(Elapsed::from_secs(61 + readings), Reading::Answer(Answer::Effort(Effort::new(3).unwrap())));
        let after = (61..61 + readings).map(packet).chain((readings > 0).then_some(effort));
        let lines = (0..60).map(packet).chain([stop]).chain(after).map(|reading| journal::line(&reading) + "\n");
        journal::header_line(&header()) + "\n" + &lines.collect::<String>()
    }

    #[test]
    fn a_stop_is_seen_at_the_end_of_a_journal_without_reading_it_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.jsonl");
        let seen = |text: &str| {
            fs::write(&path, text).unwrap();
            stops_near_its_end(&path)
        };
        let finished = stopped_before(180);
        assert!(seen(&stopped_before(0)) && seen(&finished));
        // A line that was being written when the power went.
        assert!(seen(&(finished.clone() + "{\"at\":300.0")));
        // Beyond the last 64 KiB it is not seen, and the journal is read as a whole.
        assert!(!seen(&stopped_before(5000)));
        assert!(!seen(&finished.replace("\"stop\"", "\"lap\"")));
        // Half of a stop is none.
        let (before, _) = finished.split_once("\"stop\"").unwrap();
        assert!(!seen(&format!("{before}\"stop\"}}")) && !seen(before) && !seen("") && !stops_near_its_end(folder.path()));
    }

    #[test]
    fn a_run_that_was_heard_long_after_its_stop_is_not_offered_again() {
        let runs = tempfile::tempdir().unwrap();
        for (name, readings) in [("a", 0), ("b", 180), ("c", 5000)] {
            fs::write(runs.path().join(format!("{name}.jsonl")), stopped_before(readings)).unwrap();
        }
        fs::write(runs.path().join("d.jsonl"), stopped_before(180).replace("\"stop\"", "\"lap\"")).unwrap();
        assert_eq!(found(runs.path()), ["d"]);
    }

    #[test]
    fn what_is_no_journal_or_a_later_one_is_left_as_it_is_and_hides_nothing() {
        let runs = tempfile::tempdir().unwrap();
        let open = journal::header_line(&header()) + "\n";
        let newer = open.replace("\"version\":2", "\"version\":9") + "{\"at\"";
        let files = [("a.jsonl", ""), ("b.jsonl", &open[..50]), ("c.jsonl", "hello\nworld"), ("d.jsonl", &newer), ("n.txt", &open)];
        for (name, text) in files {
            fs::write(runs.path().join(name), text).unwrap();
        }
        fs::write(runs.path().join("0.jsonl"), &open).unwrap();
        assert_eq!(found(runs.path()), ["0"]);
        for (name, text) in files {
            assert_eq!(fs::read_to_string(runs.path().join(name)).unwrap(), text);
        }
        assert!(finish(&runs.path().join("d.jsonl")).unwrap_err().to_string().contains("update recovery-run"));
    }
}
