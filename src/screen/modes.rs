//! What is asked of the terminal beside raw mode and the alternate screen, and how that is taken back.

use super::console_palette::{RESTORE, load};

/// Reports of clicks, and their coordinates without a limit of 223 columns. Not of movements: nothing here follows the mouse.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1000l";

/// What a screen asks of its terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Modes {
    /// To tell its background.
    pub background: bool,
    /// To report clicks; text can then be selected only as the terminal says (mostly with shift held).
    pub mouse: bool,
    /// To take our sixteen colours in place of the console's own. Only the kernel's console understands that.
    pub palette: bool,
}

impl Modes {
    /// What sets them.
    pub(super) fn on(self) -> String {
        let palette = if self.palette { load() } else { String::new() };
        palette + if self.mouse { MOUSE_ON } else { "" }
    }

    /// What takes them back.
    pub(super) fn off(self) -> String {
        [if self.mouse { MOUSE_OFF } else { "" }, if self.palette { RESTORE } else { "" }].concat()
    }
}
