//! Text in roff, the language of manual pages.

/// A page as it grows.
#[derive(Debug, Default)]
pub(super) struct Roff(String);

impl Roff {
    /// A page of the first section, "user commands".
    pub(super) fn titled(title: &str, date: &str, source: &str) -> Self {
        let mut page = Self::default();
        page.line(&format!(".TH \"{}\" \"1\" \"{}\" \"{}\" \"User Commands\"", code(title), date, code(source)));
        // Flush on the left alone, and without divided words: commands and fields stay as they are typed.
        page.line(".ad l");
        page.line(".nh");
        page
    }

    pub(super) fn section(&mut self, heading: &str) {
        self.line(&format!(".SH {}", code(heading)));
    }

    pub(super) fn subsection(&mut self, heading: &str) {
        self.line(&format!(".SS {}", code(heading)));
    }

    /// One line as it stands in roff.
    pub(super) fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// Prose; a blank line in it parts paragraphs.
    pub(super) fn prose(&mut self, text: &str) {
        self.paragraphs(text, ".PP");
    }

    /// Another paragraph of prose, below what stands there.
    pub(super) fn further(&mut self, text: &str) {
        self.line(".PP");
        self.prose(text);
    }

    /// A tag, which is roff already, with what it means beside or below it.
    pub(super) fn item(&mut self, tag: &str, text: &str) {
        self.line(".TP");
        self.line(tag);
        self.paragraphs(text, ".IP");
    }

    /// What belongs to the item above, further to the right.
    pub(super) fn within(&mut self, inner: impl FnOnce(&mut Self)) {
        self.line(".RS");
        inner(self);
        self.line(".RE");
    }

    /// Lines that stand as they are.
    pub(super) fn verbatim<'a>(&mut self, lines: impl IntoIterator<Item = &'a str>) {
        self.line(".PP");
        self.line(".nf");
        for line in lines {
            self.line(&code(line));
        }
        self.line(".fi");
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }

    fn paragraphs(&mut self, text: &str, between: &str) {
        for (number, paragraph) in text.split("\n\n").enumerate() {
            if number > 0 {
                self.line(between);
            }
            let words = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
            self.line(&guarded(&marked(&words)));
        }
    }
}

pub(super) fn bold(text: &str) -> String {
    format!("\\fB{}\\fR", plain_code(text))
}

pub(super) fn italic(text: &str) -> String {
    format!("\\fI{}\\fR", plain_code(text))
}

/// Prose in which what stands between backticks is bold.
fn marked(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // One without its partner is a letter like any other.
    if parts.len().is_multiple_of(2) {
        return hyphens(text).replace('`', "\\(ga");
    }
    // A long one may be divided where it lists something.
    let typed = |part: &str| bold(part).replace(',', ",\\:").replace('|', "|\\:");
    parts.iter().enumerate().map(|(number, part)| if number % 2 == 1 { typed(part) } else { hyphens(part) }).collect()
}

/// Text that is typed or printed just so, as a line of its own.
fn code(text: &str) -> String {
    guarded(&plain_code(text))
}

/// The letters that roff would draw in a nicer shape stay what they are.
fn plain_code(text: &str) -> String {
    hyphens(text).replace('\'', "\\(aq").replace('`', "\\(ga").replace('^', "\\(ha").replace('~', "\\(ti").replace('"', "\\(dq")
}

/// Hyphens stay hyphens, and backslashes are no escapes.
fn hyphens(text: &str) -> String {
    text.replace('\\', "\\e").replace('-', "\\-")
}

/// No line begins with what would be a request.
fn guarded(line: &str) -> String {
    if line.starts_with(['.', '\'']) { format!("\\&{line}") } else { line.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_a_request() {
        let mut page = Roff::default();
        page.prose(".SH \\n\n\n'so x");
        page.verbatim(["--json 'x' ~"]);
        assert_eq!(page.into_text(), "\\&.SH \\en\n.PP\n\\&'so x\n.PP\n.nf\n\\-\\-json \\(aqx\\(aq \\(ti\n.fi\n");
    }

    #[test]
    fn what_stands_between_backticks_is_bold() {
        assert_eq!(marked("`none` looks for none"), "\\fBnone\\fR looks for none");
        assert_eq!(marked("a ` b"), "a \\(ga b");
    }
}
