//! Readings from standard input, a line each. Runs on a thread of its own, since a read may block for ever.

use std::io::{BufRead, BufReader, Read};

use tokio::sync::mpsc;

use super::coding::Decoded;
use super::live::SourceEvent;
use crate::clock::Moment;
use crate::format::{Reading, stdin_lines};
use crate::session::Elapsed;

/// Readings that wait for the run; the run takes them as fast as they come.
const CAPACITY: usize = 64;
/// Longer lines are no readings; they are skipped without being kept, in bytes.
const LONGEST_LINE: u64 = 64 * 1024;

/// Begins to read standard input; with `in_miles`, treadmill packets in it tell their speeds in miles an hour. A thread that fails closes the channel without [`SourceEvent::End`].
///
/// # Errors
/// The thread cannot be started.
pub fn open(in_miles: bool) -> std::io::Result<mpsc::Receiver<SourceEvent>> {
    let (sender, events) = mpsc::channel(CAPACITY);
    // It ends with the input or when nobody listens; a read that blocks at the end of the process holds nothing up.
    std::thread::Builder::new().name("stdin".to_owned()).spawn(move || {
        let input = BufReader::new(Decoded::new(std::io::stdin().lock()));
        read_all(input, &sender, in_miles);
    })?;
    Ok(events)
}

fn read_all(mut input: impl BufRead, sender: &mpsc::Sender<SourceEvent>, in_miles: bool) {
    let mut lines = Lines { number: 0, latest: Elapsed::ZERO, in_miles };
    while let Some(events) = lines.read(&mut input) {
        for event in events {
            if sender.blocking_send(event).is_err() {
                return;
            }
        }
    }
    // Nobody may be left to hear that it ended.
    let _ = sender.blocking_send(SourceEvent::End);
}

/// A packet of a treadmill that counts in miles says so.
fn in_unit(reading: Reading, in_miles: bool) -> Reading {
    match reading {
        Reading::Packet(characteristic, payload) if in_miles => Reading::Packet(characteristic.in_miles(), payload),
        other => other,
    }
}

struct Lines {
    number: u64,
    latest: Elapsed,
    in_miles: bool,
}

impl Lines {
    /// What the next line brings; none at the end of the input.
    fn read(&mut self, input: &mut impl BufRead) -> Option<Vec<SourceEvent>> {
        self.number += 1;
        let mut line = Vec::new();
        match input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line) {
            Ok(0) => return None,
            Ok(_) => {}
            Err(error) => return Some(vec![self.warning(&error.to_string()), SourceEvent::End]),
        }
        if line.len() as u64 == LONGEST_LINE && line.last() != Some(&b'\n') {
            let rest = input.skip_until(b'\n');
            let why = rest.err().map_or_else(|| "longer than 64 KiB".to_owned(), |error| error.to_string());
            return Some(vec![self.warning(&why)]);
        }
        let text = String::from_utf8_lossy(&line);
        match stdin_lines::read_line(&text) {
            Ok(line) if line.at.is_some_and(|at| at < self.latest) => Some(vec![self.warning(&format!(
                "its time goes backwards, from {} to {} s",
                self.latest.secs(),
                line.at.unwrap_or_default().secs()
            ))]),
            Ok(line) => {
                self.latest = line.at.unwrap_or(self.latest);
                let at = Moment::now();
                let told = |reading| SourceEvent::Reading { at, given: line.at, reading: in_unit(reading, self.in_miles) };
                Some(line.readings.into_iter().map(told).collect())
            }
            Err(error) => Some(vec![self.warning(&error.to_string())]),
        }
    }

    fn warning(&self, why: &str) -> SourceEvent {
        SourceEvent::Warning(format!(
            "line {} of standard input is skipped: {why}; see `recovery-run run --help` for what a line may be",
            self.number
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(input: &str) -> (usize, Vec<String>) {
        let mut lines = Lines { number: 0, latest: Elapsed::ZERO, in_miles: false };
        let mut bytes = input.as_bytes();
        let (mut readings, mut warnings) = (0, Vec::new());
        while let Some(arrivals) = lines.read(&mut bytes) {
            for arrival in arrivals {
                match arrival {
                    SourceEvent::Reading { .. } => readings += 1,
                    SourceEvent::Warning(warning) => warnings.push(warning),
                    SourceEvent::End => {}
                }
            }
        }
        (readings, warnings)
    }

    #[test]
    fn bad_lines_are_skipped_by_number_and_good_ones_kept() {
        let long = "x".repeat(70_000);
        let (readings, warnings) = all(&format!("120\nabc\n\n{{\"at\":5,\"bpm\":121}}\n{{\"at\":4,\"bpm\":122}}\n{long}\n123"));
        assert_eq!(readings, 3);
        assert_eq!(warnings.len(), 3);
        assert!(warnings[0].contains("line 2"), "{}", warnings[0]);
        assert!(warnings[1].contains("line 5") && warnings[1].contains("backwards"), "{}", warnings[1]);
        assert!(warnings[2].contains("line 6") && warnings[2].contains("64 KiB"), "{}", warnings[2]);
    }
    /// An input that makes the thread fail, as a fault of the program itself would.
    struct Broken;

    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            panic!("broken on purpose")
        }
    }

    #[test]
    fn a_thread_that_fails_closes_the_channel_without_an_end() {
        let (sender, mut events) = mpsc::channel(8);
        let thread = std::thread::spawn(move || read_all(std::io::BufReader::new(Broken), &sender, false));
        assert!(thread.join().is_err());
        assert!(events.blocking_recv().is_none());
    }
}
