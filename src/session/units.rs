//! Speed, pace and distance in words, in the runner's unit.

use super::speed_unit::{MILE_KMH, counts_in_miles};

/// Slower than this a pace says nothing, in km/h (design choice): half an hour a kilometre.
const LEAST_PACE_KMH: f64 = 2.0;

/// What the runner counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Units {
    /// As the belt does: miles where its speeds are tenths of a mile an hour, else kilometres.
    #[default]
    Auto,
    /// Kilometres.
    Km,
    /// Miles.
    Miles,
}

impl Units {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Km, Self::Miles];

    /// The word in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Km => "km",
            Self::Miles => "miles",
        }
    }

    /// The choice of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|units| units.word() == word)
    }

    /// Whether a speed in km/h is told in miles.
    fn in_miles(self, kmh: f64) -> bool {
        match self {
            Self::Auto => counts_in_miles(kmh),
            Self::Km => false,
            Self::Miles => true,
        }
    }

    /// A speed in km/h, as in "8.2 km/h" or "5.1 mph".
    pub fn speed(self, kmh: f64) -> String {
        if self.in_miles(kmh) { format!("{:.1} mph", kmh / MILE_KMH) } else { format!("{kmh:.1} km/h") }
    }

    /// One speed and another, as in "8.2 -> 7.6 km/h", in the unit of the first.
    pub fn setting(self, from_kmh: f64, to_kmh: f64) -> String {
        let (unit, word) = if self.in_miles(from_kmh) { (MILE_KMH, "mph") } else { (1.0, "km/h") };
        format!("{:.1} -> {:.1} {word}", from_kmh / unit, to_kmh / unit)
    }

    /// The pace of a speed in km/h, as in "7:19 /km" or "11:47 /mi"; none where that is too slow to say anything.
    pub fn pace(self, kmh: f64) -> Option<String> {
        if kmh.is_nan() || kmh < LEAST_PACE_KMH {
            return None;
        }
        let (unit, word) = if self.in_miles(kmh) { (MILE_KMH, "/mi") } else { (1.0, "/km") };
        let secs = (3600.0 / (kmh / unit)).round() as u64;
        Some(format!("{}:{:02} {word}", secs / 60, secs % 60))
    }

    /// A distance in metres, as in "2.45 km" or "1.52 mi"; `kmh` is the belt's speed, by which an automatic choice is made.
    pub fn distance(self, metres: f64, kmh: Option<f64>) -> String {
        if kmh.map_or(self == Self::Miles, |kmh| self.in_miles(kmh)) {
            format!("{:.2} mi", metres / 1000.0 / MILE_KMH)
        } else {
            format!("{:.2} km", metres / 1000.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speed_and_pace_are_told_in_the_runners_unit() {
        assert_eq!((Units::Auto.speed(8.2), Units::Auto.pace(8.2)), ("8.2 km/h".to_owned(), Some("7:19 /km".to_owned())));
        assert_eq!((Units::Miles.speed(8.2), Units::Miles.pace(8.2)), ("5.1 mph".to_owned(), Some("11:47 /mi".to_owned())));
        // 5.2 miles an hour by the belt's own buttons.
        assert_eq!(Units::Auto.setting(5.2 * MILE_KMH, 4.8 * MILE_KMH), "5.2 -> 4.8 mph");
        assert_eq!(Units::Km.setting(8.2, 7.6), "8.2 -> 7.6 km/h");
        assert_eq!((Units::Km.pace(1.0), Units::Km.pace(f64::NAN)), (None, None));
        assert_eq!(
            (Units::Miles.distance(5000.0, None), Units::Auto.distance(5000.0, Some(8.2))),
            ("3.11 mi".to_owned(), "5.00 km".to_owned())
        );
    }
}
