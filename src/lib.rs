//! recovery-run.
pub mod app;
pub mod cmd;
pub mod format;
pub mod heart;
pub mod report;
pub mod session;
pub mod source;
