//! Runs that were not brought to their end: found at the next start, their torn tail cut, resumed or finished.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::recorder::lock;
use super::{Recorder, StoreError};
use crate::format::journal::{self, Journal};
use crate::format::{Reading, TimedReading};
use crate::session::Command;

/// How many runs are looked at, from the newest: older ones had their turn at a hundred starts, and opening ten thousand
/// takes 0.1 s on a fast disk, three times as long as the first frame may.
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
    let unreadable = |why| StoreError::Unreadable { path: runs.to_owned(), why };
    let export_points = match fs::read_dir(runs) {
        Ok(export_points) => export_points,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(error)),
    };
    let mut names = Vec::new();
    for entry in export_points {
        let name = entry.map_err(unreadable)?.file_name();
        if Path::new(&name).extension().is_some_and(|end| end == "jsonl") {
            names.push(name);
        }
    }
    // Their names are their starts.
    names.sort_unstable_by(|a, b| b.cmp(a));
    let mut found = Vec::new();
    for path in names.into_iter().take(LOOKED_AT).map(|name| runs.join(name)).filter(|path| !ends_with_stop(path)) {
        // One damaged file must not hide the others.
        let Ok((_, journal, written)) = open(&path) else { continue };
        if !journal.is_finished() {
            found.push(Unfinished { path, journal, written });
        }
    }
    found.sort_by_key(|run| std::cmp::Reverse(run.journal.header.started_at));
    Ok(found)
}

/// Whether a journal's last bytes are those of a finished run; spares reading every run at every start.
fn ends_with_stop(path: &Path) -> bool {
    use std::io::Read as _;
    const END: &[u8] = b"\"command\":\"stop\"}\n";
    let mut tail = [0; END.len()];
    File::open(path)
        .and_then(|mut file| {
            file.seek(SeekFrom::End(-(END.len() as i64)))?;
            file.read_exact(&mut tail)
        })
        .is_ok_and(|()| tail == END)
}

fn open(path: &Path) -> Result<(File, Journal, SystemTime), StoreError> {
    let unreadable = |why| StoreError::Unreadable { path: path.to_owned(), why };
    let file = OpenOptions::new().read(true).write(true).open(path).map_err(unreadable)?;
    lock(&file).map_err(|_| StoreError::InUse { path: path.to_owned() })?;
    let written = file.metadata().and_then(|meta| meta.modified()).map_err(unreadable)?;
    let bytes = fs::read(path).map_err(unreadable)?;
    let journal = journal::read(&bytes).map_err(|why| StoreError::Journal { path: path.to_owned(), why })?;
    Ok((file, journal, written))
}

/// Cuts a torn tail off; the length of what is whole.
fn cut(path: &Path, file: &mut File, journal: &Journal) -> Result<u64, StoreError> {
    let unwritable = |why| StoreError::Unwritable { path: path.to_owned(), why };
    if let Some(torn) = journal.truncated_at {
        file.set_len(torn as u64).and_then(|()| file.sync_data()).map_err(unwritable)?;
    }
    file.seek(SeekFrom::End(0)).map_err(unwritable)
}

/// Goes on with an unfinished run in its own file.
///
/// # Errors
/// It cannot be read or written, or another process is writing it.
pub fn resume(path: &Path) -> Result<(Journal, Recorder), StoreError> {
    let (mut file, journal, _) = open(path)?;
    let length = cut(path, &mut file, &journal)?;
    Ok((journal, Recorder::resume(path.to_owned(), file, length)))
}

/// Brings an unfinished run to its end at its last reading. A run that is finished already stays as it is.
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
    use crate::format::Origin;
    use crate::format::journal::Header;
    use crate::heart::{Athlete, ZoneModel};
    use crate::session::{Elapsed, Legs, Plan, Setup};

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
