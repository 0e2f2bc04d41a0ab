//! Escaping of text and rounding of coordinates for XML.

/// Text for an element or an attribute. What XML cannot hold at all becomes a space.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// A coordinate to a tenth, without a decimal point where it is whole.
pub(super) fn tenth(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    // No "-0".
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_name_is_markup() {
        assert_eq!(escape("<script>alert('x')</script>"), "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
        assert_eq!(escape("a & \"b\"\u{0}\u{1b}[31m\n\u{ffff}ü"), "a &amp; &quot;b&quot;  [31m  ü");
    }

    #[test]
    fn coordinates_are_short() {
        assert_eq!([0.04, -0.04, 12.0, 12.34, -3.06].map(tenth), ["0", "0", "12", "12.3", "-3.1"]);
    }
}
