//! The command that waits to be written.

use super::rules::BeltCommand;

/// At most one command. A copy of it is empty: a copied run writes to no belt.
#[derive(Debug, Default)]
pub(in crate::session) struct Outbox {
    command: Option<BeltCommand>,
}

impl Outbox {
    /// Puts in the command that is to be written next.
    #[expect(dead_code, reason = "the controller comes with the next change")]
    pub(super) fn put(&mut self, command: BeltCommand) {
        self.command = Some(command);
    }

    /// Takes it out.
    pub(in crate::session) fn take(&mut self) -> Option<BeltCommand> {
        self.command.take()
    }

    /// What was not written yet is not written any more.
    #[expect(dead_code, reason = "the controller comes with the next change")]
    pub(super) fn clear(&mut self) {
        self.command = None;
    }
}

impl Clone for Outbox {
    fn clone(&self) -> Self {
        Self::default()
    }
}
