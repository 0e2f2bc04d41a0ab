//! recovery-run.
pub mod format;
pub mod heart;
pub mod report;
pub mod session;
pub mod source;
