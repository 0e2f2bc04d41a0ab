//! The runs that are there, by when they began, so that the same run is found again in another recording of it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::PathBuf;

use super::Activity;
use crate::format::{RateProfile, Richness, journal};
use crate::store::run_id::{id_of_journal, journal_path, run_id, started_by_id};
use crate::store::{Folders, StoreError, files};

/// By how much a start to the second, as names have it, may lie before the start, in ms.
const ROUNDING_MS: i64 = 1000;

/// The runs of the history.
#[derive(Debug)]
pub(super) struct KnownRuns {
    folder: PathBuf,
    ids: HashSet<String>,
    /// The ids of the runs that began at a time, in ms since 1970.
    by_start: BTreeMap<i64, Vec<String>>,
    /// What was found out about runs; none where a journal cannot be read.
    read: HashMap<String, Option<KnownRun>>,
}

/// A run that is there.
#[derive(Debug, Clone)]
pub(super) struct KnownRun {
    pub id: String,
    pub richness: Richness,
    /// It was made from a file of another program. A run that this program recorded, here or on another computer, is not:
    /// its journal has answers and orders that no file has.
    pub is_replaceable: bool,
    pub profile: Option<RateProfile>,
}

impl KnownRuns {
    pub(super) fn read(folders: &Folders) -> Result<Self, StoreError> {
        let folder = folders.runs();
        let mut runs = Self { ids: HashSet::new(), by_start: BTreeMap::new(), read: HashMap::new(), folder };
        for entry in files::entries(&runs.folder)? {
            let Some(id) = id_of_journal(&entry.path()) else { continue };
            // A name given by hand tells no start.
            let started_ms = match started_by_id(&id) {
                Some((start, _)) => Some(start.as_millisecond()),
                None => journal_of(&entry.path()).map(|journal| journal.header.started_at.as_millisecond()),
            };
            if let Some(started_ms) = started_ms {
                runs.by_start.entry(started_ms).or_default().push(id.clone());
            }
            runs.ids.insert(id);
        }
        Ok(runs)
    }

    pub(super) fn contains(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// The run that an activity is another recording of.
    pub(super) fn same_as(&mut self, activity: &Activity) -> Option<KnownRun> {
        let Some(profile) = &activity.profile else { return self.same_start(activity) };
        for starts in profile.possible_starts() {
            let ids: Vec<String> =
                self.by_start.range(starts.start() - ROUNDING_MS..=*starts.end()).flat_map(|(_, ids)| ids.clone()).collect();
            for id in ids {
                let folder = &self.folder;
                let known = self.read.entry(id).or_insert_with_key(|id| KnownRun::read(folder, id));
                if let Some(run) = known.as_ref().filter(|run| run.profile.as_ref().is_some_and(|there| there.is_same_run(profile))) {
                    return Some(run.clone());
                }
            }
        }
        None
    }

    /// The run that began in the same second, for an activity whose rates cannot be compared.
    fn same_start(&mut self, activity: &Activity) -> Option<KnownRun> {
        let id = run_id(activity.header.started_at);
        let richness = activity.richness;
        self.ids.contains(&id).then_some(KnownRun { id, richness, is_replaceable: false, profile: None })
    }

    /// Takes in a run whose journal has just been written.
    pub(super) fn remember(&mut self, id: &str, activity: &Activity) {
        if self.ids.insert(id.to_owned()) {
            self.by_start.entry(activity.header.started_at.as_millisecond()).or_default().push(id.to_owned());
        }
        let run = KnownRun {
            id: id.to_owned(),
            richness: activity.richness,
            is_replaceable: is_replaceable(&activity.header),
            profile: activity.profile.clone(),
        };
        self.read.insert(id.to_owned(), Some(run));
    }

    /// Forgets a run whose journal was removed.
    pub(super) fn forget(&mut self, id: &str) {
        self.ids.remove(id);
        self.read.remove(id);
        for ids in self.by_start.values_mut() {
            ids.retain(|there| there != id);
        }
    }
}

impl KnownRun {
    fn read(folder: &std::path::Path, id: &str) -> Option<Self> {
        let journal = journal_of(&journal_path(folder, id))?;
        let (header, recording) = (journal.header.clone(), journal.recording());
        Some(Self {
            id: id.to_owned(),
            richness: Richness::of(&recording),
            is_replaceable: is_replaceable(&header),
            profile: RateProfile::of(&recording, header.started_at),
        })
    }
}

fn is_replaceable(header: &journal::Header) -> bool {
    header.imported.is_some() && header.origin.file_format() != "journal"
}

fn journal_of(path: &std::path::Path) -> Option<journal::Journal> {
    journal::read(&fs::read(path).ok()?).ok()
}
