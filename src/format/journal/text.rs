//! A whole journal as text, for recordings that were imported.

use super::header::{Header, header_line};
use super::line::line;
use crate::format::reading::{Reading, TimedReading};
use crate::format::recording::Recording;
use crate::session::Command;

/// A recording as a journal's text: its header, its readings, and its end.
pub fn text(header: &Header, recording: &Recording) -> String {
    let mut text = header_line(header) + "\n";
    for stamped in &recording.readings {
        text.push_str(&line(stamped));
        text.push('\n');
    }
    if !recording.readings.iter().any(|stamped| stamped.reading == Reading::Command(Command::Stop)) {
        text.push_str(&line(&TimedReading::new(recording.end, Reading::Command(Command::Stop))));
        text.push('\n');
    }
    text
}
