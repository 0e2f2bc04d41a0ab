//! What the runner sees, reached through events only.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod after;
mod after_pictures;
mod behaviour;
mod contrast;
mod design;
mod forms;
mod held_belt;
mod moods;
mod picture;
mod pictures;
#[path = "../requirements/mod.rs"]
mod requirements;
mod script;
mod snapshots;
