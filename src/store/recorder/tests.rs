use std::sync::mpsc;

use super::*;
use crate::format::Reading;
use crate::heart::HeartRateMeasurement;
use crate::session::Elapsed;

const LONG: Duration = Duration::from_secs(60);

/// A disk that does with each line as it is told: takes it, refuses it, or panics. It hangs until it is told.
struct Disk {
    orders: mpsc::Receiver<Order>,
    taken: mpsc::Sender<String>,
    path: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Order {
    Take,
    Refuse,
    Panic,
}

impl Storage for Disk {
    fn append(&mut self, line: &str) -> io::Result<()> {
        match self.orders.recv() {
            Ok(Order::Take) => {
                self.taken.send(line.to_owned()).unwrap();
                Ok(())
            }
            Ok(Order::Refuse) => Err(io::Error::from(io::ErrorKind::StorageFull)),
            Ok(Order::Panic) => panic!("broken on purpose"),
            // The test is over.
            Err(_) => Err(io::Error::from(io::ErrorKind::BrokenPipe)),
        }
    }

    fn sync(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }

    fn path(&self) -> Option<&Path> {
        Some(&self.path)
    }
}

fn on_a_disk() -> (Recorder, mpsc::Sender<Order>, mpsc::Receiver<String>) {
    on_a_disk_with(PathBuf::from("/nowhere/journal.jsonl"))
}

/// A disk that tells this path of its file.
fn on_a_disk_with(path: PathBuf) -> (Recorder, mpsc::Sender<Order>, mpsc::Receiver<String>) {
    let (order, orders) = mpsc::channel();
    let (tell, taken) = mpsc::channel();
    let mut recorder = Recorder::new(Box::new(|| unreachable!("the disk is there")));
    recorder.storage = None;
    recorder.spawn(Disk { orders, taken: tell, path });
    (recorder, order, taken)
}

fn reading(secs: u64) -> TimedReading {
    TimedReading::new(Elapsed::from_secs(secs), Reading::Measurement(HeartRateMeasurement::of(120)))
}

/// Waits until the status is as wanted; the disk's thread and the clock bring it there.
fn wait_for(recorder: &Recorder, wanted: impl Fn(&RecordingStatus) -> bool) {
    let shared = recorder.shared.as_ref().unwrap();
    let mut state = shared.lock();
    while !wanted(&state.status()) {
        state = shared.changed.wait_timeout(state, LONG / 60).unwrap().0;
    }
}

#[test]
fn a_disk_that_hangs_makes_nobody_wait_and_gets_every_line_when_it_answers_again() {
    let (mut recorder, order, taken) = on_a_disk();
    (0..10_000).for_each(|secs| recorder.append(&reading(secs)));
    wait_for(&recorder, |status| *status == RecordingStatus::Suspended("the disk does not answer".to_owned()));
    (0..10_000).for_each(|_| order.send(Order::Take).unwrap());
    recorder.finish(LONG).unwrap();
    let lines: Vec<String> = taken.try_iter().collect();
    assert_eq!(lines, (0..10_000).map(|secs| journal::line(&reading(secs)) + "\n").collect::<Vec<_>>());
}

#[test]
fn a_run_on_a_hung_disk_ends_and_says_what_is_not_written() {
    let (mut recorder, order, _taken) = on_a_disk();
    (0..3).for_each(|secs| recorder.append(&reading(secs)));
    order.send(Order::Take).unwrap();
    wait_for(&recorder, |status| matches!(status, RecordingStatus::Suspended(_)));
    let told = recorder.finish(Duration::ZERO).unwrap_err();
    assert!(told.starts_with("the last 2 readings could not be written: the disk does not answer;"), "{told}");
}

#[test]
fn a_disk_that_refuses_is_tried_again_and_loses_nothing() {
    let (mut recorder, order, taken) = on_a_disk();
    recorder.append(&reading(0));
    order.send(Order::Refuse).unwrap();
    wait_for(&recorder, |status| matches!(status, RecordingStatus::Suspended(why) if why.contains("space")));
    order.send(Order::Take).unwrap();
    recorder.finish(LONG).unwrap();
    assert_eq!(taken.try_iter().count(), 1);
}

#[test]
fn a_journal_thread_that_panics_is_told_and_started_again_without_a_line_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let (mut recorder, order, taken) = on_a_disk_with(path.clone());
    recorder.append(&reading(0));
    order.send(Order::Take).unwrap();
    // What the disk took lies in the file, with half of a line behind it.
    std::fs::write(&path, taken.recv().unwrap() + "{\"at\":1.0").unwrap();
    recorder.append(&reading(1));
    order.send(Order::Panic).unwrap();
    wait_for(&recorder, |status| *status == RecordingStatus::Suspended("the journal thread failed".to_owned()));
    recorder.append(&reading(2));
    recorder.finish(LONG).unwrap();
    let lines: String = (0..3).map(|secs| journal::line(&reading(secs)) + "\n").collect();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), lines);
}

#[test]
fn outputs_wait_for_a_line_until_it_is_written_and_not_for_a_disk_that_hangs() {
    let (mut recorder, order, taken) = on_a_disk();
    let progress = recorder.progress();
    recorder.append(&reading(0));
    let given = recorder.given();
    let waiting = std::thread::spawn(move || {
        progress.wait_for(given);
        progress
    });
    order.send(Order::Take).unwrap();
    let progress = waiting.join().unwrap();
    assert_eq!(taken.try_iter().count(), 1);
    recorder.append(&reading(1));
    wait_for(&recorder, |status| matches!(status, RecordingStatus::Suspended(_)));
    // Returns although nothing takes the line.
    progress.wait_for(recorder.given());
}

#[test]
fn a_journal_without_a_reading_is_not_created() {
    let folder = tempfile::tempdir().unwrap();
    let runs = folder.path().join("runs");
    let header = Header {
        app: "0.1.0".to_owned(),
        started_at: "2026-11-23T10:00:00Z".parse().unwrap(),
        origin: crate::format::Origin::Pipe,
        setup: crate::session::Setup {
            athlete: crate::heart::Athlete::default(),
            zones: crate::heart::ZoneModel::Custom
                .zones(&crate::heart::Athlete::default(), Some([100.0, 120.0, 140.0, 160.0, 180.0]))
                .unwrap(),
            ceiling: None,
            plan: crate::session::Plan::new(None, crate::session::Legs::Fresh),
            own: crate::session::Learned::default(),
        },
        imported: None,
    };
    let mut empty = Recorder::create(&runs, &header);
    assert!(empty.is_empty());
    empty.finish(LONG).unwrap();
    assert!(!runs.exists());
    let mut one = Recorder::create(&runs, &header);
    one.append(&reading(1));
    one.finish(LONG).unwrap();
    assert_eq!(std::fs::read_to_string(one.path().unwrap()).unwrap().lines().count(), 2);
}
