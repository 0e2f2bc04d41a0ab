//! What is asked of the terminal beside raw mode and the alternate screen, and how that is taken back.

use super::console_palette::{RESTORE, load};

/// Reports of clicks, and their coordinates without a limit of 223 columns. Not of movements: nothing here follows the mouse.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1000l";

/// After how many minutes without a key the kernel's console goes dark (console_codes(4): `ESC [ 9 ; n ]`, 0 for never). The power of the
/// monitor (`ESC [ 14 ; n ]`) goes only after that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blanking {
    /// As it was before, and is to be afterwards.
    pub before: u8,
    /// While nobody runs.
    pub waiting: u8,
}

/// What a screen asks of its terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Modes {
    /// To tell its background.
    pub background: bool,
    /// To report clicks; text can then be selected only as the terminal says (mostly with shift held).
    pub mouse: bool,
    /// To take our sixteen colours in place of the console's own. Only the kernel's console understands that.
    pub palette: bool,
    /// To go dark while nobody runs, and never in a run. Only the kernel's console understands that.
    pub blanking: Option<Blanking>,
}

impl Modes {
    /// What sets them.
    pub(super) fn on(self) -> String {
        let palette = if self.palette { load() } else { String::new() };
        let blanking = self.blanking.map_or(String::new(), |blanking| blank_after(blanking.waiting));
        palette + &blanking + if self.mouse { MOUSE_ON } else { "" }
    }

    /// What takes them back.
    pub(super) fn off(self) -> String {
        let blanking = self.blanking.map_or(String::new(), |blanking| blank_after(blanking.before));
        [if self.mouse { MOUSE_OFF } else { "" }, &blanking, if self.palette { RESTORE } else { "" }].concat()
    }

    /// Keeps the screen lit from now on.
    pub(super) fn keep_lit(&mut self) -> Option<String> {
        let blanking = self.blanking.as_mut()?;
        blanking.waiting = 0;
        Some(blank_after(0))
    }
}

fn blank_after(minutes: u8) -> String {
    format!("\x1b[9;{minutes}]")
}
