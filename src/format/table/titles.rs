//! What the rows above a header say of the recording: its start, and the time between two rows.

use jiff::civil::Date;

use super::dates::{Stamp, WrittenDate};
use super::day_order::DayOrder;
use super::names::fold;
use super::numbers::DecimalSign;
use super::rows::Row;
use super::time_column::wall_ms;
use super::units::Unit;

/// Names of the start's date, its clock time, or both.
const START: &[&str] = &[
    "start time",
    "start",
    "start date",
    "date",
    "date time",
    "datetime",
    "time",
    "started",
    "started at",
    "start timestamp",
    "activity date",
    "workout date",
    "recording started",
    "recording start",
    "recorded",
    "recorded at",
    "session start",
    "begin",
    "start date time",
    "datum",
    "startzeit",
    "beginn",
    "startdatum",
    "startuhrzeit",
    "zeit",
    "uhrzeit",
    "heure de debut",
    "date de debut",
    "debut",
    "heure",
    "fecha",
    "hora de inicio",
    "inicio",
    "hora",
    "fecha de inicio",
    "data",
    "ora inizio",
    "ora di inizio",
    "inizio",
    "aloitusaika",
    "alkamisaika",
    "paivamaara",
    "pvm",
    "starttijd",
    "tidpunkt",
    "starttid",
    "measurement time",
];
/// Names of the time between two rows.
const INTERVAL: &[&str] = &[
    "sample rate",
    "sampling rate",
    "sample interval",
    "sampling interval",
    "recording interval",
    "recording rate",
    "interval",
    "record interval",
    "logging interval",
    "aufzeichnungsintervall",
    "abtastrate",
    "abtastintervall",
    "intervall",
    "messintervall",
    "intervalle",
    "intervalle d'enregistrement",
    "intervalo",
    "intervallo",
    "recrate",
    "tallennusvali",
    "time step",
    "timestep",
    "resolution",
];

/// What titles say.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Titles {
    /// The start in milliseconds since 1970, without an offset as if it were UTC.
    pub(super) start: Option<i64>,
    /// Whether the start has an offset.
    pub(super) has_offset: bool,
    /// Milliseconds between two rows.
    pub(super) interval: Option<f64>,
    /// The dates among them that can be read in one way.
    pub(super) dates: Vec<Date>,
    /// The clock time of the start, in milliseconds since midnight.
    pub(super) clock: Option<i64>,
    /// What was assumed, or left out.
    pub(super) notes: Vec<String>,
}

impl Titles {
    /// Reads the rows above a header.
    pub(super) fn read(rows: &[Row]) -> Self {
        let mut titles = Self::default();
        let (mut date, mut clock, mut whole) = (None, None, None);
        for (name, value) in pairs(rows) {
            if INTERVAL.contains(&name.as_str()) || INTERVAL.contains(&name.split(" (").next().unwrap_or_default()) {
                titles.interval = titles.interval.or_else(|| interval(&name, &value));
            }
            let plain = name.split(" (").next().unwrap_or_default();
            let Some(stamp) = Some(()).filter(|()| START.contains(&plain)).and_then(|()| Stamp::read(&value)) else { continue };
            match (stamp.date, stamp.clock) {
                (Some(_), Some(_)) => whole = whole.or(Some(stamp)),
                (Some(_), None) => date = date.or(Some(stamp)),
                (None, Some(_)) => clock = clock.or(Some(stamp)),
                (None, None) => {}
            }
        }
        // The titles of Polar's exports have the day first in all of them: "04-05-2024".
        let all = pairs(rows);
        let named = |wanted: &str| all.iter().any(|(name, _)| name == wanted);
        let day_first_by_maker =
            named("sport") && named("start time") && all.iter().any(|(name, value)| name == "date" && value.contains('-'));
        let start = whole.or_else(|| clock.map(|clock: Stamp| Stamp { date: date.and_then(|stamp: Stamp| stamp.date), ..clock }));
        titles.clock =
            start.and_then(|start| start.clock).filter(|clock| clock.count == 3 || clock.parts[0] < 24.0).map(|clock| clock.ms(false));
        let dates: Vec<(WrittenDate, Stamp)> = [whole, date].into_iter().flatten().filter_map(|stamp| Some((stamp.date?, stamp))).collect();
        titles.dates =
            dates.iter().filter(|(date, _)| matches!(date, WrittenDate::Known(_))).filter_map(|(date, _)| date.date(true)).collect();
        let Some(start) = start.filter(|start| start.date.is_some()) else { return titles };
        match DayOrder::of(&dates, &titles.dates, "the title rows") {
            Ok(order) => titles.start = wall_ms(&start, order.day_first()),
            Err(_) if day_first_by_maker => titles.start = wall_ms(&start, true),
            Err(error) => titles.notes.push(format!("its start is left out: {error}")),
        }
        titles.has_offset = start.offset.is_some();
        titles
    }
}

impl Titles {
    /// The milliseconds between rows that a column's name has in brackets: "HR (5 s)".
    pub(super) fn interval_in_name(name: &str) -> Option<f64> {
        let folded = fold(name);
        let (_, inside) = folded.split_once(['(', '['])?;
        let inside = inside.trim_end_matches([')', ']']).trim_start_matches("every ");
        Some(inside).filter(|inside| inside.starts_with(|c: char| c.is_ascii_digit())).and_then(|inside| interval("", inside))
    }
}

/// Names with their values: a row of names above a row of values, two cells beside each other, and "name: value" in one cell.
fn pairs(rows: &[Row]) -> Vec<(String, String)> {
    let plain = |text: &str| fold(text.trim_matches(['#', '%', ':', '=', ' ', '"', '*'])).trim().to_owned();
    let mut pairs = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        for (column, cell) in row.cells.iter().enumerate() {
            if let Some(below) = rows.get(index + 1).map(|below| below.cell(column)).filter(|below| !below.is_empty()) {
                pairs.push((plain(cell), below.to_owned()));
            }
        }
        if let (name, value) = (row.cell(0), row.cell(1))
            && !value.is_empty()
        {
            pairs.push((plain(name), value.to_owned()));
        }
        // A row of titles may have other separators than the table has.
        let separators: &[char] = if row.width() == 1 { &[':', '=', ',', ';', '|', '\t'] } else { &[':', '='] };
        for cell in &row.cells {
            if let Some((name, value)) = cell.split_once(separators) {
                pairs.push((plain(name), value.trim().to_owned()));
            }
        }
    }
    pairs
}

/// The milliseconds of "5", "5 s", "00:00:05" or, of a rate, "1 Hz"; bare numbers are seconds unless the name says otherwise.
fn interval(name: &str, value: &str) -> Option<f64> {
    let value = fold(value);
    if let Some(clock) = Stamp::read(&value).filter(|stamp| stamp.date.is_none()).and_then(|stamp| stamp.clock) {
        return Some(clock.ms(true) as f64).filter(|ms| *ms > 0.0);
    }
    let digits = value.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    let number = DecimalSign::Unknown.number(&value[..value.len() - digits.len()]).filter(|number| *number > 0.0)?;
    let in_brackets = name.split_once('(').map(|(_, unit)| unit.trim_end_matches(')'));
    match (digits.trim(), in_brackets) {
        ("hz", _) | ("", Some("hz")) => Some(1000.0 / number),
        ("", None) => Some(1000.0 * number),
        ("", Some(unit)) | (unit, _) => Unit::of(unit)?.in_ms().map(|ms| ms * number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::table::rows::{Separator, rows};

    fn read(text: &str) -> Titles {
        Titles::read(&rows(text, Separator::Char(b',')))
    }

    #[test]
    fn the_start_is_found_beside_or_below_its_name() {
        let start = Some(1_714_813_507_000);
        for text in [
            "Name,Date,Start time\nX,2024-05-04,09:05:07\n",
            "Start,2024-05-04 09:05:07\n",
            "# Start time: 2024-05-04T09:05:07Z\n",
            "Name,Sport,Date,Start time\nX,RUNNING,04-05-2024,09:05:07\n",
        ] {
            assert_eq!(read(text).start, start, "{text}");
        }
        assert_eq!(read("Name,Sport\nX,RUNNING\n").start, None);
    }

    #[test]
    fn the_interval_is_found_in_its_unit() {
        for (text, ms) in [
            ("Interval,5\n", 5000.0),
            ("Sample rate,1 Hz\n", 1000.0),
            ("Recording interval (ms),500\n", 500.0),
            ("# interval: 5 s\n", 5000.0),
            ("Interval,00:05\n", 5000.0),
            ("Interval (min),1\n", 60_000.0),
        ] {
            assert_eq!(read(text).interval, Some(ms), "{text}");
        }
    }

    #[test]
    fn a_start_of_two_readings_is_left_out_and_told() {
        let titles = read("Begin,04/05/2024 09:05:07\n");
        assert_eq!((titles.start, titles.notes.len()), (None, 1));
    }
}
