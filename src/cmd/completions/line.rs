//! A line as bash hands it over before it has read the words itself, and replies as they may be put into it.

/// The quotes that a word's end stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quote {
    None,
    Single,
    Double,
}

/// The words of a line up to the cursor.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The words before the one at the cursor, without their quotes.
    pub words: Vec<String>,
    /// What there is of the word at the cursor, without its quotes.
    pub current: String,
    /// So many bytes of it the shell keeps: a reply takes the place of what follows.
    pub kept: usize,
    /// The quotes that are open at the cursor.
    pub quote: Quote,
}

/// Reads a line; `breaks` are the letters that part what the shell completes, as its `COMP_WORDBREAKS` tells them. None behind a
/// redirection, where the word is no argument.
pub(super) fn read(line: &str, breaks: &str) -> Option<Line> {
    let mut read = Line { words: Vec::new(), current: String::new(), kept: 0, quote: Quote::None };
    let (mut is_word, mut is_redirected) = (false, false);
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        let ends = read.quote == Quote::None && (letter.is_whitespace() || matches!(letter, '<' | '>'));
        if ends {
            let word = std::mem::take(&mut read.current);
            if is_word && !std::mem::take(&mut is_redirected) {
                read.words.push(word);
            }
            (is_word, read.kept) = (false, 0);
            is_redirected |= !letter.is_whitespace();
            continue;
        }
        is_word = true;
        match (read.quote, letter) {
            (Quote::None, '\\') => read.current.extend(letters.next()),
            (Quote::None, '\'' | '"') => {
                read.quote = if letter == '"' { Quote::Double } else { Quote::Single };
                read.kept = read.current.len();
            }
            (Quote::Single, '\'') | (Quote::Double, '"') => {
                read.quote = Quote::None;
                read.kept = read.current.len();
            }
            (Quote::Double, '\\') => match letters.next() {
                Some(escaped @ ('$' | '`' | '"' | '\\' | '\n')) => read.current.push(escaped),
                Some(other) => read.current.extend(['\\', other]),
                None => {}
            },
            _ => {
                read.current.push(letter);
                if read.quote == Quote::None && breaks.contains(letter) {
                    read.kept = read.current.len();
                }
            }
        }
    }
    (!is_redirected).then_some(read)
}

/// A value as it is typed within these quotes: nothing of it means anything to the shell.
pub(super) fn quoted(value: &str, quote: Quote) -> String {
    let mut typed = String::with_capacity(value.len());
    for letter in value.chars() {
        match quote {
            Quote::None if letter.is_ascii() && !letter.is_ascii_alphanumeric() && !"_-./,:=@%+".contains(letter) => {
                typed.extend(['\\', letter]);
            }
            Quote::Single if letter == '\'' => typed.push_str("'\\''"),
            Quote::Double if matches!(letter, '$' | '`' | '"' | '\\') => typed.extend(['\\', letter]),
            // There a backslash would stay beside it.
            Quote::Double if letter == '!' => typed.push_str("\"'!'\""),
            _ => typed.push(letter),
        }
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As bash has them.
    const BREAKS: &str = " \t\n\"'><=;|&(:";

    fn line(text: &str) -> (Vec<String>, String, usize, Quote) {
        let Line { words, current, kept, quote } = read(text, BREAKS).unwrap();
        (words, current, kept, quote)
    }

    #[test]
    fn words_are_read_as_the_shell_reads_them() {
        let words = |text: &str| read(text, BREAKS).unwrap().words;
        assert_eq!(words("recovery-run  report 'a b'\\ c \"d\\\"e\\f\" "), ["recovery-run", "report", "a b c", "d\"e\\f"]);
        assert_eq!(words("recovery-run '' \"\" x"), ["recovery-run", "", ""]);
        assert_eq!(words("recovery-run report >out last 2<in "), ["recovery-run", "report", "last", "2"]);
        assert_eq!(read("recovery-run report >ou", BREAKS), None);
    }

    #[test]
    fn the_word_at_the_cursor_tells_what_the_shell_keeps_of_it() {
        assert_eq!(line("r --theme=da").1, "--theme=da");
        for (text, current, kept, quote) in [
            ("r --theme=da", "--theme=da", 8, Quote::None),
            ("r AA:B", "AA:B", 3, Quote::None),
            ("r AA\\:B", "AA:B", 0, Quote::None),
            ("r 'my th", "my th", 0, Quote::Single),
            ("r --theme=\"my th", "--theme=my th", 8, Quote::Double),
            ("r 'a b'c", "a bc", 3, Quote::None),
            ("r a\\", "a", 0, Quote::None),
            ("r ", "", 0, Quote::None),
        ] {
            let read = read(text, BREAKS).unwrap();
            assert_eq!((read.current.as_str(), read.kept, read.quote), (current, kept, quote), "{text}");
        }
    }

    #[test]
    fn a_value_is_typed_so_that_it_means_itself() {
        assert_eq!(quoted("x'; rm -rf ~", Quote::None), "x\\'\\;\\ rm\\ -rf\\ \\~");
        assert_eq!(quoted("x'; $(y)", Quote::Single), "x'\\''; $(y)");
        assert_eq!(quoted("x\"$(y)`z`\\!", Quote::Double), "x\\\"\\$(y)\\`z\\`\\\\\"'!'\"");
        assert_eq!(quoted("Gürtel_1-2.fit", Quote::None), "Gürtel_1-2.fit");
    }

    proptest::proptest! {
        #[test]
        fn what_is_typed_is_read_as_the_value(value in "\\PC*", quote in 0..3) {
            let (quote, open) = [(Quote::None, ""), (Quote::Single, "'"), (Quote::Double, "\"")][quote as usize];
            let typed = format!("r x{open}{}", quoted(&value, quote));
            proptest::prop_assert_eq!(read(&typed, BREAKS).unwrap().current, format!("x{value}"));
        }
    }
}
