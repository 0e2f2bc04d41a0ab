//! Journals: whatever the bytes, what is read back can be written and read again, and every report of it can be drawn.
#![no_main]

use libfuzzer_sys::fuzz_target;
use recovery_run::analysis::Baseline;
use recovery_run::format::journal::{self, Journal};
use recovery_run::report::{self, Provenance, Run};
use recovery_run::screen::AnsiPrinter;
use recovery_run::session::{Command, Event, EventKind, Session};

const HEADER: &[u8] = br#"{"journal":"recovery-run","version":2,"app":"0","started_at":"2026-11-23T10:00:00Z","origin":"strap","athlete":{},"zone_model":"custom","zone_bounds":[100.0,120.0,140.0,160.0,180.0],"zone_basis":"","ceiling":null,"minutes":30,"legs":"fresh"}
"#;
/// Larger than any report of so short an input.
const MOST_BYTES: usize = 4_000_000;

fuzz_target!(|bytes: &[u8]| {
    // Once as a whole journal, whose header is cut from the bytes too, and once as lines behind a good header.
    if let Ok(read) = journal::read(bytes) {
        draw(read);
    }
    let Ok(read) = journal::read(&[HEADER, bytes].concat()) else { return };
    let lines: String = read.readings.iter().map(|stamped| journal::line(stamped) + "\n").collect();
    let again = journal::read(&[HEADER, lines.as_bytes()].concat()).expect("what is written can be read");
    assert_eq!(again.readings, read.readings);
    draw(read);
});

/// Folds a journal to its end and draws it as text, as a page, as a picture and as JSON.
fn draw(journal: Journal) {
    let recording = journal.recording();
    let Some(setup) = recording.setup.clone() else { return };
    let mut session = Session::new(setup);
    for stamped in &recording.readings {
        session.step(&stamped.event());
    }
    session.step(&Event::new(recording.end, EventKind::Command(Command::Stop)));
    let from = Provenance {
        file: None,
        origin: recording.origin,
        format: recording.format(),
        started_at: recording.started_at.map(|at| at.to_string()),
        claims: recording.claims,
        warnings: recording.warnings,
    };
    let usual = Baseline::default();
    let text = report::closing(&session, &usual, &AnsiPrinter::detect(|_| None, false, 80), report::IN_A_REPORT);
    let run = Run { session: &session, from: &from, when: None, usual: &usual, age_assumed: false };
    for report in [text, report::page(&[run]), report::svg(&session), report::object(&session, &from, None)] {
        assert!(report.len() <= MOST_BYTES, "a report of {} bytes", report.len());
    }
}
