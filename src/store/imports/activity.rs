//! An activity that is ready to be added: what has to be computed for it needs nothing of the history, so that threads can.

use crate::format::journal::{self, Header};
use crate::format::{RateProfile, Recording, Richness};

/// An activity, made ready to become a run of the history.
#[derive(Debug, Clone)]
pub struct Activity {
    /// The header of its journal.
    pub header: Header,
    /// The journal's text.
    pub(super) journal: String,
    /// Its rates; none where they cannot be compared.
    pub(super) profile: Option<RateProfile>,
    pub(super) richness: Richness,
}

impl Activity {
    /// Of a recording, with the header that its journal gets.
    pub fn new(header: Header, recording: &Recording) -> Self {
        Self {
            journal: journal::text(&header, recording),
            profile: RateProfile::of(recording, header.started_at),
            richness: Richness::of(recording),
            header,
        }
    }
}
