//! The heart rate among a point's elements: every maker has its own namespace and its own name for it.

use quick_xml::events::BytesStart;

use super::time_parsing::number;

/// Local names of the rate, without capitals and underscores.
const NAMES: [&str; 14] = [
    "hr",
    "bpm",
    "heartrate",
    "heartratebpm",
    "heartratetrack",
    "heartratevalue",
    "heartrateinbpm",
    "heartrateinbeatsperminute",
    "heartbeat",
    "currentheartrate",
    "hrbpm",
    "beatsperminute",
    "pulse",
    "pulserate",
];
/// Local names of what holds its number within it, written in the same way.
const VALUES: [&str; 3] = ["value", "val", "bpm"];

fn is_one_of(name: &str, names: &[&str]) -> bool {
    // Compared letter by letter, since this is asked of every element.
    let same = |other: &str| {
        let letters = name.bytes().filter(|byte| !matches!(byte, b'_' | b'-')).map(|byte| byte.to_ascii_lowercase());
        letters.eq(other.bytes())
    };
    names.iter().any(|other| same(other))
}

/// Whether an element is named for the rate.
fn is_rate(name: &str) -> bool {
    is_one_of(name, &NAMES)
}

/// The rate in bpm that an element says at its end: it is named for the rate, or is the value of one that is.
pub(super) fn rate(name: &str, parent: &str, text: &str) -> Option<u16> {
    (is_rate(name) || is_rate(parent) && is_one_of(name, &VALUES)).then(|| bpm(text)).flatten()
}

/// The rate in bpm that an element says in an attribute.
pub(super) fn rate_attribute(start: &BytesStart<'_>) -> Option<u16> {
    let of_rate = is_rate(start.local_name().as_ref());
    start.attributes().with_checks(false).flatten().find_map(|attribute| {
        let key = attribute.key.local_name();
        let named = is_rate(key.as_ref()) || of_rate && is_one_of(key.as_ref(), &VALUES);
        named.then(|| bpm(&attribute.value)).flatten()
    })
}

/// The rate that stands where a point tells several: the first, unless that one is zero, which is "no reading".
pub(super) fn first(known: Option<u16>, more: Option<u16>) -> Option<u16> {
    known.filter(|rate| *rate > 0).or(more).or(known)
}

fn bpm(text: &str) -> Option<u16> {
    let text = text.trim();
    let text = text.strip_suffix("bpm").unwrap_or(text);
    number(text).filter(|rate| (0.0..65_535.5).contains(rate)).map(|rate| rate.round() as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_found_by_the_names_that_makers_give_it() {
        for name in ["hr", "HR", "bpm", "heartrate", "heart_rate", "heartRate", "HeartRateBpm", "heartRateTrack", "Pulse"] {
            assert_eq!(rate(name, "extensions", " 123 "), Some(123), "{name}");
        }
        assert_eq!(rate("Value", "HeartRateBpm", "123"), Some(123));
        assert_eq!(rate("bpm", "heartRate", "122.6 bpm"), Some(123));
    }

    #[test]
    fn a_mean_a_maximum_and_other_values_are_no_rate() {
        for (name, parent) in [("Value", "AverageHeartRateBpm"), ("MaximumHeartRate", ""), ("hrv", ""), ("Value", "Cadence"), ("", "")] {
            assert_eq!(rate(name, parent, "123"), None, "{name}");
        }
        assert_eq!(rate("hr", "", "fast"), None);
    }
}
