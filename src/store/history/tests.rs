use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;

use super::*;
use crate::format::journal::Header;
use crate::format::{Origin, Reading, TimedReading};
use crate::heart::{Athlete, HeartRateMeasurement, ZoneModel};
use crate::session::{Command, Legs, Plan, Session, Setup, Span, Timer};

/// A data folder and how many journals were folded since it was last asked.
struct Shelf {
    folder: tempfile::TempDir,
    folded: usize,
}

impl Shelf {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), folded: 0 }
    }

    fn folders(&self) -> Folders {
        Folders { data: self.folder.path().to_owned(), config: self.folder.path().join("config.toml") }
    }

    fn index(&self) -> PathBuf {
        self.folder.path().join("index.csv")
    }

    fn put(&self, id: &str, text: &str) {
        fs::create_dir_all(self.folders().runs()).unwrap();
        fs::write(self.folders().runs().join(format!("{id}.jsonl")), text).unwrap();
    }

    fn look(&mut self) -> Vec<PastRun> {
        let folded = AtomicUsize::new(0);
        let runs = past_runs(&self.folders(), |journal| {
            folded.fetch_add(1, Ordering::Relaxed);
            let mut session = Session::new(journal.header.setup.clone());
            for stamped in &journal.readings {
                session.step(&stamped.event());
            }
            HistoryEntry::from(&crate::analysis::summary(&session))
        });
        self.folded = folded.into_inner();
        runs.unwrap()
    }

    fn ids(&mut self) -> Vec<String> {
        self.look().into_iter().map(|run| run.id).collect()
    }

    fn last(&self) -> Option<String> {
        run_named(&self.folders(), "last").unwrap().map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
    }
}

/// A journal of so many seconds around 130 bpm; the stop is its last line. A rate that never changed would be doubted.
fn journal(start: &str, secs: u64) -> String {
    let athlete = Athlete { age: Some(40.0), ..Athlete::default() };
    let zones = ZoneModel::Custom.zones(&athlete, Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
    let setup = Setup { own: crate::session::Learned::default(), athlete, zones, ceiling: None, plan: Plan::new(None, Legs::Fresh) };
    let header = Header { app: "0.1.0".to_owned(), started_at: start.parse().unwrap(), origin: Origin::Strap, setup, imported: None };
    let readings = (0..=secs).map(|at| (at, Reading::Measurement(HeartRateMeasurement::of(129 + at as u16 % 3))));
    let stop = (secs, Reading::Command(Command::Stop));
    let lines = readings.chain([stop]).map(|(at, reading)| journal::line(&TimedReading::new(Elapsed::from_secs(at), reading)) + "\n");
    journal::header_line(&header) + "\n" + &lines.collect::<String>()
}

fn three() -> Shelf {
    let shelf = Shelf::new();
    for (day, secs) in [(20, 600), (22, 1200), (21, 900)] {
        shelf.put(&format!("2026-11-{day}T10-00-00Z"), &journal(&format!("2026-11-{day}T10:00:00Z"), secs));
    }
    shelf
}

#[test]
fn runs_are_told_newest_first_with_what_they_came_to() {
    let mut shelf = three();
    let runs = shelf.look();
    let timers: Vec<u64> = runs
        .iter()
        .map(|run| match &run.state {
            PastState::Finished(entry) => entry.timer.ms() / 1000,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(timers, [1200, 900, 600]);
    let PastState::Finished(entry) = &runs[2].state else { panic!() };
    assert_eq!((entry.mean_bpm.map(f64::round), entry.easy_share, entry.prompts, entry.drift_bpm), (Some(130.0), Some(1.0), 0, None));
    assert_eq!(entry.in_zone.map(|zone| zone.ms() / 1000), [0, 0, 600, 0, 0, 0]);
    assert_eq!(runs[0].started_at, Some("2026-11-22T10:00:00Z".parse().unwrap()));
}

#[test]
fn a_second_look_reads_no_journal_and_tells_the_same() {
    let mut shelf = three();
    let first = shelf.look();
    assert_eq!(shelf.folded, 3);
    assert_eq!(shelf.look(), first);
    assert_eq!(shelf.folded, 0);
}

#[test]
fn only_a_run_that_changed_is_read_again_and_a_removed_one_is_forgotten() {
    let mut shelf = three();
    shelf.look();
    shelf.put("2026-11-21T10-00-00Z", &journal("2026-11-21T10:00:00Z", 901));
    shelf.look();
    assert_eq!(shelf.folded, 1);
    fs::remove_file(shelf.folders().runs().join("2026-11-20T10-00-00Z.jsonl")).unwrap();
    assert_eq!(shelf.ids(), ["2026-11-22T10-00-00Z", "2026-11-21T10-00-00Z"]);
    assert_eq!(shelf.folded, 0);
    assert!(!fs::read_to_string(shelf.index()).unwrap().contains("2026-11-20"));
}

#[test]
fn an_index_that_is_missing_or_foreign_is_made_anew() {
    let mut shelf = three();
    let runs = shelf.look();
    let index = fs::read(shelf.index()).unwrap();
    fs::remove_file(shelf.index()).unwrap();
    for damaged in [None, Some(&b""[..]), Some(b"\0\0\0\0"), Some(b"id,size\n1,2\n"), Some(b"\xff\xfe\n\n\n")] {
        if let Some(damaged) = damaged {
            fs::write(shelf.index(), damaged).unwrap();
        }
        assert_eq!(shelf.look(), runs, "{damaged:?}");
        assert_eq!(shelf.folded, 3, "{damaged:?}");
        assert_eq!(fs::read(shelf.index()).unwrap(), index);
    }
}

#[test]
fn rows_of_another_version_of_the_program_are_computed_again() {
    let mut shelf = three();
    let runs = shelf.look();
    let ours = format!(",{},", env!("CARGO_PKG_VERSION"));
    let text = fs::read_to_string(shelf.index()).unwrap();
    assert!(text.contains(&ours), "the index names no program");
    fs::write(shelf.index(), index::resealed(&text.replace(&ours, ",0.0.9,"))).unwrap();
    assert_eq!(shelf.look(), runs);
    assert_eq!(shelf.folded, 3);
}

#[test]
fn a_damaged_run_is_told_as_such_and_hides_nothing() {
    let mut shelf = three();
    let good = journal("2026-11-23T10:00:00Z", 60);
    shelf.put("2026-11-23T10-00-00Z", &good[..40]);
    shelf.put("2026-11-24T10-00-00Z", "");
    shelf.put("2026-11-25T10-00-00Z", &good.replace("\"origin\":\"strap\"", "\"origin\":\"\\u001b[2J\""));
    shelf.put("2026-11-26T10-00-00Z", &good.replace("\"version\":2", "\"version\":9"));
    // Nothing can be read in a folder.
    fs::create_dir(shelf.folders().runs().join("2026-11-27T10-00-00Z.jsonl")).unwrap();
    for folded in [3, 0] {
        let runs = shelf.look();
        assert_eq!((runs.len(), shelf.folded), (8, folded));
        assert!(runs[5..].iter().all(|run| matches!(run.state, PastState::Finished(_))));
        let whys: Vec<&str> = runs[..5]
            .iter()
            .map(|run| match &run.state {
                PastState::Damaged(why) => why.as_str(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert!(whys[1].contains("update recovery-run"), "{whys:?}");
        assert!(!whys[2].contains('\x1b'), "{whys:?}");
        assert_eq!(whys[3..], ["the journal is empty", "the journal's header was not written whole"]);
        assert!(runs.iter().all(|run| run.started_at.is_some()));
    }
}

#[test]
fn a_run_that_broke_off_is_told_as_unfinished_with_what_there_is() {
    let mut shelf = Shelf::new();
    let whole = journal("2026-11-23T10:00:00Z", 60);
    let torn = whole.split_once("{\"at\":60").unwrap().0.to_owned() + "{\"at\":60.0";
    shelf.put("2026-11-23T10-00-00Z", &torn);
    let PastState::Unfinished(entry) = &shelf.look()[0].state else { panic!("it passes for finished") };
    assert_eq!(entry.timer, Timer::from_secs(59));
    assert_eq!(fs::read_to_string(run_named(&shelf.folders(), "last").unwrap().unwrap()).unwrap(), torn, "looking changes nothing");
}

#[test]
fn runs_of_one_second_are_told_in_their_order_and_renamed_ones_by_their_start() {
    let mut shelf = Shelf::new();
    let text = journal("2026-11-23T10:00:00Z", 5);
    for id in ["2026-11-23T10-00-00Z-2", "2026-11-23T10-00-00Z", "2026-11-23T10-00-00Z-10"] {
        shelf.put(id, &text);
    }
    shelf.put("tempo", &journal("2026-11-25T10:00:00Z", 5));
    shelf.put("zzz", "nothing");
    assert_eq!(shelf.ids(), ["tempo", "2026-11-23T10-00-00Z-10", "2026-11-23T10-00-00Z-2", "2026-11-23T10-00-00Z", "zzz"]);
    assert_eq!(shelf.last().as_deref(), Some("tempo"));
}

#[test]
fn a_run_is_found_by_its_id_alone() {
    let shelf = three();
    let folders = shelf.folders();
    let path = folders.runs().join("2026-11-20T10-00-00Z.jsonl");
    assert_eq!(run_named(&folders, "2026-11-20T10-00-00Z").unwrap(), Some(path));
    assert_eq!(shelf.last().as_deref(), Some("2026-11-22T10-00-00Z"));
    fs::write(shelf.folder.path().join("outside.jsonl"), "").unwrap();
    for name in ["2026-11-20", "../outside", "", "."] {
        assert_eq!(run_named(&folders, name).unwrap(), None, "{name:?}");
    }
}

#[test]
fn before_the_first_run_the_history_is_empty_and_nothing_is_left_behind_by_asking_for_the_last() {
    let mut shelf = Shelf::new();
    assert_eq!(shelf.last(), None);
    assert_eq!(fs::read_dir(shelf.folder.path()).unwrap().count(), 0);
    assert!(shelf.ids().is_empty());
}

#[test]
fn an_index_that_cannot_be_written_costs_only_time() {
    let mut shelf = three();
    // A folder stands where the index should be; even root cannot write there.
    fs::create_dir(shelf.index()).unwrap();
    assert_eq!(shelf.look().len(), 3);
    assert_eq!(shelf.look().len(), 3);
    assert_eq!(shelf.folded, 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_index_damaged_anywhere_never_changes_what_is_told(flips in prop::collection::vec((any::<prop::sample::Index>(), 1u8..), 0..4), cut in any::<prop::sample::Index>(), cuts: bool) {
        let mut shelf = three();
        shelf.put("2026-11-23T10-00-00Z", "");
        let runs = shelf.look();
        let mut bytes = fs::read(shelf.index()).unwrap();
        for (place, mask) in flips {
            let place = place.index(bytes.len());
            bytes[place] ^= mask;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        fs::write(shelf.index(), bytes).unwrap();
        prop_assert_eq!(&shelf.look(), &runs);
        prop_assert_eq!(&shelf.look(), &runs);
        prop_assert_eq!(shelf.folded, 0);
    }

    #[test]
    fn an_entry_comes_back_from_the_index_as_it_was(
        times in prop::array::uniform8(0u64..1 << 40), mean in prop::option::of(30.0..230.0f64), share in prop::option::of(0.0..=1.0f64),
        prompts in 0usize..1000, drift in prop::option::of(-50.0..50.0f64), end in prop::option::of((30.0..230.0f64, 1.0..30.0f64)),
        gain in prop::option::of((1.0..20.0f64, 0.1..3.0f64, 25.0..110.0f64)), early in prop::option::of(0.2..1.6f64),
        threshold in prop::option::of((60.0..220.0f64, 0.0..10.0f64, 20usize..500)), shape in "[A-Za-p-]{26}",
    ) {
        let shelf = three();
        let [elapsed, timer, zones @ ..] = times;
        let entry = HistoryEntry {
            elapsed: Elapsed::from_ms(elapsed),
            timer: Timer::from_ms(timer),
            mean_bpm: mean,
            in_zone: zones.map(Span::from_ms),
            easy_share: share,
            prompts,
            drift_bpm: drift,
            end_bpm: end.map(|(bpm, _)| bpm),
            end_kmh: end.map(|(_, kmh)| kmh),
            gain: gain.map(|(bpm_per_kmh, sd, tau_s)| Gain { bpm_per_kmh, sd, tau_s }),
            early_alpha1: early,
            threshold: threshold.map(|(bpm, uncertainty_bpm, windows)| ThresholdEstimate { bpm, uncertainty_bpm, windows }),
            own: true,
            shape: RunShape::from_letters(&shape).unwrap(),
        };
        let first = past_runs(&shelf.folders(), |_| entry.clone()).unwrap();
        let second = past_runs(&shelf.folders(), |_| panic!("it is in the index")).unwrap();
        prop_assert_eq!(first, second);
    }
}

/// Runs of five days and what is usual by them, where each drifts by 3 bpm.
fn five(change: impl Fn(u32, String) -> String) -> (Shelf, Vec<PastRun>) {
    let shelf = Shelf::new();
    for day in 1..=6 {
        shelf.put(&format!("2026-11-0{day}T10-00-00Z"), &change(day, journal(&format!("2026-11-0{day}T10:00:00Z"), 30)));
    }
    let drifting = |_| HistoryEntry { drift_bpm: Some(3.0), ..HistoryEntry::default() };
    let runs = past_runs(&shelf.folders(), drifting).unwrap();
    // The index tells it as well.
    assert_eq!(past_runs(&shelf.folders(), |_| panic!("it is in the index")).unwrap(), runs);
    (shelf, runs)
}

#[test]
fn what_is_usual_before_a_run_comes_from_the_runs_before_it() {
    let (_shelf, runs) = five(|_, text| text);
    assert_eq!(usual(&runs).drift.map(|drift| drift.runs), Some(6));
    assert_eq!(usual_before(&runs, "2026-11-06T10-00-00Z").unwrap().drift.map(|drift| drift.runs), Some(5));
    assert_eq!(usual_before(&runs, "2026-11-05T10-00-00Z").unwrap().drift, None);
    assert_eq!(usual_before(&runs, "2026-11-07T10-00-00Z"), None);
}

#[test]
fn demos_rides_and_runs_that_broke_off_teach_nothing_and_imported_runs_do() {
    let imported = |sport: &str| format!(r#""origin":"fit","imported":{{"from":"a.fit","sport":"{sport}"}}"#);
    let taught = |day: u32, text: String| match day {
        1 => text.replace(r#""origin":"strap""#, r#""origin":"demo""#),
        2 => text.replace(r#""origin":"strap""#, &imported("cycling")),
        3 => text.replace(r#""origin":"strap""#, &imported("running")),
        4 => text.replace(r#""origin":"strap""#, &imported("trail_running")),
        5 => text.replace(r#"{"at":30.000,"command":"stop"}"#, ""),
        _ => text,
    };
    let (_shelf, runs) = five(taught);
    let teaching: Vec<&str> = runs.iter().filter(|run| run.run_metrics().is_some()).map(|run| run.id.as_str()).collect();
    assert_eq!(teaching, ["2026-11-06T10-00-00Z", "2026-11-04T10-00-00Z", "2026-11-03T10-00-00Z"]);
    assert_eq!(usual_before(&runs, "2026-11-01T10-00-00Z"), None, "a demo is not put beside own runs");
}
