//! Changes of one key in the text of the configuration: all other lines stay as they are, comments and order too.

use toml_edit::{DocumentMut, Item, TomlError, Value};

/// The text with a key set. A key that is set gets the new value in its place, with the comment behind it; one that stands there
/// commented out, as in the template, is taken out of its comment; any other comes after the last key outside of tables.
/// A last line without its end gets one.
///
/// # Errors
/// The text is no TOML.
pub(super) fn with(text: &str, key: &str, value: impl Into<Value>) -> Result<String, TomlError> {
    let mut document: DocumentMut = text.parse()?;
    let value = value.into();
    if document.contains_key(key) {
        replace(&mut document, key, value);
        return Ok(printed(&document, text));
    }
    if let Some((start, end, mut slot)) = commented(text, key) {
        replace(&mut slot, key, value);
        return Ok([&text[..start], slot.to_string().trim_end(), &text[end..]].concat());
    }
    document.insert(key, Item::Value(value));
    Ok(printed(&document, text))
}

/// The document with the line ends of the text it was read from, which the parser does not keep.
fn printed(document: &DocumentMut, text: &str) -> String {
    let printed = document.to_string();
    if text.contains("\r\n") { printed.replace('\n', "\r\n") } else { printed }
}

/// Puts a value in the place of another, between the same blanks and comments.
fn replace(document: &mut DocumentMut, key: &str, mut value: Value) {
    if let Some(item) = document.get_mut(key) {
        if let Some(before) = item.as_value() {
            *value.decor_mut() = before.decor().clone();
        }
        *item = Item::Value(value);
    }
}

/// The first line outside of tables that sets the key but for a `#` in front: where it lies, and what it says without the `#`.
fn commented(text: &str, key: &str) -> Option<(usize, usize, DocumentMut)> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let whole = line.trim_end_matches(['\n', '\r']);
        if whole.trim_start().starts_with('[') {
            return None;
        }
        let slot = whole.trim_start().strip_prefix('#').and_then(|rest| rest.trim_start().parse::<DocumentMut>().ok());
        if let Some(slot) = slot.filter(|slot| slot.contains_key(key)) {
            return Some((start, start + whole.len(), slot));
        }
        start += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_value_changes() {
        for (before, after) in [
            ("# mine\nresting_hr = 50\nage = 41 # years\n", "# mine\nresting_hr = 50\nage = 52 # years\n"),
            ("  age=41\t# years\r\nbell = true # loud\r\n", "  age=52\t# years\r\nbell = true # loud\r\n"),
            ("\"age\" = 41", "\"age\" = 52\n"),
            ("# age = 40             # years, 10-100\n# max_hr = 185\n", "age = 52             # years, 10-100\n# max_hr = 185\n"),
            ("# the age = 40 is mine\nminutes = 30\n", "# the age = 40 is mine\nminutes = 30\nage = 52\n"),
            ("", "age = 52\n"),
            (
                "bell = true\n\n# a table\n[serve]\n# age = 3\non = true\n",
                "bell = true\nage = 52\n\n# a table\n[serve]\n# age = 3\non = true\n",
            ),
        ] {
            assert_eq!(with(before, "age", 52).unwrap(), after, "{before:?}");
        }
    }

    #[test]
    fn what_is_no_toml_is_left_alone() {
        assert!(with("age 41\n", "age", 52).is_err());
    }
}
