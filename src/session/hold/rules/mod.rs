//! The rules of `hold`, and the only way to a command.

mod command;

pub use command::{BeltCommand, BeltCommandKind};
