//! Bulk exports of sites and plain folders.

use std::fs;
use std::path::Path;

use super::files::{gpx, gzip, tcx, tcx_without_heart_rate, zip};
use super::{complaint, ids, program, said};

/// An export as a site makes it: an index, compressed recordings, pictures, pages, and what went wrong.
fn export() -> Vec<u8> {
    let cut = gzip(&tcx(5));
    zip(&[
        ("activities.csv", b"Activity ID,Activity Date,Activity Name\n1,\"Nov 1, 2026, 6:00:00 AM\",Morning Run\n"),
        ("activities/1.tcx.gz", &gzip(&tcx(1))),
        ("activities/2.gpx", &gpx(2)),
        ("activities/3.tcx.gz", &gzip(&tcx_without_heart_rate(3))),
        ("activities/5.tcx.gz", &cut[..cut.len() / 2]),
        ("media/a.jpg", b"\xFF\xD8picture"),
        ("DI_CONNECT/UploadedFiles_0.zip", &zip(&[("4.tcx", &tcx(4)), ("profile.html", b"<html/>")])),
        (".DS_Store", b"\0\0\0\x01Bud1"),
    ])
}

fn unpacked(folder: &Path) {
    for (name, content) in [
        ("a/1.tcx.gz", gzip(&tcx(1))),
        ("a/b/2.gpx", gpx(2)),
        ("a/3.tcx", tcx_without_heart_rate(3)),
        ("4.zip", zip(&[("4.tcx", &tcx(4))])),
        ("noise.fit", vec![7; 300]),
    ] {
        fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
        fs::write(folder.join(name), content).unwrap();
    }
}

#[test]
fn a_sites_export_is_imported_in_one_command_and_each_kind_of_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::write(folder.path().join("export.zip"), export()).unwrap();
    let told = said(program(&data).current_dir(folder.path()).args(["import", "export.zip"]));
    let lines: Vec<&str> = told.lines().map(str::trim_start).collect();
    assert_eq!(
        lines,
        [
            "1 without heart rate: export.zip/activities/3.tcx.gz",
            "4 passed over, being no recordings: export.zip/.DS_Store, export.zip/DI_CONNECT/UploadedFiles_0.zip/profile.html, \
             export.zip/activities.csv, …",
            "1 refused, its gzip data is cut short; copy or download it again: export.zip/activities/5.tcx.gz",
            "3 runs added, 0 there already"
        ]
    );
    assert_eq!(ids(&data), ["2026-11-04T06-00-00Z", "2026-11-02T06-00-00Z", "2026-11-01T06-00-00Z"]);
    let mut originals: Vec<_> = fs::read_dir(data.join("originals")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    originals.sort();
    assert_eq!(originals, ["2026-11-01T06-00-00Z.tcx.gz", "2026-11-02T06-00-00Z.gpx", "2026-11-04T06-00-00Z.tcx"]);
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 2, "only the data folder is new");
}

#[test]
fn a_folder_is_imported_and_the_same_runs_from_elsewhere_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let runs = folder.path().join("runs");
    unpacked(&runs);
    let told = said(program(&data).arg("import").arg(&runs));
    assert!(told.ends_with("3 runs added, 0 there already\n") && told.contains("noise.fit"), "{told}");
    let before = ids(&data);
    let zipped = folder.path().join("export.zip");
    fs::write(&zipped, export()).unwrap();
    for again in [&runs, &zipped] {
        let told = said(program(&data).arg("import").arg(again));
        assert!(told.ends_with("0 runs added, 3 there already\n"), "{told}");
    }
    assert_eq!(ids(&data), before);
}

#[test]
fn a_second_import_decodes_nothing_that_is_known_and_a_run_that_was_removed_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let run = folder.path().join("runs/1.tcx");
    fs::create_dir(folder.path().join("runs")).unwrap();
    fs::write(&run, tcx(1)).unwrap();
    let import = || said(program(&data).arg("import").arg(folder.path().join("runs")));
    assert!(import().starts_with("1 run added"));
    // A journal that nothing can be compared with any more: only the content tells that the run is known.
    let journal = data.join("runs/2026-11-01T06-00-00Z.jsonl");
    fs::write(&journal, "damaged").unwrap();
    assert_eq!(import(), "0 runs added, 1 there already\n");
    // Without the list of contents the originals tell the same.
    fs::remove_file(data.join("imports.csv")).unwrap();
    assert_eq!(import(), "0 runs added, 1 there already\n");
    fs::remove_file(&journal).unwrap();
    assert_eq!(import(), "1 run added, 0 there already\n");
    assert_eq!(ids(&data), ["2026-11-01T06-00-00Z"]);
}

#[test]
fn a_folder_or_archive_without_a_run_is_a_failure_and_keeps_no_other_out() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(folder.path().join("empty")).unwrap();
    fs::write(folder.path().join("pictures.zip"), zip(&[("a.jpg", b"picture")])).unwrap();
    fs::write(folder.path().join("1.tcx"), tcx(1)).unwrap();
    let mut import = program(&data);
    let told = complaint(import.current_dir(folder.path()).args(["import", "empty", "pictures.zip", "1.tcx"]));
    assert!(told.contains("empty holds no run") && told.contains("pictures.zip holds no run"), "{told}");
    assert!(told.ends_with("2 of 3 files could not be imported: see above\n"), "{told}");
    assert_eq!(ids(&data), ["2026-11-01T06-00-00Z"]);
}

#[test]
fn names_in_an_archive_lead_nowhere_and_change_no_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let zipped = folder.path().join("a.zip");
    fs::write(&zipped, zip(&[("../../../1.tcx", &tcx(1)), ("/2.tcx/../\u{1b}[2J.g z", &tcx(2)), ("x\u{1b}[2J.fit", b"noise")])).unwrap();
    let told = said(program(&data).arg("import").arg(&zipped));
    assert!(told.ends_with("2 runs added, 0 there already\n") && !told.contains('\u{1b}'), "{told}");
    let names = |path: &Path| {
        let mut names: Vec<_> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(names(folder.path()), ["a.zip", "data"]);
    assert_eq!(names(&data.join("originals")), ["2026-11-01T06-00-00Z.tcx", "2026-11-02T06-00-00Z.original"]);
}
