//! The recordings in a content: as it is, gzipped, or the one among the files of an archive.

use std::ops::ControlFlow;

use super::Failure;
use crate::format::archive::{ArchiveError, PackedFile, Packing, ReadSeek, Visitor, gunzip, visit};
use crate::format::{ReadError, Recording, is_other_file, read};
use crate::session::EventKind;

/// Why a content is no recording of a run; the text goes on after a file's name.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unusable {
    /// It cannot be unpacked.
    #[error("cannot be read: {0}")]
    Packed(#[from] ArchiveError),
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(ReadError),
    /// Nothing in it is an activity.
    #[error("holds no activity: it was read, and nothing in it is a run; give a recording of one")]
    NoActivity,
    /// No activity in it has a heart rate.
    #[error("holds no heart rate: it was read, and no record has one{}; give a recording with heart rate", in_brackets(.0))]
    NoHeartRate(Vec<String>),
}

fn in_brackets(odd: &[String]) -> String {
    if odd.is_empty() { String::new() } else { format!(" ({})", odd.join("; ")) }
}

/// The activities with a heart rate in a content, at least one.
pub(super) fn activities_in(content: &[u8]) -> Result<Vec<Recording>, Unusable> {
    let mut activities = read(content).map_err(Unusable::Unreadable)?;
    if activities.is_empty() {
        return Err(Unusable::NoActivity);
    }
    if !activities.iter().any(has_heart_rate) {
        // What was odd about it may be the reason.
        return Err(Unusable::NoHeartRate(activities.into_iter().flat_map(|recording| recording.warnings).collect()));
    }
    activities.retain(has_heart_rate);
    Ok(activities)
}

/// The same for a content that may be gzipped.
pub(super) fn activities(content: &[u8]) -> Result<Vec<Recording>, Unusable> {
    match Packing::of(content) {
        Some(Packing::Gzip) => activities_in(&gunzip(content)?),
        Some(Packing::Zip) | None => activities_in(content),
    }
}

fn has_heart_rate(recording: &Recording) -> bool {
    recording
        .readings
        .iter()
        .any(|stamped| matches!(stamped.reading.decode(), Ok(EventKind::Measurement(measurement)) if measurement.bpm().is_some()))
}

/// The activities of the one recording in an archive.
///
/// # Errors
/// There is none, or there are several: then the message names some.
pub(super) fn only_recording<'a>(file: &str, archive: Box<dyn ReadSeek + 'a>) -> Result<Vec<Recording>, Failure> {
    let mut search = Search::default();
    // It takes all that is offered.
    let _: ControlFlow<()> = visit(file, archive, &mut search).map_err(|why| Failure::new(format!("{file} cannot be read: {why}")))?;
    match (search.found.len(), search.refused.as_slice()) {
        (1, refused) => {
            for (name, why) in refused.iter().filter(|(_, why)| matches!(why, Unusable::Packed(_))) {
                eprintln!("recovery-run: {name} {why}");
            }
            Ok(search.found.remove(0).1)
        }
        (0, []) => Err(Failure::new(format!("{file} holds no recording: nothing in it looks like one; give a recording"))),
        (0, [(name, why)]) => Err(Failure::new(format!("{name} {why}"))),
        (0, [(name, why), ..]) => {
            let others = search.refused.len() - 1;
            Err(Failure::new(format!("{file} holds no recording with heart rate: {name} {why}; neither do {others} other files in it")))
        }
        (_, _) => {
            let names: Vec<&str> = search.found.iter().map(|(name, _)| name.as_str()).collect();
            let more = if search.unread > 0 { format!(" and up to {} more", search.unread) } else { String::new() };
            Err(Failure::new(format!(
                "{file} holds several recordings: {}{more}; unpack the one that you want, or add them all to the history with `recovery-run \
                 import {file}`",
                names.join(", ")
            )))
        }
    }
}

/// Looks for recordings in an archive; of more than two it only counts the files that may be some.
#[derive(Debug, Default)]
struct Search {
    found: Vec<(String, Vec<Recording>)>,
    refused: Vec<(String, Unusable)>,
    unread: usize,
}

impl Visitor for Search {
    fn opened(&mut self, _: usize) {}

    fn wants(&mut self, name: &str) -> ControlFlow<(), bool> {
        let is_wanted = !is_other_file(name);
        let is_enough = self.found.len() > 1;
        self.unread += usize::from(is_wanted && is_enough);
        ControlFlow::Continue(is_wanted && !is_enough)
    }

    fn take(&mut self, file: PackedFile) -> ControlFlow<()> {
        match file.content.map_err(Unusable::from).and_then(|content| activities(&content)) {
            Ok(activities) => self.found.push((file.name, activities)),
            Err(why) => self.refused.push((file.name, why)),
        }
        ControlFlow::Continue(())
    }
}
