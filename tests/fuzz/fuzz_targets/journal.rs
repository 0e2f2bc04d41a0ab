//! Journals: whatever the bytes, what is read back can be written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use recovery_run::format::journal;

const HEADER: &[u8] = br#"{"journal":"recovery-run","version":1,"app":"0","started_at":"2026-11-23T10:00:00Z","origin":"strap","athlete":{},"zone_model":"custom","zone_bounds":[100.0,120.0,140.0,160.0,180.0],"zone_basis":"","ceiling":null,"minutes":30,"legs":"fresh"}
"#;

fuzz_target!(|bytes: &[u8]| {
    let _ = journal::read(bytes);
    let Ok(read) = journal::read(&[HEADER, bytes].concat()) else { return };
    let lines: String = read.readings.iter().map(|stamped| journal::line(stamped) + "\n").collect();
    let again = journal::read(&[HEADER, lines.as_bytes()].concat()).expect("what is written can be read");
    assert_eq!(again.readings, read.readings);
});
