//! The command that waits to be written.

use super::rules::BeltCommand;

/// At most one command. A copy of it is empty: a copied run writes to no belt.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    command: Option<BeltCommand>,
}

impl Outbox {
    /// Puts in the command that is to be written next.
    pub(super) fn put(&mut self, command: BeltCommand) {
        self.command = Some(command);
    }

    /// Takes it out.
    pub(super) fn take(&mut self) -> Option<BeltCommand> {
        self.command.take()
    }

    /// What was not written yet is not written any more.
    pub(super) fn clear(&mut self) {
        self.command = None;
    }
}

impl Clone for Outbox {
    fn clone(&self) -> Self {
        Self::default()
    }
}
