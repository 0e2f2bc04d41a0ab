//! Which contents runs were made from, so that a second import knows them without reading them. The list can be thrown away
//! at any time: what is missing from it is found among the originals.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::PathBuf;

use super::originals;
use crate::format::archive::{Packing, gunzip};
use crate::store::checksum::checksum;
use crate::store::{Folders, StoreError, files};

/// The first line; a list with another one is made anew.
const HEADER: &str = "checksum,length,id";

/// What a content is told by. Two different recordings with the same checksum and length are not expected in a lifetime of runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContentId {
    checksum: u64,
    length: u64,
}

impl ContentId {
    /// Of a content, unpacked.
    pub fn of(content: &[u8]) -> Self {
        Self { checksum: checksum(content), length: content.len() as u64 }
    }
}

#[derive(Debug)]
pub(super) struct Ledger {
    runs: HashMap<ContentId, String>,
    changed: bool,
}

impl Ledger {
    /// Reads the list, and looks at originals that are not in it. Only runs that are there count.
    pub(super) fn read(folders: &Folders, is_there: impl Fn(&str) -> bool) -> Result<Self, StoreError> {
        let text = fs::read_to_string(path(folders)).unwrap_or_default();
        let rows = text.strip_prefix(HEADER).unwrap_or_default().lines().filter_map(row);
        let mut ledger = Self { runs: rows.filter(|(_, id)| is_there(id)).collect(), changed: false };
        let listed: HashSet<String> = ledger.runs.values().cloned().collect();
        for entry in files::entries(&originals::folder(folders))? {
            let Some(id) = originals::id_of(&entry.path()).filter(|id| is_there(id) && !listed.contains(id)) else { continue };
            if let Ok(bytes) = fs::read(entry.path())
                && let Some(content) = unpacked(&bytes)
            {
                ledger.remember(ContentId::of(&content), &id);
            }
        }
        Ok(ledger)
    }

    pub(super) fn contents(&self) -> HashMap<ContentId, String> {
        self.runs.clone()
    }

    pub(super) fn run_from(&self, content: ContentId) -> Option<&str> {
        self.runs.get(&content).map(String::as_str)
    }

    pub(super) fn remember(&mut self, content: ContentId, id: &str) {
        self.runs.insert(content, id.to_owned());
        self.changed = true;
    }

    /// A run has another id now.
    pub(super) fn rename(&mut self, before: &str, now: &str) {
        for id in self.runs.values_mut().filter(|id| *id == before) {
            now.clone_into(id);
        }
        self.changed = true;
    }

    pub(super) fn write(&self, folders: &Folders) -> io::Result<()> {
        if !self.changed {
            return Ok(());
        }
        let mut rows: Vec<_> = self.runs.iter().filter(|(_, id)| !id.contains(char::is_control)).collect();
        rows.sort_unstable_by(|a, b| (a.1, a.0.checksum).cmp(&(b.1, b.0.checksum)));
        let mut text = HEADER.to_owned() + "\n";
        for (content, id) in rows {
            writeln!(text, "{:016x},{},{id}", content.checksum, content.length).map_err(io::Error::other)?;
        }
        files::replace(&path(folders), text.as_bytes())
    }
}

fn path(folders: &Folders) -> PathBuf {
    folders.data.join("imports.csv")
}

fn row(line: &str) -> Option<(ContentId, String)> {
    let mut cells = line.splitn(3, ',');
    let checksum = u64::from_str_radix(cells.next()?, 16).ok()?;
    let length = cells.next()?.parse().ok()?;
    let id = cells.next().filter(|id| !id.is_empty())?;
    Some((ContentId { checksum, length }, id.to_owned()))
}

fn unpacked(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    match Packing::of(bytes) {
        Some(Packing::Gzip) => gunzip(bytes).ok().map(Cow::Owned),
        Some(Packing::Zip) | None => Some(Cow::Borrowed(bytes)),
    }
}
