//! Text broken into lines at spaces.

use textwrap::{Options, WordSplitter};

/// The lines of a text, none wider than this many columns where its words allow it; all but the first are set in by spaces. A
/// word that is wider stays whole and is left to be cut. There is always a line.
pub(super) fn wrapped(text: &str, columns: usize, set_in: usize) -> Vec<String> {
    let indent = " ".repeat(set_in);
    let options = Options::new(columns).subsequent_indent(&indent).break_words(false).word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).into_iter().map(String::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_goes_on_below_and_loses_nothing() {
        let line = "  prompts  3: ease off at 1:00 (not enough), slow down at 2:00 (well-settled after 1:00)";
        let lines = wrapped(line, 40, 6);
        assert!(lines.len() == 3 && lines.iter().all(|line| line.len() <= 40), "{lines:?}");
        assert!(lines[0].starts_with("  prompts  3:") && lines[1..].iter().all(|line| line.starts_with("      ")), "{lines:?}");
        assert_eq!(lines.join(" ").split_whitespace().collect::<Vec<_>>(), line.split_whitespace().collect::<Vec<_>>());
    }

    #[test]
    fn a_word_wider_than_the_line_stays_whole_and_nothing_is_still_a_line() {
        assert_eq!(wrapped("one extraordinarily long", 6, 0), ["one", "extraordinarily", "long"]);
        assert_eq!(wrapped("one", 0, 0), ["one"]);
        assert_eq!(wrapped("", 20, 4), [""]);
    }
}
