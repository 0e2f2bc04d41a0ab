//! Sports in FIT's words, whatever a file calls them.

use super::sanitize::plain;

/// Parts of names, and the sport that they stand for.
const PARTS: [(&str, &str); 9] = [
    ("run", "running"),
    ("jog", "running"),
    ("walk", "walking"),
    ("hik", "hiking"),
    ("swim", "swimming"),
    ("row", "rowing"),
    ("cycl", "cycling"),
    ("bik", "cycling"),
    ("ride", "cycling"),
];
/// No sport's name is longer, in characters.
const LONGEST: usize = 100;

/// FIT's word for a sport, which every maker writes as it likes; Strava writes numbers. None where there is no word.
pub(super) fn word(kind: &str) -> Option<String> {
    let kind: String = plain(kind).trim().to_lowercase().chars().take(LONGEST).collect();
    let known = PARTS.iter().find(|(part, _)| kind.contains(part)).map(|(_, word)| (*word).to_owned());
    known.or(match kind.as_str() {
        "" => None,
        "1" => Some("cycling".to_owned()),
        "9" => Some("running".to_owned()),
        _ => Some(kind),
    })
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn makers_names_become_fits_words() {
        for (name, sport) in
            [("Trail Run", "running"), ("RUNNING", "running"), ("9", "running"), ("Road biking", "cycling"), ("Yoga", "yoga")]
        {
            assert_eq!(word(name).as_deref(), Some(sport));
        }
        assert_eq!(word(" \u{1b} "), None);
    }
}
