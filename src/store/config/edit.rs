//! Changes of one key in the text of the configuration: all other lines stay as they are, comments and order too.

use toml_edit::{DocumentMut, Item, Table, TomlError, Value};

/// The text with a key set; `table.key` is a key of a table. A key that is set gets the new value in its place, with the comment behind it;
/// one that stands there commented out, as in the template, is taken out of its comment; any other comes after the last key outside of
/// tables, or into its own table where the file has one. A last line without its end gets one.
///
/// # Errors
/// The text is no TOML.
pub(super) fn with(text: &str, key: &str, value: impl Into<Value>) -> Result<String, TomlError> {
    let mut document: DocumentMut = text.parse()?;
    let value = value.into();
    if let Some(item) = find(&mut document, key) {
        replace(item, value);
        return Ok(printed(&document, text));
    }
    let (table, name) = key.rsplit_once('.').map_or((None, key), |(table, name)| (Some(table), name));
    // A table that has a head of its own cannot be begun above it as well.
    let own = table.and_then(|table| document.get_mut(table)).and_then(Item::as_table_like_mut).filter(|table| !table.is_dotted());
    if let Some(own) = own {
        own.insert(name, Item::Value(value));
        return Ok(printed(&document, text));
    }
    if let Some((start, end, mut slot)) = commented(text, key) {
        if let Some(item) = find(&mut slot, key) {
            replace(item, value);
        }
        return Ok([&text[..start], slot.to_string().trim_end(), &text[end..]].concat());
    }
    match table {
        None => drop(document.insert(name, Item::Value(value))),
        Some(table) => {
            let place = document.entry(table).or_insert_with(|| {
                let mut dotted = Table::new();
                dotted.set_dotted(true);
                Item::Table(dotted)
            });
            if let Some(place) = place.as_table_like_mut() {
                place.insert(name, Item::Value(value));
            }
        }
    }
    Ok(printed(&document, text))
}

/// What a key stands for, where it is set.
fn find<'a>(document: &'a mut DocumentMut, key: &str) -> Option<&'a mut Item> {
    match key.rsplit_once('.') {
        None => document.get_mut(key),
        Some((table, name)) => document.get_mut(table)?.as_table_like_mut()?.get_mut(name),
    }
}

/// The document with the line ends of the text it was read from, which the parser does not keep.
fn printed(document: &DocumentMut, text: &str) -> String {
    let printed = document.to_string();
    if text.contains("\r\n") { printed.replace('\n', "\r\n") } else { printed }
}

/// Puts a value in the place of another, between the same blanks and comments.
fn replace(item: &mut Item, mut value: Value) {
    if let Some(before) = item.as_value() {
        *value.decor_mut() = before.decor().clone();
    }
    *item = Item::Value(value);
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
        if let Some(mut slot) = slot
            && find(&mut slot, key).is_some()
        {
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
    fn a_key_of_a_table_is_found_dotted_commented_out_or_under_its_head() {
        for (before, after) in [
            ("sound.volume = 70    # loud\n", "sound.volume = 40    # loud\n"),
            ("# sound.volume = 70    # 0-100\nage = 3\n", "sound.volume = 40    # 0-100\nage = 3\n"),
            ("sound.tones = false\n# sound.volume = 70\n", "sound.tones = false\nsound.volume = 40\n"),
            ("age = 3\n", "age = 3\nsound.volume = 40\n"),
            (
                "# sound.volume = 70\n\n# mine\n[sound]\ntones = true # yes\n",
                "# sound.volume = 70\n\n# mine\n[sound]\ntones = true # yes\nvolume = 40\n",
            ),
            ("[sound]\nvolume = 3 # quiet\n", "[sound]\nvolume = 40 # quiet\n"),
            ("sound = { tones = true }\n", "sound = { tones = true , volume = 40 }\n"),
        ] {
            let set = with(before, "sound.volume", 40).unwrap();
            assert_eq!(set.replace("true ,", "true,"), after.replace("true ,", "true,"), "{before:?}");
            assert!(set.parse::<DocumentMut>().is_ok());
        }
    }

    #[test]
    fn what_is_no_toml_is_left_alone() {
        assert!(with("age 41\n", "age", 52).is_err());
    }
}
