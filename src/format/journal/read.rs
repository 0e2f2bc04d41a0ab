//! A journal's bytes to its header and readings, whatever was cut or damaged.

use super::error::JournalError;
use super::header::{Header, read_header};
use super::line::read_line;
use crate::format::reading::TimedReading;
use crate::format::recording::{Recording, of_the_run, run_end};
use crate::session::Elapsed;

/// So many bad lines are told one by one, and how many more there are; a design choice.
const MOST_WARNINGS: usize = 20;

/// A journal, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Journal {
    /// Its header.
    pub header: Header,
    /// Its readings; times never go backwards.
    pub readings: Vec<TimedReading>,
    /// Where a last line begins that was not written whole, in bytes.
    pub truncated_at: Option<usize>,
    /// Bytes of whole lines. Behind them there may be a torn line, and room for lines to come: empty lines.
    pub whole: usize,
    /// What was odd about it, a sentence each; at most 21.
    pub warnings: Vec<String>,
}

/// Whether bytes begin like a journal.
pub fn is_journal(bytes: &[u8]) -> bool {
    bytes.starts_with(b"{\"journal\":")
}

/// Reads a journal. What cannot be read in its middle is skipped and told; a last line without its end is a torn tail.
///
/// # Errors
/// There is no header that this program understands.
pub fn read(bytes: &[u8]) -> Result<Journal, JournalError> {
    if bytes.is_empty() {
        return Err(JournalError::Empty);
    }
    if !is_journal(bytes) {
        return Err(if b"{\"journal\":".starts_with(bytes) { JournalError::TornHeader } else { JournalError::Foreign });
    }
    let end = bytes.iter().position(|byte| *byte == b'\n').ok_or(JournalError::TornHeader)?;
    let header = read_header(&bytes[..end])?;
    let mut journal = Journal { header, readings: Vec::new(), truncated_at: None, whole: 0, warnings: Vec::new() };
    let mut start = end + 1;
    // Room that was kept for lines to come, and did not come to be used.
    let written = bytes.iter().rposition(|byte| *byte != b'\n').map_or(0, |last| bytes.len().min(last + 2));
    let bytes = &bytes[..written];
    let (mut number, mut skipped) = (1, 0);
    while start < bytes.len() {
        number += 1;
        let Some(length) = bytes[start..].iter().position(|byte| *byte == b'\n') else {
            journal.truncated_at = Some(start);
            break;
        };
        let next = start + length + 1;
        if length == 0 {
            // A block of that room between two that were written: a power cut can leave it.
            start = next;
            continue;
        }
        match read_line(&bytes[start..start + length]) {
            Ok(stamped) => {
                // A clock that was set back within a line must not set the run back.
                let latest = journal.readings.last().map_or(Elapsed::ZERO, |last| last.at);
                journal.readings.push(TimedReading { at: stamped.at.max(latest), ..stamped });
            }
            // A power cut can leave a block of zeros or half of a line with the end of an older one.
            Err(_) if next >= bytes.len() => journal.truncated_at = Some(start),
            Err(why) => {
                skipped += 1;
                if skipped <= MOST_WARNINGS {
                    journal.warnings.push(format!("line {number} of the journal is skipped: {why}"));
                }
            }
        }
        start = next;
    }
    journal.whole = journal.truncated_at.unwrap_or(bytes.len());
    if skipped > MOST_WARNINGS {
        journal.warnings.push(format!("{} more lines of the journal are skipped", skipped - MOST_WARNINGS));
    }
    Ok(journal)
}

impl Journal {
    /// Whether the run was brought to its end.
    pub fn is_finished(&self) -> bool {
        run_end(&self.readings).is_some()
    }

    /// The time of the stop, or of the last reading where there is none.
    pub fn end(&self) -> Elapsed {
        run_end(&self.readings).or_else(|| self.readings.last().map(|last| last.at)).unwrap_or_default()
    }

    /// As a recording of the run, without what came after its end and is no part of it.
    pub fn recording(mut self) -> Recording {
        if self.truncated_at.is_some() {
            self.warnings.push("the last line was not written whole and is left out".to_owned());
        }
        let end = self.end();
        Recording {
            origin: self.header.origin,
            started_at: Some(self.header.started_at),
            end,
            setup: Some(self.header.setup),
            readings: of_the_run(self.readings),
            claims: self.header.imported.map(|imported| imported.claims).unwrap_or_default(),
            warnings: self.warnings,
        }
    }
}
