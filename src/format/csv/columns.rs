//! What a table's columns hold, by the names that exports give them.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantity {
    /// A time of any kind; bare numbers in seconds or, from 10^11 on, milliseconds.
    Time,
    /// A time in milliseconds.
    TimeMs,
    /// The heart rate in bpm.
    HeartRate,
    /// RR intervals, several apart by blanks.
    Rr,
    /// Speed.
    Speed,
    /// Cadence, of one leg or both.
    Cadence,
    /// Cadence in steps a minute, as the name says.
    Steps,
    /// Incline in percent.
    Grade,
    /// Distance since the start.
    Distance,
    /// The number of the lap.
    Lap,
    /// Whether the timer runs, as our own tables tell it.
    Timer,
}

/// A column: what it holds, and by what its numbers are multiplied to be in km/h or metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Column {
    /// What it holds.
    pub(super) quantity: Quantity,
    /// The factor.
    pub(super) scale: f64,
}

/// The column of a header's name, whatever its case, spacing and brackets: `heart_rate`, `HR (bpm)`, `Speed [km/h]`.
pub(super) fn column(header: &str) -> Option<Column> {
    let lower = header.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '"').to_lowercase();
    let (name, unit) = match lower.split_once(['(', '[']) {
        Some((name, unit)) => (name, unit.trim_end_matches([')', ']'])),
        None => (lower.as_str(), ""),
    };
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let name = words.join("_");
    let plain = |quantity| Some(Column { quantity, scale: 1.0 });
    let scaled = |quantity, scale| Some(Column { quantity, scale });
    match (name.as_str(), unit) {
        ("timestamp_ms" | "elapsed_ms" | "time_ms" | "since_start_ms" | "ms", _)
        | ("time" | "timestamp" | "elapsed" | "elapsed_time", "ms") => plain(Quantity::TimeMs),
        (
            "timestamp" | "time" | "datetime" | "date_time" | "date" | "at" | "elapsed" | "elapsed_time" | "elapsed_s" | "time_s"
            | "seconds" | "second" | "secs" | "sec" | "timestamp_s" | "utc" | "local_time" | "zeit",
            _,
        ) => plain(Quantity::Time),
        (
            "heart_rate" | "heartrate" | "hr" | "bpm" | "hr_bpm" | "heart_rate_bpm" | "heartrate_bpm" | "heartratebpm" | "pulse" | "puls"
            | "heart" | "herzfrequenz" | "hr_value" | "heart_rate_value",
            _,
        ) => plain(Quantity::HeartRate),
        ("rr" | "rr_ms" | "rri" | "rr_interval" | "rr_intervals" | "rr_interval_ms" | "r_r" | "ibi" | "ibi_ms" | "nn" | "rr_s", _) => {
            plain(Quantity::Rr)
        }
        ("speed_kmh" | "speed_kph" | "kph" | "kmh", _) | ("speed" | "enhanced_speed", "km/h" | "kmh" | "kph") => plain(Quantity::Speed),
        ("speed", "mph") | ("speed_mph" | "mph", _) => scaled(Quantity::Speed, 1.609_344),
        // Without a unit it is FIT's, metres a second.
        ("speed" | "enhanced_speed" | "speed_ms" | "speed_mps" | "velocity", _) => scaled(Quantity::Speed, 3.6),
        ("cadence_spm", _) | ("cadence" | "cad" | "run_cadence" | "running_cadence", "spm") => plain(Quantity::Steps),
        ("grade_percent" | "incline_percent", _) | ("grade" | "incline", "%") => plain(Quantity::Grade),
        ("timer", _) => plain(Quantity::Timer),
        ("cadence" | "cad" | "run_cadence" | "running_cadence" | "cadence_rpm", _) => plain(Quantity::Cadence),
        ("distance_km" | "km", _) | ("distance" | "distances", "km") => scaled(Quantity::Distance, 1000.0),
        ("distance", "mi" | "miles") => scaled(Quantity::Distance, 1609.344),
        ("distance" | "distances" | "distance_m" | "dist", _) => plain(Quantity::Distance),
        ("lap" | "lap_number" | "laps" | "lap_index", _) => plain(Quantity::Lap),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_exports_names_are_known() {
        let of = |header| column(header).map(|column| (column.quantity, column.scale));
        assert_eq!(of("Heart Rate (bpm)"), Some((Quantity::HeartRate, 1.0)));
        assert_eq!(of("HR (bpm)"), Some((Quantity::HeartRate, 1.0)));
        assert_eq!(of("\u{feff}timestamp"), Some((Quantity::Time, 1.0)));
        assert_eq!(of("Speed (km/h)"), Some((Quantity::Speed, 1.0)));
        assert_eq!(of("enhanced_speed"), Some((Quantity::Speed, 3.6)));
        assert_eq!(of("Time [ms]"), Some((Quantity::TimeMs, 1.0)));
        assert_eq!(of("Timestamp (ms)"), Some((Quantity::TimeMs, 1.0)));
        assert_eq!(of("Cadence (spm)"), Some((Quantity::Steps, 1.0)));
        assert_eq!(of("cadence"), Some((Quantity::Cadence, 1.0)));
        assert_eq!(of("Grade (%)"), Some((Quantity::Grade, 1.0)));
        assert_eq!(of("rolling_ave_alt"), None);
        assert_eq!(of("max_heart_rate"), None);
    }
}
