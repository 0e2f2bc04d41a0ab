//! What is kept on disk: journals, their recovery and their history, the configuration, the remembered strap. Knows no rule and no screen.

mod config;
mod error;
mod exports;
mod files;
mod folders;
mod imports;
mod library;
mod recorder;
mod recovery;
mod straps;

pub use config::Config;
pub use error::StoreError;
pub use exports::export_to;
pub use folders::Folders;
pub use imports::{Brought, bring_in, keep_original, run_from_original};
pub use library::{Digest, PastRun, PastState, Week, past_runs, run_named, usual, usual_before, weeks};
pub use recorder::{Recorder, RecordingStatus};
pub use recovery::{Unfinished, finish, resume, unfinished};
pub use straps::{remember_strap, remembered_strap};
