//! What is kept on disk: journals, their recovery and their history, the configuration, the remembered devices, the log.

mod checked_belts;
mod checksum;
mod config;
mod devices;
mod error;
mod exports;
mod files;
mod folders;
mod history;
mod imports;
mod log_file;
mod recorder;
mod recovery;
mod run_id;
mod scratch_file;
mod themes;
mod view_memory;

pub use checked_belts::checked_belts;
pub(crate) use checksum::checksum;
pub use config::{Config, Setting, TreadmillUnit};
pub use devices::{DeviceMemory, known_devices, remember_device, remembered_device};
pub use error::StoreError;
pub use exports::export_to;
pub use folders::Folders;
pub use history::{
    HistoryEntry, KnownRun, PastRun, PastState, SameSpeed, Week, known_runs, past_runs, run_named, usual, usual_before, weeks,
};
pub use imports::{Activity, ContentId, ImportOutcome, Imports};
pub use log_file::begin_log;
pub use recorder::{Recorder, RecordingProgress, RecordingStatus};
pub use recovery::{Unfinished, finish, resume, unfinished};
pub use scratch_file::ScratchFile;
pub use themes::{find_theme, theme_names};
pub use view_memory::{remember_layout, remembered_layout};
