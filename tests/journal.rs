//! The journal against what happens to computers: killed processes, full disks, folders that vanish, two programs at once.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.
#![cfg(unix)]

mod requirements;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use recovery_run::format::Reading;
use recovery_run::format::journal::{self, Journal};
use recovery_run::session;
use recovery_run::store;

/// Held while a process is started and while this one opens journals: between fork and exec a child holds all that is
/// open here, locks too, and another test's would be met.
static FORKS: std::sync::Mutex<()> = std::sync::Mutex::new(());

fn alone() -> std::sync::MutexGuard<'static, ()> {
    FORKS.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A headless run that is driven line by line, as another program would.
struct Run {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    at: u64,
}

impl Run {
    fn start(data: &Path) -> Self {
        let _alone = alone();
        let mut child = Command::new(env!("CARGO_BIN_EXE_recovery-run"))
            .args(["run", "--source", "-", "--headless", "--zone-bounds", "100,120,140,160,180"])
            .env("RECOVERY_RUN_DATA", data)
            .env("RECOVERY_RUN_CONFIG", data.join("config.toml"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, input, output, at: 0 }
    }

    /// Gives one reading and waits until its sample is told.
    fn read_one(&mut self) {
        let at = self.at;
        self.at += 1;
        let input = self.input.as_mut().unwrap();
        writeln!(input, "{{\"at\":{at},\"bpm\":{},\"rr_ms\":[460,455]}}", 120 + at % 7).unwrap();
        input.flush().unwrap();
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "the run ended");
            if line.contains("\"sample\"") {
                return;
            }
        }
    }

    /// Ends the input; what the run still says on standard error, and whether it ended well.
    fn finish(mut self) -> (bool, String) {
        drop(self.input.take());
        for line in (&mut self.output).lines() {
            line.unwrap();
        }
        let mut errors = String::new();
        std::io::Read::read_to_string(self.child.stderr.as_mut().unwrap(), &mut errors).unwrap();
        (self.child.wait().unwrap().success(), errors)
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn journals(data: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(data.join("runs")).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|end| end == "jsonl")).collect()
}

fn only_journal(data: &Path) -> PathBuf {
    let mut files = journals(data);
    assert_eq!(files.len(), 1, "{files:?}");
    files.remove(0)
}

fn read(path: &Path) -> Journal {
    journal::read(&fs::read(path).unwrap()).unwrap()
}

fn measurements(journal: &Journal) -> u64 {
    journal.readings.iter().filter(|stamped| matches!(stamped.reading, Reading::Measurement(_))).count() as u64
}

#[test]
fn a_run_killed_at_any_moment_has_everything_that_was_told_and_is_finished_at_the_next_start() {
    let mut seed = 20_261_123u64;
    for _ in 0..50 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let readings = 1 + (seed >> 33) % 120;
        let data = tempfile::tempdir().unwrap();
        let mut run = Run::start(data.path());
        for _ in 0..readings {
            run.read_one();
        }
        // One more is on its way when the process dies.
        writeln!(run.input.as_mut().unwrap(), "{{\"at\":{readings},\"bpm\":140}}").unwrap();
        run.kill();

        let _alone = alone();
        let path = only_journal(data.path());
        let kept = measurements(&read(&path));
        assert!((readings..=readings + 1).contains(&kept), "{kept} of {readings} readings are left");
        let found = store::unfinished(&data.path().join("runs")).unwrap();
        assert_eq!(found.len(), 1);
        store::finish(&path).unwrap();
        let finished = fs::read(&path).unwrap();
        assert!(read(&path).is_finished());
        store::finish(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), finished, "finishing twice changes nothing");
        assert!(store::unfinished(&data.path().join("runs")).unwrap().is_empty());
    }
}

#[test]
fn a_torn_tail_is_cut_and_the_run_goes_on_in_its_file() {
    let data = tempfile::tempdir().unwrap();
    let mut run = Run::start(data.path());
    for _ in 0..10 {
        run.read_one();
    }
    run.kill();
    let path = only_journal(data.path());
    let whole = fs::read(&path).unwrap();
    fs::write(&path, [&whole[..], b"{\"at\":10.000,\"bp"].concat()).unwrap();
    let _alone = alone();
    let (journal, mut recorder) = store::resume(&path).unwrap();
    assert_eq!(measurements(&journal), 10);
    let at = session::Elapsed::from_secs(60);
    recorder.append(&recovery_run::format::TimedReading::new(at, Reading::Command(session::Command::Stop)));
    recorder.finish(std::time::Duration::from_secs(60)).unwrap();
    let journal = read(&path);
    assert!(journal.is_finished() && journal.truncated_at.is_none() && journal.warnings.is_empty());
    assert_eq!(measurements(&journal), 10);
}

#[test]
fn a_run_that_spares_its_card_leaves_the_same_journal_as_any_other() {
    let of = |config: &str, name: &str| {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join("config.toml"), config).unwrap();
        let mut run = Run::start(data.path());
        for _ in 0..10 {
            run.read_one();
        }
        let during = fs::read(only_journal(data.path())).unwrap();
        assert_eq!(during.ends_with(b"\n\n\n"), name == "sparing", "whether room is kept for lines to come");
        let kept = measurements(&journal::read(&during).unwrap());
        assert_eq!(kept, if name == "sparing" { 0 } else { 10 }, "the header is there at once in either case, readings are held");
        assert!(run.finish().0);
        let text = fs::read_to_string(only_journal(data.path())).unwrap();
        text.split_once('\n').unwrap().1.to_owned()
    };
    assert_eq!(of("sync_seconds = 30\n", "sparing"), of("", "as usual"));
}

#[test]
fn a_run_that_spares_its_card_and_is_killed_is_found_with_what_was_synced() {
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join("config.toml"), "sync_seconds = 60\n").unwrap();
    let mut run = Run::start(data.path());
    // Forty bytes a line: two blocks, each synced when it is full, and a part of a third.
    for _ in 0..250 {
        run.read_one();
    }
    run.kill();
    let _alone = alone();
    assert_eq!(store::unfinished(&data.path().join("runs")).unwrap().len(), 1);
    let path = only_journal(data.path());
    let journal = store::finish(&path).unwrap();
    assert!(journal.warnings.is_empty() && (100..250).contains(&measurements(&journal)), "{}", measurements(&journal));
    assert!(read(&path).is_finished() && !fs::read(&path).unwrap().ends_with(b"\n\n"));
}

#[test]
fn a_run_that_goes_on_is_left_alone_by_others() {
    let data = tempfile::tempdir().unwrap();
    let mut run = Run::start(data.path());
    run.read_one();
    let path = only_journal(data.path());
    let guard = alone();
    assert!(store::unfinished(&data.path().join("runs")).unwrap().is_empty());
    assert!(store::finish(&path).unwrap_err().to_string().contains("another recovery-run"));
    drop(guard);
    run.read_one();
    let (well, told) = run.finish();
    assert!(well, "{told}");
    assert!(told.contains(path.file_name().unwrap().to_str().unwrap()), "the path is not told: {told}");
    assert_eq!(measurements(&read(&path)), 2);
}

#[test]
fn a_run_is_for_its_runner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut run = Run::start(&data);
    run.read_one();
    assert!(run.finish().0);
    for (path, expected) in [(data.clone(), 0o700), (data.join("runs"), 0o700), (only_journal(&data), 0o600)] {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, expected, "{} is {mode:o}", path.display());
    }
}

#[test]
fn two_runs_that_begin_together_never_share_a_file() {
    let data = tempfile::tempdir().unwrap();
    let mut runs: Vec<Run> = (0..8).map(|_| Run::start(data.path())).collect();
    for run in &mut runs {
        run.read_one();
    }
    for run in runs {
        assert!(run.finish().0);
    }
    assert_eq!(journals(data.path()).len(), 8);
}

#[test]
fn a_folder_that_is_removed_during_a_run_costs_nothing() {
    let data = tempfile::tempdir().unwrap();
    let mut run = Run::start(data.path());
    for _ in 0..5 {
        run.read_one();
    }
    fs::remove_dir_all(data.path().join("runs")).unwrap();
    for _ in 0..5 {
        run.read_one();
    }
    let (well, told) = run.finish();
    assert!(well, "{told}");
    assert_eq!(measurements(&read(&only_journal(data.path()))), 10);
}

#[test]
fn a_folder_that_cannot_be_made_suspends_recording_and_not_the_run() {
    let data = tempfile::tempdir().unwrap();
    // A file stands where the folder should be; even root cannot write there.
    fs::write(data.path().join("runs"), b"in the way").unwrap();
    let mut run = Run::start(data.path());
    for _ in 0..5 {
        run.read_one();
    }
    fs::remove_file(data.path().join("runs")).unwrap();
    let (well, told) = run.finish();
    assert!(well, "{told}");
    assert_eq!(told.matches("recording is suspended").count(), 1, "told while it lasts, and once: {told}");
    assert_eq!(measurements(&read(&only_journal(data.path()))), 5, "what came while suspended is written when it can be");
}

#[test]
fn a_run_that_could_not_be_kept_says_so_and_fails() {
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join("runs"), b"in the way").unwrap();
    let mut run = Run::start(data.path());
    run.read_one();
    let (well, told) = run.finish();
    assert!(!well && told.contains("could not be kept"), "{told}");
}

#[test]
fn a_full_disk_suspends_recording_until_there_is_room() {
    let disk = tempfile::tempdir().unwrap();
    let guard = alone();
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(disk.path()).output();
    if !mount.is_ok_and(|mounted| mounted.status.success()) {
        requirements::missing("a small disk cannot be mounted here (needs root)");
        return;
    }
    drop(guard);
    let ballast = disk.path().join("ballast");
    let mut run = Run::start(disk.path());
    run.read_one();
    // Fill what is left; the write that no longer fits fails.
    let _ = fs::write(&ballast, vec![0; 128 * 1024]);
    for _ in 0..200 {
        run.read_one();
    }
    let full = measurements(&read(&only_journal(disk.path())));
    fs::remove_file(&ballast).unwrap();
    run.read_one();
    let (well, told) = run.finish();
    let path = only_journal(disk.path());
    let journal = read(&path);
    let _alone = alone();
    let unmounted = Command::new("umount").arg(disk.path()).status();
    assert!(full < 201, "the disk was not full");
    assert!(well, "{told}");
    assert_eq!(measurements(&journal), 202);
    assert!(journal.warnings.is_empty(), "{:?}", journal.warnings);
    assert!(unmounted.is_ok_and(|status| status.success()));
}
