//! The log of a live run: a plain text file in the data folder, for finding out why something went wrong.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::store::begin_log;
use crate::writer::WriterThread;

/// Lines that wait for a disk that does not answer; beyond them the log has a hole.
const CAPACITY: usize = 1 << 20;
/// So long the end of a run waits for its log.
const LIMIT: Duration = Duration::from_millis(200);

/// The log of a run. Lines are written by a thread: a disk that hangs must not hold up whoever has something to say.
pub(super) struct Log(Option<WriterThread>);

/// Begins the log, at the level that `RECOVERY_RUN_LOG` names. A run without a log is a run all the same.
pub(super) fn begin(data: &Path) -> Log {
    let Ok(file) = begin_log(data) else { return Log(None) };
    let Ok(writer) = WriterThread::start("log", file, CAPACITY, || {}) else { return Log(None) };
    let lines = tracing_subscriber::fmt().with_writer(Lines(writer.clone())).with_ansi(false).with_max_level(LevelFilter::TRACE).finish();
    // Only the first run of a process logs.
    let _ = tracing::subscriber::set_global_default(lines.with(levels(std::env::var("RECOVERY_RUN_LOG").ok().as_deref())));
    Log(Some(writer))
}

/// What is logged: a level for all, or one for each part of the program, with commas between: `info,btleplug=debug`. What is not
/// understood counts as absent.
fn levels(wanted: Option<&str>) -> Targets {
    let usual = || {
        Targets::new().with_default(LevelFilter::INFO).with_targets([("bluez_async", LevelFilter::WARN), ("btleplug", LevelFilter::WARN)])
    };
    wanted.filter(|wanted| !wanted.is_empty()).and_then(|wanted| wanted.parse().ok()).unwrap_or_else(usual)
}

impl Drop for Log {
    fn drop(&mut self) {
        if let Some(writer) = &self.0 {
            // Whoever waits longer for a log than this is held up by it.
            writer.drain(LIMIT);
        }
    }
}

/// Makes a writer for each line.
struct Lines(WriterThread);

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Self::Writer {
        Line { writer: &self.0, text: Vec::new() }
    }
}

/// A line in the making; it is handed over whole.
struct Line<'a> {
    writer: &'a WriterThread,
    text: Vec<u8>,
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        self.writer.send(std::mem::take(&mut self.text));
    }
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn levels_are_one_for_all_or_one_for_each_part() {
        for (wanted, target, level, logged) in [
            (None, "recovery_run::ble", Level::INFO, true),
            (None, "recovery_run::ble", Level::DEBUG, false),
            (None, "btleplug::bluez", Level::INFO, false),
            (Some("debug"), "btleplug::bluez", Level::DEBUG, true),
            (Some("warn,recovery_run=trace"), "recovery_run::ble", Level::TRACE, true),
            (Some("warn,recovery_run=trace"), "btleplug", Level::INFO, false),
            (Some("btleplug=very"), "recovery_run::ble", Level::INFO, true),
            (Some(""), "recovery_run::ble", Level::INFO, true),
        ] {
            assert_eq!(levels(wanted).would_enable(target, &level), logged, "{wanted:?} {target} {level}");
        }
    }
}
