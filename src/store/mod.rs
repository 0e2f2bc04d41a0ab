//! What is kept on disk: journals, their recovery and their history, the configuration, the remembered devices. Knows no rule and no screen.

mod config;
mod devices;
mod error;
mod exports;
mod files;
mod folders;
mod history;
mod imports;
mod recorder;
mod recovery;

pub use config::Config;
pub use devices::{DeviceMemory, remember_device, remembered_device};
pub use error::StoreError;
pub use exports::export_to;
pub use folders::Folders;
pub use history::{HistoryEntry, PastRun, PastState, Week, past_runs, run_named, usual, usual_before, weeks};
pub use imports::{ImportOutcome, bring_in, keep_original, run_from_original};
pub use recorder::{Recorder, RecordingStatus};
pub use recovery::{Unfinished, finish, resume, unfinished};
