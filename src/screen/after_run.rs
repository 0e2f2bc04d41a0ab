//! What is told of a run once it is over, beside what its view still tells.

use super::prompt_line::PromptLine;

/// The summary's words and numbers; they stand once the run is stopped. How the rate comes down and how hard it was are still to come.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AfterRun {
    /// How it ended: "done, well run".
    pub verdict: String,
    /// When it was; empty where nobody knows.
    pub when: String,
    /// The share below the ceiling, 0 to 1; none where nothing is believed.
    pub easy_share: Option<f64>,
    /// Whether that counts as easy.
    pub is_easy: bool,
    /// Names and values.
    pub facts: Vec<(&'static str, String)>,
    /// What was said and asked, and what came of it.
    pub prompts: Vec<PromptLine>,
    /// What to drink and eat now.
    pub drink: String,
    /// Where it is kept, a line each.
    pub kept: Vec<String>,
}
