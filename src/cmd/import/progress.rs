//! How far an import is: a bar on the last line of the terminal, gone when it is over. Without a terminal there is none.

use std::io::{self, IsTerminal as _, Write as _};

/// The bar's width in cells.
const WIDTH: usize = 24;
/// So many times it is drawn anew between the start and the end, at most: a terminal may be slow.
const STEPS: usize = 400;

/// A bar on standard error.
#[derive(Debug)]
pub(super) struct Progress {
    is_shown: bool,
    /// What was drawn last, in steps.
    step: Option<usize>,
}

impl Progress {
    /// A bar for a job that is long enough for one.
    pub(super) fn new(is_wanted: bool) -> Self {
        Self { is_shown: is_wanted && io::stderr().is_terminal(), step: None }
    }

    /// Draws that so much of all is done, and how many runs were added, where it has changed much.
    pub(super) fn draw(&mut self, done: usize, all: usize, added: usize) {
        let step = done * STEPS / all.max(1);
        if self.is_shown && self.step != Some(step) {
            self.step = Some(step);
            self.write(&format!("\r{}\u{1b}[K", line(done, all, added)));
        }
    }

    /// Takes the bar away, so that a line can be printed where it is.
    pub(super) fn clear(&mut self) {
        if self.is_shown && self.step.take().is_some() {
            self.write("\r\u{1b}[K");
        }
    }

    /// A terminal that is gone is no reason to end an import.
    fn write(&mut self, text: &str) {
        let mut out = io::stderr().lock();
        self.is_shown = out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_ok();
    }
}

/// `import  [######------]  12 of 24  10 added`
fn line(done: usize, all: usize, added: usize) -> String {
    let filled = (WIDTH * done / all.max(1)).min(WIDTH);
    format!("import  [{}{}]  {done} of {all}  {added} added", "#".repeat(filled), "-".repeat(WIDTH - filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_from_nothing_to_all_on_one_line_of_a_terminal() {
        assert_eq!(line(0, 24, 0), "import  [------------------------]  0 of 24  0 added");
        assert_eq!(line(12, 24, 10), "import  [############------------]  12 of 24  10 added");
        assert_eq!(line(24, 24, 10), "import  [########################]  24 of 24  10 added");
        assert!(line(100_000, 100_000, 100_000).len() < 80 && line(0, 0, 0).contains("0 of 0"));
    }
}
