//! What a column may hold by its name: the words, the unit in or behind them, and whether it is an average or an extreme.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::units::Unit;
use super::vocabulary::{AVERAGE, EXTREME, FORBIDDING, NAMES, NEUTRAL, PROCESSED, Quantity, WEAK};

/// The longest name of the vocabulary, in words.
const LONGEST_KNOWN: usize = 5;

/// How near a name is to naming the plain quantity; the nearer is taken first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Closeness {
    /// The quantity itself.
    Plain,
    /// With words that are not known: maybe another sensor, maybe something else.
    Qualified,
    /// The average of several readings.
    Average,
    /// Smoothed, or worked on otherwise; of times, the end of a span.
    Processed,
    /// The highest or lowest of several readings: never read.
    Extreme,
}

/// What a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meaning {
    /// The quantity.
    pub(super) quantity: Quantity,
    /// The unit, where the name has one.
    pub(super) unit: Option<Unit>,
    /// How near.
    pub(super) closeness: Closeness,
}

/// The meaning of a column's name, with the cell of a row of units below it (empty where there is none).
pub(super) fn meaning(name: &str, unit_below: &str) -> Option<Meaning> {
    // Most cells that are looked at are none: values, and whole lines where another separator is tried.
    let count = |kind: fn(&char) -> bool| name.chars().filter(kind).count();
    if count(char::is_ascii_digit) > 2 * count(|c| c.is_alphabetic()) || count(|c| matches!(c, ',' | ';' | '\t' | '|')) > 2 {
        return None;
    }
    let (text, mut units) = without_brackets(&fold(&last_part(name)));
    if let Some(unit) = Unit::of(&fold(unit_below.trim_matches(['(', ')', '[', ']', ' ']))) {
        units.push(unit);
    }
    let (text, unit) = without_spelled_unit(&text);
    units.extend(unit);
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '\u{fffd}').filter(|word| !word.is_empty()).collect();
    if units.is_empty() && words.is_empty() {
        return None;
    }
    if words.is_empty() {
        // A column called by its unit alone.
        return of_unit_alone(units[0]);
    }
    let unit = units.first().copied();
    // A unit as the last word: `speed_kmh`, `time_ms`. Of a rate the same word is a statistic: `hr_min`.
    // Two units are no name with its unit: the lowest rate is "min HR".
    let named = words.len() > 2 || words.len() == 2 && Unit::of(words[0]).is_none();
    let with_last = (named && unit.is_none()).then(|| Unit::of(words[words.len() - 1])).flatten();
    let apart = with_last.and_then(|unit| of_words(&words[..words.len() - 1], Some(unit)));
    let whole = of_words(&words, unit);
    let meaning = match (apart, whole) {
        (Some(apart), Some(whole)) if whole.closeness < apart.closeness => whole,
        (Some(found), _) | (None, Some(found)) => found,
        (None, None) => return None,
    };
    // A word that is a unit and a name: "seconds", "seconds since start", "kph".
    let spelled = words.iter().find_map(|word| Unit::of(word).filter(|unit| fits(meaning.quantity, Some(*unit))));
    Some(Meaning { unit: meaning.unit.or(spelled.filter(|unit| *unit != Unit::Minutes || meaning.quantity == Quantity::Time)), ..meaning })
}

/// Whether a name has a word for what is neither a time nor anything that is read.
pub(super) fn names_another_quantity(name: &str) -> bool {
    let folded = fold(name);
    folded.split(|c: char| !c.is_alphanumeric()).any(|word| FORBIDDING.contains(&word))
}

/// Whether a unit can be one of a quantity.
fn fits(quantity: Quantity, unit: Option<Unit>) -> bool {
    let Some(unit) = unit else { return true };
    match quantity {
        Quantity::Rate => unit == Unit::PerMinute,
        Quantity::Rr => matches!(unit, Unit::Milliseconds | Unit::Seconds | Unit::Microseconds | Unit::In1024ths),
        Quantity::Time => unit.in_ms().is_some() || matches!(unit, Unit::MinutesAndSeconds | Unit::HoursAndMinutes | Unit::Clock),
        // "ms" is metres a second in the names of speeds.
        Quantity::Speed => unit.in_kmh().is_some() || unit == Unit::Milliseconds,
        Quantity::Cadence => matches!(unit, Unit::Steps | Unit::Turns | Unit::PerMinute),
        Quantity::Grade => unit == Unit::Percent,
        Quantity::Distance => unit.in_metres().is_some(),
        Quantity::Lap | Quantity::Timer => false,
    }
}

fn of_unit_alone(unit: Unit) -> Option<Meaning> {
    let quantity = match unit {
        Unit::PerMinute => Quantity::Rate,
        Unit::Seconds | Unit::Milliseconds | Unit::Minutes | Unit::MinutesAndSeconds | Unit::Clock | Unit::HoursAndMinutes => {
            Quantity::Time
        }
        Unit::KmPerHour | Unit::MetresPerSecond | Unit::MilesPerHour => Quantity::Speed,
        Unit::Kilometres | Unit::Metres | Unit::Miles => Quantity::Distance,
        Unit::Steps => Quantity::Cadence,
        _ => return None,
    };
    Some(Meaning { quantity, unit: Some(unit), closeness: Closeness::Plain })
}

/// The quantities that a word or several name, in the order of the vocabulary.
fn quantities_of(name: &str) -> Vec<Quantity> {
    static BY_NAME: LazyLock<HashMap<&str, Vec<Quantity>>> = LazyLock::new(|| {
        let mut by_name: HashMap<&str, Vec<Quantity>> = HashMap::new();
        for (quantity, names) in &NAMES {
            for name in names.iter() {
                by_name.entry(name).or_default().push(*quantity);
            }
        }
        by_name
    });
    if name.contains('\u{fffd}') {
        return NAMES.iter().filter(|(_, names)| names.iter().any(|known| is_same(known, name))).map(|(quantity, _)| *quantity).collect();
    }
    BY_NAME.get(name).cloned().unwrap_or_default()
}

fn of_words(words: &[&str], unit: Option<Unit>) -> Option<Meaning> {
    // Some words name one quantity in one language and another in the next: the unit tells which.
    let exact = |words: &[&str]| {
        let joined = words.join(" ");
        quantities_of(&joined).into_iter().find(|quantity| fits(*quantity, unit))
    };
    // The longest name among the words, so that "heart rate" goes before "rate" and "elapsed time" before "time".
    for length in (1..=words.len().min(LONGEST_KNOWN)).rev() {
        for start in 0..=words.len() - length {
            let named = &words[start..start + length];
            let Some(quantity) = exact(named) else { continue };
            let rest = [&words[..start], &words[start + length..]].concat();
            // Beside short names, and those of other quantities than the rate and the beats, only known words may stand.
            let strict = !matches!(quantity, Quantity::Rate | Quantity::Rr) || WEAK.contains(&named.join(" ").as_str());
            match closeness(quantity, &rest) {
                Some(Closeness::Qualified) if strict => {}
                Some(closeness) => return Some(Meaning { quantity, unit, closeness }),
                None => {}
            }
        }
    }
    None
}

/// How near a name with these further words is; none where they make it another quantity.
fn closeness(quantity: Quantity, rest: &[&str]) -> Option<Closeness> {
    let is_one_of = |list: &[&str], word: &str| list.iter().any(|known| is_same(known, word));
    let names_of = |wanted: Quantity, word: &str| quantities_of(word).contains(&wanted);
    rest.iter().try_fold(Closeness::Plain, |closeness, word| {
        let of_word = match *word {
            word if quantity == Quantity::Time && names_of(Quantity::Time, word) => Closeness::Plain,
            word if quantity != Quantity::Time && is_one_of(EXTREME, word) => Closeness::Extreme,
            word if is_one_of(AVERAGE, word) => Closeness::Average,
            word if is_one_of(PROCESSED, word) => Closeness::Processed,
            word if is_one_of(NEUTRAL, word) => Closeness::Plain,
            word if is_one_of(FORBIDDING, word) || names_of(Quantity::Time, word) => return None,
            word if Unit::of(word) == Some(Unit::PerMinute) && quantity == Quantity::Rate => Closeness::Plain,
            _ => Closeness::Qualified,
        };
        Some(closeness.max(of_word))
    })
}

/// Whether two words are the same; a character that was lost in a wrong encoding is any.
fn is_same(known: &str, word: &str) -> bool {
    if !word.contains('\u{fffd}') {
        return known == word;
    }
    known.chars().count() == word.chars().count() && known.chars().zip(word.chars()).all(|(known, c)| known == c || c == '\u{fffd}')
}

/// What stands behind the last dot of a dotted path (`record.heart_rate`), with a blank between the humps of `heartRate`.
fn last_part(name: &str) -> String {
    let name = name.trim();
    let last = name.rsplit_once('.').map(|(_, last)| last).filter(|last| !name.contains(' ') && last.len() > 2);
    let characters: Vec<char> = last.unwrap_or(name).chars().collect();
    let mut apart = String::with_capacity(name.len() + 4);
    for (index, c) in characters.iter().enumerate() {
        let before = index.checked_sub(1).map(|index| characters[index]);
        let after = characters.get(index + 1);
        let hump = c.is_uppercase()
            && before
                .is_some_and(|before| before.is_lowercase() || before.is_uppercase() && after.is_some_and(|after| after.is_lowercase()));
        if hump {
            apart.push(' ');
        }
        apart.push(*c);
    }
    apart
}

/// Lower case without accents.
pub(super) fn fold(text: &str) -> String {
    let folded = text.chars().flat_map(char::to_lowercase).map(|c| match c {
        'à'..='å' | 'ą' => 'a',
        'è'..='ë' | 'ę' | 'ě' => 'e',
        'ì'..='ï' => 'i',
        'ò'..='ö' => 'o',
        'ù'..='ü' | 'ů' => 'u',
        'ç' | 'č' | 'ć' => 'c',
        'ñ' | 'ń' => 'n',
        'š' | 'ś' => 's',
        '\u{a0}' | '\u{202f}' | '_' => ' ',
        c => c,
    });
    // What is left of an accent that was written as a character of its own.
    folded.filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect()
}

/// A name without its brackets, and the units among them; other words in brackets stay words.
fn without_brackets(name: &str) -> (String, Vec<Unit>) {
    let (mut text, mut units, mut rest) = (String::new(), Vec::new(), name);
    while let Some((before, behind)) = rest.split_once(['(', '[', '{']) {
        // A bracket inside, as in "(ml/(kg min))", is part of the outer one's text.
        let (inside, after) = behind.split_once([')', ']', '}']).unwrap_or((behind, ""));
        text += before;
        match Unit::of(inside) {
            // The time between two rows: "HR (5 s)".
            None if is_interval(inside) => {}
            Some(unit) => units.push(unit),
            None => text += &format!(" {inside} "),
        }
        rest = after;
    }
    (text + rest, units)
}

/// Whether a text is a number with a unit of time, or of a rate of readings.
fn is_interval(text: &str) -> bool {
    let unit = text.trim_start_matches("every ").trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    unit.len() < text.len() && (unit.trim() == "hz" || Unit::of(unit).is_some_and(|unit| unit.in_ms().is_some()))
}

/// A name without a unit that is written out in it: "speed, km/h", "heart rate in bpm", "zeit/s".
fn without_spelled_unit(name: &str) -> (String, Option<Unit>) {
    if let Some(unit) = Unit::of(name).filter(|_| name.contains(['/', ':', '%']) || name.contains("per ")) {
        return (String::new(), Some(unit));
    }
    for separator in [",", " in ", "/", " - ", ";", ":"] {
        if let Some((before, behind)) = name.split_once(separator)
            && let Some(unit) = Unit::of(behind)
            && !before.trim().is_empty()
        {
            return (before.to_owned(), Some(unit));
        }
    }
    if name.contains('%') {
        return (name.replace('%', " "), Some(Unit::Percent));
    }
    // The last word with its slash: "speed km/h".
    if let Some((before, last)) = name.trim().rsplit_once(' ')
        && last.contains('/')
        && let Some(unit) = Unit::of(last)
    {
        return (before.to_owned(), Some(unit));
    }
    (name.to_owned(), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> Option<(Quantity, Option<Unit>, Closeness)> {
        meaning(name, "").map(|meaning| (meaning.quantity, meaning.unit, meaning.closeness))
    }

    #[test]
    fn a_name_is_known_in_any_case_spacing_and_language() {
        for name in [
            "HR",
            "Heart Rate (bpm)",
            "heart_rate",
            "heartRate",
            "record.heart_rate[bpm]",
            "Herzfrequenz [1/min]",
            "FC (bpm)",
            "Fréquence cardiaque",
            "Fr\u{fffd}quence cardiaque",
            "beats per minute",
            "HeartRateInBeatsPerMinute",
            "com.samsung.health.heart_rate.heart_rate",
            "Pulse, bpm",
            "Syke",
        ] {
            let (quantity, _, closeness) = of(name).unwrap_or_else(|| panic!("{name}"));
            assert_eq!((quantity, closeness), (Quantity::Rate, Closeness::Plain), "{name}");
        }
    }

    #[test]
    fn what_only_has_to_do_with_the_rate_is_not_the_rate() {
        for name in [
            "HR (%)",
            "% HR",
            "HR zone",
            "Resting Heart Rate (count/min)",
            "Heart Rate Variability (ms)",
            "HRV [ms]",
            "Cal/Hr",
            "Time (hr)",
            "Target HR",
            "HR reserve",
            "Pulse Ox",
            "Heart Points",
            "Stroke Rate",
            "LF/HF",
            "max_heart_rate_time",
        ] {
            assert!(of(name).is_none_or(|(quantity, ..)| quantity != Quantity::Rate), "{name}: {:?}", of(name));
        }
    }

    #[test]
    fn averages_and_extremes_are_told_from_the_plain_rate() {
        assert_eq!(of("Heart Rate [Avg] (count/min)"), Some((Quantity::Rate, Some(Unit::PerMinute), Closeness::Average)));
        assert_eq!(of("hr_min").unwrap().2, Closeness::Extreme);
        assert_eq!(of("Max HR").unwrap().2, Closeness::Extreme);
        assert_eq!(of("min HR").unwrap().2, Closeness::Extreme);
        assert_eq!(of("Ø HF").unwrap().2, Closeness::Average);
        assert_eq!(of("hr_wrist").unwrap().2, Closeness::Qualified);
    }

    #[test]
    fn the_unit_is_found_in_brackets_behind_the_name_or_as_it() {
        for (name, quantity, unit) in [
            ("Time [ms]", Quantity::Time, Unit::Milliseconds),
            ("timestamp_ms", Quantity::Time, Unit::Milliseconds),
            ("Workout (min)", Quantity::Time, Unit::Minutes),
            ("time_min", Quantity::Time, Unit::Minutes),
            ("secs", Quantity::Time, Unit::Seconds),
            ("Time (hr)", Quantity::Time, Unit::Hours),
            ("seconds since start", Quantity::Time, Unit::Seconds),
            ("RR-interval [ms]", Quantity::Rr, Unit::Milliseconds),
            ("rr (1/1024 s)", Quantity::Rr, Unit::In1024ths),
            ("Speed, km/h", Quantity::Speed, Unit::KmPerHour),
            ("speed_kmh", Quantity::Speed, Unit::KmPerHour),
            ("kph", Quantity::Speed, Unit::KmPerHour),
            ("Distances (m)", Quantity::Distance, Unit::Metres),
            ("Cadence (spm)", Quantity::Cadence, Unit::Steps),
        ] {
            assert_eq!(of(name).map(|(quantity, unit, _)| (quantity, unit)), Some((quantity, Some(unit))), "{name}");
        }
        assert_eq!(of("HR (5 s)"), Some((Quantity::Rate, None, Closeness::Plain)));
        assert_eq!(meaning("HR", "[bpm]").map(|meaning| meaning.unit), Some(Some(Unit::PerMinute)));
    }
}
