//! Something that was said in a run, with what came of it.

use crate::session::{CueKind, Elapsed};

/// A line of the list of prompts.
#[derive(Debug, Clone, PartialEq)]
pub struct PromptLine {
    /// What was said.
    pub kind: CueKind,
    /// When.
    pub at: Elapsed,
    /// The same in words: "ease off".
    pub said: String,
    /// What came of it: "settled in 0:42".
    pub outcome: String,
    /// Whether that is good. What is not is told quietly: nobody is scolded after a run.
    pub is_good: bool,
}
