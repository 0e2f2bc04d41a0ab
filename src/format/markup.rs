//! Text as it may stand in XML and HTML, whatever a file or a device calls itself.

/// Text for an element or an attribute: markup is escaped, line ends and tabs are spaces, and what XML cannot hold is left out.
pub fn escape(text: &str) -> String {
    let allowed = text.chars().filter_map(|c| match c {
        '\n' | '\r' | '\t' => Some(' '),
        c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => None,
        c => Some(c),
    });
    quick_xml::escape::escape(allowed.collect::<String>()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_name_is_markup() {
        assert_eq!(escape("<script>alert('x')</script>"), "&lt;script&gt;alert(&apos;x&apos;)&lt;/script&gt;");
        assert_eq!(escape("a & \"b\"\u{0}\u{1b}[31m\n\u{ffff}ü"), "a &amp; &quot;b&quot;[31m ü");
    }
}
