//! The console of Windows, which takes escape codes for text until it is told otherwise.

/// The modes that the console had before, given back when this is dropped. Elsewhere there is nothing to tell and nothing to give back.
#[derive(Debug)]
#[must_use = "the console is given back when this is dropped"]
pub struct ConsoleModes {
    /// The console's input and its output, each with its mode.
    #[cfg(windows)]
    before: Vec<(crossterm_winapi::ConsoleMode, u32)>,
}

impl ConsoleModes {
    /// Makes the console understand escape codes, where the program has one.
    #[cfg(windows)]
    pub fn prepare() -> Self {
        use crossterm_winapi::{ConsoleMode, Handle};
        let handles = [Handle::current_in_handle(), Handle::current_out_handle()];
        let modes = handles.into_iter().flatten().map(ConsoleMode::from);
        let before = modes.filter_map(|console| Some((console.clone(), console.mode().ok()?))).collect();
        // It does so once, and the answer is asked for where it matters.
        let _ = crossterm::ansi_support::supports_ansi();
        Self { before }
    }

    /// Terminals understand them.
    #[cfg(not(windows))]
    pub fn prepare() -> Self {
        Self {}
    }
}

#[cfg(windows)]
impl Drop for ConsoleModes {
    fn drop(&mut self) {
        for (console, mode) in &self.before {
            // On the way out there is nowhere to tell that the console is gone.
            let _ = console.set_mode(*mode);
        }
    }
}
