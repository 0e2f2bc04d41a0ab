//! XML as a stream of elements opening and closing, for readers that keep what is good of a broken file. Entities are not
//! expanded, prefixes are dropped, and nothing is kept but the names that are open.

use std::collections::VecDeque;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// No recording nests deeper; a file that does is not worth the memory.
const DEEPEST: usize = 100;
/// No value that is read is longer; in bytes.
const LONGEST_TEXT: usize = 1000;

/// A step along the file.
pub(super) enum Step<'a> {
    /// An element begins.
    Open(BytesStart<'a>),
    /// An element ends.
    Close {
        /// Its name without a prefix.
        name: String,
        /// The name of the element around it, empty at the root.
        parent: String,
        /// The text between its last child, or its beginning, and its end.
        text: String,
    },
}

/// The elements of a file.
pub(super) struct Elements<'a> {
    reader: Reader<&'a [u8]>,
    open: Vec<String>,
    text: String,
    due: VecDeque<Step<'a>>,
    done: bool,
    /// What was wrong with the file, a sentence each.
    pub(super) warnings: Vec<String>,
}

impl<'a> Elements<'a> {
    /// Reads from the first `<` on: byte-order marks and stray bytes before it are passed over.
    pub(super) fn new(text: &'a str) -> Self {
        let start = text.find('<').unwrap_or(text.len());
        let mut reader = Reader::from_str(&text[start..]);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        config.expand_empty_elements = true;
        Self { reader, open: Vec::new(), text: String::new(), due: VecDeque::new(), done: false, warnings: Vec::new() }
    }

    /// The next step; at the end of a file that was cut, what is open is closed.
    pub(super) fn next(&mut self) -> Option<Step<'a>> {
        while self.due.is_empty() && !self.done {
            self.read();
        }
        self.due.pop_front()
    }

    fn read(&mut self) {
        match self.reader.read_event() {
            Ok(Event::Start(start)) => {
                if self.open.len() >= DEEPEST {
                    self.end(&format!("its elements are nested more than {DEEPEST} deep"));
                    return;
                }
                self.text.clear();
                self.open.push(start.local_name().as_ref().to_owned());
                self.due.push_back(Step::Open(start));
            }
            Ok(Event::End(end)) => self.close(end.local_name().as_ref()),
            Ok(Event::Text(text)) => self.add(&text),
            Ok(Event::CData(text)) => self.add(&text),
            // The five that XML itself knows, and characters by number; what a file defines is left out.
            Ok(Event::GeneralRef(name)) => match name.resolve_char_ref() {
                Ok(Some(character)) => self.add(character.encode_utf8(&mut [0; 4])),
                Ok(None) => self.add(resolve_predefined_entity(&name).unwrap_or_default()),
                Err(_) => {}
            },
            Ok(Event::Eof) if self.open.is_empty() => self.done = true,
            Ok(Event::Eof) => self.end("it ends before its elements do"),
            Ok(_) => {}
            Err(error) => self.end(&format!("byte {} is no XML ({error})", self.reader.error_position())),
        }
    }

    fn add(&mut self, text: &str) {
        if self.text.len() + text.len() <= LONGEST_TEXT {
            self.text.push_str(text);
        }
    }

    fn close(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|open| open == name) else {
            self.warn_once("elements end that never began");
            return;
        };
        if at + 1 < self.open.len() {
            self.warn_once("elements end inside others");
        }
        while self.open.len() > at {
            self.pop();
        }
    }

    fn pop(&mut self) {
        if let Some(name) = self.open.pop() {
            let parent = self.open.last().cloned().unwrap_or_default();
            self.due.push_back(Step::Close { name, parent, text: std::mem::take(&mut self.text) });
        }
    }

    fn end(&mut self, why: &str) {
        self.warnings.push(format!("the XML is damaged: {why}; what came before is kept"));
        self.done = true;
        while !self.open.is_empty() {
            self.pop();
        }
    }

    fn warn_once(&mut self, why: &str) {
        let warning = format!("the XML is damaged: {why}; what could be read is kept");
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}

/// The name of the first element, without a prefix.
pub(super) fn root(text: &str) -> Option<String> {
    let mut elements = Elements::new(text);
    match elements.next()? {
        Step::Open(start) => Some(start.local_name().as_ref().to_owned()),
        Step::Close { .. } => None,
    }
}

/// An attribute's value, made sanitize_name for a terminal by its reader; none where it is absent or broken.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// A short text without control characters; none where it is blank.
pub(super) fn label(text: &str) -> Option<String> {
    let label: String = text.trim().chars().filter(|c| !c.is_control()).take(100).collect();
    (!label.is_empty()).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> (String, Vec<String>) {
        let mut elements = Elements::new(text);
        let mut shown = String::new();
        while let Some(step) = elements.next() {
            match step {
                Step::Open(start) => shown += &format!("({}", start.local_name().as_ref()),
                Step::Close { name, text, .. } => shown += &format!("{} {name})", text.trim()),
            }
        }
        (shown, elements.warnings)
    }

    #[test]
    fn stray_bytes_and_prefixes_are_passed_over() {
        let (shown, warnings) = shown("\u{feff}  junk <?xml version=\"1.0\"?><x:a><y:b>1</y:b><c/></x:a>");
        assert_eq!(shown, "(a(b1 b)(c c) a)");
        assert!(warnings.is_empty());
    }

    #[test]
    fn what_is_open_at_a_cut_is_closed_with_its_text() {
        let (shown, warnings) = shown("<a><b>1</b><c>12");
        assert_eq!(shown, "(a(b1 b)(c12 c) a)");
        assert_eq!(warnings.len(), 1);
    }

    #[test]
    fn an_end_too_many_or_too_few_is_told_and_survived() {
        assert_eq!(shown("<a><b>1</a>").0, "(a(b1 b) a)");
        assert_eq!(shown("<a>2</b></a>").1.len(), 1);
    }

    #[test]
    fn entities_are_not_expanded() {
        let bomb = "<!DOCTYPE a [<!ENTITY x \"xxxxxxxx\"><!ENTITY y \"&x;&x;&x;\">]><a>&y;1 & 2</a>";
        assert!(!shown(bomb).0.contains("xx"));
        assert_eq!(shown("<a>&lt;&#65;&amp;</a>").0, "(a<A& a)");
        let deep = "<a>".repeat(100_000);
        assert!(shown(&deep).1[0].contains("nested"));
    }
}
