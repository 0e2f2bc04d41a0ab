//! recovery-run.
pub mod format;
pub mod heart;
pub mod screen;
pub mod session;
