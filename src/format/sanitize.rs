//! Sanitises the names that devices advertise: anybody in reach can choose one, and a terminal would obey what is in it.

/// The longest name that is shown, in characters (design choice).
pub const LONGEST: usize = 32;
/// Shown for a device that advertises no name.
pub const UNNAMED: &str = "unnamed strap";

/// A name without anything that a terminal or a reader could take for more than a name: control and escape characters,
/// marks that change the direction of writing, and characters of no width are left out; runs of white space become one space.
/// At most [`LONGEST`] characters, and never empty.
pub fn sanitize_name(name: &str) -> String {
    // As the names of runs are, of which a history has ten thousand.
    if (1..=LONGEST).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic()) {
        return name.to_owned();
    }
    let visible: String = name.chars().filter(|c| c.is_whitespace() || !is_unsafe(*c)).collect();
    let words = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = words.chars().take(LONGEST).collect();
    let short = short.trim_end();
    if short.is_empty() { UNNAMED.to_owned() } else { short.to_owned() }
}

/// A text for the terminal that holds what a file says: as [`sanitize_name`], but of any length and with its accents; line ends
/// become spaces.
pub fn plain(text: &str) -> String {
    let is_accent = |c: char| matches!(c, '\u{0300}'..='\u{036F}');
    text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| is_accent(*c) || !is_unsafe(*c)).collect()
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{0300}'..='\u{036F}' | '\u{E0000}'..='\u{E0FFF}' | '\u{E000}'..='\u{F8FF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_name_stays_as_it_is() {
        assert_eq!(sanitize_name("Polar H10 1A2B3C4D"), "Polar H10 1A2B3C4D");
        assert_eq!(sanitize_name("Brustgurt Jörg"), "Brustgurt Jörg");
        assert_eq!(sanitize_name("心率带"), "心率带");
    }

    #[test]
    fn escapes_and_marks_of_direction_are_taken_out() {
        assert_eq!(sanitize_name("\u{1b}[2JPolar\u{1b}]0;owned\u{7}"), "[2JPolar]0;owned");
        assert_eq!(sanitize_name("HRM\u{202e}kcab\n\t 1"), "HRMkcab 1");
        assert_eq!(sanitize_name("\u{200b}\u{feff}"), UNNAMED);
        assert_eq!(sanitize_name(""), UNNAMED);
        assert_eq!(sanitize_name(&"x".repeat(500)).chars().count(), LONGEST);
    }

    #[test]
    fn a_text_keeps_its_words_and_nothing_that_a_terminal_obeys() {
        assert_eq!(plain("a\u{1b}[31mb\nc\u{202e}d \u{9b}2J e\u{301}"), "a[31mb cd 2J e\u{301}");
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_controls_a_terminal_is_left(name in "\\PC*|.*") {
            let sanitized = sanitize_name(&name);
            proptest::prop_assert!(!sanitized.is_empty() && sanitized.chars().count() <= LONGEST);
            proptest::prop_assert!(!sanitized.chars().any(is_unsafe));
        }
    }
}
