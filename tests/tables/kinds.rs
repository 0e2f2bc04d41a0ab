//! The ways in which a table writes its times.

use crate::chance::Chance;

/// A way to write times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeKind {
    Zulu,
    Offset,
    Local,
    MonthFirstAmPm,
    Slashes,
    Points,
    EpochSeconds,
    EpochMs,
    EpochUs,
    EpochNs,
    Seconds,
    Ms,
    Minutes,
    Clock,
    MinutesAndSeconds,
    DateAndTime,
    TimeOfDay,
    MonthName,
    None,
}

const KINDS: [TimeKind; 19] = [
    TimeKind::Zulu,
    TimeKind::Offset,
    TimeKind::Local,
    TimeKind::MonthFirstAmPm,
    TimeKind::Slashes,
    TimeKind::Points,
    TimeKind::EpochSeconds,
    TimeKind::EpochMs,
    TimeKind::EpochUs,
    TimeKind::EpochNs,
    TimeKind::Seconds,
    TimeKind::Ms,
    TimeKind::Minutes,
    TimeKind::Clock,
    TimeKind::MinutesAndSeconds,
    TimeKind::DateAndTime,
    TimeKind::TimeOfDay,
    TimeKind::MonthName,
    TimeKind::None,
];

const ANY_NAME: &[&str] = &["time", "Time", "timestamp", "Timestamp", "TIME", "Zeit", "Temps", "Tiempo", "tempo", "Aika"];
const DATED: &[&str] = &[
    "time",
    "timestamp",
    "Date/Time",
    "datetime",
    "Date",
    "Datum/Uhrzeit",
    "start_time",
    "record.timestamp",
    "created_at",
    "Fecha",
    "timestamp_utc",
];

impl TimeKind {
    pub fn by_chance(chance: &mut Chance) -> Self {
        *chance.one_of(&KINDS)
    }

    /// Whether it tells the start.
    pub fn is_dated(self) -> bool {
        !matches!(self, Self::Seconds | Self::Ms | Self::Minutes | Self::Clock | Self::MinutesAndSeconds | Self::TimeOfDay | Self::None)
    }

    /// The names of its columns.
    pub fn names(self, chance: &mut Chance) -> Vec<String> {
        let one = |chance: &mut Chance, names: &[&str]| vec![(*chance.one_of(names)).to_owned()];
        match self {
            Self::EpochSeconds => one(chance, &["timestamp", "time", "epoch", "timestamp_s", "unix_time", "Time (s)", "timestamp_epoch"]),
            Self::EpochMs => one(chance, &["timestamp", "time", "timestamp_ms", "Timestamp (ms)", "epoch_ms", "time [ms]"]),
            Self::EpochUs => one(chance, &["timestamp", "timestamp_us", "time (us)"]),
            Self::EpochNs => one(chance, &["timestamp", "sensor timestamp [ns]", "time"]),
            Self::Seconds => {
                one(chance, &["secs", "seconds", "time", "elapsed", "time_s", "Elapsed Time (s)", "elapsed_s", "Zeit (s)", "t", "Time, s"])
            }
            Self::Ms => one(chance, &["ms", "time", "elapsed_ms", "Time [ms]", "since start (ms)", "timestamp"]),
            Self::Minutes => one(chance, &["Minutes", "Time (min)", "elapsed_min", "Zeit [min]", "Workout (min)"]),
            Self::MinutesAndSeconds => one(chance, &["Time", "Elapsed", "Time (mm:ss)", "duration", "Dauer"]),
            Self::DateAndTime => {
                vec![
                    (*chance.one_of(&["Date", "Datum", "date", "Fecha"])).to_owned(),
                    (*chance.one_of(&["Time", "Uhrzeit", "time", "Hora"])).to_owned(),
                ]
            }
            Self::None => Vec::new(),
            Self::Clock | Self::TimeOfDay => one(chance, ANY_NAME),
            _ => one(chance, DATED),
        }
    }

    /// The cells of a time, so many milliseconds after the start.
    pub fn cells(self, start: i64, since: i64) -> Vec<String> {
        let now = start + since;
        let civil = |format: &str, ms: i64| {
            jiff::Timestamp::from_millisecond(ms).unwrap().to_zoned(jiff::tz::TimeZone::UTC).strftime(format).to_string()
        };
        let secs = since / 1000;
        let in_day = now / 1000 % 86_400;
        let hms = |secs: i64| format!("{:02}:{:02}:{:02}", secs / 3600, secs / 60 % 60, secs % 60);
        vec![match self {
            Self::Zulu => civil("%Y-%m-%dT%H:%M:%SZ", now),
            Self::Offset => civil("%Y-%m-%d %H:%M:%S+02:00", now + 7_200_000),
            Self::Local => civil("%Y-%m-%d %-H:%M:%S", now),
            Self::MonthFirstAmPm => civil("%m/%d/%Y %I:%M:%S %p", now),
            Self::Slashes => civil("%d/%m/%Y %H:%M:%S", now),
            Self::Points => civil("%d.%m.%Y %H:%M:%S", now),
            Self::EpochSeconds => (now / 1000).to_string(),
            Self::EpochMs => now.to_string(),
            Self::EpochUs => (now * 1000).to_string(),
            Self::EpochNs => (now * 1_000_000).to_string(),
            Self::Seconds => secs.to_string(),
            Self::Ms => since.to_string(),
            Self::Minutes => format!("{:.5}", since as f64 / 60_000.0),
            Self::Clock => hms(secs),
            Self::MinutesAndSeconds => format!("{:02}:{:02}", secs / 60, secs % 60),
            Self::DateAndTime => return vec![civil("%Y-%m-%d", now), civil("%H:%M:%S", now)],
            Self::TimeOfDay => hms(in_day),
            Self::MonthName => civil("%b %-d, %Y, %-I:%M:%S %p", now),
            Self::None => return Vec::new(),
        }]
    }
}
