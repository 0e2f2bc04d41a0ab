//! The units that headers name, and what a number in them is multiplied by.

/// A unit, or the way a time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub(super) enum Unit {
    PerMinute,
    Percent,
    Nanoseconds,
    Microseconds,
    Milliseconds,
    Seconds,
    /// 1/1024 s, the unit of straps.
    In1024ths,
    Minutes,
    Hours,
    /// `mm:ss`.
    MinutesAndSeconds,
    /// `hh:mm`.
    HoursAndMinutes,
    /// `hh:mm:ss`.
    Clock,
    KmPerHour,
    MetresPerSecond,
    MilesPerHour,
    Metres,
    Kilometres,
    Miles,
    Feet,
    Yards,
    /// Steps a minute, both feet.
    Steps,
    /// Strides or turns a minute.
    Turns,
    /// Any other: not of what is read here.
    Other,
}

impl Unit {
    /// The unit of a word or a short text, in lower case and without accents.
    pub(super) fn of(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('.');
        Some(match text {
            "bpm" | "beats/min" | "beats/minute" | "beats per minute" | "count/min" | "1/min" | "min-1" | "/min" | "per minute" | "lpm"
            | "ppm" | "schlage/min" | "schl\u{fffd}ge/min" | "s/min" | "battements/min" | "bat/min" | "latidos/min" | "battiti/min"
            | "lyontia/min" | "slag/min" | "b/min" | "beats" => Self::PerMinute,
            "%" | "percent" | "pct" | "prozent" | "% max" | "%max" | "% hrr" | "%hrr" | "% hrmax" => Self::Percent,
            "ns" | "nanosec" | "nanoseconds" => Self::Nanoseconds,
            "us" | "µs" | "μs" | "usec" | "microsec" | "microseconds" => Self::Microseconds,
            "ms" | "msec" | "msecs" | "millis" | "milli" | "millisec" | "milliseconds" | "millisecond" | "millisekunden" => {
                Self::Milliseconds
            }
            "s" | "sec" | "secs" | "sek" | "seg" | "second" | "seconds" | "sekunden" | "secondes" | "segundos" | "secondi" | "sekuntia" => {
                Self::Seconds
            }
            "1/1024" | "1/1024 s" | "1/1024s" | "1/1024 sec" | "s/1024" | "1/1024th s" | "1024ths" => Self::In1024ths,
            "min" | "mins" | "minute" | "minutes" | "minuten" | "minutos" | "minuti" => Self::Minutes,
            "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunden" => Self::Hours,
            "mm:ss" | "m:ss" | "min:sec" | "min:s" | "mm:ss.s" => Self::MinutesAndSeconds,
            "hh:mm" | "h:mm" => Self::HoursAndMinutes,
            "hh:mm:ss" | "h:mm:ss" | "h:m:s" | "hms" | "hh:mm:ss.sss" | "hh:mm:ss.s" | "hr:min:sec" | "h:min:s" => Self::Clock,
            "km/h" | "kmh" | "kph" | "kmph" | "km/hr" | "km/std" => Self::KmPerHour,
            "m/s" | "mps" | "meters/second" | "meters per second" | "metres per second" | "meter/sec" | "m/sec" => Self::MetresPerSecond,
            "mph" | "mi/h" | "miles/h" | "miles per hour" => Self::MilesPerHour,
            "m" | "meter" | "meters" | "metre" | "metres" | "metros" | "metri" => Self::Metres,
            "km" | "kms" | "kilometer" | "kilometers" | "kilometres" => Self::Kilometres,
            "mi" | "mile" | "miles" => Self::Miles,
            "ft" | "feet" => Self::Feet,
            "yd" | "yds" | "yards" => Self::Yards,
            "spm" | "steps/min" | "steps per minute" | "schritte/min" | "pas/min" | "pasos/min" | "passi/min" => Self::Steps,
            "rpm" | "rev/min" | "strides/min" | "u/min" => Self::Turns,
            "hz" | "w" | "watt" | "watts" | "kcal" | "cal" | "kj" | "min/km" | "min/mi" | "/km" | "s/km" | "s/500m" | "c" | "°c" | "f"
            | "°f" | "mv" | "uv" | "m/s2" | "m/s^2" | "g" | "mg" | "deg" | "°" | "kcal/h" | "kcal/hr" | "cal/hr" | "cal/h" | "kg"
            | "lb" | "lbs" | "l/min" | "ml/min" | "kcal/min" | "ms2" | "ms^2" | "mmhg" | "cm" | "mm" | "breaths/min" | "br/min" => {
                Self::Other
            }
            _ => return None,
        })
    }

    /// How many milliseconds it is; none where it is no unit of time.
    pub(super) fn in_ms(self) -> Option<f64> {
        match self {
            Self::Nanoseconds => Some(1e-6),
            Self::Microseconds => Some(1e-3),
            Self::Milliseconds => Some(1.0),
            Self::In1024ths => Some(1000.0 / 1024.0),
            Self::Seconds => Some(1000.0),
            Self::Minutes => Some(60_000.0),
            Self::Hours => Some(3_600_000.0),
            _ => None,
        }
    }

    /// How many km/h it is; none where it is no unit of speed.
    pub(super) fn in_kmh(self) -> Option<f64> {
        match self {
            Self::KmPerHour => Some(1.0),
            Self::MetresPerSecond => Some(3.6),
            Self::MilesPerHour => Some(1.609_344),
            _ => None,
        }
    }

    /// How many metres it is; none where it is no unit of length.
    pub(super) fn in_metres(self) -> Option<f64> {
        match self {
            Self::Metres => Some(1.0),
            Self::Kilometres => Some(1000.0),
            Self::Miles => Some(1609.344),
            Self::Feet => Some(0.3048),
            Self::Yards => Some(0.9144),
            _ => None,
        }
    }

    /// The word in reports.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::PerMinute => "bpm",
            Self::Percent => "%",
            Self::Nanoseconds => "ns",
            Self::Microseconds => "us",
            Self::Milliseconds => "ms",
            Self::Seconds => "s",
            Self::In1024ths => "1/1024 s",
            Self::Minutes => "min",
            Self::Hours => "h",
            Self::MinutesAndSeconds => "mm:ss",
            Self::HoursAndMinutes => "hh:mm",
            Self::Clock => "h:mm:ss",
            Self::KmPerHour => "km/h",
            Self::MetresPerSecond => "m/s",
            Self::MilesPerHour => "mph",
            Self::Metres => "m",
            Self::Kilometres => "km",
            Self::Miles => "mi",
            Self::Feet => "ft",
            Self::Yards => "yd",
            Self::Steps => "steps/min",
            Self::Turns => "strides/min",
            Self::Other => "",
        }
    }
}
