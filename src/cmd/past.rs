//! The runs of the history, each folded once, and what is usual by them.

use crate::format::journal::Journal;
use crate::session::{Session, Usual};
use crate::store::{self, Digest, Folders, PastRun, StoreError};

/// The past runs, newest first.
pub(super) fn runs(folders: &Folders) -> Result<Vec<PastRun>, StoreError> {
    store::past_runs(folders, |journal| digest(&journal))
}

/// What is usual by all runs. A history that cannot be read teaches nothing, which is told and stops nobody.
pub(super) fn usual(folders: &Folders) -> Usual {
    readable(folders).map_or_else(Usual::default, |runs| store::usual(&runs))
}

/// What was usual before a run of the history; nothing for any other file.
pub(super) fn usual_before(folders: &Folders, id: &str) -> Usual {
    readable(folders).and_then(|runs| store::usual_before(&runs, id)).unwrap_or_default()
}

fn readable(folders: &Folders) -> Option<Vec<PastRun>> {
    runs(folders).inspect_err(|error| eprintln!("recovery-run: {error}")).ok()
}

fn digest(journal: &Journal) -> Digest {
    let mut session = Session::new(journal.header.setup.clone());
    for stamped in &journal.readings {
        session.step(&stamped.event());
    }
    Digest::from(&session.summary())
}
