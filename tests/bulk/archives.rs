//! Wherever a FILE is read it may be gzipped, or the one recording in a zip archive.

use std::fs;
use std::path::Path;

use super::files::{gpx, gzip, tcx, zip};
use super::{complaint, program, said};

fn report(folder: &Path, file: &str, content: &[u8]) -> serde_json::Value {
    fs::write(folder.join(file), content).unwrap();
    let text = said(program(folder).current_dir(folder).args(["report", "--json", file]));
    let mut report: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["file"].take(), file);
    report
}

#[test]
fn a_compressed_recording_is_reported_like_the_recording_itself() {
    let folder = tempfile::tempdir().unwrap();
    let plain = report(folder.path(), "plain", &tcx(3));
    let packed = [
        gzip(&tcx(3)),
        zip(&[("activities/1.tcx", &tcx(3)[..])]),
        zip(&[("activities/", b""), ("activities/1.tcx.gz", &gzip(&tcx(3))), ("media/1.jpg", b"picture"), ("read me.md", b"words")]),
        zip(&[("parts/inner.zip", &zip(&[("1.tcx", &tcx(3))])[..]), ("about.txt", b"some words about it")]),
    ];
    for (number, content) in packed.iter().enumerate() {
        assert_eq!(report(folder.path(), &format!("packed-{number}"), content), plain, "{number}");
    }
}

#[test]
fn a_compressed_recording_is_replayed_exported_and_taken_from_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [("plain", tcx(3)), ("packed.gz", gzip(&tcx(3))), ("packed.zip", zip(&[("1.tcx", &tcx(3))]))] {
        fs::write(folder.path().join(name), content).unwrap();
    }
    let printed = |arguments: &[&str]| said(program(folder.path()).current_dir(folder.path()).args(arguments));
    let export = |file| printed(&["export", file, "--to", "csv", "-o", "-"]);
    let replay = |file| printed(&["replay", file, "--headless"]);
    for packed in ["packed.gz", "packed.zip"] {
        assert_eq!(export(packed), export("plain"));
        assert_eq!(replay(packed), replay("plain"));
        let piped =
            said(program(folder.path()).args(["export", "-", "--to", "csv", "-o", "-"]).pipe_stdin(folder.path().join(packed)).unwrap());
        assert_eq!(piped, export("plain"));
    }
}

#[test]
fn an_archive_with_several_recordings_says_which_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (tcx(3), gpx(4));
    fs::write(folder.path().join("all.zip"), zip(&[("x/1.tcx", &a), ("x/2.gpx", &b), ("x/3.tcx", &a), ("x/p.jpg", b"")])).unwrap();
    for arguments in [&["report", "all.zip"][..], &["replay", "all.zip", "--headless"], &["export", "all.zip", "--to", "fit", "-o", "out"]]
    {
        let told = complaint(program(folder.path()).current_dir(folder.path()).args(arguments));
        for word in ["all.zip/x/1.tcx", "all.zip/x/2.gpx", "up to 1 more", "recovery-run import all.zip"] {
            assert!(told.contains(word), "{told}");
        }
    }
}

#[test]
fn what_cannot_be_unpacked_says_why_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let gz = gzip(&tcx(3));
    let archive = zip(&[("1.tcx", &tcx(3))]);
    let listed = archive.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    let mut encrypted = archive.clone();
    encrypted[listed + 8] |= 1;
    let mut damaged = archive.clone();
    damaged[60] ^= 0xFF;
    for (content, word) in [
        (&gz[..gz.len() / 2], "cut short"),
        (&gz[..5], "cut short"),
        (&archive[..archive.len() / 2], "cut short"),
        (&encrypted, "password"),
        (&damaged, "damaged"),
        (&zip(&[]), "no recording"),
        (&zip(&[("1.jpg", b"picture")]), "no recording"),
        (&gzip(b"hello"), "no "),
    ] {
        fs::write(folder.path().join("packed"), content).unwrap();
        for arguments in [&["report", "packed"][..], &["import", "packed"]] {
            let told = complaint(program(folder.path()).current_dir(folder.path()).args(arguments));
            assert!(told.starts_with("recovery-run: packed") && told.contains("; "), "{arguments:?} {told}");
            assert!(told.contains(word) || arguments[0] == "import", "{told}");
        }
    }
}
