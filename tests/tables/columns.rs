//! Columns beside the time and the rate: movement that must be read right, and noise that must not be taken for anything.

use crate::chance::Chance;
use crate::table::{KMH, STEPS};

pub const RATE_NAMES: &[&str] = &[
    "heart_rate",
    "HR",
    "hr",
    "Heart Rate (bpm)",
    "HR [bpm]",
    "bpm",
    "heartrate",
    "HeartRate",
    "Herzfrequenz",
    "Puls",
    "FC (bpm)",
    "Fréquence cardiaque",
    "Frecuencia cardíaca",
    "Syke",
    "record.heart_rate[bpm]",
    "beats per minute",
    "Pulse",
    "Frequenza cardiaca (bpm)",
    "Heart rate, bpm",
    "hr_bpm",
];

/// A column: its name, whether it has texts with separators, and its cell of a row.
pub struct Beside {
    pub name: &'static str,
    pub cell: fn(&mut Chance, &Row) -> String,
}

/// What a column may know of a row.
pub struct Row {
    pub number: usize,
    pub rate: u16,
    pub seconds: f64,
}

const MOVEMENT: &[Beside] = &[
    Beside { name: "Speed (km/h)", cell: |_, _| format!("{KMH:.2}") },
    Beside { name: "speed_mps", cell: |_, _| format!("{:.4}", KMH / 3.6) },
    Beside { name: "speed", cell: |_, _| format!("{:.4}", KMH / 3.6) },
    Beside { name: "Speed", cell: |_, _| format!("{KMH:.2}") },
    Beside { name: "Speed [mph]", cell: |_, _| format!("{:.4}", KMH / 1.609_344) },
    Beside { name: "distance_m", cell: |_, row| format!("{:.1}", row.seconds * KMH / 3.6) },
    Beside { name: "distance", cell: |_, row| format!("{:.1}", row.seconds * KMH / 3.6) },
    Beside { name: "Distance", cell: |_, row| format!("{:.5}", row.seconds * KMH / 3600.0) },
    Beside { name: "Distance (km)", cell: |_, row| format!("{:.5}", row.seconds * KMH / 3600.0) },
    Beside { name: "Cadence (spm)", cell: |_, _| format!("{STEPS:.0}") },
    Beside { name: "cadence", cell: |_, _| format!("{:.0}", STEPS / 2.0) },
];

const NOISE: &[Beside] = &[
    Beside { name: "watts", cell: |chance, _| chance.between(100, 300).to_string() },
    Beside { name: "Power (W)", cell: |chance, _| chance.between(100, 200).to_string() },
    Beside { name: "Altitude (m)", cell: |chance, _| format!("{}.5", chance.between(95, 120)) },
    Beside { name: "elevation", cell: |_, row| format!("{}", 100 + row.number / 4) },
    Beside { name: "temperature", cell: |chance, _| chance.between(18, 22).to_string() },
    Beside { name: "lat", cell: |_, row| format!("48.{:05}", 1000 + row.number * 3) },
    Beside { name: "Max HR", cell: |_, row| (row.rate + 12).to_string() },
    Beside { name: "HR min", cell: |_, row| (row.rate - 12).to_string() },
    Beside { name: "hr_avg", cell: |_, row| (row.rate + 3).to_string() },
    Beside { name: "Heart Rate Zone", cell: |_, row| (row.rate / 40).to_string() },
    Beside { name: "HR (%)", cell: |_, row| format!("{:.1}", f64::from(row.rate) / 1.9) },
    Beside { name: "% of max heart rate", cell: |_, row| (row.rate / 2).to_string() },
    Beside { name: "Resting heart rate", cell: |_, _| "54".to_owned() },
    Beside { name: "target_hr", cell: |_, _| "140".to_owned() },
    Beside { name: "HRV (ms)", cell: |chance, _| chance.between(20, 90).to_string() },
    Beside { name: "respiration rate", cell: |chance, _| chance.between(30, 40).to_string() },
    Beside { name: "SpO2", cell: |chance, _| chance.between(94, 99).to_string() },
    Beside { name: "Pulse Ox", cell: |chance, _| chance.between(94, 99).to_string() },
    Beside { name: "Cal/Hr", cell: |chance, _| chance.between(400, 600).to_string() },
    Beside { name: "Stroke Rate", cell: |chance, _| chance.between(30, 40).to_string() },
    Beside { name: "calories", cell: |_, row| (row.number / 3).to_string() },
    Beside { name: "steps", cell: |_, row| (row.number * 5).to_string() },
    Beside { name: "", cell: |_, row| row.number.to_string() },
    Beside { name: "id", cell: |_, row| (100 + row.number).to_string() },
    Beside { name: "index", cell: |_, row| row.number.to_string() },
    Beside { name: "note", cell: |chance, _| (*chance.one_of(&["fine", "warm, windy", "a;b", "5 km/h", "\"hm\"", ""])).to_owned() },
    Beside { name: "Weight, kg", cell: |_, _| "70".to_owned() },
    Beside { name: "age", cell: |_, _| "40".to_owned() },
    Beside { name: "x", cell: |chance, _| chance.between(60, 180).to_string() },
    Beside { name: "value", cell: |chance, _| chance.between(60, 180).to_string() },
    Beside { name: "Pace (min/km)", cell: |_, _| "06:40".to_owned() },
    Beside { name: "time in zone", cell: |_, row| (row.number * 2).to_string() },
    Beside { name: "Moving time", cell: |_, row| (row.number / 2).to_string() },
    Beside { name: "lap time", cell: |_, row| (row.number % 7).to_string() },
    Beside { name: "GPS accuracy", cell: |chance, _| chance.between(3, 60).to_string() },
    Beside { name: "Ground contact time (ms)", cell: |chance, _| chance.between(240, 300).to_string() },
    Beside { name: "lap", cell: |_, row| (1 + row.number / 20).to_string() },
    // Doubles that only a refusal is right for, or the rate that is named more plainly.
    Beside { name: "hr_wrist", cell: |chance, row| (i64::from(row.rate) + chance.between(-4, 9)).to_string() },
    Beside { name: "heart rate 2", cell: |_, row| (row.rate - 5).to_string() },
    Beside { name: "Heart Rate", cell: |_, row| (row.rate + 7).to_string() },
    Beside { name: "hr_smoothed", cell: |_, row| (row.rate + 1).to_string() },
    Beside { name: "duration", cell: |_, row| (row.number * 40).to_string() },
    Beside { name: "uptime", cell: |_, row| (5000 + row.number * 17).to_string() },
    Beside { name: "rr", cell: |chance, _| chance.between(12, 30).to_string() },
];

/// Some of the columns, each once.
pub fn by_chance(chance: &mut Chance) -> Vec<&'static Beside> {
    let mut all: Vec<&Beside> = Vec::new();
    for (list, most) in [(MOVEMENT, 3), (NOISE, 6)] {
        let mut list: Vec<&Beside> = list.iter().collect();
        chance.shuffle(&mut list);
        all.extend(&list[..chance.below(most)]);
    }
    all
}
