//! A table of a known series, written by chance.

use crate::chance::Chance;
use crate::columns::{self, Beside, RATE_NAMES, Row};
use crate::kinds::TimeKind;

/// The speed in all rows.
pub const KMH: f64 = 9.0;
/// The steps a minute in all rows.
pub const STEPS: f64 = 164.0;

const TITLES: &[&str] = &[
    "My run",
    "Exported by Some App 1.2",
    "hr,yes",
    "gps;no",
    "Name{s}Sport\nMe{s}RUNNING",
    "Max HR{s}180",
    "Average heart rate{s}131",
    "# a remark",
    "Version{s}3",
    "segment{s}length{s}avg hr\n1{s}120{s}131",
    "\"quoted, title\"",
    "Duration{s}00:10:00",
    "Date of birth{s}1984-01-02",
];

/// A table, and what it holds.
pub struct Table {
    pub text: String,
    pub bytes: Vec<u8>,
    /// The start, where the table tells it.
    pub start: Option<i64>,
    /// How near its way of writing keeps the times.
    pub within_ms: i64,
    /// Whether it has times, or the interval between its rows.
    pub has_time: bool,
    series: Vec<(i64, u16)>,
}

impl Table {
    /// The rates that are none of "none", their times counted from the first row.
    pub fn rates(&self) -> Vec<(i64, u16)> {
        self.series.iter().copied().filter(|(_, rate)| *rate > 0).collect()
    }

    pub fn by_chance(seed: u64) -> Self {
        let chance = &mut Chance(seed);
        let kind = TimeKind::by_chance(chance);
        // At any time of any day of some years, often just before midnight.
        let day = chance.between(18_000, 20_600) * 86_400;
        let in_day = if chance.once_in(3) { 86_400 - chance.between(1, 60) } else { chance.between(0, 86_399) };
        let start = (day + in_day) * 1000;
        let step = *chance.one_of(&[1, 1, 2, 5, 10]) * 1000;
        let rows = chance.between(12, 60) as usize;
        let mut rate = chance.between(80, 170);
        let series: Vec<(i64, u16)> = (0..rows)
            .map(|row| {
                rate = (rate + chance.between(-3, 3)).clamp(60, 195);
                let told = if row > 0 && chance.once_in(25) { 0 } else { rate as u16 };
                (row as i64 * step, told)
            })
            .collect();
        let mut beside = columns::by_chance(chance);
        // Without times, nothing tells that these are none.
        beside.retain(|beside| kind != TimeKind::None || beside.name != "duration");
        let (text, has_interval) = write(chance, kind, start, &series, &beside, step);
        let bytes = encoded(chance, &text);
        let within_ms = if kind == TimeKind::Minutes { 1 } else { 0 };
        Self { text, bytes, start: kind.is_dated().then_some(start), within_ms, has_time: kind != TimeKind::None || has_interval, series }
    }
}

/// A table's bytes with some cut out, doubled, put in or changed.
pub fn damaged(seed: u64) -> Vec<u8> {
    let mut bytes = Table::by_chance(seed).bytes;
    let chance = &mut Chance(!seed);
    for _ in 0..chance.between(1, 12) {
        let from = chance.below(bytes.len().max(1));
        let to = (from + chance.below(40)).min(bytes.len());
        match chance.below(5) {
            0 => drop(bytes.drain(from..to)),
            1 => {
                let piece = bytes[from..to].to_vec();
                let at = chance.below(bytes.len() + 1);
                bytes.splice(at..at, piece);
            }
            2 => bytes.insert(from.min(bytes.len()), *chance.one_of(b",;\t|\"'.:-/\n\r 09eENT\0\xFF\xE9%#[{")),
            3 => bytes[from..to].iter_mut().for_each(|byte| *byte = chance.below(256) as u8),
            _ => bytes.truncate(from.max(20)),
        }
    }
    bytes
}

fn write(chance: &mut Chance, kind: TimeKind, start: i64, series: &[(i64, u16)], beside: &[&Beside], step: i64) -> (String, bool) {
    let separator = *chance.one_of(&[',', ',', ';', '\t', '|']);
    let decimal_comma = separator != ',' && chance.once_in(3);
    let quote_all = chance.once_in(5);
    let zero_is_blank = chance.once_in(2);
    let times = kind.names(chance);
    let rate_name = (*chance.one_of(RATE_NAMES)).to_owned();
    // A column each: the times', the rate's, the others'.
    let names: Vec<String> = times.iter().cloned().chain([rate_name]).chain(beside.iter().map(|beside| beside.name.to_owned())).collect();
    let mut order: Vec<usize> = (0..names.len()).collect();
    chance.shuffle(&mut order);
    let quoted = |cell: &str| {
        let must = cell.contains([separator, '"']);
        if must || quote_all { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
    };
    let line = |cells: &[String]| order.iter().map(|column| quoted(&cells[*column])).collect::<Vec<_>>().join(&separator.to_string());
    let mut text = String::new();
    if chance.once_in(12) {
        text += &format!("sep={separator}\n");
    }
    for _ in 0..chance.below(4) {
        text += &chance.one_of(TITLES).replace("{s}", &separator.to_string());
        text += if chance.once_in(3) { "\n\n" } else { "\n" };
    }
    let has_interval = kind == TimeKind::None && chance.once_in(2);
    if has_interval {
        text += &format!("Interval{separator}{}\n", step / 1000);
    }
    text += &line(&names);
    text += "\n";
    for (number, (since, rate)) in series.iter().enumerate() {
        let row = Row { number, rate: (*rate).max(60), seconds: *since as f64 / 1000.0 };
        let told = if *rate == 0 && zero_is_blank { String::new() } else { rate.to_string() };
        let numbers = beside.iter().map(|beside| (beside.cell)(chance, &row));
        let mut cells: Vec<String> = kind.cells(start, *since).into_iter().chain([told]).chain(numbers).collect();
        if decimal_comma {
            for cell in &mut cells {
                if cell.parse::<f64>().is_ok() {
                    *cell = cell.replace('.', ",");
                }
            }
        }
        text += &line(&cells);
        text += "\n";
    }
    (text, has_interval)
}

fn encoded(chance: &mut Chance, text: &str) -> Vec<u8> {
    let text = if chance.once_in(3) { text.replace('\n', "\r\n") } else { text.to_owned() };
    match chance.below(8) {
        0 => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
        1 => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect(),
        2 => format!("\u{feff}{text}").into_bytes(),
        _ => text.into_bytes(),
    }
}
