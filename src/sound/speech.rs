//! What is said aloud: at most four words and the rate, as a person would say it.

use crate::heart::Bpm;
use crate::session::{Cue, CueKind};

/// More words than this are not said.
const MOST_WORDS: usize = 4;

/// The words of a cue, with the rate behind a prompt; none where a tone says enough.
pub fn words(cue: &Cue, bpm: Option<Bpm>) -> Option<String> {
    let said = match cue.kind {
        // The melody of what was asked for and of a strap that is back is answer enough.
        CueKind::Settled | CueKind::SignalBack => return None,
        CueKind::SignalLost => "no heart rate",
        _ => cue.head,
    };
    let said: Vec<&str> = said.split_whitespace().take(MOST_WORDS).collect();
    let number = bpm.filter(|_| cue.kind.is_prompt()).map(|bpm| format!(". {}", number(bpm.whole())));
    Some(said.join(" ") + &number.unwrap_or_default())
}

/// A whole number as it is said of a heart rate: "ninety eight", "one thirty one", "one oh five".
fn number(value: u8) -> String {
    const UP_TO_NINETEEN: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let below_hundred = |value: u8| match (value / 10, value % 10) {
        (0..=1, _) => UP_TO_NINETEEN[usize::from(value)].to_owned(),
        (tens, 0) => TENS[usize::from(tens)].to_owned(),
        (tens, ones) => format!("{} {}", TENS[usize::from(tens)], UP_TO_NINETEEN[usize::from(ones)]),
    };
    match (value / 100, value % 100) {
        (0, rest) => below_hundred(rest),
        (hundreds, 0) => format!("{} hundred", UP_TO_NINETEEN[usize::from(hundreds)]),
        (hundreds, ones @ 1..=9) => format!("{} oh {}", UP_TO_NINETEEN[usize::from(hundreds)], UP_TO_NINETEEN[usize::from(ones)]),
        (hundreds, rest) => format!("{} {}", UP_TO_NINETEEN[usize::from(hundreds)], below_hundred(rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_said_as_a_person_says_it() {
        for (value, said) in [
            (131, "one thirty one"),
            (98, "ninety eight"),
            (105, "one oh five"),
            (100, "one hundred"),
            (112, "one twelve"),
            (120, "one twenty"),
            (60, "sixty"),
        ] {
            assert_eq!(number(value), said);
        }
    }

    #[test]
    fn a_prompt_is_its_words_and_the_rate_and_nothing_is_longer_than_four_words() {
        let bpm = Bpm::new(131);
        assert_eq!(words(&Cue::aloud(CueKind::SlowDown), bpm).unwrap(), "slow down. one thirty one");
        assert_eq!(words(&Cue::aloud(CueKind::Walk), None).unwrap(), "walk");
        assert_eq!(words(&Cue::quiet(CueKind::TalkTest), bpm).unwrap(), "could you chat?");
        assert_eq!(words(&Cue::quiet(CueKind::Settled), bpm), None);
        for kind in CueKind::ALL {
            let said = words(&Cue::aloud(kind), None).unwrap_or_default();
            assert!(said.split_whitespace().count() <= MOST_WORDS, "{said}");
        }
    }
}
