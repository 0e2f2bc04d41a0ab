//! The session machine.

mod event;
mod plan;

pub use event::{Command, Elapsed, Event, EventKind, Link, Motion, StrapInfo};
pub use plan::{Legs, Phase, Plan, Setup};
