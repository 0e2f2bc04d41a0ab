//! What the runner sees, reached through events only.

mod picture;
mod script;
mod snapshots;
