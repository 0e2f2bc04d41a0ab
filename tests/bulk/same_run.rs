//! The same run in several formats is one run, from the file with most in it; what the program recorded itself stays.

use std::fs;
use std::path::{Path, PathBuf};

use super::files::{gpx, tcx};
use super::{ids, program, said};

/// A demo run, recorded in `own`, and exported in a format.
fn exported(folder: &Path, to: &str) -> PathBuf {
    let own = folder.join("own");
    if !own.exists() {
        program(&own).args(["demo", "--seed", "7", "--minutes", "20", "--headless", "--record", "--age", "40"]).assert().success();
    }
    let out = folder.join(format!("exports/run.{to}"));
    fs::create_dir_all(out.parent().unwrap()).unwrap();
    program(&own).args(["export", "last", "--to", to, "-o"]).arg(&out).assert().success();
    out
}

fn journals(data: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let paths = fs::read_dir(data.join("runs")).unwrap().map(|entry| entry.unwrap().path());
    let mut journals: Vec<_> = paths.filter(|path| path.extension().is_some_and(|end| end == "jsonl")).collect();
    journals.sort();
    journals.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

#[test]
fn one_run_in_all_our_formats_is_added_once_with_its_beats() {
    let folder = tempfile::tempdir().unwrap();
    for to in ["csv", "fit", "tcx"] {
        exported(folder.path(), to);
    }
    let data = folder.path().join("data");
    let told = said(program(&data).arg("import").arg(folder.path().join("exports")).args(["--age", "40"]));
    assert_eq!(told, "1 run added, 2 there already\n");
    let [(_, journal)] = &journals(&data)[..] else { panic!("{told}") };
    assert!(String::from_utf8_lossy(journal).contains("\"rr\":["), "the beats are not in it");
    let again = said(program(&data).arg("import").arg(folder.path().join("exports")));
    assert!(again.ends_with("0 runs added, 3 there already\n"), "{again}");
}

#[test]
fn a_fuller_recording_replaces_a_poorer_one_and_says_so_and_never_the_other_way() {
    let folder = tempfile::tempdir().unwrap();
    let (poor, full) = (exported(folder.path(), "tcx"), exported(folder.path(), "fit"));
    let import = |data: &Path, file: &Path| said(program(data).arg("import").arg(file));
    let data = folder.path().join("poor first");
    assert!(import(&data, &poor).contains("1 run added"));
    let told = import(&data, &full);
    assert!(told.contains("with beat-to-beat intervals") && told.contains("0 runs added, 1 replaced"), "{told}");
    let replaced = journals(&data);
    assert_eq!(import(&data, &poor).lines().last(), Some("0 runs added, 1 there already"));
    assert_eq!(import(&data, &full).lines().last(), Some("0 runs added, 1 there already"));
    assert_eq!(journals(&data), replaced);
    assert_eq!(fs::read_dir(data.join("originals")).unwrap().count(), 2, "both originals are kept");

    let other = folder.path().join("full first");
    assert!(import(&other, &full).contains("1 run added"));
    assert_eq!(import(&other, &poor).lines().last(), Some("0 runs added, 1 there already"));
    let [(_, one), (_, two)] = [&replaced[0], &journals(&other)[0]].map(|(path, text)| (path, String::from_utf8_lossy(text).into_owned()));
    assert_eq!(one.lines().skip(1).collect::<Vec<_>>(), two.lines().skip(1).collect::<Vec<_>>());
}

#[test]
fn a_run_that_the_program_recorded_itself_is_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    for to in ["csv", "fit", "tcx"] {
        exported(folder.path(), to);
    }
    let own = folder.path().join("own");
    let before = journals(&own);
    let told = said(program(&own).arg("import").arg(folder.path().join("exports")));
    assert!(told.ends_with("0 runs added, 3 there already\n"), "{told}");
    assert_eq!(journals(&own), before);
}

#[test]
fn a_table_in_local_time_gives_way_to_the_same_run_in_utc() {
    let folder = tempfile::tempdir().unwrap();
    let local: String = super::files::rates(9)
        .step_by(1)
        .chain((241..=900).map(|at| (at, 120 + at % 7 + at / 90)))
        .fold("time,hr\n".to_owned(), |text, (at, bpm)| text + &format!("2026-11-09T08:{:02}:{:02},{bpm}\n", at / 60, at % 60));
    let utc = local.replace("T08:", "T06:").replace("time,hr\n", "");
    let points: String = utc
        .lines()
        .map(|line| {
            let (time, bpm) = line.split_once(',').unwrap();
            format!("<Trackpoint><Time>{time}Z</Time><HeartRateBpm><Value>{bpm}</Value></HeartRateBpm></Trackpoint>")
        })
        .collect();
    let tcx = format!(
        "<TrainingCenterDatabase><Activities><Activity Sport=\"Running\"><Id>2026-11-09T06:00:00Z</Id><Lap StartTime=\"2026-11-09T06:00:00Z\">\
         <Track>{points}</Track></Lap></Activity></Activities></TrainingCenterDatabase>"
    );
    let runs = folder.path().join("runs");
    fs::create_dir(&runs).unwrap();
    fs::write(runs.join("1.csv"), local).unwrap();
    fs::write(runs.join("2.tcx"), tcx).unwrap();
    let data = folder.path().join("data");
    // Wherever this runs: the table's time may be taken for UTC or for the zone of the machine.
    let told = said(program(&data).env("TZ", "UTC").arg("import").arg(&runs));
    assert!(told.ends_with("1 run added, 1 replaced by a fuller recording, 0 there already\n"), "{told}");
    assert!(told.contains("with its start in UTC"), "{told}");
    assert_eq!(ids(&data), ["2026-11-09T06-00-00Z"]);
}

#[test]
fn runs_that_only_begin_together_are_two() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let runs = folder.path().join("runs");
    fs::create_dir(&runs).unwrap();
    let partner = String::from_utf8(tcx(3)).unwrap().replace("<Value>1", "<Value>2").replace("<Value>20", "<Value>18");
    fs::write(runs.join("me.tcx"), tcx(3)).unwrap();
    fs::write(runs.join("me.gpx"), gpx(3)).unwrap();
    fs::write(runs.join("partner.tcx"), partner.replace("<Value>21", "<Value>19").replace("<Value>2", "<Value>1")).unwrap();
    let told = said(program(&data).arg("import").arg(&runs));
    assert!(told.contains("2 runs added"), "{told}");
    assert_eq!(ids(&data), ["2026-11-03T06-00-00Z-2", "2026-11-03T06-00-00Z"]);
}
