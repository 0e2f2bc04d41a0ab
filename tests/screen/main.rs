//! What the runner sees, reached through events only.

mod behaviour;
mod picture;
mod pictures;
mod script;
mod snapshots;
