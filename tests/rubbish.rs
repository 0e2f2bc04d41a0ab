//! Files of other kinds under any name: they are refused in words, and nothing of them or their names reaches the terminal that
//! it would obey.
#![allow(clippy::unwrap_used)] // Helpers of tests too: clippy's own exception ends at the test function.
#![cfg(unix)] // Other systems allow no such names.

use std::path::Path;
use std::process::{Command, Output};

/// Sets colours, a title, and the direction of writing.
const NAME: &str = "a\u{1b}[31mb\u{1b}]0;c\u{7}\u{202e}d";

fn told(output: &Output) -> String {
    String::from_utf8([&output.stdout[..], &output.stderr[..]].concat()).unwrap()
}

fn run(command: &str, file: &Path, home: &Path) -> Output {
    let flags: &[&str] = match command {
        "export" => &["--to", "csv", "--output", "-"],
        "replay" => &["--headless"],
        _ => &[],
    };
    Command::new(env!("CARGO_BIN_EXE_recovery-run"))
        .arg(command)
        .args(flags)
        .arg(file)
        .env("RECOVERY_RUN_DATA", home)
        .env("RECOVERY_RUN_CONFIG", home.join("config.toml"))
        .output()
        .unwrap()
}

fn assert_obeys_nothing(words: &str, what: &str) {
    let odd = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202e}' | char::REPLACEMENT_CHARACTER);
    assert!(!words.contains(odd), "{what}: {words:?}");
}

#[test]
fn rubbish_is_refused_without_a_byte_of_it() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join(NAME);
    let all: Vec<u8> = (0..=255).collect();
    for rubbish in
        [&all[..], &[&[7, 27, 0, 155][..], b"<a\x1b[2J>"].concat(), b"{\"\\u001b[2J\": 1}", b"<a:\xc2\x9b2J/>", b"\x89PNG\r\n\x1a\n<hr>"]
    {
        std::fs::write(&file, rubbish).unwrap();
        for command in ["report", "export", "replay"] {
            let output = run(command, &file, home.path());
            assert_eq!(output.status.code(), Some(1), "{command} {rubbish:?}");
            assert_obeys_nothing(&told(&output), command);
            assert!(told(&output).contains("cannot be read: it is"), "{}", told(&output));
        }
    }
}

#[test]
fn a_damaged_file_under_such_a_name_is_read_and_its_warnings_obey_nothing() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join(NAME);
    let point = |second: u8| format!("<trkpt><time>2024-05-04T09:05:{second:02}Z</time><hr>120</hr></trkpt>");
    let text = format!("<gpx creator=\"x&#x202e;&#27;[2Jy\"><trk><trkseg>{}{}</\u{1b}[2J\u{202e}></trkseg><&\u{7}", point(1), point(2));
    std::fs::write(&file, text).unwrap();
    for command in ["report", "replay"] {
        let output = run(command, &file, home.path());
        assert!(output.status.success(), "{command}: {}", told(&output));
        let errors = String::from_utf8(output.stderr.clone()).unwrap();
        assert!(errors.contains("damaged"), "{errors}");
        assert_obeys_nothing(&errors, command);
    }
}
