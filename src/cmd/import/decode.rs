//! Decoding one file: what of it can become runs. Needs nothing that changes, so that several threads do it at once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::{SignedDuration, Timestamp};

use super::feed::{Content, Found, Job};
use crate::cmd::Failure;
use crate::cmd::packed::{Unusable, activities_in};
use crate::cmd::profile::{PlanArgs, Profile, ProfileArgs};
use crate::format::archive::{ArchiveError, Packing, gunzip};
use crate::format::journal::{Header, Imported};
use crate::format::{Origin, Recording};
use crate::session::{EventKind, Span};
use crate::store::{Activity, ContentId};

/// Rates over so long without a sport, a speed or a distance are those of a day, not of a run. A design choice: the longest runs
/// are told by watches, which name the sport.
const DAY: Span = Span::from_secs(16 * 3600);

/// A file, decoded.
#[derive(Debug)]
pub(super) struct Decoded {
    pub found: Found,
    /// As it came; empty where it could not be read.
    pub bytes: Vec<u8>,
    pub outcome: Outcome,
    /// What was odd about it, a sentence each.
    pub remarks: Vec<String>,
}

/// What a file came to.
#[derive(Debug)]
pub(super) enum Outcome {
    /// A run was made from this content before, with this id.
    Known(String, ContentId),
    /// Activities, at least one, each with its length.
    Activities(Vec<(Activity, String)>, ContentId),
    /// It was read, and there is no heart rate in it, or no activity: why, to stand after a name.
    Without(Unusable),
    /// Rates of a day.
    Day,
    /// It is refused, for this reason.
    Refused(String),
    /// It is plainly no recording.
    Other,
}

/// What decoding goes by.
#[derive(Debug)]
pub(super) struct Decoder<'a> {
    /// Runs by the content that they were made from.
    pub known: HashMap<ContentId, String>,
    pub configured: &'a Profile,
    pub flags: &'a ProfileArgs,
}

impl Decoder<'_> {
    /// Decodes a file. A reader that fails on it is told as a refusal: one file does not keep thousands from being imported.
    pub(super) fn decode(&self, job: Job) -> Decoded {
        let Job { found, content } = job;
        let (bytes, outcome) = match content {
            Content::Other => (Vec::new(), Outcome::Other),
            Content::Unreadable(why) => (Vec::new(), Outcome::Refused(why)),
            Content::Bytes(bytes) => {
                let mut remarks = Vec::new();
                let decoded = catch_unwind(AssertUnwindSafe(|| self.outcome(&found, &bytes, &mut remarks)));
                let outcome = match decoded {
                    Ok(Ok(outcome)) => outcome,
                    Ok(Err(why)) => Outcome::Refused(why),
                    Err(_) => Outcome::Refused("the program failed on it; report it with the file".to_owned()),
                };
                return Decoded { found, bytes, outcome, remarks };
            }
        };
        Decoded { found, bytes, outcome, remarks: Vec::new() }
    }

    fn outcome(&self, found: &Found, bytes: &[u8], remarks: &mut Vec<String>) -> Result<Outcome, String> {
        let content = match Packing::of(bytes) {
            Some(Packing::Gzip) => Cow::Owned(gunzip(bytes).map_err(|why| why.to_string())?),
            Some(Packing::Zip) | None => Cow::Borrowed(bytes),
        };
        let id = ContentId::of(&content);
        if let Some(run) = self.known.get(&id) {
            return Ok(Outcome::Known(run.clone(), id));
        }
        if Packing::of(&content) == Some(Packing::Zip) {
            return Err(ArchiveError::TooDeep.to_string());
        }
        let recordings = match activities_in(&content) {
            Ok(recordings) => recordings,
            Err(Unusable::Unreadable(why)) => return Err(why.to_string()),
            Err(Unusable::Packed(why)) => return Err(why.to_string()),
            Err(why @ (Unusable::NoActivity | Unusable::NoHeartRate(_))) => return Ok(Outcome::Without(why)),
        };
        if !found.is_named && recordings.iter().all(is_a_day) {
            return Ok(Outcome::Day);
        }
        let mut activities = Vec::with_capacity(recordings.len());
        for recording in recordings {
            remarks.extend_from_slice(&recording.warnings);
            let started_at = began(found, &recording, remarks)?;
            let header = self.header(found, &recording, started_at).map_err(|failure| failure.to_string())?;
            activities.push((Activity::new(header, &recording), recording.end.to_string()));
        }
        Ok(Outcome::Activities(activities, id))
    }

    fn header(&self, found: &Found, recording: &Recording, started_at: Timestamp) -> Result<Header, Failure> {
        let setup = match &recording.setup {
            Some(setup) => Profile::recorded(setup),
            None => self.configured.clone().plain(),
        }
        .with(self.flags, PlanArgs::default())?
        .setup()?;
        let from = found.shown.rsplit(['/', std::path::MAIN_SEPARATOR]).next().unwrap_or_default().to_owned();
        let imported = Some(Imported { from, claims: recording.claims.clone() });
        Ok(Header { app: env!("CARGO_PKG_VERSION").to_owned(), started_at, origin: recording.origin, setup, imported })
    }
}

/// When a recording began. A file without a start is assumed to have been closed when the run ended; files in archives often
/// have the time at which the archive was made, which tells nothing.
fn began(found: &Found, recording: &Recording, remarks: &mut Vec<String>) -> Result<Timestamp, String> {
    if let Some(start) = recording.started_at {
        return Ok(start);
    }
    let unknown = || "it does not tell when it began".to_owned();
    if found.is_packed {
        return Err(unknown() + "; unpack it, and import the file with the time at which it was closed");
    }
    let changed = std::fs::metadata(&found.path).and_then(|meta| meta.modified()).map_err(|_| unknown())?;
    let ended = Timestamp::try_from(changed).map_err(|_| unknown())?;
    remarks.push("it does not tell when it began; the file's own time is taken for its end".to_owned());
    ended.checked_sub(SignedDuration::from_millis(recording.end.ms().try_into().unwrap_or(i64::MAX))).map_err(|_| unknown())
}

/// Whether these are the rates of a day: of no sport, without motion, and longer than runs without a watch are.
fn is_a_day(recording: &Recording) -> bool {
    let table = !matches!(recording.origin, Origin::Strap | Origin::Pipe | Origin::Demo | Origin::Fit | Origin::Tcx | Origin::Gpx);
    let moves = || recording.readings.iter().any(|stamped| matches!(stamped.reading.decode(), Ok(EventKind::Motion(_))));
    table && recording.end.ms() >= DAY.ms() && recording.claims.sport.is_none() && !moves()
}
